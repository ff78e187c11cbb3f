"""The whole broker in virtual time, from a seed, with the plug pulled. How to run it: `make sim`."""
