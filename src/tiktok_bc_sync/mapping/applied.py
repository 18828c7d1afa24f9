"""What of a draft is sent to a listing that is there already, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from attrs import evolve

from tiktok_bc_sync.models import DraftSku, ListedSku, Listing, ListingDraft, ListingEdit, Part

_FIELDS: Mapping[Part, tuple[str, ...]] = {
    Part.TITLE: ("title",),
    Part.DESCRIPTION: ("description",),
    Part.IMAGES: ("images",),
    Part.PARCEL: ("weight_kg", "dimensions_cm"),
    Part.BRAND: ("brand_id",),
    Part.ATTRIBUTES: ("attributes",),
    Part.MARKET: (
        "cod",
        "manufacturer_ids",
        "responsible_person_ids",
        "size_chart_id",
        "size_chart_picture",
        "certifications",
    ),
}


def partial_edit(
    draft: ListingDraft, parts: Sequence[Part], images: Mapping[str, str]
) -> ListingEdit:
    """Return what a partial edit sends: the changed parts, each whole.

    ``images`` maps the draft's addresses to uploaded URIs; the description is to have its own pictures
    moved before. Raises KeyError where a picture of the gallery is missing.
    """
    names = [name for part in parts for name in _FIELDS.get(part, ())]
    edit = evolve(ListingEdit(), **{name: getattr(draft, name) for name in names})
    if edit.images is None:
        return edit
    return evolve(edit, images=tuple(images[url] for url in draft.images))


def keeping(draft: ListingDraft, kept: Collection[Part], current: ListingEdit) -> ListingDraft:
    """Return a draft whose ``kept`` parts are as they are on TikTok, for an edit that replaces all.

    ``current`` is what TikTok shows; what it leaves None is taken from the draft. Kept pictures are
    URIs that need no upload.
    """
    names = [name for part in kept for name in _FIELDS.get(part, ())]
    shown = {name: getattr(current, name) for name in names}
    return evolve(draft, **{name: value for name, value in shown.items() if value is not None})


def listed_skus(draft: ListingDraft, ids: Mapping[str, str]) -> tuple[ListedSku, ...]:
    """Return a draft's SKUs as they are known once it was applied; ``ids`` are TikTok's by SKU."""
    return tuple(
        ListedSku(
            sku.sku,
            ids.get(sku.sku, ""),
            sku.price,
            sku.list_price,
            sku.stock,
            sku.variant_id,
            sku.values,
            sku.at_warehouses,
        )
        for sku in draft.skus
    )


def whole_edit(
    wanted: ListingDraft, listing: Listing, *, price: bool = True, stock: bool = True
) -> ListingDraft:
    """Return what a full edit sends; prices or stock that are not synced are as they were last applied.

    SKUs that the store has deleted stay, sold out, because the vendor deletes what is left out.
    """
    known = {sku.sku: sku for sku in listing.skus}
    skus = [_unsynced(sku, known.get(sku.sku), price=price, stock=stock) for sku in wanted.skus]
    return evolve(wanted, skus=(*skus, *_vanished(wanted, listing)))


def sold_out(known: ListedSku) -> tuple[tuple[str, int], ...]:
    """Return no units in each of the warehouses that a SKU is in."""
    return tuple((warehouse, 0) for warehouse, _ in known.at_warehouses)


def _unsynced(sku: DraftSku, known: ListedSku | None, *, price: bool, stock: bool) -> DraftSku:
    if known is None:
        return sku
    if not price and known.price is not None:
        sku = evolve(sku, price=known.price, list_price=known.list_price)
    if not stock and known.stock is not None:
        sku = evolve(sku, stock=known.stock, at_warehouses=known.at_warehouses)
    return sku


def _vanished(wanted: ListingDraft, listing: Listing) -> Iterator[DraftSku]:
    """Yield the SKUs that are listed and no longer wanted, as far as they can stand beside the others.

    All SKUs differ by the same attributes, and no two may have the same values: a deleted variant whose
    place was taken, or that was made of other options, is left out and so deleted.
    """
    shapes = {_shape(sku) for sku in wanted.skus}
    here, taken = {sku.sku for sku in wanted.skus}, {sku.values for sku in wanted.skus}
    for known in listing.skus:
        fits = known.values and _shape(known) in shapes and known.values not in taken
        if fits and known.sku not in here and known.price is not None:
            yield DraftSku(
                variant_id=known.variant_id,
                sku=known.sku,
                price=known.price,
                stock=0,
                values=known.values,
                at_warehouses=sold_out(known),
            )


def _shape(sku: DraftSku | ListedSku) -> tuple[str, ...]:
    return tuple(name for name, _ in sku.values)
