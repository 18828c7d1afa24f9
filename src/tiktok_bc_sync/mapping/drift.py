"""What differs between a product's listing as it should be, as it is known, and as TikTok shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from attrs import evolve, frozen

from tiktok_bc_sync.mapping.content import cut_at_word, words
from tiktok_bc_sync.mapping.digest import changed_parts, digest
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

GONE = "DELETED"
IN_REVIEW = "AUDITING"
# What is long is told by its beginning.
_TOLD = 500


class DriftKind(StrEnum):
    """What differs."""

    FOREIGN_LISTING = "foreign listing"
    MISSING_LISTING = "missing listing"
    STATUS = "status"
    TITLE = "title"
    DESCRIPTION = "description"
    PICTURES = "pictures"
    PRICE = "price"
    STOCK = "stock"
    MISSING_SKU = "missing SKU"
    FOREIGN_SKU = "foreign SKU"


_CURES: Mapping[DriftKind, str] = {
    DriftKind.FOREIGN_LISTING: "Adopt it, or delete it on TikTok Shop.",
    DriftKind.MISSING_LISTING: "Recover it, or upload the product again.",
    DriftKind.STATUS: "Refresh the statuses.",
    DriftKind.TITLE: "Put it back, or adopt it as the product's title.",
    DriftKind.DESCRIPTION: "Put it back, or adopt it as the product's description.",
    DriftKind.PICTURES: "Put them back.",
    DriftKind.PRICE: "Put it back, or adopt it as the product's price.",
    DriftKind.STOCK: "Put it back.",
    DriftKind.MISSING_SKU: "Put it back.",
    DriftKind.FOREIGN_SKU: "Put it back, which removes the SKU; or add a variant with it.",
}
_WAITS = "Wait for TikTok's review of the last edit."


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


def foreign(remote: RemoteListing) -> Difference:
    """Return what is different about a listing that shows no known product."""
    return _made(DriftKind.FOREIGN_LISTING, "", "", remote.title)


def _made(kind: DriftKind, wanted: str, known: str, shown: str, sku: str = "") -> Difference:
    return Difference(kind, wanted, known, shown, sku, _CURES[kind])


def differences(
    listing: Listing,
    wanted: ListingDraft | None,
    remote: RemoteListing | None,
    uris: Mapping[str, str] | None = None,
) -> Iterator[Difference]:
    """Yield what differs; ``wanted`` is None where the product can't be listed now.

    ``uris`` are TikTok's names of the wanted pictures, by address. Description and pictures are compared
    where TikTok told them, which its lists don't.
    """
    if remote is None or remote.status == GONE:
        if listing.status is not ListingStatus.DELETED:
            yield _made(DriftKind.MISSING_LISTING, listing.title, str(listing.status), "")
        return
    if listing.vendor_status != remote.status:
        yield _made(DriftKind.STATUS, "", listing.vendor_status, remote.status)
    if wanted is not None:
        yield from _content(wanted, listing, remote, uris or {})
        yield from _skus(wanted, listing, remote)


def _content(
    wanted: ListingDraft, listing: Listing, remote: RemoteListing, uris: Mapping[str, str]
) -> Iterator[Difference]:
    changed = changed_parts(digest(wanted), listing.digest)
    for kind, part, due, shown in _shown(wanted, remote, uris):
        if due == shown:
            continue
        pending = part in changed
        due, shown = cut_at_word(due, _TOLD), cut_at_word(shown, _TOLD)
        found = _made(kind, due, "" if pending else due, shown)
        waits = remote.audit == IN_REVIEW and not pending
        yield evolve(found, cure=_WAITS) if waits else found


def _shown(
    wanted: ListingDraft, remote: RemoteListing, uris: Mapping[str, str]
) -> Iterator[tuple[DriftKind, Part, str, str]]:
    """Yield what should be shown and what is, as texts that can be compared."""
    yield DriftKind.TITLE, Part.TITLE, wanted.title, remote.title
    if remote.content is None:
        return
    text = remote.content.description or ""
    yield DriftKind.DESCRIPTION, Part.DESCRIPTION, words(wanted.description), words(text)
    if all(one in uris for one in wanted.images):
        due = ", ".join(uris[one] for one in wanted.images)
        yield DriftKind.PICTURES, Part.IMAGES, due, ", ".join(remote.content.images or ())


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
