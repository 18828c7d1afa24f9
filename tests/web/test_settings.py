"""Configuration, carriers, account and onboarding on the admin's pages."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tests.web.scene import STORAGE, busy
from tests.web.visiting import Guest, words
from tiktok_bc_sync import AsyncConnector
from tiktok_bc_sync.rules import to_text
from tiktok_bc_sync.sandbox import Fault, Sandbox

pytestmark = pytest.mark.anyio


async def test_a_form_that_is_sent_as_it_is_changes_nothing(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await busy(connector, sandbox)
    before = await connector.settings.get()
    await guest.does(await guest.reads("/configuration"), "save")
    assert await connector.settings.get() == before


async def test_what_a_configuration_would_change_is_told_before_it_is_saved(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await busy(connector, sandbox)
    told = await guest.sends(await guest.reads("/configuration"), "preview", threshold="30")
    assert "3 stock(s)" in words(told)
    assert (await connector.settings.get()).stock.threshold == 0
    typed = {"listing_rules": "yes", "list_stock_at_least": "3", "stop_query": "brand is Sagaform"}
    await guest.does(told, "save", **typed, statuses="Delivered = completed", tags="a, b")
    saved = await connector.settings.get()
    assert saved.stock.threshold == 30
    assert saved.listing_rules is not None
    assert saved.listing_rules.list_when is not None
    assert saved.listing_rules.list_when.stock_at_least == 3
    assert saved.listing_rules.stop_when is not None
    assert saved.listing_rules.stop_when.query is not None
    assert to_text(saved.listing_rules.stop_when.query) == "brand is Sagaform"
    assert saved.orders.tags == ("a", "b")
    assert saved.rate == Decimal("1.25")


async def test_everything_that_is_wrong_is_told_beside_its_field(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await busy(connector, sandbox)
    page = await guest.reads("/configuration")
    wrong = await guest.sends(
        page,
        "save",
        rate="-1",
        threshold="-1",
        percent="0",
        customer_id="x",
        statuses="Lost = found",
    )
    assert wrong.status_code == 422
    for name in ("rate", "threshold", "percent", "customer_id", "statuses"):
        assert f'id="{name}-error"' in wrong.text
    email = await guest.sends(page, "save", default_email="nobody")
    assert 'id="default_email-error"' in email.text


async def test_carriers_are_queued_then_saved_together(
    guest: Guest, connector: AsyncConnector
) -> None:
    page = await guest.reads("/carriers")
    queued = await guest.does(page, "add", carrier="DFL", provider="DPD")
    assert "queued" in words(queued)
    assert (await connector.settings.get()).carriers == ()
    wrong = await guest.sends(queued, "add", carrier="Other", provider="No such")
    assert 'id="provider-error"' in wrong.text
    await guest.does(queued, "save")
    assert (await connector.settings.get()).carriers == (("DFL", "DPD"),)
    page = await guest.reads("/carriers")
    await guest.does(page, "remove", carrier="DFL")
    await guest.does(await guest.reads("/carriers"), "discard")
    assert [one.carrier for one in await connector.carriers.list()] == ["DFL"]


async def test_a_new_merchant_is_led_through_three_steps_and_the_import(
    guest: Guest, connector: AsyncConnector
) -> None:
    front = await guest.reads("")
    assert front.headers["location"].endswith("/onboarding")
    page = await guest.does(await guest.reads("/onboarding"), "connect")
    assert "Make the default template" in words(page)
    early = await guest.client.post(
        guest.address("/onboarding"),
        data={"do": "import", "csrf": page.text.split('name="csrf" value="')[1].split('"')[0]}
        if 'name="csrf"' in page.text
        else {},
    )
    assert early.status_code in (403, 422)
    editor = await guest.reads("/templates/new")
    typed = {"name": "Everything", "category_id": STORAGE, "simple_products": "single_sku"}
    await guest.does(editor, "save", **typed, default="yes")
    page = await guest.reads("/onboarding")
    wrong = await guest.sends(page, "configure", rate="much")
    assert 'id="rate-error"' in wrong.text
    page = await guest.does(page, "configure", rate="1.25", price_kind="percent", price_amount="10")
    done = await guest.does(page, "import")
    assert "Pull products: completed" in words(done)
    assert (await connector.onboarding.state()).step == "done"
    assert (await guest.reads("")).status_code == 200


async def test_the_account_says_how_the_connections_are(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await busy(connector, sandbox)
    page = await guest.reads("/account")
    assert "Sandbox shop" in words(page)
    assert "Health" in words(await guest.sends(page, "check"))


async def test_places_that_were_chosen_stay_while_the_vendors_can_not_be_asked(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await busy(connector, sandbox)
    page = await guest.reads("/configuration")
    name, warehouse = re.findall(r'name="(location-\d+)".*?<option value="(\d+)"', page.text, re.S)[
        0
    ]
    await guest.does(page, "save", **{name: warehouse})
    chosen = (await connector.settings.get()).warehouses
    assert chosen == ((name.removeprefix("location-"), warehouse),)
    sandbox.faults.add(Fault("status", status=503), on="* *", times=10_000)
    page = await guest.reads("/configuration")
    answer = await guest.sends(page, "save", threshold="3")
    assert answer.status_code == 503
    assert (await connector.settings.get()).warehouses == chosen
    assert f'value="{warehouse}" selected' in page.text


async def test_a_refused_token_leads_to_the_account(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await busy(connector, sandbox)
    sandbox.faults.add(Fault("expired"), on="* *", times=10_000)
    page = await guest.reads("/carriers")
    assert page.status_code == 409
    assert "To the account" in words(page)
    account = await guest.reads("/account")
    assert account.status_code == 200
    assert "needs reconnecting" in words(account).lower()
