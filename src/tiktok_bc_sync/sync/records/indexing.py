"""How values become index fields that can be looked up and ordered by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime


def time_text(moment: datetime | None) -> str:
    """Return a time as text that sorts as times do; empty for none."""
    return moment.isoformat() if moment else ""


def lines(words: Iterable[str]) -> str:
    """Return words as an index field that a search for the lines of one of them finds whole."""
    return "".join(f"\n{word}\n" for word in dict.fromkeys(words))
