"""Where the fake shop's webhooks go: one address for each kind of event."""

from __future__ import annotations

from attrs import define, field

from tiktok_bc_sync.sandbox.core import Clock
from tiktok_bc_sync.sandbox.tiktok.wire import Call, Json, Route, bad_parameter


@define
class Subscriptions:
    """Addresses by event type; the sending is left to whoever serves this shop."""

    clock: Clock
    webhooks: dict[str, Json] = field(factory=dict[str, Json])

    def routes(self) -> list[Route]:
        """Return the operations on subscriptions."""
        path = "/event/202309/webhooks"
        return [
            Route("GET", path, self.list_webhooks),
            Route("PUT", path, self.put, ("address", "event_type")),
            Route("DELETE", path, self.delete, ("event_type",)),
        ]

    def list_webhooks(self, call: Call) -> Json:
        """Answer Get Shop Webhooks."""
        return {"webhooks": list(self.webhooks.values()), "total_count": len(self.webhooks)}

    def put(self, call: Call) -> Json:
        """Answer Update Shop Webhook."""
        address, event, now = call.body["address"], call.body["event_type"], self.clock.unix
        if not address.startswith("https://"):
            raise bad_parameter("address must be an https URL")
        since = self.webhooks.get(event, {}).get("create_time", now)
        entry = {"event_type": event, "address": address, "create_time": since}
        self.webhooks[event] = {**entry, "update_time": now}
        return {}

    def delete(self, call: Call) -> Json:
        """Answer Delete Webhook for an Event."""
        self.webhooks.pop(call.body["event_type"], None)
        return {}
