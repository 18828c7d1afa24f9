"""A large catalogue, in small: pulled and listed by processes that are killed three times each."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.scenarios.dying import Killed, Mortal
from tests.scenarios.stage import MUG, Stage
from tiktok_bc_sync.models import Activity, ActivityState

pytestmark = pytest.mark.anyio

SIZE = 300
KILLS = 3


@pytest.fixture
def stage(blocking: bool) -> Stage:
    """A store with hundreds of mugs, each in two colours."""
    return Stage(blocking, products=[mug(number) for number in range(SIZE)])


def mug(number: int) -> dict[str, object]:
    variants = [
        {
            "sku": f"MUG-{number}-{colour}",
            "inventory_level": 9,
            "option_values": [{"option_display_name": "Colour", "label": colour}],
        }
        for colour in ("White", "Black")
    ]
    name = f"Enamel mug with a rim of copper, number {number}"
    return {**MUG, "id": 1000 + number, "name": name, "sku": f"MUG-{number}", "variants": variants}


async def test_each_product_is_listed_once_and_the_progress_tells_the_truth(stage: Stage) -> None:
    await stage.configures(stage.opens())
    pulled: list[Activity] = []
    for _ in range(KILLS):
        process = Mortal(stage.storage)
        with pytest.raises(Killed):
            await stage.opens(process).products.pull(progress=process.dies_at(40, pulled))
        stage.clock.passes(minutes=10)
    whole = await stage.opens().products.pull(progress=pulled.append)
    assert (whole.state, whole.failures) == (ActivityState.COMPLETED, ())
    tells_the_truth(pulled)
    assert len([one async for one in stage.opens().products.all()]) == SIZE

    listed: list[Activity] = []
    for _ in range(KILLS):
        process = Mortal(stage.storage)
        with pytest.raises(Killed):
            await stage.opens(process).listings.upload(progress=process.dies_at(40, listed))
        stage.clock.passes(minutes=10)
    rest = await stage.opens().listings.upload(progress=listed.append)
    assert (rest.state, rest.failures) == (ActivityState.COMPLETED, ())
    assert rest.done <= SIZE - KILLS * 40
    tells_the_truth(listed)
    assert stage.sandbox.seen.listings() == SIZE
    assert (await stage.opens().listings.plan()).todo == 0


def tells_the_truth(seen: list[Activity]) -> None:
    """No bar ever goes back or past its end, and the last one ends at its end."""
    for before, after in pairwise(seen):
        if before.id == after.id:
            assert before.done <= after.done
        assert after.total is None or after.done <= after.total
    assert seen[-1].total in (None, seen[-1].done)  # nobody knows how many are left to pull
