"""What the fake shop tells about money: statements, their transactions, payments, what is to come."""

from __future__ import annotations

from decimal import Decimal

from attrs import define, field, frozen

from tiktok_bc_sync.sandbox.tiktok.aftersales.ledger import DAY, Booking, Ledger, Sums, Unsettled
from tiktok_bc_sync.sandbox.tiktok.shop import money
from tiktok_bc_sync.sandbox.tiktok.shop.regions import SOUTH_EAST_ASIA, currency
from tiktok_bc_sync.sandbox.tiktok.shop.wire import Call, Json, Refused, Route, bad_parameter, page

FINANCE_RULE = 29001000  # A range of our own: the vendor publishes none for money.
# Among the vendor's types none is for an ordinary refund after the settlement.
ADJUSTMENT = "OTHER_ADJUSTMENT"
STATUSES = ("PAID", "FAILED", "PROCESSING", "SETTLED")
MOVEMENTS = (
    "WITHDRAW",
    "SETTLE",
    "TRANSFER",
    "REVERSE",
    "POLICY_VIOLATION_DEDUCTION",
    "REWARD",
    "PAYMENT",
    "REFUND",
)
_PAID_AFTER = 2 * DAY
_A_PAGE = 20
_WITHDRAWN = {"PAID": "SUCCESS", "FAILED": "FAILED", "PROCESSING": "PROCESSING"}


@frozen
class Statement:
    """A day's transactions, and the payment that follows when there is something to pay."""

    time: int
    bookings: tuple[Booking, ...]

    @property
    def id(self) -> str:
        """The statement's id, told by its time."""
        return f"74{self.time:017d}"

    @property
    def payment_id(self) -> str:
        """The id of its payment."""
        return f"37{self.time:017d}"

    @property
    def sums(self) -> Sums:
        """The parts of all its orders."""
        return Sums.of(one.sums for one in self.bookings)

    @property
    def adjustment(self) -> Decimal:
        """All its adjustments."""
        return sum((one.adjustment for one in self.bookings), Decimal(0))

    @property
    def settlement(self) -> Decimal:
        """What is paid out, or is to be made up for when it is negative."""
        return self.sums.settlement + self.adjustment


