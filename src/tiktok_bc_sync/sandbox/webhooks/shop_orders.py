"""What the fake shop tells of orders, packages, cancellations and returns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from attrs import frozen

from tiktok_bc_sync.sandbox.tiktok import TikTokService
from tiktok_bc_sync.sandbox.tiktok.orders.packages import Package, Packages
from tiktok_bc_sync.sandbox.webhooks.events import Event, Json, Watch, pictures

_ORDER, _ADDRESS, _PACKAGE = "ORDER_STATUS_CHANGE", "RECIPIENT_ADDRESS_UPDATE", "PACKAGE_UPDATE"
_CANCELLATION, _RETURN = "CANCELLATION_STATUS_CHANGE", "RETURN_STATUS_CHANGE"
_REFUND = "REFUND_SUCCESS"
# Webhooks know fewer statuses than the API and spell some of them otherwise; the API's are told only
# where the vendor's list for the webhook has them.
_ORDER_STATUSES: Mapping[str, str] = MappingProxyType(
    {
        "UNPAID": "UNPAID",
        "ON_HOLD": "ON_HOLD",
        "AWAITING_SHIPMENT": "AWAITING_SHIPMENT",
        "AWAITING_COLLECTION": "AWAITING_COLLECTION",
        "CANCELLED": "CANCEL",
        "IN_TRANSIT": "IN_TRANSIT",
        "DELIVERED": "DELIVERED",
        "COMPLETED": "COMPLETED",
    }
)
_CANCEL_STATUSES = MappingProxyType(
    {"CANCELLATION_REQUEST_CANCEL": "CANCELLATION_REQUEST_CANCELLED"}
)
_RETURN_STATUSES = frozenset(
    {
        "AWAITING_BUYER_SHIP",
        "BUYER_SHIPPED_ITEM",
        "REFUND_OR_RETURN_REQUEST_REJECT",
        "REJECT_RECEIVE_PACKAGE",
        "REPLACEMENT_REQUEST_CANCEL",
        "REPLACEMENT_REQUEST_COMPLETE",
        "REPLACEMENT_REQUEST_PENDING",
        "REPLACEMENT_REQUEST_REFUND_SUCCESS",
        "REPLACEMENT_REQUEST_REJECT",
        "RETURN_OR_REFUND_REQUEST_CANCEL",
        "RETURN_OR_REFUND_REQUEST_COMPLETE",
        "RETURN_OR_REFUND_REQUEST_PENDING",
        "RETURN_OR_REFUND_REQUEST_SUCCESS",
    }
)
_REFUNDED = "RETURN_OR_REFUND_REQUEST_COMPLETE"


def watches(shop: TikTokService) -> tuple[Watch[Any], ...]:
    """Watch everything that follows from a purchase."""
    orders, cancellations, returns = shop.orders, shop.cancellations, shop.returns
    return (
        Watch(
            frozenset((_ORDER, _ADDRESS)),
            lambda before: pictures(orders.orders, before, _Order.of),
            _of_order,
        ),
        Watch(
            frozenset((_PACKAGE,)),
            lambda _: {"": _Packed.of(orders.packages)},
            lambda _, was, now: _of_packages(was, now, shop.clock.unix),
        ),
        Watch(
            frozenset((_CANCELLATION,)),
            lambda _: _requests(cancellations.cancellations, "cancel_status"),
            _of_cancellation,
        ),
        Watch(
            frozenset((_RETURN, _REFUND)),
            lambda _: _requests(returns.returns, "return_status"),
            _of_return,
        ),
    )


# --- orders --------------------------------------------------------------------------


@frozen
class _Order:
    status: str
    address: Json
    on_hold: bool
    update_time: int

    @classmethod
    def of(cls, order: Json) -> _Order:
        return cls(
            order["status"],
            dict(order["recipient_address"]),
            order["is_on_hold_order"],
            order["update_time"],
        )

    def shows(self, order: Json) -> bool:
        now = (order["status"], order["update_time"], order["recipient_address"])
        return (self.status, self.update_time, self.address) == now


def _of_order(key: str, was: _Order | None, now: _Order | None) -> Iterator[Event]:
    if now is None:
        return
    status = _ORDER_STATUSES.get(now.status)
    if status and (was is None or was.status != now.status):
        data = {"order_id": key, "order_status": status, "is_on_hold_order": now.on_hold}
        yield Event(_ORDER, {**data, "update_time": now.update_time})
    if was is not None and was.address != now.address:
        yield Event(_ADDRESS, {"order_id": key, "update_time": now.update_time})


# --- packages ------------------------------------------------------------------------


@frozen
class _Packed:
    """Which package each line is in, and the orders of each package."""

    lines: Mapping[str, str]
    orders: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, packages: Packages) -> _Packed:
        found: tuple[Package, ...] = tuple(packages.packages.values())
        lines = {line["id"]: one.id for one in found for line in one.lines}
        return cls(lines, {one.id: tuple(one.order_ids) for one in found})


def _of_packages(was: _Packed | None, now: _Packed | None, at: int) -> Iterator[Event]:
    """Tell that lines went from one package to another; packages that are new or gone are not told."""
    if was is None or now is None:
        return
    moves = {
        (was.lines[line], package)
        for line, package in now.lines.items()
        if was.lines.get(line, package) != package
    }
    if not moves:
        return
    old = {one for one, _ in moves}
    new = {one for _, one in moves} | (old & now.orders.keys())
    shown = [{"package_id": one, "order_id_list": list(now.orders[one])} for one in sorted(new)]
    yield Event(
        _PACKAGE,
        {
            "sc_type": _kind(was, old, new),
            "role_type": "ROLE_SELLER",
            "package_list": shown,
            "update_time": at,
        },
    )


def _kind(was: _Packed, old: set[str], new: set[str]) -> str:
    """Name what happened to packages: the vendor knows a word for each way, and for the way back."""
    orders = Counter(order for one in old for order in set(was.orders[one]))
    if len(new) > len(old):
        return "CANCEL_COMBINE" if len(orders) > 1 else "SPLIT"
    return "COMBINE" if len(orders) > 1 else "CANCEL_SPLIT"


# --- cancellations and returns -------------------------------------------------------


@frozen
class _Request:
    status: str
    request: Json


def _requests(found: Mapping[str, Json], status: str) -> dict[str, _Request]:
    return {key: _Request(one[status], one) for key, one in found.items()}


def _moved(was: _Request | None, now: _Request | None) -> bool:
    return now is not None and (was is None or was.status != now.status)


def _of_cancellation(key: str, was: _Request | None, now: _Request | None) -> Iterator[Event]:
    if now is None or not _moved(was, now):
        return
    one = now.request
    yield Event(
        _CANCELLATION,
        {
            "order_id": one["order_id"],
            "cancellations_role": one["role"],
            "cancel_status": _CANCEL_STATUSES.get(now.status, now.status),
            "cancel_id": key,
            "create_time": one["create_time"],
        },
    )


def _of_return(key: str, was: _Request | None, now: _Request | None) -> Iterator[Event]:
    if now is None or not _moved(was, now):
        return
    one = now.request
    if now.status in _RETURN_STATUSES:
        shared = ("order_id", "return_type", "create_time", "update_time")
        data = {name: one[name] for name in shared}
        data.update(return_id=key, return_role=one["role"], return_status=now.status)
        yield Event(_RETURN, data)
    if now.status == _REFUNDED:
        yield Event(_REFUND, _refund(key, one))


def _refund(key: str, made: Json) -> Json:
    """Return what is told of a refund; a return is its own parent request, the fake shop has no other."""
    amount = made["refund_amount"]
    offered: Json = made.get("partial_refund") or {}
    lines = [
        {
            "main_order_id": made["order_id"],
            "return_line_item_id": one["return_line_item_id"],
            "sku_id": one["sku_id"],
            "sku_return_request_id": key,
        }
        for one in made["return_line_items"]
    ]
    return {
        "aftersales_request_id": key,
        "line_items": lines,
        "refund_currency": amount["currency"],
        "refund_status": "REFUND_SUCCESS",
        "refund_timestamp": made["update_time"],
        "refund_total": offered.get("amount", amount["refund_total"]),
        "rma_id": key,
    }
