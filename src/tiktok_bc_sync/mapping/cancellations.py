"""Which orders are cancelled on the other side too, and for which reason."""

from __future__ import annotations

from collections.abc import Sequence

from tiktok_bc_sync.mapping.reasons import Blocked, reason
from tiktok_bc_sync.models import ImportedOrder, OrderStatus, StoreOrderStatus
from tiktok_bc_sync.rules.text import normalized

_CALLED_OFF = (StoreOrderStatus.CANCELLED, StoreOrderStatus.DECLINED)


def called_off(status_id: int) -> bool:
    """Whether a BigCommerce status says that the order will not be delivered: Cancelled or Declined."""
    return status_id in _CALLED_OFF


def to_be_told(order: ImportedOrder) -> bool:
    """Whether TikTok doesn't know yet that BigCommerce has called an order off."""
    return order.status != OrderStatus.CANCELLED


def matching(wanted: str, offered: Sequence[str]) -> str | None:
    """Return the one offered reason that is meant, in full or by its telling part; None for several.

    >>> matching("OUT_OF_STOCK", ["seller_cancel_reason_out_of_stock", "seller_cancel_wrong_price"])
    'seller_cancel_reason_out_of_stock'
    """
    exact = [one for one in offered if normalized(one) == normalized(wanted)]
    near = [one for one in offered if normalized(wanted) in normalized(one)]
    for found in (exact, near):
        if len(found) == 1 and wanted.strip():
            return found[0]
    return None


def chosen_reason(wanted: str, offered: Sequence[str], status: str) -> str | Blocked:
    """Return the offered reason that is meant, or why the order can't be cancelled for it now."""
    if not offered:
        return Blocked((reason("too_late_to_cancel", status=status),))
    told = reason("cancel_reason", reason=wanted, offered=", ".join(offered))
    return matching(wanted, offered) or Blocked((told,))
