"""What the fake store takes for each thing of its catalogue: types, lengths and limits."""

from __future__ import annotations

from collections.abc import Mapping

from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json
from tiktok_bc_sync.sandbox.bigcommerce.wire.checks import (
    Check,
    Shape,
    address,
    each,
    fields,
    flag,
    list_of,
    nullable,
    number,
    one_of,
    text,
)

_MOST_INT = 2_147_483_647
_STOCK = number(_MOST_INT, whole=True)
_ORDER = number(_MOST_INT, -_MOST_INT - 1, whole=True)
_COUNT = number(1_000_000_000, whole=True)
_MEASURES = ("weight", "width", "depth", "height")
_PRICES = ("price", "cost_price", "retail_price", "sale_price", "fixed_cost_shipping_price")
_LONG = text(65_535)
_LINE = text(255)
_TEXT = text(2_000)
CHOICES = (
    "radio_buttons",
    "rectangles",
    "dropdown",
    "product_list",
    "product_list_with_images",
    "swatch",
)
_INPUTS = ("date", "checkbox", "file", "text", "multi_line_text", "numbers_only_text")
_SORTS = (
    "use_store_settings",
    "featured",
    "newest",
    "best_selling",
    "alpha_asc",
    "alpha_desc",
    "avg_customer_review",
    "price_asc",
    "price_desc",
)
_URL = fields(url=text(255, 1), is_customized=flag)
_VALUE: Mapping[str, Check] = {
    "label": text(255, 1),
    "sort_order": _ORDER,
    "is_default": flag,
    "value_data": nullable(fields()),
}
_CUSTOM_FIELD: Mapping[str, Check] = {"name": text(250, 1), "value": text(250, 1)}
_IMAGE: Mapping[str, Check] = {
    "image_url": address(255),
    "description": _TEXT,
    "is_thumbnail": flag,
    "sort_order": _ORDER,
}
_MODIFIER: Mapping[str, Check] = {
    "display_name": text(255, 1),
    "type": one_of(*CHOICES, *_INPUTS),
    "required": flag,
    "sort_order": _ORDER,
    "config": fields(),
    "option_values": each("label", **_VALUE),
}

