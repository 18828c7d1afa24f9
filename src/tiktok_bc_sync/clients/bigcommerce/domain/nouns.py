"""From BigCommerce's wire to the domain's nouns and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from functools import lru_cache

from tiktok_bc_sync.clients.bigcommerce.wire import answers as wire
from tiktok_bc_sync.clients.reading import Malformed, decimal
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import (
    Address,
    Dimensions,
    Image,
    OptionValue,
    OrderDraft,
    OrderDraftLine,
    Product,
    Shipment,
    Store,
    StoreOrder,
    StoreOrderLine,
    Variant,
)

Json = dict[str, object]

# Set on every order that we make, so that no other app's ids are taken for ours.
EXTERNAL_SOURCE = "TikTok Shop"

_ZERO = Decimal(0)
_UNSAID = Dimensions()

_WEIGHT_UNITS = {
    "LBS": "lb",
    "POUNDS": "lb",
    "OUNCES": "oz",
    "KGS": "kg",
    "GRAMS": "g",
    "TONNES": "t",
}
_LENGTH_UNITS = {"INCHES": "in", "CENTIMETERS": "cm"}


def store(store_hash: str, info: wire.StoreInfo, currencies: Iterable[wire.CurrencyItem]) -> Store:
    """Put together what prices and parcels depend on."""
    rates = tuple(
        (one.currency_code, decimal(one.currency_exchange_rate, "currency_exchange_rate"))
        for one in currencies
        if one.currency_exchange_rate and not one.is_default
    )
    return Store(
        hash=store_hash,
        name=info.name,
        currency=info.currency,
        weight_unit=_unit(_WEIGHT_UNITS, info.weight_units, "weight_units"),
        length_unit=_unit(_LENGTH_UNITS, info.dimension_units, "dimension_units"),
        rates=rates,
    )


def _unit(known: Mapping[str, str], word: str, name: str) -> str:
    """Return our word for a unit; a guess would make every parcel wrong."""
    try:
        return known[word.upper()]
    except KeyError:
        raise Malformed(f"{name} is {word[:40]!r}, which is no known unit") from None


def category_paths(items: Iterable[wire.CategoryItem]) -> dict[int, str]:
    """Return each category's full path, as in ``Home > Lamps``; loops in the data end where they close."""
    known = {one.category_id: one for one in items}

    def path(category_id: int) -> str:
        names: list[str] = []
        seen: set[int] = set()
        while category_id in known and category_id not in seen:
            seen.add(category_id)
            names.append(known[category_id].name)
            category_id = known[category_id].parent_id
        return " > ".join(reversed(names))

    return {category_id: path(category_id) for category_id in known}


def product(
    item: wire.ProductItem, brands: Mapping[int, str], categories: Mapping[int, str]
) -> Product:
    """Read a product with its variants; what a variant leaves open comes from the product."""
    price = decimal(item.price or _ZERO, "price")
    sale_price = decimal(item.sale_price, "sale_price") if item.sale_price else None
    dimensions = _dimensions(item, _UNSAID)
    return Product(
        id=str(item.id),
        title=item.name,
        variants=tuple(
            [_variant(one, item, price, sale_price, dimensions) for one in item.variants or ()]
        ),
        description=item.description or "",
        brand=brands.get(item.brand_id or 0, ""),
        categories=tuple([categories[one] for one in item.categories or () if one in categories]),
        images=_images(item.images or ()),
        custom_fields=tuple([(one.name, one.value or "") for one in item.custom_fields or ()]),
        dimensions=dimensions,
        gtin=item.gtin or item.upc or "",
        warranty=item.warranty or "",
        visible=bool(item.is_visible),
        modified_at=_iso(item.date_modified),
    )


def _images(items: Sequence[wire.ImageItem]) -> tuple[Image, ...]:
    """Read the pictures, the one that stands for the product first."""
    ordered = sorted(items, key=_place) if len(items) > 1 else items
    urls = [(one.url_zoom or one.url_standard, one.description or "") for one in ordered]
    return tuple([Image(url, description) for url, description in urls if url])


