"""The quickstart, awaited: two merchants' work side by side on one event loop.

Takes the accounts from the environment, or sandboxes in memory where there are none.
"""

from __future__ import annotations

import os

import anyio

from tiktok_bc_sync import AsyncConnector, MemoryStorage
from tiktok_bc_sync.sandbox import Sandbox

MUG = {"name": "Mug", "sku": "MUG-1", "price": 9.5, "weight": 0.3}


def connected() -> list[AsyncConnector]:
    """Return a connector to the accounts in the environment, or to two sandboxes."""
    if "BIGCOMMERCE_STORE_HASH" in os.environ:
        return [AsyncConnector.from_env(storage=MemoryStorage())]
    return [AsyncConnector.for_testing(opened(region)) for region in ("GB", "US")]


def opened(region: str) -> Sandbox:
    """Return a market where somebody has bought already."""
    sandbox = Sandbox(region=region)
    sandbox.load([MUG])
    sandbox.buyer.orders("MUG-1", 2)
    return sandbox


async def work(connector: AsyncConnector) -> None:
    """Bring the catalogue in and the orders over."""
    async with connector:
        account = await connector.accounts.connect()
        await connector.products.pull()
        fetched = await connector.orders.fetch()
        print(f"{account.shop.name}, {account.shop.region}: {fetched}")
        async for order in connector.orders.all():
            print(f"{account.shop.region}: {order.id} is {order.store_order_id} in BigCommerce")


async def main() -> None:
    """Let all of them work at once."""
    async with anyio.create_task_group() as group:
        for connector in connected():
            group.start_soon(work, connector)


if __name__ == "__main__":
    anyio.run(main)
