"""From BigCommerce's catalogue to live listings, and in step afterwards."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.flows.conftest import LAMP, MUG, Open
from tiktok_bc_sync import (
    Action,
    AsyncConnector,
    ListingStatus,
    PriceRule,
    SimpleProducts,
    all_of,
    category,
    title,
)
from tiktok_bc_sync.errors import InvalidInput, NotFound
from tiktok_bc_sync.sandbox import Sandbox

pytestmark = pytest.mark.anyio


def mutations(sandbox: Sandbox) -> int:
    """Count the requests that were not just looks."""
    return sum(call.method != "GET" and "search" not in call.path for call in sandbox.calls)


async def make_default_template(connector: AsyncConnector) -> None:
    """Let every product go to one category, without a query."""
    leaf = (await connector.templates.categories("Storage"))[0]
    await connector.templates.create(
        name="Everything", category_id=leaf.id, simple_products=SimpleProducts.SINGLE_SKU
    )


async def upload(connector: AsyncConnector, sandbox: Sandbox) -> None:
    """Bring the catalogue to TikTok and through its review."""
    await connector.products.pull()
    await make_default_template(connector)
    await connector.listings.apply(await connector.listings.plan())
    sandbox.vendor.reviews()
    await connector.listings.refresh_status()


async def statuses(connector: AsyncConnector) -> dict[str, str]:
    """Return each product's status by title."""
    return {one.title: one.status async for one in connector.listings.all()}