def _place(image: wire.ImageItem) -> tuple[bool, int]:
    return not image.is_thumbnail, image.sort_order or 0


def _variant(
    item: wire.VariantItem,
    parent: wire.ProductItem,
    price: Decimal,
    sale_price: Decimal | None,
    dimensions: Dimensions,
) -> Variant:
    """Read a variant; what it leaves open is its product's: prices, sizes and, if simple, the codes.

    A page is mostly variants and its time is mostly spent here, hence arguments by place.
    """
    chosen, tracking, stock = item.option_values, parent.inventory_tracking, None
    if item.price is not None:
        price = decimal(item.price, "price")
    if item.sale_price is not None:  # 0 stands for "no sale price"
        sale_price = decimal(item.sale_price, "sale_price") if item.sale_price else None
    if item.weight or item.depth or item.width or item.height:
        dimensions = _dimensions(item, dimensions)
    if tracking == "variant":
        stock = item.inventory_level or 0
    elif tracking == "product":
        stock = parent.inventory_level or 0
    return Variant(
        str(item.id),
        item.sku or ("" if chosen else parent.sku or ""),
        price,
        sale_price,
        stock,
        _options(chosen) if chosen else (),
        item.image_url or "",
        item.gtin or item.upc or ("" if chosen else parent.gtin or parent.upc or ""),
        dimensions,
        not item.purchasing_disabled,
    )


@lru_cache(maxsize=4_096)
def _options(chosen: tuple[wire.OptionValueItem, ...]) -> tuple[OptionValue, ...]:
    """Read what makes a variant. One choice of size and colour recurs in many products, which share it."""
    return tuple(OptionValue(one.option_display_name, one.label) for one in chosen)


def _dimensions(item: wire.ProductItem | wire.VariantItem, base: Dimensions) -> Dimensions:
    """Read weight and sides; null and 0 mean that nobody said."""
    return Dimensions(
        decimal(item.weight, "weight") if item.weight else base.weight,
        decimal(item.depth, "depth") if item.depth else base.length,
        decimal(item.width, "width") if item.width else base.width,
        decimal(item.height, "height") if item.height else base.height,
    )


def _iso(text: str | None) -> datetime | None:
    """Read a time; what can't be read is taken for none, as it only tells when to look again."""
    try:
        return _utc(datetime.fromisoformat(text)) if text else None
    except (ValueError, OverflowError):
        return None


def maybe_decimal(value: Decimal | None, name: str) -> Decimal | None:
    """Return an amount where there is one."""
    return None if value is None else decimal(value, name)


def moment(text: str | None) -> datetime | None:
    """Read a time as v2 writes it, or as v3 does."""
    try:
        return _utc(parsedate_to_datetime(text)) if text else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return _iso(text)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is UTC:
        return moment
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


# --- orders ------------------------------------------------------------------------


def store_order(item: wire.OrderItem, lines: Sequence[wire.OrderLineItem] = ()) -> StoreOrder:
    """Read an order."""
    return StoreOrder(
        id=str(item.id),
        status_id=item.status_id,
        external_id=item.external_order_id or item.external_id or "",
        total=decimal(item.total_inc_tax, "total_inc_tax"),
        currency=item.currency_code or "",
        updated_at=moment(item.date_modified),
        lines=tuple(
            StoreOrderLine(
                str(one.id),
                str(one.product_id or ""),
                str(one.variant_id or ""),
                one.sku or "",
                one.quantity,
            )
            for one in lines
        ),
    )


def shipment(item: wire.ShipmentItem) -> Shipment:
    """Read a shipment; the carrier is whichever of its names is given."""
    return Shipment(
        id=str(item.id),
        order_id=str(item.order_id),
        carrier=item.tracking_carrier or item.shipping_provider or item.shipping_method or "",
        tracking_number=item.tracking_number or "",
        items=tuple((str(one.order_product_id), one.quantity) for one in item.items or ()),
    )


