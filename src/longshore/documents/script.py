def read_commands(code): return iter(())
