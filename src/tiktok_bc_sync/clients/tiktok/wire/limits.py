"""What TikTok Shop takes at most, checked before anything is sent, and lists cut into calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Sized
from typing import TypeVar

from tiktok_bc_sync.clients.tiktok.wire.asking import some
from tiktok_bc_sync.errors import InvalidInput

T = TypeVar("T")

LONGEST_TITLE = 300
"""Of a product, in the markets that take most; others are told by the vendor."""
LONGEST_DESCRIPTION = 10_000

# Where TikTok counts a market as one of the EU's. Source: the vendor's list of currencies.
EUROPEAN_UNION = frozenset(
    {"AT", "BE", "CZ", "DE", "ES", "FR", "GR", "HU", "IE", "IT", "NL", "PL", "PT"}
)


def at_most(name: str, items: Sized, most: int) -> None:
    """Raise `InvalidInput` naming a text or a list that is longer than the vendor takes."""
    if len(items) > most:
        what = "characters" if isinstance(items, str) else "entries"
        raise InvalidInput(
            f"{name} has {len(items)} {what}; TikTok Shop takes {most}.",
            field=name,
            what_to_do="Make it shorter.",
        )


def within(name: str, number: int, lowest: int, highest: int, *, what: str = "") -> None:
    """Raise `InvalidInput` for a number that the vendor doesn't take; ``what`` says what it counts."""
    if not isinstance(number, int) or not lowest <= number <= highest:
        told = what or name
        raise InvalidInput(f"{told} must be {lowest} to {highest}, not {number}.", field=name)


def cut(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Yield the items in lists of at most ``size``; none for no items."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def distinct(name: str, ids: Sequence[str]) -> list[str]:
    """Return ids without repeats. Raises `InvalidInput` naming those that are none."""
    return list(dict.fromkeys(some(ids, name)))
