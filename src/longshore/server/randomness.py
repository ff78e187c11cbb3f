"""Where tokens, ids and keys come from."""

import os
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Final

_TOKEN_BYTES: Final = 16
_TOKENS_PER_DRAW: Final = 256
_KEY_BYTES: Final = 32


def token_source() -> Callable[[], bytes]:
    """Return a function that hands out 16 random bytes; the system is asked for many at once."""
    return _tokens().__next__


def _tokens() -> Iterator[bytes]:
    while True:
        block = os.urandom(_TOKEN_BYTES * _TOKENS_PER_DRAW)
        for start in range(0, len(block), _TOKEN_BYTES):
            yield block[start : start + _TOKEN_BYTES]


def new_message_id() -> str:
    """Return 32 hex digits, as Service Bus gives to messages that come without an id."""
    return os.urandom(_TOKEN_BYTES).hex()


def new_key() -> str:
    """Return a shared access key: 32 random bytes in base64, as Azure makes them."""
    return b64encode(os.urandom(_KEY_BYTES)).decode()
