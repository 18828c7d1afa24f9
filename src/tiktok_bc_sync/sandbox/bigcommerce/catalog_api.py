"""The catalogue's v3 endpoints: products, variants, brands and categories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import frozen

from tiktok_bc_sync.sandbox.bigcommerce.answers import (
    Json,
    not_found,
    v3,
    v3_body,
    v3_page,
    v3_refusal,
    whole,
)
from tiktok_bc_sync.sandbox.bigcommerce.catalog import Catalog
from tiktok_bc_sync.sandbox.bigcommerce.filters import chosen
from tiktok_bc_sync.sandbox.bigcommerce.options import combination, named
from tiktok_bc_sync.sandbox.bigcommerce.shapes import product_fields, variant_fields
from tiktok_bc_sync.sandbox.core import Request, Response

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
_HEAVY = {"options", "modifiers"}
_HEAVY_PAGE = 10
_MOST_VARIANTS = 600
_URLS = ("url_standard", "url_zoom", "url_thumbnail", "url_tiny")


@frozen
class CatalogApi:
    """Answers for a catalogue as v3 does."""

    catalog: Catalog

    def routes(self) -> Iterable[tuple[str, str, Any]]:
        """Return method, path and handler of each endpoint."""
        products = "/v3/catalog/products"
        one, variants = f"{products}/{{product_id}}", f"{products}/{{product_id}}/variants"
        return (
            ("GET", products, self.list_products),
            ("POST", products, self.create_product),
            ("DELETE", products, self.delete_products),
            ("GET", one, self.get_product),
            ("PUT", one, self.update_product),
            ("DELETE", one, self.delete_product),
            ("GET", variants, self.list_variants),
            ("POST", variants, self.create_variant),
            ("GET", f"{variants}/{{variant_id}}", self.get_variant),
            ("PUT", f"{variants}/{{variant_id}}", self.update_variant),
            ("DELETE", f"{variants}/{{variant_id}}", self.delete_variant),
            ("GET", "/v3/catalog/variants", self.find_variants),
            ("GET", "/v3/catalog/brands", self.list_brands),
            ("POST", "/v3/catalog/brands", self.create_brand),
            ("GET", "/v3/catalog/brands/{brand_id}", self.get_brand),
            ("GET", "/v3/catalog/trees/categories", self.list_categories),
        )

    # --- products --------------------------------------------------------------------

    def list_products(self, request: Request) -> Response:
        """Answer a page of products."""
        params = request.params
        parts = _asked(params)
        most = _HEAVY_PAGE if parts & _HEAVY else 250
        ids, meta = v3_page(chosen(self.catalog, params), params, most)
        shown = _projection(params, parts, request.base)
        return Response.json({"data": [shown(self.catalog.products[i]) for i in ids], "meta": meta})

    def get_product(self, request: Request, product_id: str) -> Response:
        """Answer one product."""
        return self._shown(request, self._product(request, product_id))

    def create_product(self, request: Request) -> Response:
        """Add a product with its variants."""
        fields = product_fields(v3_body(request), new=True)
        self._check_conflicts(fields, 0)
        return self._shown(request, self.catalog.put(fields))

    def update_product(self, request: Request, product_id: str) -> Response:
        """Change the fields that were given."""
        product = self._product(request, product_id)
        fields = product_fields(v3_body(request), new=False)
        self._check_conflicts(fields, product["id"])
        self.catalog.edit(product, fields)
        return self._shown(request, product)

    def delete_product(self, request: Request, product_id: str) -> Response:
        """Take a product out; one that is not there is no fault."""
        self.catalog.remove(whole(product_id))
        return Response(204)

    def delete_products(self, request: Request) -> Response:
        """Take products out by a filter, which must be given."""
        if not request.query:
            raise v3_refusal(422, "A filter is required.")
        for product_id in list(chosen(self.catalog, request.params)[:250]):
            self.catalog.remove(product_id)
        return Response(204)

    # --- variants --------------------------------------------------------------------

    def list_variants(self, request: Request, product_id: str) -> Response:
        """Answer a page of a product's variants."""
        product = self._product(request, product_id)
        page, meta = v3_page(product["variants"], request.params)
        data = [_shown_variant(product, one, request.base) for one in page]
        return Response.json({"data": data, "meta": meta})

    def find_variants(self, request: Request) -> Response:
        """Answer a page of all variants, of some products' or those that carry a SKU."""
        asked = {k: v for k, v in request.params.items() if k not in ("page", "limit")}
        ids: Sequence[int] = self.catalog.ids
        if products := asked.pop("product_id:in", ""):
            ids = sorted({whole(one) for one in products.split(",")} & self.catalog.products.keys())
        elif sku := asked.get("sku"):
            ids = sorted(self.catalog.carriers(sku))
        if unknown := asked.keys() - {"id", "sku", "upc"}:
            message = f"The filter(s): {min(unknown)} are not valid filter parameter(s)."
            raise v3_refusal(422, message)
        pairs = [
            (product, one)
            for product in map(self.catalog.products.__getitem__, ids)
            for one in product["variants"]
            if all(str(one[name]) == text for name, text in asked.items())
        ]
        page, meta = v3_page(pairs, request.params)
        data = [_shown_variant(product, one, request.base) for product, one in page]
        return Response.json({"data": data, "meta": meta})

    def get_variant(self, request: Request, product_id: str, variant_id: str) -> Response:
        """Answer one variant."""
        return v3(_shown_variant(*self._variant(request, product_id, variant_id), request.base))

    def create_variant(self, request: Request, product_id: str) -> Response:
        """Add a variant with its option values."""
        product = self._product(request, product_id)
        fields = variant_fields(v3_body(request), new=True)
        values = named(fields["option_values"], product["options"])
        if not values:
            raise v3_refusal(422, "The option values are missing.", {"option_values": "missing"})
        if any(
            combination(one["option_values"]) == combination(values) for one in product["variants"]
        ):
            raise v3_refusal(409, "A variant with these option values exists.")
        self._check_sku(fields["sku"], product["id"], 0)
        if len(product["variants"]) >= _MOST_VARIANTS:
            raise v3_refusal(422, f"A product can have {_MOST_VARIANTS} variants.")
        variant = self.catalog.add_variant(product, {**fields, "option_values": values})
        return v3(_shown_variant(product, variant, request.base))

    def update_variant(self, request: Request, product_id: str, variant_id: str) -> Response:
        """Change the fields that were given."""
        product, variant = self._variant(request, product_id, variant_id)
        fields = variant_fields(v3_body(request), new=False)
        fields = {key: fields[key] for key in fields if key not in ("product_id", "option_values")}
        if "sku" in fields:
            self._check_sku(fields["sku"], product["id"], variant["id"])
        self.catalog.edit_variant(product, variant, fields)
        return v3(_shown_variant(product, variant, request.base))

    def delete_variant(self, request: Request, product_id: str, variant_id: str) -> Response:
        """Take a variant out."""
        self.catalog.remove_variant(*self._variant(request, product_id, variant_id))
        return Response(204)

    # --- brands and categories ---------------------------------------------------------

    def list_brands(self, request: Request) -> Response:
        """Answer a page of brands."""
        wanted = request.params.get("name")
        items = [
            _brand(key, name) for key, name in self.catalog.brands.items() if wanted in (None, name)
        ]
        page, meta = v3_page(items, request.params)
        return Response.json({"data": page, "meta": meta})

    def get_brand(self, request: Request, brand_id: str) -> Response:
        """Answer one brand."""
        name = self.catalog.brands.get(whole(brand_id))
        if name is None:
            raise not_found(request.path)
        return v3(_brand(whole(brand_id), name))

    def create_brand(self, request: Request) -> Response:
        """Add a brand, whose name must be new."""
        name = v3_body(request).get("name")
        if not isinstance(name, str) or not 1 <= len(name) <= 255:
            raise v3_refusal(422, "JSON data is missing or invalid", {"name": "error.path.missing"})
        if name in self.catalog.brands.values():
            raise v3_refusal(409, "A brand with this name exists.", {"name": "duplicate"})
        return v3(_brand(self.catalog.brand(name), name))

    def list_categories(self, request: Request) -> Response:
        """Answer a page of the store's one tree of categories."""
        items = [
            {**_EMPTY_CATEGORY, **one, "category_id": key}
            for key, one in self.catalog.categories.items()
        ]
        page, meta = v3_page(items, request.params)
        data = [{key: one[key] for key in one if key != "id"} for one in page]
        return Response.json({"data": data, "meta": meta})

    # --- finding and checking ------------------------------------------------------------

    def _product(self, request: Request, product_id: str) -> Json:
        product = self.catalog.products.get(whole(product_id))
        if product is None:
            raise not_found(request.path)
        return product

    def _variant(self, request: Request, product_id: str, variant_id: str) -> tuple[Json, Json]:
        product = self._product(request, product_id)
        wanted = whole(variant_id)
        variant = next((one for one in product["variants"] if one["id"] == wanted), None)
        if variant is None:
            raise not_found(request.path)
        return product, variant

    def _shown(self, request: Request, product: Json) -> Response:
        params = request.params
        return v3(_projection(params, _asked(params), request.base)(product))

    def _check_conflicts(self, fields: Json, product_id: int) -> None:
        """Refuse what exists under another product, or refers to what does not exist."""
        if set(self.catalog.namesakes(fields.get("name", ""))) - {product_id}:
            raise v3_refusal(409, "The product name is a duplicate.", {"name": "duplicate"})
        variants = fields.get("variants", [])
        skus = [fields.get("sku"), *(one.get("sku") for one in variants)]
        for sku in filter(None, skus):
            if skus[1:].count(sku) > 1 or set(self.catalog.carriers(sku)) - {product_id}:
                raise _duplicate_sku(sku)
        unknown = set(fields.get("categories", ())) - self.catalog.categories.keys()
        if unknown:
            raise v3_refusal(409, f"The category {min(unknown)} does not exist.")
        brand = fields.get("brand_id", 0)
        if brand and brand not in self.catalog.brands:
            raise v3_refusal(409, f"The brand {brand} does not exist.")
        for variant in variants:
            variant["option_values"] = named(variant["option_values"])
        if len({combination(one["option_values"]) for one in variants}) < len(variants):
            raise v3_refusal(409, "Two variants have the same option values.")

    def _check_sku(self, sku: str, product_id: int, variant_id: int) -> None:
        others = set(self.catalog.carriers(sku)) - {product_id}
        siblings = self.catalog.products[product_id]["variants"]
        if others or any(one["sku"] == sku and one["id"] != variant_id for one in siblings):
            raise _duplicate_sku(sku)


