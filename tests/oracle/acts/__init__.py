"""What happens in stories: rules by concept, each of them done to the engine and to the oracle."""
