"""The orders' v2 endpoints: orders, their lines, addresses and shipments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from operator import ge, le
from typing import Any

from attrs import frozen

from tiktok_bc_sync.sandbox.bigcommerce.answers import (
    Json,
    moment,
    not_found,
    v2_body,
    v2_list,
    v2_page,
    v2_refusal,
    whole,
)
from tiktok_bc_sync.sandbox.bigcommerce.drafts import Drafts, changes, check_fields, status_of
from tiktok_bc_sync.sandbox.bigcommerce.orders import STATUSES, Orders
from tiktok_bc_sync.sandbox.core import Request, Response

Test = Callable[[Json], bool]
_SHAPING = {"page", "limit", "sort", "include", "consignment_structure", "is_deleted"}
_SORTED = {"id", "customer_id", "status_id", "channel_id", "date_created", "date_modified"}
_SAME = ("customer_id", "status_id", "cart_id", "payment_method", "channel_id")


@frozen
class OrdersApi:
    """Answers for orders as v2 does."""

    orders: Orders
    drafts: Drafts

    def routes(self) -> Iterable[tuple[str, str, Any]]:
        """Return method, path and handler of each endpoint."""
        one = "/v2/orders/{order_id}"
        return (
            ("GET", "/v2/orders", self.list_orders),
            ("POST", "/v2/orders", self.create_order),
            ("GET", "/v2/orders/count", self.count_orders),
            ("GET", one, self.get_order),
            ("PUT", one, self.update_order),
            ("DELETE", one, self.archive_order),
            ("GET", f"{one}/products", self.list_lines),
            ("GET", f"{one}/shipping_addresses", self.list_addresses),
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
        return v2_list(v2_page(self._found(request.params), request.params))

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
        return self._order(request, order_id)

    def create_order(self, request: Request) -> Response:
        """Add an order; its lines' stock is taken off."""
        return Response.json(self.orders.add(*self.drafts.read(v2_body(request))), 201)

    def update_order(self, request: Request, order_id: str) -> Json:
        """Change the fields that were given; the lines can't be changed in this sandbox."""
        order, given = self._order(request, order_id), v2_body(request)
        check_fields(given)
        if "products" in given or "shipping_addresses" in given:
            raise v2_refusal(400, "The sandbox does not change an order's lines or addresses.")
        fields = changes(given)
        self.orders.move(order, status_of(given.get("status_id", order["status_id"])))
        self.orders.refer(order, fields.pop("external_order_id", order["external_order_id"]))
        order.update(fields)
        return order

    def archive_order(self, request: Request, order_id: str) -> Response:
        """Take an order out of the lists; it can still be read."""
        order = self._order(request, order_id)
        order["is_deleted"] = True
        self.orders.touch(order)
        return Response(204)

    def list_lines(self, request: Request, order_id: str) -> Response:
        """Answer an order's lines."""
        lines = self.orders.lines[self._order(request, order_id)["id"]]
        return v2_list(v2_page(lines, request.params))

    def list_addresses(self, request: Request, order_id: str) -> Response:
        """Answer where an order goes to."""
        addresses = self.orders.addresses[self._order(request, order_id)["id"]]
        return v2_list(v2_page(addresses, request.params))

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
        shipments = self.orders.shipments[self._order(request, order_id)["id"]]
        return v2_list(v2_page(shipments, request.params))

    def count_shipments(self, request: Request, order_id: str) -> Json:
        """Answer how many shipments an order has."""
        return {"count": len(self.orders.shipments[self._order(request, order_id)["id"]])}

    def get_shipment(self, request: Request, order_id: str, shipment_id: str) -> Json:
        """Answer one shipment."""
        return self._shipment(request, order_id, shipment_id)[1]

    def create_shipment(self, request: Request, order_id: str) -> Response:
        """Add a shipment."""
        order = self._order(request, order_id)
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
        order = self._order(request, order_id)
        self.orders.remove_shipments(order, self.orders.shipments[order["id"]])
        return Response(204)

    # --- finding ---------------------------------------------------------------------

    def _order(self, request: Request, order_id: str) -> Json:
        order = self.orders.orders.get(whole(order_id))
        if order is None:
            raise not_found(request.path)
        return order

    def _shipment(self, request: Request, order_id: str, shipment_id: str) -> tuple[Json, Json]:
        order, wanted = self._order(request, order_id), whole(shipment_id)
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
