"""What is done about a product: the least that makes TikTok right, and nothing when it is."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import settings as few
from hypothesis import strategies as st

from tests.mapping import strategies
from tests.mapping.makers import TEMPLATE, drafted, listed, product, variant
from tests.rules.strategies import groups
from tests.rules.strategies import products as ruled_products
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.mapping.assignment import TemplateSet
from tiktok_bc_sync.mapping.changes import changed_prices, changed_stock, decide, digest
from tiktok_bc_sync.mapping.plan import Plan
from tiktok_bc_sync.mapping.reasons import Blocked, reason
from tiktok_bc_sync.models import (
    Action,
    Change,
    DraftSku,
    ListedSku,
    Listing,
    ListingDraft,
    ListingStatus,
    Money,
    Product,
    RuleGroup,
    Settings,
)
from tiktok_bc_sync.rules import any_of, brand, compile_group, title

WANTED = listed(drafted())
EVERYTHING = Settings()


def known(wanted: ListingDraft = WANTED, vendor: str = "ACTIVATE") -> Listing:
    """Return the listing as it is when a draft was applied in full."""
    return Listing(
        "77",
        wanted.title,
        "t",
        ListingStatus.LIVE,
        vendor_status=vendor,
        listing_id="9",
        digest=digest(wanted),
        skus=tuple(
            ListedSku(sku.sku, f"id-{sku.sku}", sku.price, sku.list_price, sku.stock)
            for sku in wanted.skus
        ),
    )


FIRST, SECOND = WANTED.skus


def first_sku(sku: DraftSku) -> ListingDraft:
    return evolve(WANTED, skus=(sku, SECOND))


DEARER = first_sku(evolve(FIRST, price=Money(50, "GBP")))
STRUCK = first_sku(evolve(FIRST, list_price=Money(60, "GBP")))
FEWER = first_sku(evolve(FIRST, stock=4))
BOTH = first_sku(evolve(FIRST, price=Money(50, "GBP"), stock=4))
RENAMED = evolve(BOTH, title="Floor lamp")
GONE = evolve(WANTED, skus=WANTED.skus[:1])


@pytest.mark.parametrize(
    ("wanted", "vendor", "actions"),
    [
        (WANTED, "ACTIVATE", ""),
        (DEARER, "ACTIVATE", "price"),
        (STRUCK, "ACTIVATE", "price"),
        (FEWER, "ACTIVATE", "stock"),
        (BOTH, "ACTIVATE", "price stock"),
        (RENAMED, "ACTIVATE", "edit"),
        (GONE, "ACTIVATE", "edit"),
        # Prices change on live listings alone, stock also on others.
        (BOTH, "PENDING", "stock"),
        (BOTH, "DRAFT", "stock"),
        (BOTH, "FAILED", "stock"),
        (BOTH, "SELLER_DEACTIVATED", "stock"),
        (BOTH, "PLATFORM_DEACTIVATED", ""),
        (BOTH, "FREEZE", ""),
        (BOTH, "SOMETHING_NEW", ""),
        # An edit waits for the review; the stock does not.
        (RENAMED, "PENDING", "stock"),
        (GONE, "PENDING", "stock"),
        (RENAMED, "FAILED", "edit"),
        (RENAMED, "SELLER_DEACTIVATED", "edit"),
        (RENAMED, "FREEZE", ""),
        (WANTED, "PENDING", ""),
    ],
)
def test_the_least_is_done_that_the_listings_status_allows(
    wanted: ListingDraft, vendor: str, actions: str
) -> None:
    change = decide(product(), wanted, known(vendor=vendor), EVERYTHING)
    assert list(change.actions) == actions.split()
    assert change.digest == digest(wanted)


@pytest.mark.parametrize(
    ("status", "actions"),
    [
        (ListingStatus.LIVE, "price stock"),
        (ListingStatus.REVIEWING, "stock"),
        (ListingStatus.FAILED, "stock"),
        (ListingStatus.INACTIVE, "stock"),
        (ListingStatus.IN_PROGRESS, ""),
    ],
)
def test_a_listing_whose_vendor_status_is_not_known_goes_by_ours(
    status: ListingStatus, actions: str
) -> None:
    listing = evolve(known(), status=status, vendor_status="")
    assert list(decide(product(), BOTH, listing, EVERYTHING).actions) == actions.split()


@pytest.mark.parametrize(
    ("settings", "fresh", "changed"),
    [
        (Settings(), "create", "edit"),
        (Settings(sync_price=False, sync_inventory=False), "create", "edit"),
        (Settings(sync_product=False), "", "price stock"),
        (Settings(sync_product=False, sync_price=False), "", "stock"),
        (Settings(sync_product=False, sync_inventory=False), "", "price"),
        (Settings(sync_product=False, sync_price=False, sync_inventory=False), "", ""),
    ],
)
def test_nothing_is_planned_for_a_kind_that_is_off(
    settings: Settings, fresh: str, changed: str
) -> None:
    assert list(decide(product(), RENAMED, None, settings).actions) == fresh.split()
    assert list(decide(product(), RENAMED, known(), settings).actions) == changed.split()


@pytest.mark.parametrize(
    "listing",
    [None, Listing("77", "Lamp", "t"), evolve(known(), status=ListingStatus.DELETED)],
)
def test_what_is_not_on_tiktok_is_created(listing: Listing | None) -> None:
    change = decide(product(), WANTED, listing, EVERYTHING)
    assert change.actions == (Action.CREATE,)
    assert change.draft == WANTED


def test_a_blocked_product_carries_every_reason() -> None:
    blocked = Blocked((reason("missing_title"), reason("missing_image")))
    change = decide(product(), blocked, known(), EVERYTHING)
    assert change.actions == (Action.BLOCKED,)
    assert change.reasons == blocked.reasons


def test_only_the_changed_skus_are_sent_with_tiktoks_ids() -> None:
    assert changed_prices(BOTH, known()) == (
        ListedSku("LAMP-1", "id-LAMP-1", Money(50, "GBP"), None),
    )
    assert changed_stock(BOTH, known()) == (ListedSku("LAMP-1", "id-LAMP-1", stock=4),)


def test_a_price_written_with_other_zeros_has_not_changed() -> None:
    same = first_sku(evolve(FIRST, price=Money("49.0", "GBP")))
    assert not decide(product(), same, known(), EVERYTHING)


def test_a_variant_deleted_in_the_store_goes_to_stock_zero_once() -> None:
    assert changed_stock(GONE, known()) == (ListedSku("LAMP-2", "id-LAMP-2", stock=0),)
    told = evolve(known(), skus=(known().skus[0], evolve(known().skus[1], stock=0)))
    assert changed_stock(GONE, told) == ()


def test_what_tiktok_was_never_told_is_sent() -> None:
    adopted = evolve(known(), skus=(ListedSku("LAMP-1", "i1"), ListedSku("LAMP-2", "i2")))
    assert decide(product(), WANTED, adopted, EVERYTHING).actions == (Action.PRICE, Action.STOCK)


# --- the digest --------------------------------------------------------------------


@pytest.mark.parametrize(
    "same",
    [
        BOTH,
        STRUCK,
        evolve(WANTED, warehouse_id="w2"),
        evolve(WANTED, weight_kg=Decimal("1.5000")),
        evolve(WANTED, skus=WANTED.skus[::-1]),
    ],
)
def test_prices_stock_warehouse_zeros_and_order_do_not_count(same: ListingDraft) -> None:
    assert digest(same) == digest(WANTED)


@pytest.mark.parametrize(
    "other",
    [
        evolve(WANTED, title="Other"),
        evolve(WANTED, description="Other"),
        evolve(WANTED, category_id="600002"),
        evolve(WANTED, images=("https://store.test/2.jpg",)),
        evolve(WANTED, weight_kg=Decimal("1.501")),
        evolve(WANTED, dimensions_cm=(Decimal(1), Decimal(2), Decimal(3))),
        evolve(WANTED, attributes=(("1", "", "x"),)),
        evolve(WANTED, brand="Other"),
        evolve(WANTED, cod=True),
        first_sku(evolve(FIRST, sku="OTHER")),
        first_sku(evolve(FIRST, values=(("Color", "Other"),))),
        first_sku(evolve(FIRST, gtin="5012345678900", gtin_type="EAN")),
        first_sku(evolve(FIRST, image_url="https://store.test/2.jpg")),
        GONE,
    ],
)
def test_everything_else_counts(other: ListingDraft) -> None:
    assert digest(other) != digest(WANTED)


def test_the_order_of_pictures_counts_and_that_of_attributes_does_not() -> None:
    pictures, values = ("a", "b"), (("1", "", "x"), ("2", "", "y"))
    one = evolve(WANTED, images=pictures, attributes=values)
    assert digest(evolve(one, attributes=values[::-1])) == digest(one)
    assert digest(evolve(one, images=pictures[::-1])) != digest(one)


@given(strategies.sound_products, st.randoms(use_true_random=False))
def test_what_was_applied_needs_nothing_more(one: Product, chance: random.Random) -> None:
    wanted = drafted(one)
    if isinstance(wanted, Blocked):
        return
    shuffled = evolve(wanted, skus=tuple(chance.sample(wanted.skus, len(wanted.skus))))
    assert not decide(one, shuffled, known(wanted), EVERYTHING)


# --- plans -------------------------------------------------------------------------


def test_a_plan_counts_and_reads_as_one_sentence() -> None:
    blocked = Blocked((reason("missing_title"), reason("missing_image")))
    untitled = Blocked((reason("missing_title"),))
    changes = (
        decide(product(), WANTED, None, EVERYTHING),
        decide(product(), BOTH, known(), EVERYTHING),
        decide(product(), blocked, None, EVERYTHING),
        decide(product(), untitled, None, EVERYTHING),
    )
    plan = Plan(changes, "w1")
    assert str(plan) == (
        "1 to create, 1 with prices to change, 1 with stock to change, "
        "2 blocked: missing_title (2), missing_image (1)"
    )
    assert (len(plan), plan.todo, list(plan)) == (4, 2, list(changes))
    assert plan.blocked_by() == {"missing_title": 2, "missing_image": 1}
    assert str(Plan((), "w1")) == "Nothing to do."
    assert str(Plan((Change("77", "Lamp", (Action.EDIT,)),), "w1")) == "1 to edit"


# --- which template ----------------------------------------------------------------

LAMPS = evolve(TEMPLATE, id="lamps", query=any_of(title.contains("lamp")), position=2)
LUX = evolve(TEMPLATE, id="lux", query=any_of(brand.equals("lux")), position=1)
REST = evolve(TEMPLATE, id="rest", query=None, position=0)


@pytest.mark.parametrize(
    ("name", "maker", "taken"),
    [
        ("Desk lamp", "Lux", "lux"),
        ("Desk lamp", "Other", "lamps"),
        ("Chair", "Lux", "lux"),
        ("Chair", "Other", "rest"),
    ],
)
def test_the_first_template_in_the_merchants_order_takes_a_product(
    name: str, maker: str, taken: str
) -> None:
    one = evolve(product(title=name), brand=maker)
    chosen = TemplateSet.of([LAMPS, REST, LUX]).choose(one)
    assert chosen is not None
    assert chosen.id == taken


def test_without_a_default_template_a_product_may_have_none() -> None:
    assert TemplateSet.of([]).choose(product()) is None
    assert TemplateSet.of([LAMPS]).choose(product(variant(), title="Chair")) is None


def test_a_template_with_an_unusable_query_is_refused() -> None:
    with pytest.raises(InvalidInput):
        TemplateSet.of([evolve(LAMPS, query=any_of())])


@few(max_examples=30)
@given(st.lists(groups, max_size=3), ruled_products)
def test_a_set_chooses_as_its_queries_do_one_by_one(queries: list[RuleGroup], one: Product) -> None:
    templates = [
        evolve(TEMPLATE, id=str(n), query=query, position=n) for n, query in enumerate(queries)
    ]
    chosen = TemplateSet.of(templates).choose(one)
    matching = (t for t in templates if t.query and compile_group(t.query).matches(one))
    assert chosen == next(matching, None)
