"""What the fake TikTok Shop answers about products: create, edit, check, read, search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import define

from tiktok_bc_sync.sandbox.tiktok.listings import product_shape as shape
from tiktok_bc_sync.sandbox.tiktok.listings.listings import BY_UPDATE, Listings
from tiktok_bc_sync.sandbox.tiktok.listings.product_market import Flaw, Market
from tiktok_bc_sync.sandbox.tiktok.listings.product_rules import flaws
from tiktok_bc_sync.sandbox.tiktok.listings.readiness import Readiness
from tiktok_bc_sync.sandbox.tiktok.listings.sku_rules import sku_flaws
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    PRODUCT_STATUS,
    TIMES,
    Call,
    Json,
    Refused,
    Route,
    bad_parameter,
    cut,
    window,
)

_EDITABLE = ("DRAFT", "PENDING", "FAILED", "ACTIVATE", "SELLER_DEACTIVATED", "PLATFORM_DEACTIVATED")
_STATUSES = (*_EDITABLE, "FREEZE", "DELETED", "ALL")
_MOST_KEY = 128
_NOT_CONTENT = ("skus", "save_mode", "idempotency_key", "locale")
# The required fields of what is submitted, in the notation of ``check_fields``.
_PACKAGE = (
    "package_weight?.value",
    "package_weight?.unit",
    *(f"package_dimensions?.{name}" for name in ("length", "width", "height", "unit")),
)
_OPTIONAL = (
    *_PACKAGE,
    "product_attributes[]?.id",
    "product_attributes[]?.values[].id?",
    "product_attributes[]?.values[].name?",
    "certifications[]?.id",
    "certifications[]?.images[]?.uri",
    *(f"certifications[]?.files[]?.{name}" for name in ("id", "name", "format")),
    "certifications[]?.expiration_date#?",
    "video?.id",
    "brand_id?",
    "external_product_id?",
    "is_cod_allowed!?",
    "size_chart?.image?.uri",
    "size_chart?.template?.id",
    "manufacturer_ids[]?",
    "responsible_person_ids[]?",
    "save_mode?",
    "category_version?",
)
_SKU_OPTIONAL = (
    "id?",
    "seller_sku?",
    "external_sku_id?",
    "identifier_code?.code?",
    "identifier_code?.type?",
    "list_price?.amount",
    "list_price?.currency",
    *(f"sales_attributes[]?.{name}?" for name in ("id", "name", "value_id", "value_name")),
    "sales_attributes[]?.sku_img?.uri",
)
_SKU = tuple(f"skus[].{name}" for name in _SKU_OPTIONAL)
_STOCK = ("inventory[].warehouse_id", "inventory[].quantity#?", "price.currency", "price.amount?")
_HEAD = ("title", "description", "category_id", "main_images[].uri")
CREATE_FIELDS = (
    *_HEAD,
    *(f"skus[].{name}" for name in _STOCK),
    *_SKU,
    *_OPTIONAL,
    "idempotency_key?",
)
EDIT_FIELDS = (
    *_HEAD,
    *(f"skus[].{name}" for name in ("inventory[]?.warehouse_id", "inventory[]?.quantity#?")),
    *("skus[].price?.currency", "skus[].price?.amount?"),
    *_SKU,
    *_OPTIONAL,
)
PARTIAL_FIELDS = tuple(
    field
    if field.partition(".")[0].endswith("?")
    else f"{field.partition('.')[0]}?{''.join(field.partition('.')[1:])}"
    for field in EDIT_FIELDS
)
SEARCH_FIELDS = (*TIMES, "status?", "seller_skus[]?", "sku_ids[]?", "audit_status[]?")


@define
class ProductApi:
    """The calls on products."""

    listings: Listings
    market: Market
    readiness: Readiness

    def routes(self) -> list[Route]:
        """Return the operations on products."""
        base, edited = "/product/202309/products", "/product/202509/products/{product_id}"
        return [
            Route("POST", base, self.create, CREATE_FIELDS),
            Route("POST", f"{base}/listing_check", self.check, CREATE_FIELDS),
            Route("PUT", edited, self.edit, EDIT_FIELDS),
            Route("POST", f"{edited}/partial_edit", self.partial_edit, PARTIAL_FIELDS),
            Route("GET", f"{base}/{{product_id}}", self.get),
            Route("POST", "/product/202502/products/search", self.search, SEARCH_FIELDS),
        ]

    # --- submitting ------------------------------------------------------------------

    def create(self, call: Call) -> Json:
        """Answer Create Product; a key that was seen before brings the product it made."""
        key, body = call.body.get("idempotency_key", ""), call.body
        if len(key) > _MOST_KEY:
            raise bad_parameter(f"idempotency_key has over {_MOST_KEY} characters")
        if key in self.listings.keys:
            product = self.listings.get(self.listings.keys[key])
            return shape.created(product, product["skus"])
        draft = body.get("save_mode") == "AS_DRAFT"
        if not draft:
            self.readiness.demand()
        _refuse(self._flaws(body, draft=draft))
        skus = self._kept(body["skus"], body["category_id"], {})
        product = self.listings.create(self._content(body), skus, draft=draft)
        if key:
            self.listings.keys[key] = product["id"]
        return shape.created(product, skus)

    def edit(self, call: Call) -> Json:
        """Answer Edit Product: all content is replaced by what was sent."""
        return self._edit(self._editable(call), call.body)

    def partial_edit(self, call: Call) -> Json:
        """Answer Partial Edit Product: each top-level property that was sent is replaced whole.

        Nothing says what an empty one means; here it is as good as left out.
        """
        product = self._editable(call)
        version = product["review"] or product
        submitted = [_submitted(sku) for sku in version["skus"]]
        given = {name: value for name, value in call.body.items() if value not in ("", [], {})}
        return self._edit(product, {**version["content"], "skus": submitted, **given})

    def check(self, call: Call) -> Json:
        """Answer Check Product Listing: what creating would say, all at once."""
        found = [
            {"code": code, "message": text} for code, text in self._flaws(call.body, draft=False)
        ]
        return {"check_result": "FAILED" if found else "PASS", "fail_reasons": found}

    def _editable(self, call: Call) -> Json:
        product = self.listings.get(call.names["product_id"])
        if product["status"] not in _EDITABLE:
            raise Refused(PRODUCT_STATUS, f"A product that is {product['status']} can't be edited")
        return product

    def _edit(self, product: Json, body: Json) -> Json:
        held = product["skus"] + (product["review"] or {"skus": []})["skus"]
        existing = {sku["id"]: sku for sku in reversed(held)}
        draft = body.get("save_mode") == "AS_DRAFT"
        _refuse(self._flaws(body, draft=draft, existing=existing))
        skus = self._kept(body["skus"], body["category_id"], existing)
        self.listings.edit(product, self._content(body), skus, draft=draft)
        return {**shape.created(product, skus), "audit": {"status": product["audit"]}}

    def _flaws(
        self, body: Json, *, draft: bool, existing: dict[str, Json] | None = None
    ) -> Iterator[Flaw]:
        yield from flaws(body, self.market, draft=draft)
        yield from sku_flaws(body["skus"], body["category_id"], self.market, existing or {})

    def _kept(self, skus: list[Json], category_id: str, existing: dict[str, Json]) -> list[Json]:
        return [
            shape.kept_sku(sku, existing.get(sku.get("id", "")), category_id, self.listings)
            for sku in skus
        ]

    def _content(self, body: Json) -> Json:
        """Return what is kept of a body beside the SKUs; an unsupported size chart is not."""
        rules = self.market.categories.rules(body["category_id"])
        ignored = () if rules["size_chart"]["is_supported"] else ("size_chart",)
        return {key: one for key, one in body.items() if key not in (*_NOT_CONTENT, *ignored)}

    # --- reading -----------------------------------------------------------------------

    def get(self, call: Call) -> Json:
        """Answer Get Product: the live version, unless another one is asked for and there."""
        product = self.listings.get(call.names["product_id"])
        version = product
        if call.flag("return_under_review_version"):
            version = product["review"] or version
        if call.flag("return_draft_version"):
            version = product["draft"] or version
        return shape.full(product, version, self.market)

    def search(self, call: Call) -> Json:
        """Answer Search Products."""
        given, status = call.body, call.body.get("status", "ALL")
        if status not in _STATUSES:
            raise bad_parameter("status is invalid")
        found = self._candidates(given.get("seller_skus"))
        if status != "ALL":
            found = [one for one in found if one["status"] == status]
        if wanted := given.get("sku_ids"):
            found = [one for one in found if any(sku["id"] in wanted for sku in one["skus"])]
        if wanted := given.get("audit_status"):
            found = [one for one in found if one["audit"] in wanted]
        found = window(found, given, "create_time", "update_time")
        part, said = cut(found, call, BY_UPDATE)
        return {**said, "products": [shape.summary(one, self.market.region) for one in part]}

    def _candidates(self, seller_skus: list[str] | None) -> Sequence[Json]:
        """Return the products with one of these SKUs, or all, in the order of their updates."""
        if not seller_skus:
            return self.listings.by_update()
        pairs = [pair for sku in seller_skus for pair in self.listings.of_seller_sku(sku)]
        return sorted({one["id"]: one for one, _ in pairs}.values(), key=BY_UPDATE)


def _refuse(found: Iterator[Flaw]) -> None:
    """Refuse with the first flaw, as one error is all that the envelope holds."""
    if flaw := next(found, None):
        raise Refused(*flaw)


def _submitted(sku: Json) -> Json:
    """Return a kept SKU as one would submit it to leave it as it is."""
    optional = {key: sku[key] for key in ("identifier_code",) if sku[key]}
    kept = {key: sku[key] for key in ("id", "seller_sku", "external_sku_id", "sales_attributes")}
    return {**kept, **optional}
