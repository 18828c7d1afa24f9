"""Listings: plan what TikTok should show, apply it, and read back what became of it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing

from attrs import evolve, frozen

from tiktok_bc_sync.mapping.plan import Plan
from tiktok_bc_sync.models import Action, Activity, Change, Listing, ProductFilter, Selection
from tiktok_bc_sync.runtime import Blocking, blocking, blocking_iter
from tiktok_bc_sync.sync.catalogue.cases import EVERYTHING, PAGE, Cases, Chosen, never_pulled
from tiktok_bc_sync.sync.engine.activities import Job, Progress, activity
from tiktok_bc_sync.sync.listings.apply import Applier, Kinds
from tiktok_bc_sync.sync.listings.blocking import keep_reasons
from tiktok_bc_sync.sync.listings.bulk import ACTIVATE, DEACTIVATE, DELETE, RECOVER, Deed, Shelving
from tiktok_bc_sync.sync.listings.refreshing import Refresher
from tiktok_bc_sync.sync.listings.tending import Tending
from tiktok_bc_sync.sync.planning.planner import Planner

_GONE = "deleted_in_store"


@frozen
class AsyncListings(Tending):
    """The account's listings on TikTok Shop.

    Where products are chosen, a `ProductFilter` takes those that it finds, an empty one all, and a
    list of product ids just these.
    """

    # --- planning and applying -------------------------------------------------------

    async def plan(self, chosen: Chosen = EVERYTHING, *, warehouse_id: str = "") -> Plan:
        """Return what should change on TikTok; nothing is changed there.

        ``warehouse_id`` is TikTok's; left out, the configured or the shop's default one. Products with
        nothing to do are not in the plan.
        """
        planner = await self._planner(chosen, warehouse_id)
        # A plan of a large catalogue must not hold the drafts that it needs no more.
        small = [evolve(one, draft=None) async for one in self._changes(chosen, planner) if one]
        return Plan(tuple(small), planner.warehouse_id)

    async def changes(
        self, chosen: Chosen = EVERYTHING, *, warehouse_id: str = ""
    ) -> AsyncIterator[Change]:
        """Yield what should change, one product after the other, each with its draft.

        It holds a page of products at a time, however many there are.
        """
        planner = await self._planner(chosen, warehouse_id)
        async with aclosing(self._changes(chosen, planner)) as changes:
            async for change in changes:
                if change:
                    yield change

    async def apply(
        self, plan: Plan, *, only: Kinds | None = None, progress: Progress | None = None
    ) -> Activity:
        """Carry out a plan, within the marketplaces' limits; one product's failure stops no other.

        Each product is decided again with what is known now, so that an old plan overwrites nothing.
        Applying a plan again, or one that was cut off, does only what is left. ``only`` restricts it to
        some kinds of change. Why products can't be listed is kept, so that lists find them by it.
        """
        await keep_reasons(self.context, plan.changes)
        todo = [change.product_id for change in plan.changes if _wanted(change, only)]
        kinds = None if only is None else tuple(sorted(only))
        about = Selection(ids=tuple(todo), warehouse_id=plan.warehouse_id, only=kinds)
        async with activity(self.context, "Upload products", progress, about=about) as job:
            await job.expect(len(todo))
            if todo:
                created = (one for one in plan.changes if Action.CREATE in one.actions)
                relists = frozenset(one.product_id for one in created)
                applier = await Applier.of(self.context, plan.warehouse_id, only, relists=relists)
                for start in range(0, len(todo), PAGE):
                    page = await applier.cases.some(todo[start : start + PAGE])
                    await applier.carry_out(job, page, await applier.decided(page))
        return job.activity

    async def upload(
        self,
        chosen: Chosen = EVERYTHING,
        *,
        warehouse_id: str = "",
        progress: Progress | None = None,
    ) -> Activity:
        """Bring products to TikTok and up to date there; what can't be listed is a failure with its reason.

        It plans and applies a page at a time, however many products there are. What was deleted on
        TikTok is listed again where its id was given.
        """
        return await self._run(
            "Upload products", chosen, progress, warehouse_id=warehouse_id, blocked=True
        )

    async def keep_in_step(
        self, chosen: Chosen = EVERYTHING, *, progress: Progress | None = None
    ) -> Activity:
        """Do what is due without being asked to: from a schedule, or for a webhook's products.

        New listings are made only where listing rules are set; those that a rule takes down, or that are
        to be deleted with their product, are. Source: merchant setting "Listing rules".
        """
        rules = (await self.context.settings()).listing_rules
        kinds = None if rules else frozenset(Action) - {Action.CREATE}
        return await self._run("Keep listings in step", chosen, progress, kinds)

    async def sync_price(
        self, chosen: Chosen = EVERYTHING, *, progress: Progress | None = None
    ) -> Activity:
        """Send the prices that differ from what TikTok was last told, and nothing else."""
        return await self._run("Sync prices", chosen, progress, frozenset({Action.PRICE}))

    async def sync_stock(
        self, chosen: Chosen = EVERYTHING, *, progress: Progress | None = None
    ) -> Activity:
        """Send the stock that differs from what TikTok was last told, and nothing else."""
        return await self._run("Sync inventory", chosen, progress, frozenset({Action.STOCK}))

    # --- on and off the shelf --------------------------------------------------------

    async def activate(self, chosen: Chosen, *, progress: Progress | None = None) -> Activity:
        """Offer hidden products again; TikTok reviews them first."""
        return await self._shelve(ACTIVATE, chosen, progress)

    async def deactivate(self, chosen: Chosen, *, progress: Progress | None = None) -> Activity:
        """Hide live products. What was hidden so, no listing rule offers again."""
        return await self._shelve(DEACTIVATE, chosen, progress)

    async def delete(self, chosen: Chosen, *, progress: Progress | None = None) -> Activity:
        """Delete products on TikTok; for a time they can be recovered. BigCommerce's stay."""
        return await self._shelve(DELETE, chosen, progress)

    async def recover(self, chosen: Chosen, *, progress: Progress | None = None) -> Activity:
        """Bring back what was deleted on TikTok; it comes back hidden."""
        return await self._shelve(RECOVER, chosen, progress)

    # --- reading ---------------------------------------------------------------------

    async def refresh_status(
        self, listing_ids: Sequence[str] = (), *, progress: Progress | None = None
    ) -> Activity:
        """Read every listing's status and review from TikTok, with the reasons where one failed.

        ``listing_ids``, TikTok's, read these alone. A listing that was made by hand is adopted where its
        seller SKUs are those of one product that has none; one that TikTok has no longer counts as
        deleted. What else differs, `drift` tells.
        """
        async with activity(self.context, "Refresh statuses", progress) as job:
            refresher = await Refresher.of(self.context, job)
            await (refresher.some(listing_ids) if listing_ids else refresher.run())
        return job.activity

    async def get(self, product_id: str) -> Listing:
        """Return what is known of a product's listing. Raises `NotFound`."""
        stored = await (await self.context.tables()).listings.get(product_id)
        if stored is None:
            raise never_pulled(product_id)
        return stored.value

    async def all(self) -> AsyncIterator[Listing]:
        """Yield what is known of every product's listing."""
        async for stored in (await self.context.tables()).listings.all():
            yield stored.value

    # --- how it is done --------------------------------------------------------------

    async def _planner(self, chosen: Chosen, warehouse_id: str) -> Planner:
        planner = await Planner.of(self.context, warehouse_id)
        return evolve(planner, relists=_named(chosen))

    async def _changes(self, chosen: Chosen, planner: Planner) -> AsyncGenerator[Change, None]:
        async for page in (await Cases.of(self.context)).pages(chosen):
            await planner.learn(page.cases)
            for case in page.cases:
                yield planner.decide(case)

    async def _run(
        self,
        name: str,
        chosen: Chosen,
        progress: Progress | None,
        kinds: Kinds | None = None,
        *,
        warehouse_id: str = "",
        blocked: bool = False,
    ) -> Activity:
        """Do what is due, a page at a time; the activity counts what there was to do."""
        everything = chosen == EVERYTHING and not warehouse_id
        about = None if everything else _about(chosen, warehouse_id)
        async with activity(self.context, name, progress, about=about) as job:
            relists = _named(chosen) if blocked else frozenset[str]()
            applier = await Applier.of(self.context, warehouse_id, kinds, relists=relists)
            async for page in applier.cases.pages(chosen):
                due = await applier.due(page, blocked=blocked)
                await _expect_more(job, len(due) + len(page.missing))
                await applier.carry_out(job, page, due)
        return job.activity

    async def _shelve(self, deed: Deed, chosen: Chosen, progress: Progress | None) -> Activity:
        about = _about(chosen)
        async with activity(self.context, deed.name, progress, about=about) as job:
            tables = await self.context.tables()
            shelving, named = Shelving(self.context, tables), _named(chosen)
            async for listings in self._listings(chosen):
                # Of what was not named, only that is meant of which it can be done.
                meant = [
                    one
                    for one in listings
                    if one.product_id in named or one.vendor_status in deed.sources
                ]
                await _expect_more(job, len(meant))
                await shelving.run(job, deed, meant)
        return job.activity

    async def _listings(self, chosen: Chosen) -> AsyncIterator[Sequence[Listing]]:
        cases = Cases(self.context, await self.context.tables())
        async for page in cases.pages(chosen):
            unknown = (Listing(one, "", "") for one in page.missing)
            yield [*(one.listing.value for one in page.cases), *unknown]


