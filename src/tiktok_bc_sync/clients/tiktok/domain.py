"""From TikTok Shop's wire to the domain's nouns and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from tiktok_bc_sync.clients.tiktok import wire
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import (
    Address,
    AttributeKind,
    Category,
    CategoryAttribute,
    CategoryFacts,
    DraftSku,
    Fulfiller,
    ListedSku,
    ListingDraft,
    Money,
    Order,
    OrderAmounts,
    OrderLine,
    RemoteListing,
    Return,
    ReturnLine,
    Token,
)
from tiktok_bc_sync.models.money import minor_digits

Json = dict[str, object]


def moment(seconds: int) -> datetime:
    """Return Unix seconds as a time."""
    return datetime.fromtimestamp(seconds, UTC)


def _maybe(seconds: int) -> datetime | None:
    return moment(seconds) if seconds else None


def token(data: wire.TokenData) -> Token:
    """Read a token answer."""
    return Token(
        data.access_token,
        data.refresh_token,
        moment(data.access_token_expire_in),
        moment(data.refresh_token_expire_in),
        data.granted_scopes,
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
        attributes=tuple(_attribute(one) for one in attributes.attributes),
        dimensions_required=rules.package_dimension.is_required,
        cod_supported=rules.cod.is_supported,
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
    return Money(amount, price.currency) if price and amount else None


def product_body(
    draft: ListingDraft,
    images: Mapping[str, str],
    facts: CategoryFacts,
    sku_ids: Mapping[str, str] | None = None,
) -> Json:
    """Return the body that creates or edits a product; ``sku_ids`` are those that TikTok knows."""
    body: Json = {
        "title": draft.title,
        "description": draft.description,
        "category_id": draft.category_id,
        "main_images": [{"uri": images[url]} for url in draft.images],
        "skus": [_sku_body(sku, draft, images, facts, sku_ids or {}) for sku in draft.skus],
        "package_weight": {"value": f"{draft.weight_kg:f}", "unit": "KILOGRAM"},
        "is_cod_allowed": draft.cod,
        "external_product_id": draft.product_id,
    }
    if draft.dimensions_cm:
        sides = zip(("length", "width", "height"), draft.dimensions_cm, strict=True)
        body["package_dimensions"] = {name: f"{side:f}" for name, side in sides} | {
            "unit": "CENTIMETER"
        }
    if draft.attributes:
        body["product_attributes"] = [
            {"id": one, "values": [{"id": value_id} if value_id else {"name": name}]}
            for one, value_id, name in draft.attributes
        ]
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
        "amount": f"{price.amount:.{minor_digits(price.currency)}f}",
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


# --- orders and returns ------------------------------------------------------------


def order(item: wire.OrderItem) -> Order:
    """Read an order. Raises `InvalidInput` where an amount is no number."""
    currency = item.payment.currency
    return Order(
        id=item.id,
        vendor_status=item.status,
        created_at=moment(item.create_time),
        updated_at=moment(item.update_time or item.create_time),
        amounts=_amounts(item.payment),
        lines=tuple(_line(line, currency) for line in item.line_items or ()),
        address=_address(item.recipient_address or wire.AddressItem()),
        email=item.buyer_email,
        buyer_id=item.user_id,
        note=item.buyer_message,
        fulfilled_by=_fulfiller(item.fulfillment_type),
        shipping_type=item.shipping_type,
        delivery_option_id=item.delivery_option_id,
        delivery_option=item.delivery_option_name,
        warehouse_id=item.warehouse_id,
        payment_method=item.payment_method_name,
        cancel_reason=item.cancel_reason,
        cod=item.is_cod,
        sample=item.is_sample_order,
        on_hold=item.is_on_hold_order,
        paid_at=_maybe(item.paid_time),
    )


def _fulfiller(word: str) -> Fulfiller:
    return Fulfiller.PLATFORM if word == "FULFILLMENT_BY_TIKTOK" else Fulfiller.MERCHANT


def _money(amount: str, currency: str) -> Money:
    try:
        return Money(amount or "0", currency)
    except ValueError as error:
        raise InvalidInput(
            f"TikTok Shop gives an amount that is no number: {amount[:40]!r}."
        ) from error


def _amounts(payment: wire.Payment) -> OrderAmounts:
    currency = payment.currency
    return OrderAmounts(
        subtotal=_money(payment.sub_total, currency),
        shipping=_money(payment.shipping_fee, currency),
        tax=_money(payment.tax, currency),
        seller_discount=_money(payment.seller_discount, currency),
        platform_discount=_money(payment.platform_discount, currency),
        total=_money(payment.total_amount, currency),
    )


def _line(item: wire.LineItem, currency: str) -> OrderLine:
    tax = sum(
        (_money(one.tax_amount, currency) for one in item.item_tax or ()), Money.zero(currency)
    )
    return OrderLine(
        id=item.id,
        sku=item.seller_sku,
        sku_id=item.sku_id,
        product_id=item.product_id,
        title=item.product_name,
        price=_money(item.sale_price, currency),
        original_price=_money(item.original_price, currency),
        seller_discount=_money(item.seller_discount, currency),
        platform_discount=_money(item.platform_discount, currency),
        tax=tax,
        status=item.display_status,
        gift=item.is_gift,
        package_id=item.package_id,
    )


def _address(item: wire.AddressItem) -> Address:
    lines = (item.address_line1, item.address_line2, item.address_line3, item.address_line4)
    given = tuple(line for line in lines if line) or tuple(
        line for line in (item.address_detail or item.full_address,) if line
    )
    levels = [one.address_name for one in item.district_info or ()]
    return Address(
        name=item.name,
        phone=item.phone_number,
        lines=given,
        city=item.post_town or (levels[-1] if levels else ""),
        state=levels[1] if len(levels) > 1 else "",
        postal_code=item.postal_code,
        country=item.region_code,
    )


def returned(item: wire.ReturnItem) -> Return:
    """Read a return."""
    currency = item.refund_amount.currency if item.refund_amount else ""
    deadlines = [one.deadline for one in item.seller_next_action_response or () if one.deadline]
    return Return(
        id=item.return_id,
        order_id=item.order_id,
        type=item.return_type,
        vendor_status=item.return_status,
        reason=item.return_reason_text or item.return_reason,
        refund=_refund(item.refund_amount, currency),
        lines=tuple(
            ReturnLine(
                one.return_line_item_id,
                one.order_line_item_id,
                one.seller_sku,
                _refund(one.refund_amount, currency),
            )
            for one in item.return_line_items or ()
        ),
        arbitration_status=item.arbitration_status,
        tracking_number=item.return_tracking_number,
        created_at=_maybe(item.create_time),
        updated_at=_maybe(item.update_time),
        respond_by=_maybe(min(deadlines, default=0)),
    )


def _refund(amount: wire.RefundAmount | None, currency: str) -> Money:
    return _money(amount.refund_total, amount.currency) if amount else Money.zero(currency)


def inventory_body(skus: Sequence[ListedSku], warehouse_id: str) -> Json:
    """Return the body that sets stock."""
    return {
        "skus": [
            {
                "id": sku.sku_id,
                "inventory": [{"warehouse_id": warehouse_id, "quantity": sku.stock or 0}],
            }
            for sku in skus
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
