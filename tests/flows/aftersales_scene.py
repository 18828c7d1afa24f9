"""An order that was bought and made in BigCommerce: where every story after a sale begins."""

from __future__ import annotations

from tiktok_bc_sync import AsyncConnector
from tiktok_bc_sync.models import ImportedOrder
from tiktok_bc_sync.sandbox import Sandbox


async def bought(
    connector: AsyncConnector, sandbox: Sandbox, *wanted: tuple[str, int], platform: bool = False
) -> ImportedOrder:
    """Let a buyer order, and return the order as it is once BigCommerce has it."""
    await connector.products.pull()
    order_id = sandbox.buyer.orders(*wanted, platform_ships=platform)
    await connector.orders.fetch()
    return await connector.orders.get(order_id)


async def again(connector: AsyncConnector, order: ImportedOrder) -> ImportedOrder:
    """Return an order as it is after another fetch."""
    await connector.orders.fetch()
    return await connector.orders.get(order.id)


def ship(
    sandbox: Sandbox,
    order: ImportedOrder,
    number: str,
    carrier: str,
    items: dict[str, int] | None = None,
) -> int:
    """Ship all that is left of an order in BigCommerce, or units by line id."""
    units = {int(line): count for line, count in items.items()} if items else None
    return sandbox.merchant.ships(
        order.store_order_id, carrier=carrier, tracking_number=number, items=units
    )


def edit_shipment(sandbox: Sandbox, order: ImportedOrder, shipment_id: int, **fields: str) -> None:
    """Correct a shipment in BigCommerce."""
    orders = sandbox.store.orders
    held = orders.orders[int(order.store_order_id)]
    found = next(one for one in orders.shipments[held["id"]] if one["id"] == shipment_id)
    orders.edit_shipment(held, found, fields)


def delete_shipment(sandbox: Sandbox, order: ImportedOrder, shipment_id: int) -> None:
    """Delete a shipment in BigCommerce."""
    orders = sandbox.store.orders
    held = orders.orders[int(order.store_order_id)]
    orders.remove_shipments(
        held, [one for one in orders.shipments[held["id"]] if one["id"] == shipment_id]
    )


def asked(sandbox: Sandbox, method: str, part: str) -> int:
    """Count the requests whose path has a part."""
    return sum(call.method == method and part in call.path for call in sandbox.calls)
