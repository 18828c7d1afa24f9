"""The fake store's catalogue: loaded from BigCommerce-shaped products, answered as v3 does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from attrs import define, field

from tiktok_bc_sync.sandbox.core import Clock, Refusal, Request, Response

Json = dict[str, Any]
_INCLUDED = ("variants", "images", "custom_fields", "options")
_MOST_A_PAGE = 250


@define
class Catalog:
    """Products, brands and categories by id."""

    clock: Clock
    image_base: str = "https://store.sandbox.test/images"
    products: dict[int, Json] = field(factory=dict)
    brands: dict[int, str] = field(factory=dict)
    categories: dict[int, Json] = field(factory=dict)

    def load(
        self, products: Iterable[Mapping[str, Any]], categories: Iterable[Mapping[str, Any]]
    ) -> None:
        """Take in a catalogue; what the service would add is added."""
        for category in categories:
            self.categories[int(category["id"])] = dict(category)
        for product in products:
            self.put(product)

    def put(self, given: Mapping[str, Any]) -> Json:
        """Add or replace a product."""
        product = {**_EMPTY, **given}
        product["id"] = int(product.get("id") or max(self.products, default=100) + 1)
        product["brand_id"] = self._brand(product.pop("brand_name", "")) or product["brand_id"]
        now = self.clock.now.isoformat()
        product["date_created"] = product.get("date_created") or now
        product["date_modified"] = now
        product["images"] = [
            self._image(one, product, n) for n, one in enumerate(product["images"])
        ]
        variants = product["variants"] or [{"sku": product["sku"]}]
        product["variants"] = [self._variant(one, product, n) for n, one in enumerate(variants)]
        product["options"] = _options(product)
        self.products[product["id"]] = product
        return product

    def _brand(self, name: str) -> int:
        if not name:
            return 0
        known = next((key for key, one in self.brands.items() if one == name), 0)
        if not known:
            known = len(self.brands) + 1
            self.brands[known] = name
        return known

    def _image(self, given: Mapping[str, Any], product: Json, number: int) -> Json:
        url = (
            given.get("url_standard")
            or given.get("image_url")
            or self._url(given.get("image_file"))
        )
        names = ("url_standard", "url_zoom", "url_thumbnail", "url_tiny")
        return {
            "id": given.get("id") or product["id"] * 100 + number,
            "product_id": product["id"],
            "description": "",
            "is_thumbnail": number == 0,
            "sort_order": number,
            **given,
            **dict.fromkeys(names, url),
        }

    def _url(self, path: object) -> str:
        return f"{self.image_base}/{str(path).lstrip('/')}" if path else ""

    def _variant(self, given: Mapping[str, Any], product: Json, number: int) -> Json:
        values = [
            {"id": number * 10 + n, "option_id": n + 1, **value}
            for n, value in enumerate(given.get("option_values") or [])
        ]
        # A catalogue may give the base variant's stock on the product alone.
        level = given.get("inventory_level")
        base = {"price": None, "sale_price": None, "weight": None, "gtin": "", "upc": "", "mpn": ""}
        return {
            **base,
            "purchasing_disabled": False,
            **given,
            "id": int(given.get("id") or product["id"] * 1000 + number),
            "product_id": product["id"],
            "sku": given.get("sku") or "",
            "inventory_level": product["inventory_level"] if level is None else level,
            "image_url": given.get("image_url") or self._url(given.get("image_file")),
            "option_values": values,
        }

    # --- looking things up -----------------------------------------------------------

    def variant_of(self, sku: str) -> tuple[Json, Json] | None:
        """Return the product and variant that carry a SKU."""
        for product in self.products.values():
            for variant in product["variants"]:
                if variant["sku"] == sku:
                    return product, variant
        return None

    def touch(self, product: Json) -> None:
        """Note that a product changed now."""
        product["date_modified"] = self.clock.now.isoformat()

    def change_stock(self, product: Json, variant: Json, by: int) -> None:
        """Add units to a variant, and to its product's sum."""
        variant["inventory_level"] = (variant["inventory_level"] or 0) + by
        if product["inventory_tracking"] == "product":
            product["inventory_level"] = (product["inventory_level"] or 0) + by
        self.touch(product)

    # --- answering -----------------------------------------------------------------

    def list_products(self, request: Request) -> Response:
        """Answer ``GET /v3/catalog/products``."""
        params = request.params
        found = list(self.products.values())
        if ids := params.get("id:in"):
            wanted = {int(one) for one in ids.split(",") if one.isdecimal()}
            found = [one for one in found if one["id"] in wanted]
        if since := params.get("date_modified:min"):
            least = datetime.fromisoformat(since)
            found = [one for one in found if datetime.fromisoformat(one["date_modified"]) >= least]
        page, meta = paged(found, params)
        return Response.json({"data": [_shown(one, params) for one in page], "meta": meta})

    def get_product(self, request: Request, product_id: str) -> Response:
        """Answer ``GET /v3/catalog/products/{id}``."""
        product = self.products.get(int(product_id)) if product_id.isdecimal() else None
        if product is None:
            raise Refusal(fault(404, "The requested resource was not found."))
        return Response.json({"data": _shown(product, request.params), "meta": {}})

    def list_brands(self, request: Request) -> Response:
        """Answer ``GET /v3/catalog/brands``."""
        items = [{"id": key, "name": name} for key, name in self.brands.items()]
        page, meta = paged(items, request.params)
        return Response.json({"data": page, "meta": meta})

    def list_categories(self, request: Request) -> Response:
        """Answer ``GET /v3/catalog/trees/categories``."""
        items = [
            {
                "category_id": key,
                "tree_id": 1,
                "is_visible": True,
                **{k: v for k, v in one.items() if k != "id"},
            }
            for key, one in self.categories.items()
        ]
        page, meta = paged(items, request.params)
        return Response.json({"data": page, "meta": meta})


