"""Stock and locations: from the wire to the domain's nouns, and the bodies that change stock."""

from __future__ import annotations

from collections.abc import Sequence

from tiktok_bc_sync.clients.bigcommerce.domain.asking import given, number
from tiktok_bc_sync.clients.bigcommerce.domain.nouns import Json
from tiktok_bc_sync.clients.bigcommerce.wire import stock as wire
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import Address, StockChange, StockItem, StockLevel, StoreLocation


def location(item: wire.LocationItem) -> StoreLocation:
    """Read a location."""
    return StoreLocation(
        id=str(item.id),
        code=item.code or "",
        name=item.label or "",
        type=item.type_id or "",
        enabled=item.enabled is not False,
        address=_address(item.address) if item.address else Address(),
    )


def _address(item: wire.PlaceAddress) -> Address:
    return Address(
        phone=item.phone or "",
        lines=tuple(line for line in (item.address1, item.address2) if line),
        city=item.city or "",
        state=item.state or "",
        postal_code=item.zip or "",
        country=item.country_code or "",
    )


def stock_item(item: wire.CountedItem) -> StockItem:
    """Read an item of stock."""
    return StockItem(
        sku=item.identity.sku or "",
        variant_id=str(item.identity.variant_id or ""),
        product_id=str(item.identity.product_id or ""),
        levels=tuple(_level(one) for one in item.locations or ()),
    )


def _level(item: wire.LevelItem) -> StockLevel:
    settings = item.settings or wire.StockSettings()
    return StockLevel(
        location_id=str(item.location_id),
        on_hand=item.total_inventory_onhand or 0,
        available=item.available_to_sell or 0,
        safety_stock=settings.safety_stock or 0,
        warning_level=settings.warning_level or 0,
        location_enabled=item.location_enabled is not False,
    )


def stock_body(wanted: Sequence[StockChange], reason: str) -> Json:
    """Return the body that sets or adds stock."""
    return {**given({"reason": reason}), "items": [_change(one) for one in wanted]}


def _change(one: StockChange) -> Json:
    ids = {"variant_id": one.variant_id, "product_id": one.product_id}
    which: Json = {name: number(text, name) for name, text in ids.items() if text}
    which |= given({"sku": one.sku})
    if len(which) != 1:
        raise InvalidInput(
            "An item of stock is named in one way, not in none or several.",
            field="variant_id",
            what_to_do="Give its variant id, its SKU or its product id.",
        )
    place = number(one.location_id, "location_id")
    return {"location_id": place, **which, "quantity": one.quantity}
