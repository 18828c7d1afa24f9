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
from tiktok_bc_sync.mapping.applied import keeping, listed_skus, partial_edit
from tiktok_bc_sync.mapping.assignment import TemplateSet
from tiktok_bc_sync.mapping.changes import changed_prices, changed_stock, decide
from tiktok_bc_sync.mapping.digest import digest
from tiktok_bc_sync.mapping.reasons import Blocked, reason
from tiktok_bc_sync.mapping.statuses import listing_status
from tiktok_bc_sync.models import (
    Action,
    Certification,
    Change,
    DraftSku,
    ListedSku,
    Listing,
    ListingDraft,
    ListingEdit,
    ListingStatus,
    Money,
    Part,
    Product,
    ProductEdits,
    RuleGroup,
    Settings,
    StockRule,
    SyncKinds,
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
        skus=listed_skus(wanted, {sku.sku: f"id-{sku.sku}" for sku in wanted.skus}),
    )


FIRST, SECOND = WANTED.skus


def first_sku(sku: DraftSku) -> ListingDraft:
    return evolve(WANTED, skus=(sku, SECOND))


DEARER = first_sku(evolve(FIRST, price=Money(50, "GBP")))
STRUCK = first_sku(evolve(FIRST, list_price=Money(60, "GBP")))
FEWER = first_sku(evolve(FIRST, stock=4))
BOTH = first_sku(evolve(FIRST, price=Money(50, "GBP"), stock=4))
RENAMED = evolve(BOTH, title="Floor lamp")
MOVED = evolve(BOTH, category_id="600002")
MORE = evolve(WANTED, skus=(*WANTED.skus, evolve(FIRST, sku="LAMP-3", values=(("Color", "Red"),))))
GONE = evolve(WANTED, skus=WANTED.skus[:1])