def _duplicate_sku(sku: str) -> Exception:
    return v3_refusal(409, f"The SKU {sku} is a duplicate.", {"sku": "duplicate"})


# --- showing -------------------------------------------------------------------------------


def _asked(params: Mapping[str, str]) -> set[str]:
    asked = set(params.get("include", "").split(",")) - {""}
    if unknown := asked - _INCLUDED:
        raise v3_refusal(422, f"The include '{min(unknown)}' is not known.")
    return asked


def _projection(params: Mapping[str, str], parts: set[str], base: str) -> Any:
    """Return a function that shows a product with just the fields and parts that were asked for."""
    fields = set(params.get("include_fields", "").split(",")) - {""}
    left_out = (_PARTS - parts) | set(params.get("exclude_fields", "").split(","))

    def shown(product: Json) -> Json:
        whole_one = {
            **product,
            "calculated_price": product["sale_price"] or product["price"],
        }
        names = ({"id"} | fields | parts) & whole_one.keys() if fields else whole_one
        kept = {name: whole_one[name] for name in names if name not in left_out}
        if "images" in kept:
            kept["images"] = [_shown_image(one, base) for one in product["images"]]
        if "variants" in kept:
            kept["variants"] = [_shown_variant(product, one, base) for one in product["variants"]]
        if "primary_image" in parts:
            kept["primary_image"] = _primary(product, base)
        return kept

    return shown


