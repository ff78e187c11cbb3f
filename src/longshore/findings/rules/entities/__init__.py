"""Rules about queues, topics, subscriptions and their rules."""
