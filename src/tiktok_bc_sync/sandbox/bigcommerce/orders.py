"""The fake store's orders and shipments, answered as v2 does: bare lists, 204 for empty ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from attrs import define, field

from tiktok_bc_sync.sandbox.bigcommerce.catalog import Catalog, Json, amount
from tiktok_bc_sync.sandbox.core import Clock, Refusal, Request, Response

CANCELLED = 5
STATUSES = (
    "Incomplete",
    "Pending",
    "Shipped",
    "Partially Shipped",
    "Refunded",
    "Cancelled",
    "Declined",
    "Awaiting Payment",
    "Awaiting Pickup",
    "Awaiting Shipment",
    "Completed",
    "Awaiting Fulfillment",
    "Manual Verification Required",
    "Disputed",
    "Partially Refunded",
)


@define
class Orders:
    """Orders by id, each with its lines and shipments; stock follows them."""

    clock: Clock
    catalog: Catalog
    currency: str = "USD"
    orders: dict[int, Json] = field(factory=dict)
    lines: dict[int, list[Json]] = field(factory=dict)
    shipments: dict[int, list[Json]] = field(factory=dict)

    # --- answering -----------------------------------------------------------------

    def list_orders(self, request: Request) -> Response:
        """Answer ``GET /v2/orders``."""
        params = request.params
        found = [one for one in self.orders.values() if not one["is_deleted"]]
        if wanted := params.get("external_order_id"):
            found = [one for one in found if one["external_order_id"] == wanted]
        if wanted := params.get("status_id"):
            found = [one for one in found if str(one["status_id"]) == wanted]
        if since := params.get("min_date_modified"):
            least = _moment(since)
            found = [one for one in found if parsedate_to_datetime(one["date_modified"]) >= least]
        return _listed(found, params)

    def get_order(self, request: Request, order_id: str) -> Response:  # noqa: ARG002
        """Answer ``GET /v2/orders/{id}``."""
        return Response.json(self._order(order_id))

    def list_lines(self, request: Request, order_id: str) -> Response:
        """Answer ``GET /v2/orders/{id}/products``."""
        return _listed(self.lines[self._order(order_id)["id"]], request.params)

    def list_shipments(self, request: Request, order_id: str) -> Response:
        """Answer ``GET /v2/orders/{id}/shipments``."""
        return _listed(self.shipments[self._order(order_id)["id"]], request.params)

    def create_order(self, request: Request) -> Response:
        """Answer ``POST /v2/orders``; the lines' stock is taken off."""
        given = _body(request)
        if not isinstance(given.get("billing_address"), dict):
            raise _refusal(400, "The field 'billing_address' is required.")
        wanted = given.get("products")
        if not isinstance(wanted, list) or not wanted:
            raise _refusal(400, "The field 'products' is required.")
        order_id = max(self.orders, default=100) + 1
        lines = [self._line(one, order_id, n) for n, one in enumerate(wanted)]
        self._take_stock(lines, -1)
        self.orders[order_id] = self._made(given, lines, order_id)
        self.lines[order_id], self.shipments[order_id] = lines, []
        return Response.json(self.orders[order_id], 201)

    def update_order(self, request: Request, order_id: str) -> Response:
        """Answer ``PUT /v2/orders/{id}``; a cancelled order's stock comes back, once."""
        order, given = self._order(order_id), _body(request)
        if "status_id" in given:
            self.move(order, int(given.pop("status_id")))
        order.update(given, date_modified=self._now())
        return Response.json(order)

    def create_shipment(self, request: Request, order_id: str) -> Response:
        """Answer ``POST /v2/orders/{id}/shipments``."""
        return Response.json(self.ship(self._order(order_id), _body(request)), 201)

    # --- what happens --------------------------------------------------------------

    def move(self, order: Json, status_id: int) -> None:
        """Set an order's status."""
        if not 0 <= status_id < len(STATUSES):
            raise _refusal(400, "The status is not known.")
        if status_id == CANCELLED and order["status_id"] != CANCELLED:
            self._take_stock(self.lines[order["id"]], 1)
        order.update(status_id=status_id, status=STATUSES[status_id], date_modified=self._now())

    def ship(self, order: Json, given: Mapping[str, Any]) -> Json:
        """Add a shipment; all lines shipped makes the order shipped."""
        lines = {line["id"]: line for line in self.lines[order["id"]]}
        for item in given["items"]:
            line = lines.get(item["order_product_id"])
            if line is None or item["quantity"] > line["quantity"] - line["quantity_shipped"]:
                raise _refusal(400, "The quantity can't be shipped.")
            line["quantity_shipped"] += item["quantity"]
        left = sum(line["quantity"] - line["quantity_shipped"] for line in lines.values())
        self.move(order, 3 if left else 2)
        shipment = {
            "id": sum(map(len, self.shipments.values())) + 1,
            "order_id": order["id"],
            "date_created": self._now(),
            "tracking_number": "",
            "shipping_provider": "",
            "tracking_carrier": "",
            "shipping_method": "",
            **given,
        }
        self.shipments[order["id"]].append(shipment)
        return shipment

    def _order(self, order_id: str) -> Json:
        order = self.orders.get(int(order_id)) if order_id.isdecimal() else None
        if order is None:
            raise _refusal(404, "The requested resource was not found.")
        return order

    def _now(self) -> str:
        return format_datetime(self.clock.now)

    def _line(self, given: Mapping[str, Any], order_id: int, number: int) -> Json:
        product = self.catalog.products.get(_whole(given.get("product_id")))
        variants = product["variants"] if product else []
        wanted = _whole(given.get("variant_id")) or (variants[0]["id"] if variants else 0)
        variant = next((one for one in variants if one["id"] == wanted), None)
        custom = not given.get("product_id") and given.get("name")
        if variant is None and not custom:
            raise _refusal(400, f"Product {given.get('product_id')} or its variant does not exist.")
        price = (
            _given(given, "price_inc_tax")
            or _given(given, "price_ex_tax")
            or _price(product, variant)
        )
        return {
            "id": order_id * 100 + number,
            "order_id": order_id,
            "product_id": product["id"] if product else 0,
            "variant_id": variant["id"] if variant else 0,
            "name": given.get("name") or (product or {}).get("name", ""),
            "sku": variant["sku"] if variant else given.get("sku", ""),
            "quantity": _whole(given.get("quantity")) or 1,
            "quantity_shipped": 0,
            "price_inc_tax": f"{price:.4f}",
            "price_ex_tax": f"{price:.4f}",
            "total_inc_tax": f"{price * (_whole(given.get('quantity')) or 1):.4f}",
        }

    def _take_stock(self, lines: list[Json], sign: int) -> None:
        """Change stock for every line, or refuse before any of it changed."""
        moves = [(*found, line["quantity"]) for line in lines if (found := self._tracked(line))]
        for _, variant, quantity in moves:
            if sign < 0 and (variant["inventory_level"] or 0) < quantity:
                raise _refusal(400, f"The product {variant['sku']} is out of stock.")
        for product, variant, quantity in moves:
            self.catalog.change_stock(product, variant, sign * quantity)

    def _tracked(self, line: Json) -> tuple[Json, Json] | None:
        product = self.catalog.products.get(line["product_id"])
        if product is None or product["inventory_tracking"] == "none":
            return None
        return product, next(one for one in product["variants"] if one["id"] == line["variant_id"])

    def _made(self, given: Json, lines: list[Json], order_id: int) -> Json:
        computed = sum((amount(line["total_inc_tax"]) for line in lines), Decimal(0))
        subtotal = _given(given, "subtotal_inc_tax") or computed
        shipping = _given(given, "shipping_cost_inc_tax") or _given(given, "base_shipping_cost")
        total = subtotal + (shipping or 0) - (_given(given, "discount_amount") or 0)
        status = _whole(given.get("status_id", 1))
        kept = (
            "external_source",
            "external_order_id",
            "staff_notes",
            "customer_message",
            "payment_method",
        )
        return {
            "id": order_id,
            "customer_id": 0,
            "date_created": self._now(),
            "date_modified": self._now(),
            "status_id": status,
            "status": STATUSES[status],
            "subtotal_inc_tax": f"{subtotal:.4f}",
            "shipping_cost_inc_tax": f"{shipping or 0:.4f}",
            "discount_amount": f"{_given(given, 'discount_amount') or 0:.4f}",
            "total_inc_tax": f"{_given(given, 'total_inc_tax') or total:.4f}",
            "items_total": sum(line["quantity"] for line in lines),
            "currency_code": given.get("default_currency_code") or self.currency,
            "default_currency_code": given.get("default_currency_code") or self.currency,
            "billing_address": given["billing_address"],
            "is_deleted": False,
            "external_id": None,
            **{name: given.get(name) for name in kept},
        }


