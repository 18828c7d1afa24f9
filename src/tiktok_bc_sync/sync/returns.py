"""Returns: what buyers send back or want refunded, as TikTok reports it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial

from attrs import evolve, frozen

from tiktok_bc_sync.errors import NotFound
from tiktok_bc_sync.models import Activity, Return
from tiktok_bc_sync.runtime import Blocking, blocking, blocking_iter
from tiktok_bc_sync.sync.activities import Progress, activity
from tiktok_bc_sync.sync.context import Context

_OVERLAP = timedelta(minutes=10)


@frozen
class AsyncReturns:
    """The shop's returns and refunds."""

    context: Context

    async def sync(self, *, progress: Progress | None = None) -> Activity:
        """Read the returns that changed on TikTok; after the first time with an overlap."""
        async with activity(self.context, "Sync returns", progress) as job:
            account = await self.context.account()
            tables = await self.context.tables()
            began = self.context.runtime.now()
            since = account.returns_seen_until
            async for item in self.context.shop.search_returns(
                updated_since=since and since - _OVERLAP
            ):
                await tables.returns.update(item.id, partial(_newer, item))
                await job.did()
            await tables.accounts.update(
                account.shop.id, lambda old: evolve(old or account, returns_seen_until=began)
            )
        return job.activity

    async def get(self, return_id: str) -> Return:
        """Return one return. Raises `NotFound`."""
        stored = await (await self.context.tables()).returns.get(return_id)
        if stored is None:
            raise NotFound(f"Return {return_id} is not known.", what_to_do="Sync returns first.")
        return stored.value

    async def all(self) -> AsyncIterator[Return]:
        """Yield every return."""
        async for stored in (await self.context.tables()).returns.all():
            yield stored.value


class Returns(Blocking[AsyncReturns]):
    """The shop's returns and refunds."""

    sync = blocking(AsyncReturns.sync)
    get = blocking(AsyncReturns.get)
    all = blocking_iter(AsyncReturns.all)


def _newer(seen: Return, known: Return | None) -> Return:
    if known and known.updated_at and seen.updated_at and known.updated_at > seen.updated_at:
        return known
    return seen
