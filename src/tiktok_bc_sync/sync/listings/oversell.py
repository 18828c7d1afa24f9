"""How many units would be sold that nobody has, with the oversell guard and without: simulated.

Two channels sell the same units: the store, whose stock falls at once, and TikTok, which sells what it
was told last and takes its own sales off that. The connector hears of TikTok's orders a little later, and
they enter the store later still: held back, or failed and tried again. Without the guard TikTok is told
what BigCommerce shows meanwhile; with it, what `stock_of` makes of that: less the orders that were heard of
and have not entered yet, less the threshold, by the quantity policy.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import count
from random import Random

from attrs import define, evolve, field, frozen
from attrs.validators import ge

from tiktok_bc_sync.mapping.stock import stock_of
from tiktok_bc_sync.models import QuantityPolicy, Settings, StockRule, Variant

_DAY = 24 * 60.0


class _Event(StrEnum):
    STORE_SELLS = "store sells"
    TIKTOK_SELLS = "TikTok sells"
    HEARD = "heard"
    ENTERED = "entered"
    TOLD = "told"


_Due = tuple[float, int, _Event]


@frozen
class Demand:
    """What of one SKU there is, and how many units a day are wanted in each channel."""

    sku: str
    stock: int = field(validator=ge(0))
    store_a_day: float = field(default=6.0, validator=ge(0))
    tiktok_a_day: float = field(default=12.0, validator=ge(0))


@frozen
class Pace:
    """How long things take, in minutes.

    ``hear``: until the connector knows of an order on TikTok, about one by webhook and up to 30 by polling.
    ``enter``: from there until the order lowers BigCommerce's stock. ``tell``: until TikTok knows a change.
    """

    hear: float = field(default=1.0, validator=ge(0))
    enter: float = field(default=60.0, validator=ge(0))
    tell: float = field(default=1.0, validator=ge(0))


@frozen
class Oversold:
    """What became of one SKU: units sold in each channel, and units sold that nobody had."""

    sku: str
    stock: int
    in_store: int = 0
    on_tiktok: int = 0
    oversold: int = 0


@frozen
class OversellReport:
    """The same buyers twice: without the guard and with it."""

    seed: int
    days: int
    without: tuple[Oversold, ...]
    guarded: tuple[Oversold, ...]

    @property
    def oversold_without(self) -> int:
        """Units sold that nobody had, where TikTok is told BigCommerce's stock as it is."""
        return sum(one.oversold for one in self.without)

    @property
    def oversold_guarded(self) -> int:
        """Units sold that nobody had, with the guard."""
        return sum(one.oversold for one in self.guarded)

    def __str__(self) -> str:
        """A line for each SKU, and the totals."""
        lines = [
            f"{bare.sku}: {bare.stock} in stock; oversold {bare.oversold} without the guard, "
            f"{kept.oversold} with it; sold {bare.in_store + bare.on_tiktok} and "
            f"{kept.in_store + kept.on_tiktok}"
            for bare, kept in zip(self.without, self.guarded, strict=True)
        ]
        total = f"{self.oversold_without} without the guard, {self.oversold_guarded} with it"
        return "\n".join([*lines, f"Oversold in {self.days} day(s): {total}."])


def simulate_oversell(
    demands: Sequence[Demand],
    settings: Settings | None = None,
    *,
    seed: int = 1,
    days: int = 7,
    pace: Pace | None = None,
) -> OversellReport:
    """Let the same buyers come to the same stock without the guard and with it.

    ``settings`` give the threshold and the quantity policy, a new account's where left out. The same
    arguments always give the same report.

    >>> report = simulate_oversell([Demand("LAMP", 60)], seed=8)
    >>> report.oversold_without, report.oversold_guarded
    (1, 0)
    """
    chosen, clock = settings or Settings(), pace or Pace()
    bare = evolve(chosen, stock=StockRule(0, chosen.stock.untracked), quantity=QuantityPolicy())
    without, guarded = (
        tuple(
            _World(demand, rules, clock, guards).lived(_visits(demand, seed, days))
            for demand in demands
        )
        for rules, guards in ((bare, False), (chosen, True))
    )
    return OversellReport(seed, days, without, guarded)


def _visits(demand: Demand, seed: int, days: int) -> Iterator[tuple[float, _Event]]:
    """Yield when somebody wants a unit and where, in minutes; both worlds have the same visitors."""
    channels = {
        _Event.STORE_SELLS: demand.store_a_day,
        _Event.TIKTOK_SELLS: demand.tiktok_a_day,
    }
    for channel, a_day in channels.items():
        chance = Random(f"{seed}/{demand.sku}/{channel}")  # noqa: S311 - a story to replay, no secret
        at = 0.0
        while a_day and (at := at + chance.expovariate(a_day / _DAY)) < days * _DAY:
            yield at, channel


@define
class _World:
    """One SKU's stock in both places, and what was sold of it."""

    demand: Demand
    settings: Settings
    pace: Pace
    guards: bool
    in_store: int = 0
    on_tiktok: int = 0
    oversold: int = 0
    heard: int = 0
    held: int = field(init=False)
    shown: int = field(init=False)
    told: int = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.held = self.demand.stock
        self.shown = self.told = self._wanted()

    def lived(self, visits: Iterable[tuple[float, _Event]]) -> Oversold:
        """Let everything happen in its order, and return what became of it."""
        order = count()
        due: list[_Due] = [(at, next(order), event) for at, event in visits]
        heapq.heapify(due)
        while due:
            at, _, event = heapq.heappop(due)
            for later, following in self._happens(event):
                heapq.heappush(due, (at + later, next(order), following))
        sku, stock = self.demand.sku, self.demand.stock
        return Oversold(sku, stock, self.in_store, self.on_tiktok, self.oversold)

    def _happens(self, event: _Event) -> Iterator[tuple[float, _Event]]:
        """Let one thing happen, and yield what follows from it, so many minutes later."""
        match event:
            case _Event.STORE_SELLS if self.held:
                self.held -= 1
                self.in_store += 1
                yield self.pace.tell, _Event.TOLD
            case _Event.TIKTOK_SELLS if self.shown:
                self.shown -= 1
                self.on_tiktok += 1
                yield self.pace.hear, _Event.HEARD
            case _Event.HEARD:
                self.heard += 1
                yield self.pace.tell, _Event.TOLD
                yield self.pace.enter, _Event.ENTERED
            case _Event.ENTERED:
                self.heard -= 1
                self.oversold += not self.held
                self.held = max(0, self.held - 1)
                yield self.pace.tell, _Event.TOLD
            case _Event.TOLD if self._wanted() != self.told:
                self.shown = self.told = self._wanted()
            case _:
                return

    def _wanted(self) -> int:
        """Return what TikTok is to show now."""
        variant = Variant("", self.demand.sku, Decimal(0), stock=self.held)
        reserved = {self.demand.sku: self.heard} if self.guards else {}
        return stock_of(variant, self.settings, reserved).units
