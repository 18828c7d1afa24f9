"""Pages made of templates: everything that is filled in is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined

from tiktok_bc_sync.rules import to_text
from tiktok_bc_sync.web import charts


def _when(moment: datetime | None) -> str:
    return f"{moment:%-d %b %Y, %H:%M} UTC" if moment else ""


def _plain(number: Decimal | None) -> str:
    """Return a number as somebody would type it."""
    return "" if number is None else f"{number:f}"


def _lines(pairs: Iterable[tuple[str, str]]) -> str:
    """Return pairs as a text area shows them."""
    return "\n".join(f"{left} = {right}" for left, right in pairs)


def _or_empty(value: object) -> str:
    """Return what a field shows of a value that may be missing."""
    return "" if value is None else str(value)


def _twice(word: object) -> tuple[str, str]:
    """Return a choice whose words are the vendor's own."""
    return str(word), str(word)


def _worded(word: object) -> tuple[str, str]:
    """Return a choice that is told in plain words."""
    return str(word), _spoken(str(word).casefold())


def _slug(name: object) -> str:
    """Return a field's name as an id in the page, which has no spaces."""
    return str(name).replace(" ", "-")


class _Named(Protocol):
    """What has an id and a name."""

    id: str
    name: str


def _pairs(some: Iterable[_Named]) -> list[tuple[str, str]]:
    """Return things to choose from as their ids and names."""
    return [(one.id, one.name) for one in some]


def _spoken(name: object) -> str:
    """Return a field's name or a word of the library's as people say it."""
    text = str(name)
    if "_" not in text:
        return text[:1].upper() + text[1:]
    spaced = text.replace("_", " ")
    return (spaced.lower() if text.isupper() else spaced).capitalize()


_MOODS: Mapping[str, tuple[str, ...]] = {
    "good": ("live", "completed", "complete", "delivered", "connected", "created", "published"),
    "bad": ("failed", "error", "needs reconnecting", "disconnected", "reject", "blocked"),
    "warn": ("reviewing", "hold", "warning", "expiring", "interrupted", "applying", "unpaid"),
    "busy": ("progress", "ongoing", "awaiting", "transit", "shipped", "returning", "waiting"),
    "off": ("not uploaded", "inactive", "deleted", "cancelled", "closed", "unpublished"),
}


def _mood(words: object) -> str:
    """Return the colour that a status is shown in; the word is always beside it."""
    told = str(words).casefold()
    if told in _MOODS["off"]:
        return "off"
    return next(
        (mood for mood, some in _MOODS.items() if any(one in told for one in some)), "plain"
    )


_environment = Environment(
    loader=PackageLoader("tiktok_bc_sync.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_FILTERS: Mapping[str, Any] = {
    "when": _when,
    "plain": _plain,
    "lines": _lines,
    "rule": to_text,
    "slug": _slug,
    "spoken": _spoken,
    "mood": _mood,
    "pairs": _pairs,
    "or_empty": _or_empty,
    "twice": _twice,
    "worded": _worded,
}
_GLOBALS: Mapping[str, Any] = {"pie": charts.pie, "bars": charts.bars, "nothing": Decimal(0)}
_environment.filters.update(_FILTERS)
_environment.globals.update(_GLOBALS)


def rendered(name: str, values: Mapping[str, object]) -> str:
    """Return a page by the name of its template."""
    return _environment.get_template(name).render(values)
