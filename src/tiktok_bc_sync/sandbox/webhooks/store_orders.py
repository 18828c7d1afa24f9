"""What the fake store tells of orders, and of what is added to them: shipments, refunds, messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from attrs import field, frozen

from tiktok_bc_sync.sandbox.bigcommerce import BigCommerceStore
from tiktok_bc_sync.sandbox.bigcommerce.orders.orders import Orders
from tiktok_bc_sync.sandbox.webhooks.events import Event, Json, Watch

_ORDERS = frozenset(
    f"store/order/{step}" for step in ("created", "updated", "statusUpdated", "archived")
)
_MESSAGE, _REFUND = "store/order/message/created", "store/order/refund/created"
_SHIPMENTS = frozenset(f"store/shipment/{step}" for step in ("created", "updated", "deleted"))


def watches(store: BigCommerceStore) -> tuple[Watch[Any], ...]:
    """Watch orders and what is added to them."""
    return (
        Watch(_ORDERS, lambda before: _orders(store.orders, before), _of_order),
        Watch(frozenset((_MESSAGE,)), lambda _: _orders_of(_messages(store.orders)), _of_message),
        Watch(
            frozenset((_REFUND,)), lambda _: _orders_of(store.refunds.refunds.values()), _of_refund
        ),
        Watch(_SHIPMENTS, lambda _: _shipments(store.orders), _of_shipment),
    )


@frozen
class _Order:
    """Each change brings a new ``stamp``, even where its time is that of the change before."""

    stamp: datetime = field(eq=id)
    status: int
    archived: bool


def _orders(orders: Orders, before: Mapping[str, _Order]) -> dict[str, _Order]:
    found: dict[str, _Order] = {}
    for number, one in orders.orders.items():
        key, stamp, archived = str(number), orders.modified[number], one["is_deleted"]
        old = before.get(key)
        same = old is not None and old.stamp is stamp and old.archived == archived
        found[key] = old if old and same else _Order(stamp, one["status_id"], archived)
    return found


def _of_order(key: str, was: _Order | None, now: _Order | None) -> Iterator[Event]:
    data = {"type": "order", "id": int(key)}
    if was is None:
        yield Event("store/order/created", data)
    elif now is not None:
        yield Event("store/order/updated", data)
        if was.status != now.status:
            moved = {"previous_status_id": was.status, "new_status_id": now.status}
            yield Event("store/order/statusUpdated", {**data, "status": moved})
        if now.archived and not was.archived:
            yield Event("store/order/archived", data)


def _messages(orders: Orders) -> Iterator[Json]:
    return (one for messages in orders.messages.values() for one in messages)


def _orders_of(parts: Iterable[Json]) -> dict[str, int]:
    """Return the order of each part that is never changed once it is made."""
    return {str(one["id"]): one["order_id"] for one in parts}


def _of_message(key: str, was: int | None, now: int | None) -> Iterator[Event]:
    if was is None:
        yield Event(
            _MESSAGE, {"type": "order", "id": now, "message": {"order_message_id": int(key)}}
        )


def _of_refund(key: str, was: int | None, now: int | None) -> Iterator[Event]:
    if was is None:
        yield Event(_REFUND, {"type": "order", "id": now, "refund": {"refund_id": int(key)}})


@frozen
class _Shipment:
    order_id: int
    fields: Json


def _shipments(orders: Orders) -> dict[str, _Shipment]:
    return {
        str(one["id"]): _Shipment(order_id, dict(one))
        for order_id, shipments in orders.shipments.items()
        for one in shipments
    }


def _of_shipment(key: str, was: _Shipment | None, now: _Shipment | None) -> Iterator[Event]:
    one = now or was
    if one is None:
        return
    step = "created" if was is None else "updated" if now is not None else "deleted"
    data = {"type": "shipment", "id": int(key), "orderId": one.order_id}
    yield Event(f"store/shipment/{step}", data)
