"""Rules about the namespace, its twin and what it costs."""
