"""The parts of an order in v2: lines, addresses, taxes, messages, fees and consignments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any

from attrs import frozen

from tiktok_bc_sync.sandbox.bigcommerce.catalog.finding import the_one
from tiktok_bc_sync.sandbox.bigcommerce.orders.drafts import address_fields
from tiktok_bc_sync.sandbox.bigcommerce.orders.orders import ADDRESS, Orders
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import (
    Json,
    moment,
    v2_body,
    v2_list,
    v2_page,
    v2_refusal,
    whole,
)
from tiktok_bc_sync.sandbox.core import Request, Response

_LINKED = ("products", "shipping_addresses", "coupons", "consignments", "fees")
_LINES = "consignments.line_items"
_SHIPPING_COSTS = ("base_cost", "cost_ex_tax", "cost_inc_tax", "cost_tax")
_HANDLING_COSTS = tuple(
    f"{name}handling_cost{tax}"
    for name, tax in (("base_", ""), ("", "_ex_tax"), ("", "_inc_tax"), ("", "_tax"))
)


@frozen
class OrderDetails:
    """Answers for what belongs to an order as v2 does."""

    orders: Orders

    def routes(self) -> Iterable[tuple[str, str, Any]]:
        """Return method, path and handler of each endpoint."""
        one = "/v2/orders/{order_id}"
        address = f"{one}/shipping_addresses/{{address_id}}"
        return (
            ("GET", f"{one}/products", self.list_lines),
            ("GET", f"{one}/products/{{line_id}}", self.get_line),
            ("GET", f"{one}/shipping_addresses", self.list_addresses),
            ("GET", address, self.get_address),
            ("PUT", address, self.update_address),
            ("GET", f"{address}/shipping_quotes", self.get_quotes),
            ("GET", f"{one}/taxes", self.list_taxes),
            ("GET", f"{one}/messages", self.list_messages),
            ("GET", f"{one}/coupons", self.list_coupons),
            ("GET", f"{one}/fees", self.list_fees),
            ("GET", f"{one}/consignments", self.get_consignments),
        )

    # --- lines and addresses -----------------------------------------------------------

    def list_lines(self, request: Request, order_id: str) -> Response:
        """Answer an order's lines."""
        lines = self.orders.lines[self._key(request, order_id)]
        return v2_list(v2_page(lines, request.params))

    def get_line(self, request: Request, order_id: str, line_id: str) -> Json:
        """Answer one line."""
        return the_one(request, self.orders.lines[self._key(request, order_id)], line_id)

    def list_addresses(self, request: Request, order_id: str) -> Response:
        """Answer where an order goes to."""
        addresses = self.orders.addresses[self._key(request, order_id)]
        shown = [_linked_address(request, one) for one in addresses]
        return v2_list(v2_page(shown, request.params))

    def get_address(self, request: Request, order_id: str, address_id: str) -> Json:
        """Answer one address."""
        return _linked_address(request, self._address(request, order_id, address_id))

    def update_address(self, request: Request, order_id: str, address_id: str) -> Json:
        """Change what was given of an address; costs stay as they are."""
        address = self._address(request, order_id, address_id)
        given = v2_body(request)
        known = {*ADDRESS, "shipping_method", "form_fields"}
        for name in given:
            if name not in known:
                raise v2_refusal(400, f"The field '{name}' is not supported by this resource.")
        address.update(address_fields(given))
        self.orders.touch(self.orders.asked(request, order_id))
        return _linked_address(request, address)

    def get_quotes(self, request: Request, order_id: str, address_id: str) -> Response:
        """Answer nothing: only an order from the storefront has quotes."""
        self._address(request, order_id, address_id)
        return Response(204)

    # --- what is charged ---------------------------------------------------------------

    def list_taxes(self, request: Request, order_id: str) -> Response:
        """Answer an order's taxes, with what each is for where ``details`` are asked for."""
        rows = self._taxes(self._key(request, order_id))
        if request.params.get("details") != "true":
            hidden = ("order_product_id", "line_item_type")
            rows = [{k: value for k, value in one.items() if k not in hidden} for one in rows]
        return v2_list(v2_page(rows, request.params))

    def list_coupons(self, request: Request, order_id: str) -> Response:
        """Answer nothing: an order that the API makes has no coupons."""
        self._key(request, order_id)
        return Response(204)

    def list_fees(self, request: Request, order_id: str) -> Response:
        """Answer an order's fees."""
        fees = self.orders.fees[self._key(request, order_id)]
        return v2_list(v2_page(fees, request.params))

    def _taxes(self, key: int) -> list[Json]:
        """Return a row for each line and address with tax; the rates follow from the amounts."""
        lines, addresses = self.orders.lines[key], self.orders.addresses[key]
        parts = [
            *((one, "total", "item", one["order_address_id"]) for one in lines),
            *((one, "cost", "shipping", one["id"]) for one in addresses),
        ]
        taxed = [row for row in parts if Decimal(row[0][f"{row[1]}_tax"])]
        return [_tax(number, *row) for number, row in enumerate(taxed, 1)]

    # --- messages ----------------------------------------------------------------------

    def list_messages(self, request: Request, order_id: str) -> Response:
        """Answer the messages that a query asks for."""
        messages = self.orders.messages[self._key(request, order_id)]
        found = [one for one in messages if _wanted(one, request.params)]
        return v2_list(v2_page(found, request.params))

    # --- consignments ------------------------------------------------------------------

    def get_consignments(self, request: Request, order_id: str) -> Json:
        """Answer how an order's lines reach the buyer."""
        return self._consignments(request, self.orders.asked(request, order_id))

    def shown(self, request: Request, order: Json) -> Json:
        """Return an order with links to its parts, or with those parts that are asked for."""
        links: Json = {name: _link(request, order["id"], name) for name in _LINKED}
        wanted = set(request.params.get("include", "").split(","))
        if "fees" in wanted:
            links["fees"] = self.orders.fees[order["id"]]
        if wanted & {"consignments", _LINES}:
            found = self._consignments(request, order)
            as_object = request.params.get("consignment_structure") == "object"
            links["consignments"] = found if as_object else [found]
        return {**order, **links}

    def _consignments(self, request: Request, order: Json) -> Json:
        key = order["id"]
        whole_lines = _LINES in request.params.get("include", "").split(",")
        shipping = [
            {
                **{name: one[name] for name in ("id", *ADDRESS, "form_fields")},
                "line_items": self._line_items(request, key, one["id"], whole_lines),
                **{name: one[name] for name in ("items_total", "items_shipped", "shipping_method")},
                **{name: float(one[name]) for name in (*_SHIPPING_COSTS, *_HANDLING_COSTS)},
                **{name: one[name] for name in ("shipping_zone_id", "shipping_zone_name")},
                "shipping_quotes": _link(
                    request, key, f"consignments/shipping/{one['id']}/shipping_quotes"
                ),
            }
            for one in self.orders.addresses[key]
        ]
        return {
            "pickups": [],
            "shipping": shipping,
            "downloads": [],
            "email": {"gift_certificates": []},
        }

    def _line_items(self, request: Request, key: int, place: int, whole_lines: bool) -> list[Json]:
        lines = [one for one in self.orders.lines[key] if one["order_address_id"] == place]
        return (
            lines
            if whole_lines
            else [_link(request, key, f"products/{one['id']}") for one in lines]
        )

    # --- finding -----------------------------------------------------------------------

    def _key(self, request: Request, order_id: str) -> int:
        key: int = self.orders.asked(request, order_id)["id"]
        return key

    def _address(self, request: Request, order_id: str, address_id: str) -> Json:
        return the_one(request, self.orders.addresses[self._key(request, order_id)], address_id)


