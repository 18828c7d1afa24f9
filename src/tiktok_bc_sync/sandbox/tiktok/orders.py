"""The fake shop's orders: made by buyers, moved along by everybody, answered to the seller.

An order is kept as it is answered; one line is one unit. Which stock a line took is kept beside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from attrs import define, field, frozen

from tiktok_bc_sync.sandbox.core import Clock
from tiktok_bc_sync.sandbox.tiktok import money, people
from tiktok_bc_sync.sandbox.tiktok.listings import Listings
from tiktok_bc_sync.sandbox.tiktok.logistics import (
    DEFAULT_WAREHOUSE,
    PLATFORM_OPTION,
    SELLER_OPTION,
    Logistics,
)
from tiktok_bc_sync.sandbox.tiktok.regions import currency
from tiktok_bc_sync.sandbox.tiktok.wire import ORDER_UNKNOWN, Ids, Json, Refused

STATUSES = (
    "UNPAID",
    "ON_HOLD",
    "AWAITING_SHIPMENT",
    "PARTIALLY_SHIPPING",
    "AWAITING_COLLECTION",
    "IN_TRANSIT",
    "DELIVERED",
    "COMPLETED",
    "CANCELLED",
)
BEFORE_SHIPPING = ("UNPAID", "ON_HOLD", "AWAITING_SHIPMENT")
_DAY = 86_400
_COMPLETED_AFTER = 14 * _DAY
_UNLISTED_PRICE = "10.00"
_PACKAGE_STATUSES = {
    "AWAITING_COLLECTION": "PROCESSING",
    "IN_TRANSIT": "FULFILLING",
    "DELIVERED": "COMPLETED",
    "COMPLETED": "COMPLETED",
    "CANCELLED": "CANCELLED",
}
_TIMES = {
    "IN_TRANSIT": "collection_time",
    "DELIVERED": "delivery_time",
    "CANCELLED": "cancel_time",
}


@frozen
class Basket:
    """What a buyer wants, and how."""

    wanted: tuple[tuple[str, int], ...]
    address: Mapping[str, object] | None = None
    note: str = ""
    cod: bool = False
    sample: bool = False
    platform_ships: bool = False
    unpaid: bool = False
    shipping_fee: Decimal = Decimal(0)
    seller_discount: Decimal = Decimal(0)
    platform_discount: Decimal = Decimal(0)


@define
class Orders:
    """Orders by id."""

    clock: Clock
    ids: Ids
    region: str
    listings: Listings
    logistics: Logistics
    orders: dict[str, Json] = field(factory=dict[str, Json])
    _taken: dict[str, tuple[str, str]] = field(factory=dict[str, tuple[str, str]])
    _unlisted: dict[str, tuple[str, str]] = field(factory=dict[str, tuple[str, str]])
    _completing: dict[str, int] = field(factory=dict[str, int])

    # --- looking things up -----------------------------------------------------------

    def get(self, order_id: str) -> Json:
        """Return an order."""
        if order_id not in self.orders:
            raise Refused(ORDER_UNKNOWN, f"The order {order_id} does not exist")
        return self.orders[order_id]

    def touch(self, order: Json) -> None:
        """Note that an order changed now."""
        order["update_time"] = self.clock.unix

    # --- buying ----------------------------------------------------------------------

    def place(self, basket: Basket) -> Json:
        """Make an order; its units come off the default warehouse's stock."""
        self._check(basket)
        order_id = self.ids.next("5770", 18)
        number, status = len(self.orders) + 1, "UNPAID" if basket.unpaid else "AWAITING_SHIPMENT"
        lines = self._lines(basket, status)
        order = {
            **self._head(order_id, basket, status),
            **_people(number, basket, self.region),
            "line_items": lines,
            "payment": money.payment(lines, basket.shipping_fee, self.region),
        }
        self.orders[order_id] = order
        for line in lines:
            self._take(line)
        if not basket.unpaid and not basket.cod:
            order["paid_time"] = self.clock.unix
        return order

    def _check(self, basket: Basket) -> None:
        """Raise ValueError for what can't be ordered so, before anything has changed."""
        if not basket.wanted or any(count < 1 for _, count in basket.wanted):
            raise ValueError("an order has at least one unit of each SKU")
        prices = ((self._listed(sku), count) for sku, count in basket.wanted)
        total = sum((Decimal(price) * count for price, count in prices), Decimal(0))
        # A sample is given away: its whole price is the seller's discount.
        own = total if basket.sample else basket.seller_discount
        discounts = (own, basket.platform_discount)
        if min(*discounts, basket.shipping_fee) < 0 or sum(discounts) > total:
            raise ValueError(f"discounts and fees must fit a basket of {total}")

    def _listed(self, seller_sku: str) -> str:
        found = next(self.listings.of_seller_sku(seller_sku), None)
        return str(found[1]["price"]["sale_price"]) if found else _UNLISTED_PRICE

    def _head(self, order_id: str, basket: Basket, status: str) -> Json:
        now = self.clock.unix
        option = PLATFORM_OPTION if basket.platform_ships else SELLER_OPTION
        return {
            "id": order_id,
            "status": status,
            "create_time": now,
            "update_time": now,
            "order_type": "NORMAL",
            "fulfillment_type": "FULFILLMENT_BY_SELLER",
            "shipping_type": "TIKTOK" if basket.platform_ships else "SELLER",
            "delivery_type": "HOME_DELIVERY",
            "delivery_option_id": option,
            "delivery_option_name": self.logistics.option(option)["name"],
            "warehouse_id": DEFAULT_WAREHOUSE,
            "packages": [],
            "payment_method_name": "Cash on delivery" if basket.cod else "Card",
            "is_cod": basket.cod,
            "is_sample_order": basket.sample,
            "is_on_hold_order": False,
            "is_replacement_order": False,
            "is_exchange_order": False,
            "is_buyer_request_cancel": False,
            "has_updated_recipient_address": False,
            "shipping_due_time": now + 3 * _DAY,
            "rts_sla_time": now + 2 * _DAY,
            "cancel_order_sla_time": now + 7 * _DAY,
            "seller_note": "",
        }

    def _lines(self, basket: Basket, status: str) -> list[Json]:
        found = [self._offer(sku) for sku, count in basket.wanted for _ in range(count)]
        prices = [Decimal(money.text(Decimal(one["original_price"]), self.region)) for one in found]
        own = sum(prices, Decimal(0)) if basket.sample else basket.seller_discount
        seller = money.spread(own, prices, self.region)
        left = [price - part for price, part in zip(prices, seller, strict=True)]
        platform = money.spread(basket.platform_discount, left, self.region)
        return [
            self._line(one, price, (ours, theirs), status)
            for one, price, ours, theirs in zip(found, prices, seller, platform, strict=True)
        ]

    def _line(
        self, offer: Json, price: Decimal, discounts: tuple[Decimal, Decimal], status: str
    ) -> Json:
        paid = price - sum(discounts)
        return {
            **offer,
            "id": self.ids.next("5771", 18),
            "display_status": status,
            "original_price": money.text(price, self.region),
            "sale_price": money.text(paid, self.region),
            "seller_discount": money.text(discounts[0], self.region),
            "platform_discount": money.text(discounts[1], self.region),
            "item_tax": money.item_tax(paid, self.region),
            "sku_type": "NORMAL",
            "is_gift": False,
            "gift_retail_price": "0",
        }

    def _offer(self, seller_sku: str) -> Json:
        """Return what a line says of its SKU; one that no listing has gets a made-up product."""
        found = next(self.listings.of_seller_sku(seller_sku), None)
        if found is None:
            return self._made_up(seller_sku)
        product, sku = found
        pictures = product["content"]["main_images"]
        return {
            "product_id": product["id"],
            "sku_id": sku["id"],
            "seller_sku": seller_sku,
            "product_name": product["content"]["title"],
            "sku_name": ", ".join(one["value_name"] for one in sku["sales_attributes"])
            or "Default",
            "sku_image": pictures[0]["uri"] if pictures else "",
            "original_price": sku["price"]["sale_price"],
            "currency": sku["price"]["currency"],
        }

    def _made_up(self, seller_sku: str) -> Json:
        if seller_sku not in self._unlisted:
            self._unlisted[seller_sku] = (self.ids.next("17296"), self.ids.next("17297"))
        product_id, sku_id = self._unlisted[seller_sku]
        return {
            "product_id": product_id,
            "sku_id": sku_id,
            "seller_sku": seller_sku,
            "product_name": f"Unlisted product {seller_sku}",
            "sku_name": "Default",
            "sku_image": "",
            "original_price": _UNLISTED_PRICE,
            "currency": currency(self.region),
        }

    # --- stock -----------------------------------------------------------------------

    def _take(self, line: Json) -> None:
        sku = self.listings.sku(line["product_id"], line["sku_id"])
        warehouse = DEFAULT_WAREHOUSE
        if sku and sku["inventory"].get(warehouse, 0) > 0:
            sku["inventory"][warehouse] -= 1
            sku["committed"][warehouse] = sku["committed"].get(warehouse, 0) + 1
            self._taken[line["id"]] = (line["product_id"], line["sku_id"])

    def _release(self, line: Json, *, back: bool) -> None:
        """End a line's claim on stock: its unit goes back, or away with the parcel."""
        key = self._taken.pop(line["id"], None)
        sku = self.listings.sku(*key) if key else None
        if sku:
            sku["committed"][DEFAULT_WAREHOUSE] -= 1
            sku["inventory"][DEFAULT_WAREHOUSE] += back

    # --- moving ----------------------------------------------------------------------

    def pay(self, order: Json) -> None:
        """Take an unpaid order's money."""
        if order["status"] != "UNPAID":
            raise ValueError(f"order {order['id']} is {order['status']}, not UNPAID")
        order["paid_time"] = self.clock.unix
        self.move(order, "AWAITING_SHIPMENT")

    def move(self, order: Json, status: str, at: int | None = None) -> None:
        """Set the status of an order and of its lines that are not cancelled."""
        now = at or self.clock.unix
        for line in order["line_items"]:
            if line["display_status"] != "CANCELLED":
                self._move_line(line, status)
        order.update(status=status, update_time=now)
        if status in _TIMES:
            order[_TIMES[status]] = now
        order["is_on_hold_order"] = order["is_on_hold_order"] or status == "ON_HOLD"
        self._completing.pop(order["id"], None)
        if status == "DELIVERED":
            self._completing[order["id"]] = now + _COMPLETED_AFTER

    def _move_line(self, line: Json, status: str) -> None:
        line["display_status"] = status
        if status in _PACKAGE_STATUSES and line.get("package_id"):
            line["package_status"] = _PACKAGE_STATUSES[status]
        if status in ("IN_TRANSIT", "DELIVERED", "COMPLETED"):
            self._release(line, back=False)

    def ship_line(self, line: Json, parcel: Json) -> None:
        """Mark one line as gone with a parcel."""
        line.update(parcel, rts_time=self.clock.unix)
        self._move_line(line, "IN_TRANSIT")

    def cancel(self, order: Json, lines: Iterable[Json], reason: str, role: str) -> None:
        """Cancel lines and give their stock back; an order without lines left is cancelled."""
        for line in lines:
            line.update(display_status="CANCELLED", cancel_reason=reason, cancel_user=role)
            self._release(line, back=True)
        self.touch(order)
        left = [one for one in order["line_items"] if one["display_status"] != "CANCELLED"]
        if not left:
            order.update(cancel_reason=reason, cancellation_initiator=role)
            order.update(is_buyer_request_cancel=False)
            self.move(order, "CANCELLED")
        elif all(one["display_status"] not in BEFORE_SHIPPING for one in left):
            order["status"] = "IN_TRANSIT"

    def settle(self) -> None:
        """Complete what was delivered 14 days ago, as of the moment when it was due."""
        for order_id, due in list(self._completing.items()):
            if due <= self.clock.unix:
                self.move(self.orders[order_id], "COMPLETED", due)


def _people(number: int, basket: Basket, region: str) -> Json:
    address = people.address(number, region, basket.address)
    return {
        "user_id": f"7494{number:015d}",
        "buyer_nickname": f"sandbox_buyer_{number}",
        "buyer_email": f"buyer{number:06d}@relay.sandbox.test",
        "buyer_message": basket.note,
        "recipient_address": people.masked(address) if basket.platform_ships else address,
    }
