"""Who may do what: shared access signatures, keys and rights. Pure decisions; time is an argument."""
