"""The worlds that the engine runs in: blocking, async and simulated.

The engine is written once as ``async def``. Under `BlockingRuntime` no await ever suspends, so a call
is driven to its end by a single step; under `AsyncRuntime` awaits suspend on anyio; under
`SimulatedRuntime` they return to a scheduler whose seed decides who goes on, and who dies.
"""

from tiktok_bc_sync.runtime.asynchronous import AsyncRuntime
from tiktok_bc_sync.runtime.blocking import BlockingRuntime
from tiktok_bc_sync.runtime.closing import AsyncClosing, Closing
from tiktok_bc_sync.runtime.driving import Blocking, blocking, blocking_iter, drive, iterate
from tiktok_bc_sync.runtime.protocol import Call, Runtime
from tiktok_bc_sync.runtime.simulated import Scheduler, SimulatedRuntime, SimulatedWorker
from tiktok_bc_sync.runtime.standing import AsyncStandingRuntime, StandingClock, StandingRuntime

__all__ = [
    "AsyncClosing",
    "AsyncRuntime",
    "AsyncStandingRuntime",
    "Blocking",
    "BlockingRuntime",
    "Call",
    "Closing",
    "Runtime",
    "Scheduler",
    "SimulatedRuntime",
    "SimulatedWorker",
    "StandingClock",
    "StandingRuntime",
    "blocking",
    "blocking_iter",
    "drive",
    "iterate",
]
