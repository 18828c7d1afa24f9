"""The fake store's webhooks: which hooks a change concerns, and what each is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msgspec
from attrs import define, evolve, field

from tiktok_bc_sync.sandbox.bigcommerce import BigCommerceStore
from tiktok_bc_sync.sandbox.core import Numbers
from tiktok_bc_sync.sandbox.webhooks import store_catalog, store_orders
from tiktok_bc_sync.sandbox.webhooks.deliveries import Address, Message
from tiktok_bc_sync.sandbox.webhooks.events import Event, Json, Watch

# Over 48 hours, as the vendor does; it does not promise the steps.
_WAITS = tuple(
    timedelta(seconds=one)
    for one in (60, 180, 180, 300, 600, 900, 1800, 3600, 7200, 21_600, 50_400, 86_400)
)
_UNINSTALLED = "store/app/uninstalled"
_STORE_ID = "1025646"


@define
class StoreNews:
    """What the store tells the apps that have hooks in it."""

    store: BigCommerceStore = field(repr=False)
    vendor: str = field(default="BIGCOMMERCE", init=False)
    waits: tuple[timedelta, ...] = field(default=_WAITS, init=False, repr=False)
    _told: Numbers = field(factory=lambda: Numbers(0), init=False, repr=False)
    _before: Mapping[int, Json] = field(factory=dict[int, Json], init=False, repr=False)
    _watches: tuple[Watch[Any], ...] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        app = Watch(frozenset((_UNINSTALLED,)), self._installed, _of_app)
        self._watches = (
            app,
            *store_catalog.watches(self.store),
            *store_orders.watches(self.store),
        )

    def news(self) -> list[Message]:
        """Return what happened since the last call, once for each hook that asked for it."""
        found = [event for watch in self._watches for event in watch.news(self._wanted)]
        messages = [one for event in found for one in self._messages(event)]
        self._before = dict(self._hooks)
        return messages

    def address(self, message: Message) -> Address | None:
        """Return a hook's destination with the headers that its owner gave it."""
        hook = self._hooks.get(int(message.key))
        return _address(hook) if hook and hook["is_active"] else None

    def gives_up(self, message: Message) -> None:
        """Switch a hook off that could not be reached for two days."""
        if hook := self._hooks.get(int(message.key)):
            hook["is_active"] = False

    # --- how it works ------------------------------------------------------------------

    @property
    def _hooks(self) -> dict[int, Json]:
        return self.store.hooks.hooks

    def _installed(self, _: object) -> dict[str, bool]:
        return {"": self.store.oauth.installed}

    def _wanted(self, event: str) -> bool:
        return any(_concerns(one, event) for one in self._asking(event).values())

    def _asking(self, event: str) -> Mapping[int, Json]:
        # An app that is uninstalled loses its hooks, and is told by them for the last time.
        return {**self._before, **self._hooks} if event == _UNINSTALLED else self._hooks

    def _messages(self, event: Event) -> list[Message]:
        body = self._body(event)
        asking = self._asking(event.name)
        message = Message(self.vendor, "", event.name, body)
        return [
            evolve(message, key=str(key), last=None if key in self._hooks else _address(hook))
            for key, hook in asking.items()
            if _concerns(hook, event.name)
        ]

    def _body(self, event: Event) -> bytes:
        body = {
            # Whoever judges by it how old a webhook is looks at a clock on the wall.
            "created_at": int(self.store.clock.wall().timestamp()),
            "store_id": _STORE_ID,
            "producer": f"stores/{self.store.store_hash}",
            "scope": event.name,
            "data": event.data,
        }
        told = msgspec.json.encode([self._told.next(), body])
        # How the vendor makes it is not known: a repeated event has the same, no other has.
        return msgspec.json.encode({**body, "hash": hashlib.sha1(told).hexdigest()})  # noqa: S324


def _of_app(_: str, was: bool | None, now: bool | None) -> list[Event]:
    return [Event(_UNINSTALLED, {"type": "store"})] if was and not now else []


def _concerns(hook: Json, event: str) -> bool:
    """Tell whether a hook asks for an event, by its name or as one of a kind."""
    scope: str = hook["scope"]
    fits = event.startswith(scope[:-1]) if scope.endswith("/*") else event == scope
    return fits and bool(hook["is_active"])


def _address(hook: Json) -> Address:
    return Address(hook["destination"], dict(hook["headers"] or {}))
