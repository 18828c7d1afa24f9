"""How the fake shop's orders leave: parcels with a provider and a tracking number."""

from __future__ import annotations

import re
from collections.abc import Callable

from attrs import define, field

from tiktok_bc_sync.sandbox.tiktok.orders import Orders
from tiktok_bc_sync.sandbox.tiktok.regions import SELLER_SHIPPING_REGIONS
from tiktok_bc_sync.sandbox.tiktok.wire import (
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
# No format is published; letters, digits and dashes are what carriers use.
_TRACKING = r"[A-Za-z0-9][A-Za-z0-9-]{4,49}"


@define
class Parcels:
    """Parcels by id, each of one order."""

    orders: Orders
    close_requests: Callable[[Json], None]
    parcels: dict[str, Json] = field(factory=dict[str, Json])

    def routes(self) -> list[Route]:
        """Return the operations on parcels."""
        newest, older = "/fulfillment/202610", "/fulfillment/202309"
        one = f"{newest}/packages/{{package_id}}/shipping_info/update"
        order = f"{older}/orders/{{order_id}}/shipping_info/update"
        return [
            Route("POST", f"{newest}/orders/{{order_id}}/packages", self.ship, SHIP_FIELDS),
            Route("POST", one, self.update, UPDATE_FIELDS),
            Route("POST", order, self.update_order, ORDER_UPDATE_FIELDS),
            Route("POST", f"{older}/packages/search", self.search, SEARCH_FIELDS),
            Route("GET", f"{older}/packages/{{package_id}}", self.get),
        ]

    def ship(self, call: Call) -> Json:
        """Answer Mark Package As Shipped: the lines named, or all that are left, are on their way."""
        order = self._shippable(call.names["order_id"])
        lines = _chosen(order, items(call.body, "order_line_list"))
        shipping = self._shipping(call.body["shipping_info_list"])
        parcel = self._add(order, lines, shipping)
        for line in lines:
            self.orders.ship_line(line, {"package_id": parcel["id"], **shipping})
        self._after(order, parcel, shipping)
        return {
            "order_id": order["id"],
            "order_line_item_ids": parcel["order_line_item_ids"],
            "package_id": parcel["id"],
        }

    def update(self, call: Call) -> Json:
        """Answer Update Package Shipping Info."""
        parcel = self.parcels.get(call.names["package_id"])
        if parcel is None:
            raise Refused(SHIPPING_RULE + 3, "The package does not exist")
        self._change(parcel, self._shipping(call.body["shipping_info_list"]))
        return {}

    def update_order(self, call: Call) -> Json:
        """Answer Update Order Shipping Info, which knows orders of one parcel only."""
        order = self.orders.get(call.names["order_id"])
        if len(order["packages"]) != 1:
            raise Refused(SHIPPING_RULE + 4, "The order does not have exactly one package")
        self._change(self.parcels[order["packages"][0]["id"]], self._shipping([call.body]))
        return {}

    def get(self, call: Call) -> Json:
        """Answer Get Package Detail."""
        parcel = self.parcels.get(call.names["package_id"])
        if parcel is None:
            raise Refused(SHIPPING_RULE + 3, "The package does not exist")
        order = self.orders.get(parcel["order_id"])
        copied = (
            "shipping_provider_name",
            "shipping_provider_id",
            "tracking_number",
            "create_time",
            "update_time",
            "order_line_item_ids",
        )
        return {
            **{name: parcel[name] for name in copied},
            "package_id": parcel["id"],
            "package_status": self._status(parcel),
            "orders": [{"id": order["id"], "skus": _units(order, parcel)}],
            "shipping_type": order["shipping_type"],
            "delivery_option_id": order["delivery_option_id"],
            "delivery_option_name": order["delivery_option_name"],
            "warehouse_id": order["warehouse_id"],
        }

    def search(self, call: Call) -> Json:
        """Answer Search Package."""
        found = window(self.parcels.values(), call.body, "create_time", "update_time")
        if wanted := call.body.get("package_status"):
            found = [one for one in found if self._status(one) == wanted]
        part, said = page(found, call, by="create_time")
        return {**said, "packages": [self._summary(one) for one in part]}

    # --- the steps -----------------------------------------------------------------

    def _shippable(self, order_id: str) -> Json:
        order = self.orders.get(order_id)
        if self.orders.region not in SELLER_SHIPPING_REGIONS:
            raise Refused(SHIPPING_RULE + 5, "Sellers do not ship by themselves in this market")
        if order["shipping_type"] != "SELLER":
            raise Refused(SHIPPING_RULE + 6, "The platform ships this order")
        if order["status"] not in _SHIPPABLE:
            raise Refused(SHIPPING_RULE + 7, f"An order that is {order['status']} can't be shipped")
        return order

    def _shipping(self, given: list[Json]) -> Json:
        if len(given) != 1:
            raise bad_parameter("shipping_info_list must have one item")
        number, provider = given[0]["tracking_number"], given[0]["shipping_provider_id"]
        if provider not in self.orders.logistics.providers:
            raise Refused(SHIPPING_RULE + 8, "The shipping provider is not known")
        if not re.fullmatch(_TRACKING, number):
            raise Refused(SHIPPING_RULE + 9, "The tracking number is invalid")
        return {
            "tracking_number": number,
            "shipping_provider_id": provider,
            "shipping_provider_name": self.orders.logistics.providers[provider],
        }

    def _add(self, order: Json, lines: list[Json], shipping: Json) -> Json:
        now = self.orders.clock.unix
        parcel: Json = {
            "id": self.orders.ids.next("1153", 19),
            "order_id": order["id"],
            "order_line_item_ids": [line["id"] for line in lines],
            "create_time": now,
            "update_time": now,
            **shipping,
        }
        self.parcels[parcel["id"]] = parcel
        return parcel

    def _after(self, order: Json, parcel: Json, shipping: Json) -> None:
        order["packages"].append({"id": parcel["id"]})
        order["rts_time"] = self.orders.clock.unix
        self._name(order, shipping)
        # What has left can't be cancelled any more.
        self.close_requests(order)
        left = [one for one in order["line_items"] if one["display_status"] == "AWAITING_SHIPMENT"]
        if left:
            order["status"] = "PARTIALLY_SHIPPING"
            self.orders.touch(order)
        else:
            self.orders.move(order, "IN_TRANSIT")

    def _change(self, parcel: Json, shipping: Json) -> None:
        order = self.orders.get(parcel["order_id"])
        if order["status"] in ("DELIVERED", "COMPLETED", "CANCELLED"):
            raise Refused(SHIPPING_RULE + 10, f"The order is {order['status']} already")
        parcel.update(shipping, update_time=self.orders.clock.unix)
        for line in order["line_items"]:
            if line.get("package_id") == parcel["id"]:
                line.update(shipping)
        self._name(order, shipping)
        self.orders.touch(order)

    @staticmethod
    def _name(order: Json, shipping: Json) -> None:
        order.update(
            tracking_number=shipping["tracking_number"],
            shipping_provider_id=shipping["shipping_provider_id"],
            shipping_provider=shipping["shipping_provider_name"],
        )

    # --- showing -------------------------------------------------------------------

    def _status(self, parcel: Json) -> str:
        order = self.orders.get(parcel["order_id"])
        states = {one["id"]: one.get("package_status") for one in order["line_items"]}
        return str(states[parcel["order_line_item_ids"][0]])

    def _summary(self, parcel: Json) -> Json:
        order = self.orders.get(parcel["order_id"])
        shown = {key: value for key, value in parcel.items() if key != "order_id"}
        units = [{"id": order["id"], "skus": _units(order, parcel)}]
        return {**shown, "status": self._status(parcel), "orders": units}


def _chosen(order: Json, given: list[Json]) -> list[Json]:
    """Return the lines to ship, or refuse if one of them can't be."""
    waiting = {
        line["id"]: line
        for line in order["line_items"]
        if line["display_status"] == "AWAITING_SHIPMENT"
    }
    wanted = [one["order_line_id"] for one in given] or list(waiting)
    if len(set(wanted)) < len(wanted) or not set(wanted) <= set(waiting):
        raise Refused(SHIPPING_RULE + 11, "A line is unknown, cancelled or shipped already")
    return [waiting[one] for one in wanted]


def _units(order: Json, parcel: Json) -> list[Json]:
    units: dict[str, Json] = {}
    for line in order["line_items"]:
        if line["id"] in parcel["order_line_item_ids"]:
            empty = {"id": line["sku_id"], "name": line["sku_name"], "quantity": 0}
            units.setdefault(line["sku_id"], {**empty, "image_url": line["sku_image"]})
            units[line["sku_id"]]["quantity"] += 1
    return list(units.values())
