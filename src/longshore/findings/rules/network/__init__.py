"""Rules about who can reach the namespace, and by what name."""
