import json
import os
import stat
from pathlib import Path

import pytest

from longshore.security.rights import ALL_RIGHTS, Right
from longshore.server.datafolder import ROOT_POLICY, DataFolder, FolderInUse
from longshore.store.errors import StorageUnusable


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


def test_a_folder_is_made(folder: DataFolder) -> None:
    assert folder.path.is_dir()
    folder.release()


def test_a_folder_serves_one_broker_at_a_time(folder: DataFolder) -> None:
    with pytest.raises(FolderInUse, match=f"process {os.getpid()}"):
        DataFolder(folder.path)
    folder.release()
    DataFolder(folder.path).release()


def test_a_released_folder_is_not_ready(folder: DataFolder) -> None:
    folder.write_ready({"schema": 1}, None)
    folder.release()
    assert not (folder.path / "ready.json").exists()


def test_the_ready_file_is_written_where_the_user_wants_it_too(folder: DataFolder, tmp_path: Path) -> None:
    folder.write_ready({"port": 5672}, tmp_path / "mine.json")
    assert json.loads((tmp_path / "mine.json").read_text()) == {"port": 5672}
    folder.release()


def test_there_is_always_a_root_policy_with_keys_of_its_own(folder: DataFolder, tmp_path: Path) -> None:
    (root,) = folder.policies({})
    other = DataFolder(tmp_path / "other")
    assert (root.name, root.rights) == (ROOT_POLICY, ALL_RIGHTS)
    assert len({root.primary_key, root.secondary_key, other.policies({})[0].primary_key}) == 3
    folder.release()
    other.release()


def test_keys_stay_as_they_were_made(folder: DataFolder) -> None:
    before = folder.policies({"reader": Right.LISTEN})
    folder.policies({})
    assert folder.policies({"reader": Right.LISTEN}) == before
    folder.release()


def test_keys_of_a_newer_version_are_left_alone(folder: DataFolder) -> None:
    keys = folder.path / "keys.json"
    keys.write_text('{"schema": 2, "policies": [], "more": true}')
    with pytest.raises(StorageUnusable, match="format 2 and this Longshore reads 1: a newer one wrote it"):
        folder.policies({})
    assert keys.read_text() == '{"schema": 2, "policies": [], "more": true}'
    folder.release()


def test_only_the_owner_reads_keys(folder: DataFolder) -> None:
    folder.policies({})
    assert stat.S_IMODE((folder.path / "keys.json").stat().st_mode) == 0o600
    folder.release()


def test_further_keys_are_those_of_the_root_policy_alone_and_stay_off_the_disk(folder: DataFolder) -> None:
    root, reader = folder.policies({"reader": Right.LISTEN}, ("known to all",))
    assert (root.name, root.further_keys, reader.further_keys) == (ROOT_POLICY, ("known to all",), ())
    assert "known to all" not in (folder.path / "keys.json").read_text()
    assert folder.policies({})[0].further_keys == ()
    folder.release()
