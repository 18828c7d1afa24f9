"""Cases of writing: all or none, each at the version that it expects."""

from __future__ import annotations

import pytest

from tiktok_bc_sync.errors import Conflict, InvalidInput
from tiktok_bc_sync.storage.conformance.subject import KIND, Cases, Subject, write
from tiktok_bc_sync.storage.record import Delete, Filter, Op, Write


def _refused(subject: Subject, *writes: Write | Delete) -> dict[tuple[str, str], int | None]:
    with pytest.raises(Conflict) as caught:
        subject.commit(*writes)
    return caught.value.found


class CommitCases(Cases):
    """``commit``."""

    def test_a_new_record_must_not_exist(self, subject: Subject) -> None:
        kept = subject.put("a")
        assert _refused(subject, write("a", body={"new": True})) == {(KIND, "a"): kept.version}
        assert subject.read("a")["a"].body == {}

    def test_a_change_must_expect_the_version_that_is_there(self, subject: Subject) -> None:
        first = subject.put("a")
        second = subject.put("a")
        for stale in (first.version, second.version + 1, 0):
            found = _refused(subject, write("a", stale, body={"lost": True}))
            assert found == {(KIND, "a"): second.version}
        assert subject.read("a")["a"].body == {}

    def test_a_change_of_nothing_finds_nothing(self, subject: Subject) -> None:
        assert _refused(subject, write("a", 1)) == {(KIND, "a"): None}
        assert subject.read("a") == {}

    def test_versions_grow(self, subject: Subject) -> None:
        versions = [subject.put("a").version for _ in range(5)]
        assert versions == sorted(set(versions))

    def test_a_record_made_anew_never_has_an_old_version(self, subject: Subject) -> None:
        before = [subject.put("a").version for _ in range(3)]
        subject.delete("a")
        again = subject.put("a").version
        assert again > max(before)
        _refused(subject, write("a", before[0], body={"lost": True}))

    def test_the_records_written_are_returned_in_order(self, subject: Subject) -> None:
        old = subject.put("b")
        made = subject.commit(write("z"), Delete(KIND, "b", old.version), write("a"), write("m"))
        assert [record.key for record in made] == ["z", "a", "m"]
        assert {record.key: record for record in made} == subject.read("a", "m", "z")

    def test_one_stale_write_stops_all(self, subject: Subject) -> None:
        a, b = subject.put("a", colour="red"), subject.put("b", colour="red")
        _refused(
            subject,
            write("new", None, {"colour": "blue"}),
            write("a", a.version, {"colour": "blue"}),
            Delete(KIND, "b", b.version),
            write("gone", 1),
        )
        assert subject.read("a", "b", "new") == {"a": a, "b": b}
        assert subject.keys(Filter("colour", Op.EQ, "red")) == ["a", "b"]
        assert subject.count(by="colour") == {"red": 2}

    def test_a_stale_delete_stops_all(self, subject: Subject) -> None:
        a = subject.put("a")
        found = _refused(subject, write("new"), Delete(KIND, "a", a.version + 1))
        assert found == {(KIND, "a"): a.version}
        assert set(subject.read("a", "new")) == {"a"}

    def test_a_conflict_names_every_mismatch_and_nothing_else(self, subject: Subject) -> None:
        a, b = subject.put("a"), subject.put("b")
        found = _refused(
            subject,
            write("a", a.version),
            write("b"),
            write("c", 7),
            Delete("other", "d", 1),
            write("new"),
        )
        assert found == {(KIND, "b"): b.version, (KIND, "c"): None, ("other", "d"): None}

    def test_kinds_are_written_together(self, subject: Subject) -> None:
        subject.commit(write("a"), write("a", kind="other"))
        found = _refused(subject, write("b"), write("a", kind="other"))
        assert set(found) == {("other", "a")}
        assert subject.read("b") == {}

    def test_a_deleted_record_is_gone_everywhere(self, subject: Subject) -> None:
        subject.put("a", colour="red")
        subject.put("b", colour="red")
        subject.delete("a")
        assert set(subject.read("a", "b")) == {"b"}
        assert subject.keys() == subject.keys(Filter("colour", Op.EQ, "red")) == ["b"]
        assert subject.keys(order_by="colour") == ["b"]
        assert subject.count() == {None: 1}
        assert subject.count(by="colour") == {"red": 1}

    def test_deleting_what_does_not_exist_is_a_conflict(self, subject: Subject) -> None:
        assert _refused(subject, Delete(KIND, "a", 1)) == {(KIND, "a"): None}

    @pytest.mark.parametrize("second", [write("a", body={"is": 2}), Delete(KIND, "a", 1)])
    def test_a_record_named_twice_is_refused(
        self, subject: Subject, second: Write | Delete
    ) -> None:
        with pytest.raises(InvalidInput):
            subject.commit(write("b"), write("a", body={"is": 1}), second)
        assert subject.read("a", "b") == {}

    def test_a_commit_of_nothing_does_nothing(self, subject: Subject) -> None:
        assert list(subject.commit()) == []

    def test_more_than_a_thousand_records_are_written_and_deleted_at_once(
        self, subject: Subject
    ) -> None:
        keys = [f"{number:04}" for number in range(1200)]
        made = subject.commit(*(write(key, None, {"of": "many"}) for key in keys))
        assert subject.count(by="of") == {"many": 1200}
        again = subject.commit(*(write(one.key, one.version, {"of": "all"}) for one in made))
        assert subject.count(by="of") == {"all": 1200}
        subject.commit(*(Delete(KIND, one.key, one.version) for one in again))
        assert subject.count() == {None: 0}

    def test_index_values_are_replaced_as_a_whole(self, subject: Subject) -> None:
        subject.put("a", colour="red", size=1)
        subject.put("a", colour="blue", weight=3)
        assert subject.keys(Filter("colour", Op.EQ, "red")) == []
        assert subject.keys(Filter("size", Op.EQ, 1)) == []
        assert subject.keys(Filter("weight", Op.EQ, 3)) == ["a"]
        assert subject.read("a")["a"].index == {"colour": "blue", "weight": 3}
