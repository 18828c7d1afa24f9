"""What the fake TikTok Shop expects of a product from others like it: its package, its attributes."""

from __future__ import annotations

from decimal import Decimal
from statistics import median

from attrs import define

from tiktok_bc_sync.sandbox.tiktok.listings.listings import Listings
from tiktok_bc_sync.sandbox.tiktok.listings.product_market import Market
from tiktok_bc_sync.sandbox.tiktok.listings.product_rules import needed
from tiktok_bc_sync.sandbox.tiktok.shop.regions import PACKAGE_ADVICE_REGIONS
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    PRODUCT_RULE,
    Call,
    Json,
    Refused,
    Route,
    items,
    page,
)

_SIDES = ("length", "width", "height")
_GRAMS = {"GRAM": Decimal(1), "KILOGRAM": Decimal(1000), "POUND": Decimal("453.592")}
_CENTIMETERS = {"CENTIMETER": Decimal(1), "INCH": Decimal("2.54")}
# A package is odd that is more than twice, or less than half, of what is usual.
_ODD = 2
_PROPERTIES = (
    "category_id",
    "product_title",
    "description?",
    "images[]?.uri",
    "sales_properties[]?.id",
    "sales_properties[]?.values[].id",
    "target_property_ids[]?",
)


@define
class Forecasts:
    """The calls that predict. They go by the shop's own listings: the vendor's model is its own."""

    listings: Listings
    market: Market

    def routes(self) -> list[Route]:
        """Return the operations that predict."""
        base = "/product/202609/products"
        odd = "/product/202602/packages/recommend"
        return [
            Route("POST", odd, self.recommend_packages, ("product_ids[]?",)),
            Route("POST", f"{base}/package/predict", self.predict_package, ("category_id",)),
            Route("POST", f"{base}/properties/recommend", self.recommend_properties, _PROPERTIES),
        ]

    def recommend_packages(self, call: Call) -> Json:
        """Answer Get Product Package Recommendations: what is odd, and the range that is not."""
        if self.market.region not in PACKAGE_ADVICE_REGIONS:
            raise Refused(PRODUCT_RULE + 130, f"This is not available in {self.market.region}")
        wanted = items(call.body, "product_ids")
        found = [one for one in self._kept() if not wanted or one["id"] in wanted]
        part, said = page(found, call, by="create_time")
        return {**said, "products": [self._package_advice(one) for one in part]}

    def predict_package(self, call: Call) -> Json:
        """Answer Predict Product Package Dimensions and Weight; nothing without listings like it."""
        category_id = self.market.categories.leaf(call.body["category_id"])["id"]
        usual = self._usual(category_id)
        told: Json = {}
        if "weight" in usual:
            kilograms = (usual["weight"] / 1000).quantize(Decimal("0.001"))
            told["package_weight"] = {"value": str(kilograms), "unit": "KILOGRAM"}
        if all(side in usual for side in _SIDES):
            sides = {side: max(1, round(usual[side])) for side in _SIDES}
            told["package_dimensions"] = {**sides, "unit": "CENTIMETER"}
        return told

    def recommend_properties(self, call: Call) -> Json:
        """Answer Recommend Required Product Properties: values that the texts name."""
        body = call.body
        category_id = self.market.categories.leaf(body["category_id"])["id"]
        text = f"{body['product_title']} {body.get('description') or ''}".casefold()
        targets = items(body, "target_property_ids")
        found = [
            _recommended(one, text)
            for one in self.market.categories.attributes(category_id)
            if needed(one, set()) and (not targets or one["id"] in targets)
        ]
        return {"recommended_properties": found}

    # --- reckoning -----------------------------------------------------------------

    def _kept(self) -> list[Json]:
        return [one for one in self.listings.products.values() if one["status"] != "DELETED"]

    def _usual(self, category_id: str) -> dict[str, Decimal]:
        """Return the middle weight in grams and the middle sides in centimetres of a category."""
        held = [
            one["content"] for one in self._kept() if one["content"]["category_id"] == category_id
        ]
        measures: dict[str, list[Decimal]] = {}
        for one in held:
            for name, value in _measured(one).items():
                measures.setdefault(name, []).append(value)
        return {name: median(values) for name, values in measures.items()}

    def _package_advice(self, product: Json) -> Json:
        usual = self._usual(product["content"]["category_id"])
        own = _measured(product["content"])
        odd = [name for name, value in own.items() if _is_odd(value, usual[name])]
        advice: Json = {"product_id": product["id"], "abnormality_types": []}
        if any(name in odd for name in _SIDES):
            ranges = {side: _range(usual[side]) for side in _SIDES}
            advice["abnormality_types"].append("Dimension")
            advice["dimension_recommendation"] = {"unit": "CENTIMETER", **ranges}
        if "weight" in odd:
            advice["abnormality_types"].append("Weight")
            advice["weight_recommendation"] = {"unit": "GRAM", "weight": _range(usual["weight"])}
        advice["abnormality_types"] = advice["abnormality_types"] or ["None"]
        return advice


def _measured(content: Json) -> dict[str, Decimal]:
    weight, size = content.get("package_weight"), content.get("package_dimensions")
    measured: dict[str, Decimal] = {}
    if weight:
        measured["weight"] = Decimal(weight["value"]) * _GRAMS[weight["unit"]]
    if size:
        measured |= {side: Decimal(size[side]) * _CENTIMETERS[size["unit"]] for side in _SIDES}
    return measured


def _is_odd(value: Decimal, usual: Decimal) -> bool:
    return not usual / _ODD <= value <= usual * _ODD


def _range(usual: Decimal) -> Json:
    return {"min_value": str(round(usual / _ODD)), "max_value": str(round(usual * _ODD))}


def _recommended(attribute: Json, text: str) -> Json:
    named = [one for one in attribute["values"] if one["name"].casefold() in text]
    names = ("id", "name", "type", "is_customizable", "is_multiple_selection")
    return {
        **{name: attribute[name] for name in names},
        "is_required": True,
        "values": named if attribute["is_multiple_selection"] else named[:1],
    }
