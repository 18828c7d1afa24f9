"""Cases of counting."""

from __future__ import annotations

from tiktok_bc_sync.storage.conformance.subject import KIND, Cases, Subject, write
from tiktok_bc_sync.storage.record import Delete, Filter, Op


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

    def test_counts_follow_what_is_changed_and_deleted(self, subject: Subject) -> None:
        for key, colour in (("a", "red"), ("b", "red"), ("c", "blue")):
            subject.put(key, colour=colour, sold=False)
        subject.put("a", colour="blue")
        subject.put("b", sold=True)
        subject.delete("c")
        assert subject.count() == {None: 2}
        assert subject.count(by="colour") == {"blue": 1, None: 1}
        assert subject.count(by="sold") == {True: 1, None: 1}
        assert subject.count(Filter("colour", Op.EQ, "red")) == {None: 0}
        assert subject.count(Filter("colour", Op.IN, ("blue", None, "blue"))) == {None: 2}

    def test_hundreds_of_values_are_counted_as_well(self, subject: Subject) -> None:
        made = subject.commit(*(write(f"{n}", None, {"size": n, "of": "x"}) for n in range(300)))
        subject.commit(*(write(f"{n}", None, {"size": n - 1}) for n in range(300, 310)))
        subject.commit(*(Delete(KIND, one.key, one.version) for one in made[:298]))
        sizes = dict.fromkeys((298, *range(300, 309)), 1) | {299: 2}
        assert subject.count(by="size") == sizes
        assert subject.count(Filter("size", Op.IN, (299, 7))) == {None: 2}
        assert subject.count(by="of") == {"x": 2, None: 10}

    def test_a_value_met_one_by_one_is_counted(self, subject: Subject) -> None:
        for number in range(120):
            subject.commit(write(f"{number}", None, {"size": number // 2}))
        assert subject.count(by="size") == dict.fromkeys(range(60), 2)
        for number in range(120, 180):
            subject.commit(write(f"{number}", None, {"size": number}))
        found = subject.count(by="size")
        assert found == dict.fromkeys(range(60), 2) | dict.fromkeys(range(120, 180), 1)

    def test_a_long_value_is_counted_in_full(self, subject: Subject) -> None:
        long = "long " * 100
        subject.put("a", text=long + "1")
        assert subject.count(by="text") == {long + "1": 1}
        subject.put("b", text=long + "2")
        subject.put("c", text=long + "2")
        assert subject.count(by="text") == {long + "1": 1, long + "2": 2}
