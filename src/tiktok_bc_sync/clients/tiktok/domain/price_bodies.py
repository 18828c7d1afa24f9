"""The bodies that set prices and units of TikTok Shop's SKUs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tiktok_bc_sync.clients.tiktok.domain.shops import Json, given, price_body, units_body
from tiktok_bc_sync.clients.tiktok.wire.asking import positive
from tiktok_bc_sync.clients.tiktok.wire.limits import within
from tiktok_bc_sync.clients.times import aware
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import ListedSku, Money, PriceProof

_MOST_UNITS = 99_999
_LOWEST, _HIGHEST = Decimal("0.01"), Decimal(7600)


def inventory_body(skus: Sequence[ListedSku], warehouse_id: str) -> Json:
    """Return the body that sets stock; a SKU without warehouses of its own is kept in the one named.

    Raises `InvalidInput` for units that the vendor doesn't take.
    """
    _check_units(skus)
    return {
        "skus": [
            {"id": sku.sku_id, "inventory": units_body(sku.stock, sku.at_warehouses, warehouse_id)}
            for sku in skus
            if sku.stock is not None  # unknown is not sold out
        ]
    }


def _check_units(skus: Sequence[ListedSku]) -> None:
    for sku in skus:
        for _, units in sku.at_warehouses or (("", sku.stock or 0),):
            within("stock", units, 0, _MOST_UNITS)


def prices_body(skus: Sequence[ListedSku]) -> Json:
    """Return the body that sets prices. Raises `InvalidInput` for one that is not above zero."""
    return {"skus": [_price_change(sku) for sku in skus if sku.price is not None]}


def _price_change(sku: ListedSku) -> Json:
    body: Json = {"id": sku.sku_id, "price": price_body(positive(sku.price, "price"))}
    if sku.list_price:
        body["list_price"] = price_body(sku.list_price)
    return body


def proof_body(proof: PriceProof) -> Json:
    """Return what proves the price of one SKU. Raises `InvalidInput` naming what is wrong."""
    given(variant_id=proof.variant_id)
    sold = _dollars("sold", proof.sold)
    sold["transaction_time"] = aware(proof.sold_at, "sold_at").isoformat()
    if proof.picture:
        sold["image"] = {"uri": proof.picture}
    return {
        "id": proof.sku_id,
        "external_sku_id": proof.variant_id,
        "external_retail_price": _dollars("retail", proof.retail),
        "external_transaction_price": sold,
    }


def _dollars(name: str, price: Money) -> Json:
    amount = positive(price, name).amount
    if price.currency != "USD" or not _LOWEST <= amount <= _HIGHEST:
        raise InvalidInput(
            f"{name} must be {_LOWEST} to {_HIGHEST} US dollars.",
            field=name,
            what_to_do="The vendor proves no other prices.",
        )
    return price_body(price)
