"""Products on the admin's pages: found, filtered, edited, explained, and done something about."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.web.scene import busy
from tests.web.visiting import Guest, words
from tiktok_bc_sync import AsyncConnector, ListingStatus
from tiktok_bc_sync.sandbox import Sandbox

pytestmark = pytest.mark.anyio


async def test_the_list_shows_what_was_pulled_with_counts_that_add_up(guest: Guest) -> None:
    page = await guest.does(await guest.reads("/products"), "pull")
    assert "Pull products: completed" in words(page)
    assert "All 3 Not Uploaded 3 In Progress 0" in words(page)
    assert "Pull products" not in words(await guest.reads("/products"))


async def test_a_search_finds_by_sku_and_says_what_is_wrong_with_a_filter(
    guest: Guest, connector: AsyncConnector
) -> None:
    await connector.products.pull()
    found = words(await guest.reads("/products", {"text": "mug-1"}))
    assert "Enamel mug" in found
    assert "Tea towel" not in found
    wrong = await guest.reads("/products", {"visibility": "<b>", "text": '"><script>'})
    assert wrong.status_code == 200
    assert "Choose one of the list." in words(wrong)
    assert "<script>" not in wrong.text.replace('<script src="', "")
    assert (await guest.reads("/products", {"after": "not-a-cursor"})).status_code == 422


async def test_what_is_ticked_or_filtered_is_uploaded_and_what_fails_is_told_with_what_to_do(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await busy(connector, sandbox)
    page = await guest.reads("/products")
    told = words(await guest.does(page, "upload"))
    assert "Nothing was done" in told
    failed = await guest.does(page, "upload", id=["303"])
    assert (
        "Nobody says what the parcel weighs. Give the product or its template a weight."
        in words(failed)
    )
    asked = await guest.sends(page, "deactivate", id=["301", "302"])
    assert "2 products. Buyers can't order them" in words(asked)
    done = await guest.does(asked, "deactivate")
    assert "completed, 2 of 2" in words(done)
    listing = await connector.listings.get("301")
    assert listing.status is ListingStatus.INACTIVE


async def test_what_is_typed_in_the_editor_is_kept_and_what_is_wrong_is_told_beside_its_field(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await busy(connector, sandbox)
    page = await guest.reads("/products/301")
    product = await connector.products.get("301")
    price = f"variants[{product.variants[0].id}].price"
    wrong = await guest.sends(
        page, "save", **{"title": "A lamp", price: "ten", "weight": "1", "length": "3"}
    )
    assert wrong.status_code == 422
    assert f'id="{price}-error">Write a number' in wrong.text
    assert 'value="ten"' in wrong.text
    assert "Give all three sides, or none." in words(wrong)
    again = await guest.does(
        wrong, "save", **{price: "45.50", "length": "", "title": "A lamp for the desk, white"}
    )
    assert "Saved." in words(again)
    edits = await connector.products.edits("301")
    assert edits.title == "A lamp for the desk, white"
    assert [one.price for one in edits.variants] == [Decimal("45.50")]
    assert edits.weight == (Decimal(1), "kg")
    assert edits.sync is None
    await guest.does(again, "reset")
    assert (await connector.products.edits("301")).title is None


async def test_who_saves_over_somebody_elses_edits_is_told_and_may_save_again(
    guest: Guest, connector: AsyncConnector
) -> None:
    await connector.products.pull()
    first, second = await guest.reads("/products/302"), await guest.reads("/products/302")
    await guest.does(first, "save", price="9")
    told = await guest.sends(second, "save", title="A mug of enamel, for the kitchen")
    assert "Somebody else changed this after you opened it: Price." in words(told)
    assert "A mug of enamel" in told.text
    await guest.does(told, "save")
    edits = await connector.products.edits("302")
    assert (edits.title, edits.price) == ("A mug of enamel, for the kitchen", None)


async def test_a_variant_of_the_connectors_own_is_added_and_removed(
    guest: Guest, connector: AsyncConnector
) -> None:
    await connector.products.pull()
    page = await guest.reads("/products/302")
    name = page.text.split('name="own_variants[', 1)[1].split("]", 1)[0]
    typed = {
        f"own_variants[{name}].sku": "MUG-RED",
        f"own_variants[{name}].values": "Colour = Red",
        f"own_variants[{name}].price": "12",
    }
    saved = await guest.does(page, "save", **typed)
    (own,) = (await connector.products.edits("302")).own_variants
    assert (own.sku, own.values, own.price) == ("MUG-RED", (("Colour", "Red"),), Decimal(12))
    await guest.does(saved, "save", **{f"own_variants[{name}].sku": ""})
    assert (await connector.products.edits("302")).own_variants == ()


async def test_an_explanation_says_why(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await busy(connector, sandbox)
    told = words(await guest.reads("/products/302/explain"))
    assert "Mugs (chosen) takes it" in told
    assert (await guest.reads("/products/999/explain")).status_code == 404


async def test_a_plan_is_shown_before_it_is_applied(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await busy(connector, sandbox)
    sandbox.merchant.edits(302, price=12)
    await connector.products.pull()
    page = await guest.reads("/plan", {"run": "1"})
    assert "1 with prices to change" in words(page)
    assert "missing_weight" in words(page)
    await guest.does(page, "apply", only=["price"])
    assert (
        "price" not in words(await guest.reads("/plan", {"run": "1"})).split("Which", 1)[0].lower()
    )


async def test_what_differs_from_tiktok_is_put_back(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await busy(connector, sandbox)
    listing = await connector.listings.get("301")
    shown = sandbox.shop.listings.products[listing.listing_id]["content"]
    shown["title"] = "A lamp renamed by hand on TikTok"
    page = await guest.reads("/drift", {"run": "1"})
    assert "A lamp renamed by hand on TikTok" in words(page)
    done = await guest.does(page, "put-back", id=["301"])
    assert done.status_code == 200
    sandbox.vendor.reviews()
    again = sandbox.shop.listings.products[listing.listing_id]["content"]
    assert again["title"] == "Alba table lamp"


async def test_a_template_is_uploaded_into_a_warehouse(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    scene = await busy(connector, sandbox)
    page = await guest.reads("/upload")
    assert "Mugs (1 products)" in words(page)
    assert (await guest.sends(page, "upload")).status_code == 422
    assert "completed" in words(await guest.does(page, "upload", template=scene.template))


async def test_what_tiktok_shows_is_adopted_as_the_products_own(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await busy(connector, sandbox)
    listing = await connector.listings.get("301")
    shown = sandbox.shop.listings.products[listing.listing_id]["content"]
    shown["title"] = "A lamp renamed by hand on TikTok"
    page = await guest.reads("/drift", {"run": "1"})
    assert "tick some products" in words(await guest.does(page, "adopt"))
    await guest.does(page, "adopt", id=["301"])
    assert (await connector.products.edits("301")).title == "A lamp renamed by hand on TikTok"
