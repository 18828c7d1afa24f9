"""Jobs that take longer than somebody waits for an answer."""

from __future__ import annotations

import asyncio
import logging

import pytest

from tiktok_bc_sync.errors import NotFound
from tiktok_bc_sync.web.jobs import Jobs

pytestmark = pytest.mark.anyio


async def test_a_short_job_is_told_at_once_with_what_it_refuses() -> None:
    async def short() -> str:
        return "done"

    async def wrong() -> str:
        raise NotFound("There is no such thing.")

    assert await Jobs().run(short()) == "done"
    with pytest.raises(NotFound):
        await Jobs().run(wrong())


class Heard(logging.Handler):
    """Keeps what is logged, and tells that something was."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.something = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(record.getMessage())
        self.something.set()


async def test_a_long_job_goes_on_and_how_it_failed_is_logged() -> None:
    goes_on, heard = asyncio.Event(), Heard()

    async def long() -> str:
        await goes_on.wait()
        raise NotFound("The end was not found.")

    logger = logging.getLogger("tiktok_bc_sync.web")
    logger.addHandler(heard)
    try:
        assert await Jobs(patience=0).run(long()) is None
        goes_on.set()
        await heard.something.wait()
    finally:
        logger.removeHandler(heard)
    assert heard.told == ["A job that was begun from the admin failed: The end was not found."]
