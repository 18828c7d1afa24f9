"""TikTok Shop: a typed client that can be used alone."""

from tiktok_bc_sync.clients.tiktok.blocking import TikTokShop
from tiktok_bc_sync.clients.tiktok.calls.authorization import authorization_url
from tiktok_bc_sync.clients.tiktok.calls.signing import sign, verified, webhook_signature
from tiktok_bc_sync.clients.tiktok.calls.tokens import RenewedToken, TokenSource
from tiktok_bc_sync.clients.tiktok.client import AsyncTikTokShop

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
