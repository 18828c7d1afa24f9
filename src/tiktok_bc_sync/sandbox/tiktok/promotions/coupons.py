"""The fake shop's coupons: sellers make them in the Seller Center, programs only read them."""

from __future__ import annotations

import re
from decimal import Decimal

from attrs import define, field, frozen

from tiktok_bc_sync.sandbox.core import Clock
from tiktok_bc_sync.sandbox.tiktok.shop.activities import PROMOTION_RULE
from tiktok_bc_sync.sandbox.tiktok.shop.money import text
from tiktok_bc_sync.sandbox.tiktok.shop.regions import SOUTH_EAST_ASIA, currency
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    Call,
    Ids,
    Json,
    Refused,
    Route,
    bad_parameter,
    items,
    page,
)

_DISPLAYS = ("REGULAR", "LIVE", "CREATOR_EXCLUSIVE", "CHAT", "PROMO_CODE")
_CHANNELS = {
    "LIVE": "LIVE",
    "CHAT": "CHAT",
    "PROMO_CODE": "PRIVATE",
    "CREATOR_EXCLUSIVE": "SHOWCASE",
}
_STATUSES = ("NOT_START", "ONGOING", "EXPIRED", "DEACTIVATED")
_MOST_KEYWORD = 100
_PAGE = 10


@frozen
class Offer:
    """What a coupon grants: so many percent or so much off, above a sum spent, for some days.

    ``begins_in`` and ``days`` are days; a coupon without ``product_ids`` is good for the whole shop.
    """

    title: str
    percent: int | None = None
    amount: Decimal | None = None
    min_spend: Decimal = Decimal(0)
    begins_in: float = 0
    days: float = 7
    promo_code: str = ""
    display_type: str = "REGULAR"
    product_ids: tuple[str, ...] = ()
    claims: int = 1000

    def check(self) -> None:
        """Raise ValueError for an offer that the Seller Center would not take."""
        if (self.percent is None) == (self.amount is None):
            raise ValueError("a coupon is of a percentage or of an amount")
        if not (1 <= (self.percent or 1) <= 99 and (self.amount or 1) > 0 and self.days > 0):
            raise ValueError("a coupon's percentage is 1 to 99; its amount and days are positive")
        if self.display_type not in _DISPLAYS:
            raise ValueError(f"display_type is one of {_DISPLAYS}, not {self.display_type}")
        coded = self.display_type == "PROMO_CODE"
        if coded != bool(re.fullmatch(r"[^\W_]{6,12}", self.promo_code)):
            raise ValueError("a PROMO_CODE coupon has a code of 6 to 12 letters and digits")


@define
class Coupons:
    """Coupons by id, as they are answered."""

    clock: Clock
    ids: Ids
    region: str
    coupons: dict[str, Json] = field(factory=dict[str, Json])

    def routes(self) -> list[Route]:
        """Return the operations on coupons."""
        base, asked = (
            "/promotion/202406/coupons",
            ("status[]?", "title_keyword?", "display_type[]?"),
        )
        return [
            Route("POST", f"{base}/search", self.search, asked),
            Route("GET", f"{base}/{{coupon_id}}", self.get),
        ]

    # --- making --------------------------------------------------------------------

    def issue(self, offer: Offer) -> Json:
        """Make a coupon. Raises ValueError for what can't be one."""
        offer.check()
        coupon_id, now = self.ids.next("7218", 19), self.clock.unix
        begin = now + int(offer.begins_in * 86_400)
        times = {"start_time": begin, "end_time": begin + int(offer.days * 86_400)}
        self.coupons[coupon_id] = {
            "id": coupon_id,
            "title": offer.title,
            "display_type": offer.display_type,
            "display_channels": [_CHANNELS.get(offer.display_type, "ALL")],
            "create_time": now * 1000,
            "update_time": now * 1000,
            "claim_duration": times,
            "redemption_duration": {"type": "ABSOLUTE", **times},
            "target_buyer_segment": "ALL",
            "usage_limits": self._limits(offer),
            "usage_stats": {"claimed_count": 0, "redeemed_count": 0},
            "discount": self._discount(offer),
            "threshold": self._threshold(offer),
            "product_scope": "SPECIFIC_PRODUCTS" if offer.product_ids else "FULL_SHOP",
            "creation_source": "SELLER_CENTER",
            **({"promo_code": offer.promo_code} if offer.promo_code else {}),
            **({"product_ids": list(offer.product_ids)} if offer.product_ids else {}),
        }
        return self.coupons[coupon_id]

    def _discount(self, offer: Offer) -> Json:
        if offer.amount is None:
            return {"type": "PERCENT_OFF", "percentage": str(offer.percent)}
        return {"type": "AMOUNT_OFF", "reduction_amount": self._money(offer.amount)}

    def _threshold(self, offer: Offer) -> Json:
        if not offer.min_spend:
            return {"type": "NONE"}
        return {"type": "MIN_SPEND", "min_spend": self._money(offer.min_spend)}

    def _limits(self, offer: Offer) -> Json:
        limits = {"single_buyer_claim_limit": 1, "total_claim_limit": offer.claims}
        here = self.region in SOUTH_EAST_ASIA
        return {**limits, "redemption_limit": offer.claims} if here else limits

    def _money(self, amount: Decimal) -> Json:
        return {"amount": text(amount, self.region), "currency": currency(self.region)}

    # --- answering -----------------------------------------------------------------

    def search(self, call: Call) -> Json:
        """Answer Search Coupon List: by status, by the beginning of words in the title, by display."""
        statuses, displays = items(call.body, "status"), items(call.body, "display_type")
        word = call.body.get("title_keyword") or ""
        if not set(statuses) <= set(_STATUSES) or not set(displays) <= set(_DISPLAYS):
            raise bad_parameter("status or display_type is invalid")
        if len(word.encode()) > _MOST_KEYWORD:
            raise bad_parameter(f"title_keyword has over {_MOST_KEYWORD} bytes")
        found = [
            one
            for one in map(self._now, self.coupons.values())
            if (not statuses or one["status"] in statuses)
            and (not displays or one["display_type"] in displays)
            and re.search(rf"(?<!\w){re.escape(word)}", one["title"], re.IGNORECASE)
        ]
        part, said = page(found, call, by="create_time", default=_PAGE)
        hidden = ("display_channels", "usage_stats", "product_ids")
        listed = [{key: one[key] for key in one if key not in hidden} for one in part]
        return {**said, "coupons": listed}

    def get(self, call: Call) -> Json:
        """Answer Get Coupon."""
        coupon = self.coupons.get(call.names["coupon_id"])
        if coupon is None:
            raise Refused(PROMOTION_RULE + 20, "The coupon does not exist")
        return {"coupon": self._now(coupon)}

    def _now(self, coupon: Json) -> Json:
        times, now = coupon["claim_duration"], self.clock.unix
        begun = "ONGOING" if now < times["end_time"] else "EXPIRED"
        return {**coupon, "status": begun if now >= times["start_time"] else "NOT_START"}
