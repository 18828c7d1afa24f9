"""Long jobs that outlive the request that began them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

from attrs import define, field

T = TypeVar("T")
logger = logging.getLogger("tiktok_bc_sync.web")


@define(eq=False)
class Jobs:
    """The jobs that run in this process; each is an activity too, which tells how far it is.

    Somebody waits ``patience`` seconds for an answer before a job goes on by itself.
    """

    patience: float = 3.0
    _running: set[asyncio.Task[Any]] = field(factory=set[asyncio.Task[Any]], init=False)

    async def run(self, work: Coroutine[Any, Any, T]) -> T | None:
        """Return what came of a job, or None for one that still runs. Raises what the job raises."""
        job = asyncio.create_task(work)
        self._running.add(job)
        job.add_done_callback(self._running.discard)
        done, _ = await asyncio.wait({job}, timeout=self.patience)
        if done:
            return job.result()
        job.add_done_callback(_tell)
        return None


def _tell(job: asyncio.Task[Any]) -> None:
    """Log how a job failed that nobody waits for; its activity shows it too."""
    if not job.cancelled() and (error := job.exception()):
        logger.error("A job that was begun from the admin failed: %s", error)
