"""Which TikTok shipping provider each BigCommerce carrier is: suggested, queued, saved together."""

from __future__ import annotations

import pytest

from tests.flows.accounts_scene import opened
from tests.flows.conftest import Open
from tiktok_bc_sync import AsyncConnector
from tiktok_bc_sync.errors import InvalidInput, NotFound
from tiktok_bc_sync.sandbox import Sandbox
from tiktok_bc_sync.sync.services.carriers import UK_PROVIDERS

pytestmark = pytest.mark.anyio
NAMES = {"GB": ("Royal Mail", "DPD", "Yodel"), "US": ("DFL US", "USPS", "OnTrac")}


@pytest.fixture(params=["GB", "US"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    return opened(request.param)


@pytest.fixture
def names(sandbox: Sandbox) -> tuple[str, ...]:
    """Three providers that the shop's region has."""
    return NAMES[sandbox.shop.region]


async def test_the_shops_own_providers_are_read_from_its_delivery_options(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    offered = await connector.carriers.providers()
    assert {(one.id, one.name) for one in offered} == set(sandbox.shop.logistics.providers.items())
    if sandbox.shop.region == "GB":
        assert {one.name for one in offered} == set(UK_PROVIDERS)


async def test_a_shop_that_offers_none_yet_has_the_known_ones_in_the_united_kingdom(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    sandbox.shop.logistics.providers.clear()
    offered = [one.name for one in await connector.carriers.providers()]
    assert offered == (list(UK_PROVIDERS) if sandbox.shop.region == "GB" else [])
    assert len(UK_PROVIDERS) == 14


async def test_what_is_queued_counts_only_when_all_is_saved(
    connect: Open, names: tuple[str, ...]
) -> None:
    first = connect()
    await first.carriers.add("D.F.L.", names[0])
    await first.carriers.add("My van", names[1].upper())
    assert (await first.settings.get()).carriers == ()
    assert [one.queued for one in await connect().carriers.list()] == [True, True]
    await connect().carriers.save()
    assert (await first.settings.get()).carriers == (("D.F.L.", names[0]), ("My van", names[1]))
    assert [one.queued for one in await first.carriers.list()] == [False, False]


async def test_mappings_are_edited_and_removed_through_the_queue(
    connector: AsyncConnector, names: tuple[str, ...]
) -> None:
    await connector.carriers.add("DFL", names[0])
    await connector.carriers.add("Van", names[1])
    await connector.carriers.save()
    await connector.carriers.edit("d-f-l", names[2])
    await connector.carriers.remove("VAN")
    assert (await connector.settings.get()).carriers == (("DFL", names[0]), ("Van", names[1]))
    saved = await connector.carriers.save()
    assert [(one.carrier, one.provider) for one in saved] == [("DFL", names[2])]
    assert (await connector.settings.get()).carriers == (("DFL", names[2]),)


async def test_a_discarded_queue_changes_nothing(
    connector: AsyncConnector, names: tuple[str, ...]
) -> None:
    await connector.carriers.add("DFL", names[0])
    await connector.carriers.discard()
    await connector.carriers.discard()
    assert list(await connector.carriers.save()) == []


async def test_wrong_mappings_are_refused_with_what_there_is(
    connector: AsyncConnector, names: tuple[str, ...]
) -> None:
    with pytest.raises(InvalidInput, match=names[0]) as refused:
        await connector.carriers.add("DFL", "Pigeon post")
    assert refused.value.field == "provider"
    await connector.carriers.add("DFL", names[0])
    for carrier in ("d f l", "", " - "):
        with pytest.raises(InvalidInput) as refused:
            await connector.carriers.add(carrier, names[1])
        assert refused.value.field == "carrier"
    with pytest.raises(NotFound, match="not mapped"):
        await connector.carriers.edit("Van", names[0])
    with pytest.raises(NotFound, match="not mapped"):
        await connector.carriers.remove("Van")


async def test_unmapped_carriers_get_a_suggestion_or_the_candidates(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    told = {one.carrier: one for one in await connector.carriers.suggest("EVRI", "DFL", "Pigeon")}
    uk = sandbox.shop.region == "GB"
    assert told["EVRI"].provider == ("Hermes/EVRI" if uk else "")
    assert told["DFL"].provider == ("" if uk else "DFL US")
    assert told["Pigeon"].provider == ""
    assert set(told["Pigeon"].candidates) <= set(sandbox.shop.logistics.providers.values())
    assert told["Pigeon"].candidates


async def test_what_is_mapped_needs_no_suggestion(
    connector: AsyncConnector, names: tuple[str, ...]
) -> None:
    before = [one.carrier for one in await connector.carriers.suggest()]
    await connector.carriers.add("USPS", names[1])
    after = [one.carrier for one in await connector.carriers.suggest()]
    assert set(before) - set(after) == {"usps"}
