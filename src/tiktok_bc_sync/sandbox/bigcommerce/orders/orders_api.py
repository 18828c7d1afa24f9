"""The orders' v2 endpoints: orders, their statuses and shipments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from operator import ge, le
from typing import Any

from attrs import frozen

from tiktok_bc_sync.sandbox.bigcommerce.orders.amounts import AMOUNTS, edited_amounts
from tiktok_bc_sync.sandbox.bigcommerce.orders.drafts import (
    Drafts,
    address_fields,
    changes,
    check_fields,
    status_of,
)
from tiktok_bc_sync.sandbox.bigcommerce.orders.fees import read_fees
from tiktok_bc_sync.sandbox.bigcommerce.orders.order_details import OrderDetails
from tiktok_bc_sync.sandbox.bigcommerce.orders.orders import STATUSES, Orders
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import (
    Json,
    moment,
    not_found,
    objects,
    v2_body,
    v2_list,
    v2_page,
    v2_refusal,
    whole,
)
from tiktok_bc_sync.sandbox.core import Request, Response

Test = Callable[[Json], bool]
_SHAPING = {"page", "limit", "sort", "include", "consignment_structure", "is_deleted"}
_SORTED = {
    "id",
    "customer_id",
    "status_id",
    "channel_id",
    "external_id",
    "date_created",
    "date_modified",
}
_SAME = ("customer_id", "status_id", "cart_id", "payment_method", "channel_id")


@frozen
class OrdersApi:
    """Answers for orders as v2 does."""

    orders: Orders
    drafts: Drafts
    details: OrderDetails

    def routes(self) -> Iterable[tuple[str, str, Any]]:
        """Return method, path and handler of each endpoint."""
        one = "/v2/orders/{order_id}"
        return (
            ("GET", "/v2/orders", self.list_orders),
            ("POST", "/v2/orders", self.create_order),
            ("DELETE", "/v2/orders", self.archive_orders),
            ("GET", "/v2/orders/count", self.count_orders),
            ("GET", one, self.get_order),
            ("PUT", one, self.update_order),
            ("DELETE", one, self.archive_order),
            ("GET", f"{one}/shipments", self.list_shipments),
            ("POST", f"{one}/shipments", self.create_shipment),
            ("DELETE", f"{one}/shipments", self.delete_shipments),
            ("GET", f"{one}/shipments/count", self.count_shipments),
            ("GET", f"{one}/shipments/{{shipment_id}}", self.get_shipment),
            ("PUT", f"{one}/shipments/{{shipment_id}}", self.update_shipment),
            ("DELETE", f"{one}/shipments/{{shipment_id}}", self.delete_shipment),
            ("GET", "/v2/order_statuses", self.list_statuses),
            ("GET", "/v2/order_statuses/{status_id}", self.get_status),
        )

    # --- orders ----------------------------------------------------------------------

    def list_orders(self, request: Request) -> Response:
        """Answer a page of the orders that are not archived."""
        page = v2_page(self._found(request.params), request.params)
        return v2_list([self.details.shown(request, one) for one in page])

    def count_orders(self, request: Request) -> Json:
        """Answer how many orders there are, by status."""
        found = self._found({})
        by_status = Counter(one["status_id"] for one in found)
        statuses = [
            {**_status(number), "count": by_status[number], "sort_order": number}
            for number in range(len(STATUSES))
        ]
        return {"count": len(found), "statuses": statuses}

    def get_order(self, request: Request, order_id: str) -> Json:
        """Answer one order."""
        return self.details.shown(request, self.orders.asked(request, order_id))

    def create_order(self, request: Request) -> Response:
        """Add an order; its lines' stock is taken off as the settings say."""
        order = self.orders.add(self.drafts.read(v2_body(request)))
        return Response.json(self.details.shown(request, order), 201)

    def update_order(self, request: Request, order_id: str) -> Json:
        """Change what was given: fields, lines, addresses, fees; totals follow unless given."""
        order, given = self.orders.asked(request, order_id), v2_body(request)
        check_fields(given)
        key, fields = order["id"], changes(given)
        status = status_of(given.get("status_id", order["status_id"]))
        moves = self._moves(order, given)
        lines, fees = self.orders.lines[key], self.orders.fees[key]
        if "products" in given:
            lines = self.drafts.relined(given["products"], lines)
        if "fees" in given:
            fees = self._fees(order, given)
        if {"products", "fees", *AMOUNTS} & given.keys():
            fields |= edited_amounts(order, given, lines, fees)
        self.orders.reline(order, lines)  # The last that can be refused.
        self.orders.charge(order, fees)
        for address, changed in moves:
            address.update(changed)
        self.orders.move(order, status)
        self.orders.refer(order, fields.pop("external_order_id", order["external_order_id"]))
        order.update(fields)
        return self.details.shown(request, order)

    def _moves(self, order: Json, given: Json) -> list[tuple[Json, Json]]:
        """Return the addresses that an update changes, each with its changes."""
        wanted = objects(given.get("shipping_addresses", []))
        known = {one["id"]: one for one in self.orders.addresses[order["id"]]}
        if wanted is None or any(whole(one.get("id")) not in known for one in wanted):
            raise v2_refusal(400, "The field 'shipping_addresses' is invalid.")
        return [(known[whole(one["id"])], address_fields(one)) for one in wanted]

    def _fees(self, order: Json, given: Json) -> list[Json]:
        """Return the fees that an update leaves: exactly those that it names."""
        fees = read_fees(given["fees"])
        known = {0, *(one["id"] for one in self.orders.fees[order["id"]])}
        if any(one["id"] not in known for one in fees):
            raise v2_refusal(400, "The field 'fees' is invalid.")
        return fees

    def archive_order(self, request: Request, order_id: str) -> Response:
        """Take an order out of the lists; it can still be read."""
        self._archive([self.orders.asked(request, order_id)])
        return Response(204)

    def archive_orders(self, request: Request) -> Response:
        """Take all orders out of the lists, or as many as ``limit`` says."""
        self._archive(v2_page(self._found({}), {"limit": "250", **request.params}))
        return Response(204)

    def _archive(self, orders: Iterable[Json]) -> None:
        for order in orders:
            order["is_deleted"] = True
            self.orders.touch(order)

    def list_statuses(self, request: Request) -> list[Json]:
        """Answer all statuses."""
        return [_status(number) for number in range(len(STATUSES))]

    def get_status(self, request: Request, status_id: str) -> Json:
        """Answer one status."""
        if not status_id.isdecimal() or int(status_id) >= len(STATUSES):
            raise not_found(request.path)
        return _status(int(status_id))

    # --- shipments -------------------------------------------------------------------

    def list_shipments(self, request: Request, order_id: str) -> Response:
        """Answer an order's shipments."""
        shipments = self.orders.shipments[self.orders.asked(request, order_id)["id"]]
        return v2_list(v2_page(shipments, request.params))

    def count_shipments(self, request: Request, order_id: str) -> Json:
        """Answer how many shipments an order has."""
        return {"count": len(self.orders.shipments[self.orders.asked(request, order_id)["id"]])}

    def get_shipment(self, request: Request, order_id: str, shipment_id: str) -> Json:
        """Answer one shipment."""
        return self._shipment(request, order_id, shipment_id)[1]

    def create_shipment(self, request: Request, order_id: str) -> Response:
        """Add a shipment."""
        order = self.orders.asked(request, order_id)
        return Response.json(self.orders.ship(order, v2_body(request)), 201)

    def update_shipment(self, request: Request, order_id: str, shipment_id: str) -> Json:
        """Change a shipment's tracking."""
        order, shipment = self._shipment(request, order_id, shipment_id)
        self.orders.edit_shipment(order, shipment, v2_body(request))
        return shipment

    def delete_shipment(self, request: Request, order_id: str, shipment_id: str) -> Response:
        """Take a shipment out."""
        order, shipment = self._shipment(request, order_id, shipment_id)
        self.orders.remove_shipments(order, [shipment])
        return Response(204)

    def delete_shipments(self, request: Request, order_id: str) -> Response:
        """Take all of an order's shipments out."""
        order = self.orders.asked(request, order_id)
        self.orders.remove_shipments(order, self.orders.shipments[order["id"]])
        return Response(204)

    # --- finding ---------------------------------------------------------------------

    def _shipment(self, request: Request, order_id: str, shipment_id: str) -> tuple[Json, Json]:
        order, wanted = self.orders.asked(request, order_id), whole(shipment_id)
        for shipment in self.orders.shipments[order["id"]]:
            if shipment["id"] == wanted:
                return order, shipment
        raise not_found(request.path)

    def _found(self, params: Mapping[str, str]) -> Sequence[Json]:
        asked = {name: text for name, text in params.items() if name not in _SHAPING}
        ids: Iterable[int] = self.orders.orders
        if external_id := asked.pop("external_order_id", ""):
            ids = sorted(self.orders.referred(external_id))
        archived = params.get("is_deleted") == "true"
        tests = [self._test(name, text) for name, text in asked.items()]
        candidates = (self.orders.orders[one] for one in ids)
        found = [
            one
            for one in candidates
            if one["is_deleted"] is archived and all(test(one) for test in tests)
        ]
        return self._sorted(found, params.get("sort", "id:asc"))

    def _test(self, name: str, text: str) -> Test:
        """Return a filter's test. One that is not known is refused: it would answer too much."""
        if name in _SAME:
            return lambda order: str(order[name]) == text
        if name == "email":
            return lambda order: order["billing_address"]["email"].casefold() == text.casefold()
        bound, _, field = name.partition("_")
        compare: Callable[[Any, Any], bool] = ge if bound == "min" else le
        try:
            limit = _LIMITS[field](text) if bound in ("min", "max") else None
        except (KeyError, ValueError, InvalidOperation):
            limit = None
        if limit is None:
            raise v2_refusal(400, f"The filter '{name}' or its value is not valid.")
        read = _READ[field]
        if field == "date_modified":
            return lambda order: compare(self.orders.modified[order["id"]], limit)
        return lambda order: compare(read(order), limit)

    def _sorted(self, found: list[Json], sort: str) -> Sequence[Json]:
        field, _, direction = sort.partition(":")
        if field not in _SORTED or direction not in ("", "asc", "desc"):
            raise v2_refusal(400, f"Can't sort by '{sort}'.")
        if field == "date_modified":
            found = sorted(found, key=lambda one: (self.orders.modified[one["id"]], one["id"]))
        elif field == "date_created":
            found = sorted(found, key=_READ[field])
        elif field != "id":
            found = sorted(found, key=lambda one: (one[field], one["id"]))
        return found[::-1] if direction == "desc" else found


def _finite(text: str) -> Decimal:
    value = Decimal(text)
    if not value.is_finite():
        raise ValueError(text)
    return value


_LIMITS: Mapping[str, Callable[[str], Any]] = {
    "id": int,
    "total": _finite,
    "date_created": moment,
    "date_modified": moment,
}
_READ: Mapping[str, Callable[[Json], Any]] = {
    "id": lambda order: order["id"],
    "total": lambda order: Decimal(order["total_inc_tax"]),
    "date_created": lambda order: parsedate_to_datetime(order["date_created"]),
    "date_modified": lambda order: parsedate_to_datetime(order["date_modified"]),
}


def _status(number: int) -> Json:
    name = STATUSES[number]
    return {
        "id": number,
        "name": name,
        "system_label": name,
        "custom_label": name,
        "system_description": "",
    }
