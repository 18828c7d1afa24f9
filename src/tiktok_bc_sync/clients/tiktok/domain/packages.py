"""From TikTok Shop's packages on the wire to the domain's nouns, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import evolve

from tiktok_bc_sync.clients.reading import Malformed, instant, maybe_instant
from tiktok_bc_sync.clients.tiktok.domain.shops import Json, given
from tiktok_bc_sync.clients.tiktok.wire import packages as wire
from tiktok_bc_sync.clients.tiktok.wire.asking import several
from tiktok_bc_sync.clients.tiktok.wire.envelope import UpdateError
from tiktok_bc_sync.clients.times import aware
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import (
    DeliveryOption,
    Handover,
    HandoverOptions,
    HandoverOutcome,
    HandoverSlot,
    Package,
    SplitAdvice,
    TrackingEvent,
)


def package(item: wire.PackageItem) -> Package:
    """Read a package. Raises `Malformed` for one without an id."""
    if not (item.id or item.package_id):
        raise Malformed("id is missing")
    return Package(
        id=item.id or item.package_id,
        status=item.status or item.package_status,
        order_ids=item.order_ids or tuple(one.id for one in item.orders or () if one.id),
        line_ids=item.order_line_item_ids or (),
        tracking_number=item.tracking_number,
        provider_id=item.shipping_provider_id,
        provider=item.shipping_provider_name,
        shipping_type=item.shipping_type,
        handover_method=item.handover_method,
        warehouse_id=item.warehouse_id,
        created_at=maybe_instant(item.create_time, "create_time"),
        updated_at=maybe_instant(item.update_time, "update_time"),
    )


def packages(found: wire.Packages) -> list[Package]:
    """Read the packages that a call made."""
    return [package(one) for one in found.packages or ()]


def split_packages(
    found: wire.Packages, order_id: str, groups: Mapping[str, Sequence[str]]
) -> list[Package]:
    """Read the packages that an order was split into; TikTok tells by its name which group each is."""
    return [
        evolve(
            package(one),
            order_ids=(order_id,),
            line_ids=tuple(groups.get(one.splittable_group_id, ())),
        )
        for one in found.packages or ()
    ]


def handover(found: wire.Handover) -> HandoverOptions:
    """Read how a package may be handed over."""
    return HandoverOptions(
        found.can_pickup,
        found.can_drop_off,
        found.can_van_collection,
        found.drop_off_point_url,
        tuple(
            HandoverSlot(
                instant(one.start_time, "start_time"),
                instant(one.end_time, "end_time"),
                one.avaliable,
            )
            for one in found.pickup_slots or ()
        ),
    )


def handover_outcomes(
    handovers: Sequence[Handover], errors: Iterable[UpdateError]
) -> list[HandoverOutcome]:
    """Read what became of each package. Raises `Malformed` for an error about none of them."""
    failed = {error.detail.package_id if error.detail else "": error for error in errors}
    if failed.keys() - {one.package_id for one in handovers}:
        raise Malformed("an error names no package of the request")
    return [_outcome(one.package_id, failed.get(one.package_id)) for one in handovers]


def _outcome(package_id: str, error: UpdateError | None) -> HandoverOutcome:
    if error is None:
        return HandoverOutcome(package_id)
    return HandoverOutcome(package_id, False, str(error.code), error.message)


def split_advice(found: wire.Splits) -> list[SplitAdvice]:
    """Read whether orders can be split."""
    return [
        SplitAdvice(one.order_id, one.can_split, one.must_split, one.reason)
        for one in found.split_attributes or ()
    ]


def tracking(found: wire.Tracking) -> list[TrackingEvent]:
    """Read what happened to an order on its way."""
    return [_event(one) for one in found.tracking or ()]


def parcel_tracking(found: wire.Parcels) -> list[TrackingEvent]:
    """Read what happened to the parcels of an order on their way."""
    return [
        _event(one, parcel)
        for parcel in found.logistics_details or ()
        for one in parcel.track_list or ()
    ]


def _event(item: wire.TrackItem, parcel: wire.Parcel | None = None) -> TrackingEvent:
    parcel = parcel or wire.Parcel()
    return TrackingEvent(
        instant(item.update_time_millis // 1000, "update_time_millis"),
        item.description,
        item.action_code_name or str(item.action_code or ""),
        item.tracking_no or parcel.newest_tracking_no,
        parcel.carrier_name,
    )


def delivery_options(found: wire.DeliveryOptions) -> list[DeliveryOption]:
    """Read a warehouse's ways of delivery."""
    return [
        DeliveryOption(one.id, one.name, one.type, one.description)
        for one in found.delivery_options or ()
    ]


# --- bodies ------------------------------------------------------------------------


def shipment_body(line_ids: Sequence[str], provider_id: str, tracking_number: str) -> Json:
    """Return the body that marks lines as shipped in one parcel."""
    return {
        "order_line_list": [{"order_line_id": line} for line in several(line_ids, "line_ids")],
        **tracking_body(provider_id, tracking_number),
    }


def tracking_body(provider_id: str, tracking_number: str) -> Json:
    """Return the body that says who carries a parcel under which number."""
    return {"shipping_info_list": [_carrier(provider_id, tracking_number)]}


def _carrier(provider_id: str, tracking_number: str) -> Json:
    given(provider_id=provider_id, tracking_number=tracking_number)
    return {"tracking_number": tracking_number, "shipping_provider_id": provider_id}


def handover_body(one: Handover) -> Json:
    """Return the body that lets a parcel leave, with TikTok's carrier or one of the seller's own."""
    if one.provider_id or one.tracking_number:
        return {"self_shipment": _carrier(one.provider_id, one.tracking_number)}
    given(method=one.method)
    if one.slot is None:
        return {"handover_method": one.method}
    if one.method != "PICKUP":
        raise InvalidInput(f"There are no slots for {one.method[:40]}.", field="slot")
    return {"handover_method": one.method, "pickup_slot": _slot_body(one.slot)}


def _slot_body(slot: HandoverSlot) -> Json:
    return {
        "start_time": int(aware(slot.starts_at, "slot.starts_at").timestamp()),
        "end_time": int(aware(slot.ends_at, "slot.ends_at").timestamp()),
    }


def handovers_body(handovers: Sequence[Handover]) -> Json:
    """Return the body that lets several parcels leave."""
    several([one.package_id for one in handovers], "handovers")
    return {"packages": [{"id": one.package_id, **handover_body(one)} for one in handovers]}


def split_body(groups: Mapping[str, Sequence[str]]) -> Json:
    """Return the body that splits an order into packages: lines by a name for each of them."""
    several(list(groups), "groups")
    return {"splittable_groups": list(_groups(groups))}


def _groups(groups: Mapping[str, Sequence[str]]) -> Iterator[Json]:
    for name, lines in groups.items():
        yield {"id": name, "order_line_item_ids": several(lines, f"groups[{name[:40]!r}]")}


def combination_body(package_id: str, order_ids: Sequence[str]) -> Json:
    """Return the body that combines orders to a package that the vendor proposed."""
    given(package_id=package_id)
    return {"combinable_packages": [{"id": package_id} | orders_body(order_ids)]}


def orders_body(order_ids: Sequence[str]) -> Json:
    """Return the part of a body that names orders; without them all of a package's are meant."""
    return {"order_ids": several(order_ids, "order_ids")} if order_ids else {}
