"""What orders have off the stock, and when they take it and give it back, as the settings say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from attrs import define, field

from tiktok_bc_sync.sandbox.bigcommerce.catalog.catalog import Catalog
from tiktok_bc_sync.sandbox.bigcommerce.profile.settings import Settings
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json, v2_refusal

INCOMPLETE, SHIPPED, PARTIALLY_SHIPPED, REFUNDED, CANCELLED = 0, 2, 3, 4, 5
COMPLETED, AWAITING_FULFILMENT, PARTIALLY_REFUNDED = 10, 11, 14
_GIVE_BACK = (INCOMPLETE, CANCELLED)
# A refund takes nothing off the stock, whatever the order was before.
_TAKE_NOTHING = (*_GIVE_BACK, REFUNDED, PARTIALLY_REFUNDED)


@define
class Holding:
    """Units off the stock by order and line: an order takes its own once, and gives them back once.

    Setting ``update_stock_behavior`` says when an order takes them. ``refund_order_stock_adjustment``
    says whether refunded units come back; the vendor names no other setting for cancelled ones, so it
    says that too. ``edit_order_stock_adjustment`` says whether changed quantities move stock.
    """

    catalog: Catalog
    settings: Settings
    held: dict[int, Counter[int]] = field(factory=dict[int, Counter[int]])

    def takes(self, status_id: int) -> bool:
        """Tell whether an order that comes to a status takes its units off the stock."""
        if self.settings["inventory"]["update_stock_behavior"] == "order_placed":
            return status_id not in _TAKE_NOTHING
        return status_id in (SHIPPED, COMPLETED)

    def check(self, wanted: Iterable[tuple[Json, int]]) -> None:
        """Raise the 400 where lines want more units than there are."""
        left: dict[int, int] = {}
        for line, units in wanted:
            if found := self._counted(line):
                product, variant = found
                counted = variant if product["inventory_tracking"] == "variant" else product
                before = left.get(id(counted), self.catalog.on_hand(product, variant) or 0)
                left[id(counted)] = before - units
                if before < units:
                    raise v2_refusal(400, f"The product {variant['sku']} is out of stock.")

    def take(self, order_id: int, lines: Iterable[Json]) -> None:
        """Take an order's units off the stock: what is there, for nobody is refused any more."""
        self.held[order_id] = Counter(
            {
                line["id"]: self._take(line, line["quantity"] - line["quantity_refunded"])
                for line in lines
            }
        )

    def follow(self, order_id: int, status_id: int, lines: Iterable[Json]) -> None:
        """Take units or give them back where an order comes to a status."""
        if status_id in _GIVE_BACK:
            if order_id in self.held and self._gives_back():
                held = self.held.pop(order_id)
                for line in lines:
                    self._give(line, held[line["id"]])
        elif order_id not in self.held and self.takes(status_id):
            self.take(order_id, lines)

    def refund(self, order_id: int, line: Json, units: int) -> None:
        """Give refunded units of a line back, those that the order holds."""
        if self._gives_back():
            self._release(order_id, line, units)

    def edit(self, order_id: int, changes: Iterable[tuple[Json, int]]) -> None:
        """Take more units for lines, or give some back. Raises the 400 where they are not there."""
        if (
            order_id not in self.held
            or not self.settings["inventory"]["edit_order_stock_adjustment"]
        ):
            return
        moves = list(changes)
        self.check((line, by) for line, by in moves if by > 0)
        for line, by in moves:
            if by > 0:
                self.held[order_id][line["id"]] += self._take(line, by)
            else:
                self._release(order_id, line, -by)

    # --- how it works ----------------------------------------------------------------

    def _gives_back(self) -> bool:
        return bool(self.settings["inventory"]["refund_order_stock_adjustment"])

    def _release(self, order_id: int, line: Json, units: int) -> None:
        held = self.held.get(order_id, Counter[int]())
        back = min(units, held[line["id"]])
        self._give(line, back)
        held[line["id"]] -= back

    def _take(self, line: Json, units: int) -> int:
        """Take units of a line off the stock, and return how many there were."""
        found = self._counted(line)
        taken = min(units, max(self.catalog.on_hand(*found) or 0, 0)) if found else 0
        if found and taken:
            self.catalog.change_stock(*found, -taken)
        return taken

    def _give(self, line: Json, units: int) -> None:
        if units and (found := self._counted(line)):
            self.catalog.change_stock(*found, units)

    def _counted(self, line: Json) -> tuple[Json, Json] | None:
        """Return the product and variant whose stock a line moves; a deleted one's moves no more."""
        product = self.catalog.products.get(line["product_id"])
        if product is None or product["inventory_tracking"] == "none":
            return None
        for variant in product["variants"]:
            if variant["id"] == line["variant_id"]:
                return product, variant
        return None
