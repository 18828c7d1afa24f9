"""How it is noticed that something changed: by comparing what there is with what there was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, Protocol, TypeVar

from attrs import define, field, frozen

S = TypeVar("S")
Json = dict[str, Any]


@frozen
class Event:
    """Something that a marketplace tells: the vendor's name for it, and what it says."""

    name: str
    data: Json


@define
class Watch(Generic[S]):
    """Everything of one kind, as it was when somebody last looked.

    ``look`` takes a picture of each thing by its id; it is given those of the time before, and may
    keep one whose thing looks the same. ``tell`` says what it means that one picture followed another;
    None stands for what is not there. Nobody looks while none of ``events`` is wanted, and what happened
    meanwhile is never told.
    """

    events: frozenset[str]
    look: Callable[[Mapping[str, S]], Mapping[str, S]]
    tell: Callable[[str, S | None, S | None], Iterable[Event]]
    _before: Mapping[str, S] | None = field(default=None, init=False, repr=False)

    def news(self, wanted: Callable[[str], bool]) -> list[Event]:
        """Return what is wanted of all that happened since the last look."""
        if not any(wanted(one) for one in self.events):
            self._before = None
            return []
        before, now = self._before, self.look(self._before or {})
        self._before = now
        if before is None or before is now:
            return []
        gone = (key for key in before if key not in now)
        return [
            event
            for key in (*now, *gone)
            if (was := before.get(key)) is not (one := now.get(key)) and was != one
            for event in self.tell(key, was, one)
            if wanted(event.name)
        ]


class Picture(Protocol):
    """How a thing looked."""

    def shows(self, thing: Json, /) -> bool:
        """Tell whether the thing still looks so."""
        ...


P = TypeVar("P", bound=Picture)


def pictures(
    things: Mapping[str, Json], before: Mapping[str, P], take: Callable[[Json], P]
) -> dict[str, P]:
    """Take pictures of things, anew of those only that look otherwise than before."""
    return {
        key: old if (old := before.get(key)) is not None and old.shows(one) else take(one)
        for key, one in things.items()
    }
