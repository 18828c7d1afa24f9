"""The vault: the one place where tokens are written to the storage, and what a store is connected to."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from attrs import evolve, frozen

from tiktok_bc_sync.errors import Conflict, NeedsReconnecting, NotFound
from tiktok_bc_sync.models import Shop, StoreGrant, Token
from tiktok_bc_sync.storage import AsyncStorage, Delete, Table, commit
from tiktok_bc_sync.sync.records import (
    CONNECTION,
    CURRENT,
    GRANT,
    TOKEN,
    ConnectedShop,
    Connection,
    SavedGrant,
    SavedToken,
)

_TRIES = 50


class Disconnected(NeedsReconnecting):
    """The merchant ended the connection, or never made it: nothing is left to log in with."""


def digest(secret: str) -> str:
    """Return the name under which a secret is kept; it tells nothing of the secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@frozen
class Vault:
    """One store's tokens, and the shops that it is connected to."""

    storage: AsyncStorage
    store_hash: str

    async def connection(self) -> Connection:
        """Return what the store is connected to; nothing for a store that never was."""
        stored = await self._connections.get(CURRENT)
        return stored.value if stored else Connection()

    async def grant(self, key: str) -> SavedGrant | None:
        """Return a BigCommerce token, or only whether it was refused where the host keeps it."""
        stored = await self._grants.get(key)
        return stored.value if stored else None

    async def token(self, key: str) -> SavedToken | None:
        """Return a TikTok token."""
        stored = await self._tokens.get(key)
        return stored.value if stored else None

    # --- connecting ------------------------------------------------------------------

    async def keep_store(self, grant: StoreGrant) -> None:
        """Keep the store's token; an earlier one goes, and so does the mark that the store had left."""
        key = digest(grant.access_token)
        await self._grants.update(key, lambda _: SavedGrant(key, grant))
        await self._connect(lambda known: evolve(known, grant_key=key, ended_at=None))

    async def keep_shops(self, token: Token, shops: Sequence[Shop]) -> Connection:
        """Keep a token and the shops that it is for; a single shop is chosen where none was.

        Tokens that no shop needs any more go; shops that an earlier token was for stay known.
        """
        key = digest(token.refresh_token)
        await self._tokens.update(key, lambda _: SavedToken(key, token))
        return await self._connect(lambda known: _with_shops(known, shops, key))

    async def choose(self, shop_id: str) -> Connection:
        """Make one of the authorized shops the store's. Raises `NotFound` for another."""

        def chosen(known: Connection) -> Connection:
            if not any(one.shop.id == shop_id and one.token_key for one in known.shops):
                raise NotFound(
                    f"The TikTok shop {shop_id} was not authorized for this store.",
                    what_to_do="Choose one of the authorized shops, or authorize it first.",
                )
            return evolve(known, shop_id=shop_id)

        return await self._connect(chosen)

    async def forget_shop(self, shop_id: str) -> Connection:
        """Remove a shop's token; what is known of the shop stays."""
        return await self._connect(lambda known: evolve(known, shops=_without(known, {shop_id})))

    async def end(self, now: datetime, by: str) -> Sequence[tuple[Shop, Token]]:
        """Remove all tokens and return those of the shops, to take leave with.

        ``by`` is the id of what ended it: the same again does nothing, should the merchant have
        connected anew meanwhile.
        """
        for _ in range(_TRIES - 1):
            with suppress(Conflict):
                return await self._end_once(now, by)
        return await self._end_once(now, by)

    async def _end_once(self, now: datetime, by: str) -> Sequence[tuple[Shop, Token]]:
        stored = await self._connections.get(CURRENT)
        known = stored.value if stored else Connection()
        if by and known.ended_by == by:
            return []
        tokens = {one.value.key: one async for one in self._tokens.all()}
        grants = [one async for one in self._grants.all()]
        shops = _without(known, {one.shop.id for one in known.shops})
        ended = evolve(known, grant_key="", shops=shops, ended_at=now, ended_by=by)
        await commit(
            self.storage,
            self.store_hash,
            [
                self._connections.write(ended, stored.version if stored else None),
                *(Delete(TOKEN.name, key, one.version) for key, one in tokens.items()),
                *(Delete(GRANT.name, one.value.key, one.version) for one in grants),
            ],
        )
        kept = [(one.shop, tokens.get(one.token_key)) for one in known.shops]
        return [(shop, token.value.token) for shop, token in kept if token]

    async def _connect(self, change: Callable[[Connection], Connection]) -> Connection:
        """Change what the store is connected to, then remove the tokens that were needed before."""
        before = Connection()

        def changed(known: Connection | None) -> Connection:
            nonlocal before
            before = known or Connection()
            return change(before)

        after = (await self._connections.update(CURRENT, changed)).value
        if before.grant_key != after.grant_key:
            await _delete(self._grants, [before.grant_key])
        await _delete(self._tokens, _token_keys(before) - _token_keys(after))
        return after

    # --- renewing and refusing -------------------------------------------------------

    async def renew(self, key: str, token: Token, *, given: bool) -> None:
        """Keep the token that took another's place.

        One that was ``given`` to the host may be new here. Raises `NeedsReconnecting` where the
        merchant ended the connection meanwhile: the token must not come back.
        """
        await self._tokens.update(
            key, lambda old: evolve(_token(old, key, token, given), token=token)
        )

    async def refuse_token(self, key: str, token: Token, now: datetime, *, given: bool) -> None:
        """Note that TikTok refused to renew a token, unless it was replaced meanwhile."""

        def refused(old: SavedToken | None) -> SavedToken:
            known = _token(old, key, token, given)
            return evolve(known, refused_at=now) if known.token == token else known

        await self._tokens.update(key, refused)

    async def refuse_grant(self, key: str, now: datetime, *, given: bool) -> None:
        """Note that BigCommerce refused a token."""

        def refused(old: SavedGrant | None) -> SavedGrant:
            if old is None and not given:
                raise disconnected()
            return evolve(old or SavedGrant(key, None), refused_at=now)

        await self._grants.update(key, refused)

    async def lift(self, grant_key: str, token_key: str) -> None:
        """Forget refusals, so that both vendors are asked again."""
        grant, token = await self._grants.get(grant_key), await self._tokens.get(token_key)
        with suppress(Conflict):  # somebody else has just connected again, or refused again
            if grant and grant.value.refused_at:
                await self._grants.save(evolve(grant.value, refused_at=None), grant.version)
            if token and token.value.refused_at:
                await self._tokens.save(evolve(token.value, refused_at=None), token.version)

    @property
    def _connections(self) -> Table[Connection]:
        return Table(self.storage, self.store_hash, CONNECTION)

    @property
    def _grants(self) -> Table[SavedGrant]:
        return Table(self.storage, self.store_hash, GRANT)

    @property
    def _tokens(self) -> Table[SavedToken]:
        return Table(self.storage, self.store_hash, TOKEN)


