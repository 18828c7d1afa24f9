"""A sandbox with a small catalogue and a caller of its BigCommerce store, for this folder's tests."""

from __future__ import annotations

from typing import Any

import httpx
from attrs import field, frozen

from tiktok_bc_sync.sandbox import Sandbox

LAMP = {
    "id": 301,
    "name": "Alba table lamp",
    "type": "physical",
    "sku": "LAMP",
    "price": 50,
    "weight": 1.4,
    "categories": [11],
    "brand_name": "Northlight",
    "inventory_tracking": "variant",
    "images": [{"image_file": "/lamp.png"}],
    "variants": [
        {
            "sku": f"LAMP-{colour.upper()}",
            "inventory_level": 20,
            "option_values": [{"option_display_name": "Colour", "label": colour}],
        }
        for colour in ("White", "Black")
    ],
}
MUG = {
    "id": 302,
    "name": "Enamel mug",
    "price": 10,
    "weight": 0.3,
    "sku": "MUG-1",
    "categories": [12],
    "inventory_tracking": "product",
    "inventory_level": 30,
}
CARD = {"id": 303, "name": "Gift card", "type": "digital", "price": 25, "sku": "CARD", "weight": 0}
CATEGORIES = (
    {"id": 10, "parent_id": 0, "name": "Home"},
    {"id": 11, "parent_id": 10, "name": "Lamps"},
    {"id": 12, "parent_id": 10, "name": "Kitchen"},
)
ADDRESS = {
    "first_name": "Ada",
    "last_name": "Sample",
    "street_1": "1 Sandbox Lane",
    "city": "Sampleton",
    "zip": "ZZ1 9ZZ",
    "country_iso2": "GB",
    "email": "ada@example.com",
}


def opened(**settings: Any) -> Sandbox:
    """Open a sandbox with three products: with variants, simple, and one that nobody counts."""
    sandbox = Sandbox(**settings)
    sandbox.load([LAMP, MUG, CARD], CATEGORIES)
    return sandbox


@frozen
class Caller:
    """Calls a store's API as its owner."""

    sandbox: Sandbox
    http: httpx.Client = field(init=False)

    @http.default
    def _connect(self) -> httpx.Client:
        env = self.sandbox.env()
        return httpx.Client(
            transport=self.sandbox.transport(),
            base_url=f"{env['BIGCOMMERCE_API_URL']}/stores/{env['BIGCOMMERCE_STORE_HASH']}",
            headers={"x-auth-token": env["BIGCOMMERCE_ACCESS_TOKEN"]},
        )

    def get(self, path: str, **params: object) -> Any:
        """Return what a GET that must succeed answers, None where there is no body."""
        return _value(self.http.get(path, params={k: str(v) for k, v in params.items()}))

    def names(self, **params: object) -> list[str]:
        """Return the names of the products that a query lists."""
        return [one["name"] for one in self.get("/v3/catalog/products", **params)["data"]]

    def post(self, path: str, **body: object) -> Any:
        """Return what a POST that must succeed answers."""
        return _value(self.http.post(path, json=body))

    def put(self, path: str, **body: object) -> Any:
        """Return what a PUT that must succeed answers."""
        return _value(self.http.put(path, json=body))

    def orders(self, *lines: dict[str, Any], **fields: object) -> Any:
        """Create an order with these lines and return it."""
        return self.post("/v2/orders", billing_address=ADDRESS, products=lines, **fields)

    def stock(self, sku: str) -> int:
        """Return the units of a SKU."""
        return self.sandbox.seen.store_stock(sku)


def _value(response: httpx.Response) -> Any:
    assert response.is_success, response.text
    return response.json() if response.content else None