async def test_complete_products_go_live_and_others_say_what_is_missing(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await upload(connector, sandbox)
    assert await statuses(connector) == {
        "Alba table lamp": ListingStatus.LIVE,
        "Enamel mug": ListingStatus.LIVE,
        "Tea towel": ListingStatus.NOT_UPLOADED,
    }
    plan = await connector.listings.plan()
    assert [reason.code for change in plan for reason in change.reasons] == ["missing_weight"]


async def test_a_plan_applied_again_sends_nothing(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    await make_default_template(connector)
    plan = await connector.listings.plan()
    await connector.listings.apply(plan)
    sent = mutations(sandbox)
    await connector.listings.apply(plan)
    await connector.listings.apply(await connector.listings.plan())
    assert mutations(sandbox) == sent


async def test_a_changed_price_reaches_tiktok_converted_and_ruled(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await upload(connector, sandbox)
    sandbox.merchant.edits("MUG-1", price="20.00")
    await connector.products.pull()
    activity = await connector.listings.sync_price()
    assert activity.done == 1
    # The sandbox's store counts in USD; 1 USD is 0.79 GBP there.
    assert sandbox.seen.price("MUG-1") == Decimal("15.80")


async def test_a_changed_stock_reaches_tiktok_and_nothing_else_is_sent(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await upload(connector, sandbox)
    sandbox.merchant.edits("LAMP-BLACK", stock=3)
    await connector.products.pull()
    assert (await connector.listings.sync_price()).done == 0
    assert (await connector.listings.sync_stock()).done == 1
    assert sandbox.seen.stock("LAMP-BLACK") == 3
    assert sandbox.seen.stock("LAMP-WHITE") == 20


async def test_a_rejected_product_fails_with_the_reviewers_reason_and_is_not_sent_again(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    sandbox.vendor.rejects("MUG-1", "The picture is blurred.")
    await upload(connector, sandbox)
    listing = await connector.listings.get(str(MUG["id"]))
    assert listing.status is ListingStatus.FAILED
    assert "blurred" in listing.reasons[0].message
    assert not [c for c in await connector.listings.plan() if c.product_id == str(MUG["id"])]


async def test_what_can_not_be_fetched_from_outside_is_blocked_with_its_reason(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    inside = {"image_url": "http://10.0.0.1/secret.png"}
    sandbox.merchant.adds({**MUG, "id": 400, "name": "Odd mug", "sku": "ODD-1", "images": [inside]})
    await upload(connector, sandbox)
    sent = mutations(sandbox)
    plan = await connector.listings.plan()
    blocked = [one for one in plan if one.product_id == "400"]
    assert [(one.actions, one.reasons[0].code) for one in blocked] == [
        ((Action.BLOCKED,), "image_address")
    ]
    await connector.listings.apply(plan)
    assert mutations(sandbox) == sent


async def test_what_is_refused_fails_with_its_reason_and_waits_for_a_change(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    sandbox.vendor.demands("SHIPPING_TEMPLATE", "There is no shipping template")
    await upload(connector, sandbox)
    listing = await connector.listings.get(str(MUG["id"]))
    assert listing.status is ListingStatus.FAILED
    assert listing.reasons[0].code == "refused"
    sandbox.vendor.demands("SHIPPING_TEMPLATE")
    sent = mutations(sandbox)
    plan = await connector.listings.plan()
    assert [c.actions for c in plan if c.product_id == str(MUG["id"])] == [(Action.BLOCKED,)]
    await connector.listings.apply(plan)
    assert mutations(sandbox) == sent


async def test_a_changed_title_is_an_edit_that_is_reviewed_again(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await upload(connector, sandbox)
    sandbox.merchant.edits("MUG-1", title="Enamel mug, large")
    await connector.products.pull()
    plan = await connector.listings.plan()
    assert plan.count(Action.EDIT) == 1
    await connector.listings.apply(plan)
    # What is live stays on sale meanwhile, and its prices and stock still follow.
    listing = await connector.listings.get(str(MUG["id"]))
    assert (listing.status, listing.audit) == (ListingStatus.LIVE, "AUDITING")
    sandbox.vendor.reviews()
    await connector.listings.refresh_status()
    assert (await connector.listings.get(str(MUG["id"]))).audit == "APPROVED"


async def test_run_query_tells_what_a_template_takes_before_it_is_saved(
    connector: AsyncConnector,
) -> None:
    await connector.products.pull()
    await make_default_template(connector)
    query = all_of(title.contains("LAMP"), category.equals("Home > Lamps"))
    preview = await connector.templates.preview(query)
    assert [one.title for one in preview.products] == ["Alba table lamp"]
    assert preview.products[0].because == ("title contains LAMP", "category is Home > Lamps")
    saved = await connector.templates.create(
        name="Lamps",
        category_id=(await connector.templates.categories("Lamps"))[0].id,
        query=query,
        price_rule=PriceRule.percent("+10"),
    )
    assert saved.moved == {"Everything": 1}
    nothing = await connector.templates.preview(title.contains("no such thing"))
    assert str(nothing) == "No products will be affected."


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "EVERYTHING"}, "name"),
        ({"query": None}, "query"),
        ({"attributes": {"No such attribute": "x"}}, "attributes"),
    ],
)
async def test_a_wrong_template_is_refused_by_field_and_nothing_is_saved(
    connector: AsyncConnector, facts: dict[str, object], field: str
) -> None:
    await make_default_template(connector)
    leaf = (await connector.templates.categories("Storage"))[0]
    good = {"name": "Lamps", "category_id": leaf.id, "query": title.contains("lamp")}
    with pytest.raises(InvalidInput) as refused:
        await connector.templates.create(**{**good, **facts})  # type: ignore[arg-type]  # wrong on purpose
    assert refused.value.field == field
    assert len(await connector.templates.list()) == 1


async def test_another_process_goes_on_where_the_first_one_stopped(
    connect: Open, sandbox: Sandbox
) -> None:
    first = connect()
    await first.products.pull()
    await make_default_template(first)
    plan = await first.listings.plan()
    second = connect()
    await second.listings.apply(plan)
    assert sandbox.seen.listings() == 2
    await first.listings.apply(plan)
    assert sandbox.seen.listings() == 2


async def test_a_product_deleted_in_the_store_is_noticed_by_a_full_pull(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    sandbox.merchant.deletes(int(str(LAMP["id"])))
    await connector.products.pull(full=True)
    assert (await connector.products.get(str(LAMP["id"]))).deleted


async def test_what_was_never_pulled_is_not_found_and_says_what_to_do(
    connector: AsyncConnector,
) -> None:
    with pytest.raises(NotFound, match="Pull the products first"):
        await connector.products.get("999")


async def test_activities_tell_what_was_done(connector: AsyncConnector, sandbox: Sandbox) -> None:
    await upload(connector, sandbox)
    names = [one.name for one in await connector.activities.list()]
    assert names == ["Refresh statuses", "Upload products", "Pull products"]
    summary = await connector.dashboard.summary()
    assert summary.products == {"Live": 2, "Not Uploaded": 1}
