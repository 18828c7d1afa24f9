"""Worker processes that a test starts, kills and stops."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event

from attrs import define, field

PATIENCE = 240


@define
class Crew:
    """Workers of one kind, in processes of their own."""

    command: Sequence[str]
    env: Mapping[str, str]
    log: Path
    processes: list[subprocess.Popen[bytes]] = field(factory=list)
    kills: int = 0

    def joins(self, command: Sequence[str] = ()) -> subprocess.Popen[bytes]:
        """Start a worker, or what else a command says."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *(command or self.command)],
                env=self.env,
                cwd=self.log.parent,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def killed(self, process: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
        """Kill a worker as a power cut would, and start another one."""
        self.kills += 1
        self._ends(process, signal.SIGKILL)
        return self.joins()

    def stop(self) -> Sequence[int]:
        """Stop all, as a deployment does, and return how they ended."""
        for one in self.processes:
            os.kill(one.pid, signal.SIGTERM)
        ends = [one.wait(timeout=60) for one in self.processes]
        self.processes.clear()
        return ends

    def left(self) -> None:
        """Kill whoever is still there."""
        for one in list(self.processes):
            self._ends(one, signal.SIGKILL)

    def _ends(self, process: subprocess.Popen[bytes], how: signal.Signals) -> None:
        if process.poll() is None:
            os.killpg(process.pid, how)
        process.wait()
        self.processes.remove(process)


@contextmanager
def crew(command: Sequence[str], env: Mapping[str, str], folder: Path) -> Generator[Crew]:
    """Give a crew that nobody is in yet; nobody is left of it afterwards."""
    root = str(Path(__file__).parents[2])
    made = Crew(command, {**env, "PYTHONPATH": root}, folder / "workers.log")
    with ExitStack() as stack:
        stack.callback(made.left)
        yield made


def until(true: Callable[[], bool], news: Event, crew: Crew) -> None:
    """Wait until something is true, looking again whenever there are news."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"{crew.kills} kills; {crew.log.read_text()[-4000:]}"
        news.wait(1)
        news.clear()
