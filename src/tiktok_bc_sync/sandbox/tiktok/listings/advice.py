"""What the fake TikTok Shop advises about listings, live ones and those to come."""

from __future__ import annotations

from attrs import define

from tiktok_bc_sync.sandbox.tiktok.listings import listing_quality as quality
from tiktok_bc_sync.sandbox.tiktok.listings.listings import Listings
from tiktok_bc_sync.sandbox.tiktok.listings.product_market import Market
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    PRODUCT_RULE,
    PRODUCT_STATUS,
    Call,
    Json,
    Refused,
    Route,
    bad_parameter,
    items,
)

_SUGGESTED = ("TITLE", "DESCRIPTION", "IMAGE")
_DIAGNOSED = (
    "category_id",
    *(f"{name}?" for name in ("product_id", "title", "description", "brand_id")),
    "main_images[]?.uri",
    "product_attributes[]?.id?",
    *(f"product_attributes[]?.values[]?.{name}?" for name in ("id", "name")),
    "size_chart?.image?.uri?",
    "size_chart?.template?.id?",
    "optimization_fields[]?",
)


@define
class Advice:
    """The calls that help to improve listings."""

    listings: Listings
    market: Market

    def routes(self) -> list[Route]:
        """Return the operations that diagnose and suggest."""
        base = "/product/202405/products"
        one = "/product/202411/products/diagnose_optimize"
        return [
            Route("GET", f"{base}/diagnoses", self.diagnose_live),
            Route("GET", f"{base}/suggestions", self.suggest),
            Route("POST", one, self.diagnose, _DIAGNOSED),
        ]

    def diagnose_live(self, call: Call) -> Json:
        """Answer Get Product Diagnoses, with a suggestion for every field that has a finding."""
        products = [
            {"id": one["id"], **self._diagnosis(one["content"], _SUGGESTED)}
            for one in self._live(call)
        ]
        return {"products": products}

    def suggest(self, call: Call) -> Json:
        """Answer Get Recommended Product Title And Description; what is good already gets no text."""
        products = [
            {
                "id": one["id"],
                "suggestions": [
                    {"field": "TITLE", "items": self._texts(one["content"], "TITLE")},
                    {"field": "DESCRIPTION", "items": self._texts(one["content"], "DESCRIPTION")},
                ],
            }
            for one in self._live(call)
        ]
        return {"products": products}

    def diagnose(self, call: Call) -> Json:
        """Answer Diagnose and Optimize Product: a live one, a new one, or one like a live one."""
        body, fields = call.body, items(call.body, "optimization_fields")
        self.market.categories.leaf(body["category_id"])
        if not set(fields) <= {*_SUGGESTED, "ALL", "NONE"}:
            raise bad_parameter("optimization_fields is invalid")
        for one in items(body, "main_images"):
            if one["uri"] not in self.market.pictures.pictures:
                raise Refused(PRODUCT_RULE + 23, "A main image was not uploaded")
        given = {key: one for key, one in body.items() if one not in ("", [], {})}
        content = {**self._base(body.get("product_id")), **given}
        return self._diagnosis(content, _SUGGESTED if "ALL" in fields else tuple(fields))

    def _base(self, product_id: str | None) -> Json:
        if not product_id:
            return {}
        product = self.listings.get(product_id)
        if product["status"] != "ACTIVATE":
            raise Refused(PRODUCT_STATUS, f"A product that is {product['status']} is not live")
        content: Json = product["content"]
        return content

    def _live(self, call: Call) -> list[Json]:
        """Return the live ones of the products asked for; the others are not answered."""
        wanted = call.many("product_ids")
        if not wanted:
            raise bad_parameter("product_ids is a required field")
        found = (self.listings.products.get(one) for one in dict.fromkeys(wanted))
        return [one for one in found if one and one["status"] == "ACTIVATE"]

    # --- wording -------------------------------------------------------------------

    def _diagnosis(self, content: Json, fields: tuple[str, ...]) -> Json:
        found = list(quality.findings(content, self.market))
        named = [one for one in quality.FIELDS if any(flaw.field == one for flaw in found)]
        diagnoses = [
            {
                "field": name,
                "diagnosis_results": [self._result(one) for one in found if one.field == name],
                **({"suggestion": self._suggestion(content, name)} if name in fields else {}),
            }
            for name in named
        ]
        if self.market.region != "US":
            return {"diagnoses": diagnoses}
        tier = {
            "current_tier": quality.tier_of(content, self.market),
            "remaining_recommendations": len(found),
        }
        return {"diagnoses": diagnoses, "listing_quality": tier}

    def _result(self, finding: quality.Finding) -> Json:
        tier = {"quality_tier": finding.tier} if self.market.region == "US" else {}
        return {"code": finding.code, "how_to_solve": finding.advice, **tier}

    def _suggestion(self, content: Json, field: str) -> Json:
        if field == "IMAGE":
            images = items(content, "main_images")
            return {"images": [self._whitened(images[0]["uri"])] if images else []}
        texts: Json = {"smart_texts": self._texts(content, field)}
        words = [{"text": one} for one in quality.seo_words(content, self.market)]
        return {**texts, "seo_words": words} if field == "TITLE" else texts

    def _texts(self, content: Json, field: str) -> list[Json]:
        write = quality.better_title if field == "TITLE" else quality.better_description
        better = write(content, self.market)
        return [{"text": better}] if better != content.get(field.lower()) else []

    def _whitened(self, uri: str) -> Json:
        old, new = self.market.pictures.pictures[uri], self.market.pictures.whitened(uri)
        named = {name: old[name] for name in ("uri", "url", "width", "height")}
        return {**named, "optimized_uri": new["uri"], "optimized_url": new["url"]}
