"""Values with their types: Python says that UInt(1) == True == 1.0, AMQP does not."""

import struct

from longshore.wire.values import Array, Described


def typed(value: object) -> object:
    """Return what is equal for two values only if AMQP calls them the same. NaN equals itself here."""
    if isinstance(value, Array):
        return Array, value.constructor, [typed(item) for item in value]
    if isinstance(value, list):
        return list, [typed(item) for item in value]
    if isinstance(value, dict):
        return dict, [(typed(key), typed(item)) for key, item in value.items()]
    if isinstance(value, Described):
        return Described, typed(value.descriptor), typed(value.value)
    if isinstance(value, float):
        return type(value), struct.pack(">d", value)
    return type(value), value
