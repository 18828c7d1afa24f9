"""Accounts: both connections of a merchant, how they are, and which shops there were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from attrs import frozen

from tiktok_bc_sync.models import Account
from tiktok_bc_sync.runtime import Blocking, blocking
from tiktok_bc_sync.storage import Table
from tiktok_bc_sync.sync.access.health import shown
from tiktok_bc_sync.sync.access.scopes import missing, refused_scopes
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.engine.ledger import Ledger
from tiktok_bc_sync.sync.records import ACCOUNT
from tiktok_bc_sync.sync.services.erasing import tables_of

# A schedule that runs once an hour renews a token that lives seven days long before its end.
_AHEAD = timedelta(days=1)


@frozen
class AsyncAccounts:
    """The merchant's two connections."""

    context: Context

    async def connect(self) -> Account:
        """Check both connections anew and return the account; the other calls connect by themselves.

        A refusal that was kept in mind is forgotten first. Raises `NeedsReconnecting` where a token is
        refused, `MissingScope` naming every scope that the BigCommerce token lacks, `InvalidInput`
        where several shops are authorized and none is chosen.
        """
        await self.context.keys.lift()
        account = await self.context.connect()
        if lacks := await refused_scopes(self.context.store):
            raise missing(lacks)
        return account

    async def current(self) -> Account:
        """Return the account and how its connections are, without asking the vendors.

        Only an account that never was connected is connected now; then this raises as `connect` does.
        """
        return await self.context.known_account() or await self.context.connect()

    async def all(self) -> Sequence[Account]:
        """Return every TikTok shop that this store was ever connected to, each with its status.

        Open another one with its ``shop_id``: what belongs to each shop is as it was left.
        """
        now, keys = self.context.runtime.now(), self.context.keys
        accounts = Table(self.context.storage, self.context.store_hash, ACCOUNT)
        return [
            await shown(stored.value, keys.of_shop(stored.value.shop.id), now)
            async for stored in accounts.all()
        ]

    async def records(self) -> Mapping[str, Sequence[str]]:
        """Return the kinds of records of the account, for an `Archive`, by where the storage has them.

        The store's part comes first, then the shop's. How they are connected, by tokens, is left out.
        """
        tables = await self.context.tables()
        kinds: dict[str, list[str]] = {self.context.store_hash: []}
        for account, kind in (*tables_of(tables), *tables_of(await Ledger.of(self.context))):
            kinds.setdefault(account, []).append(kind)
        return {account: tuple(sorted(set(found))) for account, found in kinds.items()}

    async def refresh_token(self) -> Account:
        """Renew TikTok's token where it ends within a day, and return the account.

        Calls renew it by themselves; this is for a schedule, so that a shop where nothing happens stays
        connected. Raises `NeedsReconnecting` where TikTok refuses.
        """
        token = (await self.context.keys.shop()).token
        if token.expires_at - self.context.runtime.now() <= _AHEAD:
            await self.context.token.renewed(token)
        return await self.current()

    async def deauthorized(self) -> Account:
        """Take note that the seller took the consent back, as TikTok's webhook tells, and stop all jobs."""
        keys = self.context.keys
        saved, now = await keys.shop(), self.context.runtime.now()
        given = keys.given_shop is not None
        await keys.vault.refuse_token(saved.key, saved.token, now, given=given)
        self.context.token.look_again()
        return await self.current()


class Accounts(Blocking[AsyncAccounts]):
    """The merchant's two connections."""

    connect = blocking(AsyncAccounts.connect)
    current = blocking(AsyncAccounts.current)
    all = blocking(AsyncAccounts.all)
    records = blocking(AsyncAccounts.records)
    refresh_token = blocking(AsyncAccounts.refresh_token)
    deauthorized = blocking(AsyncAccounts.deauthorized)
