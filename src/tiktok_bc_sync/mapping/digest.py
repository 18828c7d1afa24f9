"""What a listing's information is recognized by: a fingerprint of each part that changes by itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal

from attrs import asdict

from tiktok_bc_sync.models import DraftSku, ListingDraft, Part

# Long enough that a change is not taken for none; a listing may have 300 SKUs.
_PART, _SKU = 12, 8
# Whether it is for sale is told when a product is made, and can't be changed after.
_CONTENT: Mapping[Part, Callable[[ListingDraft], object]] = {
    Part.TITLE: lambda draft: draft.title,
    Part.DESCRIPTION: lambda draft: draft.description,
    Part.IMAGES: lambda draft: draft.images,
    Part.PARCEL: lambda draft: (draft.weight_kg, draft.dimensions_cm),
    Part.BRAND: lambda draft: (draft.brand, draft.brand_id),
    Part.ATTRIBUTES: lambda draft: sorted(draft.attributes),
    Part.MARKET: lambda draft: (
        draft.cod,
        draft.manufacturer_ids,
        draft.responsible_person_ids,
        draft.size_chart_id,
        draft.size_chart_picture,
        [asdict(one) for one in draft.certifications],
    ),
    Part.CATEGORY: lambda draft: draft.category_id,
}


def digest(wanted: ListingDraft) -> str:
    """Identify a draft's information: everything but prices, stock, warehouses and notes.

    The order of attributes and of SKUs doesn't count, that of pictures does.
    """
    made = {part: [_hashed(content(wanted), _PART)] for part, content in _CONTENT.items()}
    made[Part.SKUS] = sorted(_hashed(_sku(one), _SKU) for one in wanted.skus)
    return _written(made)


def changed_parts(wanted: str, applied: str) -> tuple[Part, ...]:
    """Return the parts in which one digest differs from that of what was applied last.

    SKUs have changed only where one is new or different: those that the store has deleted stay.
    """
    if wanted == applied:
        return ()
    before = _read(applied)
    return tuple(
        part for part, prints in _read(wanted).items() if not _same(part, prints, before.get(part))
    )


def with_kept(wanted: str, applied: str, kept: Collection[Part]) -> str:
    """Return a digest whose ``kept`` parts are as they were last applied, because they are not sent."""
    if not kept or wanted == applied:
        return wanted
    before, now = _read(applied), _read(wanted)
    return _written(
        {part: before.get(part, prints) if part in kept else prints for part, prints in now.items()}
    )


def forgotten(applied: str, parts: Collection[Part]) -> str:
    """Return a digest that fits no draft in some parts, so that they are sent again."""
    known = _read(applied)
    return _written({part: [""] if part in parts else prints for part, prints in known.items()})


def _same(part: Part, prints: list[str], before: list[str] | None) -> bool:
    if before is not None and part is Part.SKUS:
        return set(prints) <= set(before)
    return prints == before


def _written(prints: Mapping[Part, list[str]]) -> str:
    return ";".join(f"{part}:{','.join(hashes)}" for part, hashes in prints.items())


def _read(digest: str) -> dict[Part, list[str]]:
    """Read a digest; one of an earlier version says nothing about any part."""
    pairs = (one.partition(":") for one in digest.split(";"))
    known = {part.value: part for part in Part}
    return {known[name]: prints.split(",") for name, _, prints in pairs if name in known}


def _sku(sku: DraftSku) -> object:
    return sku.variant_id, sku.sku, sku.values, sku.image_url, sku.gtin, sku.gtin_type


def _hashed(content: object, length: int) -> str:
    return hashlib.sha256(_JSON.encode(content).encode()).hexdigest()[:length]


def _plain(value: object) -> str:
    # The same number may be written with more or fewer zeros.
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


_JSON = json.JSONEncoder(sort_keys=True, default=_plain)
