"""Each call about promotions and about what single markets have, and what TikTok Shop is asked."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from tests.clients.fakes import (
    NOW,
)
from tests.clients.product_calls import post
from tests.clients.product_values import (
    BEGIN,
    END,
    LATER,
    MAKER,
    MAKER_BODY,
    PERSON,
    PROOF,
    SALE,
    SALE_BODY,
)
from tests.clients.test_tiktok_requests import Asked
from tiktok_bc_sync.clients import TikTokShop
from tiktok_bc_sync.models import (
    Deal,
    Money,
    Phone,
    PromotedProduct,
    PromotionDraft,
    PromotionKind,
    PromotionScope,
    ShippingBenefit,
)

PROMOTION_CALLS = [
    post(
        "create_promotion",
        "/promotion/202309/activities",
        SALE,
        answer={"activity_id": "a1"},
        body=SALE_BODY | {"activity_type": "FIXED_PRICE", "product_level": "PRODUCT"},
    ),
    Asked(
        "promotion", ("a1",), answer={"activity_id": "a1"}, path="/promotion/202309/activities/a1"
    ),
    post(
        "search_promotions",
        "/promotion/202309/activities/search",
        kwargs={"status": "ONGOING", "kind": "FLASHSALE", "title": "Sale"},
        body={
            "status": "ONGOING",
            "activity_type": "FLASHSALE",
            "activity_title": "Sale",
            "page_size": 100,
            "page_token": "",
        },
    ),
    Asked(
        "update_promotion",
        ("a1", SALE),
        method="PUT",
        path="/promotion/202309/activities/a1",
        body=SALE_BODY,
    ),
    Asked(
        "update_promotion",
        (
            "a1",
            PromotionDraft(
                "Free",
                PromotionKind.SHIPPING,
                scope=PromotionScope.SHOP,
                benefit=ShippingBenefit(Decimal("2.50"), areas=("England",), method="ALL"),
                buyers="SHOP_NEW_CUSTOMER",
            ),
        ),
        method="PUT",
        path="/promotion/202309/activities/a1",
        body={
            "title": "Free",
            "duration_type": "INDEFINITE",
            "begin_time": 0,
            "end_time": 0,
            "product_level": "SHOP",
            "participation_limit": [{"type": "BUYER_NO_LIMIT"}],
            "target_user_info": {"user_type": "SHOP_NEW_CUSTOMER"},
            "discount": {
                "shipping_discount": {
                    "type": "DISCOUNT_SHIPPING_FEE",
                    "value": "2.50",
                    "threshold_type": "NO_THRESHOLD",
                    "area_scope": {"type": "SPECIFIC_AREAS", "specific_areas": ["England"]},
                    "shipping_method": "ALL",
                }
            },
        },
    ),
    post("deactivate_promotion", "/promotion/202309/activities/a1/deactivate", "a1", body={}),
    post(
        "republish_promotion",
        "/promotion/202607/activities/a1/republish",
        "a1",
        NOW,
        LATER,
        body={"begin_time": BEGIN, "end_time": END},
    ),
    Asked(
        "set_promotion_products",
        (
            "a1",
            [
                PromotedProduct("9", Money("12.5", "GBP"), limit=5, limit_per_buyer=1),
                PromotedProduct("8", skus=(Deal("s1", percent_off=Decimal("10.0")),)),
            ],
        ),
        {"benefit_ids": ["7"]},
        method="PUT",
        path="/promotion/202309/activities/a1/products",
        body={
            "activity_id": "a1",
            "products": [
                {
                    "id": "9",
                    "activity_price_amount": "12.50",
                    "quantity_limit": 5,
                    "quantity_per_user": 1,
                    "skus": [],
                },
                {
                    "id": "8",
                    "quantity_limit": -1,
                    "quantity_per_user": -1,
                    "skus": [
                        {
                            "id": "s1",
                            "discount": "10",
                            "quantity_limit": -1,
                            "quantity_per_user": -1,
                        }
                    ],
                },
            ],
            "benefit_product_ids": ["7"],
        },
    ),
    Asked(
        "remove_promotion_products",
        ("a1", ["9"]),
        {"sku_ids": ["s1"], "excluded_ids": ["7"]},
        method="DELETE",
        path="/promotion/202309/activities/a1/products",
        body={"product_ids": ["9"], "sku_ids": ["s1"], "exclude_product_ids": ["7"]},
    ),
]
# call, a region that has it, path, body, answer
IN_MARKETS: list[tuple[Callable[[TikTokShop], object], str, str, object, dict[str, object]]] = [
    (
        lambda client: client.create_manufacturer(MAKER),
        "DE",
        "/product/202409/compliance/manufacturers",
        MAKER_BODY,
        {"manufacturer_id": "m1"},
    ),
    (
        lambda client: client.edit_manufacturer(
            "m1", phone=Phone(), trade_name="Works", locale="fr-FR"
        ),
        "FR",
        "/product/202409/compliance/manufacturers/m1/partial_edit",
        {
            "registered_trade_name": "Works",
            "phone_number": {"availability": "UNAVAILABLE"},
            "locale": "fr-FR",
        },
        {},
    ),
    (
        lambda client: list(client.search_manufacturers(keyword="Works", locales=["de-DE"])),
        "DE",
        "/product/202501/compliance/manufacturers/search",
        {"keyword": "Works", "locales": ["de-DE"]},
        {},
    ),
    (
        lambda client: client.create_responsible_person(PERSON),
        "IE",
        "/product/202409/compliance/responsible_persons",
        {
            "name": "Ada",
            "email": "a@example.test",
            "phone_number": {"country_code": "+49", "local_number": "5550100"},
            "address": {
                "street_address_line1": "1 Weg",
                "postal_code": "10100",
                "country": "DE",
            },
            "locale": "de-DE",
        },
        {"responsible_person_id": "p1"},
    ),
    (
        lambda client: client.edit_responsible_person("p1", email="b@example.test"),
        "ES",
        "/product/202409/compliance/responsible_persons/p1/partial_edit",
        {"email": "b@example.test"},
        {},
    ),
    (
        lambda client: list(client.search_responsible_persons(person_ids=["p1", "p1"])),
        "DE",
        "/product/202501/compliance/responsible_persons/search",
        {"responsible_person_ids": ["p1"]},
        {},
    ),
    (
        lambda client: client.prove_prices("9", "77", [PROOF]),
        "US",
        "/product/202609/products/9/strikethrough_price/submit",
        {
            "external_product_id": "77",
            "skus": [
                {
                    "id": "s1",
                    "external_sku_id": "7701",
                    "external_retail_price": {"amount": "30.00", "currency": "USD"},
                    "external_transaction_price": {
                        "amount": "29.90",
                        "currency": "USD",
                        "transaction_time": "2025-11-24T16:00:00+00:00",
                        "image": {"uri": "tos/p"},
                    },
                }
            ],
        },
        {},
    ),
]
