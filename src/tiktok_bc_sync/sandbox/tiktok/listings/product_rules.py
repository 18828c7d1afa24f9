"""What the fake TikTok Shop accepts as a product: content, category, attributes and package.

A rule yields what is wrong as a code and a sentence; the SKUs' rules are in ``sku_rules``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from tiktok_bc_sync.sandbox.tiktok.listings.product_market import Flaw, Market
from tiktok_bc_sync.sandbox.tiktok.listings.product_references import (
    certification_flaws,
    reference_flaws,
    size_chart_flaws,
)
from tiktok_bc_sync.sandbox.tiktok.shop import regions
from tiktok_bc_sync.sandbox.tiktok.shop.wire import PRODUCT_RULE, Json, items

_MOST_DESCRIPTION = 10_000
_MOST_DESCRIPTION_IMAGES = 30
_MOST_IMAGES = 9
_MOST_VALUE = 2000
_IMPERIAL = ("POUND", "INCH")


def flaws(product: Json, market: Market, *, draft: bool = False) -> Iterator[Flaw]:
    """Yield everything that is wrong with a product's content; a draft may be incomplete."""
    yield from _title(product, market)
    yield from _description(product, market)
    yield from _images(product, market)
    yield from reference_flaws(product, market)
    category_id = str(product["category_id"])
    if not market.categories.usable(category_id):
        yield PRODUCT_RULE + 1, "The category is not a leaf category that the shop may sell in"
        return
    yield from _version(product, market)
    yield from _package(product, market, draft=draft)
    yield from _attributes(product, market, draft=draft)
    yield from size_chart_flaws(product, market)
    yield from certification_flaws(product, market)
    if not draft:
        yield from _demands(product, market.categories.rules(category_id))


def _title(product: Json, market: Market) -> Iterator[Flaw]:
    low, high = regions.title_length(market.region)
    if not low <= len(product["title"].strip()) <= high:
        yield PRODUCT_RULE + 2, f"The title must have {low} to {high} characters"


def _description(product: Json, market: Market) -> Iterator[Flaw]:
    text = product["description"]
    if len(text) > _MOST_DESCRIPTION:
        yield PRODUCT_RULE + 3, f"The description must have at most {_MOST_DESCRIPTION} characters"
    images = re.findall(r"<img\b[^>]*>", text, re.IGNORECASE)
    if len(images) > _MOST_DESCRIPTION_IMAGES:
        yield PRODUCT_RULE + 4, f"The description has over {_MOST_DESCRIPTION_IMAGES} images"
    ours = market.pictures.urls
    sources = (re.search(r"""src\s*=\s*["']([^"']+)""", image) for image in images)
    if not all(source and source[1] in ours for source in sources):
        yield PRODUCT_RULE + 5, "The description shows an image that was not uploaded"


def _images(product: Json, market: Market) -> Iterator[Flaw]:
    uris = [one["uri"] for one in product["main_images"]]
    if len(uris) > _MOST_IMAGES:
        yield PRODUCT_RULE + 22, f"A product has at most {_MOST_IMAGES} images"
    known = market.pictures.pictures
    if not all(
        uri in known and min(known[uri]["width"], known[uri]["height"]) >= 300 for uri in uris
    ):
        yield PRODUCT_RULE + 23, "A main image was not uploaded, or not as one"


def _version(product: Json, market: Market) -> Iterator[Flaw]:
    right = regions.category_version(market.region)
    if (product.get("category_version") or "v1") != right:
        yield PRODUCT_RULE + 8, f"category_version must be {right} in {market.region}"


# --- the package ---------------------------------------------------------------------


def _package(product: Json, market: Market, *, draft: bool) -> Iterator[Flaw]:
    weight, size = product.get("package_weight"), product.get("package_dimensions")
    needed = market.categories.rules(product["category_id"])["package_dimension"]["is_required"]
    if weight:
        yield from weight_flaws(weight, market.region)
    elif not draft:
        # The contract calls it optional; a product that ships has always been asked for it.
        yield PRODUCT_RULE + 30, "The package weight is missing"
    if size:
        yield from size_flaws(size, market.region)
    elif needed and not draft:
        yield PRODUCT_RULE + 31, "The category requires the package's dimensions"
    if weight and size and (weight["unit"] in _IMPERIAL) != (size["unit"] in _IMPERIAL):
        yield PRODUCT_RULE + 32, "Weight and dimensions must be of one system of units"


