"""Storages that each break one promise, in the ways that real ones do, and the cases that catch them."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import cast

from attrs import evolve

from tiktok_bc_sync.storage import (
    Delete,
    Filter,
    IndexValue,
    Lease,
    MemoryStorage,
    Op,
    Page,
    Query,
    Record,
    Write,
)
from tiktok_bc_sync.storage.conformance import StorageConformance


class LosesUpdates(MemoryStorage):
    """Ignores the expected version of a change."""

    def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        return super().commit(account, [self._lax(account, one) for one in writes])

    def _lax(self, account: str, one: Write | Delete) -> Write | Delete:
        known = self.read(account, one.kind, [one.key])
        return evolve(one, expected=known[0].version) if known and one.expected else one


class CommitsOneByOne(MemoryStorage):
    """Keeps what was written before the write that failed."""

    def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        return [
            made for one in writes for made in super(CommitsOneByOne, self).commit(account, [one])
        ]


class ForgetsVersions(MemoryStorage):
    """Begins to count anew with each record, also where it was deleted before."""

    def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        return [self._told(one) for one in super().commit(account, self._meant(account, writes))]

    def read(self, account: str, kind: str, keys: Sequence[str]) -> Sequence[Record]:
        return [self._told(one) for one in super().read(account, kind, keys)]

    def __init__(self) -> None:
        super().__init__()
        self._first: dict[tuple[str, str, str], int] = {}

    def _told(self, record: Record) -> Record:
        name = (record.account, record.kind, record.key)
        return evolve(
            record, version=record.version - self._first.setdefault(name, record.version - 1)
        )

    def _meant(self, account: str, writes: Sequence[Write | Delete]) -> list[Write | Delete]:
        meant: list[Write | Delete] = []
        for one in writes:
            name = (account, one.kind, one.key)
            first = self._first.get(name, 0)
            meant.append(
                one if one.expected is None else evolve(one, expected=one.expected + first)
            )
            if isinstance(one, Delete):
                self._first.pop(name, None)
        return meant


class WalksByOffset(MemoryStorage):
    """Counts how many records to skip, whatever was deleted before them meanwhile."""

    def find(self, query: Query) -> Page:
        found = super().find(evolve(query, after=None, limit=1000)).records
        start = int(query.after or 0)
        end = start + query.limit
        return Page(found[start:end], str(end) if end < len(found) else None)


class SkipsTies(MemoryStorage):
    """Continues behind the last value, and so behind all records that have the same one."""

    def find(self, query: Query) -> Page:
        page = super().find(query)
        if page.next is None or query.order_by == "key":
            return page
        last = page.records[-1].index.get(query.order_by)
        end = page
        while end.next and end.records[-1].index.get(query.order_by) == last:
            end = super().find(evolve(query, after=end.next, limit=1))
        return Page(page.records, end.next)


class SearchesWithCase(MemoryStorage):
    """Takes "lamp" and "Lamp" for different."""

    def find(self, query: Query) -> Page:
        page = super().find(query)
        return evolve(page, records=[one for one in page.records if _literally(one, query.where)])


def _literally(record: Record, where: Sequence[Filter]) -> bool:
    searches = [one for one in where if one.op is Op.CONTAINS]
    return all(str(one.value) in str(record.index.get(one.field)) for one in searches)


class MixesAccounts(MemoryStorage):
    """Finds by a column that the database compares without case."""

    def find(self, query: Query) -> Page:
        return super().find(evolve(query, account=query.account.lower()))


class ReadsOfAll(MemoryStorage):
    """Reads by kind and key, whoever's record that is."""

    def __init__(self) -> None:
        super().__init__()
        self._accounts: set[str] = set()

    def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        self._accounts.add(account)
        return super().commit(account, writes)

    def read(self, account: str, kind: str, keys: Sequence[str]) -> Sequence[Record]:
        found = {
            one.key: one
            for other in (*sorted(self._accounts), account)
            for one in super(ReadsOfAll, self).read(other, kind, keys)
        }
        return list(found.values())


class ShowsHalves(MemoryStorage):
    """Checks a whole commit, and then shows one record of it after the other."""

    def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        made: list[Record] = []
        for one in writes if self._all_match(account, writes) else [writes]:
            time.sleep(0.001)
            made += super().commit(account, [one] if isinstance(one, Write | Delete) else one)
        return made

    def _all_match(self, account: str, writes: Sequence[Write | Delete]) -> bool:
        if len({(one.kind, one.key) for one in writes}) < len(writes):
            return False
        known = {
            (one.kind, one.key): found.version
            for one in writes
            for found in self.read(account, one.kind, [one.key])
        }
        return all(known.get((one.kind, one.key)) == one.expected for one in writes)


class OrdersAsItComes(MemoryStorage):
    """Orders by the field alone: which of two equal ones comes first changes with each query."""

    def find(self, query: Query) -> Page:
        page = super().find(query)
        self._turned = not getattr(self, "_turned", False)
        if not self._turned:
            return page
        groups = groupby(page.records, key=lambda one: one.index.get(query.order_by, one.key))
        return evolve(page, records=[one for _, some in groups for one in reversed([*some])])


