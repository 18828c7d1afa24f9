"""Carrying out what products need on TikTok, by the smallest calls, so that nothing is done twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from attrs import evolve, frozen

from tiktok_bc_sync.errors import SyncError
from tiktok_bc_sync.models import Action, Change, Listing
from tiktok_bc_sync.sync.catalogue.cases import Case, CasePage, Cases, never_pulled
from tiktok_bc_sync.sync.engine.activities import Job, reason_of
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.engine.retrying import until_alone
from tiktok_bc_sync.sync.listings.bulk import BY_ACTION, Shelving
from tiktok_bc_sync.sync.listings.pictures import Pictures
from tiktok_bc_sync.sync.listings.sending import Sender, allowed
from tiktok_bc_sync.sync.planning.planner import Planner
from tiktok_bc_sync.sync.records import Tables

Kinds = frozenset[Action]
SELLING: Kinds = frozenset({Action.PRICE, Action.STOCK})


@frozen
class Due:
    """A product and what was decided about it."""

    case: Case
    change: Change


@frozen
class Applier:
    """Does what products need, a page of them at a time; only changes of ``kinds`` where it is given."""

    context: Context
    planner: Planner
    tables: Tables
    cases: Cases
    sender: Sender
    shelving: Shelving
    kinds: Kinds | None = None

    @classmethod
    async def of(
        cls,
        context: Context,
        warehouse_id: str = "",
        kinds: Kinds | None = None,
        *,
        relists: frozenset[str] = frozenset(),
    ) -> Applier:
        """Read what decisions depend on; ``relists`` is as in `Planner`."""
        tables = await context.tables()
        planner = evolve(await Planner.of(context, warehouse_id), relists=relists)
        if kinds is not None and Action.EDIT not in kinds:
            # An edit that is not to be sent must not hold prices and stock back.
            planner = planner.selling_only()
        pictures = Pictures(context, tables, planner.pictures)
        return cls(
            context,
            planner,
            tables,
            await Cases.of(context),
            Sender(context, tables, planner, pictures),
            Shelving(context, tables),
            kinds,
        )

    async def decided(self, page: CasePage) -> list[Due]:
        """Decide about all products of a page."""
        await self.planner.learn(page.cases)
        return [Due(case, self.planner.decide(case)) for case in page.cases]

    async def due(self, page: CasePage, *, blocked: bool = False) -> list[Due]:
        """Return the products that something is to be done about, or that can't be listed as well."""
        return [one for one in await self.decided(page) if self._due(one, blocked=blocked)]

    async def carry_out(self, job: Job, page: CasePage, dues: Sequence[Due]) -> None:
        """Do what some products of a page need; one's failure stops no other."""
        for product_id in page.missing:
            await job.failed(product_id, reason_of(never_pulled(product_id)))
        shelved, plain = defaultdict[Action, list[Due]](list), list[Due]()
        for due in dues:
            deeds = (one for one in due.change.actions if one in BY_ACTION and self._may(one))
            deed = next(deeds, None)
            (shelved[deed] if deed else plain).append(due)
        stuck = [one for one in plain if self._stuck(one)]
        await job.each([one for one in plain if not self._stuck(one)], self._apply, name=_id)
        for due in stuck:
            await self._block(job, due)
        for deed, some in shelved.items():
            await self._shelve(job, deed, some)

    def _due(self, due: Due, *, blocked: bool) -> bool:
        gone = _gone(due.case) is not due.case.listing.value.deleted_in_store
        needed = bool(allowed(due.change, self.kinds)) or gone
        return needed or (blocked and self._stuck(due))

    def _may(self, action: Action) -> bool:
        return self.kinds is None or action in self.kinds

    def _stuck(self, due: Due) -> bool:
        """Whether a product can't be listed, and nothing else can be done about it either."""
        blocked = due.change.actions == (Action.BLOCKED,) and not due.case.product.deleted
        return blocked and self.kinds is None

    async def _apply(self, due: Due) -> None:
        """Decide a product again where it changed meanwhile, and do what that says.

        Raises what the marketplace refused; the reason is kept with the listing too.
        """
        await until_alone(lambda: self._once(due))

    async def _once(self, due: Due) -> None:
        now = await self.cases.again(due.case)
        change = due.change if now == due.case else self.planner.decide(now)
        await self.sender.send(await self._flagged(now), change, self.kinds)

    async def _block(self, job: Job, due: Due) -> None:
        """Keep every reason why a product can't be listed; the activity shows the first."""
        case, reasons = await self._flagged(due.case), due.change.reasons
        await self.tables.listings.update(
            case.id, lambda known: evolve(known or case.listing.value, reasons=reasons)
        )
        await job.failed(case.id, reasons[0])

    async def _shelve(self, job: Job, deed: Action, dues: Sequence[Due]) -> None:
        """Take products down or put them up; what is sold out is told before."""
        ready = [due.case for due in dues if await self._told(job, due)]
        listings = [case.listing.value for case in ready]
        await self.shelving.run(job, BY_ACTION[deed], listings, by_rule=True)

    async def _told(self, job: Job, due: Due) -> bool:
        try:
            await self._apply(due)
        except SyncError as error:
            await job.failed(due.case.id, reason_of(error))
            return False
        return True

    async def _flagged(self, case: Case) -> Case:
        """Let the listing say whether its product is gone from the store."""
        gone = _gone(case)
        if case.listing.value.deleted_in_store is gone:
            return case

        def flagged(known: Listing | None) -> Listing:
            return evolve(known or case.listing.value, deleted_in_store=gone)

        return evolve(case, listing=await self.tables.listings.update(case.id, flagged))


def _gone(case: Case) -> bool:
    return case.product.deleted and bool(case.listing.value.listing_id)


def _id(due: Due) -> str:
    return due.case.id
