"""Rules about metrics, alerts and scaling."""
