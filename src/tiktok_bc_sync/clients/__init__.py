"""Typed clients of both marketplaces; each works alone."""

from tiktok_bc_sync.clients.bigcommerce import AsyncBigCommerce, BigCommerce
from tiktok_bc_sync.clients.http import AsyncTransport, BlockingTransport, Transport
from tiktok_bc_sync.clients.pages import BlockingPages, Pages
from tiktok_bc_sync.clients.tiktok import AsyncTikTokShop, TikTokShop

__all__ = [
    "AsyncBigCommerce",
    "AsyncTikTokShop",
    "AsyncTransport",
    "BigCommerce",
    "BlockingPages",
    "BlockingTransport",
    "Pages",
    "TikTokShop",
    "Transport",
]
