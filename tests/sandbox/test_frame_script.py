"""The merchant's verbs, the clock that stands still while something happens, and who knows whom."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.sandbox.bigcommerce_scene import Caller, opened
from tiktok_bc_sync.sandbox import Buyer, Clock, Merchant, Refusal, Sandbox, Vendor
from tiktok_bc_sync.sandbox.core import Script

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def caller() -> Caller:
    """A caller of a store with a lamp in two colours, a mug and a card."""
    return Caller(opened())


@pytest.fixture
def merchant(caller: Caller) -> Merchant:
    """The store's owner."""
    return caller.sandbox.merchant


def product(caller: Caller, number: int) -> Any:
    """Return a product with its variants."""
    return caller.get(f"/v3/catalog/products/{number}", include="variants")["data"]


def test_a_merchant_edits_a_variant_by_its_sku(caller: Caller, merchant: Merchant) -> None:
    merchant.edits(
        "LAMP-BLACK", price="55.50", sale_price=45, stock=3, weight=2, title="Lamp", visible=False
    )

    lamp = product(caller, 301)
    white, black = lamp["variants"]
    assert (black["price"], black["sale_price"], black["weight"]) == (55.5, 45, 2)
    assert (white["price"], white["inventory_level"]) == (None, 20)
    assert (lamp["name"], lamp["is_visible"], lamp["inventory_level"]) == ("Lamp", False, 23)

    merchant.edits("LAMP-BLACK", sale_price=0)
    assert product(caller, 301)["variants"][1]["sale_price"] is None


@pytest.mark.parametrize("named", ["MUG-1", 302, "302"])
def test_a_merchant_edits_a_simple_product(
    caller: Caller, merchant: Merchant, named: str | int
) -> None:
    merchant.edits(named, price=12, sale_price=11, stock=4)

    mug = product(caller, 302)
    assert (mug["price"], mug["calculated_price"], mug["inventory_level"]) == (12, 11, 4)
    assert mug["variants"][0]["inventory_level"] == 4

    merchant.edits(named, sale_price=0)
    assert product(caller, 302)["calculated_price"] == 12


def test_a_merchant_adds_and_deletes(caller: Caller, merchant: Merchant) -> None:
    number = merchant.adds({"name": "Cup", "sku": "CUP", "price": 5, "brand_name": "Northlight"})
    assert product(caller, number)["brand_id"] == product(caller, 301)["brand_id"]

    merchant.deletes(number)
    merchant.deletes_variant("LAMP-WHITE")

    assert caller.names() == ["Alba table lamp", "Enamel mug", "Gift card"]
    assert [one["sku"] for one in product(caller, 301)["variants"]] == ["LAMP-BLACK"]


def test_a_merchant_ships_moves_and_cancels(caller: Caller, merchant: Merchant) -> None:
    order = caller.orders({"product_id": 302, "quantity": 3})["id"]
    (line,) = caller.get(f"/v2/orders/{order}/products")

    first = merchant.ships(order, carrier="UPS", tracking_number="1", items={line["id"]: 1})
    second = merchant.ships(str(order), carrier="Uncle Bob", tracking_number="2")

    one, two = caller.get(f"/v2/orders/{order}/shipments")
    assert (one["id"], one["shipping_provider"], one["items"][0]["quantity"]) == (first, "ups", 1)
    assert (two["id"], two["shipping_method"], two["items"][0]["quantity"]) == (
        second,
        "Uncle Bob",
        2,
    )
    merchant.moves(order, 10)
    assert caller.get(f"/v2/orders/{order}")["status"] == "Completed"
    merchant.cancels(order)
    assert caller.stock("MUG-1") == 30


def test_a_verb_says_what_is_wrong_and_changes_nothing(caller: Caller, merchant: Merchant) -> None:
    order = caller.orders({"product_id": 302, "quantity": 1})["id"]
    for fails in (
        lambda: merchant.edits("NOTHING", price=1),
        lambda: merchant.edits(301, price=1, stock=1),
        lambda: merchant.deletes(999),
        lambda: merchant.deletes_variant("NOTHING"),
        lambda: merchant.ships(999, carrier="ups", tracking_number="1"),
        lambda: merchant.cancels(999),
    ):
        with pytest.raises(LookupError):
            fails()
    with pytest.raises(Refusal, match="units left to ship"):
        merchant.ships(order, carrier="ups", tracking_number="1", items={999: 1})

    assert product(caller, 301)["price"] == 50
    assert caller.get(f"/v2/orders/{order}")["status"] == "Pending"


def test_what_is_to_be_done_once_is_done_once(merchant: Merchant) -> None:
    product = {"name": "Cup", "sku": "CUP", "price": 5}

    first, second = (merchant.adds(product, once="cup") for _ in range(2))

    assert first == second
    assert merchant.adds(product) != first


@pytest.mark.parametrize("actor", [Buyer, Vendor, Merchant, Clock])
def test_every_verb_keeps_its_signature_and_takes_once(actor: type) -> None:
    verbs = [
        one
        for name, one in inspect.getmembers(actor, inspect.isfunction)
        if not name.startswith("_") and hasattr(one, "__wrapped__")
    ]

    assert verbs
    for verb in verbs:
        once = inspect.signature(verb).parameters["once"]
        assert (once.kind, once.default) == (once.KEYWORD_ONLY, None)
        assert verb.__doc__


def test_time_stands_still_while_something_happens() -> None:
    times = iter(NOON + timedelta(seconds=n) for n in range(100))
    script = Script(lambda: next(times))

    first, second = script.happens(lambda: (script.moment(), script.moment()))

    assert first == second == NOON
    assert script.moment() > first


def test_time_passes_when_it_is_told_to() -> None:
    sandbox = Sandbox(wall=lambda: NOON)

    assert sandbox.clock.passes(days=1, hours=2) == NOON + timedelta(days=1, hours=2)
    assert sandbox.clock.now == NOON + timedelta(days=1, hours=2)
    assert sandbox.clock.wall() == NOON
    assert Caller(sandbox).get("/v2/time") == {"time": int(sandbox.clock.now.timestamp())}
