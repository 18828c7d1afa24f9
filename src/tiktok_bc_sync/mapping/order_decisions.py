"""Whether an order is to be made in BigCommerce: now, later, or not at all."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum

from attrs import frozen

from tiktok_bc_sync.mapping.order_reasons import order_reason
from tiktok_bc_sync.mapping.statuses import order_status
from tiktok_bc_sync.models import (
    HoldPolicy,
    ImportedOrder,
    ImportState,
    Order,
    OrderPolicy,
    OrderStatus,
    Reason,
)

# TikTok tells times in whole seconds by a clock of its own.
_CLOCKS = timedelta(minutes=10)
_BEFORE_SHIPPING = (OrderStatus.ON_HOLD, OrderStatus.AWAITING_SHIPMENT)


class Step(StrEnum):
    """What is to be done about an order."""

    MAKE = "make"
    WAIT = "wait"
    LEAVE_OUT = "leave out"


@frozen
class Decision:
    """What is to be done about an order and why.

    ``held`` ones are made as to be verified. ``by_policy`` says that another policy would decide
    otherwise.
    """

    step: Step
    reasons: tuple[Reason, ...] = ()
    held: bool = False
    by_policy: bool = False


def decided(
    order: Order,
    policy: OrderPolicy,
    now: datetime,
    *,
    connected_at: datetime | None = None,
    requested: bool = False,
) -> Decision:
    """Decide whether an order is made in BigCommerce.

    Unpaid ones wait, and held ones where the policy says so. Left out are those that were cancelled
    before, kinds that the policy leaves out, and what is older than the connection unless it was
    ``requested``.
    """
    status = order_status(order)
    if status == OrderStatus.CANCELLED:
        return Decision(Step.LEAVE_OUT, (order_reason("cancelled_early"),))
    if left_out := policy.left_out(order):
        reason = order_reason("kind_left_out", kinds=", ".join(left_out))
        return Decision(Step.LEAVE_OUT, (reason,), by_policy=True)
    if not requested and not policy.older and is_older(order, connected_at):
        return Decision(Step.LEAVE_OUT, (order_reason("before_connection"),), by_policy=True)
    if status == OrderStatus.UNPAID:
        return Decision(Step.WAIT, (order_reason("unpaid"),))
    if not held(order, policy, now):
        return Decision(Step.MAKE)
    if policy.hold is HoldPolicy.WAIT:
        return Decision(Step.WAIT, (order_reason("on_hold"),))
    return Decision(Step.MAKE, held=policy.hold is HoldPolicy.VERIFY)


def is_older(order: Order, connected_at: datetime | None) -> bool:
    """Whether an order was placed before the shop was connected, as far as two clocks can tell."""
    return connected_at is not None and order.created_at < connected_at - _CLOCKS


def held(order: Order, policy: OrderPolicy, now: datetime) -> bool:
    """Whether the buyer may still cancel freely, and the policy cares."""
    if policy.hold is HoldPolicy.AT_ONCE:
        return False
    status = order_status(order)
    recent = now < order.created_at + policy.hold_time
    return status == OrderStatus.ON_HOLD or (recent and status in _BEFORE_SHIPPING)


def undone(order: ImportedOrder, decision: Decision, policy: OrderPolicy) -> ImportedOrder:
    """Return an order that is not to be made, or not yet, with the reasons."""
    left_out = decision.step is Step.LEAVE_OUT
    return order.moved(
        ImportState.NOT_WANTED if left_out else ImportState.WAITING,
        decision.reasons,
        decided_by=policy_digest(policy) if decision.by_policy else "",
    )


def policy_digest(policy: OrderPolicy) -> str:
    """Return what tells two policies apart."""
    return hashlib.sha256(repr(policy).encode("utf-8", "backslashreplace")).hexdigest()[:16]
