"""A PostgreSQL server of the tests' own, to be restarted and crashed as they like."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

from tests.storage.databases import absent

# It takes no connections but through a socket in its own folder. A deadlock is found soon.
_SETTINGS = "-c listen_addresses='' -c fsync=off -c deadlock_timeout=50ms -c max_connections=50"


@frozen
class Cluster:
    """A running server: its folder, its programs, and as whom they run."""

    folder: Path
    programs: Path
    user: str | None

    @property
    def url(self) -> str:
        """Where its database is."""
        return f"postgresql://tests@/postgres?host={self.folder}"

    def restart(self, how: str) -> None:
        """End the server, "fast" by cutting all connections or "immediate" as a crash, and start it."""
        self._run("pg_ctl", "restart", "-w", "-m", how, *self._where())

    def start(self) -> None:
        """Make the server and start it."""
        self._run("initdb", "-U", "tests", "-A", "trust", "-N", "-E", "UTF8", "-D", self._data)
        settings = f"{_SETTINGS} -k {self.folder}"
        self._run("pg_ctl", "start", "-w", "-o", settings, *self._where())

    def stop(self) -> None:
        """End the server."""
        self._run("pg_ctl", "stop", "-w", "-m", "immediate", *self._where())

    def _where(self) -> tuple[str, ...]:
        return "-D", self._data, "-l", str(self.folder / "log.txt")

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self.programs / program), *arguments],
            check=True,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            user=self.user,
        )


@contextmanager
def new_cluster() -> Generator[Cluster]:
    """Start a server of our own, and remove it afterwards; skip where PostgreSQL is not installed."""
    programs = _programs()
    if programs is None:
        absent("PostgreSQL", "its programs initdb and pg_ctl are not here")
    with tempfile.TemporaryDirectory(prefix="tbs-") as name:
        user = _unprivileged()
        if user:
            shutil.chown(name, user)
        cluster = Cluster(Path(name), programs, user)
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()


def _programs() -> Path | None:
    """Return the folder with the newest server's programs: Debian keeps them out of the path."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    found = shutil.which("initdb")
    if not installed and found is None:
        return None
    return (installed[-1] if installed else Path(str(found)).resolve()).parent


def _version(program: Path) -> float:
    return float(program.parts[-3])


def _unprivileged() -> str | None:
    """Return as whom the server runs, None for ourselves: it refuses to be root."""
    if os.geteuid():
        return None
    return "postgres" if "postgres" in {one.pw_name for one in pwd.getpwall()} else "nobody"
