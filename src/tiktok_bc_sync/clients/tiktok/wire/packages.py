"""TikTok Shop's packages, tracking and delivery options as they come over the wire."""

from __future__ import annotations

from attrs import field, frozen

from tiktok_bc_sync.clients.tiktok.wire.envelope import UpdateError


@frozen
class OrderId:
    """An order that a package is of."""

    id: str = ""


@frozen
class PackageItem:
    """A package; a search and a detail name its id and status differently."""

    id: str = ""
    package_id: str = ""
    splittable_group_id: str = ""
    status: str = ""
    package_status: str = ""
    orders: tuple[OrderId, ...] | None = None
    order_ids: tuple[str, ...] | None = None
    order_line_item_ids: tuple[str, ...] | None = None
    tracking_number: str = ""
    shipping_provider_id: str = ""
    shipping_provider_name: str = ""
    shipping_type: str = ""
    handover_method: str = ""
    warehouse_id: str = ""
    create_time: int = 0
    update_time: int = 0


@frozen
class Packages:
    """Packages that a call made, and what went wrong with others."""

    packages: tuple[PackageItem, ...] | None = None
    errors: tuple[UpdateError, ...] | None = None


@frozen
class Shipped:
    """A package that was marked as shipped."""

    package_id: str = ""


@frozen
class Slot:
    """A time to fetch a package; the vendor spells ``avaliable`` so."""

    start_time: int
    end_time: int
    avaliable: bool = True


@frozen
class Handover:
    """How a package may be handed over."""

    can_pickup: bool = False
    can_drop_off: bool = False
    can_van_collection: bool = False
    drop_off_point_url: str = ""
    pickup_slots: tuple[Slot, ...] | None = None


@frozen
class Document:
    """A document to print; who has its address can read the buyer's."""

    doc_url: str = field(repr=False)
    tracking_number: str = ""


@frozen
class SplitItem:
    """Whether an order can be split."""

    order_id: str
    can_split: bool = False
    must_split: bool = False
    reason: str = ""


@frozen
class Splits:
    """Whether orders can be split."""

    split_attributes: tuple[SplitItem, ...] | None = None


@frozen
class TrackItem:
    """Something that happened on the way."""

    update_time_millis: int
    description: str = ""
    action_code: int = 0
    action_code_name: str = ""
    tracking_no: str = ""


@frozen
class Tracking:
    """What happened to an order on its way."""

    tracking: tuple[TrackItem, ...] | None = None


@frozen
class Parcel:
    """A parcel of an order that crosses borders."""

    newest_tracking_no: str = ""
    carrier_name: str = ""
    track_list: tuple[TrackItem, ...] | None = None


@frozen
class Parcels:
    """The parcels of an order that crosses borders."""

    logistics_details: tuple[Parcel, ...] | None = None


@frozen
class DeliveryOptionItem:
    """A way of delivery."""

    id: str
    name: str = ""
    type: str = ""
    description: str = ""


@frozen
class DeliveryOptions:
    """A warehouse's ways of delivery."""

    delivery_options: tuple[DeliveryOptionItem, ...] | None = None
