"""A sandbox whose webhooks somebody receives, for this folder's tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from attrs import define, field, frozen

from tests.sandbox.bigcommerce_scene import CARD, CATEGORIES, LAMP, MUG, Caller
from tests.sandbox.tiktok_scene import Answer, Scene, Wall
from tiktok_bc_sync.sandbox import Attempt, Request, Sandbox

ADDRESS = "https://app.test/webhooks"
SECRET = {"X-Webhook-Secret": "6Jc0vQx8Tn2mKp4s"}
HOOKS = "/v3/hooks"
WEBHOOKS = "/event/202309/webhooks"


@frozen
class Got:
    """A request that the receiver got."""

    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """The body, read."""
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def kind(self) -> object:
        """TikTok's number or BigCommerce's scope."""
        return self.json.get("type") or self.json["scope"]

    @property
    def data(self) -> dict[str, Any]:
        """What it says."""
        found: dict[str, Any] = self.json["data"]
        return found


@define
class Receiver:
    """Gets webhooks, and answers with a status of its own."""

    status: int = 200
    got: list[Got] = field(factory=list[Got])

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        self.got.append(Got(url, headers, body))
        return self.status


@define
class World(Scene):
    """A shop and a store in a sandbox, with their people, callers and a receiver."""

    sandbox: Sandbox = field(kw_only=True)
    receiver: Receiver = field(factory=Receiver, kw_only=True)

    @classmethod
    def opened(
        cls, region: str = "GB", *, journal: Path | None = None, wall: Wall | None = None
    ) -> World:
        """Open a sandbox with three products in the store."""
        wall = wall or Wall()
        sandbox = Sandbox(region=region, wall=wall, journal=journal)
        sandbox.load([LAMP, MUG, CARD], CATEGORIES, once="catalogue")
        return cls(sandbox.shop, wall, sandbox=sandbox)

    def send(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes,
    ) -> Answer:
        """Send a request through the sandbox, as a client does."""
        request = Request.of(method, f"{path}?{urlencode(query)}", headers, body)
        response = self.sandbox.handle(request)
        return Answer(response.status, json.loads(response.body))

    @property
    def caller(self) -> Caller:
        """Who calls the store's API."""
        return Caller(self.sandbox)

    def subscribes(self, *events: str) -> None:
        """Ask TikTok for kinds of events."""
        for event in events:
            answer = self.ask("PUT", WEBHOOKS, {"event_type": event, "address": ADDRESS})
            assert answer.code == 0, answer

    def hooks(self, *scopes: str, **more: object) -> list[int]:
        """Ask BigCommerce for scopes, with a secret in the headers."""
        wanted = {"destination": ADDRESS, "headers": SECRET, **more}
        return [self.caller.post(HOOKS, scope=one, **wanted)["data"]["id"] for one in scopes]

    def delivers(self) -> list[Got]:
        """Send what is due, and return what the receiver got."""
        before = len(self.receiver.got)
        self.sent()
        return self.receiver.got[before:]

    def sent(self) -> list[Attempt]:
        """Send what is due, and return the attempts."""
        return self.sandbox.deliver(self.receiver)

    def later(self, *, days: float = 0, hours: float = 0, minutes: float = 0) -> list[Got]:
        """Let time pass, and return what the receiver got then."""
        self.sandbox.clock.passes(days=days, hours=hours, minutes=minutes)
        return self.delivers()

    def waits(self) -> list[timedelta]:
        """Let every attempt fail until nothing is tried again; return the times between them."""
        times = []
        while self.sandbox.deliveries.waiting():
            self.sandbox.clock.passes(minutes=1)
            times += [one.at for one in self.sent()]
        return [after - before for before, after in pairwise(times)]
