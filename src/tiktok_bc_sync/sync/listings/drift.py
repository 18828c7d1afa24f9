"""What differs between BigCommerce, the connector and TikTok, and what would put it right."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing
from enum import StrEnum

from attrs import evolve, frozen

from tiktok_bc_sync.errors import Refused
from tiktok_bc_sync.mapping.digest import changed_parts, digest, forgotten
from tiktok_bc_sync.mapping.statuses import listing_status
from tiktok_bc_sync.models import (
    DraftSku,
    ListedSku,
    Listing,
    ListingDraft,
    ListingStatus,
    Money,
    Part,
    RemoteListing,
)
from tiktok_bc_sync.rules.text import normalized
from tiktok_bc_sync.runtime import Call
from tiktok_bc_sync.sync.catalogue.cases import Case, Chosen
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.listings.adoption import Adoption

_GONE = "DELETED"


class DriftKind(StrEnum):
    """What differs."""

    FOREIGN_LISTING = "foreign listing"
    MISSING_LISTING = "missing listing"
    STATUS = "status"
    TITLE = "title"
    PRICE = "price"
    STOCK = "stock"
    MISSING_SKU = "missing SKU"
    FOREIGN_SKU = "foreign SKU"


_CURES: Mapping[DriftKind, str] = {
    DriftKind.FOREIGN_LISTING: "Adopt it, or delete it on TikTok Shop.",
    DriftKind.MISSING_LISTING: "Recover it, or upload the product again.",
    DriftKind.STATUS: "Refresh the statuses.",
    DriftKind.TITLE: "Put it back, or adopt it as the product's title.",
    DriftKind.PRICE: "Put it back, or adopt it as the product's price.",
    DriftKind.STOCK: "Put it back.",
    DriftKind.MISSING_SKU: "Put it back.",
    DriftKind.FOREIGN_SKU: "Put it back, which removes the SKU; or add a variant with it.",
}
_IN_REVIEW = "Wait for TikTok's review of the last edit."


@frozen
class Difference:
    """One thing that is not the same everywhere, in words.

    ``wanted`` is what BigCommerce's product comes to, ``known`` what the connector told or read last,
    ``shown`` what TikTok shows; empty where there is none. ``cure`` is what would put it right.
    """

    kind: DriftKind
    wanted: str
    known: str
    shown: str
    sku: str = ""
    cure: str = ""

    def __str__(self) -> str:
        """As in ``price of MUG-1: TikTok shows 9.00 GBP, wanted is 8.00 GBP. Put it back.``."""
        what = f"{self.kind} of {self.sku}" if self.sku else str(self.kind)
        shown, wanted = self.shown or "nothing", self.wanted or "nothing"
        return f"{what}: TikTok shows {shown}, wanted is {wanted}. {self.cure}"


@frozen
class Drift:
    """What differs about one listing; ``product_id`` is empty for one that shows no known product."""

    product_id: str
    listing_id: str
    title: str
    differences: tuple[Difference, ...]

    def __str__(self) -> str:
        """The listing, and a line for each difference."""
        head = f"{self.title} ({self.product_id or 'no product'}, listing {self.listing_id})"
        return "\n".join([head, *(f"    {one}" for one in self.differences)])


@frozen
class Found:
    """A product beside its listing as TikTok shows it, None where it has none any more."""

    case: Case
    wanted: ListingDraft | None
    remote: RemoteListing | None

    @property
    def drift(self) -> Drift:
        """What differs, nothing at best."""
        listing = self.case.listing.value
        return Drift(self.case.id, listing.listing_id, listing.title, tuple(_differences(self)))


@frozen
class Comparison:
    """Compares what TikTok shows with what it should show."""

    context: Context
    adoption: Adoption

    @classmethod
    async def of(cls, context: Context) -> Comparison:
        """Read what drafts depend on."""
        return cls(context, await Adoption.of(context))

    async def all(self) -> AsyncGenerator[Drift, None]:
        """Yield what differs in the whole shop, reading TikTok's list page by page."""
        tied, seen = await self.adoption.cases.tied(), set[str]()
        async with aclosing(self.context.shop.search_listings().pages()) as pages:
            async for remotes in pages:
                seen.update(one.id for one in remotes)
                for drift in await self._page(remotes, tied):
                    yield drift
        # Pages move while they are read: what was in none is asked for once more.
        missing = [product_id for key, product_id in tied.items() if key not in seen]
        async with aclosing(self.some(missing)) as rest:
            async for drift in rest:
                yield drift

    async def some(self, chosen: Chosen) -> AsyncGenerator[Drift, None]:
        """Yield what differs about some products, each listing read on its own."""
        async for page in self.adoption.cases.pages(chosen):
            await self.adoption.planner.learn(page.cases)
            listed = [one for one in page.cases if one.listing.value.listing_id]
            calls = [self._comparing(case) for case in listed]
            found = await self.context.runtime.run_all(calls, limit=self.context.concurrency)
            for one in found:
                if one.drift.differences:
                    yield one.drift

    async def one(self, case: Case) -> Found:
        """Return a product beside its listing."""
        listing_id = case.listing.value.listing_id
        remote = await self._remote(listing_id) if listing_id else None
        return self._found(case, remote)

    def _comparing(self, case: Case) -> Call[Found]:
        return lambda: self.one(case)

    async def _remote(self, listing_id: str) -> RemoteListing | None:
        try:
            return await self.context.shop.listing(listing_id)
        except Refused:  # there is nothing else that reading a listing could be refused for
            return None

    async def _page(self, remotes: Sequence[RemoteListing], tied: Mapping[str, str]) -> list[Drift]:
        known = await self.adoption.cases.listed([one.id for one in remotes], tied)
        page = await self.adoption.cases.some([one.value.product_id for one in known.values()])
        await self.adoption.planner.learn(page.cases)
        by_id = {one.id: one for one in remotes}
        found = [
            self._found(case, by_id[case.listing.value.listing_id])
            for case in page.cases
            if case.listing.value.listing_id in by_id
        ]
        strange = [one for one in remotes if one.id not in known and one.status != _GONE]
        return [
            *(one.drift for one in found if one.drift.differences),
            *await self._foreign(strange),
        ]

    async def _foreign(self, remotes: Sequence[RemoteListing]) -> list[Drift]:
        matched = await self.adoption.matches(remotes)
        return [
            Drift(
                matched.get(one.id, ""),
                one.id,
                one.title,
                (_made(DriftKind.FOREIGN_LISTING, "", "", one.title),),
            )
            for one in remotes
        ]

    def _found(self, case: Case, remote: RemoteListing | None) -> Found:
        wanted = self.adoption.planner.wanted(
            case.product, case.listing.value, case.edits, case.held
        )
        return Found(case, wanted if isinstance(wanted, ListingDraft) else None, remote)


