"""What BigCommerce's answers about a store's parts are read as."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
from attrs import field, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clients.bigcommerce_calls import GONE, HOOK, NOTED, QUOTE, REFUND, TABLE, data
from tests.clients.fakes import Answer, Vendor, bare, everything, listed, store_client
from tests.clients.test_robustness import STATUSES, bodies, ends_well
from tiktok_bc_sync.errors import Refused, UnexpectedAnswer
from tiktok_bc_sync.models import (
    Address,
    Brand,
    CategoryTree,
    Channel,
    Currency,
    CustomField,
    InventorySettings,
    Metafield,
    MetafieldOwner,
    Money,
    OptionChoice,
    OptionValue,
    OrderAddress,
    OrderedProduct,
    OrderMessage,
    OrderPayment,
    OrderTax,
    PriceList,
    PriceRecord,
    ProductImage,
    ProductOption,
    RefundItem,
    RefundPayment,
    RefundQuote,
    ShippingSettings,
    StatusName,
    StockItem,
    StockLevel,
    StoreCategory,
    StoreLocation,
    StoreRefund,
    StoreVariant,
    Subscription,
    TaxClass,
    VariantChange,
)

NOON = datetime(2025, 11, 24, 12, 0, tzinfo=UTC)
V2_NOON, V3_NOON = "Mon, 24 Nov 2025 12:00:00 +0000", "2025-11-24T13:00:00+01:00"


@frozen
class Read:
    """A call, the answer it gets, and what that is read as."""

    call: str
    args: tuple[object, ...]
    answer: Answer
    value: object
    kwargs: dict[str, Any] = field(factory=dict[str, Any])


TABLE_OF_VALUES = [
    Read("create_product", ({"name": "Lamp"},), data({"id": 77, "name": "Lamp"}), "77"),
    Read(
        "product_variants",
        ("77",),
        listed(
            [
                {
                    "id": 7701,
                    "product_id": 77,
                    "sku": "24-UG04",
                    "price": None,
                    "sale_price": 0,
                    "calculated_price": 12.5,
                    "weight": "0.50",
                    "inventory_level": 3,
                    "option_values": [{"option_display_name": "Colour", "label": "Red"}],
                    "upc": "4006381333931",
                    "gtin": "",
                    "image_url": "https://x/1.png",
                    "purchasing_disabled": True,
                },
                {"id": 7702, "sku": None, "price": 9, "inventory_level": None},
            ]
        ),
        [
            StoreVariant(
                "7701",
                "77",
                "24-UG04",
                None,
                Decimal(0),
                Decimal("12.5"),
                Decimal("0.5"),
                3,
                (OptionValue("Colour", "Red"),),
                "4006381333931",
                "https://x/1.png",
                purchasable=False,
            ),
            StoreVariant("7702", "", price=Decimal(9)),
        ],
    ),
    Read(
        "product_options",
        ("77",),
        listed(
            [
                {
                    "id": 12,
                    "display_name": "Colour",
                    "type": "swatch",
                    "option_values": [
                        {"id": 1, "label": "Red", "is_default": True},
                        {"id": 2, "label": "Blue"},
                    ],
                },
                {"id": 13, "display_name": None, "type": None, "option_values": None},
            ]
        ),
        [
            ProductOption(
                "12",
                "Colour",
                "swatch",
                (OptionChoice("1", "Red", default=True), OptionChoice("2", "Blue")),
            ),
            ProductOption("13", "", ""),
        ],
    ),
    Read(
        "option_values",
        ("77", "12"),
        listed([{"id": 2, "label": "Blue", "is_default": False}]),
        [OptionChoice("2", "Blue")],
    ),
    Read(
        "product_images",
        ("77",),
        listed(
            [
                {
                    "id": 1,
                    "url_zoom": "https://x/zoom.png",
                    "url_standard": "https://x/standard.png",
                    "description": "A lamp",
                    "is_thumbnail": True,
                    "sort_order": 2,
                },
                {"id": 2, "url_zoom": None, "image_url": "https://x/2.png", "description": None},
            ]
        ),
        [
            ProductImage("1", "https://x/zoom.png", "A lamp", thumbnail=True, position=2),
            ProductImage("2", "https://x/2.png"),
        ],
    ),
    Read("product_images", ("77",), GONE, []),
    Read(
        "custom_fields",
        ("77",),
        listed([{"id": 6, "name": "Cloth", "value": "Wool"}]),
        [CustomField("6", "Cloth", "Wool")],
    ),
    Read(
        "metafields",
        (MetafieldOwner.product("77"),),
        listed(
            [
                NOTED
                | {
                    "permission_set": "write",
                    "description": "d",
                    "date_modified": V3_NOON,
                    "resource_type": "product",
                }
            ]
        ),
        [Metafield("tiktok", "listing", "9", "write", "d", "8", NOON)],
    ),
    Read(
        "category_trees",
        (),
        bare({"data": [{"id": 1, "name": "Default", "channels": [1, 2]}, {"id": 2}]}),
        [CategoryTree("1", "Default", ("1", "2")), CategoryTree("2", "")],
    ),
    Read(
        "categories",
        (),
        listed(
            [
                {"category_id": 6, "parent_id": 5, "name": "Lamps", "tree_id": 1},
                {"category_id": 5, "name": "Home", "tree_id": 1, "is_visible": True},
            ]
        ),
        [
            StoreCategory("6", "Lamps", "Home > Lamps", "5", "1", visible=False),
            StoreCategory("5", "Home", "Home", "", "1"),
        ],
    ),
    Read("brands", (), listed([{"id": 3, "name": "Sagaform"}]), [Brand("3", "Sagaform")]),
    Read(
        "find_brand",
        ("sagaform",),
        listed([{"id": 2, "name": "Sagaform Kids"}, {"id": 3, "name": "Sagaform"}]),
        Brand("3", "Sagaform"),
    ),
    Read(
        "find_brand",
        ("sagaform",),
        listed([{"id": 3, "name": "SAGAFORM"}, {"id": 4, "name": "sagaform"}]),
        Brand("4", "sagaform"),
    ),
    Read("find_brand", ("Saga",), listed([{"id": 3, "name": "Sagaform"}]), None),
    Read(
        "locations",
        (),
        listed(
            [
                {
                    "id": 1,
                    "code": "BC-LOCATION-1",
                    "label": "Default",
                    "type_id": "PHYSICAL",
                    "enabled": True,
                    "address": {
                        "address1": "1 High St",
                        "address2": "",
                        "city": "Leeds",
                        "zip": "LS1",
                        "country_code": "GB",
                    },
                },
                {"id": 2, "code": None, "enabled": False, "address": None},
            ]
        ),
        [
            StoreLocation(
                "1",
                "BC-LOCATION-1",
                "Default",
                "PHYSICAL",
                address=Address(
                    lines=("1 High St",), city="Leeds", postal_code="LS1", country="GB"
                ),
            ),
            StoreLocation("2", "", "", enabled=False),
        ],
    ),
    Read(
        "stock",
        (),
        listed(
            [
                {
                    "identity": {"sku": "A", "variant_id": 7701, "product_id": 77},
                    "locations": [
                        {
                            "location_id": 1,
                            "available_to_sell": 3,
                            "total_inventory_onhand": 5,
                            "location_enabled": True,
                            "settings": {"safety_stock": 2, "warning_level": 1},
                        },
                        {"location_id": 2, "available_to_sell": 4, "location_enabled": False},
                    ],
                },
                {"identity": {"sku": None, "variant_id": None}, "locations": None},
            ]
        ),
        [
            StockItem(
                "A",
                "7701",
                "77",
                (
                    StockLevel("1", 5, 3, safety_stock=2, warning_level=1),
                    StockLevel("2", 0, 4, location_enabled=False),
                ),
            ),
            StockItem("", "", ""),
        ],
    ),
    Read(
        "price_lists",
        (),
        listed([{"id": 2, "name": "Wholesale", "active": False, "date_modified": V3_NOON}]),
        [PriceList("2", "Wholesale", active=False, updated_at=NOON)],
    ),
    Read(
        "price_records",
        ("2",),
        listed(
            [
                {
                    "variant_id": 7701,
                    "product_id": 77,
                    "currency": "gbp",
                    "price": 9.99,
                    "sale_price": None,
                    "retail_price": 12,
                    "calculated_price": 9.99,
                }
            ]
        ),
        [
            PriceRecord(
                "7701", "GBP", Decimal("9.99"), None, Decimal(12), Decimal("9.99"), product_id="77"
            )
        ],
    ),
    Read(
        "order_counts",
        (),
        bare(
            {
                "statuses": [
                    {"id": 0, "name": "Incomplete", "count": 2},
                    {"id": 99, "name": "New", "count": 1},
                ],
                "count": 3,
            }
        ),
        {0: 2, 99: 1},
    ),
    Read(
        "order_statuses",
        (),
        bare([{"id": 9, "name": "Awaiting Shipment", "custom_label": "Packing"}, {"id": 99}]),
        [StatusName(9, "Awaiting Shipment", "Packing"), StatusName(99, "")],
    ),
    Read(
        "order_products",
        ("5",),
        bare(
            [
                {
                    "id": 1,
                    "product_id": 77,
                    "variant_id": 7701,
                    "order_address_id": 3,
                    "sku": "24-UG04",
                    "name": "Lamp",
                    "quantity": 2,
                    "quantity_shipped": 1,
                    "quantity_refunded": None,
                    "price_inc_tax": "12.5000",
                    "price_ex_tax": "10.4167",
                    "total_inc_tax": "25.0000",
                    "total_ex_tax": "20.8300",
                }
            ]
        ),
        [
            OrderedProduct(
                "1",
                "77",
                "7701",
                "24-UG04",
                "Lamp",
                2,
                1,
                0,
                Decimal("12.5"),
                Decimal("10.4167"),
                Decimal(25),
                Decimal("20.83"),
                "3",
            )
        ],
    ),
    Read(
        "order_addresses",
        ("5",),
        bare(
            [
                {
                    "id": 3,
                    "first_name": "Anna",
                    "last_name": "Svensson",
                    "street_1": "1 High St",
                    "street_2": None,
                    "city": "Leeds",
                    "zip": "LS1",
                    "country_iso2": "GB",
                    "phone": "+44 1",
                    "email": "relay@example.com",
                    "shipping_method": "Courier",
                    "items_total": 2,
                    "items_shipped": 1,
                    "cost_inc_tax": "3.5000",
                }
            ]
        ),
        [
            OrderAddress(
                "3",
                Address("Anna Svensson", "+44 1", ("1 High St",), "Leeds", "", "LS1", "GB"),
                "relay@example.com",
                "Courier",
                2,
                1,
                Decimal("3.5"),
            )
        ],
    ),
    Read(
        "order_taxes",
        ("5",),
        bare(
            [
                {
                    "id": 1,
                    "name": "VAT",
                    "rate": "20.0000",
                    "line_amount": "2.0800",
                    "line_item_type": "item",
                    "order_product_id": 7,
                },
                {"id": 2, "name": None, "rate": "0", "order_product_id": None},
            ]
        ),
        [
            OrderTax("1", "VAT", Decimal(20), Decimal("2.08"), "item", "7"),
            OrderTax("2", "", Decimal(0), Decimal(0)),
        ],
    ),
    Read(
        "order_messages",
        ("5",),
        bare(
            [
                {
                    "id": 1,
                    "customer_id": 4,
                    "staff_id": None,
                    "subject": "When?",
                    "message": "Where is it?",
                    "status": "unread",
                    "date_created": V2_NOON,
                },
                {"id": 2, "customer_id": 4, "staff_id": 1, "subject": None, "message": "Soon"},
            ]
        ),
        [
            OrderMessage("1", "When?", "Where is it?", True, "unread", NOON),
            OrderMessage("2", "", "Soon", False),
        ],
    ),
    Read(
        "quote_refund",
        ("5", [RefundItem.units("1", 1)]),
        data(QUOTE, 201),
        RefundQuote(
            "5",
            Decimal("12.5"),
            Decimal("2.08"),
            ((RefundPayment("custom", Decimal("12.5"), offline=True, name="Manual"),),),
        ),
    ),
    Read(
        "order_refunds",
        ("5",),
        data(
            [
                REFUND,
                {
                    "id": 3,
                    "order_id": 5,
                    "total_amount": 1,
                    "reason": "late",
                    "items": [
                        {
                            "item_type": "ORDER",
                            "item_id": 5,
                            "quantity": None,
                            "requested_amount": "1.00",
                            "reason": "late",
                        }
                    ],
                    "payments": [
                        {
                            "provider_id": "stripe",
                            "amount": 1,
                            "is_declined": True,
                            "declined_message": "expired card",
                        },
                        {"provider_id": "stripe", "amount": 0, "is_declined": True},
                    ],
                },
            ]
        ),
        [
            StoreRefund(
                "2",
                "5",
                Decimal("12.5"),
                Decimal("2.08"),
                items=(RefundItem("PRODUCT", "1", 1),),
                payments=(RefundPayment("custom", Decimal("12.5"), offline=True),),
                created_at=datetime(2025, 11, 24, 16, 0, tzinfo=UTC),
            ),
            StoreRefund(
                "3",
                "5",
                Decimal(1),
                Decimal(0),
                "late",
                (RefundItem("ORDER", "5", None, Decimal(1), "late"),),
                (
                    RefundPayment("stripe", Decimal(1), declined="expired card"),
                    RefundPayment("stripe", Decimal(0), declined="declined"),
                ),
            ),
        ],
    ),
    Read(
        "order_payments",
        ("5",),
        data(
            [
                {
                    "id": 1,
                    "event": "purchase",
                    "method": "custom",
                    "amount": 12.5,
                    "currency": "GBP",
                    "gateway": "squarev2",
                    "status": "ok",
                    "date_created": V3_NOON,
                }
            ]
        ),
        [OrderPayment("1", "purchase", "custom", Money("12.5", "GBP"), "squarev2", "ok", NOON)],
    ),
    Read("order_payments", ("5",), GONE, []),
    Read(
        "subscriptions",
        (),
        listed([HOOK | {"headers": {"X-Webhook-Secret": "6Jc0vQx8Tn2m"}, "is_active": False}]),
        [
            Subscription(
                "store/order/*",
                "https://shop.example/hooks",
                "4",
                active=False,
                updated_at=datetime(2025, 11, 24, 16, 0, tzinfo=UTC),
            )
        ],
    ),
    Read(
        "currencies",
        (),
        bare(
            [
                {
                    "currency_code": "JPY",
                    "name": "Yen",
                    "currency_exchange_rate": "151.2300000000",
                    "is_default": False,
                    "enabled": False,
                    "is_transactional": True,
                    "decimal_places": 0,
                    "last_updated": V2_NOON,
                },
                {"currency_code": "USD", "currency_exchange_rate": 1, "is_default": True},
            ]
        ),
        [
            Currency(
                "JPY",
                "Yen",
                Decimal("151.23"),
                enabled=False,
                transactional=True,
                decimals=0,
                updated_at=NOON,
            ),
            Currency("USD", "", Decimal(1), default=True),
        ],
    ),
    Read(
        "channels",
        (),
        listed(
            [
                {
                    "id": 2,
                    "name": "TikTok",
                    "type": "marketplace",
                    "platform": "tiktok",
                    "status": "connected",
                    "external_id": "9",
                    "is_enabled": False,
                }
            ]
        ),
        [Channel("2", "TikTok", "marketplace", "tiktok", "connected", "9", enabled=False)],
    ),
    Read(
        "tax_classes",
        (),
        bare([{"id": "1", "name": "Default"}, {"id": 2, "name": "Books"}]),
        [TaxClass("1", "Default"), TaxClass("2", "Books")],
    ),
    Read(
        "inventory_settings",
        (),
        data(
            {
                "update_stock_behavior": "order_placed",
                "product_out_of_stock_behavior": "hide_product",
                "edit_order_stock_adjustment": True,
                "refund_order_stock_adjustment": True,
            }
        ),
        InventorySettings(
            "order_placed", "hide_product", edits_move_stock=True, refunds_restock=True
        ),
    ),
    Read(
        "shipping_settings",
        (),
        data({"checkout": {"country_list_strategy": "DISPLAY_ALL_COUNTRIES"}}),
        ShippingSettings("DISPLAY_ALL_COUNTRIES"),
    ),
    Read("shipping_settings", (), data({"checkout": None}), ShippingSettings()),
]


@pytest.mark.parametrize("wanted", TABLE_OF_VALUES, ids=lambda one: one.call)
def test_answer_is_read_as_this(wanted: Read) -> None:
    client = store_client(Vendor([wanted.answer]))
    found = everything(getattr(client, wanted.call)(*wanted.args, **wanted.kwargs))
    assert found == wanted.value


def test_stock_of_closed_locations_can_not_be_sold() -> None:
    item = StockItem(
        "A", "1", "1", (StockLevel("1", 5, 3), StockLevel("2", 9, 9, location_enabled=False))
    )
    assert item.available == 3


@pytest.mark.parametrize(
    ("call", "args", "answer", "words"),
    [
        ("product_variants", ("77",), listed([{"id": 7, "price": "NaN"}]), "variant 7"),
        ("order_products", ("5",), bare([{"id": 1, "price_inc_tax": "x"}]), "line 1"),
        ("order_taxes", ("5",), bare([{"id": 1, "rate": "Infinity"}]), "rate"),
        ("order_payments", ("5",), data([{"id": 1, "amount": 1, "currency": "?"}]), "currency"),
        ("currencies", (), bare([{"currency_code": "X", "currency_exchange_rate": "x"}]), "rate"),
        ("order_refunds", ("5",), data([{"id": 2, "order_id": 5}]), "total_amount"),
        ("product", ("77",), data({"id": 77, "price": "1e99"}), "price"),
    ],
)
def test_answer_that_makes_no_sense_names_what_is_wrong(
    call: str, args: tuple[object, ...], answer: httpx.Response, words: str
) -> None:
    with pytest.raises(UnexpectedAnswer, match=words):
        everything(getattr(store_client(Vendor([answer])), call)(*args))


def test_what_was_done_in_part_is_told() -> None:
    errors = {"status": 207, "title": "The image could not be saved.", "errors": {}}
    vendor = Vendor([bare({"data": [{"id": 77}], "errors": errors, "meta": {}}, 207)])
    with pytest.raises(Refused, match="image could not be saved") as refused:
        store_client(vendor).create_product({"name": "Lamp"})
    assert "part of it was done" in str(refused.value)
    assert len(vendor.requests) == 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            {"batch_errors": [{"data": {}, "field_errors": {"currency": "is unknown"}}]},
            "currency: is unknown",
        ),
        (
            {"batch_errors": [{"title": "Refused.", "errors": {"sku": "is taken"}}]},
            "Refused. sku: is taken",
        ),
        ({"data": [{"status": 422, "title": "No store credit."}]}, "No store credit."),
    ],
)
def test_refusal_of_a_batch_or_a_payment_is_told_in_the_vendors_words(
    answer: object, words: str
) -> None:
    with pytest.raises(Refused) as refused:
        store_client(Vendor([bare(answer, 422)])).update_variants([VariantChange("1", stock=1)])
    assert words in refused.value.message


def test_nothing_private_shows_in_a_repr() -> None:
    [address] = [one.value for one in TABLE_OF_VALUES if one.call == "order_addresses"]
    [messages] = [one.value for one in TABLE_OF_VALUES if one.call == "order_messages"]
    for private in ("High St", "Svensson", "relay@", "+44", "Where is it"):
        assert private not in repr(address) + repr(messages)


# --- whatever is answered ------------------------------------------------------------

WHOLE: list[object] = [
    json.loads(answer.content)
    for answer in (
        *(one.answer for one in TABLE_OF_VALUES),
        *(answer for one in TABLE for answer in one.answers),
    )
    if isinstance(answer, httpx.Response) and answer.content
]


@pytest.mark.parametrize("asked", TABLE, ids=lambda one: one.call)
@given(drawn=st.data())
@settings(max_examples=10, deadline=None)
def test_store_may_answer_anything(asked: Any, drawn: st.DataObject) -> None:
    answers = [
        httpx.Response(drawn.draw(STATUSES), content=drawn.draw(bodies(WHOLE))) for _ in range(2)
    ]
    ends_well(
        lambda client: getattr(client, asked.call)(*asked.args, **asked.kwargs),
        store_client(Vendor(answers)),
    )
