"""A fake BigCommerce store: real paths and bodies, kept in memory."""

from tiktok_bc_sync.sandbox.bigcommerce.store import BigCommerceStore

__all__ = ["BigCommerceStore"]
