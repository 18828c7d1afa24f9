"""How orders and aliases of SKUs are keyed and indexed."""

from __future__ import annotations

from collections.abc import Mapping

from tiktok_bc_sync.mapping.order_addresses import address_is_told
from tiktok_bc_sync.mapping.statuses import wants_store_order
from tiktok_bc_sync.models import ImportedOrder, ImportState, SkuAlias
from tiktok_bc_sync.rules.text import normalized
from tiktok_bc_sync.storage import IndexValue, Kind
from tiktok_bc_sync.sync.records.indexing import lines, storable, time_text

# Totals are ordered by as whole numbers: thousandths are the finest that any currency has.
_THOUSANDTHS = 1000


def settled(order: ImportedOrder) -> bool:
    """Whether nothing is left to be done about an order until somebody says something new of it."""
    match order.state:
        case ImportState.CREATED:
            return order.referenced and order.followed == order.status and address_is_told(order)
        case ImportState.CLAIMED:  # who made it may have died, even if it was cancelled meanwhile
            return False
        case ImportState.NOT_WANTED:
            return True
        case _:
            return not wants_store_order(order.order)


def _order_index(order: ImportedOrder) -> Mapping[str, IndexValue]:
    seen = order.order
    return {
        "order_id": order.id,
        "status": str(order.status),
        "state": order.state,
        "shown": order.shown_status,
        "settled": settled(order),
        "store_order_id": order.store_order_id,
        "created_at": time_text(seen.created_at),
        "updated_at": time_text(seen.updated_at),
        "fulfilled_by": seen.fulfilled_by,
        "logistic_mode": storable(seen.shipping_type),
        "customer": storable(normalized(seen.address.name)),
        "products": storable(
            lines(f"{normalized(o.title)}\n{normalized(o.sku)}" for o in seen.lines)
        ),
        "product_ids": storable(lines(line.product_id for line in seen.lines)),
        "total": int(seen.amounts.total.amount * _THOUSANDTHS),
        "reasons": lines(reason.code for reason in order.reasons) or None,
        "decided_by": order.decided_by or None,
        "buyer_id": order.order.buyer_id or None,
        "forgotten": order.buyer_forgotten_at is not None,
    }


def _alias_index(alias: SkuAlias) -> Mapping[str, IndexValue]:
    return {"alias": alias_key(alias.alias), "sku": normalized(alias.sku)}


def alias_key(alias: str) -> str:
    """Return the form in which an alias is looked up."""
    return normalized(alias)


ORDER = Kind("order", ImportedOrder, key=lambda order: order.id, index=_order_index)
ALIAS = Kind("alias", SkuAlias, key=lambda one: alias_key(one.alias), index=_alias_index)
