"""TikTok Shop's webhooks: which are trusted, and which orders, products and returns they are about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from attrs import field, frozen
from attrs.validators import ge

from tiktok_bc_sync.clients.reading import Malformed
from tiktok_bc_sync.clients.tiktok.calls.signing import verified
from tiktok_bc_sync.clients.times import aware
from tiktok_bc_sync.clients.webhooks.content import (
    Entity,
    EntityKind,
    Event,
    Json,
    event_id,
    named,
    objects,
    seconds,
    understood,
    word,
)
from tiktok_bc_sync.clients.webhooks.trust import (
    MAX_SIZE,
    addressed_to,
    bounded,
    checked_secrets,
    forged,
    fresh,
    only_header,
    visible,
)

_VENDOR = "TikTok Shop"


class TikTokEventKind(StrEnum):
    """The types of webhook that a connector needs, by the vendor's names."""

    ORDER_STATUS_CHANGE = "ORDER_STATUS_CHANGE"
    RECIPIENT_ADDRESS_UPDATE = "RECIPIENT_ADDRESS_UPDATE"
    PACKAGE_UPDATE = "PACKAGE_UPDATE"
    PRODUCT_STATUS_CHANGE = "PRODUCT_STATUS_CHANGE"
    SELLER_DEAUTHORIZATION = "SELLER_DEAUTHORIZATION"
    UPCOMING_AUTHORIZATION_EXPIRATION = "UPCOMING_AUTHORIZATION_EXPIRATION"
    CANCELLATION_STATUS_CHANGE = "CANCELLATION_STATUS_CHANGE"
    RETURN_STATUS_CHANGE = "RETURN_STATUS_CHANGE"
    PRODUCT_INFORMATION_CHANGE = "PRODUCT_INFORMATION_CHANGE"
    PRODUCT_CREATION = "PRODUCT_CREATION"
    PRODUCT_CATEGORY_CHANGE = "PRODUCT_CATEGORY_CHANGE"
    INVOICE_STATUS_CHANGE = "INVOICE_STATUS_CHANGE"
    PRODUCT_AUDIT_STATUS_CHANGE = "PRODUCT_AUDIT_STATUS_CHANGE"
    REFUND_SUCCESS = "REFUND_SUCCESS"
    INVENTORY_CHANGED_BY_SHOP = "INVENTORY_CHANGED_BY_SHOP"


@frozen
class _Type:
    """A type of webhook: where its data names entities, the main one first, and its status."""

    kind: TikTokEventKind
    paths: tuple[tuple[EntityKind, str], ...] = ()
    status: str = ""
    of_shop: bool = False


_ORDER = (EntityKind.ORDER, "order_id")
_PRODUCT = (EntityKind.PRODUCT, "product_id")
_TYPES: Mapping[int, _Type] = MappingProxyType(
    {
        1: _Type(TikTokEventKind.ORDER_STATUS_CHANGE, (_ORDER,), "order_status"),
        3: _Type(TikTokEventKind.RECIPIENT_ADDRESS_UPDATE, (_ORDER,)),
        4: _Type(
            TikTokEventKind.PACKAGE_UPDATE,
            (
                (EntityKind.PACKAGE, "package_list[].package_id"),
                (EntityKind.ORDER, "package_list[].order_id_list[]"),
            ),
        ),
        5: _Type(TikTokEventKind.PRODUCT_STATUS_CHANGE, (_PRODUCT,), "status"),
        6: _Type(TikTokEventKind.SELLER_DEAUTHORIZATION, of_shop=True),
        7: _Type(TikTokEventKind.UPCOMING_AUTHORIZATION_EXPIRATION, of_shop=True),
        11: _Type(
            TikTokEventKind.CANCELLATION_STATUS_CHANGE,
            ((EntityKind.CANCELLATION, "cancel_id"), _ORDER),
            "cancel_status",
        ),
        12: _Type(
            TikTokEventKind.RETURN_STATUS_CHANGE,
            ((EntityKind.RETURN, "return_id"), _ORDER),
            "return_status",
        ),
        15: _Type(TikTokEventKind.PRODUCT_INFORMATION_CHANGE, (_PRODUCT,)),
        16: _Type(TikTokEventKind.PRODUCT_CREATION, (_PRODUCT,)),
        18: _Type(TikTokEventKind.PRODUCT_CATEGORY_CHANGE, (_PRODUCT,)),
        36: _Type(
            TikTokEventKind.INVOICE_STATUS_CHANGE,
            ((EntityKind.PACKAGE, "package_id"), (EntityKind.ORDER, "order_ids[]")),
        ),
        # Its status is the audit's, not the product's.
        37: _Type(TikTokEventKind.PRODUCT_AUDIT_STATUS_CHANGE, (_PRODUCT,)),
        67: _Type(
            TikTokEventKind.REFUND_SUCCESS,
            (
                (EntityKind.AFTERSALES_REQUEST, "aftersales_request_id"),
                (EntityKind.ORDER, "line_items[].main_order_id"),
            ),
        ),
        71: _Type(
            TikTokEventKind.INVENTORY_CHANGED_BY_SHOP, (_PRODUCT, (EntityKind.SKU, "sku_id"))
        ),
    }
)
# Webhooks spell some statuses of orders differently from the order API.
_ORDER_SPELLING = MappingProxyType({"CANCEL": "CANCELLED"})


