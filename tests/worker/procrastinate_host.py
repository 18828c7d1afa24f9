"""The host's Procrastinate app, as ``procrastinate -a tests.worker.procrastinate_host.app`` finds it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from procrastinate import App, PsycopgConnector

from tests.worker.host import Settings, merchants, settings, timetable
from tiktok_bc_sync.worker import Jobs
from tiktok_bc_sync.worker.with_procrastinate import register


def made(told: Settings) -> tuple[App, Jobs]:
    """Make the app for what the test told."""
    app = App(connector=PsycopgConnector(conninfo=told.database))
    return app, register(app, merchants(told), timetable(told), queue=told.queue)


@contextmanager
def opened(told: Settings) -> Generator[Jobs]:
    """Make Procrastinate's tables, and give what the host's web processes queue by hand."""
    app, jobs = made(told)
    with app.open():
        app.schema_manager.apply_schema()
        yield jobs


def __getattr__(name: str) -> App:
    """Make the app only where it is asked for: in a worker."""
    if name == "app":
        return made(settings())[0]
    raise AttributeError(name)
