"""What a shop must have before it may list products, and whether it has it."""

from __future__ import annotations

from attrs import define, field

from tiktok_bc_sync.sandbox.tiktok.shop.logistics import Logistics
from tiktok_bc_sync.sandbox.tiktok.shop.regions import EUROPEAN_UNION
from tiktok_bc_sync.sandbox.tiktok.shop.wire import PRODUCT_RULE, Call, Json, Refused, Route

_EPR = "EXTENDED_PRODUCER_RESPONSIBILITY"
CHECK_ITEMS = (
    "SHOP_STATUS",
    "SHOP_TAX",
    "PICKUP_WAREHOUSE",
    "RETURN_WAREHOUSE",
    "DELIVERY_OPTION",
    "SHIPPING_TEMPLATE",
    "PRODUCT_QUANTITY_LIMIT",
    _EPR,
    # The small letter is the vendor's.
    "BANk_ACCOUNT",
    "CONTACT_INFO",
)


@define
class Readiness:
    """What the shop lacks, by check item, as the vendor has found it."""

    region: str
    logistics: Logistics
    lacking: dict[str, str] = field(factory=dict[str, str])

    def routes(self) -> list[Route]:
        """Return the one operation."""
        return [Route("GET", "/product/202312/prerequisites", self.check)]

    def check(self, call: Call) -> Json:
        """Answer Check Listing Prerequisites."""
        asked = [one for one in CHECK_ITEMS if one != _EPR or self.region in EUROPEAN_UNION]
        reasons = self._reasons()
        results = [
            {
                "check_item": one,
                "is_failed": one in reasons,
                "fail_reasons": [reasons[one]] if one in reasons else [],
            }
            for one in asked
        ]
        return {"check_results": results}

    def demand(self) -> None:
        """Refuse to list a product in a shop that lacks something."""
        for item, reason in self._reasons().items():
            raise Refused(PRODUCT_RULE + 10, f"The shop may not list products: {item}: {reason}")

    def _reasons(self) -> dict[str, str]:
        kinds = {one["type"] for one in self.logistics.warehouses.values()}
        needed = {"PICKUP_WAREHOUSE": "SALES_WAREHOUSE", "RETURN_WAREHOUSE": "RETURN_WAREHOUSE"}
        missing = {
            item: "There is no such warehouse" for item, kind in needed.items() if kind not in kinds
        }
        return missing | self.lacking
