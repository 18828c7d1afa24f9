"""Packages as TikTok has them: what is in one, how it is handed over, where it is."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from attrs import field, frozen


@frozen
class Package:
    """A package of one order or, combined, of several.

    ``status`` is TikTok's own word: TO_FULFILL, PROCESSING, FULFILLING, COMPLETED, CANCELLED or a newer one.
    """

    id: str
    status: str = ""
    order_ids: tuple[str, ...] = ()
    line_ids: tuple[str, ...] = ()
    tracking_number: str = ""
    provider_id: str = ""
    provider: str = ""
    shipping_type: str = ""
    handover_method: str = ""
    warehouse_id: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None


@frozen
class HandoverSlot:
    """A time in which a carrier can fetch a package."""

    starts_at: datetime
    ends_at: datetime
    available: bool = True


@frozen
class HandoverOptions:
    """How a package may be handed over to TikTok's carrier."""

    pickup: bool = False
    drop_off: bool = False
    van_collection: bool = False
    drop_off_url: str = ""
    slots: tuple[HandoverSlot, ...] = ()


@frozen
class Handover:
    """How a package leaves: PICKUP, at a slot, or DROP_OFF; or with a carrier of the seller's own.

    With ``provider_id`` and ``tracking_number`` the seller ships, and ``method`` says nothing.
    """

    package_id: str
    method: str = "DROP_OFF"
    slot: HandoverSlot | None = None
    provider_id: str = ""
    tracking_number: str = ""


@frozen
class HandoverOutcome:
    """Whether one of several packages was shipped; ``code`` and ``message`` are TikTok's where it wasn't."""

    package_id: str
    shipped: bool = True
    code: str = ""
    message: str = ""


class DocumentType(StrEnum):
    """What is printed for a package that TikTok's carrier takes."""

    LABEL = "SHIPPING_LABEL"
    PACKING_SLIP = "PACKING_SLIP"
    LABEL_AND_PACKING_SLIP = "SHIPPING_LABEL_AND_PACKING_SLIP"
    LABEL_PICTURE = "SHIPPING_LABEL_PICTURE"
    HAZMAT_LABEL = "HAZMAT_LABEL"
    INVOICE_LABEL = "INVOICE_LABEL"


@frozen
class ShippingDocument:
    """Where a package's document is for the next 24 hours, and the tracking number on it.

    Who has the address can read the buyer's: it is not shown.
    """

    url: str = field(repr=False)
    tracking_number: str = ""


@frozen
class SplitAdvice:
    """Whether an order can be split into several packages, or must be."""

    order_id: str
    possible: bool
    required: bool = False
    reason: str = ""


@frozen
class TrackingEvent:
    """Something that happened to a package on its way."""

    at: datetime
    description: str
    code: str = ""
    tracking_number: str = ""
    carrier: str = ""


@frozen
class DeliveryOption:
    """A way of delivery that a warehouse offers; ``type`` is TikTok's own word, as in SEND_BY_SELLER."""

    id: str
    name: str
    type: str = ""
    description: str = ""
