"""The fake shop's orders: made by buyers, moved along by everybody, answered to the seller.

An order is kept as it is answered; one line is one unit. Which stock a line took, and what time will
bring it, is kept beside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from heapq import heappop, heappush

from attrs import define, field, frozen

from tiktok_bc_sync.sandbox.core import Clock
from tiktok_bc_sync.sandbox.tiktok.listings.listings import Listings
from tiktok_bc_sync.sandbox.tiktok.orders.packages import Packages
from tiktok_bc_sync.sandbox.tiktok.shop import money, people
from tiktok_bc_sync.sandbox.tiktok.shop.logistics import (
    DEFAULT_WAREHOUSE,
    PLATFORM_OPTION,
    SELLER_OPTION,
    Logistics,
)
from tiktok_bc_sync.sandbox.tiktok.shop.regions import SELLER_SHIPPING_REGIONS, currency
from tiktok_bc_sync.sandbox.tiktok.shop.wire import ORDER_UNKNOWN, Ids, Json, Refused

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
_UNLISTED_PRICE = "10.00"
# What time alone brings. Completion is the vendor's rule; how fast carriers are is ours.
_COMING = {
    "AWAITING_COLLECTION": ("IN_TRANSIT", _DAY),
    "IN_TRANSIT": ("DELIVERED", 3 * _DAY),
    "DELIVERED": ("COMPLETED", 14 * _DAY),
}
_TIMES = {
    "IN_TRANSIT": "collection_time",
    "DELIVERED": "delivery_time",
    "CANCELLED": "cancel_time",
}


@frozen
class Basket:
    """What a buyer wants, and how; ``same_as`` is an earlier order of the same buyer."""

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
    same_as: str | None = None


@define
class Orders:
    """Orders by id."""

    clock: Clock
    ids: Ids
    region: str
    listings: Listings
    logistics: Logistics
    orders: dict[str, Json] = field(factory=dict[str, Json])
    packages: Packages = field(init=False, repr=False)
    _taken: dict[str, tuple[str, str]] = field(factory=dict[str, tuple[str, str]])
    _unlisted: dict[str, tuple[str, str]] = field(factory=dict[str, tuple[str, str]])
    _buyers: dict[str, tuple[int, Mapping[str, object]]] = field(
        factory=dict[str, tuple[int, Mapping[str, object]]]
    )
    _steps: list[tuple[int, int, str, str]] = field(factory=list[tuple[int, int, str, str]])
    _step_of: dict[str, int] = field(factory=dict[str, int])
    _planned: int = 0

    def __attrs_post_init__(self) -> None:
        self.packages = Packages(self.clock, self.ids, self.region)

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
        status = "UNPAID" if basket.unpaid else "AWAITING_SHIPMENT"
        lines = self._lines(basket, status)
        order = {
            **self._head(order_id, basket, status),
            **self._people(order_id, basket),
            "line_items": lines,
            "payment": money.payment(lines, basket.shipping_fee, self.region),
        }
        self.orders[order_id] = order
        for line in lines:
            self._take(line)
        if not basket.unpaid and not basket.cod:
            order["paid_time"] = self.clock.unix
        self._pack(order)
        return order

    def _pack(self, order: Json) -> None:
        """Make the package of an order that may be shipped, where the platform makes it.

        Where sellers ship by themselves, marking lines as shipped makes the package.
        """
        by_seller = order["shipping_type"] == "SELLER" and self.region in SELLER_SHIPPING_REGIONS
        if order["status"] == "AWAITING_SHIPMENT" and not by_seller and not order["packages"]:
            self.packages.pack([order], order["line_items"])

    def _people(self, order_id: str, basket: Basket) -> Json:
        earlier = self._buyers.get(basket.same_as or "", (len(self.orders) + 1, {}))
        number, given = earlier[0], {**earlier[1], **(basket.address or {})}
        self._buyers[order_id] = number, given
        address = people.address(number, self.region, given)
        return {
            "user_id": f"7494{number:015d}",
            "buyer_nickname": f"sandbox_buyer_{number}",
            "buyer_email": f"buyer{number:06d}@relay.sandbox.test",
            "buyer_message": basket.note,
            "recipient_address": people.masked(address) if basket.platform_ships else address,
        }

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
            sku["inventory"][DEFAULT_WAREHOUSE] += back and sku.get("restocks", True)

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
        self._move_lines(order, order["line_items"], status, now)
        self._stand(order, status, now)
        self._pack(order)

    def advance(
        self,
        order: Json,
        lines: Iterable[Json],
        status: str,
        at: int | None = None,
        until: int | None = None,
    ) -> None:
        """Move some lines on; the order follows as far as all of its lines have come.

        ``until`` is when the next step is due, where that is known already.
        """
        now = at or self.clock.unix
        self._move_lines(order, lines, status, now, until)
        self._stand(order, _overall(order), now)

    def _move_lines(
        self, order: Json, lines: Iterable[Json], status: str, at: int, until: int | None = None
    ) -> None:
        following, delay = _COMING.get(status, ("", 0))
        self._planned += 1
        if following:
            heappush(self._steps, (until or at + delay, self._planned, order["id"], following))
        for line in lines:
            if line["display_status"] != "CANCELLED":
                line["display_status"] = status
                self._step_of[line["id"]] = self._planned
                self.packages.moved(line, at)
                if status in ("IN_TRANSIT", "DELIVERED", "COMPLETED"):
                    self._release(line, back=False)

    def _stand(self, order: Json, status: str, at: int) -> None:
        if status in _TIMES and status != order["status"]:
            order[_TIMES[status]] = at
        order.update(status=status, update_time=at)
        order["is_on_hold_order"] = order["is_on_hold_order"] or status == "ON_HOLD"

    def cancel(self, order: Json, lines: Iterable[Json], reason: str, role: str) -> None:
        """Cancel lines and give their stock back; an order without lines left is cancelled."""
        for line in lines:
            line.update(display_status="CANCELLED", cancel_reason=reason, cancel_user=role)
            self._release(line, back=True)
            self.packages.moved(line, self.clock.unix)
        self.touch(order)
        if all(one["display_status"] == "CANCELLED" for one in order["line_items"]):
            order.update(cancel_reason=reason, cancellation_initiator=role)
            order.update(is_buyer_request_cancel=False)
            self.move(order, "CANCELLED")
        else:
            order["status"] = _overall(order)

    def settle(self) -> None:
        """Let everything come that is due: collection, delivery, completion, each at its moment."""
        while self._steps and self._steps[0][0] <= self.clock.unix:
            due, number, order_id, status = heappop(self._steps)
            order = self.orders[order_id]
            lines = [one for one in order["line_items"] if self._step_of.get(one["id"]) == number]
            # Lines that were cancelled or moved by somebody else since then wait no more.
            if any(one["display_status"] != "CANCELLED" for one in lines):
                self.advance(order, lines, status, due)


def _overall(order: Json) -> str:
    """Return the status of an order whose lines have not all come equally far."""
    states = {one["display_status"] for one in order["line_items"]} - {"CANCELLED"}
    last, first = (pick(states, key=STATUSES.index) for pick in (min, max))
    if last == "AWAITING_SHIPMENT" and first not in BEFORE_SHIPPING:
        return "PARTIALLY_SHIPPING"
    return str(last)
