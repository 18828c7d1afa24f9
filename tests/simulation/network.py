"""A network between a simulated worker and the marketplaces, on which everything can go wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import httpx
from attrs import define

from tests.simulation.recipes import Recipe
from tiktok_bc_sync.errors import Unavailable, UnexpectedAnswer
from tiktok_bc_sync.runtime import SimulatedRuntime
from tiktok_bc_sync.sandbox import Fault, Request, Response

if TYPE_CHECKING:
    from tests.simulation.world import World

TIMEOUT = 30.0
SEARCH = "/orders/search"
OVERLAP = 600  # seconds
PAGE = b"<html><body>Bad gateway, but with a 200.</body></html>"
# By the odds' names: how the sandbox makes an exchange go wrong.
FAULTS: Mapping[str, Callable[[World], Fault]] = MappingProxyType(
    {
        "busy": lambda world: Fault("status", 429, 5.0, resets=world.happens(0.5)),
        "broken": lambda world: Fault("status", world.scheduler.random.choice((500, 502, 503))),
        "cut": lambda _: Fault("malformed"),
        "slow": lambda world: Fault("slow", seconds=world.scheduler.random.uniform(1, 25)),
        # The next two are TikTok's alone: a refusal under a 200, and a token that is good no more.
        "failed": lambda _: Fault("status", 200),
        "expired": lambda _: Fault("expired"),
    }
)
TIKTOK_ONLY = ("failed", "expired")
UNRENEWABLE = ("/stores/", "/images/", "/api/v2/token/")


@define
class SimulatedTransport:
    """A network that loses requests, loses answers, spoils them, and delivers late."""

    world: World
    runtime: SimulatedRuntime

    async def send(self, request: httpx.Request) -> httpx.Response:
        """Send a request; each line may be the last that its sender lives to see."""
        odds, happens = self.world.odds, self.world.happens
        await self.runtime.point()
        if happens(odds.refused):
            raise self._failed(request, "refused", sent=False)
        if happens(odds.lost):
            raise await self._timed_out(request, "lost")
        if happens(odds.late):
            self._deliver_late(request)
            raise await self._timed_out(request, "late")
        response = self._forgotten(request) or await self._delivered(request)
        await self.runtime.point()
        if happens(odds.unanswered):
            raise await self._timed_out(request, "unanswered")
        return self._spoilt(request, response)

    async def close(self) -> None:
        """Close nothing."""

    # --- on the way there ---------------------------------------------------------------

    async def _delivered(self, request: httpx.Request) -> httpx.Response:
        fault = self._fault(request)
        if fault is None:
            return self._deliver(request)
        self.world.scheduler.tell(f"{request.method} {request.url.path}: {fault.kind}")
        if fault.kind == "slow":
            await self.runtime.sleep(fault.seconds)
            return self._deliver(request)
        return self._deliver(request, fault)

    def _fault(self, request: httpx.Request) -> Fault | None:
        tiktok = not request.url.path.startswith(UNRENEWABLE)
        for name, make in FAULTS.items():
            if self.world.happens(getattr(self.world.odds, name)):
                return make(self.world) if tiktok or name not in TIKTOK_ONLY else None
        return None

    def _deliver(self, request: httpx.Request, fault: Fault | None = None) -> httpx.Response:
        handle = self.world.sandbox.handle
        asked = Request.of(request.method, str(request.url), dict(request.headers), request.read())
        answer = fault.exchange(asked, handle) if fault else handle(asked)
        if request.method != "GET":
            self.world.scheduler.tell(f"{request.method} {request.url.path} -> {answer.status}")
        return _answer(request, answer)

    def _deliver_late(self, request: httpx.Request) -> None:
        delay = self.world.scheduler.random.uniform(1, 60)

        async def deliver(runtime: SimulatedRuntime) -> None:
            await runtime.sleep(delay)
            self._deliver(request)

        self.world.start("network", deliver, mortal=False)

    def _forgotten(self, request: httpx.Request) -> httpx.Response | None:
        """Answer a look-up as if there were nothing, where that recipe is to be missing."""
        recipes, path = self.world.without, request.url.path
        if Recipe.ORDER_LOOK_UP in recipes and "external_order_id" in request.url.params:
            return httpx.Response(204, request=request)
        refunds = request.method == "GET" and path.endswith("/payment_actions/refunds")
        if Recipe.REFUND_LOOK_UP in recipes and refunds:
            return httpx.Response(200, json={"data": [], "meta": {}}, request=request)
        return None

    # --- on the way back ----------------------------------------------------------------

    def _spoilt(self, request: httpx.Request, response: httpx.Response) -> httpx.Response:
        odds, happens = self.world.odds, self.world.happens
        if happens(odds.huge):
            self.world.scheduler.tell(f"{request.method} {request.url.path}: huge")
            raise UnexpectedAnswer("The answer is too large and was not read.")
        if happens(odds.garbled):
            return httpx.Response(200, content=PAGE, request=request)
        if happens(odds.broken_after):
            self.world.scheduler.tell(f"{request.method} {request.url.path}: 502 afterwards")
            return httpx.Response(502, content=PAGE, request=request)
        if Recipe.OVERLAP in self.world.without and request.url.path.endswith(SEARCH):
            return _without_overlap(request, response)
        return response

    async def _timed_out(self, request: httpx.Request, why: str) -> Unavailable:
        await self.runtime.sleep(TIMEOUT)
        return self._failed(request, why, sent=True)

    def _failed(self, request: httpx.Request, why: str, *, sent: bool) -> Unavailable:
        self.world.scheduler.tell(f"{request.method} {request.url.path} {why}")
        return Unavailable(f"No answer ({why}).", sent=sent)


def _answer(request: httpx.Request, answer: Response) -> httpx.Response:
    return httpx.Response(
        answer.status, headers=dict(answer.headers), content=answer.body, request=request
    )


def _without_overlap(request: httpx.Request, response: httpx.Response) -> httpx.Response:
    """Leave out the orders that are only there because more was asked for than is new."""
    since: int = json.loads(request.read() or b"{}").get("update_time_ge", 0) + OVERLAP
    try:
        told: dict[str, Any] = response.json()
    except ValueError:  # it was spoilt on the way
        return response
    data: dict[str, list[dict[str, int]]] = told.get("data") or {}
    if "orders" in data:
        data["orders"] = [one for one in data["orders"] if one["update_time"] >= since]
    return httpx.Response(response.status_code, json=told, request=request)