def _primary(product: Json, base: str) -> Json | None:
    images = product["images"]
    found = next((one for one in images if one["is_thumbnail"]), images[0] if images else None)
    return _shown_image(found, base) if found else None


def _shown_image(image: Json, base: str) -> Json:
    return {**image, **{name: _address(image[name], base) for name in _URLS}}


def _shown_variant(product: Json, variant: Json, base: str) -> Json:
    price, sale = variant["price"], variant["sale_price"]
    own = price if price is not None else product["price"]
    # A variant's own price hides the product's sale price.
    inherited = product["sale_price"] if price is None else 0
    weight = variant["weight"]
    return {
        **variant,
        "image_url": _address(variant["image_url"], base),
        "calculated_price": sale or inherited or own,
        "calculated_weight": product["weight"] if weight is None else weight,
    }


def _address(url: str | None, base: str) -> str:
    return base + url if url and url.startswith("/") else url or ""


def _brand(key: int, name: str) -> Json:
    return {
        "id": key,
        "name": name,
        "page_title": "",
        "meta_keywords": [""],
        "meta_description": None,
        "image_url": "",
        "search_keywords": "",
        "custom_url": {"url": f"/brand-{key}/", "is_customized": False},
    }


_EMPTY_CATEGORY: Json = {
    "tree_id": 1,
    "parent_id": 0,
    "description": "",
    "views": 0,
    "sort_order": 0,
    "page_title": "",
    "meta_keywords": [""],
    "meta_description": "",
    "layout_file": "category.html",
    "image_url": "",
    "is_visible": True,
    "search_keywords": "",
    "default_product_sort": "use_store_settings",
}
