"""The shortest whole job: pull, plan, apply, fetch orders, and the numbers.

Takes the credentials from the environment, or serves a sandbox of its own where there are none.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tiktok_bc_sync import Connector, MemoryStorage, SimpleProducts
from tiktok_bc_sync.sandbox import Sandbox, serve

MUG = {
    "name": "Mug",
    "sku": "MUG-1",
    "price": 9.5,
    "weight": 0.3,
    "images": [{"image_file": "m.png"}],
}


@contextmanager
def credentials() -> Iterator[Mapping[str, str]]:
    """Yield the environment, or that of a sandbox where nobody put credentials into it."""
    if "BIGCOMMERCE_STORE_HASH" in os.environ:
        yield os.environ
        return
    sandbox = Sandbox(region="GB")
    sandbox.load([MUG])
    sandbox.buyer.orders("MUG-1", 2)
    with serve(sandbox) as served:
        yield served.env


def main() -> None:
    """Do the job once."""
    with (
        credentials() as env,
        Connector.from_env(storage=MemoryStorage(), env=env) as connector,
    ):
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
