"""Why a product is listed as it is: template, attributes, prices, stock, and what is in the way."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

from tests.flows.conftest import LAMP, MUG, WEIGHTLESS
from tests.flows.test_catalogue import make_default_template
from tiktok_bc_sync import AsyncConnector, PriceRule, StockRule, title
from tiktok_bc_sync.models import Money, ProductEdits, VariantEdits
from tiktok_bc_sync.sandbox import Sandbox

pytestmark = pytest.mark.anyio

LAMP_ID, MUG_ID, TOWEL_ID = (str(one["id"]) for one in (LAMP, MUG, WEIGHTLESS))


@pytest.fixture
async def pulled(connector: AsyncConnector) -> AsyncConnector:
    """A connector with a template for lamps, 10 % dearer, and one for all else."""
    await connector.products.pull()
    await make_default_template(connector)
    await connector.templates.create(
        name="Lamps",
        category_id=(await connector.templates.categories("Lamps"))[0].id,
        query=title.contains("lamp"),
        price_rule=PriceRule.percent("+10"),
    )
    return connector


async def test_it_says_which_template_took_the_product_and_why(pulled: AsyncConnector) -> None:
    lamp, mug = await pulled.products.explain(LAMP_ID), await pulled.products.explain(MUG_ID)
    assert lamp.template is not None
    assert str(lamp.template) == "Lamps (chosen) takes it: title contains lamp"
    assert [str(one) for one in mug.templates] == [
        "Lamps does not take it; fails: title contains lamp",
        "Everything (chosen) takes what no other one does",
    ]


async def test_it_says_how_each_price_was_made(pulled: AsyncConnector) -> None:
    white, _ = (await pulled.products.explain(LAMP_ID)).variants
    assert [str(step.result) for step in white.price.steps] == [
        "50.00 USD",
        "39.50 GBP",  # 1 USD is 0.79 GBP in the sandbox
        "43.45 GBP",
        "43.45 GBP",
    ]


async def test_a_typed_price_replaces_every_step(pulled: AsyncConnector) -> None:
    white = (await pulled.products.get(LAMP_ID)).variants[0]
    edits = ProductEdits(LAMP_ID, price="9.99", variants=(VariantEdits(white.id, price="8.50"),))
    await pulled.products.edit(LAMP_ID, edits)
    prices = [one.price.price for one in (await pulled.products.explain(LAMP_ID)).variants]
    assert [one and one.amount for one in prices] == [
        Money(Decimal("8.50"), "GBP"),
        Money(Decimal("9.99"), "GBP"),
    ]


async def test_it_says_how_the_stock_was_made(pulled: AsyncConnector, sandbox: Sandbox) -> None:
    settings = evolve(await pulled.settings.get(), stock=StockRule(threshold=5))
    await pulled.settings.save(settings)
    sandbox.merchant.edits("MUG-1", stock=4)
    await pulled.products.pull()
    stock = (await pulled.products.explain(MUG_ID)).variants[0].stock
    assert [(step.name, step.units) for step in stock.steps] == [
        ("in BigCommerce", 4),
        ("threshold 5", 0),
        ("shown", 0),
    ]


async def test_it_says_what_is_in_the_way_until_an_edit_mends_it(pulled: AsyncConnector) -> None:
    before = await pulled.products.explain(TOWEL_ID)
    assert [reason.code for reason in before.reasons] == ["missing_weight"]
    assert "in the way" in str(before)
    await pulled.products.edit(TOWEL_ID, ProductEdits(TOWEL_ID, weight=(Decimal("0.2"), "kg")))
    assert (await pulled.products.explain(TOWEL_ID)).reasons == ()


async def test_it_says_where_each_attribute_came_from(pulled: AsyncConnector) -> None:
    attributes = (await pulled.products.explain(LAMP_ID)).attributes
    name = attributes[0].attribute
    await pulled.products.edit(LAMP_ID, ProductEdits(LAMP_ID, attributes=((name, "Own"),)))
    origin = (await pulled.products.explain(LAMP_ID)).attributes[0]
    assert (origin.attribute, origin.whence, origin.typed) == (name, "the product editor", True)


async def test_without_a_template_that_is_the_reason(connector: AsyncConnector) -> None:
    await connector.products.pull()
    explained = await connector.products.explain(MUG_ID)
    assert explained.template is None
    assert [reason.code for reason in explained.reasons] == ["no_template"]
