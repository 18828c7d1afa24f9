"""What is refused before it is sent: what TikTok Shop never takes, by the name of its field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, cast

import pytest
from attrs import evolve

from tests.clients.fakes import (
    NOW,
    Vendor,
    shop_client,
)
from tests.clients.product_values import (
    AMERICAN,
    CERTIFICATION,
    GERMAN,
    MAKER,
    PERSON,
    PROOF,
    SALE,
    TABLE,
)
from tests.clients.test_tiktok_requests import DRAFT, FACTS, IMAGES
from tiktok_bc_sync.clients import TikTokShop
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import (
    BuyGetBenefit,
    Certification,
    Gift,
    GiftBenefit,
    ListedSku,
    ListingEdit,
    Money,
    MoreBenefit,
    Off,
    PersonAddress,
    Phone,
    PromotedProduct,
    PromotionDraft,
    PromotionKind,
    PromotionScope,
    Threshold,
)

MORE = MoreBenefit(((Threshold.units(2), Off("PERCENTAGE_OFF", Decimal(5))),))
GIFT = Gift("9", "s1", 5)
ENDLESS = PromotionDraft("Sale", PromotionKind.FLASH_SALE)
BARE = datetime(2025, 1, 1)
REFUSED: list[tuple[str, Callable[[TikTokShop], object]]] = [
    ("title", lambda client: client.recommend_category("")),
    ("description", lambda client: client.recommend_category("Lamp", description="x" * 10_001)),
    ("name", lambda client: client.create_brand("L")),
    ("name", lambda client: client.create_brand("L" * 31)),
    ("name", lambda client: client.create_brand("Lamp 12345")),
    ("content", lambda client: client.upload_image(b"", "a.png")),
    ("content", lambda client: client.upload_picture(b"x" * (10 * 1024 * 1024 + 1), "a.png")),
    ("filename", lambda client: client.upload_file(b"x", "two words.pdf")),
    ("filename", lambda client: client.upload_file(b"x", "a.b.pdf")),
    ("filename", lambda client: client.upload_file(b"x", "a.exe")),
    ("filename", lambda client: client.upload_file(b"x", "-a.pdf")),
    ("content", lambda client: client.upload_file(b"x" * (20 * 1024 * 1024 + 1), "a.pdf")),
    ("uris", lambda client: client.optimize_pictures([""])),
    ("edit", lambda client: client.change_listing("9", ListingEdit())),
    ("title", lambda client: client.change_listing("9", ListingEdit(title=""))),
    ("title", lambda client: client.change_listing("9", ListingEdit(title="x" * 301))),
    ("images", lambda client: client.change_listing("9", ListingEdit(images=()))),
    ("images", lambda client: client.change_listing("9", ListingEdit(images=("u",) * 10))),
    ("weight_kg", lambda client: client.change_listing("9", ListingEdit(weight_kg=Decimal(0)))),
    (
        "weight_kg",
        lambda client: client.change_listing("9", ListingEdit(weight_kg=cast("Decimal", 1.5))),
    ),
    (
        "dimensions_cm",
        lambda client: client.change_listing(
            "9", ListingEdit(dimensions_cm=(Decimal(1), Decimal("NaN"), Decimal(1)))
        ),
    ),
    ("listing_ids", lambda client: client.activate_listings("123")),
    (
        "price",
        lambda client: client.set_promotion_products(
            "a1", [PromotedProduct("9", cast("Money", 12.5))]
        ),
    ),
    (
        "size_chart_picture",
        lambda client: client.change_listing(
            "9", ListingEdit(size_chart_id="t", size_chart_picture="u")
        ),
    ),
    (
        "certifications",
        lambda client: client.check_listing(
            evolve(DRAFT, certifications=(CERTIFICATION,) * 11), IMAGES, FACTS
        ),
    ),
    (
        "certifications.expires_at",
        lambda client: client.check_listing(
            evolve(DRAFT, certifications=(Certification("c", expires_at=BARE),)), IMAGES, FACTS
        ),
    ),
    ("sku_ids", lambda client: client.search_listings(sku_ids=["s"] * 11)),
    ("create_time_ge", lambda client: client.search_listings(created_since=BARE)),
    ("listing_ids", lambda client: client.delete_listings(["9", ""])),
    ("stock", lambda client: client.set_stock("9", [ListedSku("A", "s1", stock=100_000)])),
    ("stock", lambda client: client.set_stock("9", [ListedSku("A", "s1", stock=-1)])),
    (
        "stock",
        lambda client: client.set_stock(
            "9", [ListedSku("A", "s1", stock=1, at_warehouses=(("w1", 1), ("w2", 100_000)))]
        ),
    ),
    ("skus", lambda client: client.set_stock("9", [ListedSku("A", stock=1)])),
    ("sku_ids", lambda client: client.search_stock()),
    ("sku_ids", lambda client: client.search_stock(listing_ids=["9"], sku_ids=["s1"])),
    ("chart_ids", lambda client: client.search_size_charts(chart_ids=list(map(str, range(51))))),
    ("rows", lambda client: client.create_size_chart("5", evolve(TABLE, rows=()))),
    ("rows", lambda client: client.create_size_chart("5", evolve(TABLE, rows=(("S",),)))),
    ("rows", lambda client: client.create_size_chart("5", evolve(TABLE, rows=(("S", "8" * 33),)))),
    ("rows", lambda client: client.edit_size_chart("t", evolve(TABLE, rows=TABLE.rows * 46))),
    (
        "columns",
        lambda client: client.create_size_chart("5", evolve(TABLE, columns=TABLE.columns * 11)),
    ),
    ("category_id", lambda client: client.create_size_chart("", TABLE)),
    ("title", lambda client: client.create_promotion(evolve(SALE, title=""))),
    ("title", lambda client: client.create_promotion(evolve(SALE, title="x" * 101))),
    (
        "title",
        lambda client: client.create_promotion(
            evolve(SALE, kind=PromotionKind.FLASH_SALE, title="x" * 51)
        ),
    ),
    ("begins_at", lambda client: client.create_promotion(ENDLESS)),
    ("begins_at", lambda client: client.create_promotion(evolve(SALE, ends_at=None))),
    ("begins_at", lambda client: client.create_promotion(evolve(SALE, begins_at=BARE))),
    (
        "ends_at",
        lambda client: client.create_promotion(evolve(SALE, ends_at=NOW + timedelta(minutes=9))),
    ),
    ("scope", lambda client: client.create_promotion(evolve(SALE, scope=PromotionScope.SHOP))),
    ("benefit", lambda client: client.create_promotion(evolve(SALE, benefit=MORE))),
    ("benefit", lambda client: client.create_promotion(evolve(SALE, kind=PromotionKind.GIFT))),
    (
        "benefit",
        lambda client: client.create_promotion(
            evolve(
                SALE,
                kind=PromotionKind.GIFT,
                benefit=GiftBenefit(((Threshold.units(2), (GIFT, GIFT)),)),
            )
        ),
    ),
    (
        "benefit",
        lambda client: client.create_promotion(
            evolve(SALE, kind=PromotionKind.BUY_MORE, benefit=MoreBenefit(MORE.tiers * 3))
        ),
    ),
    (
        "units",
        lambda client: client.create_promotion(
            evolve(
                SALE,
                kind=PromotionKind.BUY_X_GET_Y,
                benefit=BuyGetBenefit(Threshold.units(2), Off("FREE"), 21),
            )
        ),
    ),
    ("products", lambda client: client.set_promotion_products("a1")),
    ("listing_ids", lambda client: client.remove_promotion_products("a1")),
    (
        "limit",
        lambda client: client.set_promotion_products("a1", [PromotedProduct("9", limit=100)]),
    ),
    (
        "percent_off",
        lambda client: client.set_promotion_products(
            "a1", [PromotedProduct("9", percent_off=Decimal(100))]
        ),
    ),
    (
        "percent_off",
        lambda client: client.set_promotion_products(
            "a1", [PromotedProduct("9", Money(1, "GBP"), Decimal(10))]
        ),
    ),
    ("product_ids", lambda client: client.remove_promotion_products("a1", ["9"] * 301)),
]


@pytest.mark.parametrize(("field", "call"), REFUSED)
def test_what_the_vendor_never_takes_is_not_sent(
    field: str, call: Callable[[TikTokShop], object]
) -> None:
    vendor = Vendor()
    with pytest.raises(InvalidInput) as refused:
        call(shop_client(vendor))
    assert refused.value.field == field
    assert vendor.requests == []


@pytest.mark.parametrize(
    ("field", "call"),
    [
        ("name", lambda client: client.create_manufacturer(evolve(MAKER, name=""))),
        ("name", lambda client: client.create_manufacturer(evolve(MAKER, name="x" * 256))),
        ("name", lambda client: client.create_responsible_person(evolve(PERSON, name="x" * 201))),
        ("email", lambda client: client.create_manufacturer(evolve(MAKER, email="nobody"))),
        (
            "phone",
            lambda client: client.create_manufacturer(evolve(MAKER, phone=Phone("353", "5550100"))),
        ),
        (
            "phone",
            lambda client: client.create_responsible_person(
                evolve(PERSON, phone=Phone("+49", "5" * 12))
            ),
        ),
        ("phone", lambda client: client.create_responsible_person(evolve(PERSON, phone=Phone()))),
        (
            "country",
            lambda client: client.edit_responsible_person(
                "p1", address=PersonAddress("1 Weg", "10100", "")
            ),
        ),
        ("name", lambda client: client.edit_manufacturer("m1", locale="de-DE")),
        ("keyword", lambda client: client.search_manufacturers(keyword="x" * 201)),
        (
            "manufacturer_ids",
            lambda client: client.search_manufacturers(
                manufacturer_ids=[str(number) for number in range(101)]
            ),
        ),
    ],
)
def test_what_the_eu_must_be_told_is_checked(
    field: str, call: Callable[[TikTokShop], object]
) -> None:
    vendor = Vendor()
    with pytest.raises(InvalidInput) as refused:
        call(shop_client(vendor, shop=GERMAN))
    assert refused.value.field == field
    assert vendor.requests == []


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("retail", {"retail": Money(30, "GBP")}),
        ("retail", {"retail": 30.0}),
        ("sold", {"sold": Money("7600.01", "USD")}),
        ("sold", {"sold": Money(0, "USD")}),
        ("sold_at", {"sold_at": BARE}),
        ("variant_id", {"variant_id": ""}),
    ],
)
def test_proof_that_is_none_is_not_sent(field: str, change: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        shop_client(Vendor(), shop=AMERICAN).prove_prices("9", "77", [evolve(PROOF, **change)])
    assert refused.value.field == field