def is_ours(item: wire.OrderItem, external_id: str) -> bool:
    """Whether an order was made by us from another system's order of that id.

    Another app may use the same id under its own name. An order that names no source counts: what was
    taken for another's would be made twice.
    """
    return item.external_order_id == external_id and item.external_source in (
        None,
        "",
        EXTERNAL_SOURCE,
    )


def order_body(draft: OrderDraft) -> Json:
    """Return the body that creates an order.

    Every amount is given, so that nothing is computed anew, unless the store is to compute its tax.
    Raises `InvalidInput` for a customer who is no number.
    """
    address = address_body(draft.address, draft.email)
    return {
        "status_id": int(draft.status),
        "external_source": EXTERNAL_SOURCE,
        "external_order_id": draft.external_id,
        "default_currency_code": draft.currency,
        "billing_address": address,
        "shipping_addresses": [address | {"shipping_method": draft.shipping_method}],
        "products": [_line(one, with_tax=not draft.store_computes_tax) for one in draft.lines],
        **_amounts(draft),
        "payment_method": draft.payment_method,
        "customer_message": draft.customer_note,
        "staff_notes": draft.staff_note,
        **_ids({"customer_id": draft.customer_id}),
    }


def _amounts(draft: OrderDraft) -> Json:
    """Return the amounts; without those with tax, and without totals, the store works them out."""
    untaxed: Json = {
        "subtotal_ex_tax": _amount(draft.subtotal_ex_tax),
        "base_shipping_cost": _amount(draft.shipping_ex_tax),
        "shipping_cost_ex_tax": _amount(draft.shipping_ex_tax),
        "base_handling_cost": _amount(draft.handling),
        "handling_cost_ex_tax": _amount(draft.handling),
        "discount_amount": _amount(draft.discount),
    }
    if draft.store_computes_tax:
        return untaxed
    return untaxed | {
        "subtotal_inc_tax": _amount(draft.subtotal),
        "base_shipping_cost": _amount(draft.shipping),
        "shipping_cost_inc_tax": _amount(draft.shipping),
        "handling_cost_inc_tax": _amount(draft.handling),
        "total_inc_tax": _amount(draft.total),
        "total_ex_tax": _amount(draft.total_ex_tax),
    }


def _amount(value: Decimal) -> str:
    return f"{value:.4f}"


def _number(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.0001"))


def _line(line: OrderDraftLine, *, with_tax: bool) -> Json:
    # A line of its own words needs both prices.
    taxed = {"price_inc_tax": _number(line.price)} if with_tax or not line.product_id else {}
    return _which(line) | {
        "name": line.title,
        "quantity": line.quantity,
        **taxed,
        "price_ex_tax": _number(line.price_ex_tax),
    }


def _which(line: OrderDraftLine) -> Json:
    """Name the variant; a line without a product is one of its own words, price and SKU."""
    found = _ids({"product_id": line.product_id, "variant_id": line.variant_id})
    return found or ({"sku": line.sku} if line.sku else {})


def _ids(ids: Mapping[str, str]) -> Json:
    """Return the ids that are given, as numbers."""
    for name, text in ids.items():
        if text and not (text.isascii() and text.isdecimal()):
            raise InvalidInput(f"{text[:80]!r} is no {name} of BigCommerce.", field=name)
    return {name: int(text) for name, text in ids.items() if text}


def address_body(address: Address, email: str) -> Json:
    """Return an address as orders carry it."""
    first, _, last = address.name.partition(" ")
    return {
        "first_name": first,
        "last_name": last,
        "street_1": address.lines[0] if address.lines else "",
        "street_2": ", ".join(address.lines[1:]),
        "city": address.city,
        "state": address.state,
        "zip": address.postal_code,
        "country_iso2": address.country,
        "phone": address.phone,
        "email": email,
    }
