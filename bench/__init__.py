"""Load on a running broker, measured: `python -m bench`.

`wire_client` is a load client that is cheaper than any broker; `load` is the process that runs one
scenario with it; `__main__` starts a broker for each and prints the figures.
"""
