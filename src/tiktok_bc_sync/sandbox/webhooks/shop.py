"""The fake TikTok Shop's webhooks: each kind's number and body, signed for the app."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import msgspec
from attrs import define, field

from tiktok_bc_sync.sandbox.tiktok import TikTokService
from tiktok_bc_sync.sandbox.tiktok.shop.access import webhook_signature
from tiktok_bc_sync.sandbox.tiktok.shop.wire import Ids
from tiktok_bc_sync.sandbox.webhooks import shop_listings, shop_orders
from tiktok_bc_sync.sandbox.webhooks.deliveries import Address, Message
from tiktok_bc_sync.sandbox.webhooks.events import Event, Watch
from tiktok_bc_sync.sandbox.webhooks.shop_access import DEAUTHORIZED, access

NUMBERS: Mapping[str, int] = MappingProxyType(
    {
        "ORDER_STATUS_CHANGE": 1,
        "RECIPIENT_ADDRESS_UPDATE": 3,
        "PACKAGE_UPDATE": 4,
        "PRODUCT_STATUS_CHANGE": 5,
        DEAUTHORIZED: 6,
        "UPCOMING_AUTHORIZATION_EXPIRATION": 7,
        "CANCELLATION_STATUS_CHANGE": 11,
        "RETURN_STATUS_CHANGE": 12,
        "PRODUCT_INFORMATION_CHANGE": 15,
        "PRODUCT_CREATION": 16,
        "PRODUCT_CATEGORY_CHANGE": 18,
        "PRODUCT_AUDIT_STATUS_CHANGE": 37,
        "REFUND_SUCCESS": 67,
        "INVENTORY_CHANGED_BY_SHOP": 71,
    }
)
# The vendor's models of these kinds have no id.
_WITHOUT_ID = (3, 37)
# The vendor tries for 72 hours; the steps, each twice as long as the one before, are ours.
_WAITS = tuple(timedelta(minutes=2**step) for step in range(12))


@define
class ShopNews:
    """What the shop tells its app, for as long as the seller's consent lasts."""

    shop: TikTokService = field(repr=False)
    vendor: str = field(default="TIKTOK", init=False)
    waits: tuple[timedelta, ...] = field(default=_WAITS, init=False, repr=False)
    _ids: Ids = field(factory=Ids, init=False, repr=False)
    _watches: tuple[Watch[Any], ...] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._watches = (
            access(self.shop),
            *shop_listings.watches(self.shop, self._ids),
            *shop_orders.watches(self.shop),
        )

    def news(self) -> list[Message]:
        """Return what happened since the last call, as far as anybody asked for it."""
        found = [event for watch in self._watches for event in watch.news(self._wanted)]
        return [self._message(one) for one in found]

    def address(self, message: Message) -> Address | None:
        """Return where a message goes and the headers that prove where it is from."""
        shop = self.shop
        url = shop.subscriptions.address(message.event)
        signature = webhook_signature(shop.app_key, shop.app_secret, message.body)
        return Address(url, {"Authorization": signature}) if url else None

    def gives_up(self, message: Message) -> None:
        """Leave the subscription as it is: the vendor says nothing of ending one."""

    def _wanted(self, event: str) -> bool:
        allowed = self.shop.access.authorized_until is not None or event == DEAUTHORIZED
        return allowed and bool(self.shop.subscriptions.address(event))

    def _message(self, event: Event) -> Message:
        number, head = NUMBERS[event.name], {"tts_notification_id": self._ids.next("7327")}
        body = {
            "type": number,
            **({} if number in _WITHOUT_ID else head),
            "shop_id": self.shop.shop_id,
            # Whoever judges by it how old a webhook is looks at a clock on the wall.
            "timestamp": int(self.shop.clock.wall().timestamp()),
            "data": event.data,
        }
        return Message(self.vendor, event.name, event.name, msgspec.json.encode(body))
