"""What TikTok is shown of a variant's stock, and never more than can be sold."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tests.mapping.makers import SETTINGS, variant
from tiktok_bc_sync.mapping.stock import stock_of
from tiktok_bc_sync.models import QuantityPolicy, Settings, StockRule

TWO_PLACES = Settings(warehouses=(("1", "main"), ("2", "annex"), ("3", "main")))


@pytest.mark.parametrize(
    ("policy", "sellable", "shown"),
    [
        (QuantityPolicy(), 7, 7),
        (QuantityPolicy(percent=50), 7, 3),
        (QuantityPolicy(percent=50), 1, 0),
        (QuantityPolicy(percent=50, at_least=1), 1, 1),
        (QuantityPolicy(at_least=10), 7, 7),  # never above what can be sold
        (QuantityPolicy(percent=10, at_least=5), 20, 5),
        (QuantityPolicy(at_most=5), 7, 5),
        (QuantityPolicy(at_least=9, at_most=5), 20, 5),
        (QuantityPolicy(fixed=3), 7, 3),
        (QuantityPolicy(fixed=9), 7, 7),
        (QuantityPolicy(fixed=0), 7, 0),
        (QuantityPolicy(fixed=3, percent=10, at_most=1), 7, 3),
        (QuantityPolicy(tell_below=5), 100, 6),
        (QuantityPolicy(tell_below=5), 7, 6),
        (QuantityPolicy(tell_below=5), 6, 6),
        (QuantityPolicy(tell_below=5), 5, 5),
        (QuantityPolicy(tell_below=5), 0, 0),
        (QuantityPolicy(percent=50, tell_below=5), 10, 5),
    ],
)
def test_a_quantity_policy_shows_a_part_of_what_can_be_sold(
    policy: QuantityPolicy, sellable: int, shown: int
) -> None:
    assert policy.shown(sellable) == shown
    assert stock_of(variant(1, stock=sellable), Settings(quantity=policy)).units == shown


def test_above_the_number_to_tell_from_nothing_changes_so_that_nothing_is_told() -> None:
    policy = QuantityPolicy(tell_below=5)
    assert {policy.shown(units) for units in range(6, 1000)} == {6}


@pytest.mark.parametrize(
    "wrong",
    [{"percent": 0}, {"percent": 101}, {"at_least": -1}, {"at_most": -1}, {"fixed": -1}],
)
def test_a_policy_that_makes_no_sense_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        QuantityPolicy(**wrong)


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (QuantityPolicy(), ""),
        (QuantityPolicy(percent=50, at_least=2, at_most=9), "50 %, at least 2, at most 9"),
        (QuantityPolicy(fixed=5, tell_below=3), "fixed 5, told from 3 down"),
    ],
)
def test_a_policy_reads_as_words(policy: QuantityPolicy, words: str) -> None:
    assert str(policy) == words


@pytest.mark.parametrize(
    ("stock", "held", "units", "places"),
    [
        # Two locations may be one warehouse; a location that is not chosen doesn't count.
        (20, (("1", 4), ("2", 5), ("3", 1), ("9", 10)), 10, (("main", 5), ("annex", 5))),
        (20, (("2", 5),), 5, (("main", 0), ("annex", 5))),
        (20, (), 0, (("main", 0), ("annex", 0))),
        (3, (("1", 4), ("2", 5)), 3, (("main", 3), ("annex", 0))),  # one count is older
        (20, (("1", -4), ("2", 5)), 5, (("main", 0), ("annex", 5))),
        # Nobody counted by location, or nothing is counted: it lies in the default warehouse.
        (7, None, 7, (("main", 0), ("annex", 0), ("w1", 7))),
        (None, (("1", 4),), 100, (("main", 0), ("annex", 0), ("w1", 100))),
    ],
)
def test_stock_is_sold_from_the_chosen_locations_into_their_warehouses(
    stock: int | None,
    held: tuple[tuple[str, int], ...] | None,
    units: int,
    places: tuple[tuple[str, int], ...],
) -> None:
    made = stock_of(variant(1, stock=stock), TWO_PLACES, {}, held, warehouse_id="w1")
    assert made.units == units
    shown = dict(made.at_warehouses)
    assert shown == {"w1": 0} | dict(places)


def test_without_a_mapping_all_of_it_is_in_the_drafts_warehouse() -> None:
    assert stock_of(variant(1), SETTINGS, {}, (("1", 2),), warehouse_id="w1").at_warehouses == ()


def test_the_steps_tell_how_the_number_came_about() -> None:
    settings = evolve(
        TWO_PLACES, stock=StockRule(threshold=2), quantity=QuantityPolicy(percent=50, at_most=3)
    )
    made = stock_of(variant(1, stock=20), settings, {"LAMP-1": 2}, (("1", 6), ("2", 6)))
    assert str(made) == (
        "in BigCommerce: 20; at the chosen locations: 12; less orders of TikTok's: 10; "
        "threshold 2: 10; 50 %, at most 3: 3; shown: 3"
    )
    assert made.at_warehouses == (("main", 3), ("annex", 0))
    assert str(stock_of(variant(1, stock=None), SETTINGS)) == "not tracked: 100; shown: 100"
    gone = evolve(variant(1), purchasable=False)
    assert str(stock_of(gone, SETTINGS)) == "can't be bought: 0"


@pytest.mark.parametrize(
    ("stock", "typed", "shown"),
    [(5, 3, 3), (5, 9, 5), (5, 0, 0), (None, 500, 500), (None, 0, 0), (-3, 9, 0)],
)
def test_a_typed_number_is_shown_as_far_as_it_can_be_sold(
    stock: int | None, typed: int, shown: int
) -> None:
    settings = Settings(quantity=QuantityPolicy(fixed=1))
    assert stock_of(variant(1, stock=stock), settings, typed=typed).units == shown


units = st.integers(-5, 200)
policies = st.builds(
    QuantityPolicy,
    percent=st.integers(1, 100),
    at_least=st.integers(0, 50),
    at_most=st.none() | st.integers(0, 50),
    fixed=st.none() | st.integers(0, 50),
    tell_below=st.none() | st.integers(0, 50),
)


@given(
    stock=units,
    reserved=st.integers(0, 50),
    threshold=st.integers(0, 10),
    policy=policies,
    typed=st.none() | st.integers(0, 300),
    mapped=st.lists(st.tuples(st.sampled_from("123"), st.sampled_from("ab")), max_size=3),
    held=st.none() | st.dictionaries(st.sampled_from("1234"), units, max_size=4),
)
def test_never_more_is_shown_than_can_be_sold_in_all_and_at_each_warehouse(
    stock: int,
    reserved: int,
    threshold: int,
    policy: QuantityPolicy,
    typed: int | None,
    mapped: list[tuple[str, str]],
    held: dict[str, int] | None,
) -> None:
    warehouses = tuple(dict(mapped).items())  # a location is in one warehouse
    settings = Settings(
        stock=StockRule(threshold=threshold), quantity=policy, warehouses=warehouses
    )
    places = None if held is None else tuple(held.items())
    one = variant(1, stock=stock)
    made = stock_of(one, settings, {"LAMP-1": reserved}, places, typed=typed, warehouse_id="w")
    assert 0 <= made.units <= max(0, stock - reserved)
    assert made.steps[-1].units == made.units
    if not warehouses:
        assert made.at_warehouses == ()
        return
    assert sum(there for _, there in made.at_warehouses) == made.units
    if held is not None:
        for name, there in made.at_warehouses:
            here = (held.get(place, 0) for place, at in warehouses if at == name)
            assert 0 <= there <= sum(max(0, one) for one in here)
