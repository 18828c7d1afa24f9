"""Embedded: a host knows who opens it from BigCommerce, and takes what both vendors tell at one address."""

from __future__ import annotations

import pytest

from tests.scenarios.hosted import Host
from tests.scenarios.stage import GB, PLACES, Place
from tiktok_bc_sync.errors import InvalidSignature, NeedsReconnecting

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.region)
async def test_a_store_installs_is_opened_hears_and_goes_again(
    blocking: bool, place: Place
) -> None:
    host = Host(blocking, place)
    store_hash = await host.installs()
    visitor = await host.app().load(host.sandbox.merchant.opens())
    assert (visitor.store_hash, visitor.by_owner) == (store_hash, True)
    await host.authorizes()
    connector = await host.goes_live()
    await host.listens(connector)

    order_id = host.sandbox.buyer.orders("MUG-100", 2)
    host.sandbox.merchant.edits("LAMP-WHITE", stock=3)
    assert await host.hears(host.opens()) >= 2
    assert host.made() == [order_id]
    assert host.sandbox.seen.stock("LAMP-WHITE") == 3

    await host.app().uninstall(host.sandbox.merchant.uninstalls())
    with pytest.raises(NeedsReconnecting):
        await host.opens().products.pull()


async def test_who_did_not_come_from_bigcommerce_is_not_let_in(blocking: bool) -> None:
    host = Host(blocking, GB)
    await host.installs()
    signed = host.sandbox.merchant.opens()
    for forged in ("", "a.b.c", signed[:-4] + "AAAA"):
        with pytest.raises(InvalidSignature):
            await host.app().load(forged)
    assert (await host.app().load(signed)).user