@frozen(kw_only=True)
class TikTokEvent(Event):
    """Something that happened in a TikTok Shop.

    ``type`` is the vendor's number; ``kind`` is its name, a `TikTokEventKind`, or such as
    ``TYPE_99`` for types that no connector needs. ``shop_id`` is empty for events of a seller or a
    creator.
    """

    type: int
    shop_id: str


@frozen
class TikTokWebhooks:
    """Reads the webhooks that TikTok sends to one app.

    ``secrets`` are the app's, the newest first; older ones are believed too, so that a rotation
    loses nothing. ``max_age`` must exceed the 72 hours for which TikTok tries again. ``shop_id``
    refuses the events of all other shops; empty takes any.

    >>> reader = TikTokWebhooks("6a2bcd7ef0123", ["the-new-secret", "the-old-secret"])
    >>> "secret" in repr(reader)
    False
    """

    app_key: str = field(validator=visible)
    secrets: tuple[str, ...] = field(converter=checked_secrets, repr=False)
    max_age: timedelta = timedelta(hours=73)
    max_size: int = field(default=MAX_SIZE, validator=ge(1))
    shop_id: str = ""

    def read(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> TikTokEvent:
        """Return the event in a request that TikTok sent; ``body`` is exactly what was received.

        Raises `InvalidSignature` for what TikTok did not sign with a secret of this app, for another
        shop's event, and for one that is too old or from the future; `UnexpectedAnswer` for a body
        that is too large or not as the contract says; `InvalidInput` when ``now`` has no time zone
        or ``body`` is not bytes. Events repeat: tell them apart by ``id``.
        """
        aware(now, "now")
        bounded(_VENDOR, body, self.max_size)
        signature = only_header(headers, "Authorization")
        if not any(verified(self.app_key, secret, body, signature) for secret in self.secrets):
            raise forged(_VENDOR)
        event = understood(_VENDOR, "webhook", body, lambda sent: _event(sent, body))
        addressed_to(_VENDOR, self.shop_id, event.shop_id)
        fresh(event.sent_at, now, self.max_age)
        return event


def _event(sent: Mapping[str, Json], raw: bytes) -> TikTokEvent:
    number = _number(sent.get("type"))
    known = _TYPES.get(number)
    shop_id = word(sent.get("shop_id"), "shop_id")
    data = objects(sent, "data")
    return TikTokEvent(
        type=number,
        kind=known.kind if known else f"TYPE_{number}",
        id=event_id(sent.get("tts_notification_id"), "tts_notification_id", raw),
        shop_id=shop_id,
        sent_at=seconds(sent.get("timestamp"), "timestamp"),
        entities=_entities(known, shop_id, data),
        raw=raw,
    )


def _number(value: Json) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1_000_000:
        raise Malformed("type is no number of a type")
    return value


def _entities(known: _Type | None, shop_id: str, data: Mapping[str, Json]) -> tuple[Entity, ...]:
    if known is None:
        return ()
    if known.of_shop:
        return (Entity(EntityKind.SHOP, shop_id),) if shop_id else ()
    status = word(data.get(known.status), known.status) if known.status else ""
    found = [(kind, one) for kind, path in known.paths for one in named(data, path)]
    main = known.paths[0][0]
    # A package's orders may come once for each of its packages.
    return tuple(
        Entity(kind, one, _spelled(kind, status) if kind is main else "")
        for kind, one in dict.fromkeys(found)
    )


def _spelled(kind: EntityKind, status: str) -> str:
    return _ORDER_SPELLING.get(status, status) if kind is EntityKind.ORDER else status
