"""What each call asks of BigCommerce: method, path, query, body, headers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import httpx
import pytest
from attrs import evolve, field, frozen

from tests.clients.fakes import (
    STORE_TOKEN,
    Answer,
    Vendor,
    all_of,
    async_store,
    bare,
    body_of,
    endpoints_of,
    everything,
    listed,
    query_of,
    store_client,
)
from tests.contracts.vendors import BIGCOMMERCE
from tiktok_bc_sync.clients import bigcommerce
from tiktok_bc_sync.clients.bigcommerce import AsyncBigCommerce
from tiktok_bc_sync.clients.bigcommerce.calls import authorization
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import Address, OrderDraft, OrderDraftLine, StoreOrderStatus

SINCE = datetime(2025, 11, 1, 12, 30, tzinfo=UTC)
ORDER = {"id": 5, "status_id": 11, "total_inc_tax": "31.5000", "external_order_id": "577"}
LINES = [{"id": 1, "product_id": 77, "variant_id": 7701, "sku": "24-UG04", "quantity": 2}]
WHOLE = {"limit": "250", "page": "1"}
STORE = {"name": "Lamps", "currency": "USD", "weight_units": "KGS", "dimension_units": "Inches"}
DRAFT = OrderDraft(
    external_id="577",
    status=StoreOrderStatus.AWAITING_FULFILLMENT,
    currency="GBP",
    lines=(
        OrderDraftLine("77", "7701", "Lamp", 2, Decimal("12.5"), Decimal("10.4167")),
        OrderDraftLine("", "", "Gift", 1, Decimal(0), Decimal(0)),
    ),
    address=Address(
        "Anna Maria Svensson", "+44 1", ("1 High St", "Flat 2", "Rear"), "Leeds", "", "LS1", "GB"
    ),
    email="relay@example.com",
    subtotal=Decimal(25),
    subtotal_ex_tax=Decimal("20.83"),
    shipping=Decimal("3.5"),
    shipping_ex_tax=Decimal("2.92"),
    discount=Decimal(1),
    handling=Decimal(4),
    total=Decimal("31.5"),
    total_ex_tax=Decimal("26.75"),
    shipping_method="Royal Mail",
    payment_method="TikTok Shop",
    customer_note="Ring twice",
    staff_note="note",
)
ADDRESS = {
    "first_name": "Anna",
    "last_name": "Maria Svensson",
    "street_1": "1 High St",
    "street_2": "Flat 2, Rear",
    "city": "Leeds",
    "state": "",
    "zip": "LS1",
    "country_iso2": "GB",
    "phone": "+44 1",
    "email": "relay@example.com",
}
ORDER_BODY: dict[str, object] = {
    "status_id": 11,
    "external_source": "TikTok Shop",
    "external_order_id": "577",
    "default_currency_code": "GBP",
    "billing_address": ADDRESS,
    "shipping_addresses": [ADDRESS | {"shipping_method": "Royal Mail"}],
    "products": [
        {
            "product_id": 77,
            "variant_id": 7701,
            "name": "Lamp",
            "quantity": 2,
            "price_inc_tax": 12.5,
            "price_ex_tax": 10.4167,
        },
        {"name": "Gift", "quantity": 1, "price_inc_tax": 0, "price_ex_tax": 0},
    ],
    "subtotal_inc_tax": "25.0000",
    "subtotal_ex_tax": "20.8300",
    "base_shipping_cost": "3.5000",
    "shipping_cost_inc_tax": "3.5000",
    "shipping_cost_ex_tax": "2.9200",
    "base_handling_cost": "4.0000",
    "handling_cost_inc_tax": "4.0000",
    "handling_cost_ex_tax": "4.0000",
    "discount_amount": "1.0000",
    "total_inc_tax": "31.5000",
    "total_ex_tax": "26.7500",
    "payment_method": "TikTok Shop",
    "customer_message": "Ring twice",
    "staff_notes": "note",
}


@frozen
class Sent:
    """A request as it must have been sent."""

    method: str
    path: str
    query: dict[str, str] = field(factory=dict[str, str])
    body: object = None


@frozen
class Asked:
    """A call, the answers it gets, and what the vendor must have been asked."""

    call: str
    args: tuple[object, ...]
    kwargs: dict[str, object]
    answers: list[Answer]
    sent: list[Sent]


def _lines(order_id: int) -> Sent:
    return Sent("GET", f"/v2/orders/{order_id}/products", WHOLE)


TABLE = [
    Asked(
        "store",
        (),
        {},
        [bare(STORE), bare([])],
        [Sent("GET", "/v2/store"), Sent("GET", "/v2/currencies", WHOLE)],
    ),
    Asked(
        "products",
        (),
        {"modified_since": SINCE},
        [listed([{"id": 77}]), listed([]), listed([])],
        [
            Sent(
                "GET",
                "/v3/catalog/products",
                WHOLE
                | {
                    "include": "variants,images,custom_fields",
                    "sort": "id",
                    "date_modified:min": "2025-11-01T12:30:00+00:00",
                },
            ),
            Sent("GET", "/v3/catalog/brands", WHOLE),
            Sent("GET", "/v3/catalog/trees/categories", WHOLE),
        ],
    ),
    Asked(
        "products",
        (),
        {"ids": ["77", "78"]},
        [listed([{"id": 77, "brand_id": 3, "categories": [6]}]), listed([]), listed([])],
        [
            Sent(
                "GET",
                "/v3/catalog/products",
                WHOLE
                | {"include": "variants,images,custom_fields", "sort": "id", "id:in": "77,78"},
            ),
            Sent("GET", "/v3/catalog/brands", WHOLE | {"id:in": "3"}),
            Sent("GET", "/v3/catalog/trees/categories", WHOLE | {"category_id:in": "6"}),
        ],
    ),
    Asked(
        "product_ids",
        (),
        {},
        [listed([{"id": 77}])],
        [Sent("GET", "/v3/catalog/products", WHOLE | {"include_fields": "sku", "sort": "id"})],
    ),
    Asked(
        "find_order",
        ("577",),
        {},
        [bare([ORDER]), bare(LINES)],
        [Sent("GET", "/v2/orders", {"external_order_id": "577", "limit": "250"}), _lines(5)],
    ),
    Asked(
        "create_order",
        (DRAFT,),
        {},
        [bare(ORDER, 201), bare(LINES)],
        [Sent("POST", "/v2/orders", body=ORDER_BODY), _lines(5)],
    ),
    Asked(
        "order",
        ("5",),
        {},
        [bare(ORDER), bare(LINES)],
        [Sent("GET", "/v2/orders/5"), _lines(5)],
    ),
    Asked(
        "updated_orders",
        (SINCE,),
        {},
        [bare([ORDER])],
        [
            Sent(
                "GET",
                "/v2/orders",
                WHOLE | {"sort": "id", "min_date_modified": "2025-11-01T12:30:00+00:00"},
            )
        ],
    ),
    Asked(
        "set_order_status",
        ("5", StoreOrderStatus.CANCELLED),
        {},
        [bare(ORDER)],
        [Sent("PUT", "/v2/orders/5", body={"status_id": 5})],
    ),
    Asked(
        "shipments",
        ("5",),
        {},
        [httpx.Response(204)],
        [Sent("GET", "/v2/orders/5/shipments", WHOLE)],
    ),
]


def check(requests: list[httpx.Request], wanted: Asked) -> None:
    assert len(requests) == len(wanted.sent)
    for request, sent in zip(requests, wanted.sent, strict=True):
        where = request.url.copy_with(query=None)
        assert str(where) == f"https://api.bigcommerce.com/stores/abc123{sent.path}"
        assert request.method == sent.method
        assert query_of(request) == sent.query
        assert request.headers["x-auth-token"] == STORE_TOKEN
        assert request.headers["accept"] == "application/json"
        assert ("content-type" in request.headers) == (sent.body is not None)
        assert (json.loads(request.content) if request.content else None) == sent.body


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


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("product_id", evolve(DRAFT.lines[0], product_id="own-1")),
        ("variant_id", evolve(DRAFT.lines[0], variant_id="own-1")),
    ],
)
def test_line_of_a_product_that_is_not_bigcommerces_is_named(
    name: str, line: OrderDraftLine
) -> None:
    vendor = Vendor()
    with pytest.raises(InvalidInput, match="own-1") as refused:
        store_client(vendor).create_order(evolve(DRAFT, lines=(line,)))
    assert refused.value.field == name
    assert vendor.requests == []


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Anna", "Anna", ""),
        ("", "", ""),
        ("T** s***box", "T**", "s***box"),
        ("Anna Maria Svensson", "Anna", "Maria Svensson"),
    ],
)
def test_name_goes_into_two_fields_and_loses_nothing(name: str, first: str, last: str) -> None:
    vendor = Vendor([bare(ORDER), bare(LINES)])
    draft = evolve(DRAFT, address=Address(name=name))
    store_client(vendor).create_order(draft)
    address = body_of(vendor.requests[0])["billing_address"]
    assert isinstance(address, dict)
    assert (address["first_name"], address["last_name"]) == (first, last)


@pytest.mark.parametrize("order_id", ["", "5/products", "../store", "5?x", "é"])
def test_what_is_no_id_leads_no_request_elsewhere(order_id: str) -> None:
    vendor = Vendor()
    with pytest.raises(InvalidInput) as refused:
        store_client(vendor).order(order_id)
    assert refused.value.field == "order_id"
    assert vendor.requests == []


@pytest.mark.parametrize("store_hash", ["", "a/b", "..", "abc 123", "stores/abc"])
def test_store_hash_is_checked_at_once(store_hash: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        AsyncBigCommerce(store_hash, STORE_TOKEN)
    assert refused.value.field == "store_hash"


# --- the vendor's contract ----------------------------------------------------------


def test_every_endpoint_is_in_the_vendors_files() -> None:
    known = {(one.method, one.path) for one in BIGCOMMERCE.operations}
    ours = endpoints_of(bigcommerce)
    assert len(ours) >= 60
    for one in ours:
        # The token of an app is in no file.
        assert (one.method, one.path) in known or one is authorization.EXCHANGE, one.name
        assert not one.shop


@pytest.mark.parametrize("wanted", TABLE, ids=lambda one: one.call)
def test_request_keeps_to_the_vendors_files(wanted: Asked) -> None:
    assert faults_of(wanted.sent) == []


def faults_of(sent: list[Sent]) -> list[str]:
    """Where requests leave the vendor's files."""
    found: list[str] = []
    for one in sent:
        operation = BIGCOMMERCE.operation(one.method, one.path)
        assert operation, one
        found += BIGCOMMERCE.request_faults(operation, one.query.items(), one.body)
    return found
