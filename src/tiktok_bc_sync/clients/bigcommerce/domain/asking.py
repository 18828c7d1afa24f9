"""What requests are made of: ids, amounts and lists of them, refused where they are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from tiktok_bc_sync.clients import lists
from tiktok_bc_sync.clients.bigcommerce.domain.nouns import Json
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import as_decimal

T = TypeVar("T")
MOST_NAMED = 250
"""So many ids or SKUs may be asked for at once: a longer address is not taken by every server."""


def number(text: str, name: str) -> int:
    """Return an id as the number that it is in a body. Raises `InvalidInput` naming the field."""
    if not (isinstance(text, str) and text.isascii() and text.isdecimal()):
        raise InvalidInput(f"{repr(text)[:80]} is no {name} of BigCommerce.", field=name)
    return int(text)


def amount(value: Decimal, name: str) -> Decimal:
    """Return an exact amount, a float being none. Raises `InvalidInput` naming the field."""
    try:
        return as_decimal(value)
    except (TypeError, ValueError):
        raise InvalidInput(
            f"{name} is no exact amount.", field=name, what_to_do='Give a Decimal("12.50").'
        ) from None


def amounts(values: Mapping[str, Decimal | None]) -> Json:
    """Return the amounts that are given."""
    return {name: amount(one, name) for name, one in values.items() if one is not None}


def given(values: Mapping[str, object]) -> Json:
    """Return what is given: no None and no empty text."""
    return {name: one for name, one in values.items() if one is not None and one != ""}


def needed(text: str, name: str) -> str:
    """Return a text that must not be empty. Raises `InvalidInput` naming it."""
    if not text.strip():
        raise InvalidInput(f"{name} is missing.", field=name, what_to_do="Give it.")
    return text


def named(values: Sequence[str], name: str) -> str:
    """Return ids or SKUs as a query lists them. Raises `InvalidInput` where they can't be listed."""
    if len(values) > MOST_NAMED:
        raise InvalidInput(
            f"{name} are more than {MOST_NAMED}.",
            field=name,
            what_to_do="Ask for fewer at a time, or for all.",
        )
    return ",".join(lists.ids(values, name))


def changes(body: Json, name: str) -> Json:
    """Return a body that changes something. Raises `InvalidInput` for one that doesn't."""
    if not body:
        raise InvalidInput("Nothing is to be changed.", field=name, what_to_do="Give a change.")
    return body


def batches(values: Sequence[T], size: int) -> list[Sequence[T]]:
    """Return a list in parts of at most a size."""
    return [values[start : start + size] for start in range(0, len(values), size)]
