"""What is stored: records with declared index fields, writes that say what they expect, queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

import attrs
from attrs import frozen

JsonValue = None | bool | int | float | str | Sequence["JsonValue"] | Mapping[str, "JsonValue"]
IndexValue = None | bool | int | str
"""What can be looked up and ordered by: times as ISO 8601 text in UTC, which sorts as they do."""


@frozen
class Record:
    """One stored value: ``key`` is unique within its account and kind; ``version`` grows with each write."""

    account: str
    kind: str
    key: str
    version: int
    index: Mapping[str, IndexValue]
    body: Mapping[str, JsonValue] = attrs.field(repr=False)


@frozen
class Write:
    """A record to be written; ``expected`` is the version it must have, None that it must not exist."""

    kind: str
    key: str
    expected: int | None
    index: Mapping[str, IndexValue]
    body: Mapping[str, JsonValue] = attrs.field(repr=False)


@frozen
class Delete:
    """A record to be removed; ``expected`` is the version it must have."""

    kind: str
    key: str
    expected: int


class Op(StrEnum):
    """How a filter compares an index field."""

    EQ = "eq"
    IN = "in"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"
    CONTAINS = "contains"


@frozen
class Filter:
    """One condition on an index field; ``value`` is a sequence for ``in``.

    ``contains`` compares without case and takes every character literally.
    """

    field: str
    op: Op = attrs.field(converter=Op)
    value: IndexValue | Sequence[IndexValue]


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
    limit: int = 100
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
