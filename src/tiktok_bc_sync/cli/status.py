"""``tiktok-bc-sync status``: whether both connections work, and the numbers."""

from __future__ import annotations

import json

import typer

from tiktok_bc_sync.cli.connecting import DEFAULT_STORAGE, AsJson, StorageUrl, connected


def status(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Check both connections and count products, orders and returns."""
    with connected(storage) as connector:
        account = connector.accounts.connect()
        summary = connector.dashboard.summary()
    if as_json:
        known = {
            "store": account.store_hash,
            "shop": {
                "id": account.shop.id,
                "name": account.shop.name,
                "region": account.shop.region,
            },
            "products": dict(summary.products),
            "orders": dict(summary.orders),
            "returns": dict(summary.returns),
        }
        typer.echo(json.dumps(known, ensure_ascii=False))
        return
    typer.echo(f"{account.store_name} ({account.store_currency}) sells as {account.shop.name}")
    typer.echo(f"in {account.shop.region} ({account.shop_currency}): {account.status}")
    typer.echo(str(summary))
