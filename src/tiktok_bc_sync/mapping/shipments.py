"""Which units of a TikTok order a BigCommerce shipment carries, and what of it TikTok must be told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from attrs import evolve

from tiktok_bc_sync.mapping.reasons import reason
from tiktok_bc_sync.models import (
    ImportedOrder,
    OrderFulfilment,
    OrderLine,
    Reason,
    Shipment,
    ShipmentState,
    ToldShipment,
)

_UNSHIPPED = ("UNPAID", "ON_HOLD", "AWAITING_SHIPMENT")
_PLATFORM = "TIKTOK"


def lines_to_ship(
    order: ImportedOrder, shipment: Shipment, taken: Collection[str] = ()
) -> tuple[str, ...]:
    """Return the TikTok lines (one unit each) that a shipment's quantities stand for.

    Lines that are ``taken`` by other shipments or were cancelled are skipped; identical units are taken
    in TikTok's order. More units than were ordered are ignored: they can't be told to TikTok. A bundle
    is one line to TikTok: it leaves with the first of its parts.
    """
    gone = {line.id for line in order.order.lines if line.cancelled}.union(taken)
    chosen: list[str] = []
    for store_line, quantity in shipment.items:
        waiting = [
            line for line, tied in order.store_lines if tied == store_line and line not in gone
        ]
        units = waiting[: max(quantity, 0)]
        chosen += units
        gone.update(units)
    return tuple(chosen)


def waits(line: OrderLine) -> bool:
    """Whether a line has not left yet. What TikTok's status doesn't tell, a package does."""
    if line.cancelled:
        return False
    return line.status in _UNSHIPPED or not (line.status or line.package_id)


def allocated(
    order: ImportedOrder, known: OrderFulfilment, shipments: Sequence[Shipment]
) -> OrderFulfilment:
    """Return an order's shipments as BigCommerce has them now, each with the lines that it stands for.

    What was fixed before stays. A shipment that was deleted sets its lines free; one that TikTok had
    been told of stays visible until another one carries its lines.
    """
    there = {one.id for one in shipments}
    kept = tuple(_kept(known.shipments, there))
    now = evolve(known, shipments=kept)
    for shipment in shipments:
        if shipment.id not in {one.id for one in kept}:
            lines = lines_to_ship(order, shipment, now.taken)
            now = evolve(now, shipments=(*now.shipments, ToldShipment(shipment.id, lines)))
    taken = now.taken
    return evolve(
        now,
        shipments=tuple(
            one
            for one in now.shipments
            if one.state is not ShipmentState.GONE or not taken.issuperset(one.lines)
        ),
    )


def _kept(known: Sequence[ToldShipment], there: Collection[str]) -> Iterator[ToldShipment]:
    for one in known:
        if one.id in there:
            yield one
        elif one.package_ids:
            gone = (reason("shipment_deleted", shipment=one.id),)
            yield evolve(one, state=ShipmentState.GONE, reasons=gone)


def is_told(told: ToldShipment, shipment: Shipment) -> bool:
    """Whether nothing is to be told: TikTok was told it, or has refused it, exactly as it is now."""
    if told.state is not ShipmentState.TOLD:
        return False
    return (told.carrier, told.tracking_number) == (shipment.carrier, shipment.tracking_number)


def untellable(order: ImportedOrder, told: ToldShipment, shipment: Shipment) -> Reason | None:
    """Return why TikTok can't be told of a shipment at all, None where it can."""
    if order.order.shipping_type == _PLATFORM:
        return reason("platform_ships", shipment=shipment.id)
    return None if told.lines else _too_many(shipment, told)


def extra_units(order: ImportedOrder, told: ToldShipment, shipment: Shipment) -> tuple[Reason, ...]:
    """Return a reason where a shipment holds more than TikTok can be told of; none for bundles' parts."""
    bundles = any(line.parts for line in order.order.lines)
    return () if bundles or _units(shipment) <= len(told.lines) else (_too_many(shipment, told),)


def _too_many(shipment: Shipment, told: ToldShipment) -> Reason:
    return reason("extra_units", shipment=shipment.id, units=_units(shipment) - len(told.lines))


def _units(shipment: Shipment) -> int:
    return sum(max(quantity, 0) for _, quantity in shipment.items)


def by_package(lines: Sequence[OrderLine]) -> Mapping[str, tuple[str, ...]]:
    """Return the ids of lines by the package they are in; those in none are left out."""
    found: dict[str, tuple[str, ...]] = {}
    for line in lines:
        if line.package_id:
            found[line.package_id] = (*found.get(line.package_id, ()), line.id)
    return found
