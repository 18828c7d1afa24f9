"""The TikTok client's calls about promotions and compliance against the fake shop, in both worlds."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from tests.clients.fakes import NOW
from tests.clients.product_scene import ProductScene, merchant
from tests.clients.tiktok_sandbox import Open, in_both_worlds
from tiktok_bc_sync.errors import InvalidInput, Refused
from tiktok_bc_sync.models import (
    BuyGetBenefit,
    Deal,
    Gift,
    GiftBenefit,
    ListedSku,
    ManufacturerProfile,
    Money,
    MoreBenefit,
    Off,
    PersonAddress,
    PersonProfile,
    Phone,
    PromotedProduct,
    PromotionDraft,
    PromotionKind,
    PromotionScope,
    ShippingBenefit,
    Threshold,
)

SOON, LATER = NOW + timedelta(hours=1), NOW + timedelta(days=2)
MAKER = ManufacturerProfile(
    "Example Works",
    "works@example.test",
    "1 Sample Street, Dublin",
    Phone("+353", "5550100"),
    "Works",
    "en-IE",
)
PERSON = PersonProfile(
    "Ada Sample",
    "ada@example.test",
    Phone("+49", "5550100"),
    PersonAddress("1 Musterweg, Berlin", "10100", "DE"),
    "de-DE",
)


pytestmark = in_both_worlds


@pytest.fixture
def scene(opened: Open) -> ProductScene:
    """A British shop and its client."""
    return merchant(opened)


def gbp(amount: str) -> Money:
    return Money(amount, "GBP")


def sale(**changes: Any) -> PromotionDraft:
    return evolve(PromotionDraft("Sale", PromotionKind.FIXED_PRICE, SOON, LATER), **changes)


# --- promotions ------------------------------------------------------------------------


def test_sale_is_planned_filled_changed_and_ended(scene: ProductScene) -> None:
    listing_id = scene.lists()
    promotion_id = scene.client.create_promotion(sale())
    deal = PromotedProduct(listing_id, gbp("15"), limit=20, limit_per_buyer=2)
    scene.client.set_promotion_products(promotion_id, [deal])
    found = scene.client.promotion(promotion_id)
    assert (found.title, found.kind, found.status) == ("Sale", "FIXED_PRICE", "NOT_START")
    assert (found.begins_at, found.ends_at, found.created_at) == (SOON, LATER, NOW)
    assert found.products == (deal,)
    scene.client.update_promotion(
        promotion_id, sale(title="Longer sale", ends_at=LATER + timedelta(hours=3))
    )
    assert scene.client.promotion(promotion_id).title == "Longer sale"
    scene.client.remove_promotion_products(promotion_id, [listing_id])
    assert scene.client.promotion(promotion_id).products == ()
    scene.client.deactivate_promotion(promotion_id)
    assert scene.client.promotion(promotion_id).status == "DEACTIVATED"


def test_single_skus_are_promoted_by_a_percentage(scene: ProductScene) -> None:
    listing_id = scene.lists("A", "B")
    first, second = (one.sku_id for one in scene.client.listing(listing_id).skus)
    draft = sale(kind=PromotionKind.PERCENT_OFF, scope=PromotionScope.SKUS)
    promotion_id = scene.client.create_promotion(draft)
    deals = (Deal(first, percent_off=Decimal(10)), Deal(second, percent_off=Decimal(20), limit=5))
    scene.client.set_promotion_products(promotion_id, [PromotedProduct(listing_id, skus=deals)])
    [product] = scene.client.promotion(promotion_id).products
    assert product.skus == deals
    scene.client.remove_promotion_products(promotion_id, sku_ids=[first])
    assert scene.client.promotion(promotion_id).products[0].skus == deals[1:]


def test_price_stands_still_while_a_promotion_runs(scene: ProductScene) -> None:
    listing_id = scene.lists()
    [sku] = scene.client.listing(listing_id).skus
    promotion_id = scene.client.create_promotion(sale())
    scene.client.set_promotion_products(promotion_id, [PromotedProduct(listing_id, gbp("15"))])
    scene.sandbox.clock.passes(hours=2)
    with pytest.raises(Refused):
        scene.client.update_prices(listing_id, [ListedSku(sku.sku, sku.sku_id, gbp("18"))])
    scene.client.deactivate_promotion(promotion_id)
    scene.client.update_prices(listing_id, [ListedSku(sku.sku, sku.sku_id, gbp("18"))])


def test_sale_that_ended_takes_place_once_more(scene: ProductScene) -> None:
    promotion_id = scene.client.create_promotion(sale())
    scene.client.deactivate_promotion(promotion_id)
    begins, ends = NOW + timedelta(days=3), NOW + timedelta(days=4)
    scene.client.republish_promotion(promotion_id, begins, ends)
    found = scene.client.promotion(promotion_id)
    assert (found.status, found.begins_at, found.ends_at) == ("NOT_START", begins, ends)


def test_promotions_are_found_page_by_page(scene: ProductScene) -> None:
    ids = [scene.client.create_promotion(sale(title=f"Sale {number}")) for number in range(101)]
    assert {one.id for one in scene.client.search_promotions()} == set(ids)
    [named] = scene.client.search_promotions(title="Sale 100", kind="FIXED_PRICE")
    assert named.id == ids[100]
    scene.client.deactivate_promotion(ids[0])
    assert [one.id for one in scene.client.search_promotions(status="DEACTIVATED")] == [ids[0]]


MORE = MoreBenefit(
    (
        (Threshold.units(2), Off("PERCENTAGE_OFF", Decimal(5))),
        (Threshold.units(3), Off("PERCENTAGE_OFF", Decimal(10))),
    )
)


@pytest.mark.parametrize(
    ("kind", "scope", "benefit"),
    [
        (PromotionKind.SHIPPING, "SHOP", ShippingBenefit(None, Threshold.amount("25.50"))),
        (PromotionKind.SHIPPING, "PRODUCT", ShippingBenefit(Decimal("2.5"), areas=("England",))),
        (PromotionKind.BUY_MORE, "SHOP", MORE),
        (
            PromotionKind.BUY_X_GET_Y,
            "PRODUCT",
            BuyGetBenefit(Threshold.units(2), Off("PERCENTAGE_OFF", Decimal(50)), 1, 3),
        ),
    ],
)
def test_what_a_promotion_grants_is_read_as_it_was_told(
    scene: ProductScene, kind: PromotionKind, scope: str, benefit: object
) -> None:
    draft = sale(kind=kind, scope=scope, benefit=benefit, once_per_buyer=True)
    found = scene.client.promotion(scene.client.create_promotion(draft))
    assert (found.benefit, found.scope, found.once_per_buyer) == (benefit, scope, True)


def test_gift_comes_with_a_purchase(scene: ProductScene) -> None:
    bought, given = scene.lists("A"), scene.lists("B", product_id="78")
    [sku] = scene.client.listing(given).skus
    benefit = GiftBenefit(((Threshold.units(2), (Gift(given, sku.sku_id, 50),)),))
    draft = sale(kind=PromotionKind.GIFT, benefit=benefit, buyers="SHOP_NEW_CUSTOMER")
    promotion_id = scene.client.create_promotion(draft)
    scene.client.set_promotion_products(promotion_id, [PromotedProduct(bought)])
    found = scene.client.promotion(promotion_id)
    assert (found.benefit, found.buyers) == (benefit, "SHOP_NEW_CUSTOMER")
    assert [one.id for one in found.products] == [bought]
    scene.client.update_promotion(promotion_id, evolve(draft, title="Gifts", once_per_buyer=True))
    assert scene.client.promotion(promotion_id).once_per_buyer


def test_benefit_products_come_and_go(scene: ProductScene) -> None:
    listing_id = scene.lists()
    draft = sale(kind=PromotionKind.BUY_MORE, scope=PromotionScope.SHOP, benefit=MORE)
    promotion_id = scene.client.create_promotion(draft)
    scene.client.set_promotion_products(promotion_id, benefit_ids=[listing_id])
    assert scene.client.promotion(promotion_id).benefit_ids == (listing_id,)
    scene.client.remove_promotion_products(promotion_id, benefit_ids=[listing_id])
    assert scene.client.promotion(promotion_id).benefit_ids == ()


def test_free_shipping_may_have_no_end(scene: ProductScene) -> None:
    draft = PromotionDraft("Free", PromotionKind.SHIPPING, scope="SHOP", benefit=ShippingBenefit())
    found = scene.client.promotion(scene.client.create_promotion(draft))
    assert (found.status, found.begins_at, found.ends_at) == ("ONGOING", None, None)
    assert found.benefit == ShippingBenefit()


# --- compliance ------------------------------------------------------------------------


def test_manufacturer_is_told_found_and_changed(opened: Open) -> None:
    client = merchant(opened, "DE").client
    made = client.create_manufacturer(MAKER)
    client.create_manufacturer(evolve(MAKER, name="Other", email="o@example.test", phone=Phone()))
    [found] = client.search_manufacturers(keyword="example works", locales=["en-IE"])
    assert (found.id, found.profiles) == (made, (MAKER,))
    client.edit_manufacturer(made, phone=Phone("+353", "5550199"), locale="en-IE")
    [changed] = client.search_manufacturers(manufacturer_ids=[made], locales=["en-IE", "de-DE"])
    numbers = {one.locale: one.phone.number for one in changed.profiles}
    assert numbers == {"en-IE": "5550199", "de-DE": "5550100"}


def test_responsible_person_is_told_found_and_changed(opened: Open) -> None:
    client = merchant(opened, "DE").client
    made = client.create_responsible_person(PERSON)
    [found] = client.search_responsible_persons(person_ids=[made])
    assert found.profiles == (PERSON,)
    moved = PersonAddress("2 Musterweg, Berlin", "10101", "DE")
    client.edit_responsible_person(made, address=moved)
    [changed] = client.search_responsible_persons(keyword="ada@", locales=["de-DE", "fr-FR"])
    assert {one.locale: one.address for one in changed.profiles} == {
        "de-DE": moved,
        "fr-FR": PERSON.address,
    }


def test_listing_in_the_eu_names_who_answers_for_it(opened: Open) -> None:
    scene = merchant(opened, "DE")
    category_id = next(
        one.id
        for one in scene.client.categories()
        if one.leaf and scene.client.category_facts(one.id).manufacturer_required
    )
    facts, images = scene.client.category_facts(category_id), scene.images()
    draft = scene.draft(category_id=category_id)
    named = evolve(
        draft,
        manufacturer_ids=(scene.client.create_manufacturer(MAKER),),
        responsible_person_ids=(scene.client.create_responsible_person(PERSON),),
    )
    without = scene.client.check_listing(draft, images, facts).faults
    faults = scene.client.check_listing(named, images, facts).faults
    gone = [one.message for one in without if one not in faults]
    assert len(gone) == facts.manufacturer_required + facts.responsible_person_required


def test_compliance_is_for_the_eu_only(opened: Open) -> None:
    client = merchant(opened, "GB").client
    with pytest.raises(InvalidInput) as refused:
        client.create_manufacturer(MAKER)
    assert refused.value.field == "region"
