"""The data folder: who uses it, the keys, and the ready file.

lock                    held by the running broker
<namespace>.sqlite3     the store
keys.json               access policies and their keys, readable by the owner only
ready.json              written when connections are accepted, removed when the broker ends
tls/                    the certificate authority and the server's certificate: server/certificates.py
"""

import fcntl
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from longshore.security.rights import ALL_RIGHTS, AccessPolicy, Right
from longshore.server.randomness import new_key
from longshore.store.errors import StorageUnusable

ROOT_POLICY: Final = "RootManageSharedAccessKey"
KEYS_SCHEMA: Final = 1
READY_FILE: Final = "ready.json"
TLS_FOLDER: Final = "tls"


class FolderInUse(Exception):  # noqa: N818  # the folder is in use; nothing is in error
    """Another broker runs on this folder."""


class DataFolder:
    """A data folder, held by this process until `release`."""

    def __init__(self, path: Path) -> None:
        """Create the folder if need be and take its lock; raises FolderInUse, or OSError."""
        path.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._lock, 32).decode(errors="replace").strip()
            os.close(self._lock)
            raise FolderInUse(
                f"{path} is in use by another broker (process {holder or 'unknown'}); "
                "stop it, or choose another folder with --data"
            ) from None
        os.ftruncate(self._lock, 0)
        os.write(self._lock, str(os.getpid()).encode())
        self._ready_files = [path / READY_FILE]
        self._remove_ready_files()  # a killed broker leaves one behind

    def release(self) -> None:
        """Let another broker have the folder."""
        self._remove_ready_files()
        os.close(self._lock)

    def _remove_ready_files(self) -> None:
        for path in self._ready_files:
            path.unlink(missing_ok=True)

    def store_path(self, namespace: str) -> Path:
        """Return where a namespace's messages are."""
        return self.path / f"{namespace}.sqlite3"

    def policies(self, wanted: Mapping[str, Right], root_keys: tuple[str, ...] = ()) -> list[AccessPolicy]:
        """Return the access policies: those on file, and keys newly made for wanted names that have none.

        `root_keys` are further keys of the root policy, which do not go on file. Raises StorageUnusable.
        """
        path = self.path / "keys.json"
        known = _read_keys(path) if path.exists() else {}
        rights = {ROOT_POLICY: ALL_RIGHTS, **wanted}
        policies = [
            AccessPolicy(
                name,
                *known.get(name, (new_key(), new_key())),
                allowed,
                root_keys if name == ROOT_POLICY else (),
            )
            for name, allowed in rights.items()
        ]
        write_whole(path, _encode_keys(policies, known))
        return policies

    def write_ready(self, content: Mapping[str, Any], also: Path | None) -> None:
        """Say that connections are accepted, here and in a file of the user's choice."""
        text = json.dumps(content, indent=2) + "\n"
        if also is not None:
            self._ready_files.append(also)
        for path in self._ready_files:
            write_whole(path, text)


def _read_keys(path: Path) -> dict[str, tuple[str, str]]:
    """Return the keys on file. Raises StorageUnusable when a newer version wrote them."""
    content = json.loads(path.read_text())
    if content["schema"] > KEYS_SCHEMA:
        raise StorageUnusable(
            f"{path} has format {content['schema']} and this Longshore reads {KEYS_SCHEMA}: "
            "a newer one wrote it; upgrade, or choose another folder"
        )
    return {name: (keys["primary_key"], keys["secondary_key"]) for name, keys in content["policies"].items()}


def _encode_keys(policies: Iterable[AccessPolicy], known: Mapping[str, tuple[str, str]]) -> str:
    """Keys of policies that the plan no longer names stay on file: it may name them again."""
    pairs = dict(known) | {policy.name: (policy.primary_key, policy.secondary_key) for policy in policies}
    plain = {name: {"primary_key": first, "secondary_key": second} for name, (first, second) in pairs.items()}
    return json.dumps({"schema": KEYS_SCHEMA, "policies": plain}, indent=2) + "\n"


def write_whole(path: Path, text: str, *, mode: int = 0o600) -> None:
    """Replace a file as a whole; it is readable by the owner only, unless `mode` says otherwise."""
    draft = path.with_name(path.name + ".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