def disconnected() -> Disconnected:
    """Return the error of a store or shop that nothing is left to log in to with."""
    return Disconnected(
        "The connection was ended: its tokens are removed.",
        what_to_do="The merchant must install the app again, or authorize the TikTok shop again.",
    )


def _token(old: SavedToken | None, key: str, token: Token, given: bool) -> SavedToken:
    if old is None and not given:
        raise disconnected()
    return old or SavedToken(key, token)


def _with_shops(known: Connection, shops: Sequence[Shop], key: str) -> Connection:
    new = {shop.id: ConnectedShop(shop, key) for shop in shops}
    merged = {one.shop.id: one for one in known.shops} | new
    only = shops[0].id if len(shops) == 1 else ""
    return evolve(known, shops=tuple(merged.values()), shop_id=known.shop_id or only)


def _without(known: Connection, shop_ids: set[str]) -> tuple[ConnectedShop, ...]:
    return tuple(
        evolve(one, token_key="") if one.shop.id in shop_ids else one for one in known.shops
    )


def _token_keys(connection: Connection) -> set[str]:
    return {one.token_key for one in connection.shops}


async def _delete(table: Table[SavedGrant] | Table[SavedToken], keys: Iterable[str]) -> None:
    found = await table.get_many([key for key in keys if key])
    for key, one in found.items():
        with suppress(Conflict):  # whoever wrote it last needs it
            await table.delete(key, one.version)
