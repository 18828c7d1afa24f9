"""What must be true when everything is quiet: nothing lost, nothing twice, nothing left, nothing leaked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tests.simulation.goods import SKUS, STOCK
from tests.simulation.listening import Ears
from tests.simulation.people import Fate, People
from tests.simulation.world import World
from tiktok_bc_sync import Connector
from tiktok_bc_sync.models import ActivityState, EventState, ImportedOrder, ImportState
from tiktok_bc_sync.sandbox import SeenOrder


def judged(world: World, people: People, ears: Ears, *, whole: bool) -> list[str]:
    """Return all that is wrong, in words; listings are looked at in a ``whole`` life."""
    with world.undisturbed() as connector:
        return [
            *_broken(world),
            *_orders(world, people, connector),
            *_parcels(world, people),
            *_refunds(world, people),
            *_stock(world, people),
            *(_listings(world, people, connector) if whole else ()),
            *_at_rest(connector),
            *_leaks(world, ears, connector),
        ]


def _broken(world: World) -> Iterator[str]:
    """Nobody who lives ends by an error that the library does not foresee."""
    ended = (one for one in world.workers if one.alive and one.outcome)
    yield from (f"{one.name} ended by {one.outcome!r}" for one in ended)


def _shop_orders(world: World) -> Mapping[str, dict[str, Any]]:
    return world.sandbox.shop.orders.orders


# --- orders --------------------------------------------------------------------------


def _orders(world: World, people: People, connector: Connector) -> Iterator[str]:
    """Each paid order is one BigCommerce order with the same total and end, or fails visibly."""
    in_store = world.sandbox.seen.store_orders()
    made = Counter(one.external_id for one in in_store)
    seen = {one.external_id: one for one in in_store}
    known = {one.id: one for one in connector.orders.all()}
    for order_id, order in _shop_orders(world).items():
        cancelled = order["status"] == "CANCELLED"
        fate = people.fates[order_id]
        if made[order_id] not in _times(fate, cancelled=cancelled):
            yield f"order {order_id} was made {made[order_id]} times"
        elif order_id not in known:
            yield f"order {order_id} is not known"
        else:
            yield from _order(known[order_id], seen.get(order_id), cancelled=cancelled)
    yield from (f"order {one} was made up" for one in made if one not in people.fates)


def _times(fate: Fate, *, cancelled: bool) -> tuple[int, ...]:
    """Return how often an order may have been made."""
    if fate is Fate.UNKNOWN_SKU:
        return (0,)
    return (0, 1) if cancelled else (1,)


def _order(order: ImportedOrder, seen: SeenOrder | None, *, cancelled: bool) -> Iterator[str]:
    """Say what is wrong about what the connector believes of an order in the end."""
    if seen is None:
        silent = order.state not in (ImportState.FAILED, ImportState.NOT_WANTED)
        if silent or not order.reasons:
            yield f"order {order.id} is {order.state} and not there"
        return
    if order.state is not ImportState.CREATED or not order.referenced:
        yield f"order {order.id} is {order.state} at rest"
    if seen.total != order.order.amounts.total.amount:
        yield f"order {order.id} has another total"
    if (seen.status == "Cancelled") is not cancelled:
        yield f"order {order.id} is {seen.status} in BigCommerce and {order.status} on TikTok"


# --- what follows a sale ---------------------------------------------------------------


def _parcels(world: World, people: People) -> Iterator[str]:
    """Each shipment is one parcel, and nothing else is; what was cancelled first has none."""
    seen = Counter[str]()
    for order_id, order in _shop_orders(world).items():
        if people.fates[order_id] in (Fate.COMES_BACK, Fate.KEPT):
            continue  # it was delivered whether or not TikTok had been told how
        parcels = [one.carrier for one in world.sandbox.shop.orders.packages.of(order)]
        seen.update(one["tracking_number"] for one in parcels if one["tracking_number"])
        given = [number for number, of in people.numbers.items() if of == order_id]
        if order["status"] != "CANCELLED":
            yield from (f"{one} is {seen[one]} parcels" for one in given if seen[one] != 1)
    yield from (f"{one} was made up" for one in seen if one not in people.numbers)


def _refunds(world: World, people: People) -> Iterator[str]:
    """Each refund of TikTok's is one of BigCommerce's."""
    marks = Counter(one["reason"] for one in world.sandbox.store.refunds.refunds.values())
    wanted = {f"TikTok return {one}" for one in world.sandbox.shop.returns.returns}
    for cancel_id, made in world.sandbox.shop.cancellations.cancellations.items():
        if people.fates[made["order_id"]] is Fate.OUT_OF_STOCK:
            wanted.add(f"TikTok cancellation {cancel_id}")
    yield from (f"{one} was refunded {marks[one]} times" for one in wanted if marks[one] != 1)
    yield from (f"{one} was made up" for one in marks if one not in wanted)


# --- what is for sale --------------------------------------------------------------------


def _stock(world: World, people: People) -> Iterator[str]:
    """BigCommerce has what was not sold, or came back; TikTok shows as much."""
    left = Counter({sku: STOCK + people.added.get(sku, 0) for sku in SKUS})
    for order_id, order in _shop_orders(world).items():
        if people.in_store(order_id):
            left.subtract(_kept_units(order, back=people.fates[order_id] is Fate.COMES_BACK))
    seen = world.sandbox.seen
    for sku in SKUS:
        if seen.store_stock(sku) != left[sku]:
            yield f"{sku} has {seen.store_stock(sku)} units, not {left[sku]}"


def _kept_units(order: Mapping[str, Any], *, back: bool) -> Counter[str]:
    """Count what the buyer of an order keeps."""
    lines: list[dict[str, str]] = order["line_items"]
    kept = (one for one in lines if one["display_status"] != "CANCELLED")
    return Counter(one["seller_sku"] for one in kept if not (back and one["seller_sku"] == SKUS[2]))


def _listings(world: World, people: People, connector: Connector) -> Iterator[str]:
    """Each product is listed once, and TikTok shows what can be sold, no more and no less."""
    made = Counter(
        one["content"]["external_product_id"]
        for one in world.sandbox.shop.listings.products.values()
    )
    yield from (f"product {one} was listed {made[one]} times" for one in made if made[one] != 1)
    unmade = Counter[str]()
    for order_id, order in _shop_orders(world).items():
        if not people.in_store(order_id):  # it still takes from the stock, should it be made
            unmade += _kept_units(order, back=False)
    for sku in SKUS:
        sellable = world.sandbox.seen.store_stock(sku) - unmade[sku]
        if not any(world.sandbox.shop.listings.of_seller_sku(sku)):
            yield f"{sku} is not on TikTok"
        elif (shown := world.sandbox.seen.stock(sku)) != sellable:
            yield f"TikTok shows {shown} units of {sku}, not {sellable}"
    yield from (f"differs: {one}" for one in connector.listings.drift())


# --- rest ----------------------------------------------------------------------------


def _at_rest(connector: Connector) -> Iterator[str]:
    """Nothing that was begun is left half done."""
    states = connector.webhooks.counts()
    if set(states) - {EventState.DONE}:
        yield f"webhooks are left: {states}"
    for job in connector.schedule.jobs():
        if job.failures or (job.began_at and job.ended_at is None):
            yield f"the job {job.name} is not at rest: {job}"
    if left := connector.activities.counts()[ActivityState.ONGOING]:
        yield f"{left} activities never end"
    yield from (f"not cancelled on TikTok: {one}" for one in connector.cancellations.failed())


def _leaks(world: World, ears: Ears, connector: Connector) -> Iterator[str]:
    """No secret and no address is in what was logged, raised, or written down as a reason."""
    told = [*ears.heard, *world.said]
    for one in connector.activities.list(limit=500):
        told += [str(failure.reason) for failure in one.failures]
    told += [str(reason) for order in connector.orders.all() for reason in order.reasons]
    said = "\n".join(told)
    yield from (f"it was told: {word}" for word in _private(world) if word in said)


def _private(world: World) -> Iterator[str]:
    env = world.sandbox.env()
    yield from (value for name, value in env.items() if name.endswith(("_TOKEN", "_SECRET")))
    for order in _shop_orders(world).values():
        address: dict[str, object] = order["recipient_address"]
        yield from (str(address[name]) for name in ("name", "phone_number", "address_line1"))
        if email := order.get("buyer_email"):
            yield str(email)
