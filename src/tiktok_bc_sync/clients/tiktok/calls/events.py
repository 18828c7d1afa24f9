"""Where the shop's webhooks go: an address for each kind of event."""

from __future__ import annotations

from urllib.parse import urlsplit

from attrs import frozen

from tiktok_bc_sync.clients.reading import maybe_instant
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.tiktok.calls.calling import ShopCalls
from tiktok_bc_sync.clients.tiktok.domain.shops import given
from tiktok_bc_sync.clients.tiktok.wire import envelope as wire
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import Subscription


@frozen
class WebhookItem:
    """An address that is told of a kind of event, with the time in milliseconds."""

    event_type: str
    address: str = ""
    update_time: int = 0


@frozen
class Webhooks:
    """The shop's addresses."""

    webhooks: tuple[WebhookItem, ...] | None = None


_LONGEST_ADDRESS = 255
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_PATH = "/event/202309/webhooks"
WEBHOOKS = Endpoint("getShopWebhooks", "GET", _PATH, Webhooks, shop=True)
PUT_WEBHOOK = Endpoint("updateShopWebhook", "PUT", _PATH, wire.Errors, shop=True)
DELETE_WEBHOOK = Endpoint("deleteWebhookForAnEvent", "DELETE", _PATH, wire.Errors, shop=True)


class EventCalls(ShopCalls):
    """Calls about webhooks."""

    __slots__ = ()

    async def subscriptions(self) -> list[Subscription]:
        """Return where the shop's events go. Vendor: Get Shop Webhooks, version 202309."""
        found = await self._ask(WEBHOOKS)
        return found.read("getShopWebhooks", _subscriptions)

    async def subscribe(self, event: str, address: str) -> None:
        """Send one kind of event to an address of at most 255 characters, and no longer to another.

        ``event`` is the vendor's word, as in ORDER_STATUS_CHANGE. Events tell of buyers: the address must
        be https, or this machine's own. Vendor: Update Shop Webhook, version 202309.
        """
        given(event=event)
        if not _is_safe(address):
            raise InvalidInput(
                f"Webhooks are sent to https addresses of at most {_LONGEST_ADDRESS} characters.",
                field="address",
                what_to_do='Give one like "https://shop.example/webhooks/tiktok".',
            )
        await self._confirm(PUT_WEBHOOK, {"event_type": event, "address": address})

    async def unsubscribe(self, event: str) -> None:
        """Send one kind of event nowhere; it may be one that goes nowhere already.

        Vendor: Delete Webhook for an Event, version 202309.
        """
        given(event=event)
        await self._confirm(DELETE_WEBHOOK, {"event_type": event})


def _is_safe(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    known = parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    return known and bool(host) and len(address) <= _LONGEST_ADDRESS


def _subscriptions(found: Webhooks) -> list[Subscription]:
    return [
        Subscription(
            one.event_type,
            one.address,
            updated_at=maybe_instant(one.update_time // 1000, "update_time"),
        )
        for one in found.webhooks or ()
    ]
