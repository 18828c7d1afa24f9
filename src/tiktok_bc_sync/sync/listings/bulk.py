"""On the shelf and off it: what TikTok does to up to twenty listings in one call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from attrs import evolve, frozen

from tiktok_bc_sync.clients.tiktok import AsyncTikTokShop
from tiktok_bc_sync.errors import NotFound, SyncError
from tiktok_bc_sync.mapping.statuses import listing_status
from tiktok_bc_sync.models import Action, Listing, Outcome, Reason
from tiktok_bc_sync.runtime import Call
from tiktok_bc_sync.sync.engine.activities import Job, reason_of
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.records import Tables

# Source: vendor rule.
A_CALL = 20


@frozen
class Deed:
    """Something that is done to listings as a whole.

    ``sources`` are the vendor's statuses in which it can be done, ``leads_to`` the one that a listing
    has then. What became of it ``counts`` as done when TikTok shows one of these.
    """

    name: str
    send: Callable[[AsyncTikTokShop, Sequence[str]], Awaitable[list[Outcome]]]
    sources: frozenset[str]
    leads_to: str
    counts: frozenset[str]


_HELD = frozenset({"DRAFT", "PENDING", "FAILED", "ACTIVATE", "SELLER_DEACTIVATED"})
_HIDDEN = frozenset({"SELLER_DEACTIVATED", "PLATFORM_DEACTIVATED"})
ACTIVATE = Deed(
    "Activate products",
    AsyncTikTokShop.activate_listings,
    _HIDDEN,
    "PENDING",
    frozenset({"PENDING", "ACTIVATE"}),
)
DEACTIVATE = Deed(
    "Deactivate products",
    AsyncTikTokShop.deactivate_listings,
    frozenset({"ACTIVATE"}),
    "SELLER_DEACTIVATED",
    _HIDDEN,
)
DELETE = Deed(
    "Delete products",
    AsyncTikTokShop.delete_listings,
    _HELD | _HIDDEN,
    "DELETED",
    frozenset({"DELETED"}),
)
RECOVER = Deed(
    "Recover products",
    AsyncTikTokShop.recover_listings,
    frozenset({"DELETED"}),
    "SELLER_DEACTIVATED",
    _HELD | _HIDDEN,
)
BY_ACTION = {Action.ACTIVATE: ACTIVATE, Action.DEACTIVATE: DEACTIVATE, Action.DELETE: DELETE}


@frozen
class Shelving:
    """Puts listings on the shelf and takes them off, twenty in a call."""

    context: Context
    tables: Tables

    async def run(
        self, job: Job, deed: Deed, listings: Sequence[Listing], *, by_rule: bool = False
    ) -> None:
        """Do it to each listing and tell the activity what came of each.

        ``by_rule`` says that no person asked for it. Who died between TikTok's answer and our record does
        it again: what is so already counts as done.
        """
        for one in listings:
            if not one.listing_id:
                await job.failed(one.product_id, reason_of(_never_uploaded(one.product_id)))
        known = [one for one in listings if one.listing_id]
        calls = [
            self._calling(job, deed, known[start : start + A_CALL], by_rule)
            for start in range(0, len(known), A_CALL)
        ]
        await self.context.runtime.run_all(calls, limit=self.context.concurrency)

    def _calling(
        self, job: Job, deed: Deed, listings: Sequence[Listing], by_rule: bool
    ) -> Call[None]:
        return lambda: self._call(job, deed, listings, by_rule)

    async def _call(self, job: Job, deed: Deed, listings: Sequence[Listing], by_rule: bool) -> None:
        try:
            outcomes = await deed.send(self.context.shop, [one.listing_id for one in listings])
        except SyncError as error:
            for one in listings:
                await job.failed(one.product_id, reason_of(error))
            return
        by_id = {one.listing_id: one for one in listings}
        for outcome in outcomes:
            await self._note(job, deed, by_id[outcome.id], outcome, by_rule)

    async def _note(
        self, job: Job, deed: Deed, listing: Listing, outcome: Outcome, by_rule: bool
    ) -> None:
        status = deed.leads_to if outcome.ok else await self._shown(listing)
        if outcome.ok or status in deed.counts:
            await self._keep(deed, listing, status, by_rule)
            await job.did()
        else:
            await job.failed(listing.product_id, _refusal(outcome))

    async def _shown(self, listing: Listing) -> str:
        """Return the status that TikTok shows, empty where it doesn't say."""
        try:
            return (await self.context.shop.listing(listing.listing_id)).status
        except SyncError:
            return ""

    async def _keep(self, deed: Deed, listing: Listing, status: str, by_rule: bool) -> None:
        now = self.context.runtime.now()

        def kept(known: Listing | None) -> Listing:
            return evolve(
                known or listing,
                vendor_status=status,
                status=listing_status(status),
                stopped_by_rule=by_rule and deed is DEACTIVATE,
                changed_at=now,
            )

        await self.tables.listings.update(listing.product_id, kept)


def _never_uploaded(product_id: str) -> NotFound:
    return NotFound(f"Product {product_id} is not on TikTok Shop.", what_to_do="Upload it first.")


def _refusal(outcome: Outcome) -> Reason:
    return Reason("refused", "listing", outcome.message or "TikTok Shop refused it.", "")
