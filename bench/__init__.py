"""Load on a running broker, measured."""
