"""Longshore met by what is not ours: clients in other languages, and an environment with only its wheel."""
