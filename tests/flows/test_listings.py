"""What the merchant's listings show follows BigCommerce by the fewest calls, in four markets."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.flows.conftest import Open
from tests.flows.listings_scene import (
    LONG_MUG,
    REGIONS,
    by_id,
    changes,
    configured,
    listed,
    opened,
    opener,
    remote,
)
from tiktok_bc_sync import (
    Action,
    AsyncConnector,
    ListingStatus,
    MemoryStorage,
    PriceRule,
    Settings,
    SimpleProducts,
    title,
)
from tiktok_bc_sync.models import (
    ListingRule,
    ListingRules,
    ProductEdits,
    ProductFilter,
    QuantityPolicy,
    SyncKinds,
)
from tiktok_bc_sync.sandbox import Fault, Sandbox

pytestmark = pytest.mark.anyio
WIDE = {
    **LONG_MUG,
    "id": 500,
    "name": "Linen napkin in very many sizes",
    "sku": "NAPKIN",
    "inventory_tracking": "variant",
    "variants": [
        {
            "sku": f"NAPKIN-{number:03}",
            "inventory_level": 10,
            "price": 5 + number,
            "option_values": [{"option_display_name": "Size", "label": f"{number} cm"}],
        }
        for number in range(100)
    ],
}


@pytest.fixture(params=REGIONS)
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    return opened(request.param)


@pytest.fixture
def connect(sandbox: Sandbox, storage: MemoryStorage) -> Open:
    return opener(sandbox, storage)


async def pulled(connector: AsyncConnector, sandbox: Sandbox) -> None:
    """Let the connector know what changed in the store, and begin to count."""
    await connector.products.pull()
    sandbox.calls.clear()


# --- the fewest calls ------------------------------------------------------------------


async def test_everything_goes_live_and_then_nothing_is_left_to_do(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    assert {one.status async for one in connector.listings.all()} == {ListingStatus.LIVE}
    plan = await connector.listings.plan()
    assert (len(plan), str(plan)) == (0, "Nothing to do.")


async def test_an_unchanged_plan_costs_no_request_at_all(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    plan = await connector.listings.plan()
    sandbox.calls.clear()
    await connector.listings.apply(plan)
    assert sandbox.calls == []
    await connector.listings.upload()
    await connector.listings.sync_price()
    await connector.listings.sync_stock()
    assert not changes(sandbox)


async def test_a_hundred_skus_with_new_prices_and_stock_cost_two_requests(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    sandbox.merchant.adds(WIDE)
    await listed(connector, sandbox)
    for number in range(100):
        sandbox.merchant.edits(f"NAPKIN-{number:03}", price=20 + number, stock=7)
    await pulled(connector, sandbox)
    done = await connector.listings.upload()
    assert (done.done, done.failures) == (1, ())
    assert changes(sandbox) == {"prices/update": 1, "inventory/update": 1}
    assert sandbox.seen.stock("NAPKIN-099") == 7
    assert not await connector.listings.plan()


async def test_a_new_title_is_a_partial_edit_and_the_live_one_stays_until_its_review(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    sandbox.merchant.edits("MUG-100", title="Enamel mug with a rim of silver")
    await pulled(connector, sandbox)
    await connector.listings.upload()
    (call,) = changes(sandbox)
    assert call.endswith("partial_edit")
    listing = await by_id(connector, 302)
    assert listing.status is ListingStatus.LIVE
    sandbox.merchant.edits("MUG-100", stock=4)
    await pulled(connector, sandbox)
    await connector.listings.sync_stock()
    assert sandbox.seen.stock("MUG-100") == 4


async def test_a_variant_added_in_the_store_is_added_by_an_edit_that_keeps_the_others(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    before = {sku.sku: sku.sku_id for sku in (await by_id(connector, 301)).skus}
    sandbox.merchant.adds(
        {
            **sandbox.store.catalog.products[301],
            "variants": [
                {
                    "sku": f"LAMP-{colour.upper()}",
                    "inventory_level": 5,
                    "option_values": [{"option_display_name": "Colour", "label": colour}],
                }
                for colour in ("White", "Black", "Green")
            ],
        }
    )
    await pulled(connector, sandbox)
    await connector.listings.upload()
    after = {sku.sku: sku.sku_id for sku in (await by_id(connector, 301)).skus}
    assert len(after) == 3
    assert all(after.values())
    assert before.items() <= after.items()


async def test_a_variant_deleted_in_the_store_stays_listed_and_sold_out(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    sandbox.merchant.deletes_variant("LAMP-BLACK")
    await pulled(connector, sandbox)
    await connector.listings.upload()
    assert changes(sandbox) == {"inventory/update": 1}
    assert (sandbox.seen.stock("LAMP-BLACK"), sandbox.seen.stock("LAMP-WHITE")) == (0, 20)


async def test_prices_are_not_held_back_by_an_edit_that_is_not_to_be_sent(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    sandbox.merchant.edits("MUG-100", title="Enamel mug with a rim of brass", stock=2)
    await pulled(connector, sandbox)
    await connector.listings.sync_stock()
    assert changes(sandbox) == {"inventory/update": 1}
    assert sandbox.seen.stock("MUG-100") == 2


async def test_what_is_not_synced_for_a_product_stays_as_tiktok_shows_it_in_a_whole_edit(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    keep_title = ProductEdits("302", sync=SyncKinds(title=False))
    await connector.products.edit("302", keep_title)
    sandbox.merchant.edits("MUG-100", title="Enamel mug that nobody may rename")
    leaf = (await connector.templates.categories("Kitchen"))[0]
    await connector.templates.create(
        name="Mugs",
        category_id=leaf.id,
        query=title.contains("mug"),
        simple_products=SimpleProducts.SINGLE_SKU,
    )
    await pulled(connector, sandbox)
    await connector.listings.upload(["302"])
    sandbox.vendor.reviews()
    shown = remote(sandbox, await by_id(connector, 302))["content"]
    assert isinstance(shown, dict)
    assert shown["title"] == LONG_MUG["name"]


# --- what changes by itself ------------------------------------------------------------


@pytest.mark.parametrize("auto_delete", [True, False])
async def test_a_product_deleted_in_the_store_is_deleted_or_sold_out_and_flagged(
    connector: AsyncConnector, sandbox: Sandbox, auto_delete: bool
) -> None:
    await listed(connector, sandbox, auto_delete=auto_delete)
    sandbox.merchant.deletes(302)
    await pulled(connector, sandbox)
    done = await connector.listings.keep_in_step()
    listing = await by_id(connector, 302)
    assert (done.failures, listing.deleted_in_store) == ((), True)
    assert changes(sandbox) == {"202309/products" if auto_delete else "inventory/update": 1}
    assert (listing.status is ListingStatus.DELETED) is auto_delete
    assert sandbox.seen.listings() == (1 if auto_delete else 2)
    assert auto_delete or sandbox.seen.stock("MUG-100") == 0
    await connector.listings.keep_in_step()
    assert sum(changes(sandbox).values()) == 1


async def test_listing_rules_list_stop_and_list_again_by_themselves(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    rules = ListingRules(ListingRule(stock_at_least=25), ListingRule(stock_at_most=3))
    await configured(connector, sandbox, listing_rules=rules)
    await connector.listings.keep_in_step()
    sandbox.vendor.reviews()
    await connector.listings.refresh_status()
    sandbox.merchant.edits("MUG-100", stock=3)
    await pulled(connector, sandbox)
    await connector.listings.keep_in_step()
    stopped = await by_id(connector, 302)
    assert (stopped.status, stopped.stopped_by_rule) == (ListingStatus.INACTIVE, True)
    sandbox.merchant.edits("MUG-100", stock=40)
    await pulled(connector, sandbox)
    await connector.listings.keep_in_step()
    sandbox.vendor.reviews()
    await connector.listings.refresh_status()
    again = await by_id(connector, 302)
    assert (again.status, again.stopped_by_rule) == (ListingStatus.LIVE, False)
    assert sandbox.seen.stock("MUG-100") == 40


async def test_without_listing_rules_nothing_is_listed_by_itself(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await configured(connector, sandbox)
    assert (await connector.listings.keep_in_step()).done == 0
    assert sandbox.seen.listings() == 0


async def test_the_quantity_policy_shows_less_and_saves_calls_but_never_at_the_end_of_the_stock(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox, quantity=QuantityPolicy(at_most=15, tell_below=5))
    assert sandbox.seen.stock("MUG-100") == 6
    sandbox.merchant.edits("MUG-100", stock=12)
    await pulled(connector, sandbox)
    await connector.listings.sync_stock()
    assert not changes(sandbox)
    sandbox.merchant.edits("MUG-100", stock=4)
    await pulled(connector, sandbox)
    await connector.listings.sync_stock()
    assert sandbox.seen.stock("MUG-100") == 4


async def test_a_sale_shows_the_regular_price_struck_through(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox, use_sale_price=True)
    before = sandbox.seen.price("MUG-100")
    sandbox.merchant.edits("MUG-100", sale_price=5)
    await pulled(connector, sandbox)
    await connector.listings.sync_price(["302"])
    (sku,) = (await by_id(connector, 302)).skus
    # Only the United States show a regular price struck through.
    struck = sku.list_price.amount if sku.list_price else None
    assert struck == (before if sandbox.shop.region == "US" else None)
    assert abs(sandbox.seen.price("MUG-100") - before / 2) < Decimal("0.01")


async def test_what_was_typed_about_a_product_is_what_tiktok_shows(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await configured(connector, sandbox, price_rule=PriceRule.percent("+50"))
    await connector.products.edit("302", ProductEdits("302", price=Decimal(1250)))
    await connector.listings.apply(await connector.listings.plan(["302"]))
    assert sandbox.seen.price("MUG-100") == 1250


# --- pictures --------------------------------------------------------------------------


async def test_pictures_of_the_description_are_moved_to_tiktok_and_sent_once(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    shown = '<p>Look:</p><img src="https://sandbox.test/images/detail.png">'
    sandbox.merchant.adds({**LONG_MUG, "id": 303, "sku": "MUG-200", "description": shown})
    await listed(connector, sandbox)
    content = remote(sandbox, await by_id(connector, 303))["content"]
    assert isinstance(content, dict)
    assert "/images/detail.png" not in content["description"]
    assert '<img src="https://p16-oec.sandbox.test/' in content["description"]
    sandbox.merchant.edits("MUG-200", title="Enamel mug with another name now")
    await pulled(connector, sandbox)
    await connector.listings.upload()
    assert not any("images/upload" in one.path for one in sandbox.calls)


async def test_a_picture_that_is_not_there_is_left_out_and_the_product_is_listed(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    pictures = [{"image_file": "/mug.png"}, {"image_file": "/gone.png"}]
    sandbox.merchant.adds({**LONG_MUG, "id": 303, "sku": "MUG-200", "images": pictures})
    sandbox.faults.add(Fault("status", status=404), on="GET /images/*gone*", times=9)
    await listed(connector, sandbox)
    content = remote(sandbox, await by_id(connector, 303))["content"]
    assert isinstance(content, dict)
    assert len(content["main_images"]) == 1
    assert not await connector.listings.plan()


# --- plans -----------------------------------------------------------------------------


async def test_a_plan_takes_what_a_filter_or_a_list_of_products_says(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await configured(connector, sandbox)
    assert [one.product_id for one in await connector.listings.plan(["302"])] == ["302"]
    lamps = ProductFilter(text="lamp")
    assert [one.product_id for one in await connector.listings.plan(lamps)] == ["301"]
    streamed = [one async for one in connector.listings.changes()]
    assert [one.actions for one in streamed] == [(Action.CREATE,)] * 2
    assert all(one.draft for one in streamed)
    template = (await connector.templates.list())[0]
    of_template = ProductFilter(template_id=template.id)
    assert len(await connector.listings.plan(of_template)) == 2


async def test_an_old_plan_overwrites_nothing_that_is_newer(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    sandbox.merchant.edits("MUG-100", stock=11)
    await connector.products.pull()
    old = await connector.listings.plan()
    sandbox.merchant.edits("MUG-100", stock=3)
    await connector.products.pull()
    await connector.listings.apply(old)
    assert sandbox.seen.stock("MUG-100") == 3


async def test_a_listing_begun_before_a_crash_is_found_and_what_changed_since_is_an_edit(
    connect: Open, sandbox: Sandbox
) -> None:
    first = connect()
    await configured(first, sandbox)
    # TikTok makes the product, and nobody can read its answer.
    sandbox.faults.add(Fault("malformed"), on="POST /product/202309/products", times=9)
    await first.listings.upload(["302"])
    sandbox.faults.clear()
    assert (await by_id(first, 302)).status is ListingStatus.IN_PROGRESS
    sandbox.merchant.edits("MUG-100", title="Enamel mug with a rim of tin now")
    second = connect()
    await second.products.pull()
    await second.listings.upload(["302"])
    assert sandbox.seen.listings() == 1
    sandbox.vendor.reviews()
    await second.listings.refresh_status()
    assert [one.parts for one in await second.listings.plan(["302"])] == [("title",)]
    await second.listings.upload(["302"])
    assert not await second.listings.plan(["302"])


async def test_settings_that_sync_stock_alone_send_stock_alone(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    known = await connector.settings.get()
    await connector.settings.save(Settings(rate=known.rate, sync_product=False, sync_price=False))
    sandbox.merchant.edits("MUG-100", title="Enamel mug without any rim at all", price=99, stock=8)
    await pulled(connector, sandbox)
    await connector.listings.upload()
    assert changes(sandbox) == {"inventory/update": 1}
