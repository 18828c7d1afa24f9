"""What a BigCommerce token must be allowed to do, and how that is found out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress

from attrs import frozen

from tiktok_bc_sync.clients.bigcommerce import AsyncBigCommerce
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.errors import MissingScope, Refused


@frozen
class Need:
    """A scope as BigCommerce's page of API accounts names it, and as apps are granted it.

    ``probe`` is a call that only the scope allows and that has no effect.
    """

    name: str
    granted: tuple[str, ...]
    probe: Endpoint[object]
    body: bool = False


def _reading(name: str, scope: str, path: str) -> Need:
    probe = Endpoint("probe", "GET", path, object)
    return Need(f"{name}: read-only", (scope, f"{scope}_read_only"), probe)


NEEDS = (
    _reading("Information & settings", "store_v2_information", "/v2/store"),
    _reading("Products", "store_v2_products", "/v3/catalog/products"),
    _reading("Store inventory", "store_inventory", "/v3/inventory/items"),
    _reading("Store locations", "store_locations", "/v3/inventory/locations"),
    # No order has this id. Whoever may change orders is told so, and others that they may not.
    Need(
        "Orders: modify",
        ("store_v2_orders",),
        Endpoint("probe", "PUT", "/v2/orders/0", object),
        body=True,
    ),
)
"""What the connector needs of a store, the narrowest scope that is enough."""


def lacking(granted: Collection[str]) -> tuple[str, ...]:
    """Return the names of the scopes that an app was not granted.

    >>> lacking(["store_v2_information", "store_v2_products", "store_inventory", "store_locations"])
    ('Orders: modify',)
    """
    return tuple(need.name for need in NEEDS if not set(need.granted) & set(granted))


async def refused_scopes(store: AsyncBigCommerce) -> tuple[str, ...]:
    """Return the names of the scopes that a token lacks, by trying what each one allows.

    Raises `NeedsReconnecting` where the token itself is refused.
    """
    return tuple([need.name for need in NEEDS if not await _allowed(store, need)])


async def _allowed(store: AsyncBigCommerce, need: Need) -> bool:
    query = {} if need.body or need.probe.path == "/v2/store" else {"limit": "1"}
    try:
        with suppress(Refused):  # it was looked at, so the token may ask
            await store.call(need.probe, query=query, body={} if need.body else None)
    except MissingScope:
        return False
    return True


def missing(scopes: Sequence[str]) -> MissingScope:
    """Return the error that names every missing scope."""
    return MissingScope(
        f"The BigCommerce token lacks the scopes {', '.join(scopes)}.",
        vendor="BigCommerce",
        status=403,
        what_to_do="Give them to the API account or to the app, then connect again.",
    )
