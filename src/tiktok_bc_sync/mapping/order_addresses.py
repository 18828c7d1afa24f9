"""Where an order goes: masked addresses, which of two is to be kept, and what BigCommerce can hold."""

from __future__ import annotations

import hashlib
import re

from attrs import astuple, evolve

from tiktok_bc_sync.models import Address, ImportedOrder, OrderStatus

# The vendor does not say how long a name may be; more than this fits no column that it is known to have.
LONGEST_NAME = 255
_STARS = re.compile(r"\*+")
_MASK = re.compile(r"\*{2,}|(?<=\w)\*|\*(?=\w)")
# Afterwards a new address would reach nobody: the parcel has its label.
_OPEN = (
    OrderStatus.UNPAID,
    OrderStatus.ON_HOLD,
    OrderStatus.AWAITING_SHIPMENT,
    OrderStatus.PARTIALLY_SHIPPED,
)


def masked(address: Address) -> bool:
    """Whether TikTok hides a part of an address.

    >>> masked(Address(name="T** s***box")), masked(Address(name="Ada Sample"))
    (True, False)
    """
    return any(_MASK.search(part) for part in _parts(address))


def newest_address(known: Address, seen: Address) -> Address:
    """Return which of two addresses of an order counts: the newer one, unless it only hides the older.

    TikTok masks addresses again some time after an order's end; what was revealed is not forgotten.

    >>> newest_address(Address(name="Ada Sample"), Address(name="A** S*****")).name
    'Ada Sample'
    """
    return known if masked(seen) and _hides(seen, known) else seen


def _hides(seen: Address, known: Address) -> bool:
    theirs, ours = _parts(seen), _parts(known)
    if len(theirs) != len(ours) or theirs == ours:
        return False
    return all(_covers(hidden, shown) for hidden, shown in zip(theirs, ours, strict=True))


def _covers(hidden: str, shown: str) -> bool:
    """Whether a text is another one but for what its stars stand for.

    Searched for piece by piece: a pattern could be made to take for ever by who chooses the name.
    """
    first, *rest = _STARS.split(hidden)
    if not rest:
        return hidden == shown
    *middle, last = rest
    if not shown.startswith(first) or not shown.endswith(last):
        return False
    place, end = len(first), len(shown) - len(last)
    for piece in middle:
        found = shown.find(piece, place, end)
        if found < 0:
            return False
        place = found + len(piece)
    return place <= end


def _parts(address: Address) -> tuple[str, ...]:
    name, phone, lines, *rest = astuple(address)
    return (name, phone, *lines, *rest)


def address_digest(address: Address) -> str:
    """Return what tells two addresses apart without holding either."""
    parts = repr(astuple(address)).encode("utf-8", "backslashreplace")
    return hashlib.sha256(parts).hexdigest()[:32]


def deliverable(address: Address) -> Address:
    """Return an address as BigCommerce can hold it: a name that is too long is cut."""
    return evolve(address, name=address.name[:LONGEST_NAME].rstrip())


def address_is_told(order: ImportedOrder) -> bool:
    """Whether BigCommerce has the address, or it is too late for a new one, or nobody knows it any more."""
    if not order.address_told or order.status not in _OPEN or order.buyer_forgotten_at:
        return True
    return order.address_told == address_digest(order.order.address)
