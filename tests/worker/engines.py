"""The job queues that workers are tested on: how their processes are started, and a host is opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager

from attrs import frozen

from tests.worker import celery_host, procrastinate_host
from tests.worker.host import Settings
from tiktok_bc_sync.worker import Jobs

_CELERY = ("celery", "-A", "tests.worker.celery_host", "--quiet")
_QUIET = ("--loglevel", "WARNING")


@frozen
class Engine:
    """A job queue. ``clock`` is the command that queues sweeps, empty where workers do so themselves."""

    command: Sequence[str]
    clock: Sequence[str]
    opened: Callable[[Settings], AbstractContextManager[Jobs]]

    def worker(self, queue: str) -> Sequence[str]:
        """Return the command that starts a worker; both engines name queues alike."""
        return (*self.command, "-Q" if self.clock else "-q", f"{queue}-first,{queue}")


ENGINES: Mapping[str, Engine] = {
    "Celery": Engine(
        (
            *(*_CELERY, "worker", "--pool", "solo"),
            *(*_QUIET, "--without-gossip", "--without-mingle"),
        ),
        (*_CELERY, "beat", *_QUIET),
        celery_host.opened,
    ),
    "Procrastinate": Engine(
        (
            *("procrastinate", "-a", "tests.worker.procrastinate_host.app", "worker", "-c", "1"),
            *("--delete-jobs", "successful"),
        ),
        (),
        procrastinate_host.opened,
    ),
}
