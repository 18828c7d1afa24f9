"""Webhooks and the schedule under a seed that decides who dies where, and what gets lost."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.flows.webhook_scene import ADDRESS
from tests.simulation.network import World
from tests.simulation.orders import Life
from tiktok_bc_sync import AsyncConnector, SyncError
from tiktok_bc_sync.models import EventState
from tiktok_bc_sync.runtime import SimulatedRuntime

CHUNK = 5
SEEDS = 40


class Told(Life):
    """A life in which workers take webhooks and run the schedule; nobody fetches by hand."""

    def _pull(self, world: World) -> None:
        super()._pull(world)
        with self._undisturbed(world) as connector:
            connector.webhooks.register(tiktok=ADDRESS, bigcommerce=ADDRESS)
        world.sandbox.faults.random(
            self.seed,
            rate=0,
            webhooks=0.2,
            webhook_kinds=("doubled", "late", "reordered", "forged"),
        )

    async def _work(self, world: World, runtime: SimulatedRuntime) -> None:
        for _ in range(4):
            await runtime.sleep(world.scheduler.random.uniform(1, 300))
            await self._turn(world, runtime)

    async def _turn(self, world: World, runtime: SimulatedRuntime) -> None:
        connector = self._connector(world, runtime)
        try:
            await delivered(world, connector)
            if world.happens(0.3):
                await connector.run_due()
            else:
                await connector.webhooks.work_off()
        except SyncError as error:
            world.scheduler.tell(f"the turn failed: {error.code}")

    async def _finish(self, world: World, runtime: SimulatedRuntime) -> None:
        """Let vendors try again and the schedule go on, when nothing fails any more."""
        world.sandbox.faults.clear()
        for _ in range(6):
            await runtime.sleep(2000)
            await delivered(world, self._connector(world, runtime))
            await self._connector(world, runtime).run_due()

    def _wrong(self, world: World) -> list[str]:
        wrong = super()._wrong(world)
        with self._undisturbed(world) as connector:
            states = connector.webhooks.counts()
            if set(states) != {EventState.DONE}:
                wrong.append(f"webhooks are left: {states}")
            wrong += [
                f"the job {job.name} is not at rest: {job}"
                for job in connector.schedule.jobs()
                if job.ended_at is None or job.failures
            ]
        return wrong


async def delivered(world: World, connector: AsyncConnector) -> None:
    """Let the vendors send what is due."""

    async def take(_: str, headers: Mapping[str, str], body: bytes) -> int:
        return (await connector.webhooks.receive(headers, body)).status

    await world.sandbox.deliver_async(take)


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_whatever_dies_each_order_is_made_once_and_nothing_told_is_lost(first: int) -> None:
    for seed in range(first, first + CHUNK):
        verdict = Told(seed).play()
        assert not verdict.wrong, str(verdict)


def test_the_seeds_do_kill_workers_at_webhooks() -> None:
    assert sum(Told(seed).play().deaths for seed in range(5)) > 5
