"""Products: BigCommerce's catalogue observed, stored, and found again by SKU."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from attrs import evolve, frozen

from tiktok_bc_sync.errors import Conflict, NotFound
from tiktok_bc_sync.models import Activity, Product
from tiktok_bc_sync.rules.text import normalized
from tiktok_bc_sync.runtime import Blocking, blocking, blocking_iter
from tiktok_bc_sync.storage import Stored, Write, commit
from tiktok_bc_sync.sync.activities import Job, Progress, activity
from tiktok_bc_sync.sync.assignment import assign_products
from tiktok_bc_sync.sync.context import Context
from tiktok_bc_sync.sync.records import SkuHolder, SkuRecord, Tables

# BigCommerce's clock and ours differ, and a change may become visible a little after its own time.
_OVERLAP = timedelta(minutes=5)
_BATCH = 100
_TRIES = 20


@frozen
class AsyncProducts:
    """The store's catalogue as the connector knows it."""

    context: Context

    async def pull(self, *, full: bool = False, progress: Progress | None = None) -> Activity:
        """Read the store's catalogue; after the first time only what changed.

        ``full`` reads everything again and notices deletions. A pull that was cut off reads the same
        again; what is stored already costs no write. Each changed product goes to its template.
        """
        async with activity(self.context, "Pull products", progress) as job:
            account = await self.context.account()
            began = self.context.runtime.now()
            since = None if full else account.products_seen_until
            await self._read(job, since and since - _OVERLAP)
            if since is None:
                await self._mark_deleted()
            await self._seen_until(began)
        return job.activity

    async def get(self, product_id: str) -> Product:
        """Return a pulled product. Raises `NotFound`."""
        stored = await (await self.context.tables()).products.get(product_id)
        if stored is None:
            raise NotFound(
                f"Product {product_id} was never pulled.", what_to_do="Pull the products first."
            )
        return stored.value

    async def all(self) -> AsyncIterator[Product]:
        """Yield every product of the store, page by page."""
        tables = await self.context.tables()
        async for stored in tables.products.all():
            yield stored.value

    async def _read(self, job: Job, since: datetime | None) -> None:
        async for page in self.context.store.products(modified_since=since).pages():
            for start in range(0, len(page), _BATCH):
                batch = page[start : start + _BATCH]
                await self._keep(batch)
                await job.did(len(batch))

    async def _keep(self, products: Sequence[Product]) -> None:
        """Store what changed, again and again until no other process wrote in between."""
        for _ in range(_TRIES - 1):
            with suppress(Conflict):
                return await self._keep_once(products)
        return await self._keep_once(products)

    async def _keep_once(self, products: Sequence[Product]) -> None:
        tables = await self.context.tables()
        known = await tables.products.get_many([product.id for product in products])
        listings = await tables.listings.get_many([product.id for product in products])
        changed = [product for product in products if _differs(product, known.get(product.id))]
        new_here = [product for product in products if product.id not in listings]
        # The template first: a product that is not stored yet is seen as changed by the next pull.
        await assign_products(tables, {one.id: one for one in (*changed, *new_here)}.values())
        if not changed:
            return
        writes = [tables.products.write(p, _version(known.get(p.id))) for p in changed]
        old = [known[p.id].value for p in changed if p.id in known]
        writes += await _sku_writes(tables, changed, old)
        await commit(self.context.storage, self.context.store_hash, writes)

    async def _mark_deleted(self) -> None:
        tables = await self.context.tables()
        present = {product_id async for product_id in self.context.store.product_ids()}
        async for stored in tables.products.all():
            if stored.value.id not in present and not stored.value.deleted:
                await self._keep([evolve(stored.value, deleted=True)])

    async def _seen_until(self, moment: datetime) -> None:
        tables = await self.context.tables()
        account = await self.context.account()
        await tables.accounts.update(
            account.shop.id,
            lambda old: evolve(old or account, products_seen_until=moment, heard_at=moment),
        )


class Products(Blocking[AsyncProducts]):
    """The store's catalogue as the connector knows it."""

    pull = blocking(AsyncProducts.pull)
    get = blocking(AsyncProducts.get)
    all = blocking_iter(AsyncProducts.all)


def _differs(product: Product, known: Stored[Product] | None) -> bool:
    return known is None or known.value != product


def _version(known: Stored[Product] | None) -> int | None:
    return known.version if known else None


async def _sku_writes(
    tables: Tables, new: Sequence[Product], old: Sequence[Product]
) -> list[Write]:
    """Return the writes that keep the look-up by SKU true for products that changed."""
    keys = _keys(new) | _keys(old)
    known = await tables.skus.get_many(sorted(keys))
    ids = {product.id for product in (*new, *old)}
    holders = {
        key: [one for one in known[key].value.holders if one.product_id not in ids]
        if key in known
        else []
        for key in keys
    }
    for product in new:
        for variant in () if product.deleted else product.variants:
            if variant.sku:
                found = SkuHolder(variant.sku, product.id, variant.id, product.title)
                holders[normalized(variant.sku)].append(found)
    return [
        tables.skus.write(
            SkuRecord(key, tuple(found)), known[key].version if key in known else None
        )
        for key, found in holders.items()
        if key not in known or known[key].value.holders != tuple(found)
    ]


def _keys(products: Iterable[Product]) -> set[str]:
    return {normalized(sku) for product in products for sku in product.skus if sku}
