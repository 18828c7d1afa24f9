"""Masked addresses stay as they are until TikTok reveals them, and are not hidden again."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tests.mapping.order_makers import PLAIN_IMPORTED as IMPORTED
from tests.mapping.order_makers import made, order, unit
from tiktok_bc_sync.mapping.order_addresses import (
    address_digest,
    address_is_told,
    masked,
    newest_address,
)
from tiktok_bc_sync.models import Address, ImportedOrder, OrderStatus

CLEAR = Address("Ada Sample", "(+44)7700900123", ("1 Example Street",), "Sampleton", "", "Z1", "GB")
HIDDEN = evolve(CLEAR, name="A** S*****", phone="(+44)*********23", lines=("1 E****** S*****",))


@pytest.mark.parametrize(
    ("text", "is_masked"),
    [
        ("T** s***box", True),
        ("A*", True),
        ("*da", True),
        ("Ada Sample", False),
        ("Flat 3 * rear", False),
        ("", False),
    ],
)
def test_a_mask_is_told_from_a_star(text: str, is_masked: bool) -> None:
    assert masked(Address(name=text)) is is_masked
    assert masked(Address(lines=("1 High Street", text))) is is_masked


@pytest.mark.parametrize(
    ("known", "seen", "kept"),
    [
        (HIDDEN, CLEAR, CLEAR),  # revealed
        (CLEAR, HIDDEN, CLEAR),  # hidden again
        (HIDDEN, HIDDEN, HIDDEN),
        (CLEAR, evolve(HIDDEN, postal_code="Z2"), evolve(HIDDEN, postal_code="Z2")),  # moved
        (CLEAR, evolve(HIDDEN, lines=("2 O*** R***",)), evolve(HIDDEN, lines=("2 O*** R***",))),
        (CLEAR, evolve(CLEAR, name="Bo Sample"), evolve(CLEAR, name="Bo Sample")),
        (CLEAR, Address(), Address()),
    ],
)
def test_the_newer_address_counts_unless_it_only_hides_the_older(
    known: Address, seen: Address, kept: Address
) -> None:
    assert newest_address(known, seen) == kept


def test_a_name_full_of_stars_is_compared_in_no_time() -> None:
    known, seen = evolve(CLEAR, name="a" * 20_000), evolve(CLEAR, name="**a" * 5_000 + "b")
    assert newest_address(known, seen) == seen
    assert newest_address(known, evolve(seen, name="a**a**a")) == known
    assert newest_address(evolve(CLEAR, name="ab"), evolve(CLEAR, name="ab**b")).name == "ab**b"


@given(st.builds(Address, st.text(), st.text(), st.lists(st.text()).map(tuple), st.text()))
def test_any_address_has_a_digest_and_stays_itself(address: Address) -> None:
    assert newest_address(address, address) == address
    assert address_digest(address) == address_digest(evolve(address))
    assert address_digest(address) != address_digest(evolve(address, city=address.city + "x"))


def told(address: Address, status: OrderStatus = OrderStatus.AWAITING_SHIPMENT) -> ImportedOrder:
    """Return an order that is to go to ``CLEAR``, and of which BigCommerce has an address."""
    going = evolve(IMPORTED.order, address=CLEAR)
    return evolve(IMPORTED, order=going, status=status, address_told=address_digest(address))


@pytest.mark.parametrize(
    ("imported", "is_told"),
    [
        (told(CLEAR), True),
        (told(HIDDEN), False),
        (told(HIDDEN, OrderStatus.PARTIALLY_SHIPPED), False),
        (told(HIDDEN, OrderStatus.IN_TRANSIT), True),  # too late
        (evolve(told(HIDDEN), address_told=""), True),  # nobody knows
    ],
)
def test_an_address_is_told_until_the_order_is_shipped(
    imported: ImportedOrder, is_told: bool
) -> None:
    assert address_is_told(imported) is is_told


def test_a_name_of_500_characters_is_cut_and_kept_in_the_notes() -> None:
    name = "Ada " + "S" * 496
    one = order(unit(1), total="10")
    draft = made(evolve(one, address=evolve(CLEAR, name=name)))
    assert draft.address == evolve(CLEAR, name=name[:255])
    assert name in draft.staff_note
    assert name not in repr(draft)
