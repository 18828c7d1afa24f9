"""Charts as shapes: what a page draws as SVG, reckoned here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import cos, pi, sin

from attrs import frozen

_RADIUS = 40.0
_HEIGHT = 100.0
_WIDTH = 10


@frozen
class Slice:
    """One slice of a pie around (0, 0): ``path`` is what SVG draws, ``share`` from 0 to 1."""

    name: str
    count: int
    share: float
    path: str


def pie(counts: Mapping[str, int]) -> tuple[Slice, ...]:
    """Return the slices of what there is any of, clockwise from the top.

    >>> [one.share for one in pie({"Live": 3, "Failed": 1, "Deleted": 0})]
    [0.75, 0.25]
    """
    total = sum(counts.values())
    slices: list[Slice] = []
    passed = 0
    for name, count in counts.items():
        if count:
            path = _path(passed / total, (passed + count) / total)
            slices.append(Slice(str(name), count, count / total, path))
            passed += count
    return tuple(slices)


def _path(begin: float, end: float) -> str:
    if end - begin >= 1:  # an arc that ends where it began is not drawn
        half = f"A {_RADIUS} {_RADIUS} 0 1 1 0"
        return f"M 0 {-_RADIUS} {half} {_RADIUS} {half} {-_RADIUS} Z"
    (x1, y1), (x2, y2) = _at(begin), _at(end)
    arc = f"A {_RADIUS} {_RADIUS} 0 {int(end - begin > 0.5)} 1"
    return f"M 0 0 L {x1:.3f} {y1:.3f} {arc} {x2:.3f} {y2:.3f} Z"


def _at(share: float) -> tuple[float, float]:
    angle = share * 2 * pi
    return _RADIUS * sin(angle), -_RADIUS * cos(angle)


@frozen
class Bar:
    """One bar of a chart 100 high: ``x`` is its left side, ``y`` its top."""

    name: str
    amount: Decimal
    x: int
    y: float
    height: float


def bars(amounts: Sequence[tuple[str, Decimal]]) -> tuple[Bar, ...]:
    """Return bars side by side, the greatest as high as the chart; what is below zero has no height.

    >>> [(one.x, one.height) for one in bars([("Mon", Decimal(5)), ("Tue", Decimal(10))])]
    [(0, 50.0), (10, 100.0)]
    """
    greatest = max((amount for _, amount in amounts), default=Decimal(0))
    found: list[Bar] = []
    for at, (name, amount) in enumerate(amounts):
        height = float(amount / greatest) * _HEIGHT if amount > 0 else 0.0
        found.append(Bar(name, amount, at * _WIDTH, _HEIGHT - height, height))
    return tuple(found)
