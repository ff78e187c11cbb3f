"""The Azure CLI itself, asked what it accepts; this runs in the environment where it is installed."""
