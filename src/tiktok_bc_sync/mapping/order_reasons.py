"""Every reason for which an order is not in BigCommerce, or not as TikTok has it, that orders alone know."""

from __future__ import annotations

from collections.abc import Mapping

from tiktok_bc_sync.mapping.reasons import ReasonKind
from tiktok_bc_sync.models import Reason

ORDER_REASONS: Mapping[str, ReasonKind] = {
    "unpaid": ReasonKind(
        "status", "The buyer has not paid yet.", "It is made by itself once it is paid."
    ),
    "cancelled_early": ReasonKind(
        "status",
        "The order was cancelled before it was made in BigCommerce.",
        "Nothing is to be done.",
    ),
    "before_connection": ReasonKind(
        "created_at",
        "The order is older than the connection to the shop.",
        "Ask for it, or for a window of time, if BigCommerce is to have it.",
    ),
    "kind_left_out": ReasonKind(
        "orders",
        "The configuration leaves out orders that are: {kinds}.",
        "Change the order policy, and it is made by itself.",
    ),
    "on_hold": ReasonKind(
        "orders.hold",
        "The buyer may still cancel freely.",
        "It is made by itself when the hold is over.",
    ),
    "nothing_left": ReasonKind(
        "lines", "Every unit of the order was cancelled or is left out.", "Nothing is to be done."
    ),
    "unknown_currency": ReasonKind(
        "currency",
        "The order is in {currency!r}, which neither the shop ({shop}) nor the store ({store}) uses.",
        "Add the currency in BigCommerce, and it is made by itself.",
    ),
    "negative_amount": ReasonKind(
        "total",
        "BigCommerce takes no amount below zero: {amounts}.",
        "Look the order up on TikTok Shop.",
    ),
    "own_variant_alone": ReasonKind(
        "sku",
        "The SKU {sku!r} is a variant of the connector's own that no variant of BigCommerce stands for.",
        "Give it the SKU of one, or add an alias.",
    ),
    "store_total_differs": ReasonKind(
        "total",
        "BigCommerce made the order's total {theirs} where TikTok's is {ours}.",
        "Look the order up in BigCommerce.",
    ),
}
"""Code -> what it says and how it is mended; the codes are stable."""


def order_reason(code: str, **facts: object) -> Reason:
    """Make a reason of the table."""
    kind = ORDER_REASONS[code]
    return Reason(code, kind.field, kind.message.format(**facts), kind.mend.format(**facts))
