"""Own storage: a host's processes meet in a storage that the host wrote, and nothing is lost or doubled."""

from __future__ import annotations

from pathlib import Path

import pytest
from examples.own_storage import FileStorage

from tests.scenarios.dying import Killed, Mortal
from tests.scenarios.stage import GB, MY, SG, US, Place, Stage

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("place", [US, GB, SG, MY], ids=lambda place: place.region)
async def test_what_one_process_did_the_next_one_finds_though_the_first_was_killed(
    blocking: bool, place: Place, tmp_path: Path
) -> None:
    file, stage = tmp_path / "records.json", Stage(blocking, place)
    stage.storage = FileStorage(file, clock=stage.clock.now)
    await stage.goes_live()
    order_id = stage.sandbox.buyer.orders("MUG-100", 2)
    deaths = 0
    for lives in (5, 10, 20, 40):
        kept = FileStorage(file, clock=stage.clock.now)  # as a process has it that starts
        try:
            await stage.opens(Mortal(kept, lives)).orders.fetch()
        except Killed:
            deaths += 1
        stage.clock.passes(minutes=10)
    assert deaths

    stage.storage = FileStorage(file, clock=stage.clock.now)
    last = stage.opens()
    await last.orders.fetch()
    assert stage.made() == [order_id]
    assert (await last.orders.get(order_id)).store_order_id
    await stage.follows(last)
    assert not (await last.listings.plan()).todo
    assert [one.name for one in await last.templates.list()] == ["Everything"]
