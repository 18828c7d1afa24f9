"""Returns and refunds in the fake shop: asked for by buyers, decided by the seller."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from attrs import define, field, frozen

from tiktok_bc_sync.sandbox.tiktok.aftersales import decisions as rules
from tiktok_bc_sync.sandbox.tiktok.aftersales.eligibility import CLAIMED, NOT_NOW, reasons
from tiktok_bc_sync.sandbox.tiktok.aftersales.order_lines import line_shown
from tiktok_bc_sync.sandbox.tiktok.aftersales.refunds import (
    discounts_of,
    reduce,
    refund_of,
    shipping_of,
)
from tiktok_bc_sync.sandbox.tiktok.listings.product_rules import number, places_of
from tiktok_bc_sync.sandbox.tiktok.orders.orders import Basket, Orders
from tiktok_bc_sync.sandbox.tiktok.shop import money
from tiktok_bc_sync.sandbox.tiktok.shop.regions import decimals
from tiktok_bc_sync.sandbox.tiktok.shop.wire import AFTERSALE_RULE, Json, Refused, bad_parameter

Span = tuple[int, int | None]
_MOST_COMMENT = 500
_MOST_IMAGES = 6
_FREIGHT = (
    "seller_paid_return_shipping_fee",
    "platform_paid_return_shipping_fee",
    "buyer_paid_return_shipping_fee",
)


@frozen
class Reply:
    """What the seller decides about a request: an offer has an amount, a rejection a reason."""

    decision: str
    amount: object = None
    currency: object = None
    reason: str = ""
    comment: str = ""
    images: Sequence[Json] = ()


@define
class Returns:
    """Return requests by id, with what happened to each."""

    orders: Orders
    returns: dict[str, Json] = field(factory=dict[str, Json])
    records: dict[str, list[Json]] = field(factory=dict[str, list[Json]])
    spans: dict[str, list[Span]] = field(factory=dict[str, list[Span]])
    """When each request was open, in Unix seconds: an order is not settled meanwhile."""
    _claims: dict[str, str] = field(factory=dict[str, str])
    _due: dict[str, tuple[int, str]] = field(factory=dict[str, tuple[int, str]])

    # --- asking ----------------------------------------------------------------------

    def ask(
        self,
        order: Json,
        lines: list[Json],
        kind: str,
        reason: str,
        role: str = "BUYER",
        photos: Sequence[str] = (),
    ) -> Json:
        """Take a request for some lines of an order. Raises `ValueError` for what can't be asked."""
        if kind not in rules.KINDS:
            raise ValueError(f"a return is one of {tuple(rules.KINDS)}, not {kind}")
        closed = self.closed(order, lines, kind, role)
        if closed:
            raise ValueError(f"order {order['id']} is {order['status']}: nothing to return")
        made = self._made(order, lines, kind, reason, role)
        return_id = made["return_id"]
        self.returns[return_id], self.records[return_id], self.spans[return_id] = made, [], []
        self._claims.update(dict.fromkeys((line["id"] for line in lines), return_id))
        images = [{"url": url} for url in photos]
        said = {"reason_text": made["return_reason_text"], "images": images}
        self.set(made, rules.KINDS[kind].pending, role, said=said)
        return made

    def closed(
        self, order: Json, lines: list[Json], kind: str, role: str
    ) -> tuple[int, str] | None:
        """Return the code and the words for lines that can't be asked for now, or None."""
        if not lines or not all(reasons(order, line, kind, role) for line in lines):
            return NOT_NOW
        return CLAIMED if any(self.claimed(line["id"]) for line in lines) else None

    def claimed(self, line_id: str) -> bool:
        """Whether a line is in a request that is open or had its way."""
        made = self.returns.get(self._claims.get(line_id, ""))
        return made is not None and made["return_status"] not in rules.FRUITLESS

    def _made(self, order: Json, lines: list[Json], kind: str, reason: str, role: str) -> Json:
        region, return_id = self.orders.region, self.orders.ids.next("4036", 19)
        refund = refund_of(lines, region, shipping_of(order, lines, kind, reason))
        told = {"currency": refund["currency"]}
        none = money.text(Decimal(0), region)
        return {
            "return_id": return_id,
            "order_id": order["id"],
            "return_type": kind,
            "role": role,
            "return_reason": reason,
            "return_reason_text": reason.replace("_", " "),
            "create_time": self.orders.clock.unix,
            "refund_amount": refund,
            "discount_amount": [{**told, **discounts_of(lines, region)}],
            "shipping_fee_amount": [{**told, **dict.fromkeys(_FREIGHT, none)}],
            "is_combined_return": False,
            "is_quick_refund": False,
            "return_line_items": [
                {**line_shown(line, region), "return_line_item_id": f"{return_id}{place}"}
                for place, line in enumerate(lines, 1)
            ],
            **_of_kind(kind),
        }

    # --- moving ----------------------------------------------------------------------

    def get(self, return_id: str) -> Json:
        """Return a request."""
        if return_id not in self.returns:
            raise Refused(AFTERSALE_RULE + 6, "The return does not exist")
        return self.returns[return_id]

    def set(
        self, made: Json, status: str, role: str, at: int | None = None, said: Json | None = None
    ) -> None:
        """Move a request along, note who did it, and say what is asked of the seller next."""
        now, return_id = at or self.orders.clock.unix, made["return_id"]
        made.update(return_status=status, update_time=now)
        wait = rules.WAITS.get((made["return_type"], status))
        asked = [{"action": wait.action, "deadline": now + wait.seconds}] if wait else []
        made["seller_next_action_response"] = [one for one in asked if one["action"]]
        self._due.pop(return_id, None)
        if wait:
            self._due[return_id] = now + wait.seconds, wait.lapses_to
        record = {"event": status, "role": role, "description": status, "create_time": now}
        self.records[return_id].append({**record, **(said or {})})
        self._note_span(made, now)

    def _note_span(self, made: Json, now: int) -> None:
        spans = self.spans[made["return_id"]]
        disputed = made.get("arbitration_status") == "IN_PROGRESS"
        is_open = made["return_status"] in rules.OPEN or disputed
        was_open = bool(spans) and spans[-1][1] is None
        if is_open and not was_open:
            spans.append((now, None))
        elif was_open and not is_open:
            spans[-1] = spans[-1][0], now

    def settle(self) -> None:
        """Let the platform decide what nobody did in time, each request at its deadline."""
        now = self.orders.clock.unix
        while late := sorted((due, key) for key, (due, _) in self._due.items() if due <= now):
            due, return_id = late[0]
            self.set(self.returns[return_id], self._due[return_id][1], "SYSTEM", due)

    # --- deciding --------------------------------------------------------------------

    def check(self, made: Json, reply: Reply) -> rules.Decision:
        """Refuse a decision that a request does not wait for, or that lacks what it needs."""
        decision = rules.DECISIONS[reply.decision]
        if not decision.fits(made):
            raise Refused(AFTERSALE_RULE + 7, "The return does not wait for this decision")
        if decision.rejects and reply.reason not in rules.REJECT_REASONS:
            raise Refused(AFTERSALE_RULE + 2, "The reject reason is not available")
        long = len(reply.comment) > _MOST_COMMENT or len(reply.images) > _MOST_IMAGES
        if reply.decision == rules.AFTER_PACKAGE and long:
            limits = f"{_MOST_COMMENT} characters and {_MOST_IMAGES} images"
            raise bad_parameter(f"At most {limits} are allowed")
        if decision.offers:
            _check_offer(made, reply, decimals(self.orders.region))
        return decision

    def decide(self, made: Json, reply: Reply) -> None:
        """Let the seller decide about a request."""
        decision = self.check(made, reply)
        if decision.offers:
            made["seller_proposed_return_type"] = "PARTIAL_REFUND"
            made["partial_refund"] = {"amount": reply.amount, "currency": reply.currency}
            made["buyer_rejected_partial_refund"] = False
        said: Json = {"note": reply.comment, "images": list(reply.images)}
        if decision.rejects:
            said["reason_text"] = rules.REJECT_REASONS[reply.reason]
        self.set(made, decision.leads_to, "SELLER", said=said)
        if decision.leads_to in (rules.REPLACED, rules.EXCHANGED):
            self._send_anew(made)

    def answer_offer(self, made: Json, *, accepts: bool) -> None:
        """Let the buyer take a partial refund, or insist on the request as it was."""
        made["buyer_rejected_partial_refund"] = not accepts
        if accepts:
            reduce(made, Decimal(made["partial_refund"]["amount"]), self.orders.region)
        before = rules.SHIPPED if made.get("return_tracking_number") else rules.PENDING
        self.set(made, rules.SUCCESS if accepts else before, "BUYER")

    def arbitrate(self, made: Json, *, for_buyer: bool | None) -> None:
        """Take up a dispute, or decide it: the buyer's way means a refund.

        Raises `ValueError` for a request that has ended for good.
        """
        status = made["return_status"]
        if status in rules.FINAL:
            raise ValueError(f"return {made['return_id']} is {status}: nothing to arbitrate")
        sides = {None: "IN_PROGRESS", True: "SUPPORT_BUYER", False: "SUPPORT_SELLER"}
        made["arbitration_status"] = sides[for_buyer]
        refunded = rules.KINDS[made["return_type"]].refunded
        self.set(made, refunded if for_buyer else status, "OPERATOR")

    def _send_anew(self, made: Json) -> None:
        """Make the order by which the seller sends the goods again; it costs nothing, like a sample."""
        first = self.orders.get(made["order_id"])
        wanted = Counter(line["seller_sku"] for line in made["return_line_items"])
        ships = first["shipping_type"] == "TIKTOK"
        basket = Basket(
            tuple(wanted.items()), platform_ships=ships, sample=True, same_as=first["id"]
        )
        order = self.orders.place(basket)
        replaces = made["return_type"] == "REPLACEMENT"
        told = "replaced_order_id" if replaces else "exchange_source_order_id"
        order.update(is_sample_order=False, **{told: first["id"]})
        order["is_replacement_order" if replaces else "is_exchange_order"] = True


def _of_kind(kind: str) -> Json:
    if kind == "REPLACEMENT":
        return {"can_buyer_keep_item": True}
    if kind != "RETURN_AND_REFUND":
        return {}
    return {
        "shipment_type": "BUYER_ARRANGE",
        "return_method": "BUYER_SHIPPED",
        "return_tracking_number": "",
        "return_provider_name": "",
    }


def _check_offer(made: Json, reply: Reply, places: int) -> None:
    value, most = number(reply.amount), Decimal(made["refund_amount"]["refund_total"])
    if value is None or not 0 < value <= most or places_of(value) > places:
        raise bad_parameter("The partial refund must be positive and at most the refund")
    if reply.currency != made["refund_amount"]["currency"]:
        raise bad_parameter("The partial refund must be in the return's currency")
