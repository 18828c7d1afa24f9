"""Cases of reading by key, and of the walls between accounts and kinds."""

from __future__ import annotations

from tiktok_bc_sync.storage.conformance.subject import KIND, Cases, Subject, write
from tiktok_bc_sync.storage.record import LONGEST_KEY, Filter, Op, Record

_ALIKE = (
    "a",
    "A",
    "a ",
    " a",
    "á",
    "a\u0301",
    "\uff41",
    "%",
    "_",
    "a/b",
    "a'b",
    'a"b',
    "a\\b",
    "🧡",
    "ß",
    "ss",
)


class ReadCases(Cases):
    """``read``, accounts and kinds."""

    def test_a_record_is_read_as_it_was_written(self, subject: Subject) -> None:
        (made,) = subject.commit(write("a", None, {"colour": "red", "size": 2}, {"text": "hello"}))
        assert subject.read("a")["a"] == Record(
            subject.account,
            KIND,
            "a",
            made.version,
            {"colour": "red", "size": 2},
            {"text": "hello"},
        )

    def test_keys_that_do_not_exist_are_left_out(self, subject: Subject) -> None:
        subject.put("a")
        assert set(subject.read("missing", "a", "b")) == {"a"}

    def test_a_key_asked_for_twice_is_answered_once(self, subject: Subject) -> None:
        subject.put("a")
        assert set(subject.read("a", "a")) == {"a"}

    def test_no_keys_find_nothing(self, subject: Subject) -> None:
        subject.put("a")
        assert subject.read() == {}

    def test_more_than_a_thousand_keys_are_read_at_once(self, subject: Subject) -> None:
        keys = [f"{number:04}" for number in range(1200)]
        subject.commit(*(write(key) for key in keys[:1100]))
        assert sorted(subject.read(*keys)) == keys[:1100]

    def test_keys_that_look_alike_are_different(self, subject: Subject) -> None:
        for key in _ALIKE:  # one commit each: none of them may be taken for one that is there
            subject.commit(write(key, body={"is": key}))
        found = subject.read(*_ALIKE)
        assert {key: found[key].body for key in found} == {key: {"is": key} for key in _ALIKE}

    def test_the_longest_keys_differ_in_their_last_character(self, subject: Subject) -> None:
        start = "k" * (LONGEST_KEY - 1)
        subject.commit(write(start + "1", body={"is": 1}), write(start + "2", body={"is": 2}))
        assert subject.read(start + "1")[start + "1"].body == {"is": 1}

    def test_the_longest_keys_and_values_may_be_of_any_characters(self, subject: Subject) -> None:
        # Four bytes each, and none that a database could make shorter.
        wide = "".join(chr(0x20000 + 7 * number) for number in range(LONGEST_KEY))
        subject.commit(write(wide, None, {"text": wide, "more": wide[1:]}, {"is": wide}))
        assert subject.read(wide)[wide].body == {"is": wide}
        for field, value in (("text", wide), ("more", wide[1:])):
            assert subject.keys(Filter(field, Op.EQ, value), order_by=field) == [wide]

    def test_accounts_share_no_records(self, subject: Subject) -> None:
        other = subject.beside(subject.account + "/x")
        subject.commit(write("a", None, {"of": "mine"}, {"of": "mine"}))
        other.commit(write("a", None, {"of": "theirs"}, {"of": "theirs"}), write("b"))
        assert subject.read("a", "b") == {"a": subject.read("a")["a"]}
        assert subject.read("a")["a"].body == {"of": "mine"}
        assert subject.keys() == ["a"]
        assert subject.keys(Filter("of", Op.EQ, "theirs")) == []
        assert subject.keys(order_by="of") == ["a"]
        assert subject.count() == {None: 1}
        assert subject.count(by="of") == {"mine": 1}

    def test_a_delete_in_one_account_leaves_the_other_alone(self, subject: Subject) -> None:
        other = subject.beside(subject.account.upper())
        subject.put("a", colour="red")
        other.put("a", colour="red")
        other.delete("a")
        assert subject.keys(Filter("colour", Op.EQ, "red")) == ["a"]
        assert other.keys() == []

    def test_kinds_share_no_records(self, subject: Subject) -> None:
        subject.commit(
            write("a", None, {"colour": "red"}, {"is": 1}),
            write("a", None, {"colour": "red"}, {"is": 2}, kind="Note"),
            write("b", None, {"colour": "red"}, kind="Note"),
        )
        assert subject.read("a", "b")["a"].body == {"is": 1}
        assert subject.read("a", kind="Note")["a"].body == {"is": 2}
        assert subject.keys(Filter("colour", Op.EQ, "red")) == ["a"]
        assert subject.keys(order_by="colour") == ["a"]
        assert subject.count(by="colour") == {"red": 1}
