"""The access token that requests carry: renewed before it ends, once for many callers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Protocol

from attrs import define, field

from tiktok_bc_sync.models import Token
from tiktok_bc_sync.runtime import Runtime

# Renewed this long before its end, so that no request is under way when it ends.
MARGIN = timedelta(minutes=10)


class TokenSource(Protocol):
    """Where a client gets its token from."""

    async def current(self) -> Token:
        """Return a token that can be used now."""
        ...

    async def renewed(self, refused: Token) -> Token:
        """Return another token than one that was refused. Raises `NeedsReconnecting`."""
        ...


@define
class RenewedToken:
    """A token kept in this process and renewed by ``renew``, which also stores it for others.

    ``renew`` is given the token to replace. However many callers find it refused or ending, it is
    called once.
    """

    _token: Token = field(repr=False)
    _renew: Callable[[Token], Awaitable[Token]] = field(repr=False)
    _runtime: Runtime = field(repr=False)
    _lock: AbstractAsyncContextManager[None] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._lock = self._runtime.lock()

    async def current(self) -> Token:
        """Return the token, renewed first where it is about to end."""
        token = self._token
        if token.expires_at - self._runtime.now() > MARGIN:
            return token
        return await self.renewed(token)

    async def renewed(self, refused: Token) -> Token:
        """Return another token than the refused one, which another caller may have got already."""
        async with self._lock:
            if self._token == refused:
                self._token = await self._renew(refused)
            return self._token