@pytest.mark.parametrize(
    ("wanted", "vendor", "actions"),
    [
        (WANTED, "ACTIVATE", ""),
        (DEARER, "ACTIVATE", "price"),
        (STRUCK, "ACTIVATE", "price"),
        (FEWER, "ACTIVATE", "stock"),
        (BOTH, "ACTIVATE", "price stock"),
        (RENAMED, "ACTIVATE", "edit price stock"),
        (MOVED, "ACTIVATE", "edit"),  # a full edit carries prices and stock along
        (MORE, "ACTIVATE", "edit"),
        (GONE, "ACTIVATE", "stock"),
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
        (RENAMED, "FAILED", "edit stock"),
        (RENAMED, "SELLER_DEACTIVATED", "edit stock"),
        (MOVED, "FAILED", "edit"),
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
        (Settings(), "create", "edit price stock"),
        (Settings(sync_price=False, sync_inventory=False), "create", "edit price stock"),
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
        evolve(WANTED, notes=(reason("missing_description"),)),
        first_sku(evolve(FIRST, at_warehouses=(("w1", 5),))),
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
        evolve(WANTED, brand_id="b1"),
        evolve(WANTED, manufacturer_ids=("m1",)),
        evolve(WANTED, certifications=(Certification("c1"),)),
        evolve(WANTED, size_chart_id="s1"),
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


# --- the smallest edit ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "parts", "partial"),
    [
        (evolve(WANTED, title="Other"), "title", True),
        (evolve(WANTED, description="Other", images=("x",)), "description images", True),
        (evolve(WANTED, weight_kg=Decimal(9)), "parcel", True),
        (evolve(WANTED, brand_id="b1"), "brand", True),
        (evolve(WANTED, attributes=(("1", "", "x"),)), "attributes", True),
        (evolve(WANTED, cod=True, size_chart_id="s1"), "market", True),
        (evolve(WANTED, category_id="600002", title="Other"), "title category", False),
        (MORE, "skus", False),
        (first_sku(evolve(FIRST, values=(("Color", "Other"),))), "skus", False),
    ],
)
def test_an_edit_says_which_parts_change_and_whether_a_partial_one_does(
    wanted: ListingDraft, parts: str, partial: bool
) -> None:
    change = decide(product(), wanted, known(), EVERYTHING)
    assert change.actions == (Action.EDIT,)
    assert " ".join(change.parts) == parts
    assert change.partial is partial
    assert change.reviewed


@pytest.mark.parametrize("wanted", [DEARER, FEWER, BOTH, GONE])
def test_prices_and_stock_are_not_reviewed(wanted: ListingDraft) -> None:
    change = decide(product(), wanted, known(), EVERYTHING)
    assert not change.reviewed
    assert not change.partial


def test_a_partial_edit_holds_the_changed_parts_whole_and_nothing_else() -> None:
    draft = evolve(WANTED, title="Other", images=("a", "b"), weight_kg=Decimal(9), cod=True)
    uris = {"a": "uri-a", "b": "uri-b"}
    assert partial_edit(draft, (Part.TITLE,), uris) == ListingEdit(title="Other")
    assert partial_edit(draft, (Part.IMAGES,), uris) == ListingEdit(images=("uri-a", "uri-b"))
    parcel = partial_edit(draft, (Part.PARCEL,), uris)
    assert parcel == ListingEdit(weight_kg=Decimal(9), dimensions_cm=None)
    market = partial_edit(draft, (Part.MARKET,), uris)
    assert (market.cod, market.manufacturer_ids, market.title) == (True, (), None)


def test_an_edit_that_replaces_all_can_keep_what_is_on_tiktok() -> None:
    current = ListingEdit(title="As it is", images=("uri-1",), weight_kg=Decimal(3))
    made = keeping(MOVED, (Part.TITLE, Part.IMAGES, Part.DESCRIPTION), current)
    assert made == evolve(MOVED, title="As it is", images=("uri-1",))


def test_a_listing_whose_last_edit_is_not_known_part_by_part_is_edited_whole() -> None:
    for unknown in ("", "0f" * 32, "title:abc"):
        change = decide(product(), WANTED, evolve(known(), digest=unknown), EVERYTHING)
        assert (change.actions, change.partial) == ((Action.EDIT,), False)


# --- what the store has deleted ------------------------------------------------------


def test_a_deleted_variant_stays_in_a_full_edit_sold_out() -> None:
    change = decide(product(), evolve(GONE, category_id="600002"), known(), EVERYTHING)
    assert change.draft is not None
    (kept,) = change.draft.skus[1:]
    assert (kept.sku, kept.stock, kept.values, kept.price) == (
        "LAMP-2",
        0,
        SECOND.values,
        SECOND.price,
    )


@pytest.mark.parametrize(
    "gone",
    [
        evolve(WANTED, skus=(evolve(FIRST, values=SECOND.values),)),  # its place was taken
        evolve(WANTED, skus=(evolve(FIRST, values=(("Size", "L"),)),)),  # made of other options
    ],
)
def test_a_deleted_variant_that_cannot_stand_beside_the_others_is_left_out(
    gone: ListingDraft,
) -> None:
    change = decide(product(), gone, known(), EVERYTHING)
    assert change.draft is not None
    assert [sku.sku for sku in change.draft.skus] == ["LAMP-1"]


def test_a_variant_that_comes_back_only_has_its_stock_told() -> None:
    emptied = evolve(known(), skus=(known().skus[0], evolve(known().skus[1], stock=0)))
    change = decide(product(), WANTED, emptied, EVERYTHING)
    assert change.actions == (Action.STOCK,)
    assert [(one.sku, one.stock) for one in change.stock] == [("LAMP-2", 5)]


DELETED = evolve(product(), deleted=True)
ZEROS = [("LAMP-1", 0), ("LAMP-2", 0)]


@pytest.mark.parametrize(
    ("settings", "vendor", "actions", "told"),
    [
        (Settings(auto_delete=True), "ACTIVATE", "delete", []),
        (Settings(auto_delete=True), "PLATFORM_DEACTIVATED", "delete", []),
        (Settings(auto_delete=True), "FREEZE", "blocked", []),
        (Settings(), "ACTIVATE", "blocked stock", ZEROS),
        (Settings(), "PLATFORM_DEACTIVATED", "blocked", []),
        (Settings(sync_product=False, sync_inventory=False), "ACTIVATE", "blocked", []),
    ],
)
def test_a_product_deleted_in_the_store_is_deleted_or_sold_out_and_flagged(
    settings: Settings, vendor: str, actions: str, told: list[tuple[str, int]]
) -> None:
    for wanted in (drafted(DELETED), Blocked((reason("missing_title"),)), WANTED):
        change = decide(DELETED, wanted, known(vendor=vendor), settings)
        assert " ".join(change.actions) == actions
        assert [one.code for one in change.reasons] == ["deleted_in_store"]
        assert [(one.sku, one.stock) for one in change.stock] == told


def test_a_deleted_product_that_was_never_listed_needs_nothing() -> None:
    assert not decide(DELETED, drafted(DELETED), Listing("77", "Lamp", "t"), EVERYTHING)


# --- blocked, and on sale --------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "listing", "actions", "told"),
    [
        (Settings(), known(), "blocked stock", [("LAMP-1", 2)]),
        (Settings(stock=StockRule(threshold=5)), known(), "blocked stock", ZEROS),
        (Settings(sync_product=False), known(), "blocked stock", [("LAMP-1", 2)]),
        (Settings(sync_product=False, sync_inventory=False), known(), "blocked", []),
        (Settings(), known(vendor="FREEZE"), "blocked", []),
        (Settings(), None, "blocked", []),
    ],
)
def test_a_blocked_product_that_is_on_sale_still_has_its_stock_told(
    settings: Settings, listing: Listing | None, actions: str, told: list[tuple[str, int]]
) -> None:
    untitled = evolve(product(), title="")
    blocked = drafted(untitled, settings=settings, reserved={"LAMP-1": 3})
    change = decide(untitled, blocked, listing, settings)
    assert " ".join(change.actions) == actions
    assert [one.code for one in change.reasons] == ["missing_title"]
    assert [(one.sku, one.stock) for one in change.stock] == told


