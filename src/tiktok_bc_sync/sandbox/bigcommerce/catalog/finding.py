"""What a path names in the catalogue, or else the 404."""

from __future__ import annotations

from collections.abc import Iterable

from tiktok_bc_sync.sandbox.bigcommerce.catalog.catalog import Catalog
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json, not_found, whole
from tiktok_bc_sync.sandbox.core import Request


def the_product(catalog: Catalog, request: Request, product_id: str) -> Json:
    """Return the product that a path names."""
    product = catalog.products.get(whole(product_id))
    if product is None:
        raise not_found(request.path)
    return product


def the_variant(
    catalog: Catalog, request: Request, product_id: str, variant_id: str
) -> tuple[Json, Json]:
    """Return the product and its variant that a path names."""
    product = the_product(catalog, request, product_id)
    return product, the_one(request, product["variants"], variant_id)


def the_one(request: Request, items: Iterable[Json], number: str) -> Json:
    """Return the one of some things that a path names by its id."""
    wanted = whole(number)
    found = next((one for one in items if one["id"] == wanted), None)
    if found is None:
        raise not_found(request.path)
    return found
