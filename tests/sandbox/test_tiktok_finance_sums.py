"""Whatever is sold and refunded, every sum about money is the sum of its parts, to the cent."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sandbox.test_tiktok_finance import (
    delivered,
    of_order,
    of_statement,
    passes,
    payments,
    refunds,
    statements,
    total,
    transactions,
    unsettled,
)
from tests.sandbox.tiktok_scene import Json, Scene, opened


@frozen
class Sale:
    """A basket, and what is refunded of it: SKUs or a part, before or after the settlement."""

    basket: tuple[tuple[str, int], ...]
    shipping: str
    seller_discount: str
    platform_discount: str
    by_platform: bool
    back: tuple[str, ...]
    part: str | None
    late: bool


def cents(most: int) -> st.SearchStrategy[str]:
    return st.integers(0, most).map(lambda value: str(Decimal(value) / 100))


SALES = st.builds(
    Sale,
    st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 3)), min_size=1, max_size=3).map(
        tuple
    ),
    cents(2000),
    cents(500),
    cents(400),
    st.booleans(),
    st.sampled_from([(), ("A",), ("A", "B"), ("all",)]),
    st.one_of(st.none(), st.integers(1, 90).map(lambda value: str(Decimal(value) / 100))),
    st.booleans(),
)


def plays(scene: Scene, sale: Sale) -> str:
    """Sell and refund, and return the order's id when all of it is settled."""
    order_id = scene.buyer.orders(
        *sale.basket,
        shipping_fee=sale.shipping,
        seller_discount=sale.seller_discount,
        platform_discount=sale.platform_discount,
        platform_ships=sale.by_platform,
    )
    scene.vendor.moves(order_id, "DELIVERED")
    passes(scene, days=10 if sale.late else 1)
    skus = {sku for sku, _ in sale.basket} & set(sale.back)
    if sale.back == ("all",) or skus:
        refunds(scene, order_id, *sorted(skus), part=sale.part)
    return order_id


def check_transaction(one: Json) -> None:
    parts = ("revenue_amount", "shipping_cost_amount", "fee_tax_amount")
    amounts = [Decimal(one[name]) for name in parts]
    assert Decimal(one["settlement_amount"]) == sum(amounts) + Decimal(
        one.get("adjustment_amount", "0")
    )
    for name, amount in zip(("revenue", "shipping_cost"), amounts, strict=False):
        assert sum(map(Decimal, one[f"{name}_breakdown"].values())) == amount
    assert sum(map(Decimal, one["fee_tax_breakdown"]["fee"].values())) == amounts[2]


def check_statement(scene: Scene, one: Json) -> None:
    told = of_statement(scene, one["id"])
    found, sums = told["transactions"], told["total_settlement_breakdown"]
    for name in ("revenue", "shipping_cost", "fee_tax", "adjustment"):
        assert Decimal(sums[f"total_{name}_amount"]) == total(found, f"{name}_amount")
    settled = total(found, "settlement_amount")
    assert settled == Decimal(told["total_settlement_amount"]) == Decimal(one["settlement_amount"])
    parts = ("net_sales_amount", "shipping_cost_amount", "fee_amount", "adjustment_amount")
    assert settled == sum(Decimal(one[name]) for name in parts)
    assert told["total_count"] == len(found)


@settings(max_examples=40)
@given(st.lists(SALES, min_size=1, max_size=3), st.sampled_from(["GB", "US"]))
def test_every_sum_is_the_sum_of_its_parts(sales: list[Sale], region: str) -> None:
    scene = opened(region)
    orders = [plays(scene, one) for one in sales]
    passes(scene, days=30)
    found = statements(scene)
    for one in found:
        check_statement(scene, one)
    booked = transactions(scene)
    for one in booked:
        check_transaction(one)
    for order_id in orders:
        told = of_order(scene, order_id)
        (own,) = (one for one in booked if one.get("order_id") == order_id)
        assert told["settlement_amount"] == own["settlement_amount"]
        assert total(told["sku_transactions"], "settlement_amount") == Decimal(
            own["settlement_amount"]
        )
        for sku in told["sku_transactions"]:
            check_transaction(sku)
    assert unsettled(scene)["transactions"] == []
    paid = [one for one in found if one["payment_status"] == "PAID"]
    assert sum(Decimal(one["amount"]["value"]) for one in payments(scene)) == total(
        paid, "settlement_amount"
    )


@settings(max_examples=40)
@given(SALES)
def test_a_refund_costs_the_seller_the_same_before_and_after_the_settlement(sale: Sale) -> None:
    def brings(late: bool) -> Decimal:
        scene = opened()
        plays(scene, evolve(sale, late=late))
        passes(scene, days=30)
        return total(transactions(scene), "settlement_amount")

    assert brings(late=False) == brings(late=True)


@settings(max_examples=40)
@given(SALES)
def test_the_estimate_of_a_delivered_order_is_what_it_brings(sale: Sale) -> None:
    scene = opened()
    order_id = delivered(
        scene,
        *sale.basket,
        shipping_fee=sale.shipping,
        seller_discount=sale.seller_discount,
        platform_discount=sale.platform_discount,
    )
    (before,) = unsettled(scene)["transactions"]
    payment = {
        name: Decimal(one)
        for name, one in scene.order(order_id)["payment"].items()
        if name != "currency"
    }
    assert (
        Decimal(before["est_revenue_amount"]) == payment["sub_total"] + payment["platform_discount"]
    )
    assert Decimal(before["est_shipping_cost_amount"]) == payment["shipping_fee"]
    passes(scene, days=9)
    assert before["est_settlement_amount"] == of_order(scene, order_id)["settlement_amount"]
