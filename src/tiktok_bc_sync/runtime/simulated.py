"""Simulated time: a seed decides who goes on at each await, when the clock moves, and who dies there.

Workers stand for processes. Each runs one coroutine, with the tasks that `SimulatedRuntime.run_all`
begins, until it ends or dies. Whatever a worker awaits must return to the scheduler through
`SimulatedRuntime.point` or `SimulatedRuntime.sleep`: those are the places where others go on and where
the worker may die. The same seed replays the same story.
"""

from __future__ import annotations

import heapq
import sys
import types
from collections import deque
from collections.abc import Callable, Coroutine, Generator, Iterable
from contextlib import AbstractAsyncContextManager, contextmanager, suppress
from datetime import datetime, timedelta
from itertools import count
from random import Random
from types import TracebackType
from typing import Generic, TypeVar

from tiktok_bc_sync.runtime.protocol import Call

T = TypeVar("T")
Main = Callable[["SimulatedRuntime"], Coroutine[object, object, object]]


@types.coroutine
def _suspend(wish: float | None) -> Generator[float | None, None, None]:
    """Give control to the scheduler: for some seconds, or with None until somebody resumes the task."""
    yield wish


class _Task:
    """One coroutine of a worker."""

    def __init__(
        self, worker: SimulatedWorker, coroutine: Coroutine[object, object, object]
    ) -> None:
        self.worker = worker
        self.coroutine = coroutine


class SimulatedWorker:
    """A process of the simulation. ``steps`` counts the awaits it lived through.

    ``outcome`` is the exception that ended it, None while it runs and after a normal end.
    """

    def __init__(self, name: str, scheduler: Scheduler, *, mortal: bool = True) -> None:
        self.name = name
        self.mortal = mortal
        self.alive = True
        self.finished = False
        self.steps = 0
        self.outcome: BaseException | None = None
        self.runtime = SimulatedRuntime(scheduler, self)
        self.tasks: set[_Task] = set()

    def __repr__(self) -> str:
        state = "finished" if self.finished else "alive" if self.alive else "dead"
        return f"SimulatedWorker({self.name!r}, {state}, {self.steps} steps)"


class Scheduler:
    """Runs workers against one clock.

    ``death`` is the chance that a mortal worker dies at an await, and ``on_death`` hears of it; ``hurry``
    is the chance that the clock jumps to the next sleeper although others could go on, as if those were
    slow.
    """

    def __init__(
        self, seed: int, *, start: datetime, death: float = 0.0, hurry: float = 0.1
    ) -> None:
        self.random = Random(seed)  # noqa: S311 - a story to replay, no secret
        self.time = start
        self.death = death
        self.hurry = hurry
        self.story: list[str] = []
        self.on_death: Callable[[SimulatedWorker], object] | None = None
        self._ready: list[_Task] = []
        self._asleep: list[tuple[datetime, int, _Task]] = []
        self._order = count()
        self._current: _Task | None = None

    def now(self) -> datetime:
        """Return the simulation's time."""
        return self.time

    def tell(self, text: str) -> None:
        """Add a line to the story, for whoever must understand a failing seed."""
        who = self._current.worker.name if self._current else "world"
        self.story.append(f"{self.time:%H:%M:%S} {who}: {text}")

    def start(self, name: str, main: Main, *, mortal: bool = True) -> SimulatedWorker:
        """Begin a worker; it first runs when the scheduler picks it."""
        worker = SimulatedWorker(name, self, mortal=mortal)
        self.begin(worker, self._whole(worker, main))
        return worker

    def run(self, *, most: int = 200_000) -> None:
        """Let everybody run until nobody is left. Raises RuntimeError after ``most`` steps."""
        with _left_as_they_are():
            for _ in range(most):
                task = self._pick()
                if task is None:
                    return
                self._step(task)
        raise RuntimeError(f"The simulation did not come to rest in {most} steps.")

    def kill(self, worker: SimulatedWorker) -> None:
        """Let a worker die where it is: nothing of it runs any more."""
        self.tell(f"{worker.name} dies")
        worker.alive = False
        self._ready = [task for task in self._ready if task.worker is not worker]
        for task in tuple(worker.tasks):
            if task is not self._current:
                _discard(task)
        if self.on_death is not None:
            self.on_death(worker)

    def begin(self, worker: SimulatedWorker, coroutine: Coroutine[object, object, object]) -> None:
        """Add a task to a worker."""
        task = _Task(worker, coroutine)
        worker.tasks.add(task)
        self._ready.append(task)

    def current(self) -> _Task:
        """Return the task that runs now."""
        if self._current is None:
            raise RuntimeError("Only a simulated worker can wait for the simulation.")
        return self._current

    def resume(self, task: _Task) -> None:
        """Let a parked task go on."""
        if task.worker.alive:
            self._ready.append(task)

    async def _whole(self, worker: SimulatedWorker, main: Main) -> None:
        try:
            await main(worker.runtime)
        except Exception as error:
            worker.outcome = error
        worker.finished = True

    def _pick(self) -> _Task | None:
        if self._asleep and (not self._ready or self.random.random() < self.hurry):
            self._wake()
        if not self._ready:
            return self._pick() if self._asleep else None
        return self._ready.pop(self.random.randrange(len(self._ready)))

    def _wake(self) -> None:
        """Move the clock to the next sleeper, and wake all who are due by then."""
        self.time = max(self.time, self._asleep[0][0])
        while self._asleep and self._asleep[0][0] <= self.time:
            self.resume(heapq.heappop(self._asleep)[2])

    def _step(self, task: _Task) -> None:
        worker = task.worker
        if worker.mortal and worker.steps and self.random.random() < self.death:
            self.kill(worker)
            _discard(task)
            return
        worker.steps += 1
        self._current = task
        try:
            wish = task.coroutine.send(None)
        except StopIteration:
            worker.tasks.discard(task)
            return
        finally:
            self._current = None
        if worker.alive:
            self._after(task, wish)
        else:  # it was killed by what it did
            _discard(task)

    def _after(self, task: _Task, wish: object) -> None:
        if wish == 0.0:
            self._ready.append(task)
        elif isinstance(wish, float):
            at = self.time + timedelta(seconds=wish)
            heapq.heappush(self._asleep, (at, next(self._order), task))


