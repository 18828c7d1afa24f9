"""The fake store's catalogue: products, brands and categories, and what happens when they change."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from attrs import define, field

from tiktok_bc_sync.sandbox.bigcommerce.answers import Json
from tiktok_bc_sync.sandbox.core import Clock, Numbers

_URLS = ("url_standard", "url_zoom", "url_thumbnail", "url_tiny")


@define
class Catalog:
    """Products, brands and categories by id.

    Pictures that a catalogue only names are kept as paths under ``/images/``; an answer shows them
    under the address that it was asked at.
    """

    clock: Clock
    products: dict[int, Json] = field(factory=dict[int, Json])
    brands: dict[int, str] = field(factory=dict[int, str])
    categories: dict[int, Json] = field(factory=dict[int, Json])
    ids: list[int] = field(factory=list[int])
    modified: dict[int, datetime] = field(factory=dict[int, datetime])
    _carriers: dict[str, list[int]] = field(factory=dict[str, list[int]])
    _names: dict[str, list[int]] = field(factory=dict[str, list[int]])
    _product_ids: Numbers = field(factory=Numbers)
    _variant_ids: Numbers = field(factory=lambda: Numbers(1_000))
    _part_ids: Numbers = field(factory=Numbers)

    def load(
        self, products: Iterable[Mapping[str, Any]], categories: Iterable[Mapping[str, Any]] = ()
    ) -> None:
        """Take in a catalogue as it is; what the service would add is added."""
        for category in categories:
            self.categories[int(category["id"])] = dict(category)
        given = list(products)
        for product in given:
            self._note_ids(product)
        for product in given:
            self.put(product)

    def put(self, given: Mapping[str, Any]) -> Json:
        """Add a product, or replace the one with its id."""
        self._note_ids(given)
        product: Json = {**_EMPTY, **given}
        product["id"] = product["id"] or self._product_ids.next()
        self.remove(product["id"])
        if brand := product.pop("brand_name", ""):
            product["brand_id"] = self.brand(brand)
        product["date_created"] = product["date_created"] or _shown_time(self.clock.now)
        product["images"] = self._images(product, product["images"])
        for part in ("custom_fields", "modifiers"):
            product[part] = [{"id": self._part_ids.next(), **one} for one in product[part]]
        product["variants"] = [
            self._variant(product, one) for one in product["variants"] or [_base(product)]
        ]
        self._keep(product)
        return product

    def remove(self, product_id: int) -> None:
        """Take a product out, if it is there."""
        if (product := self.products.pop(product_id, None)) is not None:
            self._forget(product)
            del self.ids[bisect_left(self.ids, product_id)]
            del self.modified[product_id]

    def edit(self, product: Json, changes: Mapping[str, Any]) -> None:
        """Change fields of a product; a simple product's only variant follows."""
        self._forget(product)
        changes = dict(changes)
        if brand := changes.pop("brand_name", ""):
            changes["brand_id"] = self.brand(brand)
        if "images" in changes:
            changes["images"] = self._images(product, changes["images"])
        if "variants" in changes:
            changes["variants"] = [
                self._variant(product, one) for one in changes["variants"] or [_base(product)]
            ]
        product.update(changes)
        if is_simple(product):
            shared = {"sku", "inventory_level"} & changes.keys()
            product["variants"][0].update({name: changes[name] for name in shared})
        self._keep(product)

    def edit_variant(self, product: Json, variant: Json, changes: Mapping[str, Any]) -> None:
        """Change fields of a variant; a simple product has its SKU and stock from its only one."""
        self._forget(product)
        variant.update(changes)
        if is_simple(product):
            shared = {"sku", "inventory_level"} & changes.keys()
            product.update({name: changes[name] for name in shared})
        self._keep(product)

    def add_variant(self, product: Json, given: Mapping[str, Any]) -> Json:
        """Add a variant; the first one with options takes the base variant's place."""
        self._forget(product)
        kept: list[Json] = [] if is_simple(product) else product["variants"]
        variant = self._variant(product, given)
        product["variants"] = [*kept, variant]
        self._keep(product)
        return variant

    def remove_variant(self, product: Json, variant: Json) -> None:
        """Take a variant out; a product without any has its base variant again."""
        self._forget(product)
        kept = [one for one in product["variants"] if one is not variant]
        product["variants"] = kept or [self._variant(product, _base(product))]
        self._keep(product)

    def brand(self, name: str) -> int:
        """Return a brand's id, of a new one where none has the name."""
        known = next((key for key, one in self.brands.items() if one == name), 0)
        if not known:
            known = max(self.brands, default=0) + 1
            self.brands[known] = name
        return known

    def on_hand(self, product: Json, variant: Json) -> int | None:
        """Return how many can be sold, None where nobody counts."""
        if product["inventory_tracking"] == "none":
            return None
        counted = variant if product["inventory_tracking"] == "variant" else product
        return counted["inventory_level"] or 0

    def change_stock(self, product: Json, variant: Json, by: int) -> None:
        """Add units where they are counted: to the variant or to the product."""
        level = {"inventory_level": (self.on_hand(product, variant) or 0) + by}
        if product["inventory_tracking"] == "variant":
            self.edit_variant(product, variant, level)
        elif product["inventory_tracking"] == "product":
            self.edit(product, level)

    # --- looking things up -----------------------------------------------------------

    def variant_of(self, sku: str) -> tuple[Json, Json] | None:
        """Return the product and variant that carry a SKU."""
        for product_id in self._carriers.get(sku, ()):
            product = self.products[product_id]
            for variant in product["variants"]:
                if variant["sku"] == sku:
                    return product, variant
        return None

    def carriers(self, sku: str) -> Sequence[int]:
        """Return the ids of the products that carry a SKU, themselves or on a variant."""
        return self._carriers.get(sku, ())

    def namesakes(self, name: str) -> Sequence[int]:
        """Return the ids of the products with a name."""
        return self._names.get(name, ())

    # --- keeping -------------------------------------------------------------------

    def _note_ids(self, given: Mapping[str, Any]) -> None:
        self._product_ids.seen(given.get("id"))
        for variant in given.get("variants") or ():
            self._variant_ids.seen(variant.get("id"))

    def _keep(self, product: Json) -> None:
        """Store a product that changed now, with what follows from its fields."""
        key, now = product["id"], self.clock.now.replace(microsecond=0)
        if key not in self.products:
            insort(self.ids, key)
        self.products[key] = product
        self.modified[key] = now
        product["date_modified"] = _shown_time(now)
        if product["inventory_tracking"] == "variant":
            levels = (one["inventory_level"] or 0 for one in product["variants"])
            product["inventory_level"] = sum(levels)
        product["options"] = self._options(product)
        product["base_variant_id"] = product["variants"][0]["id"] if is_simple(product) else None
        for sku in _skus(product):
            self._carriers.setdefault(sku, []).append(key)
        self._names.setdefault(product["name"], []).append(key)

    def _forget(self, product: Json) -> None:
        """Take a product out of the indexes, before its fields change."""
        for sku in _skus(product):
            self._carriers[sku].remove(product["id"])
        self._names[product["name"]].remove(product["id"])

    def _images(self, product: Json, given: Iterable[Mapping[str, Any]]) -> list[Json]:
        return [self._image(product, one, number) for number, one in enumerate(given)]

    def _image(self, product: Json, given: Mapping[str, Any], number: int) -> Json:
        url = given.get("image_url") or given.get("url_standard") or _path(given.get("image_file"))
        return {
            "id": given.get("id") or self._part_ids.next(),
            "product_id": product["id"],
            "description": given.get("description") or "",
            "is_thumbnail": given.get("is_thumbnail", number == 0),
            "sort_order": given.get("sort_order", number),
            "image_file": str(given.get("image_file") or "").lstrip("/"),
            "date_modified": _shown_time(self.clock.now),
            **dict.fromkeys(_URLS, url),
        }

    def _variant(self, product: Json, given: Mapping[str, Any]) -> Json:
        number = given.get("id") or self._variant_ids.next()
        fields = {key: value for key, value in given.items() if key != "image_file"}
        return {
            **_EMPTY_VARIANT,
            **fields,
            "id": number,
            "sku_id": number,
            "product_id": product["id"],
            "sku": given.get("sku") or "",
            "image_url": given.get("image_url") or _path(given.get("image_file")),
            "option_values": [dict(one) for one in given.get("option_values") or ()],
        }

    def _options(self, product: Json) -> list[Json]:
        """Return the options that the variants' values make up, and give the values their ids."""
        before = {one["display_name"]: one for one in product["options"]}
        found: dict[str, Json] = {}
        values = (value for one in product["variants"] for value in one["option_values"])
        for value in values:
            name, label = value["option_display_name"], value["label"]
            option = found.get(name) or self._option(product, name, before.get(name), len(found))
            found[name] = option
            known = next((one for one in option["option_values"] if one["label"] == label), None)
            if known is None:
                known = {
                    "id": self._part_ids.next(),
                    "label": label,
                    "sort_order": len(option["option_values"]),
                    "value_data": None,
                    "is_default": False,
                }
                option["option_values"].append(known)
            value.update(id=known["id"], option_id=option["id"])
        return list(found.values())

    def _option(self, product: Json, name: str, before: Json | None, number: int) -> Json:
        return before or {
            "id": self._part_ids.next(),
            "product_id": product["id"],
            "display_name": name,
            "type": "dropdown",
            "sort_order": number,
            "option_values": [],
        }


