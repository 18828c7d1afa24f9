"""The client `bigcommerce` from PyPI works against the fake store unchanged, but for its host."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from bigcommerce.api import BigcommerceApi
from bigcommerce.exception import ClientRequestException, RateLimitingException
from bigcommerce.resources.orders import OrderShipments

from tests.sandbox.bigcommerce_scene import ADDRESS, opened
from tiktok_bc_sync.sandbox import Fault, Sandbox, serve


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    """Both marketplaces with three products."""
    return opened()


@pytest.fixture(scope="module")
def api(sandbox: Sandbox) -> Iterator[Any]:
    """The client, which speaks nothing but https, in front of a served sandbox."""
    with serve(sandbox, tls=True) as served, pytest.MonkeyPatch.context() as patch:
        patch.setenv("BC_API_ENDPOINT", served.url.removeprefix("https://"))
        patch.setenv("REQUESTS_CA_BUNDLE", served.env["REQUESTS_CA_BUNDLE"])
        api = BigcommerceApi(
            client_id="any",
            store_hash=served.env["BIGCOMMERCE_STORE_HASH"],
            access_token=served.env["BIGCOMMERCE_ACCESS_TOKEN"],
        )
        yield api
        api.connection._session.close()  # it offers no other way to close its connections


def test_it_lists_products(api: Any) -> None:
    assert [one.name for one in api.Products.all()] == [
        "Alba table lamp",
        "Enamel mug",
        "Gift card",
    ]
    assert [one.id for one in api.Products.iterall()] == [301, 302, 303]
    assert api.Products.get(302).price == "10.0000"
    assert api.Products.count() == 3


def test_it_creates_changes_and_deletes_a_product(api: Any) -> None:
    made = api.Products.create(
        name="Tea towel",
        type="physical",
        price="8.00",
        weight=0.1,
        categories=[12],
        availability="available",
        sku="TOWEL-1",
    )
    assert api.Products.all(sku="TOWEL-1")[0].id == made.id

    assert made.update(price="9.50").price == "9.5000"
    made.delete()

    with pytest.raises(ClientRequestException) as refused:
        api.Products.get(made.id)
    assert refused.value.status_code == 404


def test_it_creates_finds_and_reads_an_order(api: Any) -> None:
    made = api.Orders.create(
        billing_address=ADDRESS,
        products=[{"product_id": 302, "quantity": 2}],
        external_order_id="577217057521437446",
        external_source="tests",
    )

    (found,) = api.Orders.all(external_order_id="577217057521437446")
    assert found.id == made.id
    order = api.Orders.get(made.id)
    assert (order.total_inc_tax, order.status) == ("20.0000", "Pending")
    assert [(one.sku, one.quantity) for one in order.products()] == [("MUG-1", 2)]
    assert order.shipping_addresses()[0].city == "Sampleton"
    assert "id" not in api.Orders.all(status_id=7)


def test_it_ships_and_cancels(api: Any) -> None:
    made = api.Orders.create(billing_address=ADDRESS, products=[{"product_id": 302, "quantity": 1}])
    (line,), (address,) = made.products(), made.shipping_addresses()

    OrderShipments.create(
        made.id,
        connection=api.connection,
        order_address_id=address.id,
        tracking_number="1",
        items=[{"order_product_id": line.id, "quantity": 1}],
    )
    assert api.Orders.get(made.id).status == "Shipped"
    assert made.shipments()[0].tracking_number == "1"

    assert made.update(status_id=5).status == "Cancelled"


def test_it_reads_the_store_its_time_and_statuses(api: Any, sandbox: Sandbox) -> None:
    assert api.Store.all().currency == "USD"
    assert abs(api.Time.all().time - sandbox.clock.unix) <= 5
    assert {one.id: one.name for one in api.OrderStatuses.all()}[11] == "Awaiting Fulfillment"


def test_it_understands_that_it_is_too_fast(api: Any, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("status", status=429))

    with pytest.raises(RateLimitingException):
        api.Store.all()
