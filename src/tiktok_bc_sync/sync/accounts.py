"""Accounts: connecting a store and a shop, and keeping the TikTok token fresh for all processes."""

from __future__ import annotations

from attrs import frozen

from tiktok_bc_sync.models import Account
from tiktok_bc_sync.runtime import Blocking, blocking
from tiktok_bc_sync.sync.context import Context


@frozen
class AsyncAccounts:
    """The merchant's two connections."""

    context: Context

    async def connect(self) -> Account:
        """Check both connections and return the account; the other calls do this by themselves.

        Raises `NeedsReconnecting` where a token is refused, `InvalidInput` where several shops are
        authorized and none is chosen.
        """
        return await self.context.connect()

    async def current(self) -> Account:
        """Return the connected account."""
        return await self.context.account()


class Accounts(Blocking[AsyncAccounts]):
    """The merchant's two connections."""

    connect = blocking(AsyncAccounts.connect)
    current = blocking(AsyncAccounts.current)
