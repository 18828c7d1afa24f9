"""The fake store's orders: lines, addresses, fees, messages and shipments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from attrs import define, field, frozen

from tiktok_bc_sync.sandbox.bigcommerce.orders.holding import (
    AWAITING_FULFILMENT,
    PARTIALLY_SHIPPED,
    SHIPPED,
    Holding,
)
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import (
    Json,
    moment,
    not_found,
    objects,
    v2_refusal,
    whole,
)
from tiktok_bc_sync.sandbox.core import Clock, Numbers, Request

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
PROVIDERS = frozenset(
    (
        "auspost",
        "canadapost",
        "endicia",
        "usps",
        "fedex",
        "royalmail",
        "ups",
        "upsready",
        "upsonline",
        "shipperhq",
    )
)


@frozen
class Draft:
    """An order that was posted, with its parts; none has an id yet."""

    order: Json
    lines: list[Json]
    addresses: list[Json]
    fees: list[Json]


@define
class Orders:
    """Orders by id, each with its parts; ``holding`` is the stock that they have."""

    clock: Clock
    holding: Holding
    orders: dict[int, Json] = field(factory=dict[int, Json])
    lines: dict[int, list[Json]] = field(factory=dict[int, list[Json]])
    addresses: dict[int, list[Json]] = field(factory=dict[int, list[Json]])
    fees: dict[int, list[Json]] = field(factory=dict[int, list[Json]])
    messages: dict[int, list[Json]] = field(factory=dict[int, list[Json]])
    shipments: dict[int, list[Json]] = field(factory=dict[int, list[Json]])
    modified: dict[int, datetime] = field(factory=dict[int, datetime])
    _by_external_id: dict[str, list[int]] = field(factory=dict[str, list[int]])
    _order_ids: Numbers = field(factory=Numbers)
    _part_ids: Numbers = field(factory=lambda: Numbers(0))
    _shipment_ids: Numbers = field(factory=lambda: Numbers(0))
    _message_ids: Numbers = field(factory=lambda: Numbers(0))

    def add(self, draft: Draft) -> Json:
        """Take in an order. Raises the 400 where it takes stock that is not there."""
        order, lines, addresses = draft.order, draft.lines, draft.addresses
        takes = self.holding.takes(order["status_id"])
        if takes:
            self.holding.check((line, line["quantity"]) for line in lines)
        key = order["id"] = self._order_ids.next()
        for part in (*lines, *addresses):
            part.update(id=self._part_ids.next(), order_id=key)
        for line in lines:
            line["order_address_id"] = addresses[0]["id"]
        self.orders[key], self.lines[key], self.addresses[key] = order, lines, addresses
        order["shipping_address_count"] = len(addresses)
        self.messages[key], self.shipments[key] = [], []
        self.charge(order, draft.fees)
        if takes:
            self.holding.take(key, lines)
        created = moment(order["date_created"]) or self.clock.now
        order["date_created"] = format_datetime(created)
        self.touch(order)
        self.refer(order, order["external_order_id"])
        return order

    def asked(self, request: Request, order_id: str) -> Json:
        """Return the order that a request is about. Raises the 404 where there is none."""
        order = self.orders.get(whole(order_id))
        if order is None:
            raise not_found(request.path)
        return order

    def reline(self, order: Json, lines: list[Json]) -> None:
        """Put lines in the place of an order's; new ones get their ids. Stock follows by setting."""
        key = order["id"]
        before = {line["id"]: line for line in self.lines[key]}
        for line in lines:
            if not line["id"]:
                place = self.addresses[key][0]["id"]
                line.update(id=self._part_ids.next(), order_id=key, order_address_id=place)
        after = {line["id"]: line for line in lines}
        counts = [{one: line["quantity"] for one, line in side.items()} for side in (before, after)]
        every = (before | after).items()
        self.holding.edit(
            key, [(line, counts[1].get(one, 0) - counts[0].get(one, 0)) for one, line in every]
        )
        self.lines[key] = lines
        order["items_total"] = self.addresses[key][0]["items_total"] = sum(counts[1].values())

    def charge(self, order: Json, fees: list[Json]) -> None:
        """Put fees in the place of an order's; new ones get their ids."""
        for fee in fees:
            fee["id"] = fee["id"] or self._part_ids.next()
        self.fees[order["id"]] = fees

    def write(self, order: Json, subject: str, message: str) -> Json:
        """Note a message that the store's staff writes to the buyer."""
        written: Json = {
            "id": self._message_ids.next(),
            "order_id": order["id"],
            "staff_id": 1,
            "customer_id": order["customer_id"],
            "type": "message",
            "subject": subject,
            "message": message,
            "status": "unread",
            "is_flagged": False,
            "date_created": format_datetime(self.clock.now),
            "customer": {},
        }
        self.messages[order["id"]].append(written)
        return written

    def refer(self, order: Json, external_id: str | None) -> None:
        """Set the id that another system has for an order."""
        known = self._by_external_id.get(order["external_order_id"] or "", [])
        if order["id"] in known:
            known.remove(order["id"])
        order["external_order_id"] = external_id
        if external_id:
            self._by_external_id.setdefault(external_id, []).append(order["id"])

    def referred(self, external_id: str) -> list[int]:
        """Return the ids of the orders that another system's id belongs to."""
        return self._by_external_id.get(external_id, [])

    def touch(self, order: Json) -> None:
        """Note that an order changed now."""
        now = self.clock.now.replace(microsecond=0)
        self.modified[order["id"]] = now
        order["date_modified"] = format_datetime(now)

    def move(self, order: Json, status_id: int) -> None:
        """Set an order's status; stock is taken and given back as the settings say."""
        if not 0 <= status_id < len(STATUSES):
            raise v2_refusal(400, f"The status {status_id} is not known.")
        self.holding.follow(order["id"], status_id, self.lines[order["id"]])
        order.update(status_id=status_id, status=STATUSES[status_id])
        self.touch(order)

    # --- shipments -----------------------------------------------------------------

    def ship(self, order: Json, given: Mapping[str, Any]) -> Json:
        """Add a shipment; all lines shipped makes the order shipped."""
        address = self._address(order, given)
        items = self._shippable(order, given.get("items"))
        fields = shipment_fields(given)
        shipment = {
            **_EMPTY_SHIPMENT,
            **fields,
            "id": self._shipment_ids.next(),
            "order_id": order["id"],
            "customer_id": order["customer_id"],
            "order_address_id": address["id"],
            "date_created": format_datetime(self.clock.now),
            "billing_address": {name: order["billing_address"].get(name, "") for name in ADDRESS},
            "shipping_address": {name: address.get(name, "") for name in ADDRESS},
            "items": items,
        }
        self.shipments[order["id"]].append(shipment)
        self._count_shipped(order)
        return shipment

    def edit_shipment(self, order: Json, shipment: Json, given: Mapping[str, Any]) -> None:
        """Change a shipment's tracking; what was shipped stays."""
        shipment.update(shipment_fields(given))
        self.touch(order)

    def remove_shipments(self, order: Json, shipments: Iterable[Json]) -> None:
        """Take shipments out, as if they had not been."""
        gone = [one["id"] for one in shipments]
        kept = [one for one in self.shipments[order["id"]] if one["id"] not in gone]
        self.shipments[order["id"]] = kept
        self._count_shipped(order)

    def _address(self, order: Json, given: Mapping[str, Any]) -> Json:
        wanted = whole(given.get("order_address_id"))
        for address in self.addresses[order["id"]]:
            if address["id"] == wanted:
                return address
        raise v2_refusal(400, "The field 'order_address_id' is invalid.")

    def _shippable(self, order: Json, given: object) -> list[Json]:
        """Return a shipment's items. Raises where one is not the order's, or more than is left."""
        if not (asked := objects(given)):
            raise v2_refusal(400, "The field 'items' is required.")
        lines = {line["id"]: line for line in self.lines[order["id"]]}
        wanted: Counter[int] = Counter()
        items: list[Json] = []
        for item in asked:
            key, quantity = whole(item.get("order_product_id")), whole(item.get("quantity"))
            wanted[key] += quantity
            line = lines.get(key)
            left = line["quantity"] - line["quantity_shipped"] if line else 0
            if line is None or not quantity or wanted[key] > left:
                raise v2_refusal(400, f"The line {key} has {left} units left to ship.")
            product = line["product_id"]
            items.append({"order_product_id": key, "product_id": product, "quantity": quantity})
        return items

    def _count_shipped(self, order: Json) -> None:
        """Bring lines, addresses and the status in line with the shipments that there are."""
        lines = self.lines[order["id"]]
        sent: Counter[int] = Counter()
        for shipment in self.shipments[order["id"]]:
            for item in shipment["items"]:
                sent[item["order_product_id"]] += item["quantity"]
        for line in lines:
            line["quantity_shipped"] = sent[line["id"]]
        order["items_shipped"] = sent.total()
        order["date_shipped"] = format_datetime(self.clock.now) if sent else ""
        for address in self.addresses[order["id"]]:
            address["items_shipped"] = sent.total()
        left = order["items_total"] - sent.total()
        partly = PARTIALLY_SHIPPED if sent else AWAITING_FULFILMENT
        self.move(order, partly if left else SHIPPED)


def shipment_fields(given: Mapping[str, Any]) -> Json:
    """Return what may be written of a shipment. Raises where a field is too long or not known."""
    fields = {name: str(given[name] or "") for name in _EMPTY_SHIPMENT if name in given}
    for name, most in (("tracking_number", 50), ("tracking_link", 500), ("comments", 65_535)):
        if len(fields.get(name, "")) > most:
            raise v2_refusal(400, f"The field '{name}' must be at most {most} characters long.")
    provider = fields.get("shipping_provider", "")
    if provider and provider not in PROVIDERS and not provider.startswith("carrier_"):
        raise v2_refusal(400, "The field 'shipping_provider' is invalid.")
    return fields


ADDRESS = (
    "first_name",
    "last_name",
    "company",
    "street_1",
    "street_2",
    "city",
    "state",
    "zip",
    "country",
    "country_iso2",
    "phone",
    "email",
)
_EMPTY_SHIPMENT: Json = {
    "tracking_number": "",
    "merchant_shipping_cost": "0.0000",
    "shipping_method": "",
    "shipping_provider": "",
    "tracking_carrier": "",
    "tracking_link": "",
    "comments": "",
}
