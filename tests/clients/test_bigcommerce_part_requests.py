"""What the calls about a store's parts ask of BigCommerce, and what they refuse to ask."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

import httpx
import pytest
from attrs import evolve

from tests.clients.bigcommerce_calls import (
    DRAFT,
    NOTE,
    PARTS,
    TABLE,
    VARIANT,
    data,
)
from tests.clients.fakes import Vendor, all_of, async_store, bare, everything, store_client
from tests.clients.test_bigcommerce_requests import Asked, check, faults_of
from tiktok_bc_sync.clients import BigCommerce
from tiktok_bc_sync.errors import InvalidInput, RemoteNotFound, Unavailable
from tiktok_bc_sync.models import (
    MetafieldOwner,
    PriceRecord,
    RefundItem,
    RefundPayment,
    ShipmentDraft,
    StockChange,
    VariantChange,
)


@pytest.mark.parametrize("wanted", TABLE, ids=lambda one: one.call)
def test_blocking_call_asks_for_this(wanted: Asked) -> None:
    vendor = Vendor(wanted.answers)
    everything(getattr(store_client(vendor), wanted.call)(*wanted.args, **wanted.kwargs))
    check(vendor.requests, wanted)


@pytest.mark.anyio
@pytest.mark.parametrize("wanted", TABLE, ids=lambda one: one.call)
async def test_awaited_call_asks_for_the_same(wanted: Asked) -> None:
    vendor = Vendor(wanted.answers)
    await all_of(getattr(async_store(vendor), wanted.call)(*wanted.args, **wanted.kwargs))
    check(vendor.requests, wanted)


@pytest.mark.parametrize("wanted", TABLE, ids=lambda one: one.call)
def test_request_keeps_to_the_vendors_files(wanted: Asked) -> None:
    assert faults_of(wanted.sent) == []


# --- refused before anything is sent -----------------------------------------------

FLOAT = cast("Decimal", 9.99)
REFUSED: list[tuple[str, tuple[object, ...], dict[str, Any], str]] = [
    ("product", ("",), {}, "product_id"),
    ("products", (), {"ids": [str(one) for one in range(251)]}, "ids"),
    ("products", (), {"ids": ["77,78"]}, "ids"),
    ("create_product", (evolve(DRAFT, title=" "),), {}, "title"),
    ("create_product", (evolve(DRAFT, price=FLOAT),), {}, "price"),
    ("create_product", (evolve(DRAFT, weight=Decimal("NaN")),), {}, "weight"),
    ("create_product", (evolve(DRAFT, brand_id="Sagaform"),), {}, "brand_id"),
    ("create_product", (evolve(DRAFT, category_ids=("",)),), {}, "category_ids"),
    ("update_product", ("77", {}), {}, "change"),
    ("delete_product", ("77/images",), {}, "product_id"),
    ("variants", (), {"product_ids": [""]}, "product_ids"),
    ("update_variants", ([VariantChange("7701")],), {}, "changes"),
    ("update_variants", ([VariantChange("x", stock=1)],), {}, "id"),
    ("update_variants", ([VariantChange("7701", price=FLOAT)],), {}, "price"),
    ("update_variants", ([VariantChange("7701", sale_price=FLOAT)],), {}, "sale_price"),
    ("update_variant_stock", ({"": 1},), {}, "id"),
    ("add_product_image", ("77", ""), {}, "url"),
    ("create_custom_field", ("77", "", "Wool"), {}, "name"),
    ("create_custom_field", ("77", "Cloth", ""), {}, "value"),
    ("set_metafield", (MetafieldOwner.order(""), NOTE), {}, "order_id"),
    ("set_metafield", (MetafieldOwner.variant("", "1"), NOTE), {}, "product_id"),
    ("set_metafield", (MetafieldOwner.order("5"), evolve(NOTE, key="")), {}, "key"),
    ("set_metafield", (MetafieldOwner.order("5"), evolve(NOTE, namespace="")), {}, "namespace"),
    ("set_metafield", (MetafieldOwner.order("5"), evolve(NOTE, value="")), {}, "value"),
    ("find_brand", ("",), {}, "name"),
    ("create_brand", ("",), {}, "name"),
    ("location", ("",), {}, "location_id"),
    ("set_stock", ([StockChange("1", 5)],), {}, "variant_id"),
    ("set_stock", ([StockChange("1", 5, variant_id="1", sku="A")],), {}, "variant_id"),
    ("set_stock", ([StockChange("", 5, sku="A")],), {}, "location_id"),
    ("adjust_stock", ([],), {}, "changes"),
    ("adjust_stock", ([StockChange("1", 5, sku="A")] * 2_001,), {}, "changes"),
    ("set_price_records", ("2", [PriceRecord("1", "", Decimal(1))]), {}, "currency"),
    ("set_price_records", ("2", [PriceRecord("1", "GBP")]), {}, "price"),
    ("set_price_records", ("2", [PriceRecord("1", "GBP", FLOAT)]), {}, "price"),
    ("archive_order", ("",), {}, "order_id"),
    ("create_shipment", ("5", ShipmentDraft("3", ())), {}, "items"),
    ("create_shipment", ("5", ShipmentDraft("3", (("1", 0),))), {}, "items"),
    ("create_shipment", ("5", ShipmentDraft("", (("1", 1),))), {}, "address_id"),
    ("create_shipment", ("5", ShipmentDraft("3", (("x", 1),))), {}, "items"),
    ("update_shipment", ("5", "1"), {}, "change"),
    ("quote_refund", ("5", []), {}, "items"),
    ("quote_refund", ("5", [RefundItem("PRODUCT", "1")]), {}, "quantity"),
    ("quote_refund", ("5", [RefundItem("PRODUCT", "1", 1, Decimal(1))]), {}, "quantity"),
    ("quote_refund", ("5", [RefundItem.of_order("5", FLOAT)]), {}, "amount"),
    ("create_refund", ("5", PARTS, []), {}, "payments"),
    ("create_refund", ("5", PARTS, [RefundPayment("custom", FLOAT)]), {}, "amount"),
    ("subscribe", ("", "https://x"), {"headers": {"A": "b"}}, "event"),
    ("subscribe", ("store/order/*", "http://x"), {"headers": {"A": "b"}}, "address"),
    ("subscribe", ("store/order/*", "https://x"), {"headers": {}}, "headers"),
    ("update_subscription", ("4",), {}, "change"),
    ("update_subscription", ("4",), {"address": "ftp://x"}, "address"),
    ("unsubscribe", ("",), {}, "webhook_id"),
]


@pytest.mark.parametrize(
    ("call", "args", "kwargs", "field"),
    REFUSED,
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_makes_no_sense_is_refused_before_it_is_sent(
    call: str, args: tuple[object, ...], kwargs: dict[str, Any], field: str
) -> None:
    vendor = Vendor()
    with pytest.raises(InvalidInput) as refused:
        everything(getattr(store_client(vendor), call)(*args, **kwargs))
    assert refused.value.field == field
    assert vendor.requests == []


# --- cut, repeated or not ------------------------------------------------------------


def test_long_lists_go_in_several_requests() -> None:
    vendor = Vendor([data([VARIANT])])
    store_client(vendor).update_variant_stock({str(one): 1 for one in range(1, 102)})
    assert [len(json.loads(one.content)) for one in vendor.requests] == [50, 50, 1]

    vendor = Vendor([bare({"transaction_id": "t"})])
    changes = [StockChange("1", 1, sku="A")] * 2_001
    assert store_client(vendor).set_stock(changes) == ("t", "t")
    assert [len(json.loads(one.content)["items"]) for one in vendor.requests] == [2_000, 1]

    vendor = Vendor([data({})])
    store_client(vendor).set_price_records("2", [PriceRecord("1", "GBP", Decimal(1))] * 1_001)
    assert [len(json.loads(one.content)) for one in vendor.requests] == [1_000, 1]


def test_nothing_to_do_asks_for_nothing() -> None:
    vendor = Vendor()
    client = store_client(vendor)
    assert client.update_variants([]) == []
    assert client.set_stock([]) == ()
    client.set_price_records("2", [])
    assert vendor.requests == []


NOT_REPEATED = {
    "create_product",
    "add_product_image",
    "create_custom_field",
    "create_brand",
    "adjust_stock",
    "create_shipment",
    "create_refund",
    "subscribe",
}


@pytest.mark.parametrize("wanted", TABLE, ids=lambda one: one.call)
def test_only_what_would_happen_twice_is_not_repeated(wanted: Asked) -> None:
    vendor = Vendor([httpx.ReadTimeout("no"), *wanted.answers])
    call = getattr(store_client(vendor), wanted.call)
    if wanted.call in NOT_REPEATED:
        with pytest.raises(Unavailable):
            everything(call(*wanted.args, **wanted.kwargs))
        assert len(vendor.requests) == 1
    else:
        everything(call(*wanted.args, **wanted.kwargs))
        assert len(vendor.requests) == len(wanted.sent) + 1


def test_making_a_metafield_is_not_repeated() -> None:
    vendor = Vendor(
        [bare({"data": [], "meta": _ONE_PAGE}), httpx.ReadTimeout("no"), data({"id": 1})]
    )
    with pytest.raises(Unavailable):
        store_client(vendor).set_metafield(MetafieldOwner.order("5"), NOTE)
    assert [one.method for one in vendor.requests] == ["GET", "POST"]


_ONE_PAGE = {"pagination": {"current_page": 1, "total_pages": 1}}
DELETIONS: list[Callable[[BigCommerce], None]] = [
    lambda client: client.delete_product("77"),
    lambda client: client.delete_product_image("77", "5"),
    lambda client: client.delete_custom_field("77", "6"),
    lambda client: client.delete_metafield(MetafieldOwner.order("5"), "8"),
    lambda client: client.archive_order("5"),
    lambda client: client.delete_shipment("5", "1"),
    lambda client: client.unsubscribe("4"),
]


@pytest.mark.parametrize("delete", DELETIONS)
def test_what_is_gone_already_is_deleted(delete: Callable[[BigCommerce], None]) -> None:
    vendor = Vendor([httpx.ReadTimeout("no"), bare({"status": 404, "title": "not there"}, 404)])
    delete(store_client(vendor))
    assert [one.method for one in vendor.requests] == ["DELETE", "DELETE"]


def test_location_that_is_not_there_is_not_found() -> None:
    vendor = Vendor([bare({"data": [], "meta": _ONE_PAGE})])
    with pytest.raises(RemoteNotFound):
        store_client(vendor).location("9")
