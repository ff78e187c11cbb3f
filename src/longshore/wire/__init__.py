"""AMQP 1.0 bytes to values and back. Imports nothing of ours, does no I/O.

`values` are the types, `decode` and `encode` the type system of [AMQP 1], `frames` the framing of
[AMQP 2.3], `performatives` and `states` the composites of [AMQP 2.7, 3.4, 3.5], `sections` the message
format of [AMQP 3.2]. Tags such as [AMQP 2.7.5] name a section of the OASIS standard.
"""
