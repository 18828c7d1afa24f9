"""Three workers on one storage, one of them killed again and again: each job once an interval."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from tests.scenarios.dying import Killed, Mortal
from tests.scenarios.stage import DE, GB, MY, US, Place, Stage
from tiktok_bc_sync.models import JobName, JobOutcome

pytestmark = pytest.mark.anyio
HOURS = 3


@pytest.mark.parametrize(
    ("seed", "place"), list(enumerate((US, GB, DE, MY))), ids=["US", "GB", "DE", "MY"]
)
async def test_whoever_dies_each_job_is_done_in_time_and_each_order_made_once(
    blocking: bool, seed: int, place: Place
) -> None:
    stage, random = Stage(blocking, place), Random(seed)
    await stage.goes_live()
    steady = [stage.opens(), stage.opens()]
    done, deaths, bought = Counter[str](), 0, []
    for minute in range(HOURS * 60):
        if minute % 20 == 0:
            bought.append(stage.sandbox.buyer.orders("MUG-100", 1))
        if minute % 7 == 0:  # the third one comes first, and dies on the way
            frail = stage.opens(Mortal(stage.storage, random.randint(1, 60)))
            try:
                await frail.run_due()
            except Killed:
                deaths += 1
        for worker in steady:
            runs = (await worker.run_due()).runs
            assert JobOutcome.FAILED not in {one.outcome for one in runs}
            done.update(one.name for one in runs if one.outcome is JobOutcome.DONE)
        stage.clock.passes(minutes=1)
    assert deaths > HOURS
    stage.clock.passes(minutes=31)
    await steady[0].run_due()

    assert stage.made() == sorted(bought)
    assert stage.sandbox.seen.store_stock("MUG-100") == 30 - len(bought)
    assert done[JobName.ORDERS] <= HOURS * 2 + 1  # every half hour, whoever does it
    for job in await steady[1].schedule.jobs():
        assert job.ended_at is not None, job
        assert stage.clock.now() - job.ended_at <= 2 * job.every, job