@define
class Finance:
    """The calls on money; payments of the statements in ``failed`` bounced."""

    ledger: Ledger
    failed: set[str] = field(factory=set[str])

    def routes(self) -> list[Route]:
        """Return the operations on money."""
        base, one = "/finance/202309", "/finance/202501"
        of_statement = f"{one}/statements/{{statement_id}}/statement_transactions"
        of_order = f"{one}/orders/{{order_id}}/statement_transactions"
        return [
            Route("GET", f"{base}/statements", self.list_statements),
            Route("GET", of_statement, self.of_statement),
            Route("GET", of_order, self.of_order),
            Route("GET", "/finance/202507/orders/unsettled", self.list_unsettled),
            Route("GET", "/finance/202605/payments", self.list_payments),
            Route("GET", f"{base}/withdrawals", self.list_withdrawals),
        ]

    # --- statements ------------------------------------------------------------------

    def statements(self) -> list[Statement]:
        """Return the statements so far, the oldest first; a day without transactions has none."""
        days: dict[int, list[Booking]] = {}
        for one in self.ledger.booked():
            days.setdefault(one.statement_time, []).append(one)
        return [Statement(time, tuple(days[time])) for time in sorted(days)]

    def fail(self, statement_id: str) -> None:
        """Let a statement's payment bounce. Raises as the verbs do."""
        found = next((one for one in self.statements() if one.id == statement_id), None)
        if found is None:
            raise LookupError(f"there is no statement {statement_id}")
        if self._status(found) != "PROCESSING":
            raise ValueError(f"the payment of statement {statement_id} is not under way")
        self.failed.add(statement_id)

    def list_statements(self, call: Call) -> Json:
        """Answer Get Statements."""
        by, wanted = _sorted_by(call, "statement_time"), call.param("payment_status")
        if wanted and wanted not in STATUSES:
            raise bad_parameter("payment_status is invalid")
        found = _within(call, [self._told(one) for one in self.statements()], by)
        part, said = page(
            (one for one in found if wanted in ("", one["payment_status"])),
            call,
            by=by,
            default=_A_PAGE,
        )
        return {"next_page_token": said["next_page_token"], "statements": part}

    def _told(self, statement: Statement) -> Json:
        sums, region, text = statement.sums, self._region, self._text
        status = self._status(statement)
        fee = sums.fee + (sums.shipping if region in SOUTH_EAST_ASIA else 0)
        net = {"net_sales_amount": sums.revenue, "shipping_cost_amount": sums.shipping}
        amounts = {
            "settlement_amount": statement.settlement,
            "fee_amount": fee,
            "adjustment_amount": statement.adjustment,
            **({} if region in ("GB", "US") else {"revenue_amount": sums.revenue}),
            **({} if region in SOUTH_EAST_ASIA else net),
        }
        payment: Json = {"payment_id": statement.payment_id} if status != "SETTLED" else {}
        if status == "PAID":
            payment["payment_time"] = statement.time + _PAID_AFTER
        return {
            "id": statement.id,
            "statement_time": statement.time,
            "currency": currency(region),
            "payment_status": status,
            **{name: text(value) for name, value in amounts.items()},
            **payment,
        }

    def _status(self, statement: Statement) -> str:
        """Return how far the payment is; where none is made, the money stays in the account."""
        if self._region in SOUTH_EAST_ASIA or statement.settlement <= 0:
            return "SETTLED"
        if statement.id in self.failed:
            return "FAILED"
        paid = statement.time + _PAID_AFTER <= self.ledger.orders.clock.unix
        return "PAID" if paid else "PROCESSING"

    # --- transactions ----------------------------------------------------------------

    def of_statement(self, call: Call) -> Json:
        """Answer Get Transactions by Statement."""
        key, by = call.names["statement_id"], _sorted_by(call, "order_create_time")
        found = next((one for one in self.statements() if one.id == key), None)
        if found is None:
            raise Refused(FINANCE_RULE + 1, "The statement does not exist")
        told = (self._transaction(one) for one in found.bookings)
        part, said = page(told, call, by=by, default=_A_PAGE)
        sums, text = found.sums, self._text
        totals = {
            "total_revenue_amount": text(sums.revenue),
            "total_shipping_cost_amount": text(sums.shipping),
            "total_fee_tax_amount": text(sums.fee),
            "total_adjustment_amount": text(found.adjustment),
        }
        return {
            **said,
            "id": found.id,
            "create_time": found.time,
            "status": "SETTLED",
            "currency": currency(self._region),
            "payable_amount": text(found.settlement),
            "total_reserve_amount": text(Decimal(0)),
            "total_settlement_amount": text(found.settlement),
            "total_settlement_breakdown": totals,
            "transactions": part,
        }

    def _transaction(self, booking: Booking) -> Json:
        paid = Decimal(booking.order["payment"]["total_amount"])
        told: Json = {
            **self._head(booking),
            "adjustment_amount": self._text(booking.adjustment),
            "settlement_amount": self._text(booking.settlement),
            **self._amounts(booking.sums),
        }
        if not booking.adjustment_id:
            told["supplementary_component"] = {
                "customer_payment_amount": self._text(paid),
                "customer_refund_amount": self._text(-booking.refunded),
            }
        return told

    def of_order(self, call: Call) -> Json:
        """Answer Get Transactions by Order: SKU by SKU, nothing before there is a statement."""
        order = self.ledger.orders.get(call.names["order_id"])
        found = [
            one
            for one in self.ledger.booked()
            if one.order["id"] == order["id"] and not one.adjustment_id
        ]
        sums = Sums.of(one.sums for one in found)
        told = [one for booking in found for one in self._skus(booking)]
        return {
            "order_id": order["id"],
            "order_create_time": order["create_time"],
            "currency": currency(self._region),
            "revenue_amount": self._text(sums.revenue),
            "shipping_cost_amount": self._text(sums.shipping),
            "fee_and_tax_amount": self._text(sums.fee),
            "settlement_amount": self._text(sums.settlement),
            "sku_transactions": told,
            "total_count": len(told),
        }

    def _skus(self, booking: Booking) -> list[Json]:
        skus: dict[str, list[Json]] = {}
        for line in booking.order["line_items"]:
            if line["id"] in booking.lines:
                skus.setdefault(line["sku_id"], []).append(line)
        return [self._sku(booking, lines) for lines in skus.values()]

    def _sku(self, booking: Booking, lines: list[Json]) -> Json:
        sums, first = Sums.of(booking.lines[line["id"]] for line in lines), lines[0]
        return {
            "sku_id": first["sku_id"],
            "sku_name": first["sku_name"],
            "product_name": first["product_name"],
            "statement_id": Statement(booking.statement_time, ()).id,
            "quantity": str(len(lines)),
            "settlement_amount": self._text(sums.settlement),
            **self._amounts(sums),
        }

    def list_unsettled(self, call: Call) -> Json:
        """Answer Get Unsettled Transactions: estimates, which vanish when a statement holds them."""
        by = _sorted_by(call, "order_create_time")
        found = list(self.ledger.unsettled())
        told = _within(call, [self._unsettled(one) for one in found], by, "search_time")
        part, said = page(told, call, by=by, default=_A_PAGE)
        names = ("settlement", "revenue", "adjustment", "fee_tax")
        sums = {
            f"sum_est_{name.removesuffix('_tax')}_amount": self._text(
                sum((Decimal(one[f"est_{name}_amount"]) for one in told), Decimal(0))
            )
            for name in names
        }
        return {**said, **sums, "transactions": part}

    def _unsettled(self, one: Unsettled) -> Json:
        booking = one.booking
        delivered = booking.order.get("delivery_time")
        amounts = self._amounts(booking.sums)
        return {
            **self._head(booking),
            "status": "UNSETTLED",
            "currency": currency(self._region),
            "estimated_settlement": one.estimate,
            "unsettled_reason": one.reason,
            **({"order_delivery_time": delivered} if delivered is not None else {}),
            "est_adjustment_amount": self._text(booking.adjustment),
            "est_settlement_amount": self._text(booking.settlement),
            **{
                f"est_{name}" if name.endswith("_amount") else name: value
                for name, value in amounts.items()
            },
        }

    def _head(self, booking: Booking) -> Json:
        """Return what a transaction is about: an order or an adjustment, never both."""
        order_id = booking.order["id"]
        about = {"type": "ORDER", "order_id": order_id}
        if key := booking.adjustment_id:
            about = {"type": ADJUSTMENT, "adjustment_id": key, "adjustment_order_id": order_id}
        return {"id": booking.id, "order_create_time": booking.order["create_time"], **about}

    def _amounts(self, sums: Sums) -> Json:
        text, us = self._text, self._region == "US"
        fee = "referral_fee_amount" if us else "platform_commission_amount"
        return {
            "revenue_amount": text(sums.revenue),
            "revenue_breakdown": {
                "subtotal_before_discount_amount": text(sums.gross),
                "seller_discount_amount": text(sums.discount),
                "refund_subtotal_before_discount_amount": text(sums.gross_back),
                "seller_discount_refund_amount": text(sums.discount_back),
            },
            "shipping_cost_amount": text(sums.shipping),
            "shipping_cost_breakdown": {
                "actual_shipping_fee_amount": text(sums.carriage),
                "customer_paid_shipping_fee_amount": text(sums.shipping_paid),
            },
            "fee_tax_amount": text(sums.fee),
            "fee_tax_breakdown": {"fee": {fee: text(sums.fee)}, "tax": {}},
        }

    # --- payments --------------------------------------------------------------------

    def list_payments(self, call: Call) -> Json:
        """Answer Get Payments, which the vendor does not offer in South-East Asia."""
        if self._region in SOUTH_EAST_ASIA:
            raise Refused(FINANCE_RULE + 2, "Payments are not available in this market")
        by = _sorted_by(call, "create_time")
        told = [self._payment(one) for one in self.statements() if self._status(one) != "SETTLED"]
        part, said = page(_within(call, told, by), call, by=by, default=_A_PAGE)
        return {"next_page_token": said["next_page_token"], "payments": part}

    def _payment(self, statement: Statement) -> Json:
        status = self._status(statement)
        amount = {"value": self._text(statement.settlement), "currency": currency(self._region)}
        return {
            "id": statement.payment_id,
            "create_time": statement.time,
            "status": status,
            "amount": amount,
            "settlement_amount": amount,
            "payment_amount_before_exchange": amount,
            "exchange_rate": "1.000000",
            "paid_time": statement.time + _PAID_AFTER if status == "PAID" else 0,
            "bank_account": "****6789",
        }

    def list_withdrawals(self, call: Call) -> Json:
        """Answer Get Seller Financial Transactions: settlements in, payments out."""
        wanted = call.many("types")
        if not wanted or not set(wanted) <= set(MOVEMENTS):
            raise bad_parameter("types is a required field of transaction types")
        moved = [one for statement in self.statements() for one in self._movements(statement)]
        found = _within(call, [one for one in moved if one["type"] in wanted], "create_time")
        part, said = page(found, call, by="create_time", default=_A_PAGE)
        return {**said, "withdrawals": part}

    def _movements(self, statement: Statement) -> list[Json]:
        status = self._status(statement)
        told = {
            "amount": self._text(statement.settlement),
            "currency": currency(self._region),
            "create_time": statement.time,
        }
        settled = {"id": f"1{statement.id}", "type": "SETTLE", "status": "SUCCESS", **told}
        if status == "SETTLED":
            return [settled]
        paid = {"id": f"2{statement.payment_id}", "type": "WITHDRAW", "status": _WITHDRAWN[status]}
        return [settled, {**paid, **told}]

    @property
    def _region(self) -> str:
        return self.ledger.orders.region

    def _text(self, value: Decimal) -> str:
        return money.text(value, self._region)


def _sorted_by(call: Call, name: str) -> str:
    given = call.param("sort_field")
    if given != name:
        raise bad_parameter("sort_field is invalid" if given else "sort_field is a required field")
    return name


def _within(call: Call, found: list[Json], name: str, given: str = "") -> list[Json]:
    """Keep what lies in the times of the query."""
    least, less = (call.whole(f"{given or name}_{end}") for end in ("ge", "lt"))
    return [
        one
        for one in found
        if (least is None or one[name] >= least) and (less is None or one[name] < less)
    ]
