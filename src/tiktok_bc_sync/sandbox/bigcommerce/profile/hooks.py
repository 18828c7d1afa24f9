"""The register of webhooks: who wants to be told what, and where."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Required, TypedDict
from urllib.parse import urlsplit

from attrs import define, field
from msgspec import Meta

from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import (
    Json,
    not_found,
    v3,
    v3_page,
    v3_refusal,
    whole,
)
from tiktok_bc_sync.sandbox.bigcommerce.wire.bodies import v3_given
from tiktok_bc_sync.sandbox.bigcommerce.wire.filters import flags, matching, texts
from tiktok_bc_sync.sandbox.core import Clock, Numbers, Request, Response

_STATE = flags("is_active")
_FILTERS = {**_STATE, **texts("scope"), **texts("destination")}
_CHANGES = ("created", "updated", "deleted")
_STOCK = ("inventory/updated", "inventory/order/updated")
_EVENTS: Mapping[str, tuple[str, ...]] = {
    "cart": (*_CHANGES, "couponApplied", "abandoned", "converted"),
    "cart/lineItem": _CHANGES,
    "category": _CHANGES,
    "channel": ("created", "updated"),
    "customer": (*_CHANGES, "payment/instrument/default/updated"),
    "customer/address": _CHANGES,
    "inventory/location": _CHANGES,
    "metafield": _CHANGES,
    "order": (
        "created",
        "updated",
        "archived",
        "statusUpdated",
        "message/created",
        "refund/created",
        "transaction/created",
        "transaction/updated",
    ),
    "order/metafield": _CHANGES,
    "priceList": _CHANGES,
    "priceList/assignment": _CHANGES,
    "priceList/record": _CHANGES,
    "product": (*_CHANGES, *_STOCK),
    "product/metafield": _CHANGES,
    "shipment": _CHANGES,
    "sku": (*_CHANGES, *_STOCK),
    "subscriber": _CHANGES,
    "variant/metafield": _CHANGES,
}
SCOPES = frozenset(
    {
        "store/app/uninstalled",
        "store/information/updated",
        *(f"store/{kind}/{event}" for kind, events in _EVENTS.items() for event in ("*", *events)),
    }
)
"""What a hook may ask for; ``*`` asks for every event of a kind."""
# What happens in one channel has its number in the scope: store/channel/2/order/created.
_IN_CHANNEL = re.compile(r"store/channel/\d+/[\w/]+(/\*)?")
_Destination = Annotated[str, Meta(min_length=1, max_length=2048)]


class _Changes(TypedDict, total=False):
    scope: str
    destination: _Destination
    is_active: bool
    headers: dict[str, str] | None


class _New(TypedDict, total=False):
    scope: Required[str]
    destination: Required[_Destination]
    is_active: bool
    headers: dict[str, str] | None


class _Told(TypedDict):
    emails: list[Annotated[str, Meta(pattern=r"^[^@\s]+@[^@\s]+$")]]


@define
class Hooks:
    """Hooks by id, each as it is answered, and v3's answers about them.

    Whoever calls sees the hooks of its own account only; ``client_of`` tells which that is.
    """

    clock: Clock
    store_hash: str
    client_of: Callable[[Request], str]
    hooks: dict[int, Json] = field(factory=dict[int, Json])
    emails: dict[str, list[str]] = field(factory=dict[str, list[str]])
    """Who is written to when a hook is switched off, by account."""
    _ids: Numbers = field(init=False, factory=Numbers)

    def routes(self) -> Iterable[tuple[str, str, Any]]:
        """Return method, path and handler of each endpoint."""
        one = "/v3/hooks/{hook_id}"
        return (
            ("GET", "/v3/hooks", self.list_hooks),
            ("POST", "/v3/hooks", self.create_hook),
            ("GET", "/v3/hooks/admin", self.get_admin),
            ("PUT", "/v3/hooks/admin", self.update_admin),
            ("GET", one, self.get_hook),
            ("PUT", one, self.update_hook),
            ("DELETE", one, self.delete_hook),
        )

    def list_hooks(self, request: Request) -> Response:
        """Answer a page of the caller's hooks."""
        found = matching(self._own(request), _FILTERS, request.params)
        page, meta = v3_page(found, request.params)
        return Response.json({"data": page, "meta": meta})

    def create_hook(self, request: Request) -> Response:
        """Register a hook."""
        given = v3_given(request, _New)
        _check(given)
        key, now = self._ids.next(), self.clock.unix
        self.hooks[key] = {
            "id": key,
            "client_id": self.client_of(request),
            "store_hash": self.store_hash,
            "is_active": True,
            "headers": {},
            **given,
            "created_at": now,
            "updated_at": now,
        }
        return v3(self.hooks[key])

    def get_hook(self, request: Request, hook_id: str) -> Response:
        """Answer one hook."""
        return v3(self._hook(request, hook_id))

    def update_hook(self, request: Request, hook_id: str) -> Response:
        """Change what was given of a hook; switching one on again is such a change."""
        hook, given = self._hook(request, hook_id), v3_given(request, _Changes)
        if not given:
            raise v3_refusal(422, "At least one field is required.")
        _check(given)
        hook.update(given, updated_at=self.clock.unix)
        return v3(hook)

    def delete_hook(self, request: Request, hook_id: str) -> Response:
        """Take a hook out, and answer it once more."""
        return v3(self.hooks.pop(self._hook(request, hook_id)["id"]))

    def get_admin(self, request: Request) -> Response:
        """Answer the caller's hooks with their states; this sandbox blocks no domain."""
        found = matching(self._own(request), _STATE, request.params)
        page, meta = v3_page(found, request.params)
        states = [{**one, "status": "active" if one["is_active"] else "inactive"} for one in page]
        emails = self.emails.get(self.client_of(request), [])
        data = {"emails": emails, "hooks_list": states, "blocked_domains": []}
        return Response.json({"data": data, "meta": meta})

    def update_admin(self, request: Request) -> Response:
        """Set who is written to when a hook is switched off."""
        self.emails[self.client_of(request)] = v3_given(request, _Told)["emails"]
        return Response(204)

    def forget(self, client_id: str) -> None:
        """Take all hooks of an API account out."""
        gone = [key for key, one in self.hooks.items() if one["client_id"] == client_id]
        for key in gone:
            del self.hooks[key]

    def _own(self, request: Request) -> list[Json]:
        client = self.client_of(request)
        return [one for one in self.hooks.values() if one["client_id"] == client]

    def _hook(self, request: Request, hook_id: str) -> Json:
        wanted = whole(hook_id)
        for hook in self._own(request):
            if hook["id"] == wanted:
                return hook
        raise not_found(request.path)


def _check(given: Json) -> None:
    """Refuse a scope that there is not, and a destination that is not on the https port."""
    errors: dict[str, str] = {}
    scope, destination = given.get("scope"), given.get("destination")
    if scope is not None and scope not in SCOPES and not _IN_CHANNEL.fullmatch(scope):
        errors["scope"] = "is invalid"
    if destination is not None and not _reachable(destination):
        errors["destination"] = "must be an https address on port 443"
    if given.get("headers", {}) is None:
        given["headers"] = {}
    if errors:
        raise v3_refusal(422, "JSON data is missing or invalid", errors)


def _reachable(destination: str) -> bool:
    try:
        parts = urlsplit(destination)
        return parts.scheme == "https" and bool(parts.hostname) and parts.port in (None, 443)
    except ValueError:
        return False
