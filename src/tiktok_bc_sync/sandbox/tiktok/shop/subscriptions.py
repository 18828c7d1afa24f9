"""Where the fake shop's webhooks go: one address for each kind of event."""

from __future__ import annotations

from urllib.parse import urlsplit

from attrs import define, field

from tiktok_bc_sync.sandbox.core import Clock
from tiktok_bc_sync.sandbox.tiktok.shop.wire import Call, Json, Route, bad_parameter

TOPICS = frozenset(
    {
        "CANCELLATION_STATUS_CHANGE",
        "INVOICE_STATUS_CHANGE",
        "NEW_CONVERSATION",
        "NEW_MESSAGE",
        "NEW_MESSAGE_LISTENER",
        "ORDER_STATUS_CHANGE",
        "PACKAGE_UPDATE",
        "PRODUCT_AUDIT_STATUS_CHANGE",
        "PRODUCT_CATEGORY_CHANGE",
        "PRODUCT_CREATION",
        "PRODUCT_INFORMATION_CHANGE",
        "PRODUCT_STATUS_CHANGE",
        "RECIPIENT_ADDRESS_UPDATE",
        "RETURN_STATUS_CHANGE",
        "REVERSE_STATUS_UPDATE",
        "SELLER_DEAUTHORIZATION",
        "UPCOMING_AUTHORIZATION_EXPIRATION",
    }
)
"""The kinds of event that an app can subscribe to by API."""
CONSOLE_TOPICS = frozenset({"INVENTORY_CHANGED_BY_SHOP", "REFUND_SUCCESS"})
"""Kinds that are sent too, but only to an address set in the Partner Center."""
_MOST_LETTERS = 255


@define
class Subscriptions:
    """Addresses by kind of event: the shop's own, and for all others those of the app."""

    clock: Clock
    webhooks: dict[str, Json] = field(factory=dict[str, Json])
    of_app: dict[str, str] = field(factory=dict[str, str])

    def routes(self) -> list[Route]:
        """Return the operations on subscriptions."""
        path = "/event/202309/webhooks"
        return [
            Route("GET", path, self.list_webhooks),
            Route("PUT", path, self.put, ("address", "event_type")),
            Route("DELETE", path, self.delete, ("event_type",)),
        ]

    def address(self, event: str) -> str:
        """Return where a kind of event goes, or nothing where nobody asked for it."""
        own = self.webhooks.get(event)
        return str(own["address"]) if own else self.of_app.get(event, "")

    def list_webhooks(self, call: Call) -> Json:
        """Answer Get Shop Webhooks."""
        return {"webhooks": list(self.webhooks.values()), "total_count": len(self.webhooks)}

    def put(self, call: Call) -> Json:
        """Answer Update Shop Webhook."""
        address, event, now = call.body["address"], call.body["event_type"], self.clock.unix * 1000
        if not is_address(address):
            raise bad_parameter("address must be a URL of at most 255 characters")
        if event not in TOPICS:
            raise bad_parameter("event_type is invalid")
        since = self.webhooks.get(event, {}).get("create_time", now)
        entry = {"event_type": event, "address": address, "create_time": since}
        self.webhooks[event] = {**entry, "update_time": now}
        return {}

    def delete(self, call: Call) -> Json:
        """Answer Delete Webhook for an Event."""
        self.webhooks.pop(call.body["event_type"], None)
        return {}


def is_address(text: str) -> bool:
    """Tell whether webhooks can be sent there; the vendor takes http, too."""
    try:
        parts = urlsplit(text)
        known = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
    return known and len(text) <= _MOST_LETTERS
