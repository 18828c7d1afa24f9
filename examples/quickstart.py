"""The shortest whole job: pull, plan, apply, fetch orders, and the numbers.

Takes the accounts from the environment, or a sandbox in memory where there are none.
"""

from __future__ import annotations

import os

from tiktok_bc_sync import Connector, MemoryStorage, SimpleProducts
from tiktok_bc_sync.sandbox import Sandbox

MUG = {
    "name": "Mug",
    "sku": "MUG-1",
    "price": 9.5,
    "weight": 0.3,
    "images": [{"image_file": "m.png"}],
}


def connected() -> Connector:
    """Return a connector to the accounts in the environment, or to a sandbox."""
    if "BIGCOMMERCE_STORE_HASH" in os.environ:
        return Connector.from_env(storage=MemoryStorage())
    sandbox = Sandbox(region="GB")
    sandbox.load([MUG])
    sandbox.buyer.orders("MUG-1", 2)
    return Connector.for_testing(sandbox)


def main() -> None:
    """Do the job once."""
    with connected() as connector:
        print(connector.products.pull())
        category = connector.templates.categories()[0]
        connector.templates.create(
            name="Everything", category_id=category.id, simple_products=SimpleProducts.SINGLE_SKU
        )
        plan = connector.listings.plan()
        print(plan)
        print(connector.listings.apply(plan))
        print(connector.orders.fetch())
        print(connector.dashboard.summary())


if __name__ == "__main__":
    main()
