"""The access token that requests carry: renewed before it ends, once for many callers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from copy import copy
from datetime import timedelta
from typing import Protocol

from attrs import define, field

from tiktok_bc_sync.errors import RateLimited, Unavailable, VendorError
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


@define(eq=False)
class RenewedToken:
    """A token kept in this process and renewed by ``renew``, which also stores it for others.

    ``renew`` is given the token to replace. However many callers find it refused or ending, it is
    called once, and they share what comes of it.
    """

    _token: Token = field(repr=False)
    _renew: Callable[[Token], Awaitable[Token]] = field(repr=False)
    _runtime: Runtime = field(repr=False)
    _lock: AbstractAsyncContextManager[None] = field(init=False, repr=False)
    _failures: int = field(default=0, init=False, repr=False)
    _failure: VendorError | None = field(default=None, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._lock = self._runtime.lock()

    async def current(self) -> Token:
        """Return the token, renewed first where it is about to end.

        While it has not ended it serves, should nobody answer who can renew it.
        """
        token = self._token
        left = token.expires_at - self._runtime.now()
        if left > MARGIN:
            return token
        try:
            return await self.renewed(token)
        except (Unavailable, RateLimited):
            if left <= timedelta():
                raise
            return token

    async def renewed(self, refused: Token) -> Token:
        """Return another token than the refused one, which another caller may have got already.

        A renewal that was begun is ended, though its caller be cancelled: the vendor may have ended the
        old token, and nobody else has the new one.
        """
        failures = self._failures
        return await self._runtime.finish(lambda: self._renewed_once(refused, failures))

    async def _renewed_once(self, refused: Token, failures: int) -> Token:
        async with self._lock:
            if self._token != refused:
                return self._token
            if self._failure and self._failures != failures:  # it failed while we waited
                raise copy(self._failure) from self._failure
            return await self._replaced(refused)

    async def _replaced(self, refused: Token) -> Token:
        try:
            self._token = await self._renew(refused)
        except VendorError as failure:
            self._failures += 1
            self._failure = failure
            raise
        return self._token
