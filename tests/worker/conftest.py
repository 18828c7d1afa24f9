"""Real brokers and databases for workers, and a street of merchants to work for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import redis

from tests.storage.databases import absent, new_database, url_of
from tests.worker.crew import Crew, crew
from tests.worker.engines import ENGINES, Engine
from tests.worker.host import Settings
from tests.worker.street import Street, street, without_credentials
from tiktok_bc_sync import SqlStorage
from tiktok_bc_sync.worker import Jobs

ACCOUNTS = tuple(f"store{number}" for number in range(24))
INTERVAL = timedelta(seconds=10)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each job queue in turn."""
    return ENGINES[request.param]


@pytest.fixture
def queue() -> Iterator[str]:
    """The name of a queue that no other test has; nothing of it is left in Redis."""
    made = f"tbs_test_{uuid4().hex[:12]}"
    with redis.Redis.from_url(url_of("Redis")) as client:
        try:
            client.ping()
        except redis.RedisError as error:
            absent("Redis", error)
        yield made
        with suppress(redis.RedisError):
            for key in client.scan_iter(f"*{made}*"):
                client.delete(key)


@pytest.fixture
def merchants(accounts: tuple[str, ...]) -> Iterator[Street]:
    """The merchants whose accounts a test wants."""
    with street(accounts) as found:
        yield found


@pytest.fixture
def accounts() -> tuple[str, ...]:
    """Few merchants; a test that wants more says so."""
    return ACCOUNTS[:3]


@pytest.fixture
def every() -> float:
    """How often an account is visited, in seconds: not while a test lasts that queues by hand."""
    return 3600


@pytest.fixture
def told(queue: str, every: float, merchants: Street) -> Iterator[Settings]:
    """What the host knows; all merchants have installed the app, and only orders are read."""
    with new_database("PostgreSQL") as database:
        storage = SqlStorage(database)
        merchants.connect(storage, INTERVAL)
        storage.close()
        names = tuple(merchants.sandboxes)
        yield Settings(url_of("Redis"), queue, database, names, every, sweep=1)


@pytest.fixture
def jobs(engine: Engine, told: Settings) -> Iterator[Jobs]:
    """What the host queues by hand."""
    with engine.opened(told) as found:
        yield found


@pytest.fixture
def workers(
    engine: Engine, told: Settings, jobs: Jobs, merchants: Street, tmp_path: Path
) -> Iterator[Crew]:
    """Workers of the host: nobody is there yet."""
    del jobs  # a queue has its tables by now
    env = told.env({**without_credentials(), **merchants.env})
    with crew(engine.worker(told.queue), env, tmp_path) as found:
        yield found
