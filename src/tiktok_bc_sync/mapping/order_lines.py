"""What an order's units are in BigCommerce: which variants, bundles taken apart, lines tied to lines."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from decimal import Decimal

from attrs import define, frozen

from tiktok_bc_sync.mapping.order_reasons import order_reason
from tiktok_bc_sync.mapping.reasons import Blocked, reason
from tiktok_bc_sync.models import (
    BundlePolicy,
    KindPolicy,
    LineMatch,
    Order,
    OrderLine,
    OrderPolicy,
    StoreOrder,
    StoreOrderLine,
)
from tiktok_bc_sync.models.money import minor_digits
from tiktok_bc_sync.rules.text import normalized

OWN, ALIAS = "own variant", "alias"


@frozen
class SkuMatch:
    """A BigCommerce variant that an order's SKU may mean.

    ``source`` is how it came to that where the store's own SKUs don't say: "own variant" of the connector
    or "alias". ``variant_id`` is empty for an own variant that none of the store's stands for.
    """

    sku: str
    product_id: str
    variant_id: str
    title: str
    source: str = ""


Known = Mapping[str, Sequence[SkuMatch]]
"""For each SKU of an order, the variants whose SKU is the same but for case and spaces."""
Near = Mapping[str, Sequence[str]]
"""For an unknown SKU, those that it may have been meant to be."""


@frozen
class Piece:
    """What is to be one unit of a BigCommerce line: a unit of the order, or of a bundle in it."""

    unit: OrderLine
    sku: str
    price: Decimal
    tax: Decimal


def left_out_lines(order: Order, policy: OrderPolicy) -> tuple[OrderLine, ...]:
    """Return the units that BigCommerce's order goes without."""
    no_gifts = policy.gifts is KindPolicy.LEAVE_OUT
    return tuple(line for line in order.lines if line.cancelled or (no_gifts and line.gift))


def pieces(order: Order, policy: OrderPolicy) -> tuple[Piece, ...]:
    """Return the units that are to be in BigCommerce, bundles taken apart where the policy says so."""
    gone = {line.id for line in left_out_lines(order, policy)}
    return _taken_apart(order, [line for line in order.lines if line.id not in gone], policy)


def _taken_apart(
    order: Order, units: Sequence[OrderLine], policy: OrderPolicy
) -> tuple[Piece, ...]:
    apart = policy.bundles is BundlePolicy.PARTS
    digits = minor_digits(order.amounts.currency)
    return tuple(
        piece
        for unit in units
        for piece in (_parts(unit, digits) if apart and unit.parts else _whole(unit))
    )


def _whole(unit: OrderLine) -> tuple[Piece, ...]:
    return (Piece(unit, unit.sku, unit.original_price.amount, unit.tax.amount),)


def _parts(unit: OrderLine, digits: int) -> tuple[Piece, ...]:
    """Share a bundle's price and tax out among its units; the shares add up to them exactly."""
    skus = [part.sku for part in unit.parts for _ in range(max(part.units, 1))]
    prices = shared_out(unit.original_price.amount, len(skus), digits)
    taxes = shared_out(unit.tax.amount, len(skus), digits)
    return tuple(Piece(unit, *one) for one in zip(skus, prices, taxes, strict=True))


def shared_out(amount: Decimal, among: int, digits: int) -> list[Decimal]:
    """Divide an amount evenly; what is left over goes to the first ones by the smallest coin.

    >>> [str(one) for one in shared_out(Decimal("10.00"), 3, 2)]
    ['3.34', '3.33', '3.33']
    """
    coin = Decimal(1).scaleb(-digits)
    each = (amount / among).quantize(coin, "ROUND_FLOOR")
    rest = amount - each * among
    more, odd = divmod(rest, coin)
    shares = [each + coin if place < more else each for place in range(among)]
    shares[0] += odd  # an amount finer than the currency's own coin
    return shares


def skus_of(order: Order, policy: OrderPolicy) -> tuple[str, ...]:
    """Return every SKU that a variant is to be found for."""
    return tuple(dict.fromkeys(piece.sku for piece in pieces(order, policy)))