PRODUCT = Shape(
    {
        **dict.fromkeys(_MEASURES, number()),
        **dict.fromkeys(_PRICES, number()),
        "name": text(250, 1),
        "type": one_of("physical", "digital"),
        "sku": _LINE,
        "description": text(1_000_000),
        "map_price": number(),
        "tax_class_id": number(255, whole=True),
        "product_tax_code": _LINE,
        "categories": list_of(int),
        "brand_id": _COUNT,
        "brand_name": _LINE,
        "inventory_level": _STOCK,
        "inventory_warning_level": _STOCK,
        "inventory_tracking": one_of("none", "product", "variant"),
        "is_visible": flag,
        "is_featured": flag,
        "is_free_shipping": flag,
        "related_products": list_of(int),
        "warranty": _LONG,
        "bin_picking_number": _LINE,
        "layout_file": text(500),
        "upc": text(14),
        "gtin": text(14),
        "mpn": _LINE,
        "search_keywords": _LONG,
        "availability": one_of("available", "disabled", "preorder"),
        "availability_description": _LINE,
        "sort_order": _ORDER,
        "condition": one_of("New", "Used", "Refurbished"),
        "is_condition_shown": flag,
        "order_quantity_minimum": _COUNT,
        "order_quantity_maximum": _COUNT,
        "page_title": _LINE,
        "meta_keywords": list_of(str),
        "meta_description": _LONG,
        "view_count": _COUNT,
        "preorder_release_date": nullable(_LINE),
        "preorder_message": _LINE,
        "is_preorder_only": flag,
        "is_price_hidden": flag,
        "price_hidden_label": text(200),
        "custom_url": _URL,
        "custom_fields": each("name", "value", **_CUSTOM_FIELD),
        "images": each(**_IMAGE),
        "variants": list_of(dict),
        "modifiers": each("display_name", "type", **_MODIFIER),
    },
    ("name", "type", "weight", "price"),
)
VARIANT = Shape(
    {
        **dict.fromkeys(_MEASURES, nullable(number())),
        **dict.fromkeys(_PRICES, nullable(number())),
        "sku": text(255, 1),
        # What leads below zero is saved without its stock, not refused.
        "inventory_level": nullable(_ORDER),
        "inventory_warning_level": nullable(_STOCK),
        "purchasing_disabled": flag,
        "purchasing_disabled_message": _LINE,
        "is_free_shipping": flag,
        "upc": nullable(text(14)),
        "gtin": nullable(text(14)),
        "mpn": nullable(_LINE),
        "bin_picking_number": nullable(_LINE),
        "image_url": nullable(text(2_000)),
        "option_values": list_of(dict),
    },
    ("sku", "option_values"),
)
OPTION = Shape(
    {
        "display_name": text(255, 1),
        "type": one_of(*CHOICES),
        "config": fields(),
        "sort_order": _ORDER,
        "option_values": each("label", **_VALUE),
        "image_url": text(2_000),
    },
    ("display_name", "type", "option_values"),
)
OPTION_VALUE = Shape(_VALUE, ("label", "sort_order"))
MODIFIER = Shape(_MODIFIER, ("display_name", "type", "required"))
MODIFIER_VALUE = Shape({**_VALUE, "adjusters": nullable(fields())}, ("label", "sort_order"))
IMAGE = Shape(_IMAGE)
CUSTOM_FIELD = Shape(_CUSTOM_FIELD, ("name", "value"))
METAFIELD = Shape(
    {
        "permission_set": one_of(
            "app_only", "read", "write", "read_and_sf_access", "write_and_sf_access"
        ),
        "namespace": text(64, 1),
        "key": text(64, 1),
        "value": text(65_535, 1),
        "description": _LINE,
    },
    ("permission_set", "namespace", "key", "value"),
)
BRAND = Shape(
    {
        "name": text(255, 1),
        "page_title": _LINE,
        "meta_keywords": list_of(str),
        "meta_description": _LONG,
        "search_keywords": _LONG,
        "image_url": text(2_000),
        "custom_url": fields(url=text(1_024, 1), is_customized=flag),
    },
    ("name",),
)
CATEGORY = Shape(
    {
        "name": text(50, 1),
        "parent_id": _COUNT,
        "description": _LONG,
        "views": _COUNT,
        "sort_order": _ORDER,
        "page_title": _LINE,
        "meta_keywords": list_of(str),
        "meta_description": _LONG,
        "layout_file": text(500),
        "image_url": text(2_000),
        "is_visible": flag,
        "search_keywords": _LINE,
        "default_product_sort": one_of(*_SORTS),
        "custom_url": _URL,
    },
    ("name", "parent_id"),
)
TREE_CATEGORY = Shape(
    {
        **{name: check for name, check in CATEGORY.checks.items() if name != "custom_url"},
        "tree_id": _COUNT,
        "url": fields(path=text(255, 1), is_customized=flag),
    },
    ("name",),
)
TREE = Shape({"name": text(255, 1), "channels": list_of(int)}, ("name", "channels"))


def product_fields(given: Json, *, new: bool) -> Json:
    """Return what may be written of a product. Raises the 422 that names each wrong field."""
    written = PRODUCT.written(given, new=new)
    if "variants" in written:
        written["variants"] = [_variant(one, new=new) for one in written["variants"]]
    return written


def _variant(given: Json, *, new: bool) -> Json:
    """Return a variant inside a product: a new one, or one that the product has, by its id."""
    if not new and isinstance(given.get("id"), int):
        return {**VARIANT.written(given), "id": given["id"]}
    return Shape(VARIANT.checks, ("option_values",)).written(given, new=True)
