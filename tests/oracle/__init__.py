"""The whole engine against an oracle that is slow, plain and readable against Azure's documentation.

    naive/       the oracle: one small file per concept, lists and linear scans
    broker.py    the engine as its owner has it: a store in memory, commits that fail, crashes
    paper.py     messages that one can read, and the codec for them
    machine.py   both side by side, and what must hold between two steps
    acts/        what clients, operators, the clock and the disk do, one file per concept
    scenes.py    which entities a story is about, and what must have happened by its end
"""
