"""The fake shop's packages: which lines travel together, with which carrier, how far they have come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from attrs import define, field

from tiktok_bc_sync.sandbox.core import Clock
from tiktok_bc_sync.sandbox.tiktok.shop.wire import SHIPPING_RULE, Ids, Json, Refused

WAITING = "TO_FULFILL"
PROCESSING = "PROCESSING"
FULFILLING = "FULFILLING"
COMPLETED = "COMPLETED"
CANCELLED = "CANCELLED"
STATUSES = (WAITING, PROCESSING, FULFILLING, COMPLETED, CANCELLED)
_OF_LINES = {
    "AWAITING_COLLECTION": PROCESSING,
    "IN_TRANSIT": FULFILLING,
    "DELIVERED": COMPLETED,
    "COMPLETED": COMPLETED,
    "CANCELLED": CANCELLED,
}
# Here lines do not say which package they are in before it is shipped.
_SHOWN_LATE = ("GB", "US")
_NO_CARRIER = {"tracking_number": "", "shipping_provider_id": "", "shipping_provider_name": ""}


@define(eq=False)
class Package:
    """Lines of one order, or of several that go to one address.

    Orders and lines are the shop's own records, so that a package is as far as its lines are.
    ``carrier`` is told as lines tell it; ``size`` holds weight and dimension, ``handover`` how the
    package comes to its carrier. Times are Unix seconds.
    """

    id: str
    orders: list[Json] = field(repr=False)
    lines: list[Json] = field(repr=False)
    create_time: int
    update_time: int
    carrier: Json = field(factory=_NO_CARRIER.copy)
    size: Json = field(factory=dict[str, object])
    handover: Json = field(factory=dict[str, object])
    events: list[tuple[str, int]] = field(factory=list[tuple[str, int]])

    @property
    def open_lines(self) -> list[Json]:
        """The lines that are not cancelled."""
        return [one for one in self.lines if one["display_status"] != "CANCELLED"]

    @property
    def status(self) -> str:
        """How far the package has come."""
        left = self.open_lines
        return _OF_LINES.get(left[0]["display_status"], WAITING) if left else CANCELLED

    @property
    def waits(self) -> bool:
        """Whether the package may be shipped now: every order of it is paid and not on hold."""
        states = {one["display_status"] for one in self.open_lines}
        return states == {"AWAITING_SHIPMENT"}

    @property
    def shipping_type(self) -> str:
        """Who ships: TIKTOK or SELLER."""
        return str(self.orders[0]["shipping_type"])

    @property
    def tag(self) -> str:
        """Whether the package is one of several of its order, or one of several orders."""
        if len(self.orders) > 1:
            return "COMBINE"
        return "SPLIT" if len(self.orders[0]["packages"]) > 1 else "DEFAULT"

    @property
    def order_ids(self) -> list[str]:
        """The ids of its orders."""
        return [one["id"] for one in self.orders]

    def lines_of(self, order: Json) -> list[Json]:
        """Return the lines that are of this order and not cancelled."""
        own = {one["id"] for one in order["line_items"]}
        return [one for one in self.open_lines if one["id"] in own]

    @property
    def shipped_at(self) -> int:
        """When the package left the seller's hands, 0 while it has not."""
        return self.events[0][1] if self.events else 0


@define
class Packages:
    """Packages by id, and which one a line is in."""

    clock: Clock
    ids: Ids
    region: str
    packages: dict[str, Package] = field(factory=dict[str, Package])
    _of_line: dict[str, Package] = field(factory=dict[str, Package])

    def get(self, package_id: str) -> Package:
        """Return a package."""
        if package_id not in self.packages:
            raise Refused(SHIPPING_RULE + 3, "The package does not exist")
        return self.packages[package_id]

    def of(self, order: Json) -> list[Package]:
        """Return an order's packages, oldest first."""
        found = (self._of_line.get(one["id"]) for one in order["line_items"])
        by_id = {one.id: one for one in found if one}
        return [by_id[key] for key in sorted(by_id)]

    def pack(self, orders: Sequence[Json], lines: Sequence[Json]) -> Package:
        """Put lines into a new package, out of those they were in; one that is left empty is gone."""
        now = self.clock.unix
        before = [order for line in lines for order in self._take_out(line)]
        made = Package(self.ids.next("1153", 19), list(orders), list(lines), now, now)
        self.packages[made.id] = made
        for line in lines:
            self._of_line[line["id"]] = made
            self._name(line, made)
        for order in (*before, *orders):
            self._tell(order)
        return made

    def moved(self, line: Json, at: int) -> None:
        """Note that a line moved, and its package with it."""
        package = self._of_line.get(line["id"])
        if package is None:
            return
        self._name(line, package)
        package.update_time = at
        status = _OF_LINES.get(line["display_status"])
        if status not in (None, CANCELLED, *(one for one, _ in package.events)):
            package.events.append((str(status), at))

    def _take_out(self, line: Json) -> list[Json]:
        """Take a line out of its package, if it has one, and return the package's orders."""
        package = self._of_line.pop(line["id"], None)
        if package is None:
            return []
        before = package.orders
        package.lines.remove(line)
        package.orders = [one for one in before if package in self.of(one)]
        package.update_time = self.clock.unix
        for name in ("package_id", "package_status"):
            line.pop(name, None)
        if not package.lines:
            del self.packages[package.id]
        return before

    def _name(self, line: Json, package: Package) -> None:
        status = _OF_LINES.get(line["display_status"], WAITING)
        if status != WAITING or self.region not in _SHOWN_LATE:
            line.update(package_id=package.id, package_status=status)

    def _tell(self, order: Json) -> None:
        found = self.of(order)
        order["packages"] = [{"id": one.id} for one in found]
        order.pop("split_or_combine_tag", None)
        if len(found) > 1:
            order["split_or_combine_tag"] = "SPLIT"
        elif any(len(one.orders) > 1 for one in found):
            order["split_or_combine_tag"] = "COMBINED"


def errors_of(given: Iterable[Json], do: Callable[[Json], object]) -> list[Json]:
    """Do something for each package that is named by its ``id``; return what was refused of them."""
    errors: list[Json] = []
    for one in given:
        try:
            do(one)
        except Refused as refused:
            detail = {"package_id": one["id"]}
            errors.append({"code": refused.code, "message": refused.message, "detail": detail})
    return errors


def check_waits(package: Package) -> None:
    """Refuse what is done to packages before they are shipped, where that is too late or too early."""
    if not package.waits:
        raise Refused(
            SHIPPING_RULE + 14, f"The package is {package.status}, or its order is not ready"
        )


def check_platform_ships(shipping_type: str) -> None:
    """Refuse what only packages with the platform's carriers have."""
    if shipping_type != "TIKTOK":
        raise Refused(SHIPPING_RULE + 15, "The seller ships this order")


def units(order: Json, lines: Iterable[Json]) -> Json:
    """Return an order with how many units of each SKU some lines of it are."""
    counted: dict[str, Json] = {}
    for line in lines:
        empty = {"id": line["sku_id"], "name": line["sku_name"], "quantity": 0}
        counted.setdefault(line["sku_id"], {**empty, "image_url": line["sku_image"]})
        counted[line["sku_id"]]["quantity"] += 1
    return {"id": order["id"], "skus": list(counted.values())}
