"""How orders of one buyer travel in one package, and how they come apart again."""

from __future__ import annotations

import json

from attrs import define

from tiktok_bc_sync.sandbox.tiktok.orders.orders import Orders
from tiktok_bc_sync.sandbox.tiktok.orders.packages import Package, check_waits, errors_of
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    SHIPPING_RULE,
    Call,
    Json,
    Refused,
    Route,
    items,
    page,
)

COMBINE_FIELDS = ("combinable_packages[].id", "combinable_packages[].order_ids[]?")
UNCOMBINE_FIELDS = ("order_ids[]?",)


def destination(order: Json) -> tuple[str, ...]:
    """Return what orders must have in common to travel together."""
    address = json.dumps(order["recipient_address"], sort_keys=True)
    names = ("user_id", "warehouse_id", "delivery_option_id")
    return (*(str(order[name]) for name in names), address)


@define
class Combining:
    """The calls that combine packages."""

    orders: Orders

    def routes(self) -> list[Route]:
        """Return the operations on combining."""
        base = "/fulfillment/202309"
        apart = f"{base}/packages/{{package_id}}/uncombine"
        return [
            Route("GET", f"{base}/combinable_packages/search", self.search),
            Route("POST", f"{base}/packages/combine", self.combine, COMBINE_FIELDS),
            Route("POST", apart, self.uncombine, UNCOMBINE_FIELDS),
        ]

    def search(self, call: Call) -> Json:
        """Answer Search Combinable Packages."""
        found = [
            {"id": draft, "order_ids": _order_ids(group), "create_time": group[0].create_time}
            for draft, group in self._groups().items()
        ]
        part, said = page(found, call, by="create_time")
        shown = [{"id": one["id"], "order_ids": one["order_ids"]} for one in part]
        return {**said, "combinable_packages": shown}

    def combine(self, call: Call) -> Json:
        """Answer Combine Package; each package by itself."""
        made: list[Json] = []
        given = call.body["combinable_packages"]
        errors = errors_of(given, lambda one: made.append(self._combine(one)))
        return {"packages": made, "errors": errors}

    def uncombine(self, call: Call) -> Json:
        """Answer Uncombine Packages: the orders named, or all, get packages of their own again."""
        package = self.orders.packages.get(call.names["package_id"])
        check_waits(package)
        wanted = items(call.body, "order_ids") or package.order_ids
        if package.tag != "COMBINE" or not set(wanted) <= set(package.order_ids):
            raise Refused(SHIPPING_RULE + 22, "The orders are not combined in this package")
        leaving = [one for one in package.orders if one["id"] in wanted]
        return {"packages": [self._pack([one]) for one in leaving]}

    def _combine(self, given: Json) -> Json:
        group = self._groups().get(given["id"], [])
        wanted = items(given, "order_ids") or _order_ids(group)
        together = [one for one in group if one.order_ids[0] in wanted]
        if len(together) < max(2, len(wanted)):
            raise Refused(SHIPPING_RULE + 21, "The orders can't be combined")
        return self._pack([one.orders[0] for one in together])

    def _pack(self, orders: list[Json]) -> Json:
        lines = [line for order in orders for line in order["line_items"]]
        package = self.orders.packages.pack(orders, lines)
        for order in orders:
            self.orders.touch(order)
        return {"id": package.id, "order_ids": package.order_ids}

    def _groups(self) -> dict[str, list[Package]]:
        """Return packages that may be combined, by an id that their oldest one gives them."""
        found: dict[tuple[str, ...], list[Package]] = {}
        for one in self.orders.packages.packages.values():
            if one.waits and one.tag == "DEFAULT" and one.shipping_type == "TIKTOK":
                found.setdefault(destination(one.orders[0]), []).append(one)
        return {f"1154{one[0].id[4:]}": one for one in found.values() if len(one) > 1}


def _order_ids(packages: list[Package]) -> list[str]:
    return [one.order_ids[0] for one in packages]
