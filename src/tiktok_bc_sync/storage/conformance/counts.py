"""Cases of counting."""

from __future__ import annotations

from tiktok_bc_sync.storage.conformance.subject import Cases, Subject, write
from tiktok_bc_sync.storage.record import Filter, Op


class CountCases(Cases):
    """``count``."""

    def test_all_are_counted_under_none(self, subject: Subject) -> None:
        assert subject.count() == {None: 0}
        subject.commit(write("a"), write("b", None, {"colour": "red"}))
        assert subject.count() == {None: 2}

    def test_each_value_is_counted(self, subject: Subject) -> None:
        subject.put("a", colour="red")
        subject.put("b", colour="red")
        subject.put("c", colour="Red")
        subject.put("d", colour="")
        assert subject.count(by="colour") == {"red": 2, "Red": 1, "": 1}

    def test_values_keep_their_type(self, subject: Subject) -> None:
        subject.put("a", size=-5)
        subject.put("b", size=2**40)
        subject.put("c", size="5")
        found = subject.count(by="size")
        assert found == {-5: 1, 2**40: 1, "5": 1}
        subject.put("d", sold=True)
        assert [type(one) for one in subject.count(Filter("sold", Op.EQ, True), by="sold")] == [
            bool
        ]

    def test_what_has_no_value_is_counted_under_none(self, subject: Subject) -> None:
        subject.put("a", colour="red")
        subject.put("b", colour=None)
        subject.put("c")
        assert subject.count(by="colour") == {"red": 1, None: 2}
        assert subject.count(by="nowhere") == {None: 3}

    def test_only_what_the_conditions_hold_for_is_counted(self, subject: Subject) -> None:
        subject.put("a", colour="red", size=1)
        subject.put("b", colour="red", size=2)
        subject.put("c", colour="blue", size=3)
        subject.put("d", size=3)
        large = Filter("size", Op.GE, 2)
        assert subject.count(large) == {None: 3}
        assert subject.count(large, by="colour") == {"red": 1, "blue": 1, None: 1}
        assert subject.count(Filter("size", Op.GT, 3), by="colour") == {}

    def test_a_long_value_is_counted_in_full(self, subject: Subject) -> None:
        long = "long " * 100
        subject.put("a", text=long + "1")
        subject.put("b", text=long + "2")
        subject.put("c", text=long + "2")
        assert subject.count(by="text") == {long + "1": 1, long + "2": 2}
