"""As much of Azure as the exported script meets: enough to be strict about order, and no more."""
