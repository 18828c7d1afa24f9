"""Where the fake shop's packages are: what carriers report, and what sellers with vans report."""

from __future__ import annotations

from attrs import define

from tiktok_bc_sync.sandbox.tiktok.orders.orders import Orders
from tiktok_bc_sync.sandbox.tiktok.orders.packages import (
    COMPLETED,
    FULFILLING,
    PROCESSING,
    Package,
    errors_of,
)
from tiktok_bc_sync.sandbox.tiktok.shop.regions import SOUTH_EAST_ASIA
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    SHIPPING_RULE,
    Call,
    Json,
    Refused,
    Route,
    bad_parameter,
)

DELIVER_FIELDS = (
    "packages[].id",
    "packages[].delivery_type",
    "packages[].fail_delivery_reason?",
    "packages[].file_type?",
    "packages[].file_url?",
    "packages[].verification_code?",
)
FAILURES = (
    "BUYER_REFUSED",
    "DELAY_DELIVERY",
    "FORCE_MAJEURE",
    "INVALID_ADDRESS",
    "OTHER",
    "PACKAGE_DAMAGE",
    "PACKAGE_LOST",
    "UNABLE_CONTACT_BUYER",
    "UNABLE_RECEIVE",
)
_FAILED = "FAILED"
# The vendor's table of codes is not public: these numbers and words are ours.
_EVENTS = {
    PROCESSING: (101, "LABEL_CREATED", "The carrier awaits the package"),
    FULFILLING: (201, "PICKED_UP", "The carrier has the package"),
    _FAILED: (301, "DELIVERY_FAILED", "The package could not be delivered"),
    COMPLETED: (401, "DELIVERED", "The package was delivered"),
}
_WHEN = {"DELIVERY_SUCCESS": FULFILLING, "DELIVERY_FAILED": FULFILLING, "UPDATE_POD": COMPLETED}


@define
class Tracking:
    """The calls on packages that are under way."""

    orders: Orders

    def routes(self) -> list[Route]:
        """Return the operations on tracking and delivery."""
        base = "/fulfillment/202309"
        logistics = "/logistics/202604/orders/{order_id}/tracking"
        return [
            Route("GET", f"{base}/orders/{{order_id}}/tracking", self.of_order),
            Route("GET", logistics, self.of_parcels),
            Route("GET", "/fulfillment/202508/tts_tracking_validation", self.coverage),
            Route("POST", f"{base}/packages/deliver", self.deliver, DELIVER_FIELDS),
        ]

    def of_order(self, call: Call) -> Json:
        """Answer Get Order Tracking, newest event first."""
        packages = self.orders.packages.of(self.orders.get(call.names["order_id"]))
        events = sorted((event for one in packages for event in _events(one)), key=_moment)
        names = ("description", "update_time_millis", "action_code")
        return {"tracking": [{name: one[name] for name in names} for one in reversed(events)]}

    def of_parcels(self, call: Call) -> Json:
        """Answer Get Logistics Tracking, which knows orders that cross a border only."""
        order = self.orders.get(call.names["order_id"])
        if order["recipient_address"]["region_code"] == self.orders.region:
            raise Refused(SHIPPING_RULE + 25, "The order does not cross a border")
        sent = [one for one in self.orders.packages.of(order) if one.events]
        return {"order_id": order["id"], "logistics_details": [_detail(one) for one in sent]}

    def coverage(self, call: Call) -> Json:
        """Answer Check TikTok Shipping and Collection by TikTok Coverage.

        What the platform picks up is taken for collected by it.
        """
        if self.orders.region != "US":
            raise Refused(SHIPPING_RULE + 17, "This is not available in this market")
        number = call.param("tracking_number")
        if not number:
            raise bad_parameter("tracking_number is a required field")
        found = [
            one
            for one in self.orders.packages.packages.values()
            if one.carrier["tracking_number"] == number and one.shipping_type == "TIKTOK"
        ]
        collected = any(one.handover.get("handover_method") == "PICKUP" for one in found)
        return {"is_tiktok_shipping": bool(found), "is_tiktok_collection": collected}

    def deliver(self, call: Call) -> Json:
        """Answer Update Package Delivery Status; each package by itself."""
        if self.orders.region not in SOUTH_EAST_ASIA:
            raise Refused(SHIPPING_RULE + 17, "This is not available in this market")
        return {"errors": errors_of(call.body["packages"], self._deliver)}

    def _deliver(self, given: Json) -> None:
        package, kind = self.orders.packages.get(given["id"]), given["delivery_type"]
        _check_report(given)
        if package.shipping_type != "SELLER":
            raise Refused(SHIPPING_RULE + 6, "The platform ships this order")
        if package.status != _WHEN[kind]:
            raise Refused(SHIPPING_RULE + 24, f"The package is {package.status}")
        package.update_time = self.orders.clock.unix
        if kind == "DELIVERY_FAILED":
            package.events.append((_FAILED, self.orders.clock.unix))
        if kind == "DELIVERY_SUCCESS":
            for order in package.orders:
                self.orders.advance(order, package.lines_of(order), "DELIVERED")


def _check_report(given: Json) -> None:
    kind, proof = given["delivery_type"], (given.get("file_type"), given.get("file_url"))
    if kind not in _WHEN:
        raise bad_parameter("delivery_type is invalid")
    if kind == "DELIVERY_FAILED" and given.get("fail_delivery_reason") not in FAILURES:
        raise bad_parameter("fail_delivery_reason is required and must be known")
    proven = proof[0] in ("IMG", "PDF") and bool(proof[1])
    if not proven and (any(proof) or kind == "UPDATE_POD"):
        raise bad_parameter("file_type and file_url must come together")


def _events(package: Package) -> list[Json]:
    return [
        {
            "description": _EVENTS[status][2],
            "tracking_no": package.carrier["tracking_number"],
            "update_time_millis": at * 1000,
            "action_code": _EVENTS[status][0],
            "action_code_name": _EVENTS[status][1],
        }
        for status, at in package.events
    ]


def _detail(package: Package) -> Json:
    return {
        "newest_tracking_no": package.carrier["tracking_number"],
        "carrier_name": package.carrier["shipping_provider_name"],
        "track_list": sorted(_events(package), key=_moment, reverse=True),
    }


def _moment(event: Json) -> int:
    return int(event["update_time_millis"])
