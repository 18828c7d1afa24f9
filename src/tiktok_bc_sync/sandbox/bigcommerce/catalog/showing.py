"""How v3 shows products, their variants and pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json, v3_refusal

URLS = ("url_standard", "url_zoom", "url_thumbnail", "url_tiny")
# Parts that are answered only where they are asked for.
_PARTS = frozenset(
    {
        "variants",
        "images",
        "custom_fields",
        "options",
        "modifiers",
        "bulk_pricing_rules",
        "videos",
        "reviews",
        "channels",
        "parent_relations",
    }
)
_INCLUDED = _PARTS | {"primary_image"}
# A page with one of these is capped.
HEAVY = frozenset({"options", "modifiers"})


def included(params: Mapping[str, str]) -> set[str]:
    """Return the parts of products that a query asks for."""
    asked = set(params.get("include", "").split(",")) - {""}
    if unknown := asked - _INCLUDED:
        raise v3_refusal(422, f"The include '{min(unknown)}' is not known.")
    return asked


def projection(params: Mapping[str, str], base: str) -> Callable[[Json], Json]:
    """Return what shows a product with just the fields and parts that a query asks for."""
    parts = included(params)
    fields = set(params.get("include_fields", "").split(",")) - {""}
    left_out = (_PARTS - parts) | set(params.get("exclude_fields", "").split(","))

    def shown(product: Json) -> Json:
        names: Any = ({"id"} | fields | parts) & product.keys() if fields else product
        kept = {name: product[name] for name in names if name not in left_out}
        if "images" in kept:
            kept["images"] = [shown_image(one, base) for one in product["images"]]
        if "variants" in kept:
            kept["variants"] = [shown_variant(product, one, base) for one in product["variants"]]
        if "primary_image" in parts:
            kept["primary_image"] = _primary(product, base)
        return kept

    return shown


def shown_image(image: Json, base: str) -> Json:
    """Return a picture of a product under the address that was asked."""
    return {**image, **{name: address(image[name], base) for name in URLS}}


def shown_variant(product: Json, variant: Json, base: str) -> Json:
    """Return a variant with what it has from its product."""
    price, sale = variant["price"], variant["sale_price"]
    own = price if price is not None else product["price"]
    # A variant's own price hides the product's sale price.
    inherited = product["sale_price"] if price is None else 0
    weight = variant["weight"]
    return {
        **variant,
        "image_url": address(variant["image_url"], base),
        "calculated_price": sale or inherited or own,
        "calculated_weight": product["weight"] if weight is None else weight,
    }


def shown_pictured(item: Json, base: str) -> Json:
    """Return something that has one picture, under the address that was asked."""
    return {**item, "image_url": address(item["image_url"], base)}


def address(url: str | None, base: str) -> str:
    """Return the URL of a picture, for a path the one under the address that was asked."""
    return base + url if url and url.startswith("/") else url or ""


def _primary(product: Json, base: str) -> Json | None:
    found = next((one for one in product["images"] if one["is_thumbnail"]), None)
    return shown_image(found, base) if found else None