_EMPTY: Json = {
    "type": "physical",
    "sku": "",
    "description": "",
    "price": 0,
    "sale_price": 0,
    "weight": 0,
    "width": 0,
    "height": 0,
    "depth": 0,
    "brand_id": 0,
    "categories": [],
    "inventory_tracking": "none",
    "inventory_level": 0,
    "is_visible": True,
    "images": [],
    "variants": [],
    "custom_fields": [],
}


def _options(product: Json) -> list[Json]:
    found: dict[str, list[str]] = {}
    for variant in product["variants"]:
        for value in variant["option_values"]:
            labels = found.setdefault(value["option_display_name"], [])
            if value["label"] not in labels:
                labels.append(value["label"])
    return [
        {
            "id": product["id"] * 10 + n,
            "product_id": product["id"],
            "display_name": name,
            "type": "dropdown",
            "option_values": [{"id": i, "label": label} for i, label in enumerate(labels)],
        }
        for n, (name, labels) in enumerate(found.items())
    ]


def _shown(product: Json, params: Mapping[str, str]) -> Json:
    """Return a product with just the sub-lists that were asked for."""
    if fields := params.get("include_fields"):
        return {name: product.get(name) for name in {"id", *fields.split(",")}}
    asked = params.get("include", "").split(",")
    price = product["sale_price"] or product["price"]
    kept = {key: one for key, one in product.items() if key not in _INCLUDED or key in asked}
    return {**kept, "calculated_price": price}


def paged(items: list[Any], params: Mapping[str, str]) -> tuple[list[Any], Json]:
    """Cut a page out of a list as v3 does, with its ``meta``."""
    limit, page = params.get("limit", "50"), params.get("page", "1")
    if not (limit.isdecimal() and page.isdecimal() and 1 <= int(limit) <= _MOST_A_PAGE):
        raise Refusal(fault(422, "The limit must be between 1 and 250."))
    size, number = int(limit), max(int(page), 1)
    part = items[(number - 1) * size : number * size]
    pagination = {
        "total": len(items),
        "count": len(part),
        "per_page": size,
        "current_page": number,
        "total_pages": max(-(-len(items) // size), 1),
        "links": {"current": f"?page={number}&limit={size}"},
    }
    return part, {"pagination": pagination}


def fault(status: int, title: str) -> Response:
    """Return an error as v3 answers it."""
    body = {
        "status": status,
        "title": title,
        "type": "https://developer.bigcommerce.com/",
        "errors": {},
    }
    return Response.json(body, status)


def amount(value: object) -> Decimal:
    """Return a number of the catalogue, nothing for null."""
    return Decimal(str(value or 0))
