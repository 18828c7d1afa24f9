"""From TikTok Shop's tokens, categories and products on the wire to the domain's nouns, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tiktok_bc_sync.clients.reading import Malformed, instant, money
from tiktok_bc_sync.clients.tiktok import wire
from tiktok_bc_sync.clients.tiktok.faults import VENDOR
from tiktok_bc_sync.errors import InvalidInput, Refused
from tiktok_bc_sync.models import (
    AttributeKind,
    Category,
    CategoryAttribute,
    CategoryFacts,
    DraftSku,
    ListedSku,
    ListingDraft,
    Money,
    RemoteListing,
    Shop,
    Token,
    Warehouse,
)

Json = dict[str, object]

# Where the category tree has seven levels; everywhere else it has three. Source: vendor.
_NEW_TREE = frozenset({"US", "ID", "MY", "PH", "SG", "TH", "VN"})
_LONGEST_KEY = 128


def category_version(region: str) -> str:
    """Return which of the vendor's two category trees a region uses."""
    return "v2" if region in _NEW_TREE else "v1"


def shop(item: wire.ShopItem) -> Shop:
    """Read an authorized shop."""
    return Shop(item.id, item.name, item.region, item.seller_type, item.cipher)


def warehouses(found: wire.Warehouses) -> list[Warehouse]:
    """Read the warehouses that stock can be kept in."""
    return [
        Warehouse(one.id, one.name, one.is_default)
        for one in found.warehouses or ()
        if one.type != "RETURN_WAREHOUSE"
    ]


def token(data: wire.TokenData) -> Token:
    """Read a token answer."""
    if not data.access_token or not data.refresh_token:
        raise Malformed("a token is empty")
    return Token(
        data.access_token,
        data.refresh_token,
        instant(data.access_token_expire_in, "access_token_expire_in"),
        instant(data.refresh_token_expire_in, "refresh_token_expire_in"),
        data.granted_scopes or (),
    )


def category(item: wire.CategoryItem) -> Category:
    """Read a category; without a word about permission the shop may sell in it."""
    available = not item.permission_statuses or "AVAILABLE" in item.permission_statuses
    return Category(item.id, item.local_name, item.parent_id, item.is_leaf, available)


def category_facts(
    item: wire.CategoryItem, attributes: wire.Attributes, rules: wire.CategoryRules
) -> CategoryFacts:
    """Put together what a category asks of a listing."""
    known = category(item)
    return CategoryFacts(
        category_id=known.id,
        leaf=known.leaf,
        available=known.available,
        attributes=tuple(_attribute(one) for one in attributes.attributes or ()),
        dimensions_required=bool(rules.package_dimension and rules.package_dimension.is_required),
        cod_supported=bool(rules.cod and rules.cod.is_supported),
    )


def _attribute(item: wire.AttributeItem) -> CategoryAttribute:
    return CategoryAttribute(
        item.id,
        item.name,
        item.type,
        item.is_requried,
        item.is_customizable,
        tuple((value.id, value.name) for value in item.values or ()),
    )


# --- listings ----------------------------------------------------------------------


def remote_listing(item: wire.ProductItem) -> RemoteListing:
    """Read a product."""
    reasons = [text for one in item.audit_failed_reasons or () for text in one.reasons or ()]
    return RemoteListing(
        item.id,
        item.title,
        item.status,
        tuple(_listed(sku) for sku in item.skus or ()),
        tuple(reasons),
    )


def _listed(sku: wire.SkuItem) -> ListedSku:
    return ListedSku(
        sku.seller_sku,
        sku.id,
        _price(sku.price),
        _price(sku.list_price),
        sum(one.quantity for one in sku.inventory) if sku.inventory is not None else None,
    )


def _price(price: wire.Price | None) -> Money | None:
    amount = price and (price.amount or price.sale_price or price.tax_exclusive_price)
    return money(amount, price.currency, "price") if price and amount else None


def product_body(
    draft: ListingDraft,
    images: Mapping[str, str],
    facts: CategoryFacts,
    region: str,
    sku_ids: Mapping[str, str] | None = None,
) -> Json:
    """Return the body that creates or edits a product; ``sku_ids`` are those that TikTok knows.

    Raises `InvalidInput` where a picture was not uploaded.
    """
    body: Json = {
        "title": draft.title,
        "description": draft.description,
        "category_id": draft.category_id,
        "category_version": category_version(region),
        "main_images": [{"uri": uri} for uri in _uploaded(draft, images)],
        "skus": [_sku_body(sku, draft, images, facts, sku_ids or {}) for sku in draft.skus],
        "is_cod_allowed": draft.cod,
        "external_product_id": draft.product_id,
    }
    if draft.attributes:
        body["product_attributes"] = [
            {"id": one, "values": [{"id": value_id} if value_id else {"name": name}]}
            for one, value_id, name in draft.attributes
        ]
    return body | _parcel_body(draft)


