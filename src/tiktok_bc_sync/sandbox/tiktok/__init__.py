"""A fake TikTok Shop: real paths, signatures, bodies and refusals, kept in memory."""

from tiktok_bc_sync.sandbox.tiktok.script import Buyer, Vendor
from tiktok_bc_sync.sandbox.tiktok.service import TikTokService

__all__ = ["Buyer", "TikTokService", "Vendor"]
