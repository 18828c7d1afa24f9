"""A new merchant's three steps, left and resumed, and the import of the whole catalogue."""

from __future__ import annotations

import pytest

from tests.flows.accounts_scene import SECOND_SHOP, STORE, Host, opened, opens_another_shop
from tiktok_bc_sync import AsyncConnector, MemoryStorage, PriceRule, SimpleProducts
from tiktok_bc_sync.errors import InvalidInput, NeedsReconnecting
from tiktok_bc_sync.models import Activity, ActivityState, Onboarding, OnboardingStep
from tiktok_bc_sync.sandbox import Sandbox

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["GB", "US"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    return opened(request.param)


@pytest.fixture(params=["blocking", "async"])
def host(request: pytest.FixtureRequest, sandbox: Sandbox) -> Host:
    return Host(sandbox, MemoryStorage(), blocking=request.param == "blocking")


async def makes_template(connector: AsyncConnector) -> Onboarding:
    leaf = (await connector.templates.categories("Storage"))[0]
    return await connector.onboarding.template(
        category_id=leaf.id, simple_products=SimpleProducts.SINGLE_SKU
    )


async def test_each_step_can_be_left_and_resumed_by_another_process(host: Host) -> None:
    assert (await host.open().onboarding.state()).step is OnboardingStep.CONNECT
    await host.installs()
    state = await host.open().onboarding.state()
    assert (state.store_connected, state.shop_connected) == (True, False)
    await host.authorizes()
    assert (await host.open().onboarding.connect()).step is OnboardingStep.TEMPLATE
    assert (await makes_template(host.open())).step is OnboardingStep.CONFIGURATION
    configured = await host.open().onboarding.configure(
        price_rule=PriceRule.percent("+10"), auto_import=False, auto_delete=True
    )
    assert configured.step is OnboardingStep.IMPORT
    assert await host.open().onboarding.state() == configured
    done = await host.open().onboarding.start_import()
    state = await host.open().onboarding.state()
    assert (state.step, state.import_id) == (OnboardingStep.DONE, done.id)
    settings = await host.open().settings.get()
    assert (str(settings.price_rule), settings.auto_import, settings.auto_delete) == (
        "+10 %",
        False,
        True,
    )


async def test_the_import_brings_the_whole_catalogue_and_tells_how_far_it_is(host: Host) -> None:
    connector = await host.connected()
    await connector.onboarding.connect()
    await makes_template(connector)
    await connector.onboarding.configure()
    told: list[Activity] = []
    done = await connector.onboarding.start_import(progress=told.append)
    assert (done.state, done.done) == (ActivityState.COMPLETED, 3)
    assert [one.done for one in told][-1] == 3
    assert await connector.activities.get(done.id) == done
    listed = [one async for one in connector.listings.all()]
    assert {one.title for one in listed} == {"Alba table lamp", "Enamel mug", "Tea towel"}
    assert "" not in {one.template_id for one in listed}


async def test_a_step_that_comes_too_early_says_what_comes_first(host: Host) -> None:
    connector = await host.connected()
    with pytest.raises(InvalidInput, match="Do the step connect first"):
        await connector.onboarding.configure()
    await connector.onboarding.connect()
    with pytest.raises(InvalidInput, match="Do the step default template first") as refused:
        await connector.onboarding.start_import()
    assert refused.value.field == "step"


async def test_a_wrong_step_is_refused_by_field_and_stays_to_be_done(host: Host) -> None:
    connector = await host.connected()
    await connector.onboarding.connect()
    await makes_template(connector)
    with pytest.raises(InvalidInput) as refused:
        await connector.onboarding.configure(price_rule=PriceRule.percent("-100"))
    assert refused.value.field == "price_rule"
    assert (await connector.onboarding.state()).step is OnboardingStep.CONFIGURATION


async def test_a_lost_consent_makes_connecting_the_next_step_and_keeps_the_others(
    host: Host, sandbox: Sandbox
) -> None:
    connector = await host.connected()
    await connector.onboarding.connect()
    await makes_template(connector)
    sandbox.vendor.revokes()
    with pytest.raises(NeedsReconnecting):
        await connector.orders.fetch()
    assert (await host.open().onboarding.state()).step is OnboardingStep.CONNECT
    await host.authorizes()
    assert (await host.open().onboarding.connect()).step is OnboardingStep.CONFIGURATION


async def test_a_step_can_be_taken_again(host: Host) -> None:
    connector = await host.connected()
    await connector.onboarding.connect()
    first = await makes_template(connector)
    assert (await makes_template(connector)).template_id == first.template_id
    await connector.onboarding.configure(auto_delete=True)
    again = await connector.onboarding.configure(auto_delete=False)
    assert again.step is OnboardingStep.IMPORT
    assert not (await connector.settings.get()).auto_delete


async def test_each_shop_of_a_store_has_its_own_onboarding(host: Host, sandbox: Sandbox) -> None:
    first = await host.connected()
    await first.onboarding.connect()
    await makes_template(first)
    shop = opens_another_shop(sandbox, "US")
    await host.authorizes()
    await host.app().choose(STORE, SECOND_SHOP)
    assert (await host.open().onboarding.connect()).step is OnboardingStep.TEMPLATE
    sandbox.shop = shop
    back = await host.open(shop_id=shop.shop_id).onboarding.state()
    assert back.step is OnboardingStep.CONFIGURATION


async def test_credentials_from_the_environment_are_onboarded_too(
    connector: AsyncConnector,
) -> None:
    assert (await connector.onboarding.state()).step is OnboardingStep.CONNECT
    assert (await connector.onboarding.connect()).step is OnboardingStep.TEMPLATE
