"""Products that are listed, stopped and listed again by themselves."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

from tests.mapping.makers import drafted, listed, product, variant
from tests.mapping.test_changes import known
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.mapping.changes import decide
from tiktok_bc_sync.mapping.listing_rules import holds
from tiktok_bc_sync.models import (
    Action,
    Listing,
    ListingRule,
    ListingRules,
    Match,
    Product,
    Settings,
)
from tiktok_bc_sync.rules import all_of, any_of, brand, title

HIDDEN = evolve(product(), visible=False)
STOP_HIDDEN = ListingRules(stop_when=ListingRule(visible=False))
STOCKED = ListingRules(
    list_when=ListingRule(visible=True, stock_at_least=3),
    stop_when=ListingRule(visible=False),
)


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (ListingRule(), False),
        (ListingRule(Match.ANY), False),
        (ListingRule(visible=True), True),
        (ListingRule(visible=False), False),
        (ListingRule(stock_at_least=10), True),
        (ListingRule(stock_at_least=11), False),
        (ListingRule(stock_at_most=10), True),
        (ListingRule(stock_at_most=9), False),
        (ListingRule(price_at_least=Decimal(49)), True),
        (ListingRule(price_at_least="49.01"), False),
        (ListingRule(price_at_most=49), True),
        (ListingRule(price_at_most="48.99"), False),
        (ListingRule(query=any_of(brand.equals("lux"))), True),
        (ListingRule(query=all_of(title.contains("chair"))), False),
        (ListingRule(visible=True, stock_at_least=3, query=any_of(brand.equals("Lux"))), True),
        (ListingRule(visible=True, stock_at_least=99), False),
        (ListingRule(Match.ANY, visible=True, stock_at_least=99), True),
        (ListingRule(Match.ANY, visible=False, stock_at_least=99), False),
    ],
)
def test_a_rule_looks_at_stock_price_visibility_and_texts(rule: ListingRule, fits: bool) -> None:
    one = product(variant(1, price="49"), variant(2, price="60"))
    assert holds(rule, one, 10) is fits


def test_prices_that_are_no_numbers_are_not_looked_at() -> None:
    one = product(variant(1, price="NaN"), variant(2, price="60"))
    assert holds(ListingRule(price_at_least=60), one, 0)
    assert not holds(ListingRule(price_at_least=1), evolve(one, variants=()), 0)


def test_a_query_that_cannot_be_used_is_refused() -> None:
    with pytest.raises(InvalidInput):
        holds(ListingRule(query=any_of()), product(), 1)


@pytest.mark.parametrize(
    ("one", "rules", "actions"),
    [
        (product(), None, "create"),
        (HIDDEN, None, "create"),
        (product(), STOP_HIDDEN, "create"),
        (HIDDEN, STOP_HIDDEN, ""),
        (product(), STOCKED, "create"),
        (product(variant(1, stock=2)), STOCKED, ""),
        (product(variant(1, stock=3)), STOCKED, "create"),
        (HIDDEN, STOCKED, ""),
    ],
)
def test_what_a_rule_wants_is_listed(
    one: Product, rules: ListingRules | None, actions: str
) -> None:
    settings = Settings(listing_rules=rules)
    change = decide(one, drafted(one, settings=settings), None, settings)
    assert " ".join(change.actions) == actions


@pytest.mark.parametrize(
    ("one", "listing", "actions", "reasons"),
    [
        (product(), known(), "", []),
        # Sold out first, so that nothing is bought while it is taken down.
        (HIDDEN, known(), "stock deactivate", ["stopped_by_rule"]),
        (HIDDEN, known(vendor="PENDING"), "stock", ["stopped_by_rule"]),
        (
            evolve(HIDDEN, title=""),
            known(),
            "blocked stock deactivate",
            ["stopped_by_rule", "missing_title"],
        ),
        # What would be edited waits: an edit would put it on sale again.
        (evolve(HIDDEN, title="New"), known(vendor="SELLER_DEACTIVATED"), "stock", None),
    ],
)
def test_what_a_rule_stops_is_sold_out_and_taken_down(
    one: Product, listing: Listing, actions: str, reasons: list[str] | None
) -> None:
    settings = Settings(listing_rules=STOP_HIDDEN)
    change = decide(one, drafted(one, settings=settings), listing, settings)
    assert " ".join(change.actions) == actions
    assert all(told.stock == 0 for told in change.stock)
    if reasons is not None:
        assert [reason.code for reason in change.reasons] == reasons


def down(*, by_rule: bool) -> Listing:
    listing = known(listed(drafted()), "SELLER_DEACTIVATED")
    skus = tuple(evolve(sku, stock=0) for sku in listing.skus)
    return evolve(listing, stopped_by_rule=by_rule, skus=skus if by_rule else listing.skus)


@pytest.mark.parametrize(
    ("one", "listing", "rules", "actions"),
    [
        (product(), down(by_rule=True), STOP_HIDDEN, "stock activate"),
        (HIDDEN, down(by_rule=True), STOP_HIDDEN, ""),
        (product(), down(by_rule=True), STOCKED, "stock activate"),
        (product(variant(1, stock=2)), down(by_rule=True), STOCKED, "stock"),
        # What the merchant took down stays down.
        (product(), down(by_rule=False), STOP_HIDDEN, ""),
        # An edit comes first, and is reviewed.
        (product(title="New"), down(by_rule=True), STOP_HIDDEN, "edit stock"),
    ],
)
def test_what_a_rule_stopped_comes_back_when_it_no_longer_holds(
    one: Product, listing: Listing, rules: ListingRules, actions: str
) -> None:
    settings = Settings(listing_rules=rules)
    change = decide(one, drafted(one, settings=settings), listing, settings)
    assert " ".join(change.actions) == actions


def test_rules_do_not_list_what_is_not_synced_or_blocked() -> None:
    off = Settings(sync_product=False, listing_rules=STOCKED)
    assert not decide(product(), drafted(settings=off), None, off)
    on = Settings(listing_rules=STOCKED)
    untitled = product(title="")
    change = decide(untitled, drafted(untitled, settings=on), None, on)
    assert change.actions == (Action.BLOCKED,)
