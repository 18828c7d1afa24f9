"""What the fake TikTok Shop does to listed SKUs at once: price, stock, on and off the shelf.

Prices stand still while a promotion runs on their product.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from attrs import define

from tiktok_bc_sync.sandbox.tiktok.listings.listings import Listings
from tiktok_bc_sync.sandbox.tiktok.listings.product_market import Flaw, Market
from tiktok_bc_sync.sandbox.tiktok.listings.product_shape import kept_list_price, kept_price
from tiktok_bc_sync.sandbox.tiktok.listings.sku_rules import (
    MOST_STOCK,
    list_price_flaws,
    price_flaws,
    stock_fits,
)
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    PRODUCT_RULE,
    PRODUCT_STATUS,
    PRODUCT_UNKNOWN,
    Call,
    Json,
    Refused,
    Route,
    bad_parameter,
    items,
    section,
)

PRICE_FIELDS = (
    "skus[].id",
    "skus[].price.currency",
    "skus[].price.amount?",
    "skus[].list_price?.amount",
    "skus[].list_price?.currency",
)
STOCK_FIELDS = ("skus[].id", "skus[].inventory[].quantity#", "skus[].inventory[].warehouse_id?")
SETTING_FIELDS = (
    "seller_id",
    "sku_ids[]?",
    "stock_operation_setting?.enable_auto_restock!?",
)
BULK_FIELDS = ("product_ids[]",)
_STOCKED = ("DRAFT", "PENDING", "FAILED", "ACTIVATE", "SELLER_DEACTIVATED")
_MOST_PRODUCTS = 20
_MOST_SETTINGS = 500
_MOST_SEARCHED = {"product_ids": 100, "sku_ids": 600}


@define
class StockApi:
    """The calls that need no review, but for activation."""

    listings: Listings
    market: Market
    in_promotion: Callable[[str], bool]

    def routes(self) -> list[Route]:
        """Return the operations on price, stock and the shelf."""
        base, one = "/product/202309/products", "/product/202309/products/{product_id}"
        searched = ("sku_ids[]?", "product_ids[]?")
        return [
            Route("POST", f"{one}/prices/update", self.update_price, PRICE_FIELDS),
            Route("POST", f"{one}/inventory/update", self.update_inventory, STOCK_FIELDS),
            Route("POST", "/product/202309/inventory/search", self.search_inventory, searched),
            Route(
                "POST",
                "/product/202608/inventory/operation/settings",
                self.update_settings,
                SETTING_FIELDS,
            ),
            Route("POST", f"{base}/activate", self.activate, BULK_FIELDS),
            Route("POST", f"{base}/deactivate", self.deactivate, BULK_FIELDS),
            Route("POST", f"{base}/recover", self.recover, BULK_FIELDS),
            Route("DELETE", base, self.delete, BULK_FIELDS),
        ]

    # --- price and stock -----------------------------------------------------------

    def update_price(self, call: Call) -> Json:
        """Answer Update Price: all SKUs or none, of a live product."""
        product = self._product(call, ("ACTIVATE",), "have its price changed")
        if self.in_promotion(product["id"]):
            raise Refused(PRODUCT_STATUS + 2, "The product is in a promotion that is going on")
        skus = {sku["id"]: sku for sku in product["skus"]}
        for given in call.body["skus"]:
            if given["id"] not in skus:
                raise Refused(PRODUCT_RULE + 61, f"The product has no SKU {given['id']}")
            for flaw in _price_flaws(given, self.market.region):
                raise Refused(*flaw)
        for given in call.body["skus"]:
            price = kept_price(given["price"])
            listed = kept_list_price(given.get("list_price"), price)
            skus[given["id"]].update(price=price, list_price=listed)
        self.listings.updated(product)
        return {}

    def update_inventory(self, call: Call) -> Json:
        """Answer Update Inventory: what is wrong with one SKU does not stop the others."""
        product = self._product(call, _STOCKED, "have its stock changed")
        skus = {sku["id"]: sku for sku in product["skus"]}
        errors: list[Json] = []
        for given in call.body["skus"]:
            found = self._stock_error(given, skus.get(given["id"]))
            if found:
                errors.append(found)
            else:
                self._put_stock(skus[given["id"]], given["inventory"])
        if len(errors) < len(call.body["skus"]):
            self.listings.updated(product)
        return {"errors": errors}

    def search_inventory(self, call: Call) -> Json:
        """Answer Inventory Search; SKU ids win over product ids."""
        for name, most in _MOST_SEARCHED.items():
            if len(items(call.body, name)) > most:
                raise bad_parameter(f"{name} has over {most} ids")
        wanted = call.body.get("sku_ids")
        named = items(call.body, "product_ids")
        products = self.listings.products
        found = products.values() if wanted else [products[key] for key in named if key in products]
        shown = (
            {"product_id": one["id"], "skus": [_stock(sku) for sku in _chosen(one, wanted)]}
            for one in found
        )
        return {"inventory": [one for one in shown if one["skus"]]}

    def update_settings(self, call: Call) -> Json:
        """Answer Update Stock Operation Settings: whether a cancelled order's units come back."""
        wanted = items(call.body, "sku_ids")
        if not 1 <= len(wanted) <= _MOST_SETTINGS:
            raise bad_parameter(f"sku_ids must have 1 to {_MOST_SETTINGS} ids")
        setting = section(call.body, "stock_operation_setting")
        known = self.listings.skus_by_id()
        for sku_id in set(wanted) & set(known):
            known[sku_id]["restocks"] = setting.get("enable_auto_restock", False)
        told = {
            "success_sku_ids": [one for one in wanted if one in known],
            "failed_sku_ids": [one for one in wanted if one not in known],
        }
        return {"stock_operation": told}

    def _product(self, call: Call, statuses: tuple[str, ...], deed: str) -> Json:
        product = self.listings.get(call.names["product_id"])
        if product["status"] not in statuses:
            raise Refused(PRODUCT_STATUS, f"A product that is {product['status']} can't {deed}")
        return product

    def _stock_error(self, given: Json, sku: Json | None) -> Json | None:
        if sku is None:
            return _error(PRODUCT_RULE + 61, "The product has no such SKU", sku_id=given["id"])
        held = set(sku["inventory"])
        only = next(iter(held)) if len(held) == 1 else ""
        asked = {one.get("warehouse_id") or only: one["quantity"] for one in given["inventory"]}
        extra = [
            {"warehouse_id": key, "code": PRODUCT_RULE + 69, "message": f"Not 0 to {MOST_STOCK}"}
            for key, quantity in asked.items()
            if not stock_fits(quantity)
        ]
        if held != set(asked):
            text = "All warehouses of the SKU must be given, and no others"
            return _error(PRODUCT_RULE + 68, text, sku_id=sku["id"], extra_errors=extra)
        text = "The quantity is out of range"
        return (
            _error(PRODUCT_RULE + 69, text, sku_id=sku["id"], extra_errors=extra) if extra else None
        )

    @staticmethod
    def _put_stock(sku: Json, given: list[Json]) -> None:
        only = next(iter(sku["inventory"]))
        for one in given:
            sku["inventory"][one.get("warehouse_id") or only] = one["quantity"]

    # --- on and off the shelf --------------------------------------------------------

    def activate(self, call: Call) -> Json:
        """Answer Activate Products: they are reviewed again."""
        hidden = ("SELLER_DEACTIVATED", "PLATFORM_DEACTIVATED")
        return self._bulk(call, hidden, self.listings.resubmit)

    def deactivate(self, call: Call) -> Json:
        """Answer Deactivate Products."""
        return self._bulk(call, ("ACTIVATE",), self.listings.hide)

    def delete(self, call: Call) -> Json:
        """Answer Delete Products."""
        return self._bulk(call, (*_STOCKED, "PLATFORM_DEACTIVATED"), self.listings.delete)

    def recover(self, call: Call) -> Json:
        """Answer Recover Products: they come back hidden."""
        return self._bulk(call, ("DELETED",), self.listings.hide)

    def _bulk(self, call: Call, statuses: tuple[str, ...], act: Callable[[Json], None]) -> Json:
        wanted = call.body["product_ids"]
        if len(wanted) > _MOST_PRODUCTS:
            raise bad_parameter(f"product_ids has over {_MOST_PRODUCTS} ids")
        errors: list[Json] = []
        for product_id in wanted:
            product = self.listings.products.get(product_id)
            if product is None:
                text = "The product does not exist"
                errors.append(_error(PRODUCT_UNKNOWN, text, product_id=product_id))
            elif product["status"] not in statuses:
                text = f"This can't be done to a product that is {product['status']}"
                errors.append(_error(PRODUCT_STATUS, text, product_id=product_id))
            else:
                act(product)
        return {"errors": errors}


def _price_flaws(given: Json, region: str) -> Iterable[Flaw]:
    yield from price_flaws(given["price"], region)
    if given.get("list_price"):
        yield from list_price_flaws(given["list_price"], region)


def _error(code: int, message: str, **detail: object) -> Json:
    return {"code": code, "message": message, "detail": detail}


def _chosen(product: Json, wanted: list[str] | None) -> list[Json]:
    return [sku for sku in product["skus"] if not wanted or sku["id"] in wanted]


def _stock(sku: Json) -> Json:
    held, committed = sku["inventory"], sku["committed"]
    return {
        "id": sku["id"],
        "seller_sku": sku["seller_sku"],
        "total_available_quantity": sum(held.values()),
        "total_committed_quantity": sum(committed.values()),
        "warehouse_inventory": [
            {
                "warehouse_id": key,
                "available_quantity": count,
                "committed_quantity": committed.get(key, 0),
            }
            for key, count in held.items()
        ],
    }
