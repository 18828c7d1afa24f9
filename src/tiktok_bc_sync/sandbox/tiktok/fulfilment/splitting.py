"""How one order's package becomes several before it is shipped."""

from __future__ import annotations

from attrs import define

from tiktok_bc_sync.sandbox.tiktok.fulfilment.parcels import chosen
from tiktok_bc_sync.sandbox.tiktok.orders.orders import Orders
from tiktok_bc_sync.sandbox.tiktok.shop.regions import SOUTH_EAST_ASIA
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    SHIPPING_RULE,
    Call,
    Json,
    Refused,
    Route,
    bad_parameter,
    items,
)

SPLIT_FIELDS = (
    "splittable_groups[].id",
    "splittable_groups[].order_line_item_ids[]",
    "splittable_groups_v2[]?.id",
    "splittable_groups_v2[]?.order_line_list[].order_line_id",
)
# Elsewhere units of one SKU may go into different packages.
_WHOLE_SKUS = SOUTH_EAST_ASIA | {"BR", "MX"}
# No limit is published; the one of Get Order Detail is taken for it.
_MOST_ORDERS = 50


@define
class Splitting:
    """The calls that split orders."""

    orders: Orders

    def routes(self) -> list[Route]:
        """Return the operations on splitting."""
        base = "/fulfillment/202309/orders"
        return [
            Route("GET", f"{base}/split_attributes", self.attributes),
            Route("POST", f"{base}/{{order_id}}/split", self.split, SPLIT_FIELDS),
        ]

    def attributes(self, call: Call) -> Json:
        """Answer Get Order Split Attributes; orders that do not exist are left out."""
        ids = call.many("order_ids")
        if not 1 <= len(ids) <= _MOST_ORDERS:
            raise bad_parameter(f"order_ids is a required field of 1 to {_MOST_ORDERS} ids")
        found = (self.orders.orders[one] for one in ids if one in self.orders.orders)
        return {"split_attributes": [self._attributes(one) for one in found]}

    def split(self, call: Call) -> Json:
        """Answer Confirm Order Split; lines that no group names stay in the package they are in."""
        order = self.orders.get(call.names["order_id"])
        if reason := self._obstacle(order):
            raise Refused(SHIPPING_RULE + 19, reason)
        groups = _groups(order, call.body)
        self._check(order, groups)
        made = [
            {
                "splittable_group_id": name,
                "id": self.orders.packages.pack([order], lines).id,
            }
            for name, lines in groups.items()
        ]
        self.orders.touch(order)
        return {"packages": made}

    def _attributes(self, order: Json) -> Json:
        reason = self._obstacle(order)
        told = {"order_id": order["id"], "can_split": not reason, "must_split": False}
        return {**told, "reason": reason} if reason else told

    def _obstacle(self, order: Json) -> str:
        """Return why an order can't be split, nothing if it can."""
        found = self.orders.packages.of(order)
        if not found or not all(one.waits for one in found):
            return f"An order that is {order['status']} has no package that waits for its shipping"
        if found[0].tag != "DEFAULT":
            return "The order is split or combined already"
        key = "sku_id" if self.orders.region in _WHOLE_SKUS else "id"
        if len({one[key] for one in found[0].open_lines}) < 2:
            return "The order has nothing that could go into a second package"
        return ""

    def _check(self, order: Json, groups: dict[str, list[Json]]) -> None:
        left = {one["id"] for one in chosen(order, [])}
        left -= {line["id"] for lines in groups.values() for line in lines}
        if len(groups) + bool(left) < 2:
            raise Refused(SHIPPING_RULE + 20, "One package with everything is no split")
        rest = [one for one in order["line_items"] if one["id"] in left]
        parts = ({line["sku_id"] for line in lines} for lines in (*groups.values(), rest))
        skus = [sku for part in parts for sku in part]
        if self.orders.region in _WHOLE_SKUS and len(set(skus)) < len(skus):
            raise Refused(SHIPPING_RULE + 20, "All units of a SKU must be in one package here")


def _groups(order: Json, given: Json) -> dict[str, list[Json]]:
    """Return the lines of each group; the newer field wins where it is given."""
    newer = [
        (one["id"], [line["order_line_id"] for line in one["order_line_list"]])
        for one in items(given, "splittable_groups_v2")
    ]
    wanted = newer or [
        (one["id"], one["order_line_item_ids"]) for one in given["splittable_groups"]
    ]
    if len({name for name, _ in wanted}) < len(wanted):
        raise bad_parameter("The ids of splittable_groups must differ")
    # Together, so that a line in two groups is refused.
    chosen(order, [line for _, lines in wanted for line in lines])
    return {name: chosen(order, lines) for name, lines in wanted}
