"""How the fake shop's orders leave with carriers of the seller's own, and how packages are found."""

from __future__ import annotations

import re
from collections.abc import Callable

from attrs import define

from tiktok_bc_sync.sandbox.tiktok.orders.orders import Orders
from tiktok_bc_sync.sandbox.tiktok.orders.packages import STATUSES, Package, units
from tiktok_bc_sync.sandbox.tiktok.shop.regions import SELLER_SHIPPING_REGIONS
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    SHIPPING_RULE,
    TIMES,
    Call,
    Json,
    Refused,
    Route,
    bad_parameter,
    items,
    page,
    window,
)

SHIP_FIELDS = (
    "order_line_list[]?.order_line_id",
    "shipping_info_list[].tracking_number",
    "shipping_info_list[].shipping_provider_id",
)
UPDATE_FIELDS = SHIP_FIELDS[1:]
ORDER_UPDATE_FIELDS = ("tracking_number", "shipping_provider_id")
SEARCH_FIELDS = (*TIMES, "package_status?")
_SHIPPABLE = ("AWAITING_SHIPMENT", "PARTIALLY_SHIPPING")
_TRACKING = r"[A-Za-z0-9._/-]{4,50}"
_CHANGEABLE_FOR = 72 * 3600
_SORTS = ("create_time", "update_time")
_SUB_STATUSES = {
    "TO_FULFILL": "STOCKING",
    "PROCESSING": "RTS",
    "FULFILLING": "TTS",
    "COMPLETED": "DELIVERED",
    "CANCELLED": "CANCELLED",
}
_SHOWN_OF_ADDRESSES = (
    "full_address",
    "phone_number",
    "name",
    "postal_code",
    "address_detail",
    "region_code",
    "address_line1",
    "address_line2",
    "address_line3",
    "address_line4",
)


