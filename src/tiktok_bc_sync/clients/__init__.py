"""Typed clients of both marketplaces; each works alone."""

from tiktok_bc_sync.clients.bigcommerce import (
    AsyncBigCommerce,
    AsyncStoreApp,
    BigCommerce,
    StoreApp,
)
from tiktok_bc_sync.clients.http import AsyncTransport, BlockingTransport, Transport
from tiktok_bc_sync.clients.pages import BlockingPages, Pages
from tiktok_bc_sync.clients.session import Endpoint, Exchange, Watch
from tiktok_bc_sync.clients.tiktok import AsyncTikTokShop, TikTokShop, authorization_url
from tiktok_bc_sync.clients.webhooks import (
    BigCommerceWebhooks,
    Entity,
    EntityKind,
    Event,
    SignedPayload,
    StoreEvent,
    StoreUser,
    TikTokEvent,
    TikTokEventKind,
    TikTokWebhooks,
    read_signed_payload,
)

__all__ = [
    "AsyncBigCommerce",
    "AsyncStoreApp",
    "AsyncTikTokShop",
    "AsyncTransport",
    "BigCommerce",
    "BigCommerceWebhooks",
    "BlockingPages",
    "BlockingTransport",
    "Endpoint",
    "Entity",
    "EntityKind",
    "Event",
    "Exchange",
    "Pages",
    "SignedPayload",
    "StoreApp",
    "StoreEvent",
    "StoreUser",
    "TikTokEvent",
    "TikTokEventKind",
    "TikTokShop",
    "TikTokWebhooks",
    "Transport",
    "Watch",
    "authorization_url",
    "read_signed_payload",
]
