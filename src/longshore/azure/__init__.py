"""A plan in Azure's own languages: what is written for Azure, and what is read back from it."""
