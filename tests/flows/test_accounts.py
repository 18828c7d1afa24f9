"""A merchant connects a TikTok shop, keeps it connected, loses the consent, and switches shops."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.flows.accounts_scene import SECOND_SHOP, STORE, Host, opened, opens_another_shop
from tiktok_bc_sync import MemoryStorage
from tiktok_bc_sync.errors import (
    InvalidInput,
    InvalidSignature,
    NeedsReconnecting,
    NotFound,
    Unavailable,
)
from tiktok_bc_sync.models import AccountStatus, ActivityState, ImportState
from tiktok_bc_sync.sandbox import Call, Fault, Sandbox

pytestmark = pytest.mark.anyio
RENEWAL = "/api/v2/token/refresh"


@pytest.fixture(params=["GB", "US"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    return opened(request.param)


@pytest.fixture(params=["blocking", "async"])
def host(request: pytest.FixtureRequest, sandbox: Sandbox) -> Host:
    return Host(sandbox, MemoryStorage(), blocking=request.param == "blocking")


def renewals(sandbox: Sandbox) -> int:
    return sum(call.path == RENEWAL for call in sandbox.calls)


# --- consent -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("region", "page"), [("US", "services.us.tiktokshop.com"), ("GB", "services.tiktokshop.com")]
)
async def test_each_region_has_its_page_and_each_link_its_own_state(
    host: Host, region: str, page: str
) -> None:
    links = [httpx.URL(await host.app().authorization_link(STORE, region=region)) for _ in range(2)]
    assert [link.host for link in links] == [page, page]
    assert links[0].params["state"] != links[1].params["state"]


async def test_what_is_no_region_is_named(host: Host) -> None:
    with pytest.raises(InvalidInput) as refused:
        await host.app().authorization_link(STORE, region="Europe")
    assert refused.value.field == "region"


async def test_the_authorized_shops_are_listed_and_a_single_one_is_chosen(
    host: Host, sandbox: Sandbox
) -> None:
    await host.installs()
    authorized = await host.authorizes()
    assert authorized.store_hash == STORE
    assert [(one.id, one.name, one.region, one.seller_type) for one in authorized.shops] == [
        (sandbox.shop.shop_id, "Sandbox shop", sandbox.shop.region, "LOCAL")
    ]
    assert authorized.chosen == sandbox.shop.shop_id
    assert await host.app().shops(STORE) == authorized


async def test_an_authorization_can_be_used_once(host: Host) -> None:
    app = host.app()
    link = await app.authorization_link(STORE, region="GB")
    await app.authorized(host.comes_back(link))
    with pytest.raises(InvalidSignature, match="used already"):
        await app.authorized(host.comes_back(link))


async def test_an_authorization_that_took_too_long_is_refused(host: Host, sandbox: Sandbox) -> None:
    link = await host.app().authorization_link(STORE, region="GB")
    asked = len(sandbox.calls)
    with pytest.raises(InvalidSignature, match="took too long"):
        await host.app(timedelta(minutes=30)).authorized(host.comes_back(link))
    assert len(sandbox.calls) == asked


async def test_authorizations_that_nobody_finished_are_forgotten(host: Host) -> None:
    for _ in range(3):
        await host.app().authorization_link(STORE, region="GB")
    await host.app(timedelta(hours=1)).authorization_link(STORE, region="GB")
    assert host.kept("consent") == 1


@pytest.mark.parametrize(
    "state",
    ["", "sandbox1", "sandbox1.", f"sandbox1.{'x' * 43}", f"other.{'x' * 43}", "\0.x", "x" * 9999],
)
async def test_a_state_that_was_made_elsewhere_is_refused(host: Host, state: str) -> None:
    link = await host.app().authorization_link(STORE, region="GB")
    with pytest.raises(InvalidSignature, match="not begun here"):
        await host.app().authorized({**host.comes_back(link), "state": state})


async def test_a_merchant_who_does_not_agree_and_another_app_are_refused(host: Host) -> None:
    app = host.app()
    for wrong, kind in (({"code": ""}, InvalidInput), ({"app_key": "other"}, InvalidSignature)):
        link = await app.authorization_link(STORE, region="GB")
        with pytest.raises(kind):
            await app.authorized({**host.comes_back(link), **wrong})


# --- keeping it ----------------------------------------------------------------------


async def test_status_tells_the_shop_and_when_the_consent_ends(
    host: Host, sandbox: Sandbox
) -> None:
    began = datetime.now(UTC)
    connector = await host.connected()
    account = await connector.accounts.connect()
    currency = {"GB": "GBP", "US": "USD"}[sandbox.shop.region]
    assert account.status is AccountStatus.CONNECTED
    assert (account.shop.id, account.shop.name) == (sandbox.shop.shop_id, "Sandbox shop")
    assert (account.shop_currency, account.store_currency) == (currency, "USD")
    assert account.connected_at is not None
    assert account.heard_at is not None
    assert account.connected_at >= began
    assert account.heard_at >= began
    assert account.expires_at is not None
    assert account.expires_at.timestamp() == sandbox.shop.access.authorized_until
    assert account.notice == ""


async def test_a_consent_that_ends_soon_is_expiring_with_its_date(host: Host) -> None:
    await (await host.connected()).accounts.connect()
    account = await host.open_later(timedelta(days=340)).accounts.current()
    assert account.status is AccountStatus.EXPIRING
    assert account.expires_at is not None
    assert f"{account.expires_at:%Y-%m-%d}" in account.notice


async def test_a_token_that_ended_is_renewed_by_one_process_and_found_by_the_others(
    host: Host, sandbox: Sandbox
) -> None:
    first, second = await host.connected(), host.open()
    for connector in (first, second):
        await connector.accounts.connect()
    sandbox.clock.passes(days=8)  # TikTok's access tokens live seven
    for connector in (first, second, host.open()):
        await connector.returns.sync()
    assert renewals(sandbox) == 1


async def test_a_schedule_renews_a_token_before_it_ends(host: Host, sandbox: Sandbox) -> None:
    await (await host.connected()).accounts.refresh_token()
    assert renewals(sandbox) == 0
    passed = timedelta(days=6, hours=12)
    sandbox.clock.passes(days=6, hours=12)
    later = host.open_later(passed)
    await later.accounts.refresh_token()
    await later.accounts.refresh_token()
    assert renewals(sandbox) == 1


async def test_a_refused_consent_stops_jobs_and_nothing_is_missing_after_reconnecting(
    host: Host, sandbox: Sandbox
) -> None:
    connector = await host.connected()
    await connector.products.pull()
    sandbox.vendor.revokes()
    order_id = sandbox.buyer.orders("MUG-1", 2)
    with pytest.raises(NeedsReconnecting):
        await connector.orders.fetch()
    account = await connector.accounts.current()
    assert account.status is AccountStatus.NEEDS_RECONNECTING
    assert "Authorize the shop again" in account.notice
    await host.authorizes()
    assert (await connector.accounts.current()).status is AccountStatus.CONNECTED
    await connector.orders.fetch()
    assert (await connector.orders.get(order_id)).state is ImportState.CREATED


def tiktoks(sandbox: Sandbox) -> list[Call]:
    """The requests that TikTok Shop got."""
    return [one for one in sandbox.calls if not one.path.startswith("/stores/")]


async def test_once_refused_no_process_asks_tiktok_again(host: Host, sandbox: Sandbox) -> None:
    connector = await host.connected()
    await connector.products.pull()
    sandbox.vendor.revokes()
    with pytest.raises(NeedsReconnecting):
        await connector.orders.fetch()
    asked = len(tiktoks(sandbox))
    for other in (connector, host.open()):
        with pytest.raises(NeedsReconnecting, match="not asked again"):
            await other.orders.fetch()
        assert len([one async for one in other.products.all()]) == 3
        assert (await other.dashboard.summary()).account.status is AccountStatus.NEEDS_RECONNECTING
    assert len(tiktoks(sandbox)) == asked


async def test_connecting_by_hand_asks_again_whatever_was_refused(host: Host) -> None:
    connector = await host.connected()
    await connector.accounts.connect()
    await connector.accounts.deauthorized()
    assert (await connector.accounts.current()).status is AccountStatus.NEEDS_RECONNECTING
    assert (await connector.accounts.connect()).status is AccountStatus.CONNECTED


async def test_a_seller_who_takes_the_consent_back_stops_every_process(host: Host) -> None:
    connector = await host.connected()
    await connector.products.pull()
    account = await host.open().accounts.deauthorized()
    assert account.status is AccountStatus.NEEDS_RECONNECTING
    with pytest.raises(NeedsReconnecting):
        await host.open().orders.fetch()


async def test_what_is_stored_can_be_read_while_tiktok_is_down(
    host: Host, sandbox: Sandbox
) -> None:
    await (await host.connected()).products.pull()
    sandbox.faults.add(Fault("status", status=503), on="GET /authorization/*", times=100)
    connector = host.open_later(timedelta())
    assert len([one async for one in connector.products.all()]) == 3
    assert (await connector.accounts.current()).status is AccountStatus.CONNECTED
    with pytest.raises(Unavailable):
        await connector.accounts.connect()


# --- switching -----------------------------------------------------------------------


async def test_two_shops_are_never_mixed_and_going_back_finds_the_first_as_it_was(
    host: Host, sandbox: Sandbox
) -> None:
    first = await host.connected()
    await first.products.pull()
    order_id = sandbox.buyer.orders("MUG-1", 1)
    await first.orders.fetch()
    shop = opens_another_shop(sandbox, "US")
    await host.authorizes()
    assert (await host.open().accounts.current()).shop.id == shop.shop_id
    await host.app().choose(STORE, SECOND_SHOP)
    second = host.open()
    assert (await second.accounts.connect()).shop.region == "US"
    assert (await second.dashboard.summary()).orders == {}
    assert [one async for one in second.listings.all()] == []
    assert await second.activities.list() == []
    with pytest.raises(NotFound):
        await second.orders.get(order_id)
    sandbox.shop = shop
    await host.app().choose(STORE, shop.shop_id)
    back = host.open()
    assert (await back.orders.get(order_id)).state is ImportState.CREATED
    assert [one.shop.id for one in await back.accounts.all()] == [shop.shop_id, SECOND_SHOP]


async def test_an_open_connector_stays_with_its_shop_when_another_is_chosen(
    host: Host, sandbox: Sandbox
) -> None:
    connector = await host.connected()
    await connector.products.pull()
    opens_another_shop(sandbox, "US")
    await host.authorizes()
    await host.app().choose(STORE, SECOND_SHOP)
    assert (await connector.accounts.current()).shop.name == "Sandbox shop"
    assert (await host.open().accounts.current()).shop.name == "Second"
    assert (await host.open(shop_id="7000000000000000001").accounts.current()).shop.name == (
        "Sandbox shop"
    )


async def test_a_shop_that_was_not_authorized_can_not_be_chosen(host: Host) -> None:
    await host.connected()
    with pytest.raises(NotFound, match="not authorized"):
        await host.app().choose(STORE, "42")


async def test_a_disconnected_shop_is_known_and_its_jobs_refuse(
    host: Host, sandbox: Sandbox
) -> None:
    await (await host.connected()).products.pull()
    left = await host.app().disconnect(STORE, sandbox.shop.shop_id)
    assert (left.shops, left.chosen) == ((), "")
    connector = host.open()
    assert (await connector.accounts.current()).status is AccountStatus.DISCONNECTED
    with pytest.raises(NeedsReconnecting):
        await connector.orders.fetch()
    await host.authorizes()
    assert (await connector.products.pull()).state is ActivityState.COMPLETED