def all_skus_of(order: Order, policy: OrderPolicy) -> tuple[str, ...]:
    """Return the SKUs of all units, those that BigCommerce's order goes without too."""
    units = _taken_apart(order, order.lines, policy)
    return tuple(dict.fromkeys(piece.sku for piece in units))


# --- matching ----------------------------------------------------------------------


def matched(
    sku: str, candidates: Sequence[SkuMatch], near: Sequence[str] = ()
) -> SkuMatch | Blocked:
    """Return the variant that a SKU means.

    That is the store's only one with exactly this SKU, else its only one that is nearly the same, else
    the connector's own variant, else the alias'. Where several of the store's would do, an alias decides.
    """
    found = _best(sku, candidates)
    if len(found) == 1:
        return _standing(found[0])
    if found:
        variants = ", ".join(f"{one.title} ({one.product_id})" for one in found)
        return Blocked((reason("ambiguous_sku", sku=sku, variants=variants),))
    return Blocked((reason("unknown_sku", sku=sku, near=", ".join(near) or "none"),))


def _best(sku: str, candidates: Sequence[SkuMatch]) -> Sequence[SkuMatch]:
    aliases = [one for one in candidates if one.source == ALIAS]
    for source in ("", OWN):
        here = [one for one in candidates if one.source == source]
        found = [one for one in here if one.sku == sku] or here
        if found:
            return found if len(found) == 1 or len(aliases) != 1 else aliases
    return aliases


def _standing(found: SkuMatch) -> SkuMatch | Blocked:
    if not found.variant_id:
        return Blocked((order_reason("own_variant_alone", sku=found.sku),))
    return found


def line_match(sku: str, candidates: Sequence[SkuMatch], near: Sequence[str] = ()) -> LineMatch:
    """Return what a SKU means as data, with how that was found or what may have been meant."""
    found = matched(sku, candidates, near)
    if isinstance(found, Blocked):
        return LineMatch(sku, near=tuple(near))
    how = found.source or ("exact" if found.sku == sku else "normalized")
    return LineMatch(sku, how, (found.product_id, found.variant_id), found.title)


def near_skus(sku: str, known: Sequence[str], most: int = 3) -> list[str]:
    """Return the known SKUs that look most like one that is not known, best first.

    >>> near_skus("24-UG4", ["24-UG04", "24-WG085", "MH01"], most=1)
    ['24-UG04']
    """
    return difflib.get_close_matches(sku, known, n=most)


# --- tying -------------------------------------------------------------------------


@define
class _Room:
    """How many more units a line of the store's order can stand for."""

    line: StoreOrderLine
    left: int

    def holds(self, sku: str, variants: Sequence[str]) -> bool:
        return self.line.variant_id in variants or normalized(self.line.sku) == normalized(sku)


def tied_lines(
    order: Order, made: StoreOrder, policy: OrderPolicy, known: Known
) -> tuple[tuple[str, str], ...]:
    """Tie each TikTok line (one unit) to the BigCommerce lines (many units) that stand for it.

    Lines are tied by variant or SKU, those without a product in the order in which they were made; the
    store's quantities bound how many units a line takes. A bundle has a pair for each of its parts.
    """
    rooms = [_Room(line, line.quantity) for line in made.lines]
    pairs: list[tuple[str, str]] = []
    # What was cancelled since the order was made is in it too, and takes what the others leave.
    left_out = _taken_apart(order, left_out_lines(order, policy), policy)
    for piece in (*pieces(order, policy), *left_out):
        variants = [one.variant_id for one in known.get(piece.sku, ()) if one.variant_id]
        free = [room for room in rooms if room.left > 0]
        fitting = [room for room in free if room.holds(piece.sku, variants)]
        nameless = [room for room in free if not room.line.product_id.strip("0")]
        for room in (fitting or nameless)[:1]:
            room.left -= 1
            pairs.append((piece.unit.id, room.line.id))
    return tuple(dict.fromkeys(pairs))
