"""What each order brings the seller, and when: read off what happened, so that nothing is booked twice.

Amounts are signed as the seller's account sees them: what is taken off is negative.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from attrs import astuple, define, frozen

from tiktok_bc_sync.sandbox.tiktok.aftersales.cancellations import SUCCESS, Cancellations
from tiktok_bc_sync.sandbox.tiktok.aftersales.decisions import PAID
from tiktok_bc_sync.sandbox.tiktok.aftersales.returns import Returns, Span
from tiktok_bc_sync.sandbox.tiktok.orders.orders import Orders
from tiktok_bc_sync.sandbox.tiktok.shop import money
from tiktok_bc_sync.sandbox.tiktok.shop.regions import decimals
from tiktok_bc_sync.sandbox.tiktok.shop.wire import Json

DAY = 86_400
# The vendor says only that the period after delivery varies by region, and that fees vary by category.
SETTLED_AFTER = 8
_FEE_RATE = Decimal("0.06")
_NOTHING = Decimal(0)


@frozen
class Sums:
    """What one unit, or many, bring: the parts whose sum is paid out."""

    gross: Decimal = _NOTHING
    discount: Decimal = _NOTHING
    gross_back: Decimal = _NOTHING
    discount_back: Decimal = _NOTHING
    shipping_paid: Decimal = _NOTHING
    carriage: Decimal = _NOTHING
    fee: Decimal = _NOTHING

    @property
    def revenue(self) -> Decimal:
        """Sales less the seller's discounts and less what was refunded of both."""
        return self.gross + self.discount + self.gross_back + self.discount_back

    @property
    def shipping(self) -> Decimal:
        """What buyers paid for shipping, less what the platform's carriers cost."""
        return self.shipping_paid + self.carriage

    @property
    def settlement(self) -> Decimal:
        """What is paid out."""
        return self.revenue + self.shipping + self.fee

    @classmethod
    def of(cls, parts: Iterable[Sums]) -> Sums:
        """Add up."""
        columns = zip(*(astuple(one) for one in parts), strict=True)
        return cls(*(sum(column, _NOTHING) for column in columns))


@frozen
class Event:
    """Money that went back: what was refunded of each line, None for a line that was cancelled."""

    id: str
    at: int
    lines: Mapping[str, Decimal | None]
    shipping: Decimal
    total: Decimal


