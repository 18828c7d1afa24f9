"""A whole large catalogue, by a process that is killed three times: what it takes, and what is asked for.

Both marketplaces are served by this process over loopback; the connector works on SQLite in another one,
whose CPU and memory are therefore the connector's own.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from attrs import define, frozen

from benchmarks.catalogue import sandbox as opened
from benchmarks.measuring import Figure
from tiktok_bc_sync import Connector, SqlStorage
from tiktok_bc_sync.sandbox import Sandbox, serve

PRODUCTS = int(os.environ.get("SCALE_PRODUCTS", "50000"))
FEW = max(PRODUCTS // 5, 1)
VARIANTS = 6
CHANGED = 100
SEED = int(os.environ.get("SCALE_SEED", "1"))
_TEMPLATE = "Lamps"
_STEPS = ("pull", "plan", "apply", "unchanged", "changed")


def measure() -> Iterator[Figure]:
    """Work a catalogue off with three deaths on the way, and a fifth of it without any."""
    few, whole = _worked(FEW, kills=0), _worked(PRODUCTS, kills=3)
    name = f"{PRODUCTS:,} products, {PRODUCTS * VARIANTS:,} variants"
    for step in _STEPS:
        cost = whole[step]
        yield Figure(f"{name}: {step}", cost.seconds, f"s, {cost.requests:,} requests")
        yield Figure(f"{name}: {step}", 1000 * cost.cpu / PRODUCTS, "ms of CPU a product")
    yield Figure(name, whole["apply"].lives, "lives until all was applied", least=4)
    left = whole["apply"].listed
    yield Figure(name, left, "listings then", least=PRODUCTS, most=PRODUCTS)
    yield Figure(name, whole["unchanged"].changing, "changes sent where nothing changed", most=0)
    yield Figure(name, whole["changed"].changing, f"changes sent for {CHANGED} SKUs", most=CHANGED)
    peak = max(one.peak for one in whole.values())
    before = max(one.peak for one in few.values())
    yield Figure(name, peak / 1024, f"MiB of memory at its most ({before / 1024:.0f} for a fifth)")


@frozen
class Cost:
    """What a step took: wall time and CPU in seconds, memory in KiB, requests and those that change.

    ``listed`` is what TikTok then had. Of over 100,000 requests the sandbox forgets the first 50,000.
    """

    seconds: float
    cpu: float
    peak: int
    requests: int
    changing: int
    lives: int
    listed: int


@define
class Work:
    """One sandbox, and the process that works on it."""

    sandbox: Sandbox
    env: Mapping[str, str]
    url: str

    def does(self, step: str, *deaths: Callable[[], bool]) -> Cost:
        """Do a step, killing the process as soon as each of the conditions holds, in their order."""
        self.sandbox.calls.clear()
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        peaks = [self._lives(step, dies) for dies in (*deaths, None)]
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        calls = list(self.sandbox.calls)
        return Cost(
            time.perf_counter() - begun,
            after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
            max(peaks),
            len(calls),
            sum(one.method in ("POST", "PUT") and "/search" not in one.path for one in calls),
            len(peaks),
            len(self.sandbox.shop.listings.products),
        )

    def _lives(self, step: str, dies: Callable[[], bool] | None) -> int:
        """Let a process live until it is done, or dies; return its memory where it came to an end."""
        with subprocess.Popen(
            [sys.executable, "-m", "benchmarks.scale", step, self.url],
            env={**os.environ, **self.env},
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            while dies and process.poll() is None and not dies():
                time.sleep(0.05)
            if dies:
                process.kill()
            told, _ = process.communicate()
        if process.returncode and not dies:
            raise RuntimeError(f"{step} ended with {process.returncode}")
        return int(json.loads(told)["peak"]) if told else 0


def _worked(count: int, *, kills: int) -> Mapping[str, Cost]:
    sandbox = opened(
        count, variants=VARIANTS, pictures=1, region="GB", currency="GBP", review_after=timedelta(0)
    )
    with serve(sandbox) as served, tempfile.TemporaryDirectory() as folder:
        work = Work(sandbox, served.env, f"sqlite:///{Path(folder) / 'scale.db'}")
        done = {"pull": work.does("pull"), "plan": work.does("plan")}
        listed = sandbox.shop.listings.products

        def after(few: int) -> Callable[[], bool]:
            return lambda: len(listed) >= few

        moments = sorted(random.Random(SEED).sample(range(count), kills))
        done["apply"] = work.does("apply", *map(after, moments))
        sandbox.vendor.reviews()
        work.does("refresh")
        done["unchanged"] = work.does("apply")
        for number in range(CHANGED):
            sandbox.merchant.edits(f"LAMP-{number * (count // CHANGED)}-1", stock=60)
        work.does("pull")
        done["changed"] = work.does("apply")
        return done


# --- in the other process ----------------------------------------------------------------


def _work(step: str, url: str) -> None:
    with Connector.from_env(storage=SqlStorage(url)) as connector:
        _DEEDS[step](connector)
    print(json.dumps({"peak": _peak()}))


def _peak() -> int:
    """Return the most memory that this process had, in KiB.

    What ``getrusage`` says counts the process that started this one too.
    """
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.partition("VmHWM:")[2].split()[0])


def _pull(connector: Connector) -> None:
    connector.products.pull()
    if not connector.templates.list():
        category = next(one for one in connector.templates.categories() if "Lamps" in one.path)
        connector.templates.create(name=_TEMPLATE, category_id=category.id)


def _plan(connector: Connector) -> None:
    for _ in connector.listings.changes():
        pass


_DEEDS: Mapping[str, Callable[[Connector], object]] = {
    "pull": _pull,
    "plan": _plan,
    "apply": lambda connector: connector.listings.upload(),
    "refresh": lambda connector: connector.listings.refresh_status(),
}

if __name__ == "__main__":
    _work(*sys.argv[1:])
