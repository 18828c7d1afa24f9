"""What the fake TikTok Shop answers about orders: search, detail, prices, references elsewhere."""

from __future__ import annotations

from decimal import Decimal

from attrs import define, field

from tiktok_bc_sync.sandbox.tiktok.orders.orders import STATUSES, Orders
from tiktok_bc_sync.sandbox.tiktok.shop import money
from tiktok_bc_sync.sandbox.tiktok.shop.regions import currency
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    ORDER_UNKNOWN,
    TIMES,
    Call,
    Json,
    Route,
    bad_parameter,
    page,
    window,
)

REFERENCE_FIELDS = (
    "orders[].id",
    "orders[].external_order.id",
    "orders[].external_order.platform",
    "orders[].external_order.line_items[].id",
    "orders[].external_order.line_items[].origin_id",
)
SEARCH_FIELDS = (*TIMES, "order_status?", "shipping_type?", "warehouse_ids[]?")
PLATFORMS = (
    "SHOPIFY",
    "WOOCOMMERCE",
    "BIGCOMMERCE",
    "MAGENTO",
    "SALESFORCE_COMMERCE_CLOUD",
    "CHANNEL_ADVISOR",
    "AMAZON",
    "ORDER_MANAGEMENT_SYSTEM",
    "WAREHOUSE_MANAGEMENT_SYSTEM",
    "ERP_SYSTEM",
)
_MOST_DETAILS = 50
_MOST_REFERENCES = 100
_SORTS = ("create_time", "update_time")
_NO_PRICES = (
    "voucher_deduction_platform",
    "voucher_deduction_seller",
    "shipping_fee_deduction_seller",
    "shipping_fee_deduction_platform",
    "shipping_fee_deduction_platform_voucher",
    "cod_fee",
)


@define
class OrderApi:
    """The calls on orders."""

    orders: Orders
    references: dict[tuple[str, str], Json] = field(factory=dict[tuple[str, str], Json])

    def routes(self) -> list[Route]:
        """Return the operations on orders."""
        base = "/order/202406/orders"
        one = f"{base}/{{order_id}}/external_orders"
        return [
            Route("POST", "/order/202309/orders/search", self.search, SEARCH_FIELDS),
            Route("GET", "/order/202507/orders", self.detail),
            Route("GET", "/order/202407/orders/{order_id}/price_detail", self.prices),
            Route("POST", f"{base}/external_orders", self.add_references, REFERENCE_FIELDS),
            Route("POST", f"{base}/external_order_search", self.search_references),
            Route("GET", one, self.get_references),
        ]

    def search(self, call: Call) -> Json:
        """Answer Get Order List."""
        given, by = call.body, call.param("sort_field", "create_time")
        status = given.get("order_status")
        if by not in _SORTS or (status and status not in STATUSES):
            raise bad_parameter("sort_field or order_status is invalid")
        found = window(self.orders.orders.values(), given, *_SORTS)
        for name, key in (
            ("order_status", "status"),
            ("shipping_type", "shipping_type"),
            ("buyer_user_id", "user_id"),
            ("is_buyer_request_cancel", "is_buyer_request_cancel"),
        ):
            found = [one for one in found if given.get(name) in (None, "", one[key])]
        if wanted := given.get("warehouse_ids"):
            found = [one for one in found if one["warehouse_id"] in wanted]
        part, said = page(found, call, by=by)
        return {**said, "orders": part}

    def detail(self, call: Call) -> Json:
        """Answer Get Order Detail; ids that do not exist are left out."""
        ids = call.many("ids")
        if not 1 <= len(ids) <= _MOST_DETAILS:
            raise bad_parameter(f"ids is a required field of 1 to {_MOST_DETAILS} ids")
        known = self.orders.orders
        return {"orders": [known[one] for one in ids if one in known]}

    def prices(self, call: Call) -> Json:
        """Answer Get Order Price Details."""
        order, region = self.orders.get(call.names["order_id"]), self.orders.region
        lines = order["line_items"]
        shipping = Decimal(order["payment"]["shipping_fee"])
        shown = [{"id": one["id"], **_prices([one], Decimal(0), region)} for one in lines]
        return {**_prices(lines, shipping, region), "line_items": shown}

    # --- references to orders elsewhere ------------------------------------------------

    def add_references(self, call: Call) -> Json:
        """Answer Add External Order References; each order by itself, a repeat replaces."""
        given = call.body["orders"]
        if len(given) > _MOST_REFERENCES:
            raise bad_parameter(f"orders has over {_MOST_REFERENCES} items")
        for one in given:
            _check_platform(one["external_order"]["platform"])
        errors = [error for one in given if (error := self._add(one))]
        return {"errors": errors}

    def search_references(self, call: Call) -> Json:
        """Answer Search Orders by External Order Reference."""
        wanted = call.param("external_order_id")
        if not wanted:
            raise bad_parameter("external_order_id is a required field")
        platform = _check_platform(call.param("platform"))
        found = [
            {"id": order_id, "external_order": reference}
            for (order_id, where), reference in self.references.items()
            if where == platform and reference["id"] == wanted
        ]
        return {"orders": found}

    def get_references(self, call: Call) -> Json:
        """Answer Get External Order References."""
        order = self.orders.get(call.names["order_id"])
        platform = _check_platform(call.param("platform"))
        found = self.references.get((order["id"], platform))
        return {"external_orders": [found] if found else []}

    def _add(self, given: Json) -> Json | None:
        order, reference = self.orders.orders.get(given["id"]), given["external_order"]
        lines: set[str] = {line["id"] for line in order["line_items"]} if order else set()
        if order and all(one["origin_id"] in lines for one in reference["line_items"]):
            self.references[order["id"], reference["platform"]] = reference
            return None
        where = {"id": reference["id"], "platform": reference["platform"]}
        return {
            "code": str(ORDER_UNKNOWN),
            "message": "The order or one of its lines does not exist",
            "detail": {"order_id": given["id"], "external_order": where},
        }


def _check_platform(platform: str) -> str:
    if platform not in PLATFORMS:
        raise bad_parameter("platform is invalid")
    return platform


def _prices(lines: list[Json], shipping: Decimal, region: str) -> Json:
    def total(name: str) -> Decimal:
        return sum((Decimal(line[name]) for line in lines), Decimal(0))

    tax = sum((money.tax_of(Decimal(line["sale_price"]), region) for line in lines), Decimal(0))
    sums = {
        "total": total("original_price") + shipping,
        "payment": total("sale_price") + shipping + tax,
        "sku_list_price": total("original_price"),
        "sku_sale_price": total("sale_price"),
        "subtotal": total("sale_price") + tax,
        "subtotal_deduction_seller": total("seller_discount"),
        "subtotal_deduction_platform": total("platform_discount"),
        "subtotal_tax_amount": tax,
        "shipping_list_price": shipping,
        "shipping_sale_price": shipping,
        "tax_amount": tax,
        "net_price_amount": total("sale_price") + shipping,
        **dict.fromkeys(_NO_PRICES, Decimal(0)),
    }
    return {
        "currency": currency(region),
        **{name: money.text(value, region) for name, value in sums.items()},
    }
