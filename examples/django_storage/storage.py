"""The storage on Django's own database connection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from typing import TypeVar, cast

from django.db import Error, close_old_connections, transaction
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from tiktok_bc_sync.errors import Conflict, StorageUnavailable
from tiktok_bc_sync.storage import (
    Delete,
    Filter,
    IndexValue,
    Lease,
    Op,
    Page,
    Query,
    Record,
    Write,
)
from tiktok_bc_sync.storage.body import json_object, json_text
from tiktok_bc_sync.storage.ordering import (
    NOTHING,
    is_cut,
    read_cursor,
    same_type,
    sortable,
    unsorted_value,
    written_cursor,
)
from tiktok_bc_sync.storage.record import check_writes, is_storable

from . import models

M = TypeVar("M", models.Record, models.Entry)

_CHUNK = 500
_Name = tuple[str, str]
_Position = tuple[str, str]


class DjangoStorage:
    """Keeps the connector's records beside the host's own tables.

    Inside a transaction of the host, what is committed here lasts only if that transaction does.
    """

    def read(self, account: str, kind: str, keys: Sequence[str]) -> Sequence[Record]:
        """Return those of the records that exist."""
        wanted = [key for key in dict.fromkeys(keys) if is_storable(key)]
        with _answers():
            rows = models.Record.objects.filter(account=account, kind=kind, key__in=wanted)
            return [_record(row) for row in rows]

    def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        """Do all of the writes or none. Raises `Conflict`."""
        check_writes(account, writes)
        rows = [_row(account, one) for one in writes if isinstance(one, Write)]
        with _answers(), transaction.atomic():
            version = _next_version(account)  # from here on no other commit of the account runs
            _check(account, writes)
            for row in rows:
                row.version = version
            for kind, keys in _by_kind(writes):
                for table in (models.Record, models.Entry):
                    table.objects.filter(account=account, kind=kind, key__in=keys).delete()
            models.Record.objects.bulk_create(rows, batch_size=_CHUNK)
            models.Entry.objects.bulk_create(_entries(account, writes), batch_size=_CHUNK)
        return [_record(row) for row in rows]

    def find(self, query: Query) -> Page:
        """Return the matching records in a stable order."""
        with _answers():
            found = list(islice(_positions(query), query.limit + 1))
            page = found[: query.limit]
            keys = [key for _, key in page]
            records = {one.key: one for one in self.read(query.account, query.kind, keys)}
        after = written_cursor(query, *page[-1]) if len(found) > len(page) else None
        return Page([records[key] for key in keys if key in records], after)

    def count(
        self, account: str, kind: str, where: Sequence[Filter] = (), by: str | None = None
    ) -> Mapping[IndexValue, int]:
        """Count the matching records by the value of an index field."""
        query = Query(account, kind, tuple(where))
        with _answers():
            total = _matching(models.Record.objects.all(), query).count()
            if by is None:
                return {None: total}
            entries = _matching(models.Entry.objects.all(), query).filter(field=by).values("value")
            found: Counter[IndexValue] = Counter()
            for row in entries.annotate(number=Count("*"), one=Min("key")):
                value = unsorted_value(row["value"])
                if is_cut(row["value"]):
                    value = self.read(account, kind, [row["one"]])[0].index[by]
                found[value] += row["number"]
        return found + Counter({None: total - found.total()})

    def acquire(self, name: str, owner: str, ttl: timedelta) -> Lease | None:
        """Take or renew a lease; None where another owner has it."""
        with _answers(), transaction.atomic():
            models.Lease.objects.get_or_create(name=name)
            held = models.Lease.objects.select_for_update().get(name=name)
            now = timezone.now()
            alive = held.expires_at is not None and held.expires_at > now
            if alive and held.owner != owner:
                return None
            held.owner, held.token, held.expires_at = owner, held.token + (not alive), now + ttl
            held.save()
        return Lease(name, owner, held.token, held.expires_at)

    def release(self, lease: Lease) -> None:
        """Give a lease back; its name keeps its token."""
        mine = models.Lease.objects.filter(name=lease.name, owner=lease.owner, token=lease.token)
        with _answers():
            mine.update(expires_at=timezone.now())

    def close(self) -> None:
        """Do nothing: the connections are Django's."""


@contextmanager
def _answers() -> Generator[None]:
    """Tell what the database refuses as the services expect it, and let go of it as a request does."""
    try:
        yield
    except Error as error:
        raise StorageUnavailable(f"The database can't be used: {error}.") from None
    finally:
        close_old_connections()


# --- writing -----------------------------------------------------------------------------


def _next_version(account: str) -> int:
    models.Sequence.objects.get_or_create(account=account)
    models.Sequence.objects.filter(account=account).update(last=F("last") + 1)
    last: int = models.Sequence.objects.values_list("last", flat=True).get(account=account)
    return last