# --- one product's own sync settings -----------------------------------------------------

NONE = SyncKinds(*[False] * 6)
ALL_NEW = evolve(
    BOTH, title="Other", description="Other", images=("x",), weight_kg=Decimal(9), brand_id="b1"
)


@pytest.mark.parametrize(
    ("kinds", "actions", "parts"),
    [
        (SyncKinds(), "edit price stock", "title description images parcel brand"),
        (NONE, "edit", "brand"),  # what has no kind of its own follows the account
        (evolve(NONE, title=True), "edit", "title brand"),
        (evolve(NONE, description=True), "edit", "description brand"),
        (evolve(NONE, image=True), "edit", "images brand"),
        (evolve(NONE, weight=True), "edit", "parcel brand"),
        (evolve(NONE, price=True), "edit price", "brand"),
        (evolve(NONE, inventory=True), "edit stock", "brand"),
    ],
)
def test_only_the_chosen_kinds_are_sent_for_a_product(
    kinds: SyncKinds, actions: str, parts: str
) -> None:
    edits = ProductEdits("77", sync=kinds)
    change = decide(product(), ALL_NEW, known(), EVERYTHING, edits)
    assert " ".join(change.actions) == actions
    assert " ".join(change.parts) == parts


def test_chosen_kinds_are_sent_even_where_the_account_sends_none() -> None:
    nothing = Settings(sync_product=False, sync_price=False, sync_inventory=False)
    edits = ProductEdits("77", sync=evolve(NONE, title=True, inventory=True))
    change = decide(product(), ALL_NEW, known(), nothing, edits)
    assert change.actions == (Action.EDIT, Action.STOCK)
    assert change.parts == (Part.TITLE,)


