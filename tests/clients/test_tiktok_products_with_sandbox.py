"""The TikTok client's calls about products against the fake shop, in both worlds."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from attrs import evolve

from tests.clients.fakes import NOW
from tests.clients.product_scene import (
    ELECTRIC_TOYS,
    LAMPS,
    MAIN,
    PICTURE,
    SECOND,
    TOPS,
    ProductScene,
    merchant,
)
from tests.clients.tiktok_sandbox import Open, in_both_worlds
from tiktok_bc_sync.errors import Refused
from tiktok_bc_sync.models import (
    Certification,
    ListedSku,
    ListingEdit,
    Money,
    PictureUse,
    PriceProof,
    SizeColumn,
    SizeTable,
)
from tiktok_bc_sync.sandbox.images import picture

TABLE = SizeTable(
    (
        SizeColumn("Size", "size_chart_size_system_size"),
        SizeColumn("Bust", "size_chart_option_bust"),
    ),
    (("S", "84"), ("M", "90")),
    basis="BODY_MEASUREMENTS",
)


pytestmark = in_both_worlds


@pytest.fixture
def scene(opened: Open) -> ProductScene:
    """A British shop and its client."""
    return merchant(opened)


# --- categories and brands -----------------------------------------------------------


def test_category_is_recommended_with_its_parents(scene: ProductScene) -> None:
    path = scene.client.recommend_category("A reading lamp", description="<p>It shines.</p>")
    assert [one.name for one in path] == ["Home", "Lamps"]
    assert [one.parent_id for one in path] == ["", path[0].id]
    assert path[-1].leaf


def test_rules_of_a_category_come_whole(scene: ProductScene) -> None:
    tops = scene.client.category_facts(TOPS)
    assert tops.size_chart.supported
    assert "size_chart_option_bust" in {one.id for one in tops.size_chart.measurements}
    toys = scene.client.category_facts(ELECTRIC_TOYS)
    assert [one.name for one in toys.certifications]
    assert all(one.id for one in toys.certifications)


def test_brand_is_made_found_and_suggested(scene: ProductScene) -> None:
    made = scene.client.create_brand("Northlight")
    [found] = scene.client.brands(name="northlight")
    assert (found.id, found.authorized, found.selectable) == (made.id, False, True)
    [suggested] = scene.client.suggest_brands("A lamp by Northlight", category_id=LAMPS)
    assert suggested.id == made.id
    with pytest.raises(Refused):
        scene.client.create_brand("Northlight")


def test_brands_tell_who_may_use_them(scene: ProductScene) -> None:
    brands = {one.name: one for one in scene.client.brands(category_id=LAMPS)}
    assert brands["Sagaform"].available
    assert not brands["Maison Exemple"].selectable
    authorized = list(scene.client.brands(authorized_only=True))
    assert authorized
    assert all(one.authorized for one in authorized)


# --- uploads -------------------------------------------------------------------------


def test_pictures_are_uploaded_for_every_use(scene: ProductScene) -> None:
    # Size charts are larger than the sandbox's pictures, which it measures by their head alone.
    large = PICTURE[:16] + struct.pack(">II", 1200, 1200) + PICTURE[24:]
    found = [scene.client.upload_picture(large, "a.png", use) for use in PictureUse]
    assert [one.use for one in found] == [use.value for use in PictureUse]
    assert all(one.uri and one.url.startswith("https://") and one.width for one in found)


def test_certificate_is_uploaded(scene: ProductScene) -> None:
    file = scene.client.upload_file(b"%PDF-1.7", "certificate.pdf")
    assert (file.name, file.format) == ("certificate.pdf", "PDF")
    assert file.id


def test_picture_is_put_on_white_in_a_while(scene: ProductScene) -> None:
    uri = scene.client.upload_image(PICTURE, "a.png")
    [asked] = scene.client.optimize_pictures([uri])
    assert (asked.status, asked.best_uri) == ("PROCESSING", uri)
    scene.sandbox.clock.passes(seconds=10)
    [done] = scene.client.optimize_pictures([uri, uri])
    assert done.status == "SUCCESS"
    assert done.best_uri != uri


# --- listings --------------------------------------------------------------------------


def test_shop_says_whether_it_may_list(scene: ProductScene) -> None:
    assert all(one.met for one in scene.client.prerequisites())
    scene.sandbox.vendor.demands("SHIPPING_TEMPLATE", "No template")
    lacking = [one for one in scene.client.prerequisites() if not one.met]
    assert [(one.item, one.reasons) for one in lacking] == [("SHIPPING_TEMPLATE", ("No template",))]


def test_draft_is_checked_without_being_listed(scene: ProductScene) -> None:
    facts, images = scene.client.category_facts(LAMPS), scene.images()
    assert scene.client.check_listing(scene.draft(), images, facts).passed
    wrong = scene.draft(brand_id="1", weight_kg=Decimal(0))
    check = scene.client.check_listing(wrong, images, facts)
    assert not check.passed
    assert len(check.faults) >= 2
    assert all(one.code and one.message for one in check.faults)
    assert list(scene.client.search_listings()) == []


def test_edit_changes_what_it_names_and_nothing_else(scene: ProductScene) -> None:
    listing_id = scene.lists()
    before = scene.client.listing(listing_id)
    [brand] = scene.client.brands(name="Luma")
    edit = ListingEdit(
        title="A lamp that shines all night",
        images=(scene.client.upload_image(picture("b"), "b.png"),),
        brand_id=brand.id,
        dimensions_cm=(Decimal(10), Decimal(20), Decimal(30)),
    )
    scene.client.change_listing(listing_id, edit)
    waiting = scene.client.listing(listing_id, under_review=True)
    assert waiting.title == "A lamp that shines all night"
    assert scene.client.listing(listing_id).title == before.title
    scene.sandbox.vendor.reviews()
    after = scene.client.listing(listing_id)
    assert (after.title, after.skus) == ("A lamp that shines all night", before.skus)


def test_listings_are_found_by_time_audit_and_sku(scene: ProductScene) -> None:
    listing_id = scene.lists()
    [sku] = scene.client.listing(listing_id).skus
    hour = timedelta(hours=1)
    for asked in (
        {"created_since": NOW - hour, "created_until": NOW + hour},
        {"updated_until": NOW + hour},
        {"sku_ids": [sku.sku_id]},
        {"audit_statuses": ["APPROVED"]},
    ):
        assert [one.id for one in scene.client.search_listings(**asked)] == [listing_id], asked
    assert list(scene.client.search_listings(created_until=NOW - hour)) == []


def test_each_product_of_a_long_list_has_its_outcome(scene: ProductScene) -> None:
    first, second = scene.lists("A"), scene.lists("B", product_id="78")
    ids = [first, *(str(number) for number in range(1000, 1030)), second, first]
    told = scene.client.deactivate_listings(ids)
    assert [one.id for one in told] == ids[:-1]
    assert [one.id for one in told if one.ok] == [first, second]
    assert all(one.message and one.code for one in told if one.failed)
    statuses = {one.id: one.status for one in scene.client.search_listings()}
    assert set(statuses.values()) == {"SELLER_DEACTIVATED"}


def test_product_is_deleted_recovered_and_offered_again(scene: ProductScene) -> None:
    listing_id = scene.lists()
    for act, status in (
        (scene.client.delete_listings, "DELETED"),
        (scene.client.recover_listings, "SELLER_DEACTIVATED"),
        (scene.client.activate_listings, "PENDING"),
    ):
        assert [one.ok for one in act([listing_id])] == [True]
        assert scene.client.listing(listing_id).status == status


def test_listing_names_its_size_chart_and_its_brand(scene: ProductScene) -> None:
    chart = scene.client.create_size_chart(TOPS, TABLE, name="Tops")
    facts, images = scene.client.category_facts(TOPS), scene.images()
    draft = scene.draft(category_id=TOPS, size_chart_id=chart)
    check = scene.client.check_listing(draft, images, facts)
    wrong = scene.client.check_listing(evolve(draft, size_chart_id="1"), images, facts)
    assert len(wrong.faults) == len(check.faults) + 1


# --- prices and units ------------------------------------------------------------------


def test_units_are_set_and_read_by_warehouse(scene: ProductScene) -> None:
    listing_id = scene.lists("A", "B")
    skus = {one.sku: one.sku_id for one in scene.client.listing(listing_id).skus}
    wanted = [
        ListedSku("A", skus["A"], stock=3),
        ListedSku("B", skus["B"], stock=9, at_warehouses=((MAIN, 4), (SECOND, 5))),
    ]
    first, second = scene.client.set_stock(listing_id, wanted, MAIN)
    assert first.ok
    assert (second.ok, bool(second.message)) == (False, True)  # B was never kept in the second one
    units = {one.sku: one for one in scene.client.search_stock(listing_ids=[listing_id])}
    assert (units["A"].available, units["B"].available) == (3, 10)
    [only] = scene.client.search_stock(sku_ids=[skus["A"]])
    assert only == units["A"]


def test_units_in_two_warehouses_are_read_as_they_are_kept(scene: ProductScene) -> None:
    draft = scene.draft()
    [sku] = draft.skus
    held = ((MAIN, 4), (SECOND, 5))
    listing_id = scene.lists(skus=(evolve(sku, at_warehouses=held, stock=9),))
    [listed] = scene.client.listing(listing_id).skus
    assert (listed.stock, sorted(listed.at_warehouses)) == (9, sorted(held))
    fewer = evolve(listed, stock=3, at_warehouses=((MAIN, 1), (SECOND, 2)))
    scene.client.update_stock(listing_id, [fewer], MAIN)
    [units] = scene.client.search_stock(listing_ids=[listing_id])
    assert {one.warehouse_id: one.available for one in units.warehouses} == {MAIN: 1, SECOND: 2}


def test_gift_that_is_not_for_sale_is_created_as_one(scene: ProductScene) -> None:
    listing_id = scene.lists(not_for_sale=True)
    assert scene.sandbox.shop.listings.products[listing_id]["content"]["is_not_for_sale"]


# --- advice ----------------------------------------------------------------------------


def test_live_listing_is_diagnosed_with_texts_to_use(scene: ProductScene) -> None:
    listing_id = scene.lists()
    [advice] = scene.client.listing_diagnoses([listing_id])
    title = next(one for one in advice.diagnoses if one.field == "TITLE")
    assert title.findings[0].advice
    [texts] = scene.client.listing_suggestions([listing_id])
    assert texts.listing_id == listing_id
    assert texts.titles == title.texts


def test_draft_is_diagnosed_before_it_is_listed(scene: ProductScene) -> None:
    advice = scene.client.diagnose_draft(scene.draft(), scene.images())
    fields = {one.field for one in advice.diagnoses}
    assert {"TITLE", "IMAGE"} <= fields
    assert next(one for one in advice.diagnoses if one.field == "IMAGE").pictures


# --- size charts -----------------------------------------------------------------------


def test_size_chart_is_made_found_and_changed(scene: ProductScene) -> None:
    chart_id = scene.client.create_size_chart(TOPS, TABLE, name="Tops")
    scene.client.create_size_chart(TOPS, TABLE)
    [found] = scene.client.search_size_charts(keyword="top")
    assert (found.id, found.name, found.reusable) == (chart_id, "Tops", True)
    assert found.tables == (("en-GB", TABLE),)
    larger = evolve(TABLE, rows=(*TABLE.rows, ("L", "96")), description="Measured flat")
    scene.client.edit_size_chart(chart_id, larger, name="All tops")
    [changed] = scene.client.search_size_charts(chart_ids=[chart_id], locales=["en-GB"])
    assert (changed.name, changed.tables[0][1]) == ("All tops", larger)
    [scoped] = scene.client.search_size_charts(reusable=False)
    assert not scoped.reusable


# --- other markets ---------------------------------------------------------------------


def test_toy_is_listed_with_its_certificate(opened: Open) -> None:
    scene = merchant(opened)
    rule = next(
        one for one in scene.client.category_facts(ELECTRIC_TOYS).certifications if one.required
    )
    facts, images = scene.client.category_facts(ELECTRIC_TOYS), scene.images()
    file = scene.client.upload_file(b"%PDF-1.7", "safety.pdf")
    proof = Certification(rule.id, files=(file,), expires_at=datetime(2027, 1, 1, tzinfo=UTC))
    without = scene.client.check_listing(scene.draft(category_id=ELECTRIC_TOYS), images, facts)
    shown = scene.client.check_listing(
        scene.draft(category_id=ELECTRIC_TOYS, certifications=(proof,)), images, facts
    )
    assert any("ertif" in one.message for one in without.faults)
    assert not any("ertif" in one.message for one in shown.faults)


def test_price_elsewhere_is_proved_in_the_us(opened: Open) -> None:
    scene = merchant(opened, "US")
    listing_id = scene.lists("A", "B")
    skus = {one.sku: one.sku_id for one in scene.client.listing(listing_id).skus}
    proofs = [
        PriceProof(
            skus[sku], variant, Money(30, "USD"), Money("29.90", "USD"), NOW - timedelta(days=1)
        )
        for sku, variant in (("A", "v-A"), ("B", "another"))
    ]
    first, second = scene.client.prove_prices(listing_id, "77", proofs)
    assert (first.ok, second.ok) == (True, False)
    assert "external_sku_id" in second.message


def test_prices_are_changed_at_once(opened: Open) -> None:
    scene = merchant(opened)
    listing_id = scene.lists()
    [sku] = scene.client.listing(listing_id).skus
    scene.client.update_prices(listing_id, [ListedSku(sku.sku, sku.sku_id, Money(18, "GBP"))])
    assert scene.client.listing(listing_id).skus[0].price == Money(18, "GBP")
