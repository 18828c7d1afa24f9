"""Which products a query asks for, found without a walk over all of them where an index knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tiktok_bc_sync.sandbox.bigcommerce.catalog.catalog import Catalog
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json, moment, whole
from tiktok_bc_sync.sandbox.bigcommerce.wire.filters import (
    ANY,
    BOUNDS,
    Filters,
    asked,
    flags,
    keyword,
    listed,
    numbers,
    ordered,
    tests,
    texts,
    times,
    when,
)


def _is_low(product: Json) -> bool:
    warning = product["inventory_warning_level"]
    return _is_counted(product) and 0 < product["inventory_level"] <= warning


def _is_out(product: Json) -> bool:
    return _is_counted(product) and product["inventory_level"] <= 0


def _is_counted(product: Json) -> bool:
    return bool(product["inventory_tracking"] != "none")


_PRODUCTS: Filters = {
    **numbers("id", *ANY),
    **numbers("price", *BOUNDS),
    **numbers("weight", *BOUNDS),
    **numbers("brand_id", "in"),
    **numbers("inventory_level", *ANY),
    **numbers("total_sold"),
    **texts("name", "like"),
    **texts("sku", "in"),
    **texts("mpn"),
    **texts("upc"),
    **texts("type"),
    **texts("condition"),
    **texts("availability"),
    **flags("is_visible", "is_featured", "is_free_shipping"),
    **times("date_modified"),
    **times("date_last_imported"),
    **listed("categories", "categories"),
    **listed("channel_id", "channels"),
    **keyword("name", "sku", "description"),
    **when("inventory_low", _is_low),
    **when("out_of_stock", _is_out),
}
_SORTED = (
    "name",
    "sku",
    "price",
    "calculated_price",
    "date_modified",
    "date_last_imported",
    "inventory_level",
    "is_visible",
    "total_sold",
)


def chosen(catalog: Catalog, params: Mapping[str, str]) -> Sequence[Json]:
    """Return the products that a query asks for, in its order."""
    made = tests(_PRODUCTS, params)
    found = map(catalog.products.__getitem__, _candidates(catalog, asked(params)))
    return ordered([one for one in found if all(test(one) for test in made)], params, *_SORTED)


def _candidates(catalog: Catalog, wanted: Mapping[str, str]) -> Sequence[int]:
    """Return the ids of products where to look."""
    if ids := wanted.get("id:in") or wanted.get("id"):
        return sorted({whole(one) for one in ids.split(",")} & catalog.products.keys())
    if sku := wanted.get("sku"):
        return sorted(catalog.carriers(sku))
    if since := moment(wanted.get("date_modified:min", "")):
        return sorted(one for one, changed in catalog.modified.items() if changed >= since)
    return catalog.ids