def test_what_was_not_sent_is_still_owed_when_its_kind_is_chosen_again() -> None:
    without = ProductEdits("77", sync=evolve(SyncKinds(), title=False))
    change = decide(product(), ALL_NEW, known(), EVERYTHING, without)
    assert change.kept == (Part.TITLE,)
    applied = evolve(known(ALL_NEW), digest=change.digest)
    assert not decide(product(), ALL_NEW, applied, EVERYTHING, without)
    owed = decide(product(), ALL_NEW, applied, EVERYTHING)
    assert owed.parts == (Part.TITLE,)


def test_a_full_edit_keeps_prices_and_stock_that_are_not_synced() -> None:
    edits = ProductEdits("77", sync=evolve(SyncKinds(), price=False, inventory=False))
    change = decide(product(), MOVED, known(), EVERYTHING, edits)
    assert change.draft is not None
    assert [(one.price, one.stock) for one in change.draft.skus] == [
        (one.price, one.stock) for one in WANTED.skus
    ]


# --- warehouses ---------------------------------------------------------------------------


def test_units_that_move_between_warehouses_are_told() -> None:
    here, there = (("w1", 5), ("w2", 0)), (("w1", 1), ("w2", 4))
    before = first_sku(evolve(FIRST, at_warehouses=here))
    after = first_sku(evolve(FIRST, at_warehouses=there))
    (told,) = changed_stock(after, known(before))
    assert (told.sku, told.stock, told.at_warehouses) == ("LAMP-1", 5, there)
    (gone,) = changed_stock(evolve(GONE, skus=(SECOND,)), known(before))
    assert (gone.stock, gone.at_warehouses) == (0, (("w1", 0), ("w2", 0)))


def done(listing: Listing, change: Change) -> Listing:
    """Return the listing as it is once a change was carried out and reviewed."""
    if change.draft and {Action.CREATE, Action.EDIT} & set(change.actions):
        carried = not change.partial
        skus = listed_skus(change.draft, {}) if carried else listing.skus
        listing = evolve(listing, digest=change.digest, skus=skus, vendor_status="ACTIVATE")
    prices = {one.sku: one for one in change.prices}
    stock = {one.sku: one for one in change.stock}
    told = [
        evolve(
            sku,
            price=prices.get(sku.sku, sku).price,
            list_price=prices.get(sku.sku, sku).list_price,
            stock=stock.get(sku.sku, sku).stock,
            at_warehouses=stock.get(sku.sku, sku).at_warehouses,
        )
        for sku in listing.skus
    ]
    vendor = {
        Action.ACTIVATE: "ACTIVATE",
        Action.DEACTIVATE: "SELLER_DEACTIVATED",
        Action.DELETE: "DELETED",
    }
    moved = next((vendor[one] for one in change.actions if one in vendor), "")
    status = moved or listing.vendor_status
    return evolve(
        listing,
        skus=tuple(told),
        vendor_status=status,
        status=listing_status(status),
        stopped_by_rule=listing.stopped_by_rule or moved == "SELLER_DEACTIVATED",
    )


@given(
    before=strategies.sound_products,
    after=st.one_of(strategies.sound_products, strategies.products),
    settings=strategies.settings,
    sync=st.none() | st.builds(SyncKinds, *[st.booleans()] * 6),
    vendor=st.sampled_from(["ACTIVATE", "PENDING", "SELLER_DEACTIVATED", "FREEZE", "NEW_WORD"]),
)
def test_whatever_a_product_becomes_one_change_brings_its_listing_in_step(
    before: Product, after: Product, settings: Settings, sync: SyncKinds | None, vendor: str
) -> None:
    was, wanted = drafted(before, settings=settings), drafted(after, settings=settings)
    listing = known(was if isinstance(was, ListingDraft) else WANTED, vendor)
    edits = ProductEdits("77", sync=sync)
    change = decide(after, wanted, listing, settings, edits)
    assert str(change)
    assert change.reasons or Action.BLOCKED not in change.actions
    assert all(told.stock is not None and told.stock >= 0 for told in change.stock)
    again = decide(after, wanted, done(listing, change), settings, edits)
    # Prices wait until it is on sale again; all else was told at once.
    assert set(again.actions) <= {Action.BLOCKED, Action.PRICE}


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
