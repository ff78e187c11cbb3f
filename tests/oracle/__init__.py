"""The whole engine against an oracle that is slow, plain and readable against Azure's documentation.

    naive/       the oracle: one small file per concept, lists and linear scans
    broker.py    the engine as its owner has it: a store in memory, commits that fail, crashes
    paper.py     messages that one can read, and the codec for them
    machine.py   both side by side, and what must hold between two steps
    acts/        what clients, operators, the clock and the disk do, one file per concept
    scenes.py    the entities that stories are about, and how plans change them
    commands.py  every command, and the name under which stories note that it succeeded
    stories.py   the kinds of stories, and what must have happened by the end of a run

Each rule of Service Bus stands once in `naive`, with the page of the documentation that says it.
"""
