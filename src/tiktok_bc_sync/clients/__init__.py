"""Typed clients of both marketplaces; each works alone."""

from tiktok_bc_sync.clients.bigcommerce import AsyncBigCommerce, BigCommerce
from tiktok_bc_sync.clients.http import AsyncTransport, BlockingTransport, Transport
from tiktok_bc_sync.clients.pages import BlockingPages, Pages
from tiktok_bc_sync.clients.session import Endpoint, Exchange, Watch
from tiktok_bc_sync.clients.tiktok import AsyncTikTokShop, TikTokShop
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
    "StoreEvent",
    "StoreUser",
    "TikTokEvent",
    "TikTokEventKind",
    "TikTokShop",
    "TikTokWebhooks",
    "Transport",
    "Watch",
    "read_signed_payload",
]