def weight_flaws(weight: Json, region: str) -> Iterator[Flaw]:
    """Yield what is wrong with a weight."""
    places = regions.weight_units(region).get(weight["unit"])
    value = number(weight["value"])
    if places is None:
        yield PRODUCT_RULE + 33, f"The weight unit {weight['unit']} is not used in {region}"
    elif value is None or value <= 0 or places_of(value) > places:
        yield PRODUCT_RULE + 34, f"The weight must be positive with up to {places} decimals"


def size_flaws(size: Json, region: str) -> Iterator[Flaw]:
    """Yield what is wrong with a package's dimensions."""
    if size["unit"] not in regions.length_units(region):
        yield PRODUCT_RULE + 35, f"The length unit {size['unit']} is not used in {region}"
    sides = [number(size[name]) for name in ("length", "width", "height")]
    if not all(side is not None and side > 0 and places_of(side) == 0 for side in sides):
        yield PRODUCT_RULE + 36, "The package's dimensions must be positive whole numbers"


def number(text: object) -> Decimal | None:
    """Read a plain decimal number, None for anything else."""
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{1,12}(\.[0-9]+)?", text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def places_of(value: Decimal) -> int:
    """Return how many decimal places a number really needs."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


# --- attributes and the category's demands ---------------------------------------------


def _attributes(product: Json, market: Market, *, draft: bool) -> Iterator[Flaw]:
    known = {
        one["id"]: one
        for one in market.categories.attributes(product["category_id"])
        if one["type"] == "PRODUCT_PROPERTY"
    }
    given = {one["id"]: one["values"] for one in items(product, "product_attributes")}
    for attribute_id, values in given.items():
        if attribute_id not in known:
            yield PRODUCT_RULE + 40, f"The category has no product attribute {attribute_id}"
        else:
            yield from _values(known[attribute_id], values)
    chosen = {(key, value.get("id")) for key, values in given.items() for value in values}
    for attribute_id, one in known.items():
        if not draft and attribute_id not in given and needed(one, chosen):
            yield PRODUCT_RULE + 41, f"The product attribute {one['name']} is required"


def needed(demand: Json, chosen: set[tuple[str, str]]) -> bool:
    """Tell whether an attribute or certification is required, always or by what was chosen."""
    conditions = demand["requirement_conditions"]
    met = any((one["attribute_id"], one["attribute_value_id"]) in chosen for one in conditions)
    return bool(demand.get("is_requried") or demand.get("is_required") or met)


def _values(attribute: Json, values: list[Json]) -> Iterator[Flaw]:
    name, fixed = attribute["name"], {one["id"] for one in attribute["values"]}
    if len(values) > 1 and not attribute["is_multiple_selection"]:
        yield PRODUCT_RULE + 42, f"{name} takes one value"
    keys = [value.get("id") or value.get("name") for value in values]
    if len(set(keys)) < len(keys):
        yield PRODUCT_RULE + 43, f"{name} has the same value twice"
    for value in values:
        if not _value_fits(attribute, value, fixed):
            yield PRODUCT_RULE + 44, f"{name} does not take the value {value}"


def _value_fits(attribute: Json, value: Json, fixed: set[str]) -> bool:
    if value.get("id"):
        return value["id"] in fixed
    text = value.get("name") or ""
    numeric = attribute.get("value_data_format") == "POSITIVE_INT_OR_DECIMAL"
    if numeric and not number(text):
        return False
    return bool(attribute["is_customizable"] and 0 < len(text) <= _MOST_VALUE)


def _demands(product: Json, rules: Json) -> Iterator[Flaw]:
    given = items(product, "product_attributes")
    chosen = {(one["id"], value.get("id")) for one in given for value in one["values"]}
    held = {one["id"] for one in items(product, "certifications")}
    for one in rules["product_certifications"]:
        if one["id"] not in held and needed(one, chosen):
            yield PRODUCT_RULE + 50, f"The certification {one['name']} is required"
    for name in ("manufacturer", "responsible_person"):
        if rules[name]["is_required"] and not product.get(f"{name}_ids"):
            yield PRODUCT_RULE + 51, f"The category requires a {name.replace('_', ' ')}"
    if rules["size_chart"]["is_required"] and not product.get("size_chart"):
        yield PRODUCT_RULE + 52, "The category requires a size chart"
    if product.get("is_cod_allowed") and not rules["cod"]["is_supported"]:
        yield PRODUCT_RULE + 53, "Cash on delivery is not supported here"
