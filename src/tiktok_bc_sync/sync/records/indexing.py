"""How values become index fields that can be looked up and ordered by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tiktok_bc_sync.storage.record import is_storable


def time_text(moment: datetime | None) -> str:
    """Return a time as text that sorts as times do; empty for none."""
    return moment.isoformat() if moment else ""


def lines(words: Iterable[str]) -> str:
    """Return words as an index field that a search for the lines of one of them finds whole."""
    return "".join(f"\n{word}\n" for word in dict.fromkeys(words))


def storable(text: str) -> str:
    """Return a text without what no database could look up: whatever people write is kept."""
    return text if is_storable(text) else "".join(filter(is_storable, text))