@frozen
class Booking:
    """One transaction: an order's settlement, or an ``adjustment`` of it by what came later."""

    id: str
    order: Json
    at: int
    lines: Mapping[str, Sums]
    refunded: Decimal = _NOTHING
    adjustment_id: str = ""
    adjustment: Decimal = _NOTHING

    @property
    def sums(self) -> Sums:
        """The whole order's parts; an adjustment has none."""
        return Sums.of(self.lines.values())

    @property
    def settlement(self) -> Decimal:
        """What is paid out."""
        return self.sums.settlement + self.adjustment

    @property
    def statement_time(self) -> int:
        """When its statement is generated: the midnight (UTC) after it."""
        return (self.at // DAY + 1) * DAY


@frozen
class Unsettled:
    """What an order, or an adjustment, would bring if it were settled as it stands."""

    booking: Booking
    estimate: str
    reason: str


@define
class Ledger:
    """The bookings of all orders."""

    orders: Orders
    cancellations: Cancellations
    returns: Returns

    def booked(self) -> list[Booking]:
        """Return every transaction that a statement holds by now."""
        now = self.orders.clock.unix
        return [one for one in self._bookings() if one.statement_time <= now]

    def unsettled(self) -> Iterator[Unsettled]:
        """Return what waits: for delivery, for the period after it, for a return, for the statement."""
        now, events, spans = self.orders.clock.unix, self._events(), self._spans()
        for order in self.orders.orders.values():
            happened = events.get(order["id"], [])
            due = _due(order, spans.get(order["id"], ()))
            if due is None or due > now:
                reason, estimate = self._outlook(order, due)
                booking = _booking(order, due or now, happened, self.orders.region)
                if booking.lines and order["status"] != "UNPAID":
                    yield Unsettled(booking, estimate, reason)
                continue
            for one in self._of(order, due, happened):
                if one.statement_time > now:
                    yield Unsettled(one, str(one.statement_time), "Waits for its statement")

    def _bookings(self) -> Iterator[Booking]:
        now, events, spans = self.orders.clock.unix, self._events(), self._spans()
        for order in self.orders.orders.values():
            due = _due(order, spans.get(order["id"], ()))
            if due is not None and due <= now:
                yield from self._of(order, due, events.get(order["id"], []))

    def _of(self, order: Json, due: int, events: Sequence[Event]) -> Iterator[Booking]:
        """Return an order's settlement, with what had gone back by then, and its adjustments."""
        region = self.orders.region
        before = [one for one in events if one.at <= due]
        booking = _booking(order, due, before, region)
        if not booking.lines:
            return
        yield booking
        left = booking.settlement
        for place, event in enumerate(events[len(before) :], len(before) + 1):
            rest = _booking(order, due, events[:place], region).settlement
            key = f"36{event.id[2:]}"
            yield Booking(f"3{key}", order, event.at, {}, _NOTHING, key, rest - left)
            left = rest

    def _outlook(self, order: Json, due: int | None) -> tuple[str, str]:
        """Return why an order is not settled yet, and when it will be as far as can be told."""
        if due is not None:
            return "Delivered lately", str(due)
        if order.get("delivery_time") is None:
            return "Not delivered yet", f"Delivered + {SETTLED_AFTER} days"
        later = int(order["delivery_time"]) + SETTLED_AFTER * DAY
        return "A return is open", str(max(later, self.orders.clock.unix))

    def _spans(self) -> dict[str, list[Span]]:
        """Return when there were open returns, by order, in their order."""
        found: dict[str, list[Span]] = {}
        for key, spans in self.returns.spans.items():
            found.setdefault(self.returns.returns[key]["order_id"], []).extend(spans)
        for of_order in found.values():
            of_order.sort(key=lambda span: span[0])
        return found

    def _events(self) -> dict[str, list[Event]]:
        """Return what went back, by order, in its order."""
        events: dict[str, list[Event]] = {}
        for made in self.returns.returns.values():
            if made["return_status"] in PAID:
                lines = _refunds(made["return_line_items"])
                events.setdefault(made["order_id"], []).append(_event("return", made, lines))
        for made in self.cancellations.cancellations.values():
            if made["cancel_status"] == SUCCESS:
                gone = dict.fromkeys(_refunds(made["cancel_line_items"]), None)
                events.setdefault(made["order_id"], []).append(_event("cancel", made, gone))
        for found in events.values():
            found.sort(key=lambda one: (one.at, one.id))
        return events


def _due(order: Json, spans: Iterable[Span]) -> int | None:
    """Return when an order is settled, None while that can't be told.

    A return that is open then puts it off until that one has ended.
    """
    delivered = order.get("delivery_time")
    if delivered is None and order["status"] == "COMPLETED":
        delivered = order["create_time"]
    if delivered is None:
        return None
    due = int(delivered) + SETTLED_AFTER * DAY
    for start, end in spans:
        if start <= due and end is None:
            return None
        if start <= due and end is not None:
            due = max(due, end)
    return due


def _event(word: str, made: Json, lines: Mapping[str, Decimal | None]) -> Event:
    shipping, total = (
        Decimal(made["refund_amount"][name]) for name in ("refund_shipping_fee", "refund_total")
    )
    return Event(made[f"{word}_id"], made["update_time"], lines, shipping, total)


def _refunds(lines: Iterable[Json]) -> dict[str, Decimal | None]:
    return {
        one["order_line_item_id"]: Decimal(one["refund_amount"]["refund_subtotal"]) for one in lines
    }


def _booking(order: Json, at: int, events: Sequence[Event], region: str) -> Booking:
    refunds: dict[str, Decimal] = {}
    gone: set[str] = set()
    for event in events:
        gone |= {key for key, amount in event.lines.items() if amount is None}
        for key, amount in event.lines.items():
            refunds[key] = refunds.get(key, _NOTHING) + (amount or _NOTHING)
    lines = [one for one in order["line_items"] if one["id"] not in gone]
    kept = [one for one in events if None not in one.lines.values()]
    back = sum((one.shipping for one in kept), _NOTHING)
    refunded = sum((one.total for one in kept), _NOTHING)
    fee = Decimal(order["payment"]["shipping_fee"]) if lines else _NOTHING
    weights = [Decimal(one["original_price"]) for one in lines]
    paid, lost = (money.share(amount, weights, region) for amount in (fee, back))
    by_platform = order["shipping_type"] == "TIKTOK"
    sums = {
        line["id"]: _sums(
            line, refunds.get(line["id"], _NOTHING), (own, own - off), by_platform, region
        )
        for line, own, off in zip(lines, paid, lost, strict=True)
    }
    return Booking(f"3{order['id']}", order, at, sums, refunded)


def _sums(
    line: Json, refund: Decimal, shipping: tuple[Decimal, Decimal], by_platform: bool, region: str
) -> Sums:
    """Return what a line brings; ``shipping`` is what the buyer paid, and what is left of that."""
    gross, own = Decimal(line["original_price"]), Decimal(line["seller_discount"])
    whole = refund == Decimal(line["sale_price"]) and refund > 0
    gross_back, own_back = (gross, own) if whole else (refund, _NOTHING)
    revenue = gross - own - gross_back + own_back
    fee = (revenue * _FEE_RATE).quantize(Decimal(1).scaleb(-decimals(region)), ROUND_HALF_UP)
    # The platform's carriers cost the seller what the buyer pays for them.
    carriage = shipping[0] if by_platform else _NOTHING
    return Sums(gross, -own, -gross_back, own_back, shipping[1], -carriage, -fee)
