"""Labels bought from the platform: which services there are, and packages made and sent in one call."""

from __future__ import annotations

from attrs import define

from tiktok_bc_sync.sandbox.tiktok.fulfilment.combining import destination
from tiktok_bc_sync.sandbox.tiktok.fulfilment.handover import Handover
from tiktok_bc_sync.sandbox.tiktok.fulfilment.parcels import chosen
from tiktok_bc_sync.sandbox.tiktok.fulfilment.shipping_services import (
    SIZE_FIELDS,
    measured,
    offered,
)
from tiktok_bc_sync.sandbox.tiktok.orders.packages import check_platform_ships
from tiktok_bc_sync.sandbox.tiktok.shop.regions import EUROPEAN_UNION
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    SHIPPING_RULE,
    Call,
    Json,
    Refused,
    Route,
    bad_parameter,
    items,
    section,
)

QUERY_FIELDS = ("order_line_item_ids[]?", "order_line_list[]?.order_line_id", *SIZE_FIELDS)
CREATE_FIELDS = (
    "ship_type",
    "order_id?",
    "order_line_item[]?.order_line_id",
    "order_list_ids[]?",
    "shipping_service_id?",
    *SIZE_FIELDS,
)
QUERY_REGIONS = frozenset({"JP", "US"})
CREATE_REGIONS = EUROPEAN_UNION | {"GB", "JP", "US"}
_WHOLE, _PART, _SEVERAL = "1", "2", "3"
_TOLD = (
    "id",
    "name",
    "price",
    "currency",
    "earliest_delivery_days",
    "latest_delivery_days",
    "shipping_provider_id",
    "shipping_provider_name",
)


@define
class Purchases:
    """The calls that ask for services and buy them."""

    handover: Handover

    def routes(self) -> list[Route]:
        """Return the operations on labels to buy."""
        services = "/fulfillment/202309/orders/{order_id}/shipping_services/query"
        return [
            Route("POST", services, self.services, QUERY_FIELDS),
            Route("POST", "/fulfillment/202512/packages", self.create, CREATE_FIELDS),
        ]

    def services(self, call: Call) -> Json:
        """Answer Get Eligible Shipping Services, for the lines named or all that are left."""
        self._check_region(QUERY_REGIONS)
        order = self._order(call.names["order_id"])
        listed = [one["order_line_id"] for one in items(call.body, "order_line_list")]
        lines = chosen(order, listed or items(call.body, "order_line_item_ids"))
        size = measured(call.body, self._region, len(lines))
        return {
            "order_id": order["id"],
            "order_line_id": [one["id"] for one in lines],
            **size,
            "shipping_services": self._offered(size),
        }

    def create(self, call: Call) -> Json:
        """Answer Create Packages: whole orders, lines of one, or several orders, sent at once."""
        self._check_region(CREATE_REGIONS)
        given, orders = call.body, self.handover.parcels.orders
        if self._region == "US" and section(given, "dimension").get("unit", "INCH") != "INCH":
            raise bad_parameter("dimension.unit must be INCH")
        wanted, lines = self._wanted(given)
        size = measured(given, self._region, len(lines))
        service = self._service(size, given.get("shipping_service_id"))
        package = orders.packages.pack(wanted, lines)
        package.size = size
        self.handover.hand_over(package, {"handover_method": "DROP_OFF"})
        return {
            **size,
            "shipping_service_info": {name: service[name] for name in _TOLD if name in service},
            "package_id": package.id,
            "create_time": package.create_time,
        }

    # --- the steps -----------------------------------------------------------------

    @property
    def _region(self) -> str:
        return self.handover.parcels.orders.region

    def _check_region(self, regions: frozenset[str]) -> None:
        if self._region not in regions:
            raise Refused(SHIPPING_RULE + 17, "This is not available in this market")

    def _order(self, order_id: str) -> Json:
        """Return an order of which something is left for the platform to ship."""
        order = self.handover.parcels.orders.get(order_id)
        check_platform_ships(order["shipping_type"])
        if not any(one["display_status"] == "AWAITING_SHIPMENT" for one in order["line_items"]):
            raise Refused(SHIPPING_RULE + 7, f"An order that is {order['status']} can't be shipped")
        return order

    def _wanted(self, given: Json) -> tuple[list[Json], list[Json]]:
        """Return the orders and lines that go into the package."""
        kind, listed = given["ship_type"], items(given, "order_line_item")
        if kind == _SEVERAL:
            return self._several(items(given, "order_list_ids"))
        if kind not in (_WHOLE, _PART):
            raise bad_parameter("ship_type is invalid")
        for name in ("order_id", *(("order_line_item",) if kind == _PART else ())):
            if not given.get(name):
                raise bad_parameter(f"{name} is a required field")
        order = self._order(given["order_id"])
        if kind == _PART:
            return [order], chosen(order, [one["order_line_id"] for one in listed])
        return [order], _whole(order)

    def _several(self, order_ids: list[str]) -> tuple[list[Json], list[Json]]:
        if len(set(order_ids)) < max(len(order_ids), 2):
            raise bad_parameter("order_list_ids must name at least two different orders")
        orders = [self._order(one) for one in order_ids]
        if len({destination(one) for one in orders}) > 1:
            raise Refused(SHIPPING_RULE + 21, "The orders do not go to one buyer at one address")
        return orders, [line for order in orders for line in _whole(order)]

    def _service(self, size: Json, wanted: str | None) -> Json:
        found = self._offered(size)
        for one in found:
            if one["id"] == (wanted or found[0]["id"]):
                return one
        raise Refused(SHIPPING_RULE + 23, "The shipping service is not available")

    def _offered(self, size: Json) -> list[Json]:
        provider = self.handover.parcels.orders.logistics.platform_provider
        return offered(size, self._region, provider)


def _whole(order: Json) -> list[Json]:
    """Return all lines of an order of which nothing has been shipped yet."""
    if order["status"] != "AWAITING_SHIPMENT":
        raise Refused(
            SHIPPING_RULE + 7, f"An order that is {order['status']} can't be shipped whole"
        )
    return chosen(order, [])
