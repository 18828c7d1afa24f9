"""From TikTok Shop's tokens and shops on the wire to the domain's nouns, and what all bodies share."""

from __future__ import annotations

from collections.abc import Sequence

from tiktok_bc_sync.clients.reading import Malformed, instant
from tiktok_bc_sync.clients.tiktok.wire import envelope as wire
from tiktok_bc_sync.clients.tiktok.wire.faults import VENDOR
from tiktok_bc_sync.clients.tiktok.wire.limits import EUROPEAN_UNION
from tiktok_bc_sync.errors import InvalidInput, Refused
from tiktok_bc_sync.models import Money, Shop, Token, Warehouse

Json = dict[str, object]

# Where the category tree has seven levels; everywhere else it has three. Source: vendor.
_NEW_TREE = frozenset({"US", "ID", "MY", "PH", "SG", "TH", "VN"})


def category_version(region: str) -> str:
    """Return which of the vendor's two category trees a region uses."""
    return "v2" if region in _NEW_TREE else "v1"


def advice_version(region: str) -> str:
    """Return which of the trees a region's recommendations are made from. Source: vendor."""
    return "v2" if region in EUROPEAN_UNION else category_version(region)


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


def price_body(price: Money) -> Json:
    """Return a price as the vendor takes it: with the currency's own decimals."""
    return {
        "amount": f"{price.rounded().amount:f}",
        "currency": price.currency,
    }


def units_body(
    units: int, at_warehouses: Sequence[tuple[str, int]], warehouse_id: str
) -> list[Json]:
    """Return where a SKU's units are: in some warehouses or, without those, all in the one named."""
    return [
        {"warehouse_id": one, "quantity": count}
        for one, count in at_warehouses or ((warehouse_id, units),)
    ]


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
