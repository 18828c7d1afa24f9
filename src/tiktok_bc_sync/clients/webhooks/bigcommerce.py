"""BigCommerce's webhooks: which are trusted by a secret of ours, and what they are about."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from attrs import Attribute, field, frozen
from attrs.validators import ge

from tiktok_bc_sync.clients.reading import Malformed
from tiktok_bc_sync.clients.times import aware
from tiktok_bc_sync.clients.webhooks.content import (
    Entity,
    EntityKind,
    Event,
    Json,
    decoded,
    event_id,
    named,
    needed,
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
)
from tiktok_bc_sync.errors import InvalidInput

_VENDOR = "BigCommerce"
_STORE = re.compile(r"stores/([A-Za-z0-9]{1,64})")
_HEADER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
# Where an event names more than its own entity; inventory events of a location name nothing else.
_PATHS = (
    (EntityKind.PRODUCT, "sku.product_id"),
    (EntityKind.VARIANT, "sku.variant_id"),
    (EntityKind.PRODUCT, "inventory.product_id"),
    (EntityKind.VARIANT, "inventory.variant_id"),
    (EntityKind.PRODUCT, "product_id"),
    (EntityKind.VARIANT, "variant_id"),
    (EntityKind.ORDER, "orderId"),
    (EntityKind.REFUND, "refund.refund_id"),
)


@frozen(kw_only=True)
class StoreEvent(Event):
    """Something that happened in a BigCommerce store; ``kind`` is the vendor's scope."""

    store_hash: str


def store_of(value: Json, name: str) -> str:
    """Return the hash of a store that is named such as ``stores/abc123``."""
    found = _STORE.fullmatch(needed(value, name))
    if not found:
        raise Malformed(f"{name} names no store")
    return found[1]


def store_named(body: bytes) -> str:
    """Return the hash of the store that a webhook says it is from, empty where it names none.

    Nothing is verified yet: use it only to look up which secret the store's webhooks come with.
    """
    try:
        return store_of(decoded(body).get("producer"), "producer") if len(body) <= MAX_SIZE else ""
    except Malformed:
        return ""


def _token(_self: object, attribute: Attribute[str], value: str) -> None:
    if not isinstance(value, str) or not _HEADER.fullmatch(value):
        raise InvalidInput(
            "The name of a header is made of letters, digits and hyphens.", field=attribute.name
        )


@frozen
class BigCommerceWebhooks:
    """Reads the webhooks that BigCommerce sends with a secret of ours, for it signs none.

    ``secrets`` has the newest first, which `headers` gives to new hooks; hooks that were registered
    with an older one are believed too. ``store_hash`` refuses the events of all other stores; empty
    takes any. ``max_age`` must exceed the 48 hours for which BigCommerce tries again. As the secret
    says nothing of the body, re-read what an event is about.

    >>> BigCommerceWebhooks(["6Jc0vQx8Tn2m"]).headers()
    {'X-Webhook-Secret': '6Jc0vQx8Tn2m'}
    """

    secrets: tuple[str, ...] = field(converter=checked_secrets, repr=False)
    store_hash: str = ""
    header: str = field(default="X-Webhook-Secret", validator=_token)
    max_age: timedelta = timedelta(hours=49)
    max_size: int = field(default=MAX_SIZE, validator=ge(1))

    def headers(self) -> dict[str, str]:
        """Return the headers to register a hook with."""
        return {self.header: self.secrets[0]}

    def read(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> StoreEvent:
        """Return the event in a request that BigCommerce sent.

        Raises `InvalidSignature` for what came without our secret, for another store's event, and
        for one that is too old or from the future; `UnexpectedAnswer` for a body that is too large
        or not as the contract says; `InvalidInput` when ``now`` has no time zone or ``body`` is not
        bytes. Events repeat: tell them apart by ``id``.
        """
        aware(now, "now")
        bounded(_VENDOR, body, self.max_size)
        given = only_header(headers, self.header).encode()
        if not any(hmac.compare_digest(secret.encode(), given) for secret in self.secrets):
            raise forged(_VENDOR)
        event = understood(_VENDOR, "webhook", body, lambda sent: _event(sent, body))
        addressed_to(_VENDOR, self.store_hash, event.store_hash)
        fresh(event.sent_at, now, self.max_age)
        return event


def _event(sent: Mapping[str, Json], raw: bytes) -> StoreEvent:
    store_hash = store_of(sent.get("producer"), "producer")
    return StoreEvent(
        kind=needed(sent.get("scope"), "scope"),
        id=event_id(sent.get("hash"), "hash", raw),
        store_hash=store_hash,
        sent_at=seconds(sent.get("created_at"), "created_at"),
        entities=_entities(objects(sent, "data"), store_hash),
        raw=raw,
    )


def _entities(data: Mapping[str, Json], store_hash: str) -> tuple[Entity, ...]:
    kind, own = word(data.get("type"), "data.type"), word(data.get("id"), "data.id")
    if kind == EntityKind.STORE:  # such as when the app is uninstalled; the event has no id
        return (Entity(EntityKind.STORE, store_hash),)
    main = [Entity(kind, own)] if kind and own else []
    others = [Entity(other, one) for other, path in _PATHS for one in named(data, path)]
    return tuple(dict.fromkeys(main + others))