def _made(kind: DriftKind, wanted: str, known: str, shown: str, sku: str = "") -> Difference:
    return Difference(kind, wanted, known, shown, sku, _CURES[kind])


def _differences(found: Found) -> Iterator[Difference]:
    listing, remote = found.case.listing.value, found.remote
    if remote is None or remote.status == _GONE:
        if listing.status is not ListingStatus.DELETED:
            yield _made(DriftKind.MISSING_LISTING, listing.title, str(listing.status), "")
        return
    if listing.vendor_status != remote.status:
        yield _made(DriftKind.STATUS, "", listing.vendor_status, remote.status)
    if found.wanted is not None:
        yield from _title(found.wanted, listing, remote)
        yield from _skus(found.wanted, listing, remote)


def _title(wanted: ListingDraft, listing: Listing, remote: RemoteListing) -> Iterator[Difference]:
    if remote.title == wanted.title:
        return
    pending = Part.TITLE in changed_parts(digest(wanted), listing.digest)
    found = _made(DriftKind.TITLE, wanted.title, "" if pending else wanted.title, remote.title)
    waits = remote.audit == "AUDITING" and not pending
    yield evolve(found, cure=_IN_REVIEW) if waits else found


def _skus(wanted: ListingDraft, listing: Listing, remote: RemoteListing) -> Iterator[Difference]:
    told = {normalized(one.sku): one for one in listing.skus}
    shown = {normalized(one.sku): one for one in remote.skus}
    due = {normalized(one.sku): one for one in wanted.skus}
    for key, sku in due.items():
        if key not in shown:
            yield _made(DriftKind.MISSING_SKU, sku.sku, sku.sku if key in told else "", "", sku.sku)
        else:
            yield from _selling(sku, told.get(key, ListedSku(sku.sku)), shown[key])
    for key, one in shown.items():
        # A variant that the store has deleted stays, sold out.
        if key not in due and (key not in told or one.stock):
            yield _made(DriftKind.FOREIGN_SKU, "", "", one.sku, one.sku)


def _selling(wanted: DraftSku, known: ListedSku, shown: ListedSku) -> Iterator[Difference]:
    if shown.price is not None and not wanted.price == shown.price == known.price:
        prices = (_money(wanted.price), _money(known.price), _money(shown.price))
        yield _made(DriftKind.PRICE, *prices, wanted.sku)
    # What TikTok sold since it was told is no difference as long as it comes to the same.
    if shown.stock is not None and shown.stock != wanted.stock:
        units = (str(wanted.stock), _units(known.stock), str(shown.stock))
        yield _made(DriftKind.STOCK, *units, wanted.sku)


def _money(money: Money | None) -> str:
    return "" if money is None else f"{money.amount} {money.currency}"


def _units(units: int | None) -> str:
    return "" if units is None else str(units)


def as_shown(found: Found, remote: RemoteListing) -> Listing:
    """Return what is known of a listing once TikTok's own numbers are believed.

    What differs is due to be sent then: prices and stock, the title, and SKUs that are missing or too
    many.
    """
    listing, kinds = found.case.listing.value, {one.kind for one in found.drift.differences}
    shown = {normalized(one.sku): one for one in remote.skus}
    parts = [Part.TITLE] if DriftKind.TITLE in kinds and remote.audit != "AUDITING" else []
    if kinds & {DriftKind.MISSING_SKU, DriftKind.FOREIGN_SKU}:
        parts.append(Part.SKUS)
    return evolve(
        listing,
        vendor_status=remote.status,
        status=listing_status(remote.status),
        audit=remote.audit,
        digest=forgotten(listing.digest, parts) if parts else listing.digest,
        skus=tuple(
            evolve(
                sku,
                sku_id=own.sku_id,
                price=own.price,
                list_price=own.list_price,
                stock=own.stock,
                at_warehouses=own.at_warehouses,
            )
            for sku in listing.skus
            if (own := shown.get(normalized(sku.sku)))
        ),
    )
