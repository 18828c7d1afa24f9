"""What is stored: records with declared index fields, writes that say what they expect, queries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

import attrs
from attrs import frozen

from tiktok_bc_sync.errors import InvalidInput

JsonValue = None | bool | int | float | str | Sequence["JsonValue"] | Mapping[str, "JsonValue"]
IndexValue = None | bool | int | str
"""What can be looked up and ordered by: times as ISO 8601 text in UTC, which sorts as they do."""

# What every database can index.
LONGEST_ACCOUNT = 120
LONGEST_KIND = 40
LONGEST_FIELD = 40
LONGEST_KEY = 255
MOST_CHOICES = 1000
LONGEST_SEARCH = 1000
SMALLEST_NUMBER, GREATEST_NUMBER = -(2**63), 2**63 - 1


def is_storable(text: str) -> bool:
    """Whether any database can keep a text: it has no NUL and no half of a surrogate pair."""
    if text.isascii():
        return "\0" not in text
    return not any(one == "\0" or "\ud800" <= one <= "\udfff" for one in text)


def check_name(text: str, field: str, longest: int) -> None:
    """Refuse what can't name a record, with `InvalidInput`."""
    if not 0 < len(text) <= longest or not is_storable(text):
        raise InvalidInput(
            f"A record's {field} has 1 to {longest} characters, none of them NUL.", field=field
        )


def _named(longest: int) -> Callable[[object, attrs.Attribute[str], str], None]:
    return lambda _, attribute, text: check_name(text, attribute.name, longest)


def _check_value(field: str, value: object) -> None:
    if isinstance(value, str):
        fine = is_storable(value)
    elif isinstance(value, int):
        fine = SMALLEST_NUMBER <= value <= GREATEST_NUMBER
    else:
        fine = value is None
    if not fine:
        raise InvalidInput(
            f"The index field {field} takes text without NUL, whole numbers of 64 bits, "
            "true, false or nothing.",
            field=field,
        )


def _check_index(_: object, __: object, index: Mapping[str, IndexValue]) -> None:
    for field, value in index.items():
        if field == "key":
            raise InvalidInput('No index field is called "key".', field=field)
        check_name(field, "index field", LONGEST_FIELD)
        _check_value(field, value)


@frozen
class Record:
    """One stored value: ``key`` is unique within its account and kind.

    ``version`` grows with each write and never comes back, not even for a key that was deleted.
    """

    account: str
    kind: str
    key: str
    version: int
    index: Mapping[str, IndexValue]
    body: Mapping[str, JsonValue] = attrs.field(repr=False)


@frozen
class Write:
    """A record to be written; ``expected`` is the version it must have, None that it must not exist.

    Raises `InvalidInput` for a key or an index value that not every database could keep.
    """

    kind: str = attrs.field(validator=_named(LONGEST_KIND))
    key: str = attrs.field(validator=_named(LONGEST_KEY))
    expected: int | None
    index: Mapping[str, IndexValue] = attrs.field(validator=_check_index)
    body: Mapping[str, JsonValue] = attrs.field(repr=False)


@frozen
class Delete:
    """A record to be removed; ``expected`` is the version it must have."""

    kind: str = attrs.field(validator=_named(LONGEST_KIND))
    key: str = attrs.field(validator=_named(LONGEST_KEY))
    expected: int


def check_writes(account: str, writes: Sequence[Write | Delete]) -> None:
    """Refuse a commit that names a record twice, with `InvalidInput`: which one would win?"""
    check_name(account, "account", LONGEST_ACCOUNT)
    seen: set[tuple[str, str]] = set()
    for one in writes:
        if (one.kind, one.key) in seen:
            raise InvalidInput(
                f"The {one.kind} {one.key} is written twice in one commit.", field="writes"
            )
        seen.add((one.kind, one.key))


class Op(StrEnum):
    """How a filter compares an index field."""

    EQ = "eq"
    IN = "in"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"
    CONTAINS = "contains"


def _op(value: Op | str) -> Op:
    try:
        return Op(value)
    except ValueError:
        raise InvalidInput(
            f"There is no comparison {value!r}; known are {', '.join(Op)}.", field="op"
        ) from None


def _choices(value: IndexValue | Sequence[IndexValue]) -> IndexValue | tuple[IndexValue, ...]:
    return tuple(value) if isinstance(value, Sequence) and not isinstance(value, str) else value


@frozen
class Filter:
    """One condition on an index field; ``value`` is a sequence of at most 1,000 for ``in``.

    A field that a record does not have equals None. Ranges hold only among values of one type: no text
    is less than a number, and None is in no range. ``contains`` compares texts without case and takes
    every character literally; it looks for at most 1,000 of them. Raises `InvalidInput` for a value
    that the comparison can't use.
    """

    field: str
    op: Op = attrs.field(converter=_op)
    value: IndexValue | tuple[IndexValue, ...] = attrs.field(converter=_choices)

    def __attrs_post_init__(self) -> None:
        for one in self.choices:
            _check_value(self.field, one)
        if not self._fits():
            raise InvalidInput(
                f"The comparison {self.op} can't use this value for {self.field}.", field="value"
            )

    @property
    def choices(self) -> tuple[IndexValue, ...]:
        """The values compared with, one or many."""
        return self.value if isinstance(self.value, tuple) else (self.value,)

    def _fits(self) -> bool:
        match self.op:
            case Op.IN:
                return isinstance(self.value, tuple) and len(self.value) <= MOST_CHOICES
            case Op.CONTAINS:
                return isinstance(self.value, str) and len(self.value) <= LONGEST_SEARCH
            case Op.EQ:
                return not isinstance(self.value, tuple)
            case _:
                return self.value is not None and not isinstance(self.value, tuple)


def _at_least_one(_: object, __: object, limit: int) -> None:
    if limit < 1:
        raise InvalidInput(f"A page has at least 1 record, not {limit}.", field="limit")


@frozen
class Query:
    """Which records of an account and kind are wanted, in which order, from which cursor on.

    ``order_by`` is an index field or "key"; ties are broken by key, so that the order is stable.
    """

    account: str
    kind: str
    where: tuple[Filter, ...] = ()
    order_by: str = "key"
    descending: bool = False
    limit: int = attrs.field(default=100, validator=_at_least_one)
    after: str | None = None


@frozen
class Page:
    """Some records and the cursor of what follows; ``next`` is None at the end."""

    records: Sequence[Record]
    next: str | None = None


@frozen
class Lease:
    """The right to do something alone until ``expires_at``; ``token`` is greater than all before it."""

    name: str
    owner: str
    token: int
    expires_at: datetime
