"""Queues, topics, subscriptions, sessions and locks, as Service Bus describes them; deterministic.

Time is the argument `now_ms`, randomness a function that hands out lock tokens. A command that changes
something durable writes facts (`changes.Facts`) and leaves its effect pending in the same `Changes`; once
the facts are on disk the owner calls `Changes.apply`, or `Changes.undo` if they never got there. So memory
is never ahead of the disk by anything that somebody could have seen.
"""