def _check(account: str, writes: Sequence[Write | Delete]) -> None:
    known: dict[_Name, int] = {}
    for kind, keys in _by_kind(writes):
        rows = models.Record.objects.filter(account=account, kind=kind, key__in=keys)
        known |= {(kind, key): version for key, version in rows.values_list("key", "version")}
    wrong = {
        (one.kind, one.key): known.get((one.kind, one.key))
        for one in writes
        if known.get((one.kind, one.key)) != one.expected
    }
    if wrong:
        raise Conflict("Somebody else wrote first.", found=wrong)


def _by_kind(writes: Sequence[Write | Delete]) -> Iterator[tuple[str, list[str]]]:
    for kind in sorted({one.kind for one in writes}):
        keys = [one.key for one in writes if one.kind == kind]
        for start in range(0, len(keys), _CHUNK):
            yield kind, keys[start : start + _CHUNK]


def _row(account: str, one: Write) -> models.Record:
    fields = json_text(one.index, one.kind, one.key)
    body = json_text(one.body, one.kind, one.key)
    return models.Record(account=account, kind=one.kind, key=one.key, fields=fields, body=body)


def _entries(account: str, writes: Sequence[Write | Delete]) -> list[models.Entry]:
    return [
        models.Entry(
            account=account,
            kind=one.kind,
            field=field,
            key=one.key,
            value=sortable(value),
            folded=value.casefold() if isinstance(value, str) else None,
        )
        for one in writes
        if isinstance(one, Write)
        for field, value in one.index.items()
        if value is not None
    ]


def _record(row: models.Record) -> Record:
    index = cast("dict[str, IndexValue]", json_object(row.fields, row.kind, row.key))
    body = json_object(row.body, row.kind, row.key)
    return Record(row.account, row.kind, row.key, row.version, index, body)


# --- looking -----------------------------------------------------------------------------


def _positions(query: Query) -> Iterator[_Position]:
    """Yield the positions of what matches behind the cursor; records without the field come first."""
    after = read_cursor(query)
    records = _matching(models.Record.objects.all(), query)
    if query.order_by == "key":
        yield from _walked(records, query, after, ("key",))
        return
    ordering = _matching(models.Entry.objects.all(), query).filter(field=query.order_by)
    without = records.filter(_lacks(query, query.order_by))
    # Whether the cursor stands in the part that comes second already.
    begun = after is not None and (after[0] == NOTHING) == query.descending
    if query.descending:
        yield from () if begun else _walked(ordering, query, after, ("value", "key"))
        yield from _walked(without, query, after if begun else None, ("key",))
    else:
        yield from () if begun else _walked(without, query, after, ("key",))
        yield from _walked(ordering, query, after if begun else None, ("value", "key"))


def _walked(
    rows: QuerySet[M], query: Query, after: _Position | None, columns: tuple[str, ...]
) -> Iterator[_Position]:
    beyond = "lt" if query.descending else "gt"
    if after is not None:
        value, key = after
        further = Q(**{f"key__{beyond}": key})
        if len(columns) == 2:
            further = Q(**{f"value__{beyond}": value}) | Q(value=value) & further
        rows = rows.filter(further)
    rows = rows.order_by(*(f"-{one}" if query.descending else one for one in columns))
    found: QuerySet[M, tuple[str, ...]] = rows.values_list(*columns)
    for *value, key in found[: query.limit + 1]:
        yield value[0] if value else NOTHING, key


def _matching(rows: QuerySet[M], query: Query) -> QuerySet[M]:
    """Return the rows, each with a key, of records that all conditions hold for."""
    rows = rows.filter(account=query.account, kind=query.kind)
    for one in query.where:
        held = Q(Exists(_fields(query, one.field).filter(_compared(one))))
        if one.op in (Op.EQ, Op.IN) and None in one.choices:
            held |= _lacks(query, one.field)
        rows = rows.filter(held)
    return rows


def _fields(query: Query, field: str) -> QuerySet[models.Entry]:
    return models.Entry.objects.filter(
        account=query.account, kind=query.kind, field=field, key=OuterRef("key")
    )


def _lacks(query: Query, field: str) -> Q:
    return ~Q(Exists(_fields(query, field)))


def _compared(wanted: Filter) -> Q:
    if wanted.op is Op.CONTAINS:
        return Q(folded__contains=str(wanted.value).casefold())
    choices = [sortable(one) for one in wanted.choices]
    if wanted.op in (Op.EQ, Op.IN):
        return Q(value__in=choices)
    low, high = same_type(choices[0])
    bound = {"lt": "value__lt", "le": "value__lte", "gt": "value__gt", "ge": "value__gte"}
    return Q(value__gte=low, value__lt=high) & Q(**{bound[wanted.op]: choices[0]})
