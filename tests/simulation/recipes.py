"""What keeps effects from being lost or doubled, by name."""

from __future__ import annotations

from enum import StrEnum, auto


class Recipe(StrEnum):
    """One of the safeguards; a life without it must go wrong, or nothing proves that it is needed."""

    CLAIM = auto()
    COMPARE_AND_SWAP = auto()
    ORDER_LOOK_UP = auto()
    REFUND_LOOK_UP = auto()
    OVERLAP = auto()
