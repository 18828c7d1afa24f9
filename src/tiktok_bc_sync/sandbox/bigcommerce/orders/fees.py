"""The fees of an order: what is charged beside its lines and costs."""

from __future__ import annotations

from decimal import Decimal

from tiktok_bc_sync.sandbox.bigcommerce.orders.amounts import money, number, taxed
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json, objects, v2_refusal, whole

_NAMES = ("display_name_customer", "display_name_merchant")


def read_fees(given: object) -> list[Json]:
    """Return the fees that were given, each with its id, 0 for a new one. Raises the 400."""
    fees = objects(given)
    if fees is None:
        raise v2_refusal(400, "The field 'fees' is invalid.")
    return [_fee(one) for one in fees]


def _fee(given: Json) -> Json:
    if given.get("type", "custom_fee") != "custom_fee":
        raise v2_refusal(400, "The field 'type' of a fee is invalid.")
    names = [str(given[name]) for name in _NAMES if given.get(name)]
    if not names:
        raise v2_refusal(400, "A fee needs a display name.")
    inc, ex = _costs(given)
    return {
        "id": whole(given.get("id")),
        "type": "custom_fee",
        "display_name_customer": names[0],
        "display_name_merchant": names[-1],
        "source": str(given.get("source") or "v2"),
        "base_cost": money(ex),
        **taxed("cost", inc, ex),
        "tax_class_id": whole(given.get("tax_class_id")),
    }


def _costs(given: Json) -> tuple[Decimal, Decimal]:
    """Return the cost with and without tax; two of it and the tax must be given."""
    inc, ex, tax = (number(given, f"cost_{one}") for one in ("inc_tax", "ex_tax", "tax"))
    if inc is None and ex is not None and tax is not None:
        inc = ex + tax
    if ex is None and inc is not None and tax is not None:
        ex = inc - tax
    if inc is None or ex is None or (tax is not None and inc - ex != tax) or ex > inc:
        raise v2_refusal(400, "The costs of a fee are missing or do not add up.")
    return inc, ex
