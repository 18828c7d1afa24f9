"""Where the store's webhooks go: an address for each kind of event."""

from __future__ import annotations

from collections.abc import Mapping

from tiktok_bc_sync.clients.bigcommerce.calls.calling import StoreCalls
from tiktok_bc_sync.clients.bigcommerce.domain import settings as domain
from tiktok_bc_sync.clients.bigcommerce.domain.asking import changes, given, needed
from tiktok_bc_sync.clients.bigcommerce.wire.answers import Answer, Listed
from tiktok_bc_sync.clients.bigcommerce.wire.settings import HookItem
from tiktok_bc_sync.clients.pages import Pages
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import Subscription

_HOOK = "/v3/hooks/{webhook_id}"
HOOKS = Endpoint("getWebhooks", "GET", "/v3/hooks", Listed)
CREATE_HOOK = Endpoint("createWebhooks", "POST", "/v3/hooks", Answer[HookItem], idempotent=False)
UPDATE_HOOK = Endpoint("updateWebhook", "PUT", _HOOK, Answer[HookItem])
DELETE_HOOK = Endpoint("deleteWebhook", "DELETE", _HOOK, object)


class SubscriptionCalls(StoreCalls):
    """Calls about webhooks."""

    __slots__ = ()

    def subscriptions(self) -> Pages[Subscription]:
        """List where the store's events go; of this app only. Vendor: v3 hooks."""
        return self._list(HOOKS, "webhook", HookItem, domain.subscription)

    async def subscribe(
        self, event: str, address: str, *, headers: Mapping[str, str]
    ) -> Subscription:
        """Send one kind of event to an https address, with headers that prove who sent it.

        ``event`` is the vendor's scope, as in store/order/*. The vendor signs nothing, so put a secret
        into ``headers``: `BigCommerceWebhooks.headers` makes them. Never repeated by itself. Vendor: v3
        hooks.
        """
        if not headers:
            raise InvalidInput(
                "Without a secret in a header anybody could send such webhooks.",
                field="headers",
                what_to_do="Give those of BigCommerceWebhooks.headers().",
            )
        body = {
            "scope": needed(event, "event"),
            "destination": _https(address),
            "is_active": True,
            "headers": dict(headers),
        }
        return await self._one(CREATE_HOOK, "webhook", domain.subscription, body=body)

    async def update_subscription(
        self,
        subscription_id: str,
        *,
        address: str = "",
        active: bool | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Subscription:
        """Send events elsewhere, with another secret, or switch them on again or off.

        What is not given stays. Vendor: v3 hooks.
        """
        told = given({"is_active": active, "headers": dict(headers) if headers else None})
        if address:
            told["destination"] = _https(address)
        ids = {"webhook_id": subscription_id}
        body = changes(told, "change")
        return await self._one(UPDATE_HOOK, "webhook", domain.subscription, ids=ids, body=body)

    async def unsubscribe(self, subscription_id: str) -> None:
        """End a subscription, or find it gone. Vendor: v3 hooks."""
        await self._delete(DELETE_HOOK, webhook_id=subscription_id)


def _https(address: str) -> str:
    if not address.startswith("https://"):
        raise InvalidInput(
            "Webhooks are sent to https addresses only.",
            field="address",
            what_to_do='Give one like "https://shop.example/webhooks/bigcommerce".',
        )
    return address
