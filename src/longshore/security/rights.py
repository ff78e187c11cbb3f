"""Rights, and the policies (named pairs of keys) that carry them."""

from dataclasses import dataclass, replace
from enum import Flag
from typing import Self


class Right(Flag):
    """[ASB SAS] Manage includes the other two."""

    SEND = 1
    LISTEN = 2
    MANAGE = 4 | SEND | LISTEN


ALL_RIGHTS = Right.MANAGE


@dataclass(frozen=True, slots=True)
class AccessPolicy:
    """A shared access policy of a namespace: each of its keys signs for its rights.

    `further_keys` are those of one run of the broker, beside the two on file.
    """

    name: str
    primary_key: str
    secondary_key: str
    rights: Right
    further_keys: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys that are accepted."""
        return (self.primary_key, self.secondary_key, *self.further_keys)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token or password gave: rights on everything under a path, until a time (None: for ever)."""

    path: str
    rights: Right
    expires_ms: int | None

    def covers(self, path: str, right: Right, now_ms: int) -> bool:
        """Say whether this grant allows an act on an entity now."""
        if right not in self.rights or (self.expires_ms is not None and self.expires_ms <= now_ms):
            return False
        ours, wanted = self.path.lower(), path.lower()
        return not ours or wanted == ours or wanted.startswith(ours + "/")

    def put_forward(self, ms: int) -> Self:
        """Return the same grant by a clock that was put forward."""
        return self if self.expires_ms is None else replace(self, expires_ms=self.expires_ms + ms)
