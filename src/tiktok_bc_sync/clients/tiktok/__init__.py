"""TikTok Shop: a typed client that can be used alone."""

from tiktok_bc_sync.clients.tiktok.authorization import authorization_url
from tiktok_bc_sync.clients.tiktok.blocking import TikTokShop
from tiktok_bc_sync.clients.tiktok.client import AsyncTikTokShop
from tiktok_bc_sync.clients.tiktok.signing import sign, verified, webhook_signature
from tiktok_bc_sync.clients.tiktok.tokens import RenewedToken, TokenSource

__all__ = [
    "AsyncTikTokShop",
    "RenewedToken",
    "TikTokShop",
    "TokenSource",
    "authorization_url",
    "sign",
    "verified",
    "webhook_signature",
]
