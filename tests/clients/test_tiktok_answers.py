"""What TikTok Shop's answers are read as."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import httpx
import pytest

from tests.clients.fakes import Vendor, bare, ok, shop_client, tiktok
from tiktok_bc_sync.clients import TikTokShop
from tiktok_bc_sync.errors import Refused, UnexpectedAnswer
from tiktok_bc_sync.models import (
    CategoryAttribute,
    Fulfiller,
    ListedSku,
    Money,
    RemoteListing,
    ShippingProvider,
    Shop,
    Warehouse,
)

PAYMENT: dict[str, object] = {
    "currency": "GBP",
    "sub_total": "20.00",
    "shipping_fee": "3.5",
    "tax": "",
    "seller_discount": "1",
    "platform_discount": "0.5",
    "total_amount": "27.80",
    "retail_delivery_fee": "0.30",
    "small_order_fee": "4",
}
LINE: dict[str, object] = {
    "id": "l1",
    "sku_id": "s1",
    "seller_sku": "24-UG04",
    "product_id": "9",
    "product_name": "Lamp",
    "sale_price": "20.00",
    "original_price": "21.50",
    "seller_discount": "1",
    "platform_discount": "0.5",
    "display_status": "AWAITING_SHIPMENT",
    "pfand_fee": "0.25",
    "item_tax": [{"tax_amount": "1.10"}, {"tax_amount": "0.40"}],
}
ORDER: dict[str, object] = {
    "id": "577",
    "status": "AWAITING_SHIPMENT",
    "create_time": 1764000000,
    "update_time": 1764000060,
    "payment": PAYMENT,
    "line_items": [LINE],
    "recipient_address": {
        "name": "Anna S",
        "phone_number": "+44 1",
        "address_line1": "1 High St",
        "address_line3": "Rear",
        "post_town": "Leeds",
        "postal_code": "LS1",
        "region_code": "GB",
        "district_info": [
            {"address_level": "L1", "address_name": "England"},
            {"address_level": "L0", "address_name": "United Kingdom"},
        ],
    },
    "fulfillment_type": "FULFILLMENT_BY_TIKTOK",
    "something_new": {"deep": [1]},
}
RETURN: dict[str, object] = {
    "return_id": "r1",
    "order_id": "577",
    "return_type": "REFUND",
    "return_status": "SOMETHING_NEW",
    "return_reason": "code",
    "return_reason_text": "Broken",
    "create_time": 1764000000,
    "update_time": 0,
    "refund_amount": {"currency": "GBP", "refund_total": "5"},
    "return_line_items": [{"return_line_item_id": "x", "order_line_item_id": "l1"}],
    "seller_next_action_response": [{"deadline": 1764090000}, {"deadline": 1764080000}],
}


def gbp(amount: str) -> Money:
    return Money(amount, "GBP")


def test_order_is_read_whole() -> None:
    [order] = shop_client(Vendor([ok({"orders": [ORDER]})])).orders(["577"])
    assert (order.id, order.vendor_status) == ("577", "AWAITING_SHIPMENT")
    assert order.created_at == datetime(2025, 11, 24, 16, 0, tzinfo=UTC)
    assert order.updated_at == datetime(2025, 11, 24, 16, 1, tzinfo=UTC)
    assert order.amounts.subtotal == gbp("20")
    assert order.amounts.tax == gbp("0")
    assert order.amounts.total == gbp("27.8")
    assert order.amounts.fees == gbp("4.55")
    [line] = order.lines
    assert (line.sku, line.price, line.original_price) == ("24-UG04", gbp("20"), gbp("21.5"))
    assert (line.tax, line.package_id, line.gift) == (gbp("1.5"), "", False)
    assert order.address.lines == ("1 High St", "Rear")
    assert (order.address.city, order.address.state) == ("Leeds", "England")
    assert order.fulfilled_by is Fulfiller.PLATFORM
    assert order.paid_at is None


@pytest.mark.parametrize(
    ("word", "who"),
    [
        ("FULFILLMENT_BY_SELLER", Fulfiller.MERCHANT),
        ("", Fulfiller.MERCHANT),
        ("FULFILLMENT_BY_TIKTOK", Fulfiller.PLATFORM),
        ("FULFILLMENT_BY_DILAYANI_TOKOPEDIA", Fulfiller.PLATFORM),
    ],
)
def test_who_packs_is_read(word: str, who: Fulfiller) -> None:
    vendor = Vendor([ok({"orders": [ORDER | {"fulfillment_type": word}]})])
    assert shop_client(vendor).orders(["577"])[0].fulfilled_by is who


@pytest.mark.parametrize(
    ("address", "lines", "city"),
    [
        ({"address_detail": "1 High St", "full_address": "all"}, ("1 High St",), ""),
        ({"full_address": "T** s***box"}, ("T** s***box",), ""),
        ({"district_info": [{"address_name": "US"}, {"address_name": "TX"}]}, (), "TX"),
        ({"district_info": None}, (), ""),
    ],
)
def test_address_is_kept_as_given(
    address: dict[str, object], lines: tuple[str, ...], city: str
) -> None:
    vendor = Vendor([ok({"orders": [ORDER | {"recipient_address": address}]})])
    found = shop_client(vendor).orders(["577"])[0].address
    assert (found.lines, found.city) == (lines, city)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"payment": PAYMENT | {"total_amount": "NaN"}}, "payment.total_amount"),
        ({"payment": PAYMENT | {"tax": "1e999999"}}, "payment.tax"),
        ({"payment": PAYMENT | {"currency": "pounds"}}, "currency"),
        ({"payment": PAYMENT | {"currency": ""}}, "currency"),
        ({"payment": None}, "payment"),
        ({"line_items": [LINE | {"sale_price": "12,50"}]}, "line_items.sale_price"),
        ({"line_items": [LINE | {"item_tax": [{"tax_amount": "x"}]}]}, "line_items.item_tax"),
        ({"create_time": 10**14}, "create_time"),
        ({"create_time": "yesterday"}, "create_time"),
        ({"paid_time": -(10**15)}, "paid_time"),
        ({"line_items": {"id": "l1"}}, "line_items"),
    ],
)
def test_order_that_makes_no_sense_is_named_with_its_field(
    change: dict[str, object], field: str
) -> None:
    vendor = Vendor([ok({"orders": [ORDER | change]})])
    with pytest.raises(UnexpectedAnswer) as refused:
        shop_client(vendor).orders(["577"])
    assert "order 577" in refused.value.message
    assert field in refused.value.message
    assert (refused.value.request_id, refused.value.vendor) == ("req-1", "TikTok Shop")


def test_one_bad_order_loses_none_of_the_others() -> None:
    bad = ORDER | {"id": "578", "payment": PAYMENT | {"total_amount": "NaN"}}
    worse = ORDER | {"id": 579, "create_time": []}
    pages = [
        ok({"orders": [ORDER, bad, ORDER | {"id": "580"}], "next_page_token": "2"}),
        ok({"orders": [worse, ORDER | {"id": "581"}], "next_page_token": ""}),
    ]
    found = iter(shop_client(Vendor(pages)).search_orders())
    seen = [next(found).id for _ in range(3)]
    with pytest.raises(UnexpectedAnswer, match=r"order 578.*2 items"):
        next(found)
    assert seen == ["577", "580", "581"]


def test_return_is_read_whole_and_a_new_status_survives() -> None:
    [found] = shop_client(Vendor([ok({"return_orders": [RETURN]})])).search_returns()
    assert (found.id, found.type, found.vendor_status) == ("r1", "REFUND", "SOMETHING_NEW")
    assert (found.reason, found.refund) == ("Broken", gbp("5"))
    assert found.updated_at is None
    assert found.respond_by == datetime(2025, 11, 25, 14, 13, 20, tzinfo=UTC)
    assert found.lines[0].refund == Money(0, "GBP")


def test_bad_return_is_named() -> None:
    bad = RETURN | {"refund_amount": {"currency": "GBP", "refund_total": "?"}}
    with pytest.raises(UnexpectedAnswer, match=r"return r1.*refund_total"):
        list(shop_client(Vendor([ok({"return_orders": [bad]})])).search_returns())


def test_listing_is_read_whole() -> None:
    item = {
        "id": "9",
        "title": "Lamp",
        "status": "FREEZE",
        "skus": [
            {
                "id": "s1",
                "seller_sku": "a",
                "price": {"currency": "GBP", "tax_exclusive_price": "10"},
                "list_price": {"currency": "USD", "amount": "12"},
                "inventory": [{"quantity": 2}, {"quantity": 3}],
            },
            {"id": "s2", "seller_sku": "b", "inventory": []},
            {"id": "s3", "seller_sku": "c"},
        ],
        "audit_failed_reasons": [{"reasons": ["blurred"]}, {"reasons": None}],
    }
    assert shop_client(Vendor([ok(item)])).listing("9") == RemoteListing(
        "9",
        "Lamp",
        "FREEZE",
        (
            ListedSku("a", "s1", gbp("10"), Money(12, "USD"), 5),
            ListedSku("b", "s2", stock=0),
            ListedSku("c", "s3"),
        ),
        ("blurred",),
    )


def test_listing_with_a_price_that_is_none_is_named() -> None:
    item = {"id": "9", "skus": [{"price": {"currency": "GBP", "amount": "free"}}]}
    with pytest.raises(UnexpectedAnswer, match=r"product 9.*price"):
        shop_client(Vendor([ok(item)])).listing("9")


def test_category_facts_tell_what_is_required() -> None:
    tree = {"categories": [{"id": "4"}, {"id": "5", "parent_id": "4", "is_leaf": True}]}
    attributes = {
        "attributes": [
            {
                "id": "100",
                "name": "Colour",
                "type": "SALES_PROPERTY",
                "is_requried": True,
                "is_customizable": True,
                "values": [{"id": "c1", "name": "Red"}],
            },
            {"id": "101", "values": None},
        ]
    }
    rules = {"cod": {"is_supported": True}, "package_dimension": None}
    facts = shop_client(Vendor([ok(tree), ok(attributes), ok(rules)])).category_facts("5")
    assert facts.attributes == (
        CategoryAttribute("100", "Colour", "SALES_PROPERTY", True, True, (("c1", "Red"),)),
        CategoryAttribute("101", "", "", False, False),
    )
    assert (facts.leaf, facts.available) == (True, True)
    assert (facts.cod_supported, facts.dimensions_required) == (True, False)


def test_category_that_is_no_leaf_costs_no_more_requests() -> None:
    vendor = Vendor([ok({"categories": [{"id": "4", "permission_statuses": ["INVITE_ONLY"]}]})])
    facts = shop_client(vendor).category_facts("4")
    assert (facts.leaf, facts.available) == (False, False)
    assert len(vendor.requests) == 1


def test_category_of_another_shop_is_refused() -> None:
    with pytest.raises(Refused, match="no category 6"):
        shop_client(Vendor([ok({"categories": None})])).category_facts("6")


@pytest.mark.parametrize(
    ("call", "answer", "expected"),
    [
        (
            lambda client: client.shops(),
            {"shops": [{"id": "1", "name": "A", "region": "GB", "cipher": "c"}]},
            [Shop("1", "A", "GB", "", "c")],
        ),
        (lambda client: client.shops(), {"shops": None}, []),
        (lambda client: client.categories(), {}, []),
        (
            lambda client: client.warehouses(),
            {
                "warehouses": [
                    {"id": "w1", "name": "A", "type": "SALES_WAREHOUSE", "is_default": True},
                    {"id": "w2", "type": "RETURN_WAREHOUSE"},
                ]
            },
            [Warehouse("w1", "A", True)],
        ),
        (
            lambda client: client.shipping_providers("d1"),
            {"shipping_providers": [{"id": "p", "name": "Evri"}]},
            [ShippingProvider("p", "Evri")],
        ),
        (
            lambda client: client.cancel_reasons("1"),
            {
                "sku_eligibility": [
                    {
                        "line_item_eligibility": [
                            {
                                "request_type": "CANCEL",
                                "eligible": True,
                                "available_reason_names": ["b", "a"],
                            },
                            {
                                "request_type": "CANCEL",
                                "eligible": True,
                                "available_reason_names": ["a"],
                            },
                            {
                                "request_type": "CANCEL",
                                "eligible": False,
                                "available_reason_names": ["no"],
                            },
                            {
                                "request_type": "RETURN",
                                "eligible": True,
                                "available_reason_names": ["no"],
                            },
                        ]
                    },
                    {"line_item_eligibility": None},
                ]
            },
            ("b", "a"),
        ),
    ],
)
def test_lists_are_read(
    call: Callable[[TikTokShop], object], answer: object, expected: object
) -> None:
    assert call(shop_client(Vendor([ok(answer)]))) == expected


@pytest.mark.parametrize("answer", [ok(None), ok({}), ok()])
def test_change_that_worked_says_nothing(answer: httpx.Response) -> None:
    vendor = Vendor([answer])
    sku = ListedSku("a", "s1", gbp("10"), stock=1)
    shop_client(vendor).update_prices("9", [sku])
    shop_client(vendor).update_stock("9", [sku], "w1")


def test_change_that_failed_for_one_sku_names_it() -> None:
    error = {"code": 12052700, "message": "Out of range", "detail": {"sku_id": "s1"}}
    sku = ListedSku("a", "s1", stock=1)
    with pytest.raises(Refused, match=r"Out of range \(s1\)") as refused:
        shop_client(Vendor([ok({"errors": [error]})])).update_stock("9", [sku], "w1")
    assert (refused.value.vendor_code, refused.value.request_id) == ("12052700", "req-1")


@pytest.mark.parametrize("answer", [ok(None), tiktok(0, None)])
def test_answer_without_data_is_unexpected(answer: httpx.Response) -> None:
    vendor = Vendor([answer])
    with pytest.raises(UnexpectedAnswer, match="getWarehouseList") as refused:
        shop_client(vendor).warehouses()
    assert (refused.value.request_id, refused.value.status) == ("req-1", 200)


def test_created_listing_takes_ids_from_tiktok_and_the_rest_from_the_draft() -> None:
    from tests.clients.test_tiktok_requests import DRAFT, FACTS, IMAGES

    skus = [{"id": "s9", "seller_sku": "24-UG04"}]
    vendor = Vendor([ok({"product_id": "9", "skus": skus}), ok({"skus": None})])
    client = shop_client(vendor)
    made = client.create_listing(DRAFT, IMAGES, FACTS, idempotency_key="k")
    assert made == RemoteListing("9", DRAFT.title, "PENDING", (ListedSku("24-UG04", "s9"),))
    with pytest.raises(UnexpectedAnswer, match="product_id"):
        client.create_listing(DRAFT, IMAGES, FACTS, idempotency_key="k")


def test_empty_token_is_no_token() -> None:
    data = {
        "access_token": "",
        "access_token_expire_in": 1,
        "refresh_token": "r",
        "refresh_token_expire_in": 1,
    }
    with pytest.raises(UnexpectedAnswer, match="token is empty"):
        shop_client(Vendor([ok(data)])).exchange_code("c")


def test_other_forms_of_numbers_are_understood() -> None:
    body = {"code": "0", "data": {"orders": [ORDER | {"create_time": "1764000000"}]}}
    [order] = shop_client(Vendor([bare(body)])).orders(["577"])
    assert order.amounts.total.amount == Decimal("27.80")
