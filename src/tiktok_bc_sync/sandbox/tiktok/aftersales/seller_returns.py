"""What a seller begins after a sale: what a refund would come to, returns, labels for them."""

from __future__ import annotations

from decimal import Decimal

from attrs import define, field

from tiktok_bc_sync.sandbox.tiktok.aftersales.decisions import AWAITING_SHIP, SUCCESS
from tiktok_bc_sync.sandbox.tiktok.aftersales.eligibility import NOT_NOW, REQUEST_TYPES, reasons
from tiktok_bc_sync.sandbox.tiktok.aftersales.order_lines import LINE_FIELDS, chosen
from tiktok_bc_sync.sandbox.tiktok.aftersales.refunds import reduce, refund_of, shipping_of
from tiktok_bc_sync.sandbox.tiktok.aftersales.returns import Returns
from tiktok_bc_sync.sandbox.tiktok.listings.product_rules import number
from tiktok_bc_sync.sandbox.tiktok.orders.orders import Orders
from tiktok_bc_sync.sandbox.tiktok.shop.regions import currency
from tiktok_bc_sync.sandbox.tiktok.shop.repeats import Repeats
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    AFTERSALE_RULE,
    Call,
    Json,
    Refused,
    Route,
    bad_parameter,
)

_WAY_FIELDS = ("shipment_type?", "handover_method?")
CALCULATE_FIELDS = ("order_id", "request_type", "reason_name", *_WAY_FIELDS, *LINE_FIELDS)
CREATE_FIELDS = (
    "order_id",
    "return_type",
    "return_reason",
    "refund_total?",
    "currency?",
    *_WAY_FIELDS,
    *LINE_FIELDS,
)
LABEL_FIELDS = (
    "tracking_number",
    "return_provider_id",
    *(
        f"{file}?.{name}"
        for file in ("return_shipping_label", "return_qr_code")
        for name in ("id", "name", "format")
    ),
)
# What the seller asks for needs nobody's consent: it goes on as if it had been approved.
_BEGINS = {"REFUND": SUCCESS, "RETURN_AND_REFUND": AWAITING_SHIP}
_DOCUMENTS = {"return_shipping_label": "SHIPPING_LABEL", "return_qr_code": "QR_CODE"}
_MOST_RETURNS = 50


@define
class SellerReturns:
    """The calls by which the seller begins something."""

    orders: Orders
    returns: Returns
    _repeats: Repeats = field(factory=Repeats, init=False, repr=False)

    def routes(self) -> list[Route]:
        """Return the three operations."""
        base = "/return_refund/202602"
        labels = "/return_refund/202405/returns/shipping_documents"
        return [
            Route("POST", f"{base}/refunds/calculate", self.calculate, CALCULATE_FIELDS),
            Route("POST", f"{base}/returns", self.create, CREATE_FIELDS),
            Route("POST", labels, self.upload_label, LABEL_FIELDS),
        ]

    def calculate(self, call: Call) -> Json:
        """Answer Calculate Refund; lines that can't be asked for now have no refund."""
        given, kind = call.body, call.body["request_type"]
        if kind not in REQUEST_TYPES:
            raise bad_parameter("request_type is invalid")
        _check_way(given)
        order = self.orders.get(given["order_id"])
        lines, reason = chosen(order, given), given["reason_name"]
        self._check(order, lines, kind, reason)
        region = self.orders.region
        shipping = shipping_of(order, lines, kind, reason)
        return {"order_refund_amount": refund_of(lines, region, shipping)}

    def create(self, call: Call) -> Json:
        """Answer Create Return."""
        return self._repeats.once(call, lambda: self._create(call.body))

    def _create(self, given: Json) -> Json:
        order, kind = self.orders.get(given["order_id"]), given["return_type"]
        if kind not in _BEGINS:
            raise bad_parameter("return_type is invalid")
        _check_way(given)
        lines, reason = chosen(order, given), given["return_reason"]
        self._check(order, lines, kind, reason)
        total = self._total(given, order, lines)
        made = self.returns.ask(order, lines, kind, reason, "SELLER")
        if total is not None:
            reduce(made, total, self.orders.region)
        if kind == "RETURN_AND_REFUND":
            _set_way(made, given)
        self.returns.set(made, _BEGINS[kind], "SELLER")
        return {"return_id": made["return_id"], "return_status": made["return_status"]}

    def upload_label(self, call: Call) -> Json:
        """Answer Upload Return Shipping Information; all of the returns or none."""
        ids, given = call.many("return_ids"), call.body
        if not 1 <= len(ids) <= _MOST_RETURNS:
            raise bad_parameter(f"return_ids is a required field of 1 to {_MOST_RETURNS} ids")
        if call.param("return_id_type", "SKU_RETURN_ORDER") not in ("SKU_RETURN_ORDER", "RMA"):
            raise bad_parameter("return_id_type is invalid")
        files = {kind: given[name] for name, kind in _DOCUMENTS.items() if given.get(name)}
        if any(file["format"].upper() != "PDF" for file in files.values()):
            raise bad_parameter("Only files of the format PDF are supported")
        found = [self._awaited(one) for one in ids]
        for made in found:
            made.update(
                return_method="SELLER_SHIPPED",
                return_tracking_number=given["tracking_number"],
                return_provider_id=given["return_provider_id"],
                update_time=self.orders.clock.unix,
                **({"return_shipping_document_type": next(iter(files))} if files else {}),
            )
        return {}

    def _awaited(self, return_id: str) -> Json:
        made = self.returns.get(return_id)
        if made["return_status"] != AWAITING_SHIP:
            raise Refused(AFTERSALE_RULE + 9, "The return does not wait for the buyer's parcel")
        return made

    def _check(self, order: Json, lines: list[Json], kind: str, reason: str) -> None:
        """Refuse lines, or a reason, that are not open to the seller now."""
        if kind != "CANCEL" and (closed := self.returns.closed(order, lines, kind, "SELLER")):
            raise Refused(*closed)
        if not lines or any(reason not in reasons(order, one, kind, "SELLER") for one in lines):
            raise Refused(*NOT_NOW)

    def _total(self, given: Json, order: Json, lines: list[Json]) -> Decimal | None:
        """Return how much the seller wants to refund, None for all of it."""
        if not given.get("refund_total"):
            return None
        region, total = self.orders.region, number(given["refund_total"])
        if given.get("currency") != currency(region):
            raise bad_parameter("currency must be the order's where refund_total is given")
        shipping = shipping_of(order, lines, given["return_type"], given["return_reason"])
        most = Decimal(refund_of(lines, region, shipping)["refund_total"])
        if total is None or not 0 < total <= most:
            raise Refused(AFTERSALE_RULE + 10, "refund_total exceeds the refundable amount")
        return total


def _check_way(given: Json) -> None:
    way, handover = given.get("shipment_type"), given.get("handover_method")
    if way not in (None, "", "PLATFORM", "BUYER_ARRANGE"):
        raise bad_parameter("shipment_type is invalid")
    if handover and (way != "PLATFORM" or handover not in ("DROP_OFF", "PICKUP")):
        raise bad_parameter("handover_method is invalid")


def _set_way(made: Json, given: Json) -> None:
    """Note how the parcel comes back, as the request says."""
    if given.get("shipment_type") == "PLATFORM":
        handover = given.get("handover_method") or "DROP_OFF"
        made.update(
            shipment_type="PLATFORM", return_method="PLATFORM_SHIPPED", handover_method=handover
        )
