"""What the store refuses because of what it has: doubles, and what refers to nothing."""

from __future__ import annotations

from tiktok_bc_sync.sandbox.bigcommerce.catalog.catalog import Catalog
from tiktok_bc_sync.sandbox.bigcommerce.catalog.custom_fields import check_pairs
from tiktok_bc_sync.sandbox.bigcommerce.catalog.options import combination, named
from tiktok_bc_sync.sandbox.bigcommerce.catalog.options_api import check_name, check_values
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json, v3_refusal
from tiktok_bc_sync.sandbox.core import Refusal

MOST_VARIANTS = 600
_MOST_IMAGES = 1_000


def check_product(catalog: Catalog, fields: Json, product: Json | None = None) -> None:
    """Refuse a new product's fields, or a change of one, that can't be beside what there is.

    Names the values of its variants' options, where they are given by ids.
    """
    own = product["id"] if product else 0
    if set(catalog.namesakes(fields.get("name", ""))) - {own}:
        raise v3_refusal(409, "The product name is a duplicate", {"name": "duplicate"})
    _check_skus(catalog, fields, own)
    _check_references(catalog, fields)
    check_pairs(fields.get("custom_fields", ()))
    if len(fields.get("images", ())) > _MOST_IMAGES:
        raise v3_refusal(422, f"A product can have {_MOST_IMAGES} images.")
    _check_modifiers(fields)
    _check_variants(fields.get("variants", []), product or {"variants": [], "options": []})


def check_variant(catalog: Catalog, product: Json, fields: Json) -> None:
    """Refuse a new variant without the product's options, or one that there is.

    Names its option values, where they are given by ids.
    """
    values = named(fields["option_values"], product["options"])
    if not values:
        raise v3_refusal(422, "The option values are missing.", {"option_values": "missing"})
    siblings = [one for one in product["variants"] if one["option_values"]]
    if any(combination(one["option_values"]) == combination(values) for one in siblings):
        raise v3_refusal(409, "A variant with these option values exists.")
    check_sku(catalog, fields["sku"], product, 0)
    if siblings and _names(siblings[0]["option_values"]) != _names(values):
        message = "A variant must have a value of each of its product's options."
        raise v3_refusal(422, message, {"option_values": "invalid"})
    if len(siblings) >= MOST_VARIANTS:
        raise v3_refusal(422, f"A product can have {MOST_VARIANTS} variants.")
    fields["option_values"] = values


def check_sku(catalog: Catalog, sku: str, product: Json, variant_id: int) -> None:
    """Refuse a SKU that another product or variant has, in any case."""
    others = set(catalog.carriers(sku)) - {product["id"]}
    mine = sku.casefold()
    siblings = (one for one in product["variants"] if one["id"] != variant_id)
    if others or any(one["sku"].casefold() == mine for one in siblings):
        raise _duplicate_sku()


def _check_skus(catalog: Catalog, fields: Json, own: int) -> None:
    inner = [one["sku"].casefold() for one in fields.get("variants", ()) if one.get("sku")]
    for sku in filter(None, [fields.get("sku"), *inner]):
        if inner.count(sku) > 1 or set(catalog.carriers(sku)) - {own}:
            raise _duplicate_sku()


def _check_references(catalog: Catalog, fields: Json) -> None:
    if unknown := set(fields.get("categories", ())) - catalog.categories.keys():
        raise v3_refusal(409, f"The category {min(unknown)} does not exist.")
    brand = fields.get("brand_id", 0)
    if brand and brand not in catalog.brands:
        raise v3_refusal(409, f"The brand {brand} does not exist.")


def _check_modifiers(fields: Json) -> None:
    modifiers = fields.get("modifiers", [])
    for number, one in enumerate(modifiers):
        check_name(one, modifiers[:number])
        check_values(one.get("option_values") or [])


def _check_variants(variants: list[Json], product: Json) -> None:
    _name_values(variants, product)
    if len({combination(one["option_values"]) for one in variants}) < len(variants):
        raise v3_refusal(409, "Two variants have the same option values.")
    if len({_names(one["option_values"]) for one in variants}) > 1:
        message = "Each variant must have a value of each option."
        raise v3_refusal(422, message, {"option_values": "invalid"})
    if len(variants) > MOST_VARIANTS:
        raise v3_refusal(422, f"A product can have {MOST_VARIANTS} variants.")


def _name_values(variants: list[Json], product: Json) -> None:
    """Give variants their option values in words; those that the product has keep theirs."""
    known = {one["id"]: one["option_values"] for one in product["variants"]}
    ids = [one["id"] for one in variants if "id" in one]
    if len(ids) > len(known.keys() & set(ids)):
        message = "The product does not have a variant, or one is named twice."
        raise v3_refusal(422, message, {"variants": "invalid"})
    for variant in variants:
        values = variant.get("option_values", known.get(variant.get("id"), []))
        variant["option_values"] = named(values, product["options"])


def _names(values: list[Json]) -> frozenset[str]:
    return frozenset(one["option_display_name"] for one in values)


def _duplicate_sku() -> Refusal:
    return v3_refusal(409, "The product sku is a duplicate", {"sku": "duplicate"})
