"""Azure's side of a plan: what is deployed there, and the scripts that deploy it."""
