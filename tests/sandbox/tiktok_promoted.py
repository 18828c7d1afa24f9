"""What tests of promotions have in common: a promotion's body, and the calls on it."""

from __future__ import annotations

from typing import Any

from tests.sandbox.tiktok_scene import Answer, Json
from tests.sandbox.tiktok_selling import ACTIVITIES, SellingScene

HOUR, DAY = 3600, 86_400
MINIMUM, SPENT = "MINIMAL_ITEM_QUANTITY", "MINIMAL_ORDER_AMOUNT"
ONE_ORDER = [{"type": "BUYER_LIMIT_ONLY_ONE"}]
SHIPPING: Json = {
    "threshold_type": "NO_THRESHOLD",
    "type": "FREE_SHIPPING",
    "area_scope": {"type": "WHOLE"},
}
BUY_GET: Json = {
    "threshold_type": MINIMUM,
    "threshold_value": "2",
    "discount_type": "FREE",
    "discount_value": "0",
    "benefit_max_applicable_quantity": "1",
}


def tier(number: int = 1, threshold: str = "2", value: str = "10", **changes: Any) -> Json:
    """Return a tier of a Buy More Save More promotion."""
    made = {"tier": number, "threshold_type": MINIMUM, "threshold_value": threshold}
    return {**made, "type": "PERCENTAGE_OFF", "value": value, **changes}


def more(*tiers: Json, **changes: Any) -> Json:
    """Return what a Buy More Save More promotion has of its own."""
    return {
        "activity_type": "BUY_MORE_SAVE_MORE",
        "participation_limit": ONE_ORDER,
        "discount": {"bmsm_discount": {"details": list(tiers) or [tier()]}},
        **changes,
    }


def shipping(level: str = "SHOP", **changes: Any) -> Json:
    """Return what a shipping discount has of its own."""
    discount = {"shipping_discount": {**SHIPPING, **changes}}
    return {"activity_type": "SHIPPING_DISCOUNT", "product_level": level, "discount": discount}


def gift(product_id: str, sku_id: str, **changes: Any) -> Json:
    """Return what a Gift With Purchase promotion of one tier has of its own."""
    given = {"product_id": product_id, "sku_id": sku_id, "total_claim_limit": "9", **changes}
    one = {"tier": 1, "threshold_type": SPENT, "threshold_value": "20", "gift_details": [given]}
    discount = {"gift_discount": {"gift_receiving_type": "ALL_RECEIVE", "gift_infos": [one]}}
    kind = "GIFT_WITH_PURCHASE"
    return {"activity_type": kind, "participation_limit": ONE_ORDER, "discount": discount}


def buy_get(**changes: Any) -> Json:
    """Return what a Buy X Get Y promotion has of its own."""
    return {
        "activity_type": "BUY_X_GET_Y",
        "participation_limit": ONE_ORDER,
        "discount": {"bxgy_discount": {**BUY_GET, **changes}},
    }


def terms(scene: SellingScene, **changes: Any) -> Json:
    """Return a promotion that begins in an hour and ends a day later."""
    return {
        "title": "Spring sale",
        "activity_type": "FIXED_PRICE",
        "product_level": "PRODUCT",
        "begin_time": scene.now + HOUR,
        "end_time": scene.now + HOUR + DAY,
        **changes,
    }


def create(scene: SellingScene, **changes: Any) -> str:
    """Create a promotion and return its id."""
    return str(scene.ask("POST", ACTIVITIES, terms(scene, **changes)).data["activity_id"])


def read(scene: SellingScene, activity_id: str) -> Json:
    """Read a promotion."""
    return scene.ask("GET", f"{ACTIVITIES}/{activity_id}").data


def deal(thing_id: str, price: str | None = "15", **changes: Any) -> Json:
    """Return a product or SKU at a promotion's price, without limits."""
    made = {"id": thing_id, "quantity_limit": -1, "quantity_per_user": -1}
    return {**made, **({"activity_price_amount": price} if price else {}), **changes}


def put(scene: SellingScene, activity_id: str, *products: Json, **more: Any) -> Answer:
    """Put products into a promotion."""
    body = {"activity_id": activity_id, "products": list(products), **more}
    return scene.ask("PUT", f"{ACTIVITIES}/{activity_id}/products", body)


def remove(scene: SellingScene, activity_id: str, **ids: list[str]) -> Answer:
    """Take products out of a promotion."""
    return scene.ask("DELETE", f"{ACTIVITIES}/{activity_id}/products", ids)
