"""Which units of a TikTok order a BigCommerce shipment carries."""

from __future__ import annotations

from tiktok_bc_sync.models import ImportedOrder, Shipment


def lines_to_ship(order: ImportedOrder, shipment: Shipment) -> tuple[str, ...]:
    """Return the TikTok lines (one unit each) that a shipment's quantities stand for.

    Lines that already left or were cancelled are skipped; identical units are taken in TikTok's order.
    More units than were ordered are ignored: they can't be told to TikTok.
    """
    cancelled = {line.id for line in order.order.lines if line.status in ("CANCELLED", "CANCEL")}
    gone = cancelled.union(order.shipped)
    chosen: list[str] = []
    for store_line, quantity in shipment.items:
        waiting = [
            line for line, tied in order.store_lines if tied == store_line and line not in gone
        ]
        taken = waiting[: max(quantity, 0)]
        chosen += taken
        gone.update(taken)
    return tuple(chosen)
