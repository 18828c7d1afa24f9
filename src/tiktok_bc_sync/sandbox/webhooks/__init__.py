"""What the two marketplaces tell by themselves: events, in the vendors' words, and their delivery.

Nothing announces an event. After whatever happened the sandbox is compared with what it was, so that
what a request, a verb or the time alone has changed is told in the same way, and in one place.
"""

from tiktok_bc_sync.sandbox.webhooks.deliveries import Attempt, Deliveries, Webhook
from tiktok_bc_sync.sandbox.webhooks.shop import ShopNews
from tiktok_bc_sync.sandbox.webhooks.store import StoreNews

__all__ = ["Attempt", "Deliveries", "ShopNews", "StoreNews", "Webhook"]
