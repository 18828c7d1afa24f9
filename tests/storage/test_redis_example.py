"""The example's storage in Redis keeps every promise too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from uuid import uuid4

import pytest

from tests.storage.databases import absent, url_of
from tests.storage.storages import HandClock
from tiktok_bc_sync.errors import StorageUnavailable
from tiktok_bc_sync.storage import Storage
from tiktok_bc_sync.storage.conformance import StorageConformance

CLOCK = HandClock()
PREFIX = f"tbs-test-{uuid4().hex}"


def opened(url: str) -> Storage:
    try:
        example = import_module("examples.redis_storage")
    except ModuleNotFoundError as error:
        absent("Redis", error)
    made: Storage = example.RedisStorage(url, prefix=PREFIX, clock=CLOCK)
    return made


@pytest.fixture(scope="module")
def redis() -> Iterator[str]:
    """The URL of a Redis that answers; what the cases left there is removed at the end."""
    try:
        opened(url_of("Redis")).read("nobody", "note", ["a"])
    except StorageUnavailable as error:
        absent("Redis", error)
    yield url_of("Redis")
    with import_module("redis").Redis.from_url(url_of("Redis")) as client:
        for name in client.scan_iter(f"{PREFIX}:*"):
            client.delete(name)


class TestRedis(StorageConformance):
    @pytest.fixture(autouse=True)
    def _use(self, redis: str) -> None:
        self.url = redis

    def make_storage(self) -> Storage:
        return opened(self.url)

    def wait(self, duration: timedelta) -> None:
        CLOCK.move(duration)


def test_a_redis_that_is_not_there_is_told() -> None:
    with pytest.raises(StorageUnavailable, match="Redis can't be used"):
        opened("redis://localhost:1/0").count("store", "note")
