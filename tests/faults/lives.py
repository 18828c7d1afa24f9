"""One merchant's work against a sandbox on loopback, done by processes that are killed at random moments."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path

from attrs import define, frozen

from tiktok_bc_sync.sandbox import Sandbox, Served, serve
from tiktok_bc_sync.sandbox.core import Request, Response

SKUS = tuple(f"LAMP-{number}" for number in range(1, 61))
ORDERED = SKUS[:40]
STAGES = ("/product/", "/orders")
"""What the paths of an upload's requests have, and of an import's."""
# How many requests of a stage a process may send before it is killed: few enough to leave work.
_MOST_REQUESTS = 12
# How much later than a request it dies at most, in seconds: between two of them.
_LATER = 0.005


@define
class Fate:
    """When a process dies: at so many requests of a stage, ``before`` the last is looked at or after that."""

    stage: str
    requests: int
    before: bool
    dies: Callable[[], None]

    def meets(self, request: Request) -> bool:
        """Whether this is the last request that the process sends."""
        counted = request.method == "POST" and self.stage in request.path
        self.requests -= counted
        return counted and self.requests == 0


class Deadly(Sandbox):
    """Both marketplaces; whoever asks them may die while a request is under way."""

    fate: Fate | None = None

    def handle(self, request: Request) -> Response:
        """Answer a request."""
        fate = self.fate if self.fate and self.fate.meets(request) else None
        if fate and fate.before:
            fate.dies()
        answer = super().handle(request)
        if fate and not fate.before:
            fate.dies()
        return answer


def new_world() -> Deadly:
    """Return both marketplaces of a merchant whose products are not listed and orders not imported yet."""
    sandbox = Deadly(region="GB")
    sandbox.load(
        {
            "id": number,
            "name": f"Lamp no. {number}",
            "sku": sku,
            "price": 10 + number,
            "weight": 1,
            "inventory_tracking": "product",
            "inventory_level": 50,
            "images": [{"image_file": f"/{number}.png"}],
        }
        for number, sku in enumerate(SKUS, 1)
    )
    for number, sku in enumerate(ORDERED):
        sandbox.buyer.orders(sku, 1 + number % 3)
    return sandbox


def free_port() -> int:
    """Return a port for all lives, as pictures are known by their address.

    It lies below those that the system gives to connections by itself.
    """
    while True:
        port = random.randrange(20_000, 32_000)
        with closing(socket.socket()) as tried:
            if tried.connect_ex(("127.0.0.1", port)):
                return port


@frozen
class Life:
    """A world, a storage in a file, and the processes that work there."""

    sandbox: Deadly
    served: Served
    path: Path

    @classmethod
    @contextmanager
    def begun(cls, path: Path, port: int) -> Generator[Life]:
        """Begin a life in a world of its own."""
        sandbox = new_world()
        with serve(sandbox, port=port) as served:
            yield cls(sandbox, served, path)

    def killed(self, seed: int, kills: int) -> None:
        """Start processes and kill each: the first half while they upload, the others while they import."""
        chance = random.Random(seed)
        for number in range(kills):
            stage = STAGES[number * len(STAGES) // kills]
            later = chance.choice([0, 0, chance.uniform(0, _LATER)])
            self._killed_in(stage, chance.randint(1, _MOST_REQUESTS), chance.random() < 0.5, later)

    def _killed_in(self, stage: str, requests: int, before: bool, later: float) -> None:
        with self._process() as process:
            timer = threading.Timer(later, process.kill)
            dies = timer.start if later else process.kill
            self.sandbox.fate = Fate(stage, requests, before, dies)
            told, complaint = process.communicate()
        self.sandbox.fate = None
        assert process.returncode == -signal.SIGKILL, f"it ended by itself: {told}{complaint}"

    def finished(self) -> None:
        """Let one process do all that is left."""
        with self._process() as process:
            told, complaint = process.communicate()
        assert told == "done\n", f"it ended with {process.returncode}: {told}{complaint}"

    def _process(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.faults.working", f"sqlite:///{self.path}"],
            env={**os.environ, **self.served.env},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
