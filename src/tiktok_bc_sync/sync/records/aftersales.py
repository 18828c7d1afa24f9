"""How what follows a sale is keyed and indexed: shipments, cancellations, returns and their refunds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from tiktok_bc_sync.mapping.statuses import return_status
from tiktok_bc_sync.models import Cancellation, FollowUp, OrderFulfilment, Return, StoreCancel
from tiktok_bc_sync.rules.text import normalized
from tiktok_bc_sync.storage import IndexValue, Kind
from tiktok_bc_sync.sync.records.indexing import lines, time_text


@frozen
class SeenMark:
    """How far a vendor's list was read; the next read overlaps it."""

    name: str
    until: datetime


def _return_index(item: Return) -> Mapping[str, IndexValue]:
    return {
        "status": str(return_status(item.vendor_status)),
        "order_id": item.order_id,
        "type": item.type,
        "skus": lines(normalized(line.sku) for line in item.lines) or None,
        "waiting": item.respond_by is not None,
        "disputed": bool(item.arbitration_status),
        "respond_by": time_text(item.respond_by) or None,
        "created_at": time_text(item.created_at) or None,
        "updated_at": time_text(item.updated_at) or None,
    }


def _cancellation_index(item: Cancellation) -> Mapping[str, IndexValue]:
    return {
        "status": item.status,
        "order_id": item.order_id,
        "role": item.role,
        "waiting": item.respond_by is not None,
        "respond_by": time_text(item.respond_by) or None,
        "updated_at": time_text(item.updated_at) or None,
    }


def _follow_up_index(item: FollowUp) -> Mapping[str, IndexValue]:
    return {"state": item.state, "kind": item.kind, "order_id": item.order_id}


def _store_cancel_index(item: StoreCancel) -> Mapping[str, IndexValue]:
    return {"state": item.state, "at": time_text(item.at)}


def _fulfilment_index(item: OrderFulfilment) -> Mapping[str, IndexValue]:
    return {
        "waiting": item.waiting,
        "reasons": lines(reason.code for reason in item.reasons) or None,
        "store_order_id": item.store_order_id,
    }


def _nothing(_: object) -> Mapping[str, IndexValue]:
    return {}


RETURN = Kind("return", Return, key=lambda item: item.id, index=_return_index)
CANCELLATION = Kind(
    "cancellation", Cancellation, key=lambda item: item.id, index=_cancellation_index
)
FOLLOW_UP = Kind("follow_up", FollowUp, key=lambda item: item.id, index=_follow_up_index)
STORE_CANCEL = Kind(
    "store_cancel", StoreCancel, key=lambda item: item.order_id, index=_store_cancel_index
)
FULFILMENT = Kind(
    "fulfilment", OrderFulfilment, key=lambda item: item.order_id, index=_fulfilment_index
)
SEEN = Kind("seen", SeenMark, key=lambda mark: mark.name, index=_nothing)
