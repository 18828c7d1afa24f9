"""Shipments on their way to TikTok: what each one stands for there, and how far it is."""

from __future__ import annotations

from enum import StrEnum

from attrs import evolve, frozen

from tiktok_bc_sync.models.listing import Reason


class ShipmentState(StrEnum):
    """How far a BigCommerce shipment is.

    Waiting: something must be mended, or done again, before TikTok can be told. Nothing: there is
    nothing that TikTok must be told. Gone: it was told, and then deleted in BigCommerce.
    """

    WAITING = "waiting"
    TOLD = "told"
    NOTHING = "nothing to tell"
    GONE = "gone"


@frozen
class ToldShipment:
    """A BigCommerce shipment and what TikTok was told of it.

    ``lines`` are the TikTok lines (one unit each) that it stands for: they are fixed before anything is
    sent. ``package_ids`` are TikTok's; ``carrier`` and ``tracking_number`` are BigCommerce's as they were
    last told, or as TikTok last refused them, and then ``reasons`` say why.
    """

    id: str
    lines: tuple[str, ...] = ()
    state: ShipmentState = ShipmentState.WAITING
    package_ids: tuple[str, ...] = ()
    carrier: str = ""
    tracking_number: str = ""
    reasons: tuple[Reason, ...] = ()

    def __str__(self) -> str:
        """One line for people, and one for each reason."""
        told = f"shipment {self.id}: {self.state} {self.carrier} {self.tracking_number}".rstrip()
        return "\n        ".join([told, *(str(one) for one in self.reasons)])


@frozen
class OrderFulfilment:
    """The BigCommerce shipments of one TikTok order, oldest first."""

    order_id: str
    store_order_id: str
    shipments: tuple[ToldShipment, ...] = ()

    @property
    def taken(self) -> frozenset[str]:
        """The TikTok lines that shipments stand for."""
        held = (one for one in self.shipments if one.state is not ShipmentState.GONE)
        return frozenset(line for one in held for line in one.lines)

    @property
    def waiting(self) -> bool:
        """Whether a shipment waits for something."""
        return any(one.state is ShipmentState.WAITING for one in self.shipments)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Everything that must be mended."""
        return tuple(reason for one in self.shipments for reason in one.reasons)

    def holding(self, shipment: ToldShipment) -> OrderFulfilment:
        """Return the same with one shipment replaced; one that is no longer there stays away."""
        kept = (shipment if one.id == shipment.id else one for one in self.shipments)
        return evolve(self, shipments=tuple(kept))

    def __str__(self) -> str:
        """A line for the order and one for each shipment."""
        told = f"order {self.order_id}, in BigCommerce {self.store_order_id}"
        return "\n    ".join([told, *(str(one) for one in self.shipments)])