@define
class Parcels:
    """Packages as sellers find them, send them and mend what they said of them."""

    orders: Orders
    close_requests: Callable[[Json], None]

    def routes(self) -> list[Route]:
        """Return the operations on packages that need no carrier of the platform's."""
        newest, older = "/fulfillment/202610", "/fulfillment/202309"
        one = f"{newest}/packages/{{package_id}}/shipping_info/update"
        order = f"{older}/orders/{{order_id}}/shipping_info/update"
        return [
            Route("POST", f"{newest}/orders/{{order_id}}/packages", self.mark, SHIP_FIELDS),
            Route("POST", one, self.update, UPDATE_FIELDS),
            Route("POST", order, self.update_order, ORDER_UPDATE_FIELDS),
            Route("POST", f"{older}/packages/search", self.search, SEARCH_FIELDS),
            Route("GET", f"{older}/packages/{{package_id}}", self.get),
        ]

    @property
    def parcels(self) -> dict[tuple[str, str], Json]:
        """What has been sent of each order in each package, by both of their ids."""
        return {
            (package.id, order["id"]): {
                **package.carrier,
                "order_id": order["id"],
                "order_line_item_ids": [one["id"] for one in package.lines_of(order)],
            }
            for package in self.orders.packages.packages.values()
            for order in package.orders
            if package.carrier["tracking_number"]
        }

    # --- sending ---------------------------------------------------------------------

    def mark(self, call: Call) -> Json:
        """Answer Mark Package As Shipped: the lines named, or all that are left, are on their way."""
        order = self._shippable(call.names["order_id"])
        wanted = [one["order_line_id"] for one in items(call.body, "order_line_list")]
        lines = chosen(order, wanted)
        carrier = self.carrier(_only(call.body["shipping_info_list"]))
        package = self.orders.packages.pack([order], lines)
        self.send(package, carrier, "IN_TRANSIT")
        return {
            "order_id": order["id"],
            "order_line_item_ids": [one["id"] for one in lines],
            "package_id": package.id,
        }

    def send(self, package: Package, carrier: Json, status: str, until: int | None = None) -> None:
        """Let a package leave with a carrier; ``until`` is when its next step is due."""
        package.carrier = carrier
        for order in package.orders:
            lines = package.lines_of(order)
            for line in lines:
                line.update(carrier, rts_time=self.orders.clock.unix)
            order["rts_time"] = self.orders.clock.unix
            _name(order, carrier)
            # What has left can't be cancelled any more.
            self.close_requests(order)
            self.orders.advance(order, lines, status, until=until)

    def carrier(self, given: Json) -> Json:
        """Return the seller's carrier as lines name it, or refuse."""
        number, provider = given["tracking_number"], given["shipping_provider_id"]
        if provider not in self.orders.logistics.providers:
            raise Refused(SHIPPING_RULE + 8, "The shipping provider is not known")
        if not re.fullmatch(_TRACKING, number):
            raise Refused(SHIPPING_RULE + 9, "The tracking number is invalid")
        return {
            "tracking_number": number,
            "shipping_provider_id": provider,
            "shipping_provider_name": self.orders.logistics.providers[provider],
        }

    def _shippable(self, order_id: str) -> Json:
        order = self.orders.get(order_id)
        if self.orders.region not in SELLER_SHIPPING_REGIONS:
            raise Refused(SHIPPING_RULE + 5, "Sellers do not ship by themselves in this market")
        if order["shipping_type"] != "SELLER":
            raise Refused(SHIPPING_RULE + 6, "The platform ships this order")
        if order["status"] not in _SHIPPABLE:
            raise Refused(SHIPPING_RULE + 7, f"An order that is {order['status']} can't be shipped")
        return order

    # --- changing --------------------------------------------------------------------

    def update(self, call: Call) -> Json:
        """Answer Update Package Shipping Info."""
        package = self.orders.packages.get(call.names["package_id"])
        self._change(package, _only(call.body["shipping_info_list"]))
        return {}

    def update_order(self, call: Call) -> Json:
        """Answer Update Order Shipping Info, which knows orders of one package only."""
        found = self.orders.packages.of(self.orders.get(call.names["order_id"]))
        if len(found) != 1:
            raise Refused(SHIPPING_RULE + 4, "The order does not have exactly one package")
        self._change(found[0], call.body)
        return {}

    def _change(self, package: Package, given: Json) -> None:
        carrier = self.carrier(given)
        self._check_changeable(package)
        package.carrier, package.update_time = carrier, self.orders.clock.unix
        for order in package.orders:
            for line in package.lines_of(order):
                line.update(carrier)
            _name(order, carrier)
            self.orders.touch(order)

    def _check_changeable(self, package: Package) -> None:
        if package.shipping_type != "SELLER":
            raise Refused(SHIPPING_RULE + 6, "The platform ships this order")
        if package.status not in ("PROCESSING", "FULFILLING"):
            raise Refused(SHIPPING_RULE + 10, f"The package is {package.status}")
        if self.orders.clock.unix - package.shipped_at > _CHANGEABLE_FOR:
            raise Refused(SHIPPING_RULE + 12, "Shipping information can be changed for 72 hours")

    # --- finding ---------------------------------------------------------------------

    def get(self, call: Call) -> Json:
        """Answer Get Package Detail."""
        package = self.orders.packages.get(call.names["package_id"])
        order, summary = package.orders[0], _summary(package)
        return {
            **{key: value for key, value in summary.items() if key not in ("id", "status")},
            **package.size,
            **package.handover,
            "package_id": package.id,
            "package_status": package.status,
            "package_sub_status": _SUB_STATUSES[package.status],
            "split_and_combine_tag": package.tag,
            "has_multi_skus": len({one["sku_id"] for one in package.lines}) > 1,
            "note_tag": "BUYER_NOTED" if order["buyer_message"] else "BUYER_UNNOTED",
            "shipping_type": order["shipping_type"],
            "delivery_option_id": order["delivery_option_id"],
            "delivery_option_name": order["delivery_option_name"],
            "warehouse_id": order["warehouse_id"],
            "recipient_address": _address(order["recipient_address"]),
            "sender_address": _address(self.orders.logistics.sender(order["warehouse_id"])),
        }

    def search(self, call: Call) -> Json:
        """Answer Search Package."""
        wanted, by = call.body.get("package_status"), call.param("sort_field", _SORTS[0])
        if by not in _SORTS or (wanted and wanted not in STATUSES):
            raise bad_parameter("sort_field or package_status is invalid")
        shown = (
            _summary(one)
            for one in self.orders.packages.packages.values()
            if wanted in (None, "", one.status)
        )
        part, said = page(window(shown, call.body, *_SORTS), call, by=by)
        return {**said, "packages": part}


def _only(given: list[Json]) -> Json:
    if len(given) != 1:
        raise bad_parameter("shipping_info_list must have one item")
    return given[0]


def chosen(order: Json, wanted: list[str]) -> list[Json]:
    """Return the lines to ship, all that are left without a choice, or refuse if one can't be."""
    waiting = {
        line["id"]: line
        for line in order["line_items"]
        if line["display_status"] == "AWAITING_SHIPMENT"
    }
    if len(set(wanted)) < len(wanted) or not set(wanted) <= set(waiting):
        raise Refused(SHIPPING_RULE + 11, "A line is unknown, cancelled or shipped already")
    return [waiting[one] for one in wanted or waiting]


def _name(order: Json, carrier: Json) -> None:
    order.update(
        tracking_number=carrier["tracking_number"],
        shipping_provider_id=carrier["shipping_provider_id"],
        shipping_provider=carrier["shipping_provider_name"],
    )


def _summary(package: Package) -> Json:
    return {
        "id": package.id,
        "status": package.status,
        "create_time": package.create_time,
        "update_time": package.update_time,
        "orders": [units(one, package.lines_of(one)) for one in package.orders],
        "order_line_item_ids": [one["id"] for one in package.open_lines or package.lines],
        **package.carrier,
    }


def _address(address: Json) -> Json:
    return {name: address[name] for name in _SHOWN_OF_ADDRESSES if name in address}
