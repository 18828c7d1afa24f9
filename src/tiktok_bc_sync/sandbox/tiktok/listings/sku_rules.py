"""What the fake TikTok Shop accepts as SKUs: codes, prices, stock and what tells variants apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator
from decimal import Decimal

from tiktok_bc_sync.sandbox.tiktok.categories import category_data
from tiktok_bc_sync.sandbox.tiktok.listings.product_market import Flaw, Market
from tiktok_bc_sync.sandbox.tiktok.listings.product_rules import number, places_of
from tiktok_bc_sync.sandbox.tiktok.shop import regions
from tiktok_bc_sync.sandbox.tiktok.shop.wire import PRODUCT_RULE, Json, items, section

MOST_STOCK = 99_999
_MOST_SALES_ATTRIBUTES = 3
_MOST_NAME, _MOST_VALUE = 20, 50
_MOST_LIST_PRICE = Decimal(7600)
_CODES = {
    "GTIN": r"[0-9]{14}",
    "EAN": r"[0-9]{8}|[0-9]{13}|[0-9]{14}",
    "UPC": r"[0-9]{12}",
    "ISBN": r"[0-9]{13}|[0-9]{9}[0-9X]",
    "JAN": r"[0-9]{8}|[0-9]{13}",
}


def sku_flaws(
    skus: list[Json], category_id: str, market: Market, existing: Container[str] = ()
) -> Iterator[Flaw]:
    """Yield everything that is wrong with a product's SKUs.

    ``existing`` are the ids of SKUs the product has already: they may leave price and stock out.
    """
    most = regions.most_skus(market.region)
    if len(skus) > most:
        yield PRODUCT_RULE + 60, f"A product has at most {most} SKUs"
    for sku in skus:
        known = bool(sku.get("id"))
        if known and sku["id"] not in existing:
            yield PRODUCT_RULE + 61, f"The product has no SKU {sku['id']}"
        yield from _seller_sku(sku, category_id, market)
        yield from _price(sku, market, optional=known)
        yield from _stock(sku, market, optional=known)
        yield from _identifier(sku)
        yield from _picture(sku, market)
    yield from _repeats(skus)
    yield from _variation(skus, category_id, market)


def _seller_sku(sku: Json, category_id: str, market: Market) -> Iterator[Flaw]:
    code = sku.get("seller_sku") or ""
    required = category_id in category_data.SELLER_SKU_REQUIRED
    strict = required or market.region in regions.EUROPEAN_UNION
    pattern = r"[A-Za-z0-9_-]{6,50}" if strict else r"\S{1,50}"
    if (code or required) and not re.fullmatch(pattern, code):
        yield PRODUCT_RULE + 62, f"The seller SKU {code!r} is missing, too long or malformed"


def _price(sku: Json, market: Market, *, optional: bool) -> Iterator[Flaw]:
    price, listed = sku.get("price"), sku.get("list_price")
    if price:
        yield from price_flaws(price, market.region)
    elif not optional:
        yield PRODUCT_RULE + 63, "A SKU has no price"
    if listed:
        yield from list_price_flaws(listed, market.region)


def price_flaws(price: Json, region: str) -> Iterator[Flaw]:
    """Yield what is wrong with a price: local sellers give ``amount``."""
    if price["currency"] != regions.currency(region):
        yield PRODUCT_RULE + 64, f"The price's currency must be {regions.currency(region)}"
    value = number(price.get("amount"))
    if value is None or value <= 0 or places_of(value) > regions.decimals(region):
        yield PRODUCT_RULE + 65, "The price's amount must be positive, in the currency's decimals"


def list_price_flaws(price: Json, region: str) -> Iterator[Flaw]:
    """Yield what is wrong with a struck-through price, which exists in dollars only."""
    if not regions.shows_list_price(region):
        yield PRODUCT_RULE + 66, f"No price is struck through in {region}"
    elif not dollars(price):
        yield PRODUCT_RULE + 66, "The list price must be 0.01 to 7600 USD"


def dollars(price: Json) -> Decimal | None:
    """Return a list price's amount, None where it is out of the vendor's range or no dollars."""
    value = number(price["amount"])
    fits = value is not None and Decimal("0.01") <= value <= _MOST_LIST_PRICE
    return value if fits and price["currency"] == "USD" else None


def _stock(sku: Json, market: Market, *, optional: bool) -> Iterator[Flaw]:
    held = items(sku, "inventory")
    if not held and not optional:
        yield PRODUCT_RULE + 67, "A SKU has no inventory"
    for one in held:
        if not market.logistics.sells_from(one["warehouse_id"]):
            yield PRODUCT_RULE + 68, f"The warehouse {one['warehouse_id']} is not known"
        if not stock_fits(one.get("quantity", 0)):
            yield PRODUCT_RULE + 69, f"The quantity must be 0 to {MOST_STOCK}"


def stock_fits(quantity: int) -> bool:
    """Tell whether so many can be in stock.

    The vendor's notes begin at 1, but nothing else than 0 can say "sold out".
    """
    return 0 <= quantity <= MOST_STOCK


def _identifier(sku: Json) -> Iterator[Flaw]:
    given = sku.get("identifier_code")
    if not given:
        return
    code, pattern = given.get("code") or "", _CODES.get(given.get("type") or "")
    if pattern is None or not re.fullmatch(pattern, code):
        yield PRODUCT_RULE + 70, f"The identifier code {code!r} does not fit its type"
    elif not _check_digit_fits(code):
        yield PRODUCT_RULE + 71, f"The identifier code {code!r} has a wrong check digit"


def _check_digit_fits(code: str) -> bool:
    if len(code) == 10:
        values = [10 if sign == "X" else int(sign) for sign in code]
        return (
            sum(weight * value for weight, value in zip(range(10, 0, -1), values, strict=True)) % 11
            == 0
        )
    digits = [int(sign) for sign in reversed(code)]
    return (sum(digits[0::2]) + 3 * sum(digits[1::2])) % 10 == 0


def _picture(sku: Json, market: Market) -> Iterator[Flaw]:
    for one in items(sku, "sales_attributes"):
        image = one.get("sku_img")
        if image and image["uri"] not in market.pictures.pictures:
            yield PRODUCT_RULE + 24, "A SKU's image was not uploaded"


def _repeats(skus: list[Json]) -> Iterator[Flaw]:
    codes = Counter(sku["seller_sku"] for sku in skus if sku.get("seller_sku"))
    if any(count > 1 for count in codes.values()):
        yield PRODUCT_RULE + 72, "Two SKUs have the same seller SKU"
    marks = Counter(section(sku, "identifier_code").get("code") for sku in skus)
    if any(count > 1 for mark, count in marks.items() if mark):
        yield PRODUCT_RULE + 73, "Two SKUs have the same identifier code"


# --- what tells variants apart -----------------------------------------------------------


def _variation(skus: list[Json], category_id: str, market: Market) -> Iterator[Flaw]:
    attributes = [one for one in market.categories.attributes(category_id) if _is_sales(one)]
    shapes = {tuple(_name_of(one) for one in _attributes(sku)) for sku in skus}
    if len(shapes) > 1:
        yield PRODUCT_RULE + 80, "All SKUs must have the same sales attributes"
        return
    (shape,) = shapes
    if not shape and len(skus) == 1:
        return
    if not 1 <= len(shape) <= _MOST_SALES_ATTRIBUTES or len(set(shape)) < len(shape):
        yield (
            PRODUCT_RULE + 81,
            f"SKUs need 1 to {_MOST_SALES_ATTRIBUTES} different sales attributes",
        )
    yield from _missing(shape, attributes)
    combinations = Counter(tuple(_value_of(one) for one in _attributes(sku)) for sku in skus)
    if any(count > 1 for count in combinations.values()):
        yield PRODUCT_RULE + 82, "Two SKUs have the same sales attribute values"
    known = {one["id"]: one for one in attributes}
    for sku in skus:
        for one in _attributes(sku):
            yield from _sales_attribute(one, known, market)


def _missing(shape: tuple[str, ...], attributes: list[Json]) -> Iterator[Flaw]:
    for one in attributes:
        if one["is_requried"] and not {one["id"], one["name"]} & set(shape):
            yield PRODUCT_RULE + 83, f"The sales attribute {one['name']} is required"


def _sales_attribute(given: Json, known: dict[str, Json], market: Market) -> Iterator[Flaw]:
    attribute = known.get(given.get("id") or "")
    if given.get("id") and attribute is None and given["id"] not in market.own:
        yield PRODUCT_RULE + 84, f"The category has no sales attribute {given['id']}"
    if not given.get("id") and not 0 < len(given.get("name") or "") <= _MOST_NAME:
        yield PRODUCT_RULE + 85, f"A sales attribute's name must have 1 to {_MOST_NAME} characters"
    yield from _sales_value(given, attribute, market)


def _sales_value(given: Json, attribute: Json | None, market: Market) -> Iterator[Flaw]:
    value_id, name = given.get("value_id") or "", given.get("value_name") or ""
    fixed: set[str] = {one["id"] for one in attribute["values"]} if attribute else set()
    if value_id:
        if value_id not in fixed and market.own.get(value_id, ("",))[0] != given.get("id"):
            yield PRODUCT_RULE + 86, f"The sales attribute has no value {value_id}"
    elif not 0 < len(name) <= _MOST_VALUE:
        yield (
            PRODUCT_RULE + 87,
            f"A sales attribute's value must have 1 to {_MOST_VALUE} characters",
        )
    elif attribute and not attribute["is_customizable"]:
        yield PRODUCT_RULE + 88, f"{attribute['name']} takes only its own values"


def _is_sales(attribute: Json) -> bool:
    return bool(attribute["type"] == "SALES_PROPERTY")


def _attributes(sku: Json) -> list[Json]:
    return sorted(items(sku, "sales_attributes"), key=_name_of)


def _name_of(attribute: Json) -> str:
    return str(attribute.get("id") or attribute.get("name"))


def _value_of(attribute: Json) -> str:
    return str(attribute.get("value_id") or attribute.get("value_name"))
