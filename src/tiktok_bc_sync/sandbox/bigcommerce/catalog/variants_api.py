"""The v3 endpoints for variants: of one product, and of the whole catalogue."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from attrs import frozen

from tiktok_bc_sync.sandbox.bigcommerce.catalog.catalog import Catalog
from tiktok_bc_sync.sandbox.bigcommerce.catalog.conflicts import check_sku, check_variant
from tiktok_bc_sync.sandbox.bigcommerce.catalog.finding import the_product, the_variant
from tiktok_bc_sync.sandbox.bigcommerce.catalog.forms import parts_of, sent_picture
from tiktok_bc_sync.sandbox.bigcommerce.catalog.shapes import VARIANT
from tiktok_bc_sync.sandbox.bigcommerce.catalog.showing import address, shown_variant
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import (
    Json,
    selected,
    v3,
    v3_body,
    v3_items,
    v3_list,
    v3_page,
    v3_refusal,
    whole,
)
from tiktok_bc_sync.sandbox.bigcommerce.wire.filters import Filters, numbers, tests, texts
from tiktok_bc_sync.sandbox.core import Refusal, Request, Response

_BATCH = 50
_MOST_FILE = 1024 * 1024
_FILTERS: Filters = {
    **numbers("id"),
    **texts("sku"),
    **texts("upc"),
    **numbers("product_id", "in"),
}
Pair = tuple[Json, Json]


@frozen
class VariantsApi:
    """Answers for variants as v3 does."""

    catalog: Catalog

    def routes(self) -> Iterable[tuple[str, str, Any]]:
        """Return method, path and handler of each endpoint."""
        variants = "/v3/catalog/products/{product_id}/variants"
        one = f"{variants}/{{variant_id}}"
        return (
            ("GET", variants, self.list_variants),
            ("POST", variants, self.create_variant),
            ("GET", one, self.get_variant),
            ("PUT", one, self.update_variant),
            ("DELETE", one, self.delete_variant),
            ("POST", f"{one}/image", self.set_image),
            ("GET", "/v3/catalog/variants", self.find_variants),
            ("PUT", "/v3/catalog/variants", self.update_variants),
        )

    # --- of one product ------------------------------------------------------------------

    def list_variants(self, request: Request, product_id: str) -> Response:
        """Answer a page of a product's variants."""
        product = the_product(self.catalog, request, product_id)
        shown = [shown_variant(product, one, request.base) for one in product["variants"]]
        return v3_list(shown, request.params)

    def get_variant(self, request: Request, product_id: str, variant_id: str) -> Response:
        """Answer one variant."""
        pair = the_variant(self.catalog, request, product_id, variant_id)
        return v3(selected(shown_variant(*pair, request.base), request.params))

    def create_variant(self, request: Request, product_id: str) -> Response:
        """Add a variant with its option values."""
        product = the_product(self.catalog, request, product_id)
        given = v3_body(request)
        return self._saved(request, self._create(product, given), given)

    def update_variant(self, request: Request, product_id: str, variant_id: str) -> Response:
        """Change the fields that were given."""
        pair = the_variant(self.catalog, request, product_id, variant_id)
        given = v3_body(request)
        self._change(pair, given)
        return self._saved(request, pair, given)

    def delete_variant(self, request: Request, product_id: str, variant_id: str) -> Response:
        """Take a variant out."""
        pair = the_variant(self.catalog, request, product_id, variant_id)
        self.catalog.remove_variant(*pair)
        return Response(204)

    def set_image(self, request: Request, product_id: str, variant_id: str) -> Response:
        """Give a variant its picture, in the place of one that it has."""
        product, variant = the_variant(self.catalog, request, product_id, variant_id)
        if len(parts_of(request).get("image_file", b"")) > _MOST_FILE:
            raise v3_refusal(500, f"The image is larger than {_MOST_FILE} bytes.")
        url = sent_picture(self.catalog, request, by_url=True)
        self.catalog.edit_variant(product, variant, {"image_url": url})
        return v3({"image_url": address(url, request.base)})

    # --- of the whole catalogue ----------------------------------------------------------

    def find_variants(self, request: Request) -> Response:
        """Answer a page of all variants, of some products' or those that carry a SKU."""
        params = request.params
        made = tests(_FILTERS, params)
        pairs = [
            (product, one)
            for product in map(self.catalog.products.__getitem__, self._candidates(request))
            for one in product["variants"]
            if all(test(one) for test in made)
        ]
        page, meta = v3_page(pairs, params)
        every = (shown_variant(product, one, request.base) for product, one in page)
        shown = [selected(one, params) for one in every]
        return Response.json({"data": shown, "meta": meta})

    def update_variants(self, request: Request) -> Response:
        """Change and add variants: all of them or, where any is refused, none."""
        items = v3_items(request, _BATCH)
        pairs = [self._owned(one) for one in items]
        refused: list[Refusal] = []
        with self.catalog.all_or_nothing(product["id"] for product, _ in pairs):
            done = [
                self._try(pair, given, refused) for pair, given in zip(pairs, items, strict=True)
            ]
            if refused:
                raise _batch_refusal(refused)
        shown = [shown_variant(*pair, request.base) for pair in done if pair]
        page, meta = v3_page(shown, {})
        return Response.json({"data": page, "meta": meta})

    def _candidates(self, request: Request) -> Sequence[int]:
        params = request.params
        if products := params.get("product_id:in") or params.get("product_id"):
            return sorted(
                {whole(one) for one in products.split(",")} & self.catalog.products.keys()
            )
        sku = params.get("sku")
        return sorted(self.catalog.carriers(sku)) if sku else self.catalog.ids

    def _owned(self, given: Json) -> tuple[Json, Json | None]:
        """Return the product that an item of a batch belongs to, and its variant if it is one."""
        pair: tuple[Json, Json | None] | None
        if "id" in given:
            pair = self.catalog.owner_of(given["id"])
        else:
            product = self.catalog.products.get(whole(given.get("product_id")))
            pair = (product, None) if product else None
        if pair is None:
            raise v3_refusal(422, "A variant of the batch does not exist.", {"id": "invalid"})
        return pair

    # --- changing --------------------------------------------------------------------------

    def _try(
        self, pair: tuple[Json, Json | None], given: Json, refused: list[Refusal]
    ) -> Pair | None:
        product, variant = pair
        try:
            if variant is None:
                return self._create(product, given)
            self._change((product, variant), given)
        except Refusal as refusal:
            refused.append(refusal)
            return None
        return product, variant

    def _create(self, product: Json, given: Json) -> Pair:
        fields = VARIANT.written(given, new=True)
        check_variant(self.catalog, product, fields)
        return product, self.catalog.add_variant(product, _without_debt(fields))

    def _change(self, pair: Pair, given: Json) -> None:
        product, variant = pair
        fields = VARIANT.written(given)
        fields.pop("option_values", None)
        if "sku" in fields:
            check_sku(self.catalog, fields["sku"], product, variant["id"])
        self.catalog.edit_variant(product, variant, _without_debt(fields))

    def _saved(self, request: Request, pair: Pair, given: Json) -> Response:
        """Answer a variant that was saved; stock below zero was not, and that is told."""
        shown = shown_variant(*pair, request.base)
        if (given.get("inventory_level") or 0) >= 0:
            return v3(shown)
        errors = {
            "status": 207,
            "title": "The inventory could not be updated.",
            "type": "partial",
            "errors": {"inventory_level": "must not be negative"},
        }
        return Response.json({"data": shown, "errors": errors, "meta": {}}, 207)


def _without_debt(fields: Json) -> Json:
    """Return a variant's fields without stock below zero."""
    if (fields.get("inventory_level") or 0) >= 0:
        return fields
    return {name: fields[name] for name in fields if name != "inventory_level"}


def _batch_refusal(refused: Sequence[Refusal]) -> Refusal:
    errors = [json.loads(one.response.body) for one in refused]
    return Refusal(Response.json({"batch_errors": errors}, 422))
