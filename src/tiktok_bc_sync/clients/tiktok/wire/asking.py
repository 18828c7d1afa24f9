"""What requests are made of: ids, lists of them, amounts; refused where they aren't what they should be."""

from __future__ import annotations

from collections.abc import Sequence

from tiktok_bc_sync.clients import lists
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import Money


def several(ids: Sequence[str], name: str, *, most: int = 0) -> list[str]:
    """Return ids, of which there must be one or more, and no more than ``most`` (0: no limit).

    Raises `InvalidInput` naming them.
    """
    found = lists.ids(ids, name)
    if not found:
        raise InvalidInput(f"{name} are missing.", field=name, what_to_do="Give one or more.")
    if most and len(found) > most:
        raise InvalidInput(
            f"{name} are more than {most}.", field=name, what_to_do=f"Give {most} at a time."
        )
    return found


def some(ids: Sequence[str], name: str) -> list[str]:
    """Return ids, of which there may be none. Raises `InvalidInput` naming them."""
    return several(ids, name) if ids else []


def positive(value: object, name: str) -> Money:
    """Return an amount above zero. Raises `InvalidInput` naming one that is none, as a float is."""
    if not isinstance(value, Money):
        raise InvalidInput(
            f"{name} is no amount of money.",
            field=name,
            what_to_do='Give one like Money("12.50", "GBP").',
        )
    if value.rounded().amount <= 0:
        raise InvalidInput(f"{name} must be above zero.", field=name)
    return value


def once(idempotency_key: str) -> dict[str, str]:
    """Return the query by which a repeated change has its effect once; nothing without a key."""
    return {"idempotency_key": idempotency_key} if idempotency_key else {}
