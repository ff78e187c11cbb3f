"""The command line: one file per group of commands. Reaches a running broker only as any client would."""
