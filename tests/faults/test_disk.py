"""SQLite on a disk that is full or may not be written: nothing acknowledged is lost, nothing is half done."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
from attrs import frozen
from sqlalchemy import Engine, event

from tiktok_bc_sync.errors import StorageUnavailable
from tiktok_bc_sync.storage import Query, Record, SqlStorage, Write

BODY = "Words of a listing. " * 200


@frozen
class Disk:
    """A place for a database, and how it is given more room."""

    folder: Path
    grow: Callable[[], None]

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'records.db'}"


@frozen
class Mount:
    """A small disk of its own, in memory."""

    folder: Path

    def mounted(self) -> bool:
        """Mount it, where we may."""
        return self._mount("size=1m")

    def again(self, options: str) -> None:
        """Change how it is mounted."""
        assert self._mount(f"remount,{options}")

    def end(self) -> None:
        """Take it away, with all that is on it."""
        subprocess.run(["umount", "--lazy", self.folder], check=True)

    def _mount(self, options: str) -> bool:
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.folder)]
        return os.geteuid() == 0 and not subprocess.run(command, check=False).returncode


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Mount]:
    """A disk of one megabyte; skipped where nothing may be mounted."""
    made = Mount(tmp_path)
    if not made.mounted():
        pytest.skip("only root may mount a small disk")
    yield made
    made.end()


@pytest.fixture
def most_pages() -> Iterator[list[int]]:
    """How many pages SQLite takes for a file, for connections made from now on."""
    pages = [250]

    def limit(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages[0]}").close()

    event.listen(Engine, "connect", limit)
    yield pages
    event.remove(Engine, "connect", limit)


@pytest.fixture(params=["a full disk", "a file at its limit"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Disk:
    """A disk that has room for a megabyte."""
    if request.param == "a full disk":
        mount: Mount = request.getfixturevalue("mount")
        return Disk(mount.folder, lambda: mount.again("size=32m"))
    pages: list[int] = request.getfixturevalue("most_pages")
    return Disk(tmp_path, lambda: pages.__setitem__(0, 10_000))


def three(number: int) -> list[Write]:
    """Return records that are written together or not at all."""
    return [
        Write("note", f"{number:04}-{part}", None, {"part": part}, {"text": BODY})
        for part in range(3)
    ]


def filled(storage: SqlStorage) -> tuple[list[Record], StorageUnavailable]:
    """Write until there is no room; return what was acknowledged, and the refusal."""
    there: list[Record] = []
    for number in count():
        try:
            there += storage.commit("store", three(number))
        except StorageUnavailable as error:
            return there, error
    raise AssertionError


def test_a_full_disk_is_told_and_all_that_was_acknowledged_is_there(disk: Disk) -> None:
    storage = SqlStorage(disk.url)
    there, refusal = filled(storage)
    assert "full" in refusal.message
    assert "space" in refusal.what_to_do
    assert refusal.retry
    assert storage.find(Query("store", "note", limit=1000)).records == there
    assert storage.count("store", "note", by="part") == dict.fromkeys(range(3), len(there) // 3)
    with pytest.raises(StorageUnavailable):
        storage.commit("store", three(9999))
    storage.close()


def test_once_there_is_room_again_the_refused_commit_succeeds(disk: Disk) -> None:
    storage = SqlStorage(disk.url)
    there, _ = filled(storage)
    storage.close()
    disk.grow()
    again = SqlStorage(disk.url)
    assert again.find(Query("store", "note", limit=1000)).records == there
    there += again.commit("store", three(len(there) // 3))
    assert again.count("store", "note") == {None: len(there)}
    again.close()
    with closing(sqlite3.connect(disk.folder / "records.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_disk_that_may_only_be_read_is_told_and_still_read(mount: Mount) -> None:
    url = f"sqlite:///{mount.folder / 'records.db'}"
    storage = SqlStorage(url)
    there = storage.commit("store", three(0))
    storage.close()
    mount.again("ro,size=1m")
    frozen = SqlStorage(
        f"sqlite:///file:{mount.folder / 'records.db'}?mode=ro&immutable=1&uri=true"
    )
    assert frozen.find(Query("store", "note")).records == there
    with pytest.raises(StorageUnavailable, match="readonly") as caught:
        frozen.commit("store", three(1))
    assert "writable" in caught.value.what_to_do
    frozen.close()
    with pytest.raises(StorageUnavailable, match="unable to open") as caught:
        SqlStorage(url)
    assert "\n" not in str(caught.value)
    assert "writable" in caught.value.what_to_do