def _uploaded(draft: ListingDraft, images: Mapping[str, str]) -> list[str]:
    missing = [url for url in draft.images if url not in images]
    if missing:
        raise InvalidInput(
            f"The picture {missing[0][:200]} was not uploaded.",
            field="images",
            what_to_do="Upload it first, and give TikTok's name for it.",
        )
    return [images[url] for url in draft.images]


def _parcel_body(draft: ListingDraft) -> Json:
    body: Json = {"package_weight": {"value": f"{draft.weight_kg:f}", "unit": "KILOGRAM"}}
    if draft.dimensions_cm:
        sides = zip(("length", "width", "height"), draft.dimensions_cm, strict=True)
        measured = {name: f"{side:f}" for name, side in sides}
        body["package_dimensions"] = measured | {"unit": "CENTIMETER"}
    return body


def _sku_body(
    sku: DraftSku,
    draft: ListingDraft,
    images: Mapping[str, str],
    facts: CategoryFacts,
    sku_ids: Mapping[str, str],
) -> Json:
    body: Json = {
        "seller_sku": sku.sku,
        "external_sku_id": sku.variant_id,
        "price": price_body(sku.price),
        "inventory": [{"warehouse_id": draft.warehouse_id, "quantity": sku.stock}],
        "sales_attributes": [
            _sales_attribute(name, value, facts, images.get(sku.image_url, "") if not index else "")
            for index, (name, value) in enumerate(sku.values)
        ],
    }
    if sku.sku in sku_ids:
        body["id"] = sku_ids[sku.sku]
    if sku.list_price:
        body["list_price"] = price_body(sku.list_price)
    if sku.gtin:
        body["identifier_code"] = {"code": sku.gtin, "type": sku.gtin_type}
    return body


def price_body(price: Money) -> Json:
    """Return a price as the vendor takes it: with the currency's own decimals."""
    return {
        "amount": f"{price.rounded().amount:f}",
        "currency": price.currency,
    }


def _sales_attribute(name: str, value: str, facts: CategoryFacts, image: str) -> Json:
    """Name an attribute and its value by id where TikTok has one, else by name."""
    known = next(
        (one for one in facts.attributes if one.kind == AttributeKind.SALES and one.name == name),
        None,
    )
    body: Json = {"id": known.id} if known else {"name": name}
    value_id = next((one for one, text in (known.values if known else ()) if text == value), "")
    body |= {"value_id": value_id} if value_id else {"value_name": value}
    return body | ({"sku_img": {"uri": image}} if image else {})


def inventory_body(skus: Sequence[ListedSku], warehouse_id: str) -> Json:
    """Return the body that sets stock."""
    return {
        "skus": [
            {
                "id": sku.sku_id,
                "inventory": [{"warehouse_id": warehouse_id, "quantity": sku.stock}],
            }
            for sku in skus
            if sku.stock is not None  # unknown is not sold out
        ]
    }


def prices_body(skus: Sequence[ListedSku]) -> Json:
    """Return the body that sets prices."""
    return {"skus": [_price_change(sku) for sku in skus if sku.price]}


def _price_change(sku: ListedSku) -> Json:
    body: Json = {"id": sku.sku_id}
    if sku.price:
        body["price"] = price_body(sku.price)
    if sku.list_price:
        body["list_price"] = price_body(sku.list_price)
    return body


def keyed(body: Json, idempotency_key: str) -> Json:
    """Return the body that may be sent again without making a second product."""
    if not 0 < len(idempotency_key) <= _LONGEST_KEY:
        raise InvalidInput(
            f"The idempotency key must have 1 to {_LONGEST_KEY} characters.",
            field="idempotency_key",
        )
    return body | {"idempotency_key": idempotency_key}


def made(created: wire.Created, draft: ListingDraft, listing_id: str = "") -> RemoteListing:
    """Read a created or edited product; TikTok tells its ids, the rest is the draft's."""
    if not (created.product_id or listing_id):
        raise Malformed("product_id is missing")
    ids = {one.seller_sku: one.id for one in created.skus or ()}
    skus = tuple(ListedSku(one.sku, ids.get(one.sku, "")) for one in draft.skus)
    return RemoteListing(created.product_id or listing_id, draft.title, "PENDING", skus)


def refusal(error: wire.UpdateError, request_id: str) -> Refused:
    """Return the error that an answer names for one entity of a call that worked as a whole."""
    detail = error.detail or wire.ErrorDetail()
    ids = (detail.sku_id, detail.order_id, detail.package_id, detail.product_id)
    which = next((f" ({one})" for one in ids if one), "")
    return Refused(
        f"{VENDOR}: {(error.message or 'no message')[:500]}{which}.",
        vendor=VENDOR,
        status=200,
        vendor_code=str(error.code),
        request_id=request_id,
    )


def given(**texts: str) -> None:
    """Raise `InvalidInput` naming the first text that is empty."""
    for name, text in texts.items():
        if not text:
            raise InvalidInput(f"{name} is missing.", field=name, what_to_do="Give it.")
