"""Rules about identities, roles, keys and connections."""
