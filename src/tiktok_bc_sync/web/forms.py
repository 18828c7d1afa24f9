"""Forms and queries: typed fields read from what was sent, with what is wrong beside each field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from attrs import define, field, frozen
from starlette.datastructures import FormData, QueryParams

from tiktok_bc_sync.errors import InvalidInput, Refused
from tiktok_bc_sync.models import as_decimal

E = TypeVar("E", bound=StrEnum)

GREATEST = 1_000_000_000
"""The greatest whole number that a field takes."""
_LONGEST = 100_000


@define
class Form:
    """What somebody typed: each reading notes what is wrong with its field and goes on.

    A field that is wrong reads as if it were empty, so that all that is wrong is told at once. What was
    typed stays in ``values`` to be shown again; ``posted`` tells a form from a page's query.
    """

    values: Mapping[str, Sequence[str]] = field(factory=dict[str, Sequence[str]])
    posted: bool = False
    errors: dict[str, str] = field(factory=dict[str, str])

    @classmethod
    def of(cls, sent: FormData | QueryParams) -> Form:
        """Read a sent form, or a query; files are left to whoever wants them."""
        values: dict[str, list[str]] = {}
        for name, value in sent.multi_items():
            if isinstance(value, str):
                values.setdefault(_clean(name), []).append(_clean(value))
        return cls(values, isinstance(sent, FormData))

    def wrong(self, name: str, message: str) -> None:
        """Note what is wrong with a field; the first word about it counts."""
        self.errors.setdefault(name, message)

    def within(self, name: str, names: Mapping[str, str] | None = None) -> Refusals:
        """Note what is refused in a block beside its field, or beside ``name`` where it has none here.

        ``names`` are fields of the form by what the library calls them.
        """
        return Refusals(self, name, names or {})

    # --- what is shown again ---------------------------------------------------------

    def shown(self, name: str, value: object = "") -> str:
        """Return what a field shows: what was typed, or a value while nothing was."""
        return self.raw(name) if self.posted or name in self.values else str(value)

    def ticked(self, name: str, value: bool = False) -> bool:
        """Return whether a box is shown ticked."""
        return self.flag(name) if self.posted or name in self.values else value

    # --- what is read ----------------------------------------------------------------

    def raw(self, name: str) -> str:
        """Return what was typed, as it is."""
        return (self.values.get(name) or [""])[-1]

    def text(self, name: str, *, needed: bool = False) -> str:
        """Return a text without the spaces around it."""
        value = self.raw(name).strip()
        if needed and not value:
            self.wrong(name, "This is needed.")
        if len(value) > _LONGEST:
            self.wrong(name, f"At most {_LONGEST:,} characters.")
            return ""
        return value

    def many(self, name: str) -> list[str]:
        """Return all values of a field that are not empty, each once."""
        return [one for one in dict.fromkeys(self.values.get(name, ())) if one]

    def flag(self, name: str) -> bool:
        """Return whether a box is ticked."""
        return bool(self.raw(name))

    def number(self, name: str, *, needed: bool = False) -> Decimal | None:
        """Return a decimal number, None for an empty field."""
        value = self.text(name, needed=needed)
        try:
            return as_decimal(value) if value else None
        except ValueError:
            self.wrong(name, "Write a number, as in 12.50.")
            return None

    def whole(self, name: str, *, least: int = 0, most: int = GREATEST) -> int | None:
        """Return a whole number within bounds, None for an empty field."""
        value = self.text(name)
        if not value:
            return None
        short = len(value) <= len(str(most)) + 1
        if not short or not value.isascii() or not value.removeprefix("-").isdigit():
            self.wrong(name, "Write a whole number.")
            return None
        if not least <= int(value) <= most:
            self.wrong(name, f"From {least:,} to {most:,}.")
            return None
        return int(value)

    def choice(self, name: str, choices: type[E], *, needed: bool = False) -> E | None:
        """Return one of a list's choices, None for none."""
        value = self.text(name, needed=needed)
        found = next((one for one in choices if one.value == value), None)
        if value and found is None:
            self.wrong(name, "Choose one of the list.")
        return found

    def midnight(self, name: str) -> datetime | None:
        """Return when a day begins in UTC, None for an empty field."""
        value = self.text(name)
        try:
            return datetime.combine(date.fromisoformat(value), time(), UTC) if value else None
        except ValueError:
            self.wrong(name, "Write a day, as in 2026-01-31.")
            return None

    def pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        """Return what a text area has in lines like ``theirs = ours``."""
        found: list[tuple[str, str]] = []
        for line in filter(str.strip, self.text(name).splitlines()):
            left, _, right = (part.strip() for part in line.rpartition("="))
            if left and right:
                found.append((left, right))
            else:
                self.wrong(name, "Write each line as in: Grey = Anthracite.")
        return tuple(found)

    def words(self, name: str) -> tuple[str, ...]:
        """Return what stands in a field, separated by commas."""
        return tuple(filter(None, (one.strip() for one in self.text(name).split(","))))


@frozen
class Refusals:
    """Turns what is refused in a block into what is wrong with a form."""

    form: Form
    name: str
    names: Mapping[str, str]

    def __enter__(self) -> None:
        """Begin the block."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: object
    ) -> bool:
        """Note a refusal, and go on behind the block; let everything else through."""
        match error:
            case InvalidInput():
                told = f"{error.message} {error.what_to_do}".strip()
                self.form.wrong(self.names.get(error.field, self.name), told)
            case Refused():
                self.form.wrong(self.name, str(error))
            case ValueError():
                self.form.wrong(self.name, f"{str(error)[:200].capitalize()}.")
            case _:
                return False
        return True


def _clean(text: str) -> str:
    """Return the text without what no database takes, and with the line ends that it was shown with."""
    return text.replace("\0", "").replace("\r\n", "\n").encode(errors="replace").decode()
