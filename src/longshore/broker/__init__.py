"""Where AMQP meets entities. No I/O, no clock: bytes and times come in, bytes and facts go out.

A message's way through this room: `kernel` takes the bytes a peer sent and hands each event to what the
link leads to; a `producer` turns it into a draft (`ingest`) and gives it to the engine; once the facts of
the `unit` are on disk, the `outbox` answers the sender, and the `pump` gives the message to a `consumer`
that has credit, which encodes it (`egress`) for its peer.
"""
