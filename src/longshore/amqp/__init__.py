"""AMQP 1.0 [AMQP 2] connection, session and link as state machines; no I/O, no clock, no entities.

The listening side of the protocol. Bytes go in through `Connection.receive`, which yields events one by
one; answers are given by methods of the connection, its sessions and links, and gather as bytes in
`Connection.data_to_send`. The one who drives it owes it three things: handle each event before asking for
the next; send what `data_to_send` returns, in order; call `on_tick` no later than `next_tick_ms` says.
"""
