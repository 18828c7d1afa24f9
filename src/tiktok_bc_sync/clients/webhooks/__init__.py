"""What the vendors tell by themselves: webhooks and signed callbacks, verified and then read.

Nothing here knows a web framework: give it the headers and the very bytes of the body.
"""

from tiktok_bc_sync.clients.webhooks.bigcommerce import (
    BigCommerceWebhooks,
    StoreEvent,
    store_named,
)
from tiktok_bc_sync.clients.webhooks.content import Entity, EntityKind, Event
from tiktok_bc_sync.clients.webhooks.signed_payload import (
    SignedPayload,
    StoreUser,
    read_signed_payload,
)
from tiktok_bc_sync.clients.webhooks.tiktok import TikTokEvent, TikTokEventKind, TikTokWebhooks

__all__ = [
    "BigCommerceWebhooks",
    "Entity",
    "EntityKind",
    "Event",
    "SignedPayload",
    "StoreEvent",
    "StoreUser",
    "TikTokEvent",
    "TikTokEventKind",
    "TikTokWebhooks",
    "read_signed_payload",
    "store_named",
]