def _tax(number: int, part: Json, name: str, kind: str, place: int) -> Json:
    tax, before = Decimal(part[f"{name}_tax"]), Decimal(part[f"{name}_ex_tax"])
    return {
        "id": number,
        "order_id": part["order_id"],
        "order_address_id": place,
        "tax_rate_id": 0,
        "sales_tax_id": "",
        "tax_class_id": 0,
        "name": "Tax",
        "class": "API Tax Override",
        "rate": f"{tax / before * 100 if before else Decimal(0):.4f}",
        "priority": 0,
        "priority_amount": f"{tax:.4f}",
        "line_amount": f"{tax:.4f}",
        "order_pickup_method_id": 0,
        "order_product_id": str(part["id"]) if kind == "item" else None,
        "line_item_type": kind,
    }


def _wanted(message: Json, params: Mapping[str, str]) -> bool:
    """Tell whether a query asks for a message. Raises the 400 for a time that is none."""
    for name, compared in (("min_id", 1), ("max_id", -1)):
        if name in params and (message["id"] - whole(params[name])) * compared < 0:
            return False
    at = parsedate_to_datetime(message["date_created"])
    for name, compared in (("min_date_created", 1), ("max_date_created", -1)):
        if name in params:
            if (bound := moment(params[name])) is None:
                raise v2_refusal(400, f"The filter '{name}' is not valid.")
            if (at - bound).total_seconds() * compared < 0:
                return False
    same = ("customer_id", "status")
    flagged = params.get("is_flagged", str(message["is_flagged"])).casefold()
    return flagged == str(message["is_flagged"]).casefold() and all(
        str(message[name]) == params.get(name, str(message[name])) for name in same
    )


def _linked_address(request: Request, address: Json) -> Json:
    part = f"shipping_addresses/{address['id']}/shipping_quotes"
    return {**address, "shipping_quotes": _link(request, address["order_id"], part)}


def _link(request: Request, order_id: int, part: str) -> Json:
    root = request.path.partition("/v2/")[0]
    return {
        "url": f"{request.base}{root}/v2/orders/{order_id}/{part}",
        "resource": f"/orders/{order_id}/{part}",
    }
