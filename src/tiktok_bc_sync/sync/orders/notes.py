"""Staff notes of BigCommerce orders: lines that are added once."""

from __future__ import annotations

from tiktok_bc_sync.clients.bigcommerce import AsyncBigCommerce
from tiktok_bc_sync.clients.session import Endpoint

_PATH = "/v2/orders/{order_id}"
_READ = Endpoint("getOrder", "GET", _PATH, dict[str, object])
_WRITE = Endpoint("updateOrder", "PUT", _PATH, dict[str, object])


async def add_note(store: AsyncBigCommerce, order_id: str, mark: str, line: str) -> None:
    """Add a line to an order's staff notes, unless the ``mark`` in it is there already."""
    ids = {"order_id": order_id}
    notes = str((await store.call(_READ, ids=ids)).get("staff_notes") or "")
    if mark not in notes:
        longer = "\n".join(part for part in (notes.rstrip(), line) if part)
        await store.call(_WRITE, ids=ids, body={"staff_notes": longer})
