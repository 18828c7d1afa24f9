"""What the fake TikTok Shop answers about promotions: their terms, their times, their ends."""

from __future__ import annotations

from attrs import define, evolve

from tiktok_bc_sync.sandbox.tiktok.promotions import promotion_items as promoted
from tiktok_bc_sync.sandbox.tiktok.promotions.promotion_rules import (
    BENEFITS,
    DISCOUNTS,
    LEVELS,
    MORE,
    PRODUCT_DISCOUNTS,
    SHIPPING,
    Terms,
    term_faults,
    time_faults,
)
from tiktok_bc_sync.sandbox.tiktok.shop.activities import OPEN, PROMOTION_RULE, Activities
from tiktok_bc_sync.sandbox.tiktok.shop.regions import currency
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    Call,
    Json,
    Refused,
    Route,
    bad_parameter,
    items,
    page,
)

_WEEK = 7 * 86_400
_STATUSES = (*OPEN, "EXPIRED", "DEACTIVATED")
_MOST_A_PAGE, _PAGE = 100, 10
_DISCOUNT = (
    *(f"shipping_discount?.{name}" for name in ("threshold_type", "type", "area_scope.type")),
    "shipping_discount?.area_scope.specific_areas[]?",
    *(
        f"shipping_discount?.{name}?"
        for name in ("threshold_value", "value", "shipping_method", "inventory_type")
    ),
    "bmsm_discount?.details[]?.tier#",
    *(
        f"bmsm_discount?.details[]?.{name}"
        for name in ("threshold_type", "threshold_value", "type", "value")
    ),
    "gift_discount?.gift_receiving_type",
    "gift_discount?.gift_infos[].tier#",
    *(f"gift_discount?.gift_infos[].{name}" for name in ("threshold_type", "threshold_value")),
    *(
        f"gift_discount?.gift_infos[].gift_details[]?.{name}"
        for name in ("product_id", "sku_id", "total_claim_limit")
    ),
    *(
        f"bxgy_discount?.{name}"
        for name in (
            "threshold_type",
            "threshold_value",
            "discount_type",
            "discount_value",
            "benefit_max_applicable_quantity",
        )
    ),
    "bxgy_discount?.benefit_max_applicable_times?",
)
_TERMS = (
    "title",
    "begin_time#",
    "end_time#",
    "duration_type?",
    "participation_limit[]?.type",
    *(f"discount?.{name}" for name in _DISCOUNT),
    "target_user_info?.user_type?",
    "auction_support_type?",
)
_SEARCHED = ("status?", "activity_title?", "page_size#?", "page_token?", "activity_type?")
# What an update of each kind takes in; the rest of what was sent is not looked at.
_TIMED = ("title", "begin_time", "end_time")
_WHOLE = (*_TIMED, "duration_type", "participation_limit", "discount", "target_user_info")


