"""The fake shop's promotions as they are kept: planned, going on, over, and which products they hold."""

from __future__ import annotations

from attrs import define, field

from tiktok_bc_sync.sandbox.core import Clock
from tiktok_bc_sync.sandbox.tiktok.listings.listings import Listings
from tiktok_bc_sync.sandbox.tiktok.promotions.promotion_rules import PRODUCT_DISCOUNTS
from tiktok_bc_sync.sandbox.tiktok.shop.wire import Call, Ids, Json, Refused

# No public source tells the vendor's range for promotions.
PROMOTION_RULE = 45101000
OPEN = ("NOT_START", "ONGOING")


@define
class Activities:
    """Promotions by id. An activity's status follows from the time, unless somebody ended it."""

    clock: Clock
    ids: Ids
    region: str
    listings: Listings
    activities: dict[str, Json] = field(factory=dict[str, Json])

    def holds(self, product_id: str) -> bool:
        """Tell whether a product is in a promotion that is going on.

        A promotion of the whole shop names no products and holds none: nobody could price anything.
        """
        return any(
            product_id in one["products"] and self.status(one) == "ONGOING"
            for one in self.activities.values()
        )

    def status(self, activity: Json) -> str:
        """Return where an activity stands now."""
        if activity["ended"] is not None:
            return "DEACTIVATED"
        if activity["duration_type"] == "INDEFINITE":
            return "ONGOING"
        if self.clock.unix < activity["begin_time"]:
            return "NOT_START"
        return "ONGOING" if self.clock.unix < activity["end_time"] else "EXPIRED"

    def get(self, call: Call) -> Json:
        """Return the activity that a path names."""
        activity = self.activities.get(call.names["activity_id"])
        if activity is None:
            raise Refused(PROMOTION_RULE + 1, "The promotion does not exist")
        return activity

    def open(self, call: Call, deed: str) -> Json:
        """Return the activity that a path names, if it is not over."""
        activity = self.get(call)
        status = self.status(activity)
        if status not in OPEN:
            raise Refused(PROMOTION_RULE + 5, f"A promotion that is {status} can't be {deed}")
        return activity

    def check_free(self, product_id: str, activity: Json) -> None:
        """Refuse a product that has another discount at the same time."""
        if activity["activity_type"] not in PRODUCT_DISCOUNTS:
            return
        for one in self.activities.values():
            if (
                one["id"] != activity["id"]
                and one["activity_type"] in PRODUCT_DISCOUNTS
                and product_id in one["products"]
                and self.status(one) in OPEN
                and one["begin_time"] < activity["end_time"]
                and activity["begin_time"] < one["end_time"]
            ):
                text = f"The product {product_id} is in {one['title']} at that time"
                raise Refused(PROMOTION_RULE + 8, text)

    def touch(self, activity: Json) -> int:
        """Note a change, and return when it was, in seconds."""
        activity["update_time"] = self.clock.unix * 1000
        return self.clock.unix
