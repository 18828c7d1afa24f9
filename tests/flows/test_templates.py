"""Category templates: previewed, saved, changed, ordered, copied, deleted; products follow."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from attrs import evolve

from tests.flows.conftest import LAMP, MUG, WEIGHTLESS, Open
from tiktok_bc_sync import (
    AsyncConnector,
    AttributeSource,
    MemoryStorage,
    PriceRule,
    SimpleProducts,
    all_of,
    title,
)
from tiktok_bc_sync.errors import InvalidInput, NotFound, StorageUnavailable
from tiktok_bc_sync.models import Condition, Template
from tiktok_bc_sync.rules import from_text
from tiktok_bc_sync.sandbox import Sandbox
from tiktok_bc_sync.storage import Delete, Query, Record, Write

pytestmark = pytest.mark.anyio

STORAGE, TABLEWARE = "601330", "601302"
NAMES = {str(LAMP["id"]): "lamp", str(MUG["id"]): "mug", str(WEIGHTLESS["id"]): "towel"}


async def make(
    connector: AsyncConnector, name: str, query: Condition | None = None, *, override: bool = False
) -> Template:
    """Save a template for single SKUs and return it."""
    saved = await connector.templates.create(
        name=name,
        category_id=STORAGE,
        query=query,
        simple_products=SimpleProducts.SINGLE_SKU,
        override=override,
    )
    return saved.template


async def holdings(connector: AsyncConnector) -> dict[str, str]:
    """Return which template has each product."""
    names = {one.id: one.name for one in await connector.templates.list()}
    return {
        NAMES[one.product_id]: names.get(one.template_id, "none")
        async for one in connector.listings.all()
    }


async def order(connector: AsyncConnector) -> Sequence[str]:
    """Return the templates' names in the order in which they are tried."""
    return [one.name for one in await connector.templates.list()]


async def test_a_preview_pages_through_what_a_rule_takes_and_who_has_it(
    connector: AsyncConnector,
) -> None:
    await connector.products.pull()
    await make(connector, "Everything")
    await make(connector, "Mugs", title.contains("mug"))
    query = from_text("title contains mug or title contains lamp")
    found = await connector.templates.preview(query, limit=1)
    assert (found.total, found.free, dict(found.now)) == (2, 1, {"Everything": 1, "Mugs": 1})
    assert [(one.title, one.because) for one in found.products] == [
        ("Alba table lamp", ("title contains lamp",))
    ]
    rest = await connector.templates.preview(query, offset=1)
    assert [(one.title, one.template) for one in rest.products] == [("Enamel mug", "Mugs")]
    with pytest.raises(InvalidInput):
        await connector.templates.preview(query, offset=-1)


