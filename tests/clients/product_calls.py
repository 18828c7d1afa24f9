"""Each call about products, what it is answered, and what TikTok Shop must have been asked."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from attrs import evolve

from tests.clients.fakes import (
    NOW,
)
from tests.clients.product_values import (
    BEGIN,
    END,
    LATER,
    MARKET,
    MARKET_BODY,
    PAGE,
    TABLE,
    TABLE_BODY,
)
from tests.clients.test_tiktok_requests import DRAFT, FACTS, IMAGES, PRODUCT_BODY, Asked
from tiktok_bc_sync.models import ListedSku, ListingEdit


def post(call: str, path: str, *args: object, **told: Any) -> Asked:
    """A call that posts something."""
    return Asked(call, args, method="POST", path=path, **told)


PRODUCT_CALLS = [
    post(
        "recommend_category",
        "/product/202309/categories/recommend",
        "Lamp",
        kwargs={"description": "It shines", "images": ["tos/a"]},
        body={
            "product_title": "Lamp",
            "category_version": "v1",
            "description": "It shines",
            "images": [{"uri": "tos/a"}],
        },
    ),
    Asked(
        "brands",
        kwargs={"name": "Lum", "category_id": "5", "authorized_only": True},
        path="/product/202309/brands",
        query=PAGE
        | {
            "category_version": "v1",
            "brand_name": "Lum",
            "category_id": "5",
            "is_authorized": "true",
        },
    ),
    post(
        "suggest_brands",
        "/product/202609/brands/suggest",
        "Lamp",
        kwargs={"category_id": "5", "images": ["tos/a"]},
        body={"product_title": "Lamp", "category_id": "5", "images": [{"uri": "tos/a"}]},
    ),
    post(
        "create_brand",
        "/product/202309/brands",
        "Luma",
        answer={"id": "b1"},
        body={"name": "Luma"},
        for_shop=False,
    ),
    post(
        "optimize_pictures",
        "/product/202404/images/optimize",
        ["tos/a"],
        body={"images": [{"uri": "tos/a", "optimization_mode": ["WHITE_BACKGROUND"]}]},
    ),
    Asked("prerequisites", path="/product/202312/prerequisites"),
    Asked(
        "listing_diagnoses",
        (["9", "8", "9"],),
        path="/product/202405/products/diagnoses",
        query={"product_ids": "9,8"},
    ),
    Asked(
        "listing_suggestions",
        (["9"],),
        path="/product/202405/products/suggestions",
        query={"product_ids": "9"},
    ),
    post(
        "diagnose_draft",
        "/product/202411/products/diagnose_optimize",
        DRAFT,
        IMAGES,
        kwargs={"listing_id": "9"},
        body={
            "category_id": "600001",
            "title": "Lamp “Ö”",
            "description": "<p>Light</p>",
            "main_images": [{"uri": "tos/a"}],
            "product_attributes": PRODUCT_BODY["product_attributes"],
            "optimization_fields": ["ALL"],
            "product_id": "9",
        },
    ),
    post(
        "check_listing",
        "/product/202309/products/listing_check",
        evolve(DRAFT, **MARKET),
        IMAGES,
        FACTS,
        answer={"check_result": "PASS"},
        body={key: one for key, one in PRODUCT_BODY.items() if key != "category_version"}
        | MARKET_BODY,
    ),
    post(
        "create_listing",
        "/product/202309/products",
        evolve(DRAFT, **MARKET),
        IMAGES,
        FACTS,
        kwargs={"idempotency_key": "k1"},
        answer={"product_id": "9"},
        body=PRODUCT_BODY | MARKET_BODY | {"idempotency_key": "k1"},
    ),
    post(
        "change_listing",
        "/product/202509/products/9/partial_edit",
        "9",
        ListingEdit(title="Lamp", cod=False, size_chart_picture="tos/s"),
        body={
            "category_version": "v1",
            "title": "Lamp",
            "is_cod_allowed": False,
            "size_chart": {"image": {"uri": "tos/s"}},
        },
    ),
    post(
        "change_listing",
        "/product/202509/products/9/partial_edit",
        "9",
        ListingEdit(
            description="It shines",
            images=("tos/a", "tos/b"),
            attributes=(("200", "v1", ""), ("200", "v2", ""), ("201", "", "By hand")),
            weight_kg=Decimal("1.25"),
            dimensions_cm=(Decimal(10), Decimal(5), Decimal(2)),
            **MARKET,
        ),
        body={
            "category_version": "v1",
            "description": "It shines",
            "main_images": [{"uri": "tos/a"}, {"uri": "tos/b"}],
            "product_attributes": [
                {"id": "200", "values": [{"id": "v1"}, {"id": "v2"}]},
                {"id": "201", "values": [{"name": "By hand"}]},
            ],
            "package_weight": {"value": "1.25", "unit": "KILOGRAM"},
            "package_dimensions": {
                "length": "10",
                "width": "5",
                "height": "2",
                "unit": "CENTIMETER",
            },
            **MARKET_BODY,
        },
    ),
    Asked(
        "listing",
        ("9",),
        {"under_review": True},
        {"id": "9"},
        path="/product/202309/products/9",
        query={"return_under_review_version": "true"},
    ),
    post(
        "search_listings",
        "/product/202502/products/search",
        kwargs={
            "sku_ids": ["s1"],
            "audit_statuses": ["FAILED"],
            "updated_until": NOW,
            "created_since": NOW,
            "created_until": LATER,
        },
        query=PAGE,
        body={
            "status": "ALL",
            "update_time_le": BEGIN,
            "create_time_ge": BEGIN,
            "create_time_le": END,
            "sku_ids": ["s1"],
            "audit_status": ["FAILED"],
        },
    ),
    *(
        Asked(
            f"{word}_listings",
            (["9", "8", "9"],),
            method="DELETE" if word == "delete" else "POST",
            path=f"/product/202309/products{'' if word == 'delete' else f'/{word}'}",
            body={"product_ids": ["9", "8"]},
        )
        for word in ("activate", "deactivate", "delete", "recover")
    ),
    post(
        "set_stock",
        "/product/202309/products/9/inventory/update",
        "9",
        [
            ListedSku("A", "s1", stock=5, at_warehouses=(("w1", 0), ("w2", 5))),
            ListedSku("B", "s2", stock=7),
            ListedSku("C", "s3"),
        ],
        "w3",
        body={
            "skus": [
                {
                    "id": "s1",
                    "inventory": [
                        {"warehouse_id": "w1", "quantity": 0},
                        {"warehouse_id": "w2", "quantity": 5},
                    ],
                },
                {"id": "s2", "inventory": [{"warehouse_id": "w3", "quantity": 7}]},
            ]
        },
    ),
    post(
        "search_stock",
        "/product/202309/inventory/search",
        kwargs={"sku_ids": ["s1"]},
        body={"sku_ids": ["s1"]},
    ),
    post(
        "search_size_charts",
        "/product/202407/sizecharts/search",
        kwargs={
            "chart_ids": ["t1"],
            "keyword": "top",
            "reusable": False,
            "locales": ["en-GB", "de-DE"],
        },
        query=PAGE | {"locales": "en-GB,de-DE"},
        body={"ids": ["t1"], "keyword": "top", "size_chart_mode": "PRODUCT_SCOPED"},
        for_shop=False,
    ),
    post(
        "create_size_chart",
        "/product/202610/size_charts",
        "5",
        TABLE,
        answer={"size_chart_id": "t1"},
        body={
            "category_id": "5",
            "size_chart_mode": "PRODUCT_SCOPED",
            "size_chart_data": TABLE_BODY,
        },
    ),
    post(
        "edit_size_chart",
        "/product/202610/size_charts/edit",
        "t1",
        evolve(TABLE, description="Flat", size_types=("regular",)),
        kwargs={"name": "Tops"},
        answer={"size_chart_id": "t1"},
        body={
            "size_chart_id": "t1",
            "template_name": "Tops",
            "size_chart_data": TABLE_BODY | {"description": "Flat", "size_types": ["regular"]},
        },
    ),
]
