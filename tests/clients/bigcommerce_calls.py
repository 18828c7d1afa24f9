"""Calls about the parts of a store, the answers they get, and what each must ask of BigCommerce."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import httpx

from tests.clients.fakes import Answer, bare, listed
from tests.clients.test_bigcommerce_requests import WHOLE, Asked, Sent
from tiktok_bc_sync.models import (
    Address,
    CustomField,
    Metafield,
    MetafieldOwner,
    PriceRecord,
    ProductDraft,
    RefundItem,
    RefundPayment,
    ShipmentDraft,
    StockChange,
    VariantChange,
)

SINCE = datetime(2025, 11, 1, 12, 30, tzinfo=UTC)
GONE = httpx.Response(204)
DRAFT = ProductDraft(
    "Lamp",
    Decimal("12.50"),
    Decimal("0.5"),
    sku="24-UG04",
    description="<p>A lamp</p>",
    category_ids=("6",),
    brand_id="3",
    gtin="4006381333931",
    stock=4,
)
VARIANT = {"id": 7701, "product_id": 77, "sku": "24-UG04", "price": None, "inventory_level": 3}
NOTE = Metafield("tiktok", "listing", "9", description="where it is sold")
NOTED = {"id": 8, "namespace": "tiktok", "key": "listing", "value": "9"}
NOTE_BODY: dict[str, object] = {
    "namespace": "tiktok",
    "key": "listing",
    "value": "9",
    "permission_set": "app_only",
    "description": "where it is sold",
}
REFUND = {
    "id": 2,
    "order_id": 5,
    "total_amount": 12.5,
    "total_tax": 2.08,
    "created": "2025-11-24T16:00:00Z",
    "items": [{"item_type": "PRODUCT", "item_id": 1, "quantity": 1, "requested_amount": None}],
    "payments": [{"provider_id": "custom", "amount": 12.5, "offline": True}],
}
QUOTE = {
    "order_id": 5,
    "total_refund_amount": 12.5,
    "total_refund_tax_amount": 2.08,
    "refund_methods": [
        [
            {
                "provider_id": "custom",
                "provider_description": "Manual",
                "amount": 12.5,
                "offline": True,
            }
        ]
    ],
}
PARTS = [RefundItem.units("1", 1, "broken"), RefundItem.of_shipping("3", Decimal("3.50"))]
PARTS_BODY = [
    {"item_type": "PRODUCT", "item_id": 1, "quantity": 1, "reason": "broken"},
    {"item_type": "SHIPPING", "item_id": 3, "amount": 3.5},
]
HOOK = {
    "id": 4,
    "scope": "store/order/*",
    "destination": "https://shop.example/hooks",
    "is_active": True,
    "updated_at": 1764000000,
}
SHIPMENT = {"id": 1, "order_id": 5, "items": [{"order_product_id": 1, "quantity": 2}]}
ADDRESS = {"id": 3, "first_name": "Anna", "last_name": "Svensson", "street_1": "1 High St"}
ADDRESS_BODY: dict[str, object] = {
    "first_name": "Anna",
    "last_name": "Svensson",
    "street_1": "1 High St",
    "street_2": "",
    "city": "Leeds",
    "state": "",
    "zip": "LS1",
    "country_iso2": "GB",
    "phone": "",
    "shipping_method": "Courier",
}


def data(value: object, status: int = 200) -> Answer:
    """One thing, as v3 answers it."""
    return bare({"data": value, "meta": {}}, status)


_PRODUCT, _ORDER = "/v3/catalog/products/77", "/v2/orders/5"

TABLE = [
    # --- products and variants
    Asked(
        "product",
        ("77",),
        {},
        [data({"id": 77, "brand_id": 0})],
        [Sent("GET", _PRODUCT, {"include": "variants,images,custom_fields"})],
    ),
    Asked(
        "create_product",
        (DRAFT,),
        {},
        [data({"id": 77})],
        [
            Sent(
                "POST",
                "/v3/catalog/products",
                body={
                    "name": "Lamp",
                    "type": "physical",
                    "price": 12.5,
                    "weight": 0.5,
                    "is_visible": True,
                    "categories": [6],
                    "sku": "24-UG04",
                    "description": "<p>A lamp</p>",
                    "gtin": "4006381333931",
                    "brand_id": 3,
                    "inventory_tracking": "product",
                    "inventory_level": 4,
                },
            )
        ],
    ),
    Asked(
        "create_product",
        ({"name": "Lamp", "type": "physical", "price": Decimal("1.10"), "weight": 0},),
        {},
        [data({"id": 77}, 201)],
        [
            Sent(
                "POST",
                "/v3/catalog/products",
                body={"name": "Lamp", "type": "physical", "price": 1.1, "weight": 0},
            )
        ],
    ),
    Asked(
        "update_product",
        ("77", {"is_visible": False}),
        {},
        [data({"id": 77})],
        [Sent("PUT", _PRODUCT, body={"is_visible": False})],
    ),
    Asked("delete_product", ("77",), {}, [GONE], [Sent("DELETE", _PRODUCT)]),
    Asked(
        "variants",
        (),
        {"product_ids": ["77", "78"], "sku": "24-UG04", "variant_id": "7701"},
        [listed([VARIANT])],
        [
            Sent(
                "GET",
                "/v3/catalog/variants",
                WHOLE | {"product_id:in": "77,78", "sku": "24-UG04", "id": "7701"},
            )
        ],
    ),
    Asked(
        "product_variants",
        ("77",),
        {},
        [listed([VARIANT])],
        [Sent("GET", f"{_PRODUCT}/variants", WHOLE)],
    ),
    Asked(
        "variant", ("77", "7701"), {}, [data(VARIANT)], [Sent("GET", f"{_PRODUCT}/variants/7701")]
    ),
    Asked(
        "update_variants",
        (
            [
                VariantChange("7701", price=Decimal("9.99"), sale_price=Decimal(0), upc=""),
                VariantChange("7702", weight=Decimal("0.5"), stock=0, purchasable=False),
            ],
        ),
        {},
        [data([VARIANT])],
        [
            Sent(
                "PUT",
                "/v3/catalog/variants",
                body=[
                    {"id": 7701, "price": 9.99, "sale_price": 0, "upc": ""},
                    {"id": 7702, "weight": 0.5, "inventory_level": 0, "purchasing_disabled": True},
                ],
            )
        ],
    ),
    Asked(
        "update_variant_stock",
        ({"7701": 3},),
        {},
        [data([VARIANT])],
        [Sent("PUT", "/v3/catalog/variants", body=[{"id": 7701, "inventory_level": 3}])],
    ),
    # --- what belongs to a product
    Asked(
        "product_options", ("77",), {}, [listed([])], [Sent("GET", f"{_PRODUCT}/options", WHOLE)]
    ),
    Asked(
        "option_values",
        ("77", "12"),
        {},
        [listed([])],
        [Sent("GET", f"{_PRODUCT}/options/12/values", WHOLE)],
    ),
    Asked("product_images", ("77",), {}, [GONE], [Sent("GET", f"{_PRODUCT}/images", WHOLE)]),
    Asked(
        "add_product_image",
        ("77", "https://x/1.png"),
        {"description": "A lamp", "thumbnail": True},
        [data({"id": 5, "url_zoom": "https://y/1.png"})],
        [
            Sent(
                "POST",
                f"{_PRODUCT}/images",
                body={
                    "image_url": "https://x/1.png",
                    "description": "A lamp",
                    "is_thumbnail": True,
                },
            )
        ],
    ),
    Asked(
        "add_product_image",
        ("77", "https://x/1.png"),
        {},
        [data({"id": 5})],
        [Sent("POST", f"{_PRODUCT}/images", body={"image_url": "https://x/1.png"})],
    ),
    Asked(
        "delete_product_image", ("77", "5"), {}, [GONE], [Sent("DELETE", f"{_PRODUCT}/images/5")]
    ),
    Asked(
        "custom_fields",
        ("77",),
        {},
        [listed([])],
        [Sent("GET", f"{_PRODUCT}/custom-fields", WHOLE)],
    ),
    Asked(
        "create_custom_field",
        ("77", "Cloth", "Wool"),
        {},
        [data({"id": 6, "name": "Cloth", "value": "Wool"})],
        [Sent("POST", f"{_PRODUCT}/custom-fields", body={"name": "Cloth", "value": "Wool"})],
    ),
    Asked(
        "update_custom_field",
        ("77", CustomField("6", "Cloth", "Silk")),
        {},
        [data({"id": 6, "name": "Cloth", "value": "Silk"})],
        [Sent("PUT", f"{_PRODUCT}/custom-fields/6", body={"name": "Cloth", "value": "Silk"})],
    ),
    Asked(
        "delete_custom_field",
        ("77", "6"),
        {},
        [GONE],
        [Sent("DELETE", f"{_PRODUCT}/custom-fields/6")],
    ),
    # --- metafields
    Asked(
        "metafields",
        (MetafieldOwner.order("5"),),
        {"namespace": "tiktok"},
        [listed([NOTED])],
        [Sent("GET", "/v3/orders/5/metafields", WHOLE | {"namespace": "tiktok"})],
    ),
    Asked(
        "set_metafield",
        (MetafieldOwner.product("77"), NOTE),
        {},
        [listed([]), data(NOTED)],
        [
            Sent(
                "GET",
                f"{_PRODUCT}/metafields",
                WHOLE | {"namespace": "tiktok", "key": "listing"},
            ),
            Sent("POST", f"{_PRODUCT}/metafields", body=NOTE_BODY),
        ],
    ),
    Asked(
        "set_metafield",
        (MetafieldOwner.variant("77", "7701"), NOTE),
        {},
        [listed([NOTED | {"id": 7, "key": "Listing"}, NOTED]), data(NOTED)],
        [
            Sent(
                "GET",
                f"{_PRODUCT}/variants/7701/metafields",
                WHOLE | {"namespace": "tiktok", "key": "listing"},
            ),
            Sent("PUT", f"{_PRODUCT}/variants/7701/metafields/8", body=NOTE_BODY),
        ],
    ),
    Asked(
        "delete_metafield",
        (MetafieldOwner.order("5"), "8"),
        {},
        [GONE],
        [Sent("DELETE", "/v3/orders/5/metafields/8")],
    ),
    # --- categories and brands
    Asked("category_trees", (), {}, [listed([{"id": 1}])], [Sent("GET", "/v3/catalog/trees")]),
    Asked(
        "categories",
        (),
        {"tree_id": "1"},
        [listed([])],
        [Sent("GET", "/v3/catalog/trees/categories", WHOLE | {"tree_id:in": "1"})],
    ),
    Asked("brands", (), {}, [listed([])], [Sent("GET", "/v3/catalog/brands", WHOLE)]),
    Asked(
        "find_brand",
        ("Sagaform",),
        {},
        [listed([{"id": 3, "name": "Sagaform"}])],
        [Sent("GET", "/v3/catalog/brands", WHOLE | {"name": "Sagaform"})],
    ),
    Asked(
        "create_brand",
        ("Sagaform",),
        {},
        [data({"id": 3, "name": "Sagaform"})],
        [Sent("POST", "/v3/catalog/brands", body={"name": "Sagaform"})],
    ),
    # --- stock
    Asked("locations", (), {}, [listed([])], [Sent("GET", "/v3/inventory/locations", WHOLE)]),
    Asked(
        "location",
        ("1",),
        {},
        [listed([{"id": 1}])],
        [Sent("GET", "/v3/inventory/locations", WHOLE | {"location_id:in": "1"})],
    ),
    Asked(
        "stock",
        (),
        {"skus": ["A", "B"], "variant_ids": ["7701"], "product_ids": ["77"], "location_ids": ["1"]},
        [listed([{"identity": {"sku": "A"}}])],
        [
            Sent(
                "GET",
                "/v3/inventory/items",
                WHOLE
                | {
                    "sku:in": "A,B",
                    "variant_id:in": "7701",
                    "product_id:in": "77",
                    "location_id:in": "1",
                },
            )
        ],
    ),
    Asked(
        "set_stock",
        ([StockChange("1", 5, variant_id="7701"), StockChange("1", 0, sku="24-UG04")],),
        {"reason": "counted"},
        [bare({"transaction_id": "t1"})],
        [
            Sent(
                "PUT",
                "/v3/inventory/adjustments/absolute",
                body={
                    "reason": "counted",
                    "items": [
                        {"location_id": 1, "variant_id": 7701, "quantity": 5},
                        {"location_id": 1, "sku": "24-UG04", "quantity": 0},
                    ],
                },
            )
        ],
    ),
    Asked(
        "adjust_stock",
        ([StockChange("2", -1, product_id="77")],),
        {},
        [bare({"transaction_id": "t1"})],
        [
            Sent(
                "POST",
                "/v3/inventory/adjustments/relative",
                body={"items": [{"location_id": 2, "product_id": 77, "quantity": -1}]},
            )
        ],
    ),
    # --- price lists
    Asked("price_lists", (), {}, [listed([])], [Sent("GET", "/v3/pricelists", WHOLE)]),
    Asked(
        "price_records",
        ("2",),
        {"currency": "GBP", "variant_ids": ["7701"]},
        [listed([])],
        [
            Sent(
                "GET",
                "/v3/pricelists/2/records",
                WHOLE | {"currency": "gbp", "variant_id:in": "7701"},
            )
        ],
    ),
    Asked(
        "set_price_records",
        ("2", [PriceRecord("7701", "GBP", Decimal("9.99"), sale_price=Decimal("8.50"))]),
        {},
        [data({})],
        [
            Sent(
                "PUT",
                "/v3/pricelists/2/records",
                body=[{"variant_id": 7701, "currency": "gbp", "price": 9.99, "sale_price": 8.5}],
            )
        ],
    ),
    # --- what belongs to orders
    Asked("archive_order", ("5",), {}, [GONE], [Sent("DELETE", _ORDER)]),
    Asked("order_counts", (), {}, [bare({"count": 0})], [Sent("GET", "/v2/orders/count")]),
    Asked("order_statuses", (), {}, [bare([])], [Sent("GET", "/v2/order_statuses")]),
    Asked("order_products", ("5",), {}, [GONE], [Sent("GET", f"{_ORDER}/products", WHOLE)]),
    Asked(
        "order_addresses", ("5",), {}, [GONE], [Sent("GET", f"{_ORDER}/shipping_addresses", WHOLE)]
    ),
    Asked(
        "update_order_address",
        ("5", "3", Address("Anna Svensson", "", ("1 High St",), "Leeds", "", "LS1", "GB")),
        {"shipping_method": "Courier"},
        [bare(ADDRESS)],
        [Sent("PUT", f"{_ORDER}/shipping_addresses/3", body=ADDRESS_BODY)],
    ),
    Asked(
        "order_taxes",
        ("5",),
        {},
        [GONE],
        [Sent("GET", f"{_ORDER}/taxes", WHOLE | {"details": "true"})],
    ),
    Asked("order_messages", ("5",), {}, [GONE], [Sent("GET", f"{_ORDER}/messages", WHOLE)]),
    Asked(
        "create_shipment",
        ("5", ShipmentDraft("3", (("1", 2),), "T1", "royal-mail", method="Van", comment="careful")),
        {},
        [bare(SHIPMENT, 201)],
        [
            Sent(
                "POST",
                f"{_ORDER}/shipments",
                body={
                    "order_address_id": 3,
                    "items": [{"order_product_id": 1, "quantity": 2}],
                    "tracking_number": "T1",
                    "shipping_provider": "",
                    "tracking_carrier": "royal-mail",
                    "shipping_method": "Van",
                    "comments": "careful",
                },
            )
        ],
    ),
    Asked(
        "update_shipment",
        ("5", "1"),
        {"tracking_number": "T2", "comment": ""},
        [bare(SHIPMENT)],
        [Sent("PUT", f"{_ORDER}/shipments/1", body={"tracking_number": "T2", "comments": ""})],
    ),
    Asked("delete_shipment", ("5", "1"), {}, [GONE], [Sent("DELETE", f"{_ORDER}/shipments/1")]),
    # --- money
    Asked(
        "quote_refund",
        ("5", PARTS),
        {},
        [data(QUOTE, 201)],
        [Sent("POST", "/v3/orders/5/payment_actions/refund_quotes", body={"items": PARTS_BODY})],
    ),
    Asked(
        "create_refund",
        ("5", PARTS, [RefundPayment("custom", Decimal("16.00"), offline=True)]),
        {},
        [data(REFUND, 201)],
        [
            Sent(
                "POST",
                "/v3/orders/5/payment_actions/refunds",
                body={
                    "items": PARTS_BODY,
                    "payments": [{"provider_id": "custom", "amount": 16, "offline": True}],
                },
            )
        ],
    ),
    Asked(
        "order_refunds",
        ("5",),
        {},
        [data([REFUND])],
        [Sent("GET", "/v3/orders/5/payment_actions/refunds")],
    ),
    Asked(
        "refunds",
        (SINCE,),
        {},
        [listed([REFUND])],
        [
            Sent(
                "GET",
                "/v3/orders/payment_actions/refunds",
                WHOLE | {"created:min": "2025-11-01T12:30:00+00:00"},
            )
        ],
    ),
    Asked("order_payments", ("5",), {}, [GONE], [Sent("GET", "/v3/orders/5/transactions")]),
    # --- webhooks and settings
    Asked("subscriptions", (), {}, [listed([HOOK])], [Sent("GET", "/v3/hooks", WHOLE)]),
    Asked(
        "subscribe",
        ("store/order/*", "https://shop.example/hooks"),
        {"headers": {"X-Webhook-Secret": "6Jc0vQx8Tn2m"}},
        [data(HOOK)],
        [
            Sent(
                "POST",
                "/v3/hooks",
                body={
                    "scope": "store/order/*",
                    "destination": "https://shop.example/hooks",
                    "is_active": True,
                    "headers": {"X-Webhook-Secret": "6Jc0vQx8Tn2m"},
                },
            )
        ],
    ),
    Asked(
        "update_subscription",
        ("4",),
        {"address": "https://shop.example/new", "active": False, "headers": {"X-S": "t"}},
        [data(HOOK)],
        [
            Sent(
                "PUT",
                "/v3/hooks/4",
                body={
                    "is_active": False,
                    "headers": {"X-S": "t"},
                    "destination": "https://shop.example/new",
                },
            )
        ],
    ),
    Asked("unsubscribe", ("4",), {}, [data(HOOK)], [Sent("DELETE", "/v3/hooks/4")]),
    Asked("currencies", (), {}, [GONE], [Sent("GET", "/v2/currencies", WHOLE)]),
    Asked("channels", (), {}, [listed([])], [Sent("GET", "/v3/channels", WHOLE)]),
    Asked("tax_classes", (), {}, [GONE], [Sent("GET", "/v2/tax_classes", WHOLE)]),
    Asked("inventory_settings", (), {}, [data({})], [Sent("GET", "/v3/settings/inventory")]),
    Asked("shipping_settings", (), {}, [data({})], [Sent("GET", "/v3/shipping/settings")]),
]