@define
class Promotions:
    """The calls on promotions; coupons can't be made by any."""

    kept: Activities

    def routes(self) -> list[Route]:
        """Return the operations on promotions; their products and coupons have their own."""
        base, one = "/promotion/202309/activities", "/promotion/202309/activities/{activity_id}"
        created = (*_TERMS, "activity_type", "product_level")
        again = "/promotion/202607/activities/{activity_id}/republish"
        return [
            Route("POST", base, self.create, created),
            Route("POST", f"{base}/search", self.search, _SEARCHED),
            Route("GET", one, self.get),
            Route("PUT", one, self.update, (*_TERMS, "product_level?")),
            Route("POST", f"{one}/deactivate", self.deactivate),
            Route("POST", again, self.republish, ("begin_time#?", "end_time#?")),
        ]

    # --- the terms -----------------------------------------------------------------

    def create(self, call: Call) -> Json:
        """Answer Create Promotion Activity; which products take part is told afterwards."""
        body, kind = call.body, call.body["activity_type"]
        if kind not in LEVELS:
            raise bad_parameter("activity_type is invalid")
        if body["product_level"] not in LEVELS[kind]:
            raise bad_parameter(f"product_level must be one of {LEVELS[kind]}")
        self._check_terms(body, self._terms(kind, None))
        self._check_title(body["title"])
        activity = self._made(body, kind)
        self.kept.activities[activity["id"]] = activity
        return {
            "activity_id": activity["id"],
            "status": self.kept.status(activity),
            "create_time": self.kept.clock.unix,
            "update_time": self.kept.clock.unix,
        }

    def update(self, call: Call) -> Json:
        """Answer Update Promotion Activity."""
        activity = self.kept.open(call, "updated")
        kind, body = activity["activity_type"], call.body
        ongoing = self.kept.status(activity) == "ONGOING"
        begun = activity["begin_time"] if ongoing and activity["begin_time"] else None
        self._check_terms(body, self._terms(kind, begun))
        self._check_title(body["title"], activity["id"])
        if ongoing and kind in BENEFITS and _promised(body, kind) != _promised(activity, kind):
            raise Refused(
                PROMOTION_RULE + 4, "A promotion that is going on keeps its scope and first tier"
            )
        names = _TIMED if kind in PRODUCT_DISCOUNTS else _WHOLE
        activity.update({name: body[name] for name in names if name in body})
        if kind not in PRODUCT_DISCOUNTS:
            self._rescope(activity, body["product_level"])
        if kind == SHIPPING:
            activity["duration_type"] = body.get("duration_type") or "NORMAL"
            activity["auction_support_type"] = _auction(body, kind)
        told = {} if kind == SHIPPING else {"title": activity["title"]}
        return {"activity_id": activity["id"], **told, "update_time": self.kept.touch(activity)}

    def deactivate(self, call: Call) -> Json:
        """Answer Deactivate Activity."""
        activity = self.kept.open(call, "deactivated")
        activity["ended"] = self.kept.clock.unix
        return {
            "activity_id": activity["id"],
            "title": activity["title"],
            "status": self.kept.status(activity),
            "update_time": self.kept.touch(activity),
        }

    def republish(self, call: Call) -> Json:
        """Answer Republish Activity: what ended in the last 7 days begins again, products and all."""
        activity = self.kept.get(call)
        kind, status = activity["activity_type"], self.kept.status(activity)
        if kind not in PRODUCT_DISCOUNTS or status in OPEN:
            text = "Only an ended discount on products can be republished"
            raise Refused(PROMOTION_RULE + 5, text)
        if (activity["ended"] or activity["end_time"]) < self.kept.clock.unix - _WEEK:
            raise Refused(PROMOTION_RULE + 5, "The promotion ended more than 7 days ago")
        times = {name: call.body.get(name) or 0 for name in ("begin_time", "end_time")}
        for fault in time_faults(times, self._terms(kind, None)):
            raise Refused(PROMOTION_RULE + 2, fault)
        for product_id in activity["products"]:
            self.kept.check_free(product_id, {**activity, **times})
        activity.update(times, ended=None)
        self.kept.touch(activity)
        return {"activity_id": activity["id"]}

    # --- reading -------------------------------------------------------------------

    def get(self, call: Call) -> Json:
        """Answer Get Activity."""
        activity = self.kept.get(call)
        products = activity["products"].values()
        return {
            "activity_id": activity["id"],
            **self._shown(activity),
            **_given(activity, "target_user_info"),
            "products": [promoted.shown(one, currency(self.kept.region)) for one in products],
            "benefit_products": [{"id": one} for one in activity["benefits"]],
        }

    def search(self, call: Call) -> Json:
        """Answer Search Promotion Activities; its page is asked for in the body."""
        names = ("status", "activity_type", "activity_title")
        status, kind, word = (call.body.get(name) for name in names)
        if status not in (None, "", *_STATUSES) or kind not in (None, "", *LEVELS):
            raise bad_parameter("status or activity_type is invalid")
        found = [
            one
            for one in self.kept.activities.values()
            if (not status or self.kept.status(one) == status)
            and (not kind or one["activity_type"] == kind)
            and (not word or word in one["title"])
        ]
        part, said = page(found, _paged(call), by="create_time")
        return {**said, "activities": [{"id": one["id"], **self._shown(one)} for one in part]}

    def _shown(self, activity: Json) -> Json:
        names = ("activity_type", "product_level", "duration_type", "participation_limit")
        times = ("create_time", "update_time")
        return {
            **{name: activity[name] for name in (*_TIMED, *names, *times)},
            **_given(activity, "discount", "auction_support_type"),
            "status": self.kept.status(activity),
        }

    # --- checking and keeping ------------------------------------------------------

    def _check_terms(self, body: Json, terms: Terms) -> None:
        for fault in term_faults(body, terms):
            raise Refused(PROMOTION_RULE + 2, fault)

    def _check_title(self, title: str, own: str = "") -> None:
        if any(one["title"] == title and one["id"] != own for one in self.kept.activities.values()):
            raise Refused(PROMOTION_RULE + 3, "Another promotion has this title")

    def _terms(self, kind: str, begun: int | None) -> Terms:
        kept = self.kept
        return Terms(kind, kept.region, kept.clock.unix, begun, kept.listings.sku)

    def _made(self, body: Json, kind: str) -> Json:
        now = self.kept.clock.unix * 1000
        return {
            "id": self.kept.ids.next("7136", 19),
            "activity_type": kind,
            **{name: body[name] for name in (*_TIMED, "product_level")},
            "duration_type": body.get("duration_type") or "NORMAL",
            "participation_limit": items(body, "participation_limit"),
            "discount": body.get("discount") if kind not in PRODUCT_DISCOUNTS else None,
            "target_user_info": body.get("target_user_info"),
            "auction_support_type": _auction(body, kind),
            "products": {},
            "benefits": {},
            "excluded": {},
            "ended": None,
            "create_time": now,
            "update_time": now,
        }

    @staticmethod
    def _rescope(activity: Json, level: str) -> None:
        """Set what a promotion is about; the products of another scope are forgotten."""
        if level != activity["product_level"]:
            activity.update(product_level=level, products={}, excluded={})


def _auction(body: Json, kind: str) -> str | None:
    return (body.get("auction_support_type") or "ALL") if kind == SHIPPING else None


def _given(activity: Json, *names: str) -> Json:
    """Return those fields of an activity that it has."""
    return {name: activity[name] for name in names if activity[name]}


def _promised(terms: Json, kind: str) -> list[object]:
    """Return what must not change once buyers were promised it."""
    discount = terms["discount"][DISCOUNTS[kind][0]]
    first = discount["details"][0] if kind == MORE else discount
    kinds = ("threshold_value", "threshold_type", "type", "discount_type")
    named = ("product_level", "participation_limit", "target_user_info")
    return [*(first.get(name) for name in kinds), *(terms.get(name) for name in named)]


def _paged(call: Call) -> Call:
    """Return a call as if its body's page were the query's."""
    size = call.body.get("page_size") or _PAGE
    query = (("page_size", str(size)), ("page_token", call.body.get("page_token") or ""))
    return evolve(call, request=evolve(call.request, query=query))
