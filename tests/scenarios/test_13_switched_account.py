"""Switched to a TikTok shop in another region, and back: nothing is mixed, and all is as it was."""

from __future__ import annotations

import pytest

from tests.scenarios.hosted import Host
from tests.scenarios.stage import DE, GB, SG, US, Place
from tiktok_bc_sync import Settings
from tiktok_bc_sync.errors import NotFound
from tiktok_bc_sync.models import ImportState


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("home", "abroad"),
    [(GB, US), (US, DE), (DE, SG), (SG, GB)],
    ids=lambda place: place.region,
)
async def test_each_shop_keeps_its_own(blocking: bool, home: Place, abroad: Place) -> None:
    host = Host(blocking, home)
    store_hash = await host.installs()
    await host.authorizes()
    connector = await host.goes_live(auto_delete=True)
    at_home = host.sandbox.buyer.orders("MUG-100", 2)
    await connector.orders.fetch()
    price = host.sandbox.seen.price("MUG-100")
    was = [one async for one in connector.listings.all()]

    shop = host.shop_answers(host.second_shop(abroad))
    host.place = abroad
    second_id = host.sandbox.shop.shop_id
    await host.authorizes()
    await host.app().choose(store_hash, second_id)
    second = host.opens()
    assert (await second.accounts.connect()).shop.region == abroad.region
    assert (await second.dashboard.summary()).orders == {}
    assert await second.settings.get() == Settings()
    with pytest.raises(NotFound):
        await second.orders.get(at_home)
    await host.configures(second)
    await second.products.pull()
    assert {one.listing_id async for one in second.listings.all()} == {""}

    second_shop = host.shop_answers(shop)
    assert second_shop.shop_id == second_id
    await host.app().choose(store_hash, shop.shop_id)
    back = host.opens()
    assert (await back.orders.get(at_home)).state is ImportState.CREATED
    assert [one async for one in back.listings.all()] == was
    assert (await back.settings.get()).auto_delete
    assert not (await back.listings.plan()).todo
    assert host.sandbox.seen.price("MUG-100") == price
    assert [one.shop.id for one in await back.accounts.all()] == sorted([shop.shop_id, second_id])
