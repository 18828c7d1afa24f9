"""Struck-through prices that a seller proves by prices elsewhere, verified for 90 days."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from attrs import define

from tiktok_bc_sync.sandbox.tiktok.listings.listings import Listings
from tiktok_bc_sync.sandbox.tiktok.listings.product_market import Market
from tiktok_bc_sync.sandbox.tiktok.listings.sku_rules import dollars
from tiktok_bc_sync.sandbox.tiktok.shop.regions import shows_list_price
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    PRODUCT_RULE,
    PRODUCT_STATUS,
    Call,
    Json,
    Refused,
    Route,
    section,
)

_LASTS = timedelta(days=90)
_FIELDS = (
    "external_product_id",
    "skus[].id",
    "skus[].external_sku_id",
    "skus[].external_retail_price.amount",
    "skus[].external_retail_price.currency",
    "skus[].external_transaction_price.amount",
    "skus[].external_transaction_price.currency",
    "skus[].external_transaction_price.transaction_time",
    "skus[].external_transaction_price.image?.uri",
)


@define
class Strikethrough:
    """The one call by which prices elsewhere are told."""

    listings: Listings
    market: Market

    def routes(self) -> list[Route]:
        """Return the one operation."""
        path = "/product/202609/products/{product_id}/strikethrough_price/submit"
        return [Route("POST", path, self.submit, _FIELDS)]

    def submit(self, call: Call) -> Json:
        """Answer Submit Strikethrough Price; what is wrong with one SKU does not stop the others.

        The vendor verifies in its own time; here what fits the rules is verified at once.
        """
        if not shows_list_price(self.market.region):
            raise Refused(PRODUCT_RULE + 66, f"No price is struck through in {self.market.region}")
        product = self.listings.get(call.names["product_id"])
        if product["status"] == "DELETED":
            raise Refused(PRODUCT_STATUS, "A product that is DELETED can't have its price verified")
        if product["content"].get("external_product_id") != call.body["external_product_id"]:
            raise Refused(PRODUCT_RULE + 120, "external_product_id is not that of the product")
        skus = {sku["id"]: sku for sku in product["skus"]}
        errors: list[Json] = []
        for given in call.body["skus"]:
            if fault := self._fault(given, skus.get(given["id"])):
                detail = {"sku_id": given["id"]}
                errors.append({"code": PRODUCT_RULE + 121, "message": fault, "detail": detail})
            else:
                self._verify(skus[given["id"]], given)
        return {"errors": errors}

    def _verify(self, sku: Json, given: Json) -> None:
        retail = given["external_retail_price"]
        sku["verified"] = {
            "price": {"amount": retail["amount"], "currency": retail["currency"]},
            "until": self.market.clock.unix + int(_LASTS.total_seconds()),
        }

    def _fault(self, given: Json, sku: Json | None) -> str | None:
        if sku is None:
            return "The product has no such SKU"
        if sku["external_sku_id"] != given["external_sku_id"]:
            return "external_sku_id is not that of the SKU"
        sold = given["external_transaction_price"]
        amount = dollars(sold)
        if amount is None or dollars(given["external_retail_price"]) is None:
            return "The prices must be 0.01 to 7600 USD"
        if amount < Decimal((sku["list_price"] or {"amount": "0"})["amount"]):
            return "The transaction price must not be below the list price"
        image = section(sold, "image").get("uri")
        if image and image not in self.market.pictures.pictures:
            return "The image was not uploaded"
        return self._time_fault(sold["transaction_time"])

    def _time_fault(self, text: str) -> str | None:
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            return "transaction_time must be an RFC 3339 time"
        now = self.market.clock.now
        if at.tzinfo is None or not now - _LASTS <= at <= now:
            return "transaction_time must have a time zone and be of the last 90 days"
        return None


def struck_through(sku: Json, now: int) -> Json | None:
    """Return the price to show struck through: the list price, else the one verified until now."""
    own: Json | None = sku["list_price"]
    verified = sku["verified"]
    if own or not verified or verified["until"] <= now:
        return own
    price: Json = verified["price"]
    # One not above the selling price would strike nothing through.
    return price if Decimal(price["amount"]) > Decimal(sku["price"]["sale_price"]) else None