async def test_an_overriding_template_takes_from_others_and_keeps_it_after_a_pull(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    await make(connector, "Everything")
    await make(connector, "Small things", title.does_not_contain("table"))
    saved = await connector.templates.create(
        name="Mugs",
        category_id=TABLEWARE,
        query=title.contains("mug"),
        simple_products=SimpleProducts.SINGLE_SKU,
        override=True,
    )
    assert dict(saved.moved) == {"Small things": 1}
    assert str(saved).endswith("1 product(s) from Small things to " + saved.template.name)
    assert await order(connector) == ["Mugs", "Small things", "Everything"]
    sandbox.merchant.edits("MUG-1", title="Enamel mug, large")
    await connector.products.pull()
    assert await holdings(connector) == {
        "lamp": "Everything",
        "mug": "Mugs",
        "towel": "Small things",
    }


async def test_without_override_only_what_the_default_one_has_is_taken(
    connector: AsyncConnector,
) -> None:
    await connector.products.pull()
    await make(connector, "Everything")
    await make(connector, "Mugs", title.contains("mug"))
    saved = await connector.templates.create(
        name="Small things", category_id=STORAGE, query=title.does_not_contain("table")
    )
    assert dict(saved.moved) == {"Everything": 1}
    assert (await holdings(connector))["mug"] == "Mugs"


async def test_a_changed_query_moves_products_in_and_out(connector: AsyncConnector) -> None:
    await connector.products.pull()
    await make(connector, "Everything")
    mugs = await make(connector, "Mugs", title.contains("mug"))
    saved = await connector.templates.update(
        evolve(mugs, name="Towels", query=all_of(title.contains("towel")))
    )
    assert dict(saved.moved) == {"Everything": 1}
    assert dict(saved.left) == {"Everything": 1}
    assert (await connector.templates.get("TOWELS")).id == mugs.id
    assert await holdings(connector) == {
        "lamp": "Everything",
        "mug": "Everything",
        "towel": "Towels",
    }


async def test_what_a_change_would_cause_on_tiktok_is_told_before_it_is_saved(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    everything = await make(connector, "Everything")
    await connector.listings.apply(await connector.listings.plan())
    sandbox.vendor.reviews()
    await connector.listings.refresh_status()
    dearer = evolve(everything, price_rule=PriceRule.percent("+10"))
    told = await connector.templates.effects(dearer)
    assert str(told) == "Will change: 3 price(s)."
    assert [one.title for one in told.changes] == ["Alba table lamp", "Enamel mug"]
    assert not (await connector.templates.effects(evolve(everything, name="All"))).effects
    assert (await connector.templates.get("Everything")).price_rule is None
    await connector.templates.update(dearer)
    assert (await connector.listings.sync_price()).done == 2


async def test_a_template_that_is_not_saved_yet_tells_its_effects_too(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    await make(connector, "Everything")
    await connector.listings.apply(await connector.listings.plan())
    new = Template(
        "",
        "Mugs",
        TABLEWARE,
        all_of(title.contains("mug")),
        simple_products=SimpleProducts.SINGLE_SKU,
    )
    sandbox.vendor.reviews()
    await connector.listings.refresh_status()
    told = await connector.templates.effects(new)
    assert str(told) == "1 product(s) from Everything to Mugs\nWill change: 1 listing(s)."
    assert await order(connector) == ["Everything"]


async def test_a_deleted_template_leaves_products_to_the_next_match_and_listed(
    connector: AsyncConnector,
) -> None:
    await connector.products.pull()
    await make(connector, "Everything")
    await make(connector, "Mugs", title.contains("mug"))
    await make(connector, "Enamel", title.contains("enamel"))
    await connector.listings.apply(await connector.listings.plan())
    before = await connector.listings.get(str(MUG["id"]))
    moves = await connector.templates.delete("mugs")
    assert [str(one) for one in moves] == ["1 product(s) from Mugs to Enamel"]
    assert (await connector.listings.get(str(MUG["id"]))).listing_id == before.listing_id != ""
    with pytest.raises(NotFound):
        await connector.templates.delete("Mugs")


async def test_the_default_template_is_edited_and_never_deleted_moved_or_given_a_rule(
    connector: AsyncConnector,
) -> None:
    everything = await make(connector, "Everything")
    mugs = await make(connector, "Mugs", title.contains("mug"))
    templates = connector.templates
    for change in (
        lambda: templates.delete("Everything"),
        lambda: templates.move("Everything", 1),
        lambda: templates.update(evolve(everything, query=all_of(title.contains("x")))),
        lambda: templates.update(evolve(mugs, query=None)),
        lambda: templates.copy("Everything"),
    ):
        with pytest.raises(InvalidInput):
            await change()
    saved = await connector.templates.update(evolve(everything, name=" All the rest "))
    assert saved.template.name == "All the rest"
    assert await order(connector) == ["Mugs", "All the rest"]


async def test_the_first_match_in_the_order_wins_and_the_order_can_be_changed(
    connector: AsyncConnector,
) -> None:
    await connector.products.pull()
    mugs = await make(connector, "Mugs", title.contains("mug"))
    enamel = await make(connector, "Enamel", title.contains("enamel"))
    await make(connector, "Everything")
    told = await connector.templates.order_effects([enamel.id, mugs.id])
    assert await order(connector) == ["Mugs", "Enamel", "Everything"]
    moves = await connector.templates.reorder([enamel.id, mugs.id])
    assert [str(one) for one in moves] == ["1 product(s) from Mugs to Enamel"]
    assert told.moves == moves
    assert await order(connector) == ["Enamel", "Mugs", "Everything"]
    await connector.templates.move("Mugs", 1)
    assert (await holdings(connector))["mug"] == "Mugs"
    for wrong in ([mugs.id], [mugs.id, mugs.id], [mugs.id, "nobody"]):
        with pytest.raises(InvalidInput):
            await connector.templates.reorder(wrong)
        with pytest.raises(InvalidInput):
            await connector.templates.order_effects(wrong)
    with pytest.raises(InvalidInput, match="from 1 to 2"):
        await connector.templates.move("Mugs", 3)


async def test_a_copy_has_all_but_the_name_and_takes_nothing(connector: AsyncConnector) -> None:
    await connector.products.pull()
    saved = await connector.templates.create(
        name="Mugs",
        category_id=STORAGE,
        query=title.contains("mug"),
        attributes={"Material": AttributeSource.constant("Metal")},
        price_rule=PriceRule.fixed("1.50"),
    )
    first = await connector.templates.copy("Mugs")
    second = await connector.templates.copy(saved.template.id, query=title.contains("towel"))
    assert [first.template.name, second.template.name] == ["Copy of Mugs", "Copy of Mugs (2)"]
    assert (dict(first.moved), dict(second.moved)) == ({}, {"": 1})
    original = await connector.templates.get("Mugs")
    same = evolve(first.template, id=original.id, name="Mugs", position=original.position)
    assert same == original


async def test_the_list_shows_rule_category_and_products_is_searched_and_paged(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    await make(connector, "Everything")
    await make(connector, "Mugs", title.contains("mug"))
    await make(connector, "Lamps", title.contains("lamp"))
    sandbox.merchant.deletes(int(str(LAMP["id"])))
    await connector.products.pull(full=True)
    page = await connector.templates.page(limit=2)
    rows = [(one.template.name, one.rule, one.category, one.products) for one in page.items]
    assert rows == [
        ("Mugs", "title contains mug", "Home > Storage", 1),
        ("Lamps", "title contains lamp", "Home > Storage", 0),
    ]
    assert page.total == 3
    rest = await connector.templates.page(limit=2, after=page.next)
    assert [(one.rule, one.products) for one in rest.items] == [("everything else", 1)]
    found = await connector.templates.page("MUG")
    assert ([one.template.name for one in found.items], found.total) == (["Mugs"], 1)
    ids = [one async for one in connector.templates.product_ids("Mugs")]
    assert ids == [str(MUG["id"])]


async def test_a_product_that_the_store_lost_is_not_left_to_a_template_that_is_gone(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    await make(connector, "Everything")
    await make(connector, "Mugs", title.contains("mug"))
    sandbox.merchant.deletes(int(str(MUG["id"])))
    await connector.products.pull(full=True)
    assert (await connector.templates.preview(title.contains("mug"))).total == 0
    assert await connector.templates.delete("Mugs") == ()
    assert (await holdings(connector))["mug"] == "Everything"


async def test_what_there_is_not_is_not_found(connector: AsyncConnector) -> None:
    everything = await make(connector, "Everything")
    with pytest.raises(NotFound, match="no template 'Nobody'"):
        await connector.templates.get("Nobody")
    with pytest.raises(NotFound):
        await connector.templates.update(evolve(everything, id="gone"))
    with pytest.raises(NotFound):
        _ = [one async for one in connector.templates.product_ids("Nobody")]


class Dies(MemoryStorage):
    """A storage that goes away when products are about to follow their templates."""

    dying = False

    def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        """Commit, but for listings while it dies."""
        if self.dying and any(one.kind == "listing" for one in writes):
            raise StorageUnavailable("The storage is gone.")
        return super().commit(account, writes)


class TestCutOff:
    """A change of which only the templates were saved."""

    @pytest.fixture
    def storage(self) -> Dies:
        """A storage that can die."""
        return Dies()

    async def test_it_is_finished_by_the_next_change_or_on_demand(
        self, connect: Open, storage: Dies
    ) -> None:
        connector = connect()
        await connector.products.pull()
        await make(connector, "Everything")
        storage.dying = True
        with pytest.raises(StorageUnavailable):
            await make(connector, "Mugs", title.contains("mug"))
        storage.dying = False
        assert (await holdings(connector))["mug"] == "Everything"
        other = connect()
        await other.templates.update(evolve(await other.templates.get("Mugs"), name="Cups"))
        assert (await holdings(other))["mug"] == "Cups"
        assert await other.templates.settle() == ()

    async def test_it_is_finished_by_settling(self, connect: Open, storage: Dies) -> None:
        connector = connect()
        await connector.products.pull()
        await make(connector, "Everything")
        storage.dying = True
        with pytest.raises(StorageUnavailable):
            await make(connector, "Mugs", title.contains("mug"))
        storage.dying = False
        moves = await connect().templates.settle()
        assert [str(one) for one in moves] == ["1 product(s) from Everything to Mugs"]

    async def test_it_is_finished_by_the_next_pull(self, connect: Open, storage: Dies) -> None:
        connector = connect()
        await connector.products.pull()
        await make(connector, "Everything")
        storage.dying = True
        with pytest.raises(StorageUnavailable):
            await make(connector, "Mugs", title.contains("mug"))
        storage.dying = False
        await connect().products.pull()  # in which no product changed
        assert (await holdings(connect()))["mug"] == "Mugs"
        assert await connect().templates.settle() == ()


class Races(MemoryStorage):
    """A storage in which another process saves templates just before we do."""

    def __init__(self) -> None:
        super().__init__()
        self.holding = False
        self.held: list[Write | Delete] = []

    def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        """Hold a change of templates back, and let it happen just before the next one."""
        if any(one.kind == "templates" for one in writes):
            if self.holding:
                self.held = list(writes)
                raise StorageUnavailable("The storage is slow.")
            held, self.held = self.held, []
            super().commit(account, held)
        return super().commit(account, writes)


class TestRacing:
    """Two processes that save at once."""

    @pytest.fixture
    def storage(self) -> Races:
        """A storage that another one uses too."""
        return Races()

    @pytest.fixture
    async def connector(self, connect: Open, storage: Races) -> AsyncConnector:
        """A connector beside one that is about to save the template "Mugs"."""
        connector = connect()
        await connector.products.pull()
        await make(connector, "Lamps", title.contains("lamp"))
        storage.holding = True
        with pytest.raises(StorageUnavailable):
            await make(connect(), "Mugs", title.contains("mug"))
        storage.holding = False
        return connector

    async def test_two_can_not_take_the_same_name(self, connector: AsyncConnector) -> None:
        with pytest.raises(InvalidInput, match="already a template named"):
            await make(connector, "MUGS", title.contains("enamel"))
        assert await order(connector) == ["Lamps", "Mugs"]

    async def test_both_are_saved_and_products_follow_both(self, connector: AsyncConnector) -> None:
        await make(connector, "Enamel", title.contains("enamel"))
        await make(connector, "Towels", title.contains("towel"))
        assert await order(connector) == ["Lamps", "Mugs", "Enamel", "Towels"]
        assert await holdings(connector) == {"lamp": "Lamps", "mug": "Mugs", "towel": "Towels"}


class Busy(MemoryStorage):
    """A storage in which every listing is written once more as soon as templates were."""

    def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        """Commit, and let the listings' versions move on."""
        done = super().commit(account, writes)
        if any(one.kind == "templates" for one in writes):
            for one in self.find(Query(account, "listing")).records:
                again = Write("listing", one.key, one.version, one.index, one.body)
                super().commit(account, [again])
        return done


class TestBusy:
    """Listings that others write between a product's judgement and its move."""

    @pytest.fixture
    def storage(self) -> Busy:
        """A storage that others use too."""
        return Busy()

    async def test_products_follow_though_their_listings_were_just_written(
        self, connector: AsyncConnector
    ) -> None:
        await connector.products.pull()
        await make(connector, "Everything")
        await make(connector, "Mugs", title.contains("mug"))
        assert await holdings(connector) == {
            "lamp": "Everything",
            "mug": "Mugs",
            "towel": "Everything",
        }
