"""Deleted in BigCommerce: a product, or a single variant, with auto delete on and off."""

from __future__ import annotations

import pytest

from tests.scenarios.stage import PLACES, Stage
from tiktok_bc_sync import ListingStatus

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("place", PLACES, ids=lambda place: place.region),
    pytest.mark.parametrize("auto_delete", [True, False], ids=["auto-delete", "kept"]),
]


async def test_a_deleted_product_is_deleted_on_tiktok_or_sold_out_there_and_flagged(
    stage: Stage, auto_delete: bool
) -> None:
    connector = await stage.goes_live(auto_delete=auto_delete)
    stage.sandbox.merchant.deletes(302)
    for _ in range(2):
        await stage.opens().run_due()
        stage.clock.passes(minutes=16)
    listing = await connector.listings.get("302")
    assert listing.deleted_in_store
    assert (listing.status is ListingStatus.DELETED) == auto_delete
    assert stage.sandbox.seen.listings() == (1 if auto_delete else 2)
    assert auto_delete or stage.sandbox.seen.stock("MUG-100") == 0
    assert stage.sandbox.seen.stock("LAMP-WHITE") == 20
    assert not (await connector.listings.plan()).todo


async def test_a_deleted_variant_can_not_be_bought_any_more_and_its_sister_can(
    stage: Stage, auto_delete: bool
) -> None:
    connector = await stage.goes_live(auto_delete=auto_delete)
    stage.sandbox.merchant.deletes_variant("LAMP-BLACK")
    for _ in range(2):
        await stage.opens().run_due()
        stage.clock.passes(minutes=16)
    assert stage.sandbox.seen.stock("LAMP-BLACK") == 0
    assert stage.sandbox.seen.stock("LAMP-WHITE") == 20
    assert stage.sandbox.seen.listings() == 2
    assert (await connector.listings.get("301")).status is ListingStatus.LIVE
    assert not (await connector.listings.plan()).todo
