"""TikTok tokens kept for all processes: renewed by one of them, found by the others."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta

from attrs import field, frozen

from tiktok_bc_sync.errors import Unavailable
from tiktok_bc_sync.models import Token
from tiktok_bc_sync.runtime import Runtime
from tiktok_bc_sync.storage import AsyncStorage, Lease, Table
from tiktok_bc_sync.sync.records import TOKEN, SavedToken

# Longer than a renewal may take with all its repeats.
_LEASE = timedelta(minutes=3)
_PAUSE = 0.5
_TRIES = 120


@frozen
class StoredToken:
    """The token that took the place of ``given``, the one that the merchant's connection began with.

    A merchant who connects again gives another token, so that what was stored for the old one is not
    used any more. A crash between the vendor's answer and its storing loses a renewed token: the
    merchant is then asked to connect again.
    """

    storage: AsyncStorage
    account: str
    given: Token = field(repr=False)
    refresh: Callable[[Token], Awaitable[Token]] = field(repr=False)
    runtime: Runtime = field(repr=False)
    owner: str

    async def renew(self, refused: Token) -> Token:
        """Return another token than the refused one: another process's, or a new one.

        Raises `NeedsReconnecting` where the vendor refuses to renew it.
        """
        for _ in range(_TRIES):
            known = await self._known()
            if known != refused:
                return known
            lease = await self.storage.acquire(self._name, self.owner, _LEASE)
            if lease:
                return await self._renewed(refused, lease)
            await self.runtime.sleep(_PAUSE)
        raise Unavailable("Another process has been renewing the token for too long.", sent=False)

    async def _renewed(self, refused: Token, lease: Lease) -> Token:
        try:
            known = await self._known()
            if known != refused:
                return known
            token = await self.refresh(refused)
            await self._table.update(self._key, lambda _: SavedToken(self._key, token))
            return token
        finally:
            await self.storage.release(lease)

    async def _known(self) -> Token:
        saved = await self._table.get(self._key)
        return saved.value.token if saved else self.given

    @property
    def _key(self) -> str:
        return hashlib.sha256(self.given.refresh_token.encode()).hexdigest()

    @property
    def _name(self) -> str:
        return f"{self.account}/token/{self._key}"

    @property
    def _table(self) -> Table[SavedToken]:
        return Table(self.storage, self.account, TOKEN)
