"""Products: the store's catalogue as the connector knows it, found, edited and explained."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from attrs import frozen

from tiktok_bc_sync.models import (
    Activity,
    Product,
    ProductCounts,
    ProductDetail,
    ProductEdits,
    ProductFilter,
    ProductPage,
    ProductSort,
)
from tiktok_bc_sync.runtime import Blocking, blocking, blocking_iter
from tiktok_bc_sync.sync.catalogue.edit_checks import EditProblem
from tiktok_bc_sync.sync.catalogue.editing import Editor
from tiktok_bc_sync.sync.catalogue.pulling import Catalogue
from tiktok_bc_sync.sync.catalogue.search import ProductSearch
from tiktok_bc_sync.sync.engine.activities import Progress, activity
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.planning.explaining import ProductExplanation, explained
from tiktok_bc_sync.sync.templates.book import settle_rest

_ALL = ProductFilter()


@frozen
class AsyncProducts:
    """The store's catalogue as the connector knows it."""

    context: Context

    async def pull(
        self,
        *,
        full: bool = False,
        product_ids: Sequence[str] = (),
        progress: Progress | None = None,
    ) -> Activity:
        """Read the store's catalogue; after the first time only what changed, and what was deleted.

        ``full`` reads everything again, ``product_ids`` these products alone. A pull that was cut off is
        gone on with where it ended; what is stored already costs no write. Each changed product goes to
        its template, and a change of templates that was cut off is finished unless products were named.
        What can't be read or stored is a failure of the activity, and the rest is kept.
        """
        return await self._read(product_ids, progress, full=full, new=True)

    async def follow(
        self, product_ids: Sequence[str] = (), *, progress: Progress | None = None
    ) -> Activity:
        """Read what changed without being asked to: from a schedule, or for a webhook's products.

        Products that are new are taken only where the settings import by themselves; the next `pull`
        finds those that were left out. Source: merchant setting "Auto import".
        """
        new = (await self.context.settings()).auto_import
        return await self._read(product_ids, progress, full=False, new=new)

    async def _read(
        self, ids: Sequence[str], progress: Progress | None, *, full: bool, new: bool
    ) -> Activity:
        async with activity(self.context, "Pull products", progress) as job:
            catalogue = await Catalogue.of(self.context, job)
            if ids:
                await catalogue.read(ids, new=new)
            else:
                await catalogue.pull(full=full, new=new)
                await settle_rest(catalogue.tables)
        return job.activity

    async def get(self, product_id: str) -> Product:
        """Return a pulled product. Raises `NotFound`."""
        return (await Editor.of(self.context, product_id)).product

    async def all(self) -> AsyncIterator[Product]:
        """Yield every product of the store, page by page."""
        tables = await self.context.tables()
        async for stored in tables.products.all():
            yield stored.value

    async def search(
        self,
        wanted: ProductFilter = _ALL,
        *,
        sort: ProductSort = ProductSort.TITLE,
        descending: bool = False,
        limit: int = 50,
        after: str | None = None,
    ) -> ProductPage:
        """Return the products that are meant, a page of them; ``after`` is the page before's ``next``.

        Raises `InvalidInput` for a cursor of another order.
        """
        found = ProductSearch(await self.context.tables())
        return await found.page(wanted, sort, descending=descending, limit=limit, after=after)

    async def ids(self, wanted: ProductFilter = _ALL) -> AsyncIterator[str]:
        """Yield the ids of all products that are meant, for what is done to many at once."""
        async for product_id in ProductSearch(await self.context.tables()).ids(wanted):
            yield product_id

    async def counts(self, wanted: ProductFilter = _ALL) -> ProductCounts:
        """Count the products that are meant, by their status on TikTok and by BigCommerce's own."""
        return await ProductSearch(await self.context.tables()).counts(wanted)

    async def detail(self, product_id: str) -> ProductDetail:
        """Return everything that the product editor shows. Raises `NotFound`."""
        return await (await Editor.of(self.context, product_id)).detail()

    async def edits(self, product_id: str) -> ProductEdits:
        """Return what was typed about a product; nothing at all at first. Raises `NotFound`."""
        return await (await Editor.of(self.context, product_id)).edits()

    async def check(self, product_id: str, edits: ProductEdits) -> Sequence[EditProblem]:
        """Return what is wrong about edits, field by field, before they are saved. Raises `NotFound`."""
        return await (await Editor.of(self.context, product_id)).problems(edits)

    async def edit(self, product_id: str, edits: ProductEdits) -> ProductEdits:
        """Keep what was typed about a product, in the place of all that was typed before.

        It stands over BigCommerce's values and survives pulls; the next plan has it. Own variants are
        found by the SKUs of orders. Raises `InvalidInput` naming each field that is wrong, `NotFound`.
        """
        return await (await Editor.of(self.context, product_id)).save(edits)

    async def reset(self, product_id: str) -> None:
        """Forget what was typed about a product. Raises `NotFound`."""
        await (await Editor.of(self.context, product_id)).save(ProductEdits(product_id))

    async def explain(self, product_id: str) -> ProductExplanation:
        """Say why a product is listed as it is, or why it can't be. Raises `NotFound`.

        Nothing is sent to TikTok; categories that were not read today are read.
        """
        return await explained(self.context, product_id)


class Products(Blocking[AsyncProducts]):
    """The store's catalogue as the connector knows it."""

    pull = blocking(AsyncProducts.pull)
    follow = blocking(AsyncProducts.follow)
    get = blocking(AsyncProducts.get)
    all = blocking_iter(AsyncProducts.all)
    search = blocking(AsyncProducts.search)
    ids = blocking_iter(AsyncProducts.ids)
    counts = blocking(AsyncProducts.counts)
    detail = blocking(AsyncProducts.detail)
    edits = blocking(AsyncProducts.edits)
    check = blocking(AsyncProducts.check)
    edit = blocking(AsyncProducts.edit)
    reset = blocking(AsyncProducts.reset)
    explain = blocking(AsyncProducts.explain)
