"""Orders that TikTok's own carriers take: packages, slots, hand-over, labels."""

from __future__ import annotations

import json

import httpx
import pytest

from tests.flows.aftersales_scene import asked, bought, ship
from tests.flows.conftest import CATEGORIES, LAMP, MUG
from tiktok_bc_sync import AsyncConnector, Connector, MemoryStorage, OrderStatus
from tiktok_bc_sync.clients import BlockingTransport
from tiktok_bc_sync.errors import InvalidInput, NotFound, Refused, Unavailable
from tiktok_bc_sync.models import DocumentType
from tiktok_bc_sync.sandbox import Fault, Sandbox

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["GB", "US"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    """Both marketplaces with two complete products."""
    sandbox = Sandbox(region=request.param, currency="USD")
    sandbox.load([LAMP, MUG], CATEGORIES)
    return sandbox


async def test_a_package_is_handed_over_at_a_slot_and_its_label_is_a_pdf(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 2), platform=True)
    (package,) = await connector.packages.of_order(order.id)
    options = await connector.packages.slots(package.id)
    slot = next(one for one in options.slots if one.available)
    handed = await connector.packages.hand_over(package.id, method="PICKUP", slot=slot)
    assert (handed.status, bool(handed.tracking_number)) == ("PROCESSING", True)
    label = await connector.packages.label(package.id, DocumentType.LABEL, size="A5")
    assert label.startswith(b"%PDF-")
    await connector.orders.fetch()
    assert (await connector.orders.get(order.id)).status is OrderStatus.AWAITING_COLLECTION


async def test_handing_over_twice_or_after_a_lost_answer_asks_the_carrier_once(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 1), platform=True)
    (package,) = await connector.packages.of_order(order.id)
    sandbox.faults.add(Fault("drop_after"), on=f"POST */packages/{package.id}/ship")
    with pytest.raises(Unavailable):
        await connector.packages.hand_over(package.id)
    for _ in range(2):
        assert (await connector.packages.hand_over(package.id)).status == "PROCESSING"
    assert asked(sandbox, "POST", f"/packages/{package.id}/ship") == 1


async def test_there_is_no_label_before_the_hand_over(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 1), platform=True)
    (package,) = await connector.packages.of_order(order.id)
    with pytest.raises(Refused):
        await connector.packages.label(package.id)


async def test_an_order_is_split_into_packages(connector: AsyncConnector, sandbox: Sandbox) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 2), platform=True)
    (advice,) = await connector.packages.split_advice([order.id])
    assert advice.possible
    first, second = (line.id for line in order.order.lines)
    made = await connector.packages.split(order.id, {"a": [first], "b": [second]})
    assert sorted(one.line_ids for one in made) == sorted([(first,), (second,)])
    assert len(await connector.packages.of_order(order.id)) == 2


async def test_two_orders_of_one_buyer_are_combined_and_taken_apart_again(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 1), platform=True)
    other = sandbox.buyer.orders("MUG-1", 1, platform_ships=True, same_as=order.id)
    (proposed,) = await connector.packages.combinable()
    assert sorted(proposed.order_ids) == sorted([order.id, other])
    (made,) = await connector.packages.combine(proposed.id)
    (package,) = await connector.packages.of_order(order.id)
    assert (package.id, sorted(package.order_ids)) == (made.id, sorted([order.id, other]))
    await connector.packages.uncombine(made.id)
    assert (await connector.packages.of_order(order.id))[0].order_ids == (order.id,)


async def test_a_shipment_in_bigcommerce_of_such_an_order_is_not_told(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 1), platform=True)
    ship(sandbox, order, "PARCEL-1", "UPS")
    failures = (await connector.fulfilment.sync()).failures
    assert [one.reason.code for one in failures] == ["platform_ships"]
    assert sandbox.seen.parcels(order.id) == []


async def test_the_packages_of_an_unknown_order_are_not_found(connector: AsyncConnector) -> None:
    with pytest.raises(NotFound):
        await connector.packages.of_order("1")
    with pytest.raises((Refused, InvalidInput)):
        await connector.packages.get("1")


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("http://labels.example/1.pdf", "https"),
        ("https://127.0.0.1/1.pdf", "fetched"),
        ("https://169.254.169.254/latest/meta-data", "fetched"),
        ("https://[::1]/1.pdf", "fetched"),
        ("file:///etc/passwd", "https"),
    ],
)
def test_a_label_is_fetched_from_public_https_addresses_alone(
    sandbox: Sandbox, url: str, complaint: str
) -> None:
    reached: list[str] = []

    def elsewhere(request: httpx.Request) -> httpx.Response:
        if "/shipping_documents" in request.url.path:
            data = {"doc_url": url, "tracking_number": "1"}
            body = {"code": 0, "message": "Success", "request_id": "r", "data": data}
            return httpx.Response(200, content=json.dumps(body))
        reached.append(str(request.url))
        return inner.handle_request(request)

    inner = sandbox.transport()
    http = httpx.Client(transport=httpx.MockTransport(elsewhere))
    with (
        Connector.from_env(
            storage=MemoryStorage(), env=sandbox.env(), transport=BlockingTransport(http)
        ) as connector,
        pytest.raises(Refused, match=complaint) as refused,
    ):
        connector.packages.label("115300000001")
    assert url not in reached
    assert url not in str(refused.value)