@contextmanager
def _left_as_they_are() -> Generator[None]:
    """Leave async generators of the dead where they stopped: a dead process closes nothing."""
    before = sys.get_asyncgen_hooks()
    sys.set_asyncgen_hooks(finalizer=lambda _: None)
    try:
        yield
    finally:
        sys.set_asyncgen_hooks(*before)


def _discard(task: _Task) -> None:
    """Drop a coroutine. Its `finally` blocks may run, but whatever they await never happens."""
    task.worker.tasks.discard(task)
    with suppress(RuntimeError, Exception):
        task.coroutine.close()


class SimulatedRuntime:
    """One worker's view of the simulation. ``skew`` is how far its clock is wrong, in seconds."""

    def __init__(self, scheduler: Scheduler, worker: SimulatedWorker, skew: float = 0.0) -> None:
        self.scheduler = scheduler
        self.worker = worker
        self.skew = skew

    def now(self) -> datetime:
        """Return the time as this worker's clock shows it."""
        return self.scheduler.time + timedelta(seconds=self.skew)

    async def sleep(self, seconds: float) -> None:
        """Let others go on until the clock got there."""
        await _suspend(float(seconds))

    async def point(self) -> None:
        """Let others go on, or die here."""
        await _suspend(0.0)

    async def run_all(self, calls: Iterable[Call[T]], *, limit: int) -> list[T]:
        """Run the calls as tasks of this worker, in an order that the seed decides."""
        pending = list(calls)
        gathered = _Gathered[T](self.scheduler)
        queue = iter(list(enumerate(pending)))
        width = min(limit, len(pending))
        for _ in range(width):
            self.scheduler.begin(self.worker, gathered.work(queue))
        gathered.running = width
        await gathered.wait()
        if gathered.failure is not None:
            raise gathered.failure
        return [gathered.results[index] for index in range(len(pending))]

    async def finish(self, call: Call[T]) -> T:
        """Run the call; the dead finish nothing."""
        return await call()

    def lock(self) -> AbstractAsyncContextManager[None]:
        """Return a lock between the tasks of this worker."""
        return _SimulatedLock(self.scheduler)


class _Gathered(Generic[T]):
    """What a group of tasks has brought so far, and who waits for it."""

    def __init__(self, scheduler: Scheduler) -> None:
        self.scheduler = scheduler
        self.results: dict[int, T] = {}
        self.failure: BaseException | None = None
        self.running = 0
        self._waiting: _Task | None = None

    async def work(self, queue: Iterable[tuple[int, Call[T]]]) -> None:
        """Take calls off the queue until it is empty or one of them failed."""
        try:
            for index, call in queue:
                self.results[index] = await call()
                if self.failure is not None:
                    break
        except Exception as error:
            self.failure = self.failure or error
        self.running -= 1
        if not self.running and self._waiting is not None:
            self.scheduler.resume(self._waiting)

    async def wait(self) -> None:
        """Wait for the last task."""
        if self.running:
            self._waiting = self.scheduler.current()
            await _suspend(None)


class _SimulatedLock(AbstractAsyncContextManager[None]):
    """A lock that is handed on in the order in which it was asked for."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._held = False
        self._waiting: deque[_Task] = deque()

    async def __aenter__(self) -> None:
        if self._held:
            self._waiting.append(self._scheduler.current())
            await _suspend(None)
        self._held = True

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._waiting:
            self._scheduler.resume(self._waiting.popleft())
        else:
            self._held = False
