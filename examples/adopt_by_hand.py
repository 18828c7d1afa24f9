"""Moving in: a merchant who listed products on TikTok by hand gets them adopted, not listed twice.

Adopting changes nothing on TikTok; a listing belongs to the product that has its seller SKUs. Takes the
accounts from the environment, or a sandbox in memory where there are none.
"""

from __future__ import annotations

import os

from tiktok_bc_sync import Connector, MemoryStorage, SimpleProducts
from tiktok_bc_sync.sandbox import Sandbox

PRODUCTS = [
    {
        "name": name,
        "sku": sku,
        "price": 9.5,
        "weight": 0.3,
        "images": [{"image_file": f"{sku}.png"}],
    }
    for name, sku in (("Mug", "MUG-1"), ("Bowl", "BOWL-1"))
]


def connected() -> Connector:
    """Return a connector to the accounts in the environment, or to a sandbox with a listing in it."""
    if "BIGCOMMERCE_STORE_HASH" in os.environ:
        return Connector.from_env(storage=MemoryStorage())
    sandbox = Sandbox(region="US")
    sandbox.load(PRODUCTS)
    listed_by_hand(sandbox)
    return Connector.for_testing(sandbox)


def listed_by_hand(sandbox: Sandbox) -> None:
    """List one product, and forget all about it."""
    with Connector.for_testing(sandbox) as somebody:
        somebody.products.pull()
        category = somebody.templates.categories()[0]
        somebody.templates.create(
            name="By hand", category_id=category.id, simple_products=SimpleProducts.SINGLE_SKU
        )
        somebody.listings.upload([one.id for one in somebody.products.all() if one.title == "Mug"])
    sandbox.vendor.reviews()


def main() -> None:
    """Look what is there, adopt it, and show what is left to list."""
    with connected() as connector:
        connector.products.pull()
        found = [one for one in connector.listings.drift() if one.product_id]
        for one in found:
            print(one.product_id, *map(str, one.differences), sep="\n  ")
        print(connector.listings.adopt([one.product_id for one in found]))
        category = connector.templates.categories()[0]
        connector.templates.create(
            name="Everything", category_id=category.id, simple_products=SimpleProducts.SINGLE_SKU
        )
        print(connector.listings.plan())


if __name__ == "__main__":
    main()