def is_simple(product: Json) -> bool:
    """Tell whether a product has just its base variant, without options."""
    variants = product["variants"]
    return len(variants) == 1 and not variants[0]["option_values"]


def _base(product: Json) -> Json:
    return {"sku": product["sku"], "inventory_level": product["inventory_level"]}


def _skus(product: Json) -> set[str]:
    found = {product["sku"], *(one["sku"] for one in product["variants"])}
    return found - {"", None}


def _path(file: object) -> str:
    return f"/images/{str(file).lstrip('/')}" if file else ""


def _shown_time(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


_EMPTY: Json = {
    "id": 0,
    "name": "",
    "type": "physical",
    "sku": "",
    "description": "",
    "weight": 0,
    "width": 0,
    "depth": 0,
    "height": 0,
    "price": 0,
    "cost_price": 0,
    "retail_price": 0,
    "sale_price": 0,
    "map_price": 0,
    "tax_class_id": 0,
    "product_tax_code": "",
    "categories": [],
    "brand_id": 0,
    "option_set_id": None,
    "option_set_display": "right",
    "inventory_level": 0,
    "inventory_warning_level": 0,
    "inventory_tracking": "none",
    "fixed_cost_shipping_price": 0,
    "is_free_shipping": False,
    "is_visible": True,
    "is_featured": False,
    "related_products": [-1],
    "warranty": "",
    "bin_picking_number": "",
    "layout_file": "product.html",
    "upc": "",
    "mpn": "",
    "gtin": "",
    "search_keywords": "",
    "availability": "available",
    "availability_description": "",
    "sort_order": 0,
    "condition": "New",
    "is_condition_shown": False,
    "order_quantity_minimum": 0,
    "order_quantity_maximum": 0,
    "page_title": "",
    "meta_keywords": [],
    "meta_description": "",
    "date_created": "",
    "date_modified": "",
    "view_count": 0,
    "preorder_release_date": None,
    "preorder_message": "",
    "is_preorder_only": False,
    "is_price_hidden": False,
    "price_hidden_label": "",
    "reviews_rating_sum": 0,
    "reviews_count": 0,
    "total_sold": 0,
    "images": [],
    "variants": [],
    "custom_fields": [],
    "options": [],
    "modifiers": [],
    "bulk_pricing_rules": [],
    "videos": [],
    "reviews": [],
    "channels": [1],
    "parent_relations": [],
}
_EMPTY_VARIANT: Json = {
    "price": None,
    "cost_price": None,
    "sale_price": None,
    "retail_price": None,
    "map_price": None,
    "weight": None,
    "width": None,
    "height": None,
    "depth": None,
    "is_free_shipping": False,
    "fixed_cost_shipping_price": None,
    "purchasing_disabled": False,
    "purchasing_disabled_message": "",
    "upc": "",
    "mpn": "",
    "gtin": "",
    "inventory_level": 0,
    "inventory_warning_level": 0,
    "bin_picking_number": "",
}
