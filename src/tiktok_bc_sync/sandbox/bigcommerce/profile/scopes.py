"""Which OAuth scope opens which path."""

from __future__ import annotations

import re

_ORDERS = "store_v2_orders"
_TRANSACTIONS = "store_v2_transactions"
_INVENTORY = "store_inventory"
_INFORMATION = "store_v2_information"
# The first pattern that a path starts with decides; a token needs one of its scopes. Where a
# document names no scope, that of the nearest documented path is taken.
_AREAS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(pattern), scopes)
    for pattern, scopes in (
        (r"/v3/hooks|/v2/time", ()),
        (r"/v3/orders/\w+/transactions", (_TRANSACTIONS,)),
        (r"/v3/orders/(\w+/)?payment_actions", (_ORDERS, _TRANSACTIONS)),
        (r"/v[23]/order", (_ORDERS,)),
        (r"/v3/inventory/(items|adjustments|locations/\w+/items)", (_INVENTORY,)),
        (r"/v3/inventory/locations", ("store_locations",)),
        (r"/v3/channels/\w+/listings", ("store_channel_listings",)),
        (r"/v3/channels/\w+/(site|channel-menus)", ("store_sites",)),
        (r"/v3/channels", ("store_channel_settings",)),
        (
            r"/v3/(catalog|pricelists|shipping/products)|/v2/(products|brands|categories|options)",
            ("store_v2_products",),
        ),
        (r"/v3/store/systemlogs", ("store_logs",)),
        (r"/v[23]/customer", ("store_v2_customers",)),
        (r"", (_INFORMATION,)),
    )
)
_READ_ONLY = "_read_only"
DEFAULT_SCOPE = "store_v2_default"
ALL_SCOPES = frozenset((DEFAULT_SCOPE, *(one for _, scopes in _AREAS for one in scopes)))
"""Every scope that may change things, which may read them too."""
KNOWN_SCOPES = ALL_SCOPES | {f"{one}{_READ_ONLY}" for one in ALL_SCOPES - {DEFAULT_SCOPE}}


def opens(scopes: frozenset[str], method: str, path: str) -> bool:
    """Tell whether a token with these scopes may make a request; the path starts with its version."""
    needed = next(found for pattern, found in _AREAS if pattern.match(path))
    if not needed:
        return True
    reading = {f"{one}{_READ_ONLY}" for one in needed} if method in ("GET", "HEAD") else set[str]()
    return bool(scopes & {*needed, *reading})
