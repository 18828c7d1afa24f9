"""What the fake TikTok Shop answers about the products of a promotion."""

from __future__ import annotations

from attrs import define

from tiktok_bc_sync.sandbox.tiktok.promotions import promotion_items as promoted
from tiktok_bc_sync.sandbox.tiktok.promotions.promotion_rules import GIFT
from tiktok_bc_sync.sandbox.tiktok.shop.activities import PROMOTION_RULE, Activities
from tiktok_bc_sync.sandbox.tiktok.shop.wire import Call, Json, Refused, Route, bad_parameter, items

_DEAL = ("id", "quantity_limit#", "quantity_per_user#", "activity_price_amount?", "discount?")
_PRODUCTS = (
    "activity_id",
    *(f"products[]?.{name}" for name in _DEAL),
    *(f"products[]?.skus[]?.{name}" for name in _DEAL),
    "benefit_product_ids[]?",
    "exclude_product_ids[]?",
)
_REMOVED = ("product_ids[]?", "sku_ids[]?", "benefit_product_ids[]?", "exclude_product_ids[]?")


@define
class PromotedProducts:
    """The calls by which products, or single SKUs, come into a promotion and leave it."""

    kept: Activities

    def routes(self) -> list[Route]:
        """Return the operations on promotions' products."""
        path = "/promotion/202309/activities/{activity_id}/products"
        return [
            Route("PUT", path, self.update_products, _PRODUCTS),
            Route("DELETE", path, self.remove_products, _REMOVED),
        ]

    def update_products(self, call: Call) -> Json:
        """Answer Update Promotion Activity Products: all that was sent is taken in, or nothing."""
        activity, body = self.kept.open(call, "changed"), call.body
        if body["activity_id"] != activity["id"]:
            raise bad_parameter("activity_id is not that of the path")
        for fault in promoted.body_faults(activity, body):
            raise Refused(PROMOTION_RULE + 6, fault)
        for given in items(body, "products"):
            self._check_item(activity, given)
        for ids in promoted.related(body).values():
            self._check_products(ids)
        for given in items(body, "products"):
            old = activity["products"].get(given["id"])
            activity["products"][given["id"]] = promoted.kept(given, old)
        for name, ids in promoted.related(body).items():
            activity[name] |= dict.fromkeys(ids)
        return {
            "activity_id": activity["id"],
            "title": activity["title"],
            "status": self.kept.status(activity),
            "total_count": _count(activity, items(body, "products")),
            "update_time": self.kept.touch(activity),
        }

    def remove_products(self, call: Call) -> Json:
        """Answer Remove Promotion Activity Products; what is not there is removed already."""
        activity, body = self.kept.open(call, "changed"), call.body
        gone = {name.rstrip("[]?"): items(body, name.rstrip("[]?")) for name in _REMOVED}
        if not any(gone.values()):
            raise bad_parameter("product_ids is a required field")
        if any(len(ids) > promoted.MOST_ITEMS for ids in gone.values()):
            raise bad_parameter(f"At most {promoted.MOST_ITEMS} items are removed in one call")
        if activity["activity_type"] == GIFT and not gone["product_ids"]:
            raise bad_parameter("product_ids is a required field")
        if gone["sku_ids"] and activity["product_level"] != "VARIATION":
            raise Refused(PROMOTION_RULE + 6, "The promotion is of whole products, not of SKUs")
        self._remove(activity, gone)
        return {
            "activity_id": activity["id"],
            "status": self.kept.status(activity),
            "update_time": self.kept.touch(activity),
        }

    def _remove(self, activity: Json, gone: dict[str, list[str]]) -> None:
        for product_id, one in list(activity["products"].items()):
            left = [sku for sku in one["skus"] if sku["id"] not in gone["sku_ids"]]
            if product_id in gone["product_ids"] or (one["skus"] and not left):
                del activity["products"][product_id]
            one["skus"] = left
        for name, ids in promoted.related(gone).items():
            for one in ids:
                activity[name].pop(one, None)

    def _check_item(self, activity: Json, given: Json) -> None:
        ongoing = self.kept.status(activity) == "ONGOING"
        product = self.kept.listings.products.get(given["id"])
        faults = promoted.item_faults(activity, given, product, self.kept.region, ongoing=ongoing)
        for fault in faults:
            raise Refused(PROMOTION_RULE + 7, fault)
        self.kept.check_free(given["id"], activity)

    def _check_products(self, product_ids: list[str]) -> None:
        for one in product_ids:
            self.kept.listings.get(one)


def _count(activity: Json, given: list[Json]) -> int:
    by_sku = activity["product_level"] == "VARIATION"
    return sum(len(items(one, "skus")) for one in given) if by_sku else len(given)
