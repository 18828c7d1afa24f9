"""What a life left behind, on the marketplaces and record by record, so that two lives can be compared."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from typing import Any

from tests.faults.lives import SKUS, Life
from tiktok_bc_sync.sandbox import Sandbox

_MOMENT = "the lives were lived at other moments"
_UPLOAD = "TikTok names each upload anew, and a picture may have to be uploaded again"
DIFFERS: Mapping[str, str] = {
    "change": "an id made up for each change of the templates",
    "changed_at": _MOMENT,
    "claimed_at": _MOMENT,
    "connected_at": _MOMENT,
    "created_at": _MOMENT,
    "fetched_at": _MOMENT,
    "heard_at": _MOMENT,
    "modified_at": _MOMENT,
    "orders_seen_until": _MOMENT,
    "paid_at": _MOMENT,
    "products_seen_until": _MOMENT,
    "ship_by": _MOMENT,
    "stock_at": _MOMENT,
    "updated_at": _MOMENT,
    "uri": _UPLOAD,
    "url": _UPLOAD,
}
"""The fields of records that may differ, and why. Versions count the writes, and are not compared either.

Ids that depend on who came first are compared by what they stand for. Activities are left out, with
the selections that they are about: each process keeps an account of what it did itself.
"""

Records = Mapping[tuple[str, str, str], object]


def on_marketplaces(sandbox: Sandbox) -> Mapping[str, object]:
    """Return what people see in both control panels."""
    seen = sandbox.seen
    return {
        "listings": seen.listings(),
        "on TikTok": {sku: (seen.price(sku), seen.stock(sku)) for sku in SKUS},
        "in the store": {sku: (seen.store_price(sku), seen.store_stock(sku)) for sku in SKUS},
        "orders": sorted((one.external_id, one.status, one.total) for one in seen.store_orders()),
    }


def records(life: Life) -> Records:
    """Return all that the storage holds, without what may differ."""
    with closing(sqlite3.connect(life.path)) as connection:
        rows = connection.execute(
            "SELECT account, kind, key, fields, body FROM tbs_record"
            " WHERE kind NOT IN ('activity', 'selection')"
        ).fetchall()
    templates = {
        key: json.loads(body)["name"] for _, kind, key, _, body in rows if kind == "template"
    }
    names = {**_names(life.sandbox), "template_id": templates, "id": templates}
    return {
        (account, kind, templates.get(key, key)): (
            _told(names, "", json.loads(fields)),
            _told(names, "", json.loads(body)),
        )
        for account, kind, key, fields, body in rows
    }


def _names(sandbox: Sandbox) -> Mapping[str, Mapping[str, str]]:
    """Return, for each field that holds ids, what these stand for."""
    listed = [(sku, *one) for sku in SKUS for one in sandbox.shop.listings.of_seller_sku(sku)]
    orders = {one.id: one.external_id for one in sandbox.seen.store_orders()}
    return {
        "listing_id": {product["id"]: f"listing of {sku}" for sku, product, _ in listed},
        "sku_id": {one["id"]: f"SKU {sku}" for sku, _, one in listed},
        "store_order_id": {str(one): f"order of {orders[one]}" for one in orders},
        "store_lines": {
            str(line["id"]): f"line {number} of the order of {orders[one]}"
            for one in orders
            for number, line in enumerate(sandbox.store.orders.lines[one])
        },
    }


def _told(names: Mapping[str, Mapping[str, str]], field: str, value: object) -> object:
    match value:
        case dict():
            fields: dict[str, Any] = value
            return {
                name: _told(names, name, one) for name, one in fields.items() if name not in DIFFERS
            }
        case list():
            items: list[Any] = value
            return [_told(names, field, one) for one in items]
        case str():
            return names.get(field, {}).get(value, value)
        case _:
            return value
