"""What TikTok Shop's answers about products and promotions are read as, whatever they hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import httpx
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clients.fakes import SHOP, Vendor, everything, ok, shop_client
from tests.clients.product_calls import PRODUCT_CALLS
from tests.clients.promotion_calls import IN_MARKETS, PROMOTION_CALLS
from tests.clients.test_robustness import STATUSES, bodies, ends_well
from tests.clients.test_tiktok_requests import Asked
from tiktok_bc_sync.clients import TikTokShop
from tiktok_bc_sync.errors import UnexpectedAnswer
from tiktok_bc_sync.models import (
    BuyGetBenefit,
    Category,
    CategoryFacts,
    CertificationRule,
    Deal,
    Diagnosis,
    Finding,
    Gift,
    GiftBenefit,
    ListingAdvice,
    ListingBrand,
    ListingCheck,
    ListingFault,
    Manufacturer,
    ManufacturerProfile,
    Measurement,
    Money,
    MoreBenefit,
    Off,
    OptimizedPicture,
    PersonAddress,
    PersonProfile,
    Phone,
    Picture,
    Prerequisite,
    PromotedProduct,
    Promotion,
    ResponsiblePerson,
    ShippingBenefit,
    SizeChart,
    SizeChartRules,
    SizeColumn,
    SizeTable,
    SkuUnits,
    TextAdvice,
    Threshold,
    WarehouseUnits,
)
from tiktok_bc_sync.storage.codec import from_json, to_json

CONDITION = {
    "condition_type": "VALUE_ID_MATCH",
    "attribute_id": "101",
    "attribute_value_id": "v1",
}
ATTRIBUTE = {
    "id": "100",
    "name": "Battery",
    "type": "PRODUCT_PROPERTY",
    "is_multiple_selection": True,
    "value_data_format": "POSITIVE_INT_OR_DECIMAL",
    "requirement_conditions": [CONDITION, {"condition_type": "SOMETHING_NEW"}],
}
RULES = {
    "product_certifications": [
        {
            "id": "c1",
            "name": "Safety sheet",
            "document_details": "All pages",
            "sample_image_url": "https://x",
            "requirement_conditions": [CONDITION],
            "expiration_date": {"is_required": True},
        }
    ],
    "size_chart": {
        "is_supported": True,
        "is_required": True,
        "size_types": ["regular"],
        "measurement_and_options": [
            {
                "measurement_type": "BODY_MEASUREMENTS",
                "options": [{"id": "bust", "name": "Bust", "role": "KEY", "unit": "LENGTH"}],
            },
            {"measurement_type": "GENERIC_MEASUREMENTS", "options": None},
        ],
    },
    "cod": {"is_supported": True},
    "package_dimension": {"is_required": True},
    "epr": {"is_required": True},
    "responsible_person": {"is_required": True},
    "manufacturer": {"is_required": True},
    "seller_sku": {"is_required": True},
    "fees": [{"type": "PFAND", "is_required": True}, {"type": "OTHER"}],
    "allowed_special_product_types": ["PRE_ORDER"],
}
PROMOTION = {
    "activity_id": "a1",
    "title": "Sale",
    "activity_type": "FIXED_PRICE",
    "status": "ONGOING",
    "product_level": "VARIATION",
    "begin_time": 1764000000,
    "end_time": 1764086400,
    "create_time": 1764000000123,
    "update_time": 1764000000123,
    "participation_limit": [{"type": "BUYER_LIMIT_ONLY_ONE"}],
    "target_user_info": {"user_type": "ALL_USER"},
    "products": [
        {
            "id": "9",
            "quantity_limit": -1,
            "quantity_per_user": -1,
            "skus": [
                {
                    "id": "s1",
                    "activity_price": {"amount": "12.50", "currency": "GBP"},
                    "quantity_limit": 5,
                    "quantity_per_user": 1,
                    "used_quantity": 2,
                },
                {"id": "s2", "discount": "10"},
            ],
        }
    ],
    "benefit_products": [{"id": "8"}],
    "activity_commands": ["IMMUTABLE"],
}
BEGAN, ENDS = datetime(2025, 11, 24, 16, tzinfo=UTC), datetime(2025, 11, 25, 16, tzinfo=UTC)
THRESHOLD = {"threshold_type": "MINIMAL_ITEM_QUANTITY", "threshold_value": "2"}


def answered(call: Callable[[TikTokShop], object], data: object, region: str = "GB") -> object:
    return everything(call(shop_client(Vendor([ok(data)]), shop=evolve(SHOP, region=region))))


def test_rules_of_a_category_are_read_in_full() -> None:
    tree = {"categories": [{"id": "5", "is_leaf": True}]}
    vendor = Vendor([ok(tree), ok({"attributes": [ATTRIBUTE]}), ok(RULES)])
    facts = shop_client(vendor).category_facts("5")
    assert facts.certifications == (
        CertificationRule(
            "c1", "Safety sheet", False, (("101", "v1"),), True, "All pages", "https://x"
        ),
    )
    assert facts.size_chart == SizeChartRules(
        True,
        True,
        ("regular",),
        (Measurement("bust", "Bust", "BODY_MEASUREMENTS", "KEY", "LENGTH"),),
    )
    assert facts.manufacturer_required
    assert facts.responsible_person_required
    assert facts.epr_required
    assert facts.sku_required
    assert (facts.dimensions_required, facts.cod_supported) == (True, True)
    assert (facts.required_fees, facts.special_types) == (("PFAND",), ("PRE_ORDER",))
    [battery] = facts.attributes
    assert (battery.multiple, battery.numeric) == (True, True)


@pytest.mark.parametrize(
    ("chosen", "needed"), [((), False), ((("101", "v1"),), True), ((("101", "v2"),), False)]
)
def test_what_was_chosen_elsewhere_makes_something_needed(
    chosen: tuple[tuple[str, str], ...], needed: bool
) -> None:
    tree = {"categories": [{"id": "5", "is_leaf": True}]}
    vendor = Vendor([ok(tree), ok({"attributes": [ATTRIBUTE]}), ok(RULES)])
    facts = shop_client(vendor).category_facts("5")
    assert facts.certifications[0].needed(chosen) is needed
    assert facts.attributes[0].needed(chosen) is needed


def test_facts_stored_before_they_told_more_are_read() -> None:
    stored = to_json(CategoryFacts("5", leaf=True, available=True), CategoryFacts)
    old = {key: stored[key] for key in ("category_id", "leaf", "available", "attributes")}
    assert from_json(old, CategoryFacts) == CategoryFacts("5", leaf=True, available=True)


TOLD: list[tuple[Callable[[TikTokShop], object], object, object]] = [
    (
        lambda client: client.recommend_category("Lamp"),
        {
            "categories": [
                {"id": "1", "name": "Home"},
                {"id": "5", "name": "Lamps", "is_leaf": True, "permission_statuses": ["INVITE"]},
            ]
        },
        [
            Category("1", "Home", "", False, True),
            Category("5", "Lamps", "1", True, False),
        ],
    ),
    (lambda client: client.recommend_category("Lamp"), {"categories": None}, []),
    (
        lambda client: client.brands(),
        {
            "brands": [
                {"id": "1", "name": "A", "authorized_status": "AUTHORIZED"},
                {"id": "2", "authorized_status": "UNAUTHORIEZD", "is_t1_brand": True},
                {"id": "3", "authorized_status": "AUTHORIZED", "brand_status": "UNAVAILABLE"},
            ]
        },
        [
            ListingBrand("1", "A", True),
            ListingBrand("2", "", False, True),
            ListingBrand("3", "", True, False, False),
        ],
    ),
    (
        lambda client: client.upload_picture(b"x", "a.png"),
        {"uri": "tos/a", "url": "https://x", "width": 300, "height": 400},
        Picture("tos/a", "https://x", 300, 400, "MAIN_IMAGE"),
    ),
    (
        lambda client: client.optimize_pictures(["tos/a"]),
        {"images": [{"original_uri": "tos/a", "optimize_status": "IGNORE"}]},
        [OptimizedPicture("tos/a", "IGNORE")],
    ),
    (
        lambda client: client.prerequisites(),
        {
            "check_results": [
                {"check_item": "SHOP_TAX", "is_failed": True, "fail_reasons": ["No number"]},
                {"check_item": "SOMETHING_NEW", "fail_reasons": None},
            ]
        },
        [Prerequisite("SHOP_TAX", False, ("No number",)), Prerequisite("SOMETHING_NEW", True)],
    ),
    (
        lambda client: client.listing_diagnoses(["9"]),
        {
            "products": [
                {
                    "id": "9",
                    "listing_quality": {"current_tier": "FAIR", "remaining_recommendations": 2},
                    "diagnoses": [
                        {
                            "field": "TITLE",
                            "diagnosis_results": [
                                {
                                    "code": "short",
                                    "how_to_solve": "Say more",
                                    "quality_tier": "GOOD",
                                }
                            ],
                            "suggestion": {
                                "seo_words": [{"text": "lamp"}],
                                "smart_texts": [{"text": "A lamp"}, {"text": ""}],
                                "images": [{"uri": "tos/a", "optimized_uri": "tos/b"}],
                            },
                        },
                        {"field": "IMAGE"},
                    ],
                }
            ]
        },
        [
            ListingAdvice(
                "9",
                (
                    Diagnosis(
                        "TITLE",
                        (Finding("short", "Say more", "GOOD"),),
                        ("A lamp",),
                        ("lamp",),
                        (OptimizedPicture("tos/a", "SUCCESS", "tos/b"),),
                    ),
                    Diagnosis("IMAGE"),
                ),
                "FAIR",
                2,
            )
        ],
    ),
    (
        lambda client: client.listing_suggestions(["9"]),
        {
            "products": [
                {
                    "id": "9",
                    "suggestions": [
                        {"field": "TITLE", "items": [{"text": "A lamp"}]},
                        {"field": "DESCRIPTION", "items": None},
                        {"field": "SOMETHING_NEW", "items": [{"text": "x"}]},
                    ],
                }
            ]
        },
        [TextAdvice("9", ("A lamp",))],
    ),
    (
        lambda client: client.search_stock(sku_ids=["s1"]),
        {
            "inventory": [
                {
                    "product_id": "9",
                    "skus": [
                        {
                            "id": "s1",
                            "seller_sku": "A",
                            "warehouse_inventory": [
                                {
                                    "warehouse_id": "w1",
                                    "available_quantity": 3,
                                    "committed_quantity": 1,
                                }
                            ],
                        }
                    ],
                }
            ]
        },
        [SkuUnits("s1", (WarehouseUnits("w1", 3, 1),), "A", "9")],
    ),
    (
        lambda client: client.search_size_charts(),
        {
            "size_chart": [
                {
                    "template_id": "t1",
                    "template_name": "Tops",
                    "images": [{"uri": "tos/a", "url": "https://x"}],
                    "related_category_ids": ["5"],
                    "size_chart_datas": [
                        {
                            "locale": "en-GB",
                            "size_chart_data": {
                                "table": {
                                    "headers": [{"name": "Size"}],
                                    "rows": [{"cells": [{"value": "S"}]}],
                                },
                                "measurement_type": "BODY_MEASUREMENTS",
                                "unit_system": "IMPERIAL",
                                "is_one_size": True,
                            },
                        },
                        {"locale": "de-DE", "size_chart_data": None},
                    ],
                },
                {"template_id": "t2", "size_chart_mode": "PRODUCT_SCOPED"},
            ]
        },
        [
            SizeChart(
                "t1",
                "Tops",
                True,
                ("5",),
                (
                    (
                        "en-GB",
                        SizeTable(
                            (SizeColumn("Size"),),
                            (("S",),),
                            "BODY_MEASUREMENTS",
                            "IMPERIAL",
                            one_size=True,
                        ),
                    ),
                ),
                (Picture("tos/a", "https://x"),),
            ),
            SizeChart("t2", reusable=False),
        ],
    ),
    (
        lambda client: client.promotion("a1"),
        PROMOTION,
        Promotion(
            "a1",
            "Sale",
            "FIXED_PRICE",
            "ONGOING",
            "VARIATION",
            BEGAN,
            ENDS,
            None,
            True,
            "ALL_USER",
            (
                PromotedProduct(
                    "9",
                    skus=(
                        Deal("s1", Money("12.5", "GBP"), None, 5, 1, 2),
                        Deal("s2", percent_off=Decimal(10)),
                    ),
                ),
            ),
            ("8",),
            True,
            BEGAN,
            BEGAN,
        ),
    ),
    (
        lambda client: client.search_promotions(),
        {"activities": [{"id": "a1", "title": "Free", "activity_type": "SOMETHING_NEW"}]},
        [Promotion("a1", "Free", "SOMETHING_NEW")],
    ),
]


@pytest.mark.parametrize(("call", "answer", "wanted"), TOLD)
def test_answer_is_read_whole(
    call: Callable[[TikTokShop], object], answer: object, wanted: object
) -> None:
    assert answered(call, answer) == wanted


def test_languages_of_a_manufacturer_and_a_person_are_read() -> None:
    phone = {"country_code": "+353", "local_number": "5550100"}
    maker = {
        "id": "m1",
        "regional_profiles": [
            {"locale": "en-IE", "name": "Works", "address": "1 St", "phone_number": phone},
            {"locale": "de-DE", "phone_number": None},
        ],
    }
    assert answered(
        lambda client: client.search_manufacturers(), {"manufacturers": [maker]}, "IE"
    ) == [
        Manufacturer(
            "m1",
            (
                ManufacturerProfile("Works", "", "1 St", Phone("+353", "5550100"), "", "en-IE"),
                ManufacturerProfile("", "", "", locale="de-DE"),
            ),
        )
    ]
    person = {"id": "p1", "regional_profiles": [{"name": "Ada", "address": None}]}
    assert answered(
        lambda client: client.search_responsible_persons(),
        {"responsible_persons": [person]},
        "IE",
    ) == [ResponsiblePerson("p1", (PersonProfile("Ada", "", Phone(), PersonAddress("", "", "")),))]


@pytest.mark.parametrize(
    ("discount", "benefit"),
    [
        (None, None),
        ({}, None),
        (
            {"shipping_discount": {"type": "FREE_SHIPPING", "threshold_type": "NO_THRESHOLD"}},
            ShippingBenefit(),
        ),
        (
            {
                "shipping_discount": {
                    "type": "DISCOUNT_SHIPPING_FEE",
                    "value": "2.5",
                    **THRESHOLD,
                    "area_scope": {"type": "SPECIFIC_AREAS", "specific_areas": ["England"]},
                    "shipping_method": "EXPRESS_SHIPPING",
                    "inventory_type": "ALL",
                }
            },
            ShippingBenefit(
                Decimal("2.5"), Threshold.units(2), ("England",), "EXPRESS_SHIPPING", "ALL"
            ),
        ),
        (
            {"bmsm_discount": {"details": [{"type": "AMOUNT_OFF", "value": "5", **THRESHOLD}]}},
            MoreBenefit(((Threshold.units(2), Off("AMOUNT_OFF", Decimal(5))),)),
        ),
        (
            {
                "gift_discount": {
                    "gift_infos": [
                        {
                            **THRESHOLD,
                            "gift_details": [
                                {"product_id": "9", "sku_id": "s1", "total_claim_limit": "50"}
                            ],
                        }
                    ]
                }
            },
            GiftBenefit(((Threshold.units(2), (Gift("9", "s1", 50),)),)),
        ),
        (
            {
                "bxgy_discount": {
                    "discount_type": "FREE",
                    "benefit_max_applicable_quantity": "3",
                    **THRESHOLD,
                }
            },
            BuyGetBenefit(Threshold.units(2), Off("FREE"), 3),
        ),
    ],
)
def test_what_a_promotion_grants_is_read(discount: object, benefit: object) -> None:
    promotion = shop_client(Vendor([ok(PROMOTION | {"discount": discount})])).promotion("a1")
    assert promotion.benefit == benefit


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"activity_id": ""}, "activity_id"),
        ({"begin_time": 10**18}, "begin_time"),
        ({"products": [{"id": "9", "discount": "much"}]}, "discount"),
        ({"products": [{"activity_price": {}}]}, "products"),
        (
            {"discount": {"bxgy_discount": {"benefit_max_applicable_quantity": "1.5"}}},
            "benefit_max_applicable_quantity",
        ),
    ],
)
def test_promotion_that_is_none_names_what_is_wrong(change: dict[str, object], field: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=field):
        shop_client(Vendor([ok(PROMOTION | change)])).promotion("a1")


def test_check_tells_each_fault_and_how_good_the_listing_is() -> None:
    call = next(one for one in PRODUCT_CALLS if one.call == "check_listing")
    answer = {
        "check_result": "FAILED",
        "fail_reasons": [{"code": 12052048, "message": "No weight"}, {"message": "No size"}],
        "warnings": {"message": "Few pictures"},
        "listing_quality": {"current_tier": "POOR"},
    }
    client = shop_client(Vendor([ok(answer)]))
    assert getattr(client, call.call)(*call.args) == ListingCheck(
        False,
        (ListingFault("12052048", "No weight"), ListingFault("0", "No size")),
        "Few pictures",
        "POOR",
    )


# --- anything at all ------------------------------------------------------------------------

WHOLE: dict[str, object] = {
    "code": 0,
    "request_id": "r",
    "data": {
        **PROMOTION,
        **RULES,
        "id": "9",
        "uri": "tos/a",
        "product_id": "9",
        "check_result": "PASS",
        "fail_reasons": [{"code": 1, "message": "m"}],
        "categories": [{"id": "5", "is_leaf": True, "name": "Lamps"}],
        "attributes": [ATTRIBUTE],
        "brands": [{"id": "b1", "name": "Luma", "authorized_status": "AUTHORIZED"}],
        "images": [{"original_uri": "tos/a", "optimize_status": "IGNORE"}],
        "check_results": [{"check_item": "SHOP_TAX"}],
        "diagnoses": [{"field": "TITLE"}],
        "inventory": [{"product_id": "9", "skus": [{"id": "s1"}]}],
        "size_chart": [{"template_id": "t1"}],
        "size_chart_id": "t1",
        "activities": [{"id": "a1"}],
        "manufacturers": [{"id": "m1", "regional_profiles": [{"name": "Works"}]}],
        "manufacturer_id": "m1",
        "responsible_persons": [{"id": "p1", "regional_profiles": [{"name": "Ada"}]}],
        "responsible_person_id": "p1",
        "discount": {"bmsm_discount": {"details": [{"value": "5", **THRESHOLD}]}},
        "errors": [{"code": 1, "message": "m", "detail": {"product_id": "9"}}],
    },
}


def _asks(one: Asked) -> Callable[[TikTokShop], object]:
    return lambda client: getattr(client, one.call)(*one.args, **one.kwargs)


ANY_CALLS: list[tuple[str, Callable[[TikTokShop], object], str]] = [
    *((one.call, _asks(one), "GB") for one in (*PRODUCT_CALLS, *PROMOTION_CALLS)),
    *((path, call, region) for call, region, path, _, _ in IN_MARKETS),
    ("upload_picture", lambda client: client.upload_picture(b"x", "a.png"), "GB"),
    ("upload_file", lambda client: client.upload_file(b"x", "a.pdf"), "GB"),
    ("category_facts", lambda client: client.category_facts("5"), "GB"),
]


@pytest.mark.parametrize(
    ("call", "region"), [one[1:] for one in ANY_CALLS], ids=[one[0] for one in ANY_CALLS]
)
@given(data=st.data())
@settings(max_examples=10, deadline=None)
def test_shop_may_answer_anything(
    call: Callable[[TikTokShop], object], region: str, data: st.DataObject
) -> None:
    answers = [
        httpx.Response(data.draw(STATUSES), content=data.draw(bodies([WHOLE]))) for _ in range(2)
    ]
    ends_well(call, shop_client(Vendor(answers), shop=evolve(SHOP, region=region)))
