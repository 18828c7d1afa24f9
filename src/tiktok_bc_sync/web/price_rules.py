"""Custom pricing as two fields of a form: how, and how much."""

from __future__ import annotations

from tiktok_bc_sync.models import PriceRule, PriceRuleKind
from tiktok_bc_sync.web.forms import Form


def price_rule(form: Form) -> PriceRule | None:
    """Read ``price_kind`` and ``price_amount``; None for prices as they are."""
    kind = form.choice("price_kind", PriceRuleKind)
    amount = form.number("price_amount", needed=kind is not None)
    if kind is None or amount is None:
        return None
    return PriceRule(kind, amount)
