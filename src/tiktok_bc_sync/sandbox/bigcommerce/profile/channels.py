"""The store's sales channels, and the currencies that each of them sells in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal, Required, TypedDict

from attrs import define, field
from msgspec import Meta

from tiktok_bc_sync.sandbox.bigcommerce.profile.currencies import Currencies
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import (
    Json,
    not_found,
    v3,
    v3_page,
    v3_refusal,
    whole,
)
from tiktok_bc_sync.sandbox.bigcommerce.wire.bodies import v3_given, v3_listed
from tiktok_bc_sync.sandbox.bigcommerce.wire.filters import flags, matching, texts, times
from tiktok_bc_sync.sandbox.core import Clock, Numbers, Request, Response

_Name = Annotated[str, Meta(min_length=1, max_length=255)]
_Status = Literal[
    "active",
    "prelaunch",
    "inactive",
    "connected",
    "disconnected",
    "archived",
    "deleted",
    "terminated",
]
_GONE = ("deleted", "terminated")
_ENABLED = ("active", "prelaunch", "connected")
_FILTERS = {
    **flags("available"),
    **texts("status", "in"),
    **texts("type", "in"),
    **texts("platform", "in"),
    **times("date_created"),
    **times("date_modified"),
}


class _Changes(TypedDict, total=False):
    name: _Name
    external_id: Annotated[str, Meta(max_length=255)]
    is_listable_from_ui: bool
    is_visible: bool
    status: _Status


class _New(_Changes, total=False):
    type: Required[Literal["pos", "marketplace", "storefront", "marketing"]]
    platform: Required[Annotated[str, Meta(min_length=1, max_length=255)]]


class _Sold(TypedDict):
    enabled_currencies: Annotated[list[str], Meta(min_length=1)]
    default_currency: str


class _SoldIn(_Sold):
    channel_id: int


@define
class Channels:
    """Channels by id, the storefront being number 1, and v3's answers about them."""

    clock: Clock
    currencies: Currencies
    channels: dict[int, Json] = field(init=False, factory=dict[int, Json])
    sold_in: dict[int, Json] = field(init=False, factory=dict[int, Json])
    """Currency assignments by channel; a channel without one sells in all of the store's."""
    _ids: Numbers = field(init=False, factory=lambda: Numbers(0))

    def __attrs_post_init__(self) -> None:
        self._add({"name": "Sandbox store", "type": "storefront", "platform": "bigcommerce"})

    def routes(self) -> Iterable[tuple[str, str, Any]]:
        """Return method, path and handler of each endpoint."""
        channels, one = "/v3/channels", "/v3/channels/{channel_id}"
        every, its = f"{channels}/currency-assignments", f"{one}/currency-assignments"
        return (
            ("GET", channels, self.list_channels),
            ("POST", channels, self.create_channel),
            # Before the path of one channel, which it would fit too.
            ("GET", every, self.list_assignments),
            ("POST", every, self.assign_many),
            ("PUT", every, self.assign_many),
            ("GET", one, self.get_channel),
            ("PUT", one, self.update_channel),
            ("GET", its, self.get_assignment),
            ("POST", its, self.assign),
            ("PUT", its, self.assign),
            ("DELETE", its, self.unassign),
        )

    # --- channels --------------------------------------------------------------------

    def list_channels(self, request: Request) -> Response:
        """Answer a page of channels."""
        found = ({**one, "available": _available(one)} for one in self.channels.values())
        page, meta = v3_page(matching(found, _FILTERS, request.params), request.params)
        return Response.json({"data": [self._shown(request, one) for one in page], "meta": meta})

    def get_channel(self, request: Request, channel_id: str) -> Response:
        """Answer one channel."""
        return v3(self._shown(request, self._channel(request, channel_id)))

    def create_channel(self, request: Request) -> Response:
        """Add a channel."""
        given = v3_given(request, _New)
        if "name" not in given:
            raise v3_refusal(422, "JSON data is missing or invalid", {"name": "error.path.missing"})
        return v3(self._shown(request, self._add(given)))

    def update_channel(self, request: Request, channel_id: str) -> Response:
        """Change what was given; type and platform stay whatever is said, as the service does."""
        channel = self._channel(request, channel_id)
        given = v3_given(request, _Changes)
        if channel["status"] in _GONE:
            raise v3_refusal(422, f"A {channel['status']} channel can't be changed.")
        channel.update(given, date_modified=self._now())
        return v3(self._shown(request, channel))

    # --- currencies ------------------------------------------------------------------

    def list_assignments(self, request: Request) -> Response:
        """Answer what the channels sell in, those with an assignment of their own."""
        return v3([*self.sold_in.values()])

    def get_assignment(self, request: Request, channel_id: str) -> Response:
        """Answer what a channel sells in by its own assignment."""
        key = self._channel(request, channel_id)["id"]
        if key not in self.sold_in:
            raise not_found(request.path)
        return v3(self.sold_in[key])

    def assign(self, request: Request, channel_id: str) -> Response:
        """Set what a channel sells in."""
        key = self._channel(request, channel_id)["id"]
        given = v3_given(request, _Sold)
        self._check({**given, "channel_id": key})
        self.sold_in[key] = {"channel_id": key, **given}
        return v3(self.sold_in[key])

    def assign_many(self, request: Request) -> Response:
        """Set what channels sell in: all of them, or none where one is wrong."""
        given = v3_listed(request, _SoldIn, 100)
        for one in given:
            self._check(one)
        self.sold_in.update({one["channel_id"]: one for one in given})
        return v3(given)

    def unassign(self, request: Request, channel_id: str) -> Response:
        """Let a channel sell in all of the store's currencies again."""
        key = self._channel(request, channel_id)["id"]
        if self.sold_in.pop(key, None) is None:
            raise not_found(request.path)
        return v3(key)

    def _check(self, given: Json) -> None:
        wrong: dict[str, str] = {}
        if given["channel_id"] not in self.channels:
            wrong["channel_id"] = "there is no such channel"
        for code in given["enabled_currencies"]:
            if self.currencies.with_code(code) is None:
                wrong["enabled_currencies"] = f"the store has no {code}"
        if given["default_currency"] not in given["enabled_currencies"]:
            wrong["default_currency"] = "must be one of the enabled currencies"
        if wrong:
            raise v3_refusal(422, "The currency assignment is invalid.", wrong)

    # --- keeping ---------------------------------------------------------------------

    def _add(self, given: Json) -> Json:
        key, now = self._ids.next(), self._now()
        self.channels[key] = {**_EMPTY, **given, "id": key, "date_created": now} | {
            "date_modified": now
        }
        return self.channels[key]

    def _shown(self, request: Request, channel: Json) -> Json:
        shown = {name: value for name, value in channel.items() if name != "available"}
        shown["is_enabled"] = channel["status"] in _ENABLED
        if request.params.get("include") == "currencies":
            shown["currencies"] = self.sold_in.get(channel["id"]) or self._inherited(channel)
        return shown

    def _inherited(self, channel: Json) -> Json:
        known = self.currencies.currencies.values()
        return {
            "channel_id": channel["id"],
            "enabled_currencies": [one["currency_code"] for one in known],
            "default_currency": self.currencies.default["currency_code"],
        }

    def _channel(self, request: Request, channel_id: str) -> Json:
        found = self.channels.get(whole(channel_id))
        if found is None:
            raise not_found(request.path)
        return found

    def _now(self) -> str:
        return self.clock.now.isoformat(timespec="seconds")


def _available(channel: Json) -> bool:
    return channel["status"] in ("active", "prelaunch")


_EMPTY: Json = {
    "id": 0,
    "external_id": "",
    "is_listable_from_ui": True,
    "is_enabled": True,
    "is_visible": True,
    "status": "active",
    "name": "",
    "type": "storefront",
    "platform": "custom",
    "date_created": "",
    "date_modified": "",
    "icon_url": "",
}
