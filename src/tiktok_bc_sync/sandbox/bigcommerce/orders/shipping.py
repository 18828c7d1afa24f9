"""Where the store ships to and by which methods, and what it says where it does not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal, TypedDict

from attrs import define, field
from msgspec import Meta

from tiktok_bc_sync.sandbox.bigcommerce.catalog.finding import the_one
from tiktok_bc_sync.sandbox.bigcommerce.profile.channels import Channels
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json, not_found, v3, v3_refusal, whole
from tiktok_bc_sync.sandbox.bigcommerce.wire.bodies import v3_given
from tiktok_bc_sync.sandbox.core import Request, Response


class _Checkout(TypedDict, total=False):
    country_list_strategy: Literal["DISPLAY_ALL_COUNTRIES", "DISPLAY_ONLY_SHIPPABLE_COUNTRIES"]
    out_of_delivery_zone_message: Annotated[str, Meta(max_length=1_000)] | None


class _Given(TypedDict):
    checkout: _Checkout


@define
class Shipping:
    """Zones with their methods, read only in this sandbox, and the shipping settings."""

    channels: Channels
    zones: Sequence[Json] = field(init=False, factory=lambda: _zones())
    checkout: Json = field(
        init=False,
        factory=lambda: {
            "country_list_strategy": "DISPLAY_ALL_COUNTRIES",
            "out_of_delivery_zone_message": "",
        },
    )
    _messages: dict[int, Json] = field(init=False, factory=dict[int, Json])

    def routes(self) -> Iterable[tuple[str, str, Any]]:
        """Return method, path and handler of each endpoint."""
        zone, settings = "/v2/shipping/zones/{zone_id}", "/v3/shipping/settings"
        return (
            ("GET", "/v2/shipping/zones", self.list_zones),
            ("GET", zone, self.get_zone),
            ("GET", f"{zone}/methods", self.list_methods),
            ("GET", f"{zone}/methods/{{method_id}}", self.get_method),
            ("GET", settings, self.get_settings),
            ("PUT", settings, self.update_settings),
            ("GET", f"{settings}/channels/{{channel_id}}", self.get_channel_settings),
            ("PUT", f"{settings}/channels/{{channel_id}}", self.update_channel_settings),
        )

    def list_zones(self, request: Request) -> Sequence[Json]:
        """Answer all zones."""
        return [_shown(one) for one in self.zones]

    def get_zone(self, request: Request, zone_id: str) -> Json:
        """Answer one zone."""
        return _shown(the_one(request, self.zones, zone_id))

    def list_methods(self, request: Request, zone_id: str) -> Sequence[Json]:
        """Answer a zone's methods."""
        methods: Sequence[Json] = the_one(request, self.zones, zone_id)["methods"]
        return methods

    def get_method(self, request: Request, zone_id: str, method_id: str) -> Json:
        """Answer one method."""
        return the_one(request, self.list_methods(request, zone_id), method_id)

    def get_settings(self, request: Request) -> Response:
        """Answer what the checkout says."""
        return v3({"checkout": self.checkout})

    def update_settings(self, request: Request) -> Response:
        """Change what was given of what the checkout says."""
        given = v3_given(request, _Given)["checkout"]
        if given.get("out_of_delivery_zone_message", "") is None:
            message = "The message can't be null for the store."
            raise v3_refusal(422, message, {"out_of_delivery_zone_message": "is invalid"})
        self.checkout.update(given)
        return self.get_settings(request)

    def get_channel_settings(self, request: Request, channel_id: str) -> Response:
        """Answer what a channel's checkout says, null where it says what the store's does."""
        key = self._channel(request, channel_id)
        return v3({"checkout": self._messages.get(key, {"out_of_delivery_zone_message": None})})

    def update_channel_settings(self, request: Request, channel_id: str) -> Response:
        """Change what a channel's checkout says."""
        key, given = self._channel(request, channel_id), v3_given(request, _Given)["checkout"]
        name = "out_of_delivery_zone_message"
        self._messages[key] = {name: given.get(name)}
        return self.get_channel_settings(request, channel_id)

    def _channel(self, request: Request, channel_id: str) -> int:
        if whole(channel_id) not in self.channels.channels:
            raise not_found(request.path)
        return whole(channel_id)


def _shown(zone: Json) -> Json:
    return {name: value for name, value in zone.items() if name != "methods"}


def _zone(number: int, name: str, kind: str, country: str, rate: float) -> Json:
    place = [{"id": number, "country_iso2": country}] if country else []
    return {
        "id": number,
        "name": name,
        "type": kind,
        "locations": place,
        "free_shipping": {
            "enabled": False,
            "minimum_sub_total": "0",
            "exclude_fixed_shipping_products": False,
        },
        "handling_fees": {"fixed_surcharge": "0", "display_separately": False},
        "enabled": True,
        "methods": [
            {
                "id": number,
                "name": "Flat rate",
                "type": "perorder",
                "settings": {"rate": rate},
                "enabled": True,
                "handling_fees": {"fixed_surcharge": 0},
                "is_fallback": False,
                "channel_ids": [1],
            }
        ],
    }


def _zones() -> Sequence[Json]:
    return (
        _zone(1, "United States", "country", "US", 7.0),
        _zone(2, "Rest of the World", "global", "", 15.0),
    )
