"""The product editor: what a merchant types is checked, kept over pulls, found, and forgotten on demand."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from itertools import count
from typing import Any, cast

import pytest
from attrs import evolve

from tests.flows.conftest import LAMP, MUG, Open
from tests.flows.test_catalogue import make_default_template
from tests.flows.test_products_pull import Mortal, dies, opened
from tiktok_bc_sync import AsyncConnector
from tiktok_bc_sync.errors import InvalidInput, NotFound
from tiktok_bc_sync.models import (
    GtinChoice,
    ImportState,
    OwnVariant,
    ProductEdits,
    ProductFilter,
    ProductType,
    SyncKinds,
    VariantEdits,
)
from tiktok_bc_sync.sandbox import Sandbox

pytestmark = pytest.mark.anyio

LAMP_ID, MUG_ID = str(LAMP["id"]), str(MUG["id"])
NOTHING = ProductEdits(MUG_ID)
LARGE = OwnVariant("own-1", "MUG-XL", "15.50", 7, "", (("Size", "XL"),))
TYPED = ProductEdits(
    MUG_ID,
    title="Mug, hand made",
    description="<p>Made by hand.</p>",
    images=("https://pictures.example/1.jpg", "https://pictures.example/2.jpg"),
    price="12.95",
    own_variants=(LARGE,),
    gtin=GtinChoice.GENERIC,
    weight=(Decimal("0.5"), "kg"),
    dimensions=(Decimal(10), Decimal(11), Decimal("12.5"), "cm"),
    warranty="2 years",
    sync=SyncKinds(price=False),
)


@pytest.fixture
async def pulled(connector: AsyncConnector) -> AsyncConnector:
    """A connector that knows the three products."""
    await connector.products.pull()
    return connector


async def test_what_was_typed_survives_pulls_and_processes(connect: Open, sandbox: Sandbox) -> None:
    connector = connect()
    await connector.products.pull()
    await connector.products.edit(MUG_ID, TYPED)
    sandbox.merchant.edits("MUG-1", title="Mug, new", price=20)
    await connector.products.pull()
    await connector.products.pull(full=True)
    other = connect()
    assert await other.products.edits(MUG_ID) == TYPED
    assert (await other.products.get(MUG_ID)).title == "Mug, new"
    detail = await other.products.detail(MUG_ID)
    assert (detail.edits, detail.product.title) == (TYPED, "Mug, new")


async def test_nothing_typed_is_empty_edits(pulled: AsyncConnector) -> None:
    assert await pulled.products.edits(MUG_ID) == NOTHING


async def test_typed_titles_and_skus_are_found_and_shown(
    pulled: AsyncConnector, sandbox: Sandbox
) -> None:
    await pulled.products.edit(MUG_ID, TYPED)
    sandbox.merchant.edits("MUG-1", price=20)
    await pulled.products.pull()
    for text in ("hand made", "mug-xl", "mug-1", "enamel"):
        page = await pulled.products.search(ProductFilter(text=text))
        assert [row.product_id for row in page.items] == [MUG_ID]
    row = page.items[0]
    assert (row.title, row.edited, row.type) == ("Mug, hand made", True, ProductType.VARIANT)
    assert row.skus == ("MUG-1", "MUG-XL")
    assert row.image_url == "https://pictures.example/1.jpg"


async def test_an_order_for_an_own_variant_is_made_of_the_products_only_one(
    pulled: AsyncConnector, sandbox: Sandbox
) -> None:
    order_id = sandbox.buyer.orders("mug-XL", 2)
    await pulled.orders.fetch()
    assert (await pulled.orders.get(order_id)).state is ImportState.FAILED
    await pulled.products.edit(MUG_ID, TYPED)
    sandbox.merchant.edits("MUG-1", title="Mug, new")
    await pulled.products.pull()
    await pulled.orders.fetch()
    order = await pulled.orders.get(order_id)
    assert order.state is ImportState.CREATED, order.reasons
    await pulled.products.pull()
    assert (await pulled.products.get(MUG_ID)).variants[0].stock == 28


@pytest.mark.parametrize("reset", [True, False], ids=["reset", "edited"])
async def test_an_own_variant_that_was_taken_away_is_not_matched_any_more(
    pulled: AsyncConnector, sandbox: Sandbox, *, reset: bool
) -> None:
    await pulled.products.edit(MUG_ID, TYPED)
    if reset:
        await pulled.products.reset(MUG_ID)
    else:
        await pulled.products.edit(MUG_ID, evolve(TYPED, own_variants=()))
    order_id = sandbox.buyer.orders("MUG-XL", 1)
    await pulled.orders.fetch()
    order = await pulled.orders.get(order_id)
    assert [reason.code for reason in order.reasons] == ["unknown_sku"]


async def test_a_reset_product_is_as_if_nothing_had_been_typed(pulled: AsyncConnector) -> None:
    before = await pulled.products.search()
    await pulled.products.edit(MUG_ID, TYPED)
    await pulled.products.reset(MUG_ID)
    await pulled.products.reset(MUG_ID)
    assert await pulled.products.edits(MUG_ID) == NOTHING
    assert await pulled.products.search() == before


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"product_id": "9"}, ["product_id"]),
        ({"title": " "}, ["title"]),
        ({"title": "x" * 256}, ["title"]),
        ({"images": ()}, ["images"]),
        ({"images": tuple(f"https://x.example/{one}" for one in range(10))}, ["images"]),
        ({"images": ("ftp://x.example/1", "ftp://x.example/1")}, ["images[0]", "images[1]"]),
        ({"price": "0"}, ["price"]),
        ({"price": "-1"}, ["price"]),
        ({"price": "10001"}, ["price"]),
        ({"attributes": (("Material", " "),)}, ["attributes[Material]"]),
        ({"attributes": (("No such", "x"),)}, ["attributes[No such]"]),
        ({"variants": (VariantEdits("1"),)}, ["variants[1]"]),
        (
            {"own_variants": (OwnVariant("", "", "0", gtin="123", values=(("Size", ""),)),)},
            [f"own_variants[].{name}" for name in ("id", "sku", "price", "gtin", "values")],
        ),
        ({"own_variants": (evolve(LARGE, sku="lamp-white"),)}, ["own_variants[own-1].sku"]),
        (
            {"own_variants": (LARGE, LARGE)},
            [f"own_variants[own-1].{name}" for name in ("id", "sku", "values")],
        ),
        ({"title": " ", "price": "0"}, ["title", "price"]),
    ],
)
async def test_each_wrong_field_is_named_and_nothing_is_saved(
    pulled: AsyncConnector, typed: dict[str, object], fields: list[str]
) -> None:
    await make_default_template(pulled)
    edits = evolve(NOTHING, **cast("Any", typed))
    problems = await pulled.products.check(MUG_ID, edits)
    assert list(dict.fromkeys(one.field for one in problems)) == fields
    with pytest.raises(InvalidInput) as refused:
        await pulled.products.edit(MUG_ID, edits)
    assert refused.value.field == fields[0]
    assert all(str(one) in str(refused.value) for one in problems)
    assert await pulled.products.edits(MUG_ID) == NOTHING


async def test_a_variants_edits_are_checked_against_the_products_variants(
    pulled: AsyncConnector,
) -> None:
    white, black = (await pulled.products.get(LAMP_ID)).variants
    good = VariantEdits(white.id, price="9.99", stock=3, gtin="5012345678900")
    edits = ProductEdits(LAMP_ID, variants=(good, VariantEdits(black.id, gtin="")))
    assert await pulled.products.edit(LAMP_ID, edits) == edits
    bad = evolve(edits, variants=(good, evolve(good, price="0", gtin="5012345678901")))
    named = [one.field for one in await pulled.products.check(LAMP_ID, bad)]
    field = f"variants[{white.id}]"
    assert named == [field, f"{field}.price", f"{field}.gtin"]


async def test_a_sku_of_another_products_own_variant_is_taken(pulled: AsyncConnector) -> None:
    await pulled.products.edit(MUG_ID, TYPED)
    same = ProductEdits(LAMP_ID, own_variants=(LARGE,))
    problems = await pulled.products.check(LAMP_ID, same)
    assert [one.message for one in problems] == ["Enamel mug (302) has it already."]


async def test_what_was_never_pulled_can_be_neither_edited_nor_shown(
    pulled: AsyncConnector,
) -> None:
    products = pulled.products
    for call in (products.get, products.edits, products.detail, products.reset, products.explain):
        with pytest.raises(NotFound, match="Pull the products first"):
            await call("9")
    with pytest.raises(NotFound, match="Pull the products first"):
        await products.edit("9", ProductEdits("9"))


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_an_edit_killed_at_any_commit_keeps_no_own_variant_that_orders_miss(*, after: bool) -> None:
    for kill in count(1):
        sandbox, storage = Sandbox(), Mortal()
        sandbox.load([MUG])
        opened(sandbox, storage).products.pull()
        storage.left, storage.after = kill, after
        died = dies(partial(opened(sandbox, storage).products.edit, MUG_ID, TYPED))
        storage.left = 0  # from here on it is immortal
        connector = opened(sandbox, storage)
        if connector.products.edits(MUG_ID) == TYPED:
            order_id = sandbox.buyer.orders("MUG-XL", 1)
            connector.orders.fetch()
            assert connector.orders.get(order_id).state is ImportState.CREATED
        connector.products.edit(MUG_ID, TYPED)
        assert connector.products.search(ProductFilter(text="mug-xl")).items[0].edited
        if not died:
            assert kill > 2
            return
