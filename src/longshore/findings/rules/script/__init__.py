"""Rules about the script of az commands that is to deploy a plan."""