class CutsTexts(MemoryStorage):
    """Indexes the first characters of a text only."""

    def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        return super().commit(account, [_short(one) for one in writes])


def _short(one: Write | Delete) -> Write | Delete:
    if isinstance(one, Delete):
        return one
    return evolve(
        one,
        index={
            field: value[:300] if isinstance(value, str) else value
            for field, value in one.index.items()
        },
    )


class TakesTrueForOne(MemoryStorage):
    """Keeps booleans as numbers."""

    def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        return super().commit(account, [_numbered(one) for one in writes])


def _numbered(one: Write | Delete) -> Write | Delete:
    if isinstance(one, Delete):
        return one
    index = {
        field: int(value) if isinstance(value, bool) else value
        for field, value in one.index.items()
    }
    return evolve(one, index=index)


class SharesBodies(MemoryStorage):
    """Hands out the same dictionary that it was given."""

    def __init__(self) -> None:
        super().__init__()
        self._bodies: dict[tuple[str, str, str], Write] = {}

    def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        made = super().commit(account, writes)
        for one in writes:
            if isinstance(one, Write):
                self._bodies[account, one.kind, one.key] = one
        return made

    def read(self, account: str, kind: str, keys: Sequence[str]) -> Sequence[Record]:
        found = super().read(account, kind, keys)
        return [evolve(one, body=self._bodies[account, kind, one.key].body) for one in found]


class CountsWhatIsThere(MemoryStorage):
    """Leaves out the records that have no value."""

    def count(
        self, account: str, kind: str, where: Sequence[Filter] = (), by: str | None = None
    ) -> Mapping[IndexValue, int]:
        found = dict(super().count(account, kind, where, by))
        if by:
            found.pop(None, None)
        return found


class NeverLetsGo(MemoryStorage):
    """Leases do not expire."""

    def __init__(self) -> None:
        super().__init__(clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))


class ForgetsTokens(MemoryStorage):
    """Begins with the first token again once a lease is free."""

    def acquire(self, name: str, owner: str, ttl: timedelta) -> Lease | None:
        lease = super().acquire(name, owner, ttl)
        return evolve(lease, token=1) if lease else None


class ReleasesForAll(MemoryStorage):
    """Frees a lease whoever gives it back."""

    def release(self, lease: Lease) -> None:
        for token in range(lease.token + 10):
            for owner in ("anna", "boris"):
                super().release(evolve(lease, owner=owner, token=token))


CAUGHT: dict[type[MemoryStorage], list[str]] = {
    LosesUpdates: [
        "test_a_change_must_expect_the_version_that_is_there",
        "test_a_stale_delete_stops_all",
        "test_no_count_is_lost",
    ],
    CommitsOneByOne: [
        "test_one_stale_write_stops_all",
        "test_a_conflict_names_every_mismatch_and_nothing_else",
        "test_kinds_are_written_together",
        "test_a_record_named_twice_is_refused",
    ],
    ForgetsVersions: ["test_a_record_made_anew_never_has_an_old_version"],
    WalksByOffset: ["test_a_walk_survives_what_is_written_and_deleted_meanwhile"],
    SkipsTies: ["test_a_walk_meets_every_record_once_and_in_order"],
    SearchesWithCase: ["test_contains_ignores_case_and_takes_every_character_literally"],
    MixesAccounts: ["test_a_delete_in_one_account_leaves_the_other_alone"],
    ReadsOfAll: ["test_accounts_share_no_records"],
    ShowsHalves: ["test_nobody_sees_half_of_a_commit"],
    OrdersAsItComes: ["test_a_walk_meets_every_record_once_and_in_order"],
    CutsTexts: ["test_long_texts_are_equal_only_in_full", "test_a_long_value_is_counted_in_full"],
    TakesTrueForOne: [
        "test_a_comparison_finds_just_what_it_holds_for",
        "test_an_index_value_keeps_its_type",
    ],
    SharesBodies: [
        "test_a_tuple_comes_back_as_a_list",
        "test_a_body_changed_by_its_writer_later_is_not_changed_here",
    ],
    CountsWhatIsThere: ["test_what_has_no_value_is_counted_under_none"],
    NeverLetsGo: ["test_an_expired_lease_goes_to_the_next_with_a_greater_token"],
    ForgetsTokens: [
        "test_an_expired_lease_goes_to_the_next_with_a_greater_token",
        "test_whoever_comes_back_too_late_has_a_greater_token",
        "test_a_lease_given_back_is_free_at_once",
    ],
    ReleasesForAll: [
        "test_giving_back_what_another_has_now_does_nothing",
        "test_giving_back_an_older_lease_of_ones_own_does_nothing",
    ],
}


def suite_of(made: type[MemoryStorage]) -> type[StorageConformance]:
    """Return the suite pointed at a storage."""
    hooks = {"make_storage": lambda _: made()}
    return cast(
        "type[StorageConformance]", type(f"Test{made.__name__}", (StorageConformance,), hooks)
    )


_made: list[type[MemoryStorage]] = [MemoryStorage, *CAUGHT]
suites = {f"Test{made.__name__}": suite_of(made) for made in _made}
