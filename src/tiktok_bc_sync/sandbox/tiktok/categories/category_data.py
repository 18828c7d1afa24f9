"""A made-up category tree, its attributes and its rules: the fake TikTok Shop's fixed data.

What differs from market to market is marked with the markets that have it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tiktok_bc_sync.sandbox.tiktok.shop.regions import (
    EUROPEAN_UNION,
    PROHIBITING_REGIONS,
    SOUTH_EAST_ASIA,
)

Json = dict[str, Any]

# id, parent, name; a category without children is a leaf.
TREE = """
600001 0      Home
601226 600001 Lamps
601300 600001 Kitchen
601301 601300 Cookware
601302 601300 Tableware
601303 601300 Kitchen Knives
601304 601300 Bakeware
601310 600001 Bedding
601320 600001 Decor
601321 601320 Candles
601322 601320 Vases
601323 601320 Clocks
601330 600001 Storage
601340 600001 Furniture
602000 0      Fashion
602100 602000 Women's
602101 602100 Tops
602102 602100 Dresses
602103 602100 Trousers
602104 602100 Jackets
602200 602000 Men's
602201 602200 T-Shirts
602202 602200 Shirts
602203 602200 Trousers
602300 602000 Bags
602301 602300 Backpacks
602302 602300 Handbags
602400 602000 Watches
603000 0      Sports & Outdoor
603100 603000 Fitness Equipment
603101 603100 Yoga
603102 603100 Weights
603200 603000 Camping
604000 0      Toys & Hobbies
604001 604000 Soft Toys
604002 604000 Electric Toys
605000 0      Books
605001 605000 Fiction
605002 605000 Children's Books
606000 0      Electronics
606001 606000 Headphones
606002 606000 Phone Cases
606003 606000 Loose Batteries
607000 0      Beauty
607001 607000 Skincare
607002 607000 Hair
"""
# The newer tree is deeper: these stand between a root and its leaves, which keep their ids.
DEEPER = """
600100 600001 Lights & Lighting
600110 600100 Indoor Lighting
601226 600110 Lamps
602190 602100 Women's Clothing
602101 602190 Tops
602102 602190 Dresses
"""
# Categories that exist in some markets only, by their ids and those of their children.
ONLY_IN: dict[str, frozenset[str]] = {
    "606003": PROHIBITING_REGIONS,
    "608000": frozenset({"ID", "MY", "SG"}),
    "609000": frozenset({"US", "JP"}),
}
MARKETS = """
608000 0      Muslim Fashion
608001 608000 Hijabs
609000 0      Pre-Owned
609001 609000 Pre-Owned Bags
"""
PERMISSIONS = {
    "601303": "INVITE_ONLY",
    "606003": "PROHIBITED",
    "607002": "NON_MAIN_CATEGORY",
    "609001": "INVITE_ONLY",
}


def _attribute(
    kind: str, attribute_id: str, name: str, values: tuple[str, ...], **more: Any
) -> Json:
    return {
        "id": attribute_id,
        "name": name,
        "type": kind,
        "is_requried": False,
        "is_customizable": True,
        "is_multiple_selection": False,
        "requirement_conditions": [],
        "values": [
            {"id": f"{attribute_id}{number:02d}", "name": value}
            for number, value in enumerate(values, 1)
        ],
        **more,
    }


def _sales(attribute_id: str, name: str, *values: str, **more: Any) -> Json:
    return _attribute("SALES_PROPERTY", attribute_id, name, values, **more)


def _product(attribute_id: str, name: str, *values: str, **more: Any) -> Json:
    return _attribute("PRODUCT_PROPERTY", attribute_id, name, values, **more)


_FIXED = {"is_customizable": False}
_REQUIRED = {"is_requried": True}
_COLOR = _sales("100000", "Color", "Black", "White", "Red", "Blue", "Green", "Grey", "Yellow")
_SIZE = _sales("100007", "Size", "XS", "S", "M", "L", "XL", "XXL")
_SPECIFICATION = _sales("100089", "Specification")
_FORMAT = _sales("100113", "Format", "Hardcover", "Paperback", **_FIXED)
_MATERIALS = ("Cotton", "Polyester", "Wool", "Leather", "Metal", "Glass", "Wood", "Plastic")
_MATERIAL = _product("100701", "Material", *_MATERIALS, is_multiple_selection=True)
_FABRIC = _product("100701", "Material", *_MATERIALS[:4], **_FIXED, **_REQUIRED)
_WARRANTY = _product("100108", "Warranty Period", "1 Year", "2 Years", "5 Years")
_WATTAGE = _product("100512", "Wattage", value_data_format="POSITIVE_INT_OR_DECIMAL")
_LANGUAGE = _product("100620", "Language", "English", "French", "German", **_FIXED, **_REQUIRED)
_AGE = _product(
    "100630", "Recommended Age", "0-3 Years", "3-8 Years", "8+ Years", **_FIXED, **_REQUIRED
)
_BATTERIES = _product("101610", "Contains Batteries or Cells?", "None", "Batteries", **_FIXED)
# Needed only once "Batteries" was chosen above.
_BATTERY_TYPE = _product(
    "101619",
    "Battery Type",
    "Lithium",
    "Alkaline",
    **_FIXED,
    requirement_conditions=[
        {
            "condition_type": "VALUE_ID_MATCH",
            "attribute_id": "101610",
            "attribute_value_id": "10161002",
        }
    ],
)
_FLAMMABLE = _product("101700", "Flammable Liquid?", "No", "Yes", **_FIXED)
_PLAIN = (_COLOR, _SPECIFICATION, _MATERIAL, _WARRANTY)
_CLOTHES = (_COLOR, _SIZE, _MATERIAL)
ATTRIBUTES: dict[str, tuple[Json, ...]] = {
    "601226": (*_PLAIN, _WATTAGE, _BATTERIES, _BATTERY_TYPE),
    "601321": (*_PLAIN, _FLAMMABLE),
    # The vendor says that no sales attribute is needed without variants: this one is with them.
    "602101": ({**_COLOR, **_REQUIRED}, _SIZE, _FABRIC),
    **dict.fromkeys(("602102", "602103", "602104", "602201", "602202", "602203"), _CLOTHES),
    "604001": (*_PLAIN, _AGE),
    "604002": (*_PLAIN, _AGE, _BATTERIES, _BATTERY_TYPE),
    "605001": (_FORMAT, _LANGUAGE),
    "605002": (_FORMAT, _LANGUAGE, _AGE),
    "606001": (*_PLAIN, _BATTERIES, _BATTERY_TYPE),
}
# Attributes that only some markets ask for, beside those above.
_UNIT_COUNT = _product("100910", "Base Unit Count", value_data_format="POSITIVE_INT_OR_DECIMAL")
_UNIT_TYPE = _product("100911", "Unit Type", "Gram", "Milliliter", "Piece", **_FIXED)
_CARCINOGENS = _product("100920", "CA Prop 65: Carcinogens", "No", "Yes", **_FIXED)
_HALAL = _product("100930", "Halal", "Certified", "Not Certified", **_FIXED, **_REQUIRED)
_REGISTERED = _product("100931", "Registration Number", **_REQUIRED)
_BY_MARKET: tuple[tuple[frozenset[str], frozenset[str] | None, tuple[Json, ...]], ...] = (
    (EUROPEAN_UNION, frozenset({"607001", "601321"}), (_UNIT_COUNT, _UNIT_TYPE)),
    (frozenset({"US"}), None, (_CARCINOGENS,)),
    (frozenset({"ID", "MY"}), frozenset({"607001"}), (_HALAL,)),
    (SOUTH_EAST_ASIA - {"SG"}, frozenset({"607001"}), (_REGISTERED,)),
)
DIMENSIONS_REQUIRED = frozenset({"601340", "603102"})
SIZE_CHART_REQUIRED = frozenset({"602102"})
SIZE_TYPES = ("size_chart_size_type_regular", "size_chart_size_type_plus")
MEASUREMENTS = (
    ("Bust", "size_chart_option_bust", "KEY", "LENGTH", ("50", "180"), ("20", "71")),
    ("Waist", "size_chart_option_waist", "KEY", "LENGTH", ("40", "170"), ("16", "67")),
    ("Height", "size_chart_option_height", "RECOMMEND", "HEIGHT", ("60", "220"), ("24", "87")),
)
SIZE_CHART_SUPPORTED = frozenset(
    {"602101", "602102", "602103", "602104", "602201", "602202", "602203"}
)
SELLER_SKU_REQUIRED = frozenset({"606001", "606002"})
SAFETY_CATEGORIES = frozenset({"604001", "604002", "606001"})
_TOY_SAFETY: Json = {
    "id": "7182427311584347001",
    "name": "Toy safety certificate",
    "is_required": True,
    "document_details": "A certificate of a recognized laboratory for this product.",
    "requirement_conditions": [],
    "expiration_date": {"is_required": True},
}
_SAFETY_SHEET: Json = {
    "id": "7182427311584347002",
    "name": "Safety data sheet",
    "is_required": False,
    "document_details": "The safety data sheet of a flammable liquid.",
    "requirement_conditions": [
        {
            "condition_type": "VALUE_ID_MATCH",
            "attribute_id": "101700",
            "attribute_value_id": "10170002",
        }
    ],
    "expiration_date": {"is_required": False},
}
CERTIFICATIONS: dict[str, tuple[Json, ...]] = {"604002": (_TOY_SAFETY,), "601321": (_SAFETY_SHEET,)}


def attributes_of(category_id: str, region: str) -> tuple[Json, ...]:
    """Return a leaf's attributes in a market; most leaves have the plain ones."""
    return (*ATTRIBUTES.get(category_id, _PLAIN), *_of_market(category_id, region))


def _of_market(category_id: str, region: str) -> Iterator[Json]:
    for markets, leaves, attributes in _BY_MARKET:
        if region in markets and (leaves is None or category_id in leaves):
            yield from attributes