class Listings(Blocking[AsyncListings]):
    """The account's listings on TikTok Shop."""

    plan = blocking(AsyncListings.plan)
    changes = blocking_iter(AsyncListings.changes)
    apply = blocking(AsyncListings.apply)
    upload = blocking(AsyncListings.upload)
    keep_in_step = blocking(AsyncListings.keep_in_step)
    sync_price = blocking(AsyncListings.sync_price)
    sync_stock = blocking(AsyncListings.sync_stock)
    activate = blocking(AsyncListings.activate)
    deactivate = blocking(AsyncListings.deactivate)
    delete = blocking(AsyncListings.delete)
    recover = blocking(AsyncListings.recover)
    drift = blocking_iter(AsyncListings.drift)
    adopt = blocking(AsyncListings.adopt)
    put_back = blocking(AsyncListings.put_back)
    advice = blocking_iter(AsyncListings.advice)
    improve = blocking(AsyncListings.improve)
    prove_prices = blocking(AsyncListings.prove_prices)
    simulate_oversell = blocking(AsyncListings.simulate_oversell)
    refresh_status = blocking(AsyncListings.refresh_status)
    get = blocking(AsyncListings.get)
    all = blocking_iter(AsyncListings.all)


def _named(chosen: Chosen) -> frozenset[str]:
    """Return the products that were chosen by their ids."""
    return frozenset() if isinstance(chosen, ProductFilter) else frozenset(chosen)


def _about(chosen: Chosen, warehouse_id: str = "") -> Selection:
    if isinstance(chosen, ProductFilter):
        return Selection(found=chosen, warehouse_id=warehouse_id)
    return Selection(ids=tuple(chosen), warehouse_id=warehouse_id)


async def _expect_more(job: Job, count: int) -> None:
    if count:
        await job.expect((job.activity.total or 0) + count)


def _wanted(change: Change, only: Kinds | None) -> bool:
    actions = set(change.actions) - {Action.BLOCKED}
    gone = only is None and any(reason.code == _GONE for reason in change.reasons)
    return gone or bool(actions if only is None else actions & only)
