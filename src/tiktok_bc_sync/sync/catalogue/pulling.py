"""Reading the store's catalogue: page by page, each kept whole or not at all, resumed after a kill."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from uuid import uuid4

from attrs import evolve, field, frozen

from tiktok_bc_sync.errors import InvalidInput, UnexpectedAnswer
from tiktok_bc_sync.models import Listing, Product, Visibility
from tiktok_bc_sync.storage import Delete, Filter, Stored, Write, commit
from tiktok_bc_sync.sync.catalogue.assignment import Chooser, Ties, all_templates, first_match
from tiktok_bc_sync.sync.catalogue.sku_index import SkuIndex
from tiktok_bc_sync.sync.engine.activities import Job, reason_of
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.engine.retrying import until_alone
from tiktok_bc_sync.sync.records import PullMark, Tables

# BigCommerce's clock and ours differ, and a change may become visible a little after its own time.
_OVERLAP = timedelta(minutes=5)
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
# The most ids that the vendor takes in one request.
_IDS = 250


@frozen
class Catalogue:
    """The store's catalogue on its way into the connector, for one shop and one activity."""

    context: Context
    tables: Tables
    job: Job
    shop_id: str
    _run: str = field(factory=lambda: uuid4().hex, init=False)

    @classmethod
    async def of(cls, context: Context, job: Job) -> Catalogue:
        """Open the account's tables."""
        return cls(context, await context.tables(), job, (await context.account()).shop.id)

    async def pull(self, *, full: bool, new: bool) -> None:
        """Read everything the first time, later what changed, and notice what was deleted.

        A pull that was cut off is gone on with; what changed since it began is read after that.
        """
        now = self.context.runtime.now()
        began = await self._pull(now, full=full, new=new)
        if began < now:
            await self._pull(now, full=False, new=new)
        await self._notice_deleted()

    async def read(self, ids: Sequence[str], *, new: bool) -> None:
        """Read some products; those that BigCommerce has no longer are marked as deleted."""
        left = iter(dict.fromkeys(ids))
        while chunk := list(islice(left, _IDS)):
            found, readable = list[Product](), True
            async for part in self.context.store.products(ids=chunk).parts():
                found += part.items
                readable &= await self._told(part.unread)
            gone = set(chunk) - {product.id for product in found} if readable else set[str]()
            await self._keep([*found, *await self._deleted(gone)], None, new=new)

    # --- one walk ------------------------------------------------------------------

    async def _pull(self, now: datetime, *, full: bool, new: bool) -> datetime:
        """Walk through the catalogue and return when that was begun."""
        mark = await self._begun(now, full=full, new=new)
        if not mark.walked:
            await self._walk(mark)
        return await self._finished(mark)

    async def _begun(self, now: datetime, *, full: bool, new: bool) -> PullMark:
        """Take over the pull that was cut off, or begin one.

        A dead pull can't be told from a slow one: then both go on, and what the other one stored
        already costs no write.
        """
        seen = (await self.context.account()).products_seen_until

        def begun(old: PullMark | None) -> PullMark:
            if old and _serves(old, full=full, new=new):
                return evolve(old, run=self._run)
            left_out = old.left_out_since if old else None
            since = None if full or seen is None else seen - _OVERLAP
            if since and new and left_out:
                since = min(since, left_out)
            return PullMark(self.shop_id, self._run, now, since, new=new, left_out_since=left_out)

        return (await self.tables.pulls.update(self.shop_id, begun)).value

    async def _walk(self, mark: PullMark) -> None:
        listed = self.context.store.products(modified_since=mark.since)
        async for part in listed.parts(mark.after):
            mark = evolve(mark, after=part.following, walked=not part.following)
            await self._keep(part.items, mark, new=mark.new)
            await self._told(part.unread)

    async def _told(self, unread: Sequence[UnexpectedAnswer]) -> bool:
        """Tell what could not be read, and return whether that was nothing."""
        for error in unread:
            await self.job.failed("", reason_of(error, "product"))
        return not unread

    async def _finished(self, mark: PullMark) -> datetime:
        began = mark.began or self.context.runtime.now()
        account = await self.context.account()
        await self.tables.accounts.update(
            self.shop_id,
            lambda old: evolve(
                old or account,
                products_seen_until=max(began, (old or account).products_seen_until or began),
            ),
        )

        def ended(now: PullMark | None) -> PullMark:
            known = now or mark
            if known.run != self._run:
                return known
            return PullMark(
                self.shop_id, left_out_since=None if known.new else known.left_out_since
            )

        await self.tables.pulls.update(self.shop_id, ended)
        return began

    # --- deletions -----------------------------------------------------------------

    async def _notice_deleted(self) -> None:
        # Counted by id, which reads no record; before BigCommerce is asked, so that what another
        # process pulls meanwhile is not missed there. Another shop's pull may have marked the product.
        there = Filter("visibility", "in", (Visibility.PUBLISHED, Visibility.UNPUBLISHED))
        known = await self.tables.listings.count(there, by="product_id")
        present = set[str]()
        async for part in self.context.store.product_ids().parts():
            present.update(part.items)
            if not await self._told(part.unread):
                return
        # Asked for once more by their ids: a list that was cut short must not look like a deletion.
        gone = {str(one) for one in known} - present
        await self.read(sorted(gone), new=False)

    async def _deleted(self, ids: Collection[str]) -> list[Product]:
        known = await self.tables.products.get_many(sorted(ids))
        now = self.context.runtime.now()
        return [
            one.value if one.value.deleted else evolve(one.value, deleted=True, deleted_at=now)
            for one in known.values()
        ]

    # --- keeping -------------------------------------------------------------------

    async def _keep(self, products: Sequence[Product], mark: PullMark | None, *, new: bool) -> None:
        """Store what changed of a page, and with it how far the pull is.

        One product that can't be stored fails alone.
        """
        choose = first_match(await all_templates(self.tables))
        here = products if new else await self._known_here(products)
        if mark and len(here) < len(products):
            mark = evolve(mark, left_out_since=mark.since or _BEGINNING)
        try:
            await until_alone(lambda: self._keep_once(here, choose, mark))
        except InvalidInput:
            await self.job.each(
                here,
                lambda one: until_alone(lambda: self._keep_once([one], choose, None)),
                name=lambda one: one.id,
            )
            await until_alone(lambda: self._keep_once((), choose, mark))
        else:
            await self.job.did(len(here))

    async def _known_here(self, products: Sequence[Product]) -> Sequence[Product]:
        known = await self.tables.listings.get_many([product.id for product in products])
        return [product for product in products if product.id in known]

    async def _keep_once(
        self, products: Sequence[Product], choose: Chooser, mark: PullMark | None
    ) -> None:
        ties = await Ties.of(self.tables, products)
        known = await self.tables.products.get_many([product.id for product in products])
        changed = {one.id: one for one in products if _differs(one, known.get(one.id))}
        # The template first: a product that is not stored yet is seen as changed by the next pull.
        tied, _ = ties.writes(self.tables, _moving(changed, choose))
        await commit(self.context.storage, self.tables.listings.account, tied)
        writes = await self._product_writes(list(changed.values()), known, ties)
        writes += await self._mark_writes(mark) if mark else []
        await commit(self.context.storage, self.tables.products.account, writes)

    async def _product_writes(
        self, changed: Sequence[Product], known: Mapping[str, Stored[Product]], ties: Ties
    ) -> list[Write | Delete]:
        versions = {key: stored.version for key, stored in known.items()}
        index = SkuIndex(self.tables.skus, self.shop_id)
        return [
            *(self.tables.products.write(one, versions.get(one.id)) for one in changed),
            *await index.writes(
                [(one, ties.edits_of(one)) for one in changed],
                [(known[one.id].value, None) for one in changed if one.id in known],
            ),
        ]

    async def _mark_writes(self, mark: PullMark) -> list[Write]:
        stored = await self.tables.pulls.get(self.shop_id)
        if stored is None or stored.value.run != self._run:  # another pull has taken over
            return []
        left_out = [one.left_out_since for one in (mark, stored.value) if one.left_out_since]
        moved = evolve(mark, left_out_since=min(left_out, default=None))
        return [self.tables.pulls.write(moved, stored.version)]


def _serves(old: PullMark, *, full: bool, new: bool) -> bool:
    """Whether a pull that was cut off does, gone on with, what is asked for."""
    return bool(old.run) and (old.since is None or not full) and (old.new or not new)


def _moving(changed: Collection[str], choose: Chooser) -> Chooser:
    """Choose a template for what changed or is new in the shop; all else stays where it is."""

    def chosen(product: Product, listing: Listing | None) -> str:
        stays = listing is not None and product.id not in changed
        return listing.template_id if listing and stays else choose(product, listing)

    return chosen


def _differs(product: Product, known: Stored[Product] | None) -> bool:
    return known is None or known.value != product
