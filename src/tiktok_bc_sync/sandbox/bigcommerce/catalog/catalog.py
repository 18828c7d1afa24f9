"""The fake store's catalogue: products and brands, and what happens when they change."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from datetime import datetime
from typing import Any

from attrs import define, field

from tiktok_bc_sync.sandbox.bigcommerce.catalog.categories import Categories
from tiktok_bc_sync.sandbox.bigcommerce.catalog.metafields import Metafields
from tiktok_bc_sync.sandbox.bigcommerce.catalog.options import modifier, settled
from tiktok_bc_sync.sandbox.bigcommerce.catalog.showing import URLS
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json, v3_refusal, whole
from tiktok_bc_sync.sandbox.bigcommerce.wire.blanks import BRAND, PRODUCT, VARIANT
from tiktok_bc_sync.sandbox.bigcommerce.wire.urls import store_url
from tiktok_bc_sync.sandbox.core import Clock, Numbers, Refusal

_WITH_IDS = ("images", "options", "modifiers", "custom_fields")


@define
class Catalog:
    """Products, brands and categories by id.

    Pictures that a catalogue only names are kept as paths under ``/images/``; an answer shows them
    under the address that it was asked at. ``uploads`` holds those whose content was sent.
    """

    clock: Clock
    products: dict[int, Json] = field(factory=dict[int, Json])
    brands: dict[int, Json] = field(factory=dict[int, Json])
    tree: Categories = field(factory=Categories)
    uploads: dict[str, bytes] = field(factory=dict[str, bytes], repr=False)
    ids: list[int] = field(factory=list[int])
    modified: dict[int, datetime] = field(factory=dict[int, datetime])
    metafields: Metafields = field(init=False)
    _carriers: dict[str, list[int]] = field(factory=dict[str, list[int]])
    _names: dict[str, list[int]] = field(factory=dict[str, list[int]])
    _owners: dict[int, int] = field(factory=dict[int, int])
    _product_ids: Numbers = field(factory=Numbers)
    _variant_ids: Numbers = field(factory=lambda: Numbers(1_000))
    _brand_ids: Numbers = field(factory=lambda: Numbers(0))
    _part_ids: Numbers = field(factory=Numbers)

    def __attrs_post_init__(self) -> None:
        self.metafields = Metafields(self.clock)

    @property
    def categories(self) -> Mapping[int, Json]:
        """Categories by id, of all trees."""
        return self.tree.by_id

    def load(
        self, products: Iterable[Mapping[str, Any]], categories: Iterable[Mapping[str, Any]] = ()
    ) -> None:
        """Take in a catalogue as it is; what the service would add is added."""
        for category in categories:
            self.tree.put(category)
        given = list(products)
        for product in given:
            self._note_ids(product)
        for product in given:
            self.put(product)

    def put(self, given: Mapping[str, Any]) -> Json:
        """Add a product, or replace the one with its id."""
        self._note_ids(given)
        # An export's null is a field that has no value: the service would show its default.
        known = {name: value for name, value in given.items() if value is not None}
        product: Json = {**PRODUCT, **known}
        product["id"] = product["id"] or self._product_ids.next()
        self.remove(product["id"])
        product["date_created"] = product["date_created"] or shown_time(self.clock.now)
        product.setdefault("custom_url", None)
        product.update(self._made(product, product))
        product.pop("brand_name", None)
        self._keep(product)
        return product

    def remove(self, product_id: int) -> None:
        """Take a product out, if it is there."""
        if (product := self.products.pop(product_id, None)) is not None:
            self._forget(product)
            del self.ids[bisect_left(self.ids, product_id)]
            del self.modified[product_id]
            self.metafields.forget("product", {product_id})
            self.metafields.forget("variant", {one["id"] for one in product["variants"]})

    def edit(self, product: Json, changes: Mapping[str, Any]) -> None:
        """Change fields of a product; a simple product's only variant follows."""
        self._forget(product)
        made = self._made(product, changes)
        product.update(made)
        if is_simple(product):
            shared = {"sku", "inventory_level"} & made.keys()
            product["variants"][0].update({name: made[name] for name in shared})
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
        self._keep_variants(product, [one for one in product["variants"] if one is not variant])

    def set_options(self, product: Json, options: Sequence[Json]) -> None:
        """Replace a product's options: its variants follow their words.

        A variant whose value is gone goes with it, as it does in the control panel.
        """
        words = {
            (option["id"], value["id"]): (option["display_name"], value["label"])
            for option in options
            for value in option["option_values"]
        }
        kept = [
            one
            for one in product["variants"]
            if all((value["option_id"], value["id"]) in words for value in one["option_values"])
        ]
        for value in (value for one in kept for value in one["option_values"]):
            name, label = words[value["option_id"], value["id"]]
            value.update(option_display_name=name, label=label)
        product["options"] = list(options)
        self._keep_variants(product, kept)

    def brand(self, name: str) -> int:
        """Return a brand's id, of a new one where none has the name."""
        number: int = (self.brand_of(name) or self.put_brand({"name": name}))["id"]
        return number

    def brand_of(self, name: object) -> Json | None:
        """Return the brand with a name, in any case."""
        word = str(name).casefold()
        return next((one for one in self.brands.values() if one["name"].casefold() == word), None)

    def put_brand(self, fields: Json) -> Json:
        """Add a brand."""
        key = self._brand_ids.next()
        self.brands[key] = {"id": key, **BRAND, "custom_url": None}
        self.edit_brand(self.brands[key], fields)
        return self.brands[key]

    def edit_brand(self, brand: Json, fields: Json) -> None:
        """Change fields of a brand."""
        brand.update(fields)
        brand["custom_url"] = store_url(brand["name"], brand["custom_url"])

    def remove_brand(self, brand_id: int) -> None:
        """Take a brand out; its products have none then."""
        del self.brands[brand_id]
        self.metafields.forget("brand", {brand_id})
        for product in [one for one in self.products.values() if one["brand_id"] == brand_id]:
            self.edit(product, {"brand_id": 0})

    def remove_categories(self, ids: Iterable[int]) -> None:
        """Take categories out with all that hangs below them. Raises the 422 where one has products."""
        gone = self.tree.below(set(ids))
        if any(gone.intersection(one["categories"]) for one in self.products.values()):
            raise v3_refusal(422, "A category has products: move them before it is deleted.")
        self.tree.remove(gone)
        self.metafields.forget("category", gone)

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

    @contextmanager
    def all_or_nothing(self, product_ids: Iterable[int]) -> Generator[None, None, None]:
        """Put products, and the brands, back as they were when a change of them is refused."""
        before = {key: deepcopy(self.products[key]) for key in set(product_ids)}
        times, brands = {key: self.modified[key] for key in before}, dict(self.brands)
        try:
            yield
        except Refusal:
            for key, product in before.items():
                self._forget(self.products[key])
                self.products[key], self.modified[key] = product, times[key]
                self._index(product)
            self.brands = brands
            raise

    # --- looking things up -----------------------------------------------------------

    def variant_of(self, sku: str) -> tuple[Json, Json] | None:
        """Return the product and variant that carry a SKU."""
        for product_id in self.carriers(sku):
            product = self.products[product_id]
            for variant in product["variants"]:
                if variant["sku"] == sku:
                    return product, variant
        return None

    def owner_of(self, variant_id: object) -> tuple[Json, Json] | None:
        """Return the product of a variant's id, and the variant."""
        product = self.products.get(self._owners.get(whole(variant_id), 0))
        variants: list[Json] = product["variants"] if product else []
        return next(
            ((product, one) for one in variants if product and one["id"] == variant_id), None
        )

    def carriers(self, sku: str) -> Sequence[int]:
        """Return the ids of the products that carry a SKU, in any case, themselves or on a variant."""
        return self._carriers.get(sku.casefold(), ())

    def namesakes(self, name: str) -> Sequence[int]:
        """Return the ids of the products with a name, in any case."""
        return self._names.get(name.casefold(), ())

    def part_id(self) -> int:
        """Return an id for something that belongs to a product."""
        return self._part_ids.next()

    # --- keeping -------------------------------------------------------------------

    def _note_ids(self, given: Mapping[str, Any]) -> None:
        self._product_ids.seen(given.get("id"))
        for variant in given.get("variants") or ():
            self._variant_ids.seen(variant.get("id"))
        parts = [part for name in _WITH_IDS for part in given.get(name) or ()]
        for part in parts:
            for one in (part, *(part.get("option_values") or ())):
                self._part_ids.seen(one.get("id"))

    def _keep(self, product: Json) -> None:
        """Store a product that changed now, with what follows from its fields."""
        key, now = product["id"], self.clock.now.replace(microsecond=0)
        if key not in self.products:
            insort(self.ids, key)
        self.products[key] = product
        self.modified[key] = now
        product["date_modified"] = shown_time(now)
        if product["inventory_tracking"] == "variant":
            levels = (one["inventory_level"] or 0 for one in product["variants"])
            product["inventory_level"] = sum(levels)
        product["calculated_price"] = product["sale_price"] or product["price"]
        product["options"] = settled(product, self.part_id)
        product["base_variant_id"] = product["variants"][0]["id"] if is_simple(product) else None
        self._index(product)

    def _index(self, product: Json) -> None:
        for sku in _skus(product):
            self._carriers.setdefault(sku, []).append(product["id"])
        self._names.setdefault(product["name"].casefold(), []).append(product["id"])
        self._owners.update(
            dict.fromkeys((one["id"] for one in product["variants"]), product["id"])
        )

    def _forget(self, product: Json) -> None:
        """Take a product out of the indexes, before its fields change."""
        for sku in _skus(product):
            self._carriers[sku].remove(product["id"])
        self._names[product["name"].casefold()].remove(product["id"])
        for variant in product["variants"]:
            self._owners.pop(variant["id"], None)

    def _keep_variants(self, product: Json, kept: Sequence[Json]) -> None:
        gone = {one["id"] for one in product["variants"]} - {one["id"] for one in kept}
        self.metafields.forget("variant", gone)
        self._forget(product)
        product["variants"] = list(kept) or [self._variant(product, _base(product))]
        self._keep(product)

    def _made(self, product: Json, given: Mapping[str, Any]) -> Json:
        """Return fields of a product with the parts among them as the store keeps them."""
        made = dict(given)
        if brand := made.pop("brand_name", ""):
            made["brand_id"] = self.brand(brand)
        if "custom_url" in made:
            made["custom_url"] = store_url({**product, **made}["name"], made["custom_url"])
        if "images" in made:
            made["images"] = self._images(product, made["images"])
        if "custom_fields" in made:
            made["custom_fields"] = [
                {"id": one.get("id") or self.part_id(), "name": one["name"], "value": one["value"]}
                for one in made["custom_fields"]
            ]
        if "modifiers" in made:
            made["modifiers"] = [modifier(product, one, self.part_id) for one in made["modifiers"]]
        if "variants" in made:
            variants = made["variants"] or [_base({**product, **made})]
            known = {one.get("id"): one for one in product["variants"]}
            whole_ones = [{**known.get(one.get("id", 0), {}), **one} for one in variants]
            made["variants"] = [self._variant(product, one) for one in whole_ones]
        return made

    def _images(self, product: Json, given: Iterable[Mapping[str, Any]]) -> list[Json]:
        """Return pictures in their order, exactly one of them the thumbnail."""
        made = [self._image(product, one, number) for number, one in enumerate(given)]
        made.sort(key=lambda one: one["sort_order"])
        thumbnail = next((one for one in made if one["is_thumbnail"]), made[0] if made else None)
        return [{**one, "is_thumbnail": one is thumbnail} for one in made]

    def _image(self, product: Json, given: Mapping[str, Any], number: int) -> Json:
        url = given.get("image_url") or given.get("url_standard") or _path(given.get("image_file"))
        return {
            "id": given.get("id") or self.part_id(),
            "product_id": product["id"],
            "description": given.get("description") or "",
            "is_thumbnail": given.get("is_thumbnail", False),
            "sort_order": given.get("sort_order", number),
            "image_file": str(given.get("image_file") or "").lstrip("/"),
            "date_modified": given.get("date_modified") or shown_time(self.clock.now),
            **dict.fromkeys(URLS, url),
        }

    def _variant(self, product: Json, given: Mapping[str, Any]) -> Json:
        number = given.get("id") or self._variant_ids.next()
        fields = {key: value for key, value in given.items() if key != "image_file"}
        return {
            **VARIANT,
            **fields,
            "id": number,
            "sku_id": number,
            "product_id": product["id"],
            "sku": given.get("sku") or "",
            "image_url": given.get("image_url") or _path(given.get("image_file")),
            "option_values": [dict(one) for one in given.get("option_values") or ()],
        }


def is_simple(product: Json) -> bool:
    """Tell whether a product has just its base variant, without options."""
    variants = product["variants"]
    return len(variants) == 1 and not variants[0]["option_values"]


def shown_time(moment: datetime) -> str:
    """Return a time as v3 writes it."""
    return moment.isoformat(timespec="seconds")


def _base(product: Json) -> Json:
    return {"sku": product["sku"], "inventory_level": product["inventory_level"]}


def _skus(product: Json) -> set[str]:
    found = {product["sku"], *(one["sku"] for one in product["variants"])}
    return {sku.casefold() for sku in found if sku}


def _path(file: object) -> str:
    return f"/images/{str(file).lstrip('/')}" if file else ""
