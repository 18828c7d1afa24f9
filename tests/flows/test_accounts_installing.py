"""A merchant installs the app in BigCommerce, or gives a key; opens it, and uninstalls it again."""

from __future__ import annotations

import logging

import httpx
import pytest

from tests.flows.accounts_scene import STORE, URL, Host, opened
from tiktok_bc_sync import AsyncConnector, Connector, MemoryStorage
from tiktok_bc_sync.clients import TikTokShop
from tiktok_bc_sync.clients.http import BlockingTransport
from tiktok_bc_sync.connector import App
from tiktok_bc_sync.errors import InvalidInput, InvalidSignature, MissingScope, NeedsReconnecting
from tiktok_bc_sync.models import AccountStatus, ActivityState
from tiktok_bc_sync.sandbox import Sandbox
from tiktok_bc_sync.sandbox.bigcommerce.profile.scopes import ALL_SCOPES

pytestmark = pytest.mark.anyio
STAFF = "staff@store.sandbox.test"


@pytest.fixture(params=["GB", "US"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    return opened(request.param)


@pytest.fixture(params=["blocking", "async"])
def host(request: pytest.FixtureRequest, sandbox: Sandbox) -> Host:
    return Host(sandbox, MemoryStorage(), blocking=request.param == "blocking")


async def test_a_merchant_who_installs_and_authorizes_can_be_synced_by_any_process(
    host: Host, sandbox: Sandbox
) -> None:
    connector = await host.connected()
    assert (await connector.products.pull()).state is ActivityState.COMPLETED
    account = await host.open().accounts.current()
    assert account.status is AccountStatus.CONNECTED
    assert (account.store_name, account.shop.region) == ("Sandbox store", sandbox.shop.region)


async def test_scopes_that_the_app_was_not_granted_are_named(host: Host, sandbox: Sandbox) -> None:
    some = ("store_v2_default", "store_v2_information", "store_v2_products_read_only")
    installed = await host.app().install(sandbox.merchant.installs(scopes=some))
    assert installed.store_hash == STORE
    assert installed.missing == (
        "Store inventory: read-only",
        "Store locations: read-only",
        "Orders: modify",
    )


async def test_who_opens_the_app_and_who_is_removed_is_named(host: Host, sandbox: Sandbox) -> None:
    await host.installs()
    visit = await host.app().load(sandbox.merchant.opens(user=STAFF))
    assert (visit.store_hash, visit.user.email, visit.by_owner) == (STORE, STAFF, False)
    removed = await host.app().remove_user(sandbox.merchant.removes_user(STAFF))
    assert removed.user == visit.user


async def test_callbacks_that_bigcommerce_did_not_sign_change_nothing(
    host: Host, sandbox: Sandbox
) -> None:
    await host.connected()
    app, signed = host.having(client_secret="another").app(), sandbox.merchant.opens()
    for callback in (app.load, app.remove_user, app.uninstall):
        with pytest.raises(InvalidSignature):
            await callback(signed)
    assert (await host.open().accounts.current()).status is AccountStatus.CONNECTED


async def test_callbacks_signed_with_an_older_secret_are_still_believed(
    host: Host, sandbox: Sandbox
) -> None:
    await host.installs()
    renewed = host.having(client_secret="a-new-one", older_secrets=("sandbox-app-secret",))
    assert (await renewed.app().load(sandbox.merchant.opens())).store_hash == STORE


async def test_opening_the_app_of_a_store_that_we_know_nothing_of_asks_to_install_it(
    host: Host, sandbox: Sandbox
) -> None:
    sandbox.merchant.installs()  # and its callback got lost
    with pytest.raises(NeedsReconnecting, match="install the app again"):
        await host.app().load(sandbox.merchant.opens())


async def test_uninstalling_removes_every_token_and_ends_the_webhooks(
    host: Host, sandbox: Sandbox
) -> None:
    await (await host.connected()).accounts.connect()
    tiktok = sandbox_shop(sandbox)
    tiktok.subscribe("ORDER_STATUS_CHANGE", "https://host.test/tiktok")
    assert (host.kept("grant"), host.kept("token")) == (1, 1)
    await host.app().uninstall(sandbox.merchant.uninstalls())
    assert (host.kept("grant"), host.kept("token")) == (0, 0)
    assert tiktok.subscriptions() == []
    assert (await host.open().accounts.current()).status is AccountStatus.DISCONNECTED


async def test_webhooks_that_can_not_be_ended_do_not_keep_the_tokens(
    host: Host, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    await host.connected()
    sandbox.vendor.revokes()
    with caplog.at_level(logging.WARNING):
        await host.app().uninstall(sandbox.merchant.uninstalls())
    assert "could not be ended" in caplog.text
    assert (host.kept("grant"), host.kept("token")) == (0, 0)


async def test_jobs_of_an_uninstalled_store_refuse_and_what_was_synced_can_still_be_read(
    host: Host, sandbox: Sandbox
) -> None:
    await (await host.connected()).products.pull()
    await host.app().uninstall(sandbox.merchant.uninstalls())
    connector, asked = host.open(), len(sandbox.calls)
    for job in (connector.products.pull, connector.orders.fetch, connector.returns.sync):
        with pytest.raises(NeedsReconnecting, match="The connection was ended"):
            await job()
    assert len(sandbox.calls) == asked
    assert len([one async for one in connector.products.all()]) == 3
    last = (await connector.activities.list())[0]
    assert [one.reason.code for one in last.failures] == ["needs_reconnecting"]


async def test_installing_again_goes_on_where_the_store_left(host: Host, sandbox: Sandbox) -> None:
    await (await host.connected()).products.pull()
    await host.app().uninstall(sandbox.merchant.uninstalls())
    with pytest.raises(NeedsReconnecting):
        await host.app().authorization_link(STORE, region="GB")
    connector = await host.connected()
    account = await connector.accounts.connect()
    assert account.status is AccountStatus.CONNECTED
    assert account.products_seen_until is not None


async def test_an_uninstallation_that_comes_twice_spares_who_has_come_back(
    host: Host, sandbox: Sandbox
) -> None:
    await host.connected()
    signed = sandbox.merchant.uninstalls()
    await host.app().uninstall(signed)
    connector = await host.connected()
    await host.app().uninstall(signed)
    assert (await connector.accounts.connect()).status is AccountStatus.CONNECTED


async def test_a_stores_own_key_connects_it_too(host: Host, sandbox: Sandbox) -> None:
    await host.app().connect_store(STORE, sandbox.store.access_token)
    await host.authorizes()
    assert (await host.open().accounts.connect()).status is AccountStatus.CONNECTED


async def test_a_wrong_key_is_refused_and_not_kept(host: Host) -> None:
    with pytest.raises(NeedsReconnecting, match="API token"):
        await host.app().connect_store(STORE, "wrong-key")
    with pytest.raises(InvalidInput) as refused:
        await host.app().connect_store(STORE, "")
    assert refused.value.field == "access_token"
    assert host.kept("grant") == 0


@pytest.mark.parametrize(
    ("lacked", "named"),
    [
        ({"store_v2_information"}, "Information & settings: read-only"),
        ({"store_v2_products"}, "Products: read-only"),
        ({"store_inventory"}, "Store inventory: read-only"),
        ({"store_locations"}, "Store locations: read-only"),
        ({"store_v2_orders"}, "Orders: modify"),
        (
            {"store_inventory", "store_v2_orders"},
            "Store inventory: read-only, Orders: modify",
        ),
    ],
)
async def test_a_key_that_lacks_scopes_is_told_which(
    host: Host, sandbox: Sandbox, lacked: set[str], named: str
) -> None:
    sandbox.store.scopes = ALL_SCOPES - lacked
    with pytest.raises(MissingScope, match=rf"lacks the scopes {named}\."):
        await host.app().connect_store(STORE, sandbox.store.access_token)
    assert host.kept("grant") == 0


async def test_a_key_that_may_only_read_orders_is_told_so_and_leaves_no_trace(
    host: Host, sandbox: Sandbox
) -> None:
    reading = ALL_SCOPES - {"store_v2_orders"} | {"store_v2_orders_read_only"}
    sandbox.store.scopes = frozenset(reading)
    with pytest.raises(MissingScope, match=r"lacks the scopes Orders: modify\."):
        await host.app().connect_store(STORE, sandbox.store.access_token)
    assert sandbox.store.orders.orders == {}


async def test_connecting_checks_the_scopes_of_a_key_from_the_environment(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    sandbox.store.scopes = ALL_SCOPES - {"store_locations"}
    with pytest.raises(MissingScope, match="Store locations"):
        await connector.accounts.connect()


async def test_a_key_that_bigcommerce_refuses_stops_every_process_until_another_is_given(
    host: Host, sandbox: Sandbox
) -> None:
    await host.app().connect_store(STORE, sandbox.store.access_token)
    await host.authorizes()
    connector = host.open()
    await connector.products.pull()
    sandbox.store.access_token = "a new key"
    with pytest.raises(NeedsReconnecting):
        await connector.products.pull()
    asked = len(sandbox.calls)
    account = await host.open().accounts.current()
    assert account.status is AccountStatus.NEEDS_RECONNECTING
    assert "BigCommerce" in account.notice
    assert len(sandbox.calls) == asked
    await host.app().connect_store(STORE, "a new key")
    assert (await connector.products.pull()).state is ActivityState.COMPLETED


async def test_nothing_secret_is_shown(host: Host, sandbox: Sandbox) -> None:
    await (await host.connected()).accounts.connect()
    installed = await host.app().install(sandbox.merchant.installs())
    link = await host.app().authorization_link(STORE, region="GB")
    authorized = await host.app().authorized(host.comes_back(link))
    connector = Connector.for_account(host.credentials, storage=host.storage, store_hash=STORE)
    app = App(host.credentials, storage=host.storage)
    shown = repr((app.engine, host.credentials, connector.context, installed, authorized))
    secrets = (
        sandbox.store.oauth.token,
        sandbox.store.oauth.client_secret,
        sandbox.shop.app_secret,
        sandbox.shop.access_token,
        sandbox.shop.refresh_token,
        sandbox.shop.shop_cipher,
    )
    assert [one for one in secrets if one in shown] == []


async def test_a_code_works_once(host: Host, sandbox: Sandbox) -> None:
    query = sandbox.merchant.installs()
    await host.app().install(query)
    with pytest.raises(Exception, match="did not give a token"):
        await host.app().install(query)


async def test_what_the_app_needs_is_named_where_it_is_missing(host: Host) -> None:
    with pytest.raises(InvalidInput) as refused:
        await host.having(client_id="").app().install({})
    assert refused.value.field == "client_id"


def sandbox_shop(sandbox: Sandbox) -> TikTokShop:
    """A client beside the connector, with a consent of its own."""
    client = TikTokShop(
        app_key=sandbox.shop.app_key,
        app_secret=sandbox.shop.app_secret,
        transport=BlockingTransport(httpx.Client(transport=sandbox.transport())),
        base_url=URL,
        auth_url=URL,
    )
    client.use_token(client.exchange_code(sandbox.vendor.authorizes()))
    client.use_shop(client.shops()[0])
    return client
