"""The shell: the only room that knows asyncio, sockets, threads, signals, randomness and the real clock."""