def _moment(text: str) -> Any:
    from datetime import UTC, datetime

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = parsedate_to_datetime(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _body(request: Request) -> Json:
    try:
        value = json.loads(request.body)
    except ValueError:
        raise _refusal(400, "The body is not valid JSON.") from None
    if not isinstance(value, dict):
        raise _refusal(400, "The body must be an object.")
    return value


def _whole(value: object) -> int:
    text = str(value or 0)
    return int(text) if text.isdecimal() else 0


def _given(given: Mapping[str, Any], name: str) -> Decimal | None:
    if given.get(name) in (None, ""):
        return None
    try:
        return Decimal(str(given[name]))
    except InvalidOperation:
        raise _refusal(400, f"The field '{name}' is invalid.") from None


def _price(product: Json | None, variant: Json | None) -> Decimal:
    own = variant["price"] if variant else None
    return amount(own if own is not None else (product or {}).get("price"))


def _listed(items: list[Json], params: Mapping[str, str]) -> Response:
    limit, page = _whole(params.get("limit", "50")), max(_whole(params.get("page", "1")), 1)
    if not 1 <= limit <= 250:
        raise _refusal(400, "The limit must be between 1 and 250.")
    part = items[(page - 1) * limit : page * limit]
    return Response.json(part) if part else Response(204)


def _refusal(status: int, message: str) -> Refusal:
    return Refusal(Response.json([{"status": status, "message": message}], status))
