"""Deleting everything that is kept of an account, whatever kinds of records there are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import attrs

from tiktok_bc_sync.models import Account
from tiktok_bc_sync.storage import AsyncStorage, Delete, Query, Table
from tiktok_bc_sync.sync.access.vault import Vault, digest
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.engine.ledger import Ledger
from tiktok_bc_sync.sync.engine.retrying import until_alone
from tiktok_bc_sync.sync.records import (
    ACCOUNT,
    CONNECTION,
    CONSENT,
    GRANT,
    PULL,
    QUOTA,
    TOKEN,
    Tables,
)
from tiktok_bc_sync.sync.webhooks.homes import Homes

_PAGE = 200
# What belongs to a store beside what its shops share: how it is connected.
_OF_STORE = (CONNECTION, CONSENT, GRANT, QUOTA, TOKEN)


async def erase(context: Context, shop_id: str) -> int:
    """Delete all records of a shop, and the store's own with its last shop; return how many there were.

    Broken off, it is gone on with by the next call.
    """
    storage, store_hash = context.storage, context.store_hash
    tables = Tables.of(storage, store_hash, shop_id)
    partition = f"{store_hash}/{shop_id}"
    ours = [*tables_of(tables), *tables_of(Ledger.at(storage, partition))]
    count = 0
    for account, kind in ours:
        if account == partition:
            count += await _erase_kind(storage, partition, kind)
    await Vault(storage, store_hash).forget_shop(shop_id)
    await Homes(storage).forget(shop_id, store_hash)
    count += await _erase_key(storage, store_hash, PULL.name, shop_id)
    # The account last: as long as it is there, somebody can ask for it to be deleted.
    count += await _erase_key(storage, store_hash, ACCOUNT.name, shop_id)
    if await tables.accounts.count() == {None: 0}:
        shared = {kind for account, kind in ours if account == store_hash}
        for kind in sorted(shared | {one.name for one in _OF_STORE}):
            count += await _erase_kind(storage, store_hash, kind)
    return count


def tables_of(held: Tables | Ledger) -> Iterator[tuple[str, str]]:
    """Yield the account and the kind of each table that is held, as the storage knows them."""
    for one in attrs.fields(type(held)):
        table: Table[object] | str = getattr(held, one.name)
        if not isinstance(table, str):
            yield table.account, table.kind.name


async def _erase_kind(storage: AsyncStorage, account: str, kind: str) -> int:
    """Delete all records of a kind; they are not read, so that damaged ones go too."""
    count = 0
    while found := await until_alone(lambda: _erase_page(storage, account, kind)):
        count += found
    return count


async def _erase_page(storage: AsyncStorage, account: str, kind: str) -> int:
    page = await storage.find(Query(account, kind, limit=_PAGE))
    gone = [Delete(kind, one.key, one.version) for one in page.records]
    if gone:
        await storage.commit(account, gone)
    return len(gone)


async def _erase_key(storage: AsyncStorage, account: str, kind: str, key: str) -> int:
    async def once() -> int:
        found = await storage.read(account, kind, [key])
        for one in found:
            await storage.commit(account, [Delete(kind, key, one.version)])
        return len(found)

    return await until_alone(once)


async def gone_since(context: Context, account: Account) -> datetime | None:
    """Return since when an account has been disconnected, None for one that is connected.

    Where nobody noted it, it is when TikTok answered last.
    """
    if account.status.works:
        return None
    keys, vault = context.keys, context.keys.vault
    connection = await vault.connection()
    if connection.ended_at:
        return connection.ended_at
    of_shop = {one.shop.id: one.token_key for one in connection.shops}
    given_shop, given_store = keys.given_shop, keys.given_store
    token_key = digest(given_shop.refresh_token) if given_shop else of_shop.get(account.shop.id, "")
    grant_key = digest(given_store) if given_store else connection.grant_key
    token = await vault.token(token_key) if token_key else None
    grant = await vault.grant(grant_key) if grant_key else None
    refused = [one.refused_at for one in (token, grant) if one and one.refused_at]
    return min(refused, default=account.heard_at or account.connected_at)
