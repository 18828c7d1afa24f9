"""How packages come to the platform's carriers: pickup slots, drop-off, and the shipping itself."""

from __future__ import annotations

from datetime import timedelta

from attrs import define

from tiktok_bc_sync.sandbox.tiktok.fulfilment.parcels import Parcels
from tiktok_bc_sync.sandbox.tiktok.fulfilment.shipping_services import measured
from tiktok_bc_sync.sandbox.tiktok.orders.packages import (
    Package,
    check_platform_ships,
    check_waits,
    errors_of,
)
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    SHIPPING_RULE,
    Call,
    Json,
    Refused,
    Route,
    bad_parameter,
    section,
)

SHIP_FIELDS = (
    "handover_method?",
    "pickup_slot?.start_time#",
    "pickup_slot?.end_time#",
    "self_shipment?.tracking_number",
    "self_shipment?.shipping_provider_id",
)
BATCH_FIELDS = ("packages[].id", *(f"packages[].{one}" for one in SHIP_FIELDS))
_METHODS = ("PICKUP", "DROP_OFF")
_DAYS_OFFERED = 4
_FROM, _UNTIL = timedelta(hours=9), timedelta(hours=18)
_DROP_OFF_POINTS = "https://drop-off.sandbox.test"


@define
class Handover:
    """The shipping of packages that exist already."""

    parcels: Parcels

    def routes(self) -> list[Route]:
        """Return the operations on handing packages over."""
        base = "/fulfillment/202309/packages"
        one = f"{base}/{{package_id}}"
        return [
            Route("GET", f"{one}/handover_time_slots", self.time_slots),
            Route("POST", f"{one}/ship", self.ship, SHIP_FIELDS),
            Route("POST", f"{base}/ship", self.ship_many, BATCH_FIELDS),
        ]

    def time_slots(self, call: Call) -> Json:
        """Answer Get Package Handover Time Slots."""
        package = self.parcels.orders.packages.get(call.names["package_id"])
        check_platform_ships(package.shipping_type)
        check_waits(package)
        return {
            "can_pickup": True,
            "can_drop_off": True,
            "can_van_collection": self.parcels.orders.region == "GB",
            "drop_off_point_url": f"{_DROP_OFF_POINTS}/{package.id}",
            # The misspelling is the vendor's.
            "pickup_slots": [{**one, "avaliable": self._is_open(one)} for one in self._slots()],
        }

    def ship(self, call: Call) -> Json:
        """Answer Ship Package."""
        self._ship(call.names["package_id"], call.body)
        return {}

    def ship_many(self, call: Call) -> Json:
        """Answer Batch Ship Packages; each package by itself."""
        given = call.body["packages"]
        return {"errors": errors_of(given, lambda one: self._ship(one["id"], one))}

    def hand_over(self, package: Package, handover: Json) -> None:
        """Give a package a label of the platform's; its carrier collects it in the slot or in a day."""
        orders = self.parcels.orders
        number, provider = orders.ids.next("SBX", 15), orders.logistics.platform_provider
        package.handover = handover
        package.size = package.size or measured({}, orders.region, len(package.open_lines))
        carrier = {
            "tracking_number": number,
            "shipping_provider_id": provider["id"],
            "shipping_provider_name": provider["name"],
        }
        until = section(handover, "pickup_slot").get("end_time")
        self.parcels.send(package, carrier, "AWAITING_COLLECTION", until)

    # --- the steps -----------------------------------------------------------------

    def _ship(self, package_id: str, given: Json) -> None:
        package = self.parcels.orders.packages.get(package_id)
        check_waits(package)
        own = section(given, "self_shipment")
        if package.shipping_type == "TIKTOK":
            if own:
                raise Refused(SHIPPING_RULE + 6, "The platform ships this order")
            self.hand_over(package, self._handover(given))
        elif own:
            self.parcels.send(package, self.parcels.carrier(own), "IN_TRANSIT")
        else:
            raise Refused(SHIPPING_RULE + 13, "self_shipment is needed where the seller ships")

    def _handover(self, given: Json) -> Json:
        """Return how a package is handed over; no word at all is taken for dropping it off."""
        slot = section(given, "pickup_slot")
        method = given.get("handover_method") or ("PICKUP" if slot else "DROP_OFF")
        if method not in _METHODS or (slot and method != "PICKUP"):
            raise bad_parameter("handover_method is invalid")
        if method == "DROP_OFF":
            return {"handover_method": method}
        offered = [one for one in self._slots() if self._is_open(one)]
        wanted = {name: slot[name] for name in ("start_time", "end_time")} if slot else offered[0]
        if wanted not in offered:
            raise Refused(SHIPPING_RULE + 16, "The pickup slot is not available")
        return {"handover_method": method, "pickup_slot": wanted}

    def _slots(self) -> list[Json]:
        midnight = self.parcels.orders.clock.now.replace(hour=0, minute=0, second=0, microsecond=0)
        days = (midnight + timedelta(days=number) for number in range(_DAYS_OFFERED))
        return [
            {
                "start_time": int((day + _FROM).timestamp()),
                "end_time": int((day + _UNTIL).timestamp()),
            }
            for day in days
        ]

    def _is_open(self, slot: Json) -> bool:
        return bool(slot["start_time"] > self.parcels.orders.clock.unix)
