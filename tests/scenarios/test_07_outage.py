"""TikTok down for two hours, then slow: the backlog drains, and nothing happens twice."""

from __future__ import annotations

import pytest

from tests.scenarios.stage import PLACES, Stage
from tiktok_bc_sync.models import JobOutcome
from tiktok_bc_sync.sandbox import Fault

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("place", PLACES, ids=lambda place: place.region),
]

# Whatever is no path of the store's is TikTok's.
TIKTOK = "* /[!si]*"


async def test_the_backlog_drains_and_nothing_happens_twice(stage: Stage) -> None:
    sandbox = stage.sandbox
    connector = await stage.goes_live()
    await connector.run_due()

    sandbox.faults.add(Fault("status", status=503), on=TIKTOK, times=1_000_000)
    bought = []
    for _ in range(8):
        stage.clock.passes(minutes=15)
        bought.append(sandbox.buyer.orders("MUG-100", 1))
        found = await connector.run_due()
    assert stage.made() == []
    assert JobOutcome.FAILED in {one.outcome for one in found.runs}
    sandbox.merchant.edits("LAMP-WHITE", price=60, stock=4)

    sandbox.faults.clear()  # up again, but nearly every third request fails, or its answer is lost
    sandbox.faults.random(3, rate=0.3, kinds=("drop_after", "status"))
    for _ in range(6):
        stage.clock.passes(minutes=16)
        await connector.run_due()
    sandbox.faults.clear()
    stage.clock.passes(minutes=31)
    assert {one.outcome for one in (await connector.run_due()).runs} == {JobOutcome.DONE}

    made = [one.external_id for one in sandbox.seen.store_orders()]
    assert sorted(made) == sorted(bought)
    assert sandbox.seen.store_stock("MUG-100") == 30 - len(bought)
    assert sandbox.seen.stock("LAMP-WHITE") == 4
    assert not (await connector.listings.plan()).todo
    assert sandbox.seen.listings() == 2
