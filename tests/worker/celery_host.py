"""The host's Celery app, as ``celery -A tests.worker.celery_host`` finds it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing, contextmanager

from celery import Celery

from tests.worker.host import Settings, merchants, settings, timetable
from tiktok_bc_sync.worker import Jobs
from tiktok_bc_sync.worker.with_celery import register


def made(told: Settings) -> tuple[Celery, Jobs]:
    """Make the app for what the test told."""
    app = Celery("host", broker=told.broker)
    app.conf.worker_prefetch_multiplier = 1
    app.conf.broker_connection_retry_on_startup = True
    return app, register(app, merchants(told), timetable(told), queue=told.queue)


@contextmanager
def opened(told: Settings) -> Generator[Jobs]:
    """Give what the host's web processes queue by hand."""
    app, jobs = made(told)
    with closing(app):
        yield jobs


def __getattr__(name: str) -> Celery:
    """Make the app only where it is asked for: in a worker."""
    if name in ("app", "celery"):
        return made(settings())[0]
    raise AttributeError(name)
