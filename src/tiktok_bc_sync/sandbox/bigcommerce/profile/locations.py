"""Where the store's stock lies: locations by id, the default one being number 1."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal, Required, TypedDict

from attrs import define, field
from msgspec import Meta

from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json, v3_page, v3_refusal, whole
from tiktok_bc_sync.sandbox.bigcommerce.wire.bodies import v3_listed
from tiktok_bc_sync.sandbox.bigcommerce.wire.filters import flags, matching, numbers, texts
from tiktok_bc_sync.sandbox.core import Clock, Numbers, Request, Response

DEFAULT_LOCATION = 1
_MOST = 100
_MOST_LISTED = 1_000
_Label = Annotated[str, Meta(min_length=1, max_length=255)]
_FILTERS = {
    **numbers("location_id", "in"),
    **texts("location_code", "in"),
    **texts("type_id", "in"),
    **flags("is_default", "is_active", "managed_by_external_source", "storefront_visibility"),
}


class _Coordinates(TypedDict):
    latitude: Annotated[float, Meta(ge=-90, le=90)]
    longitude: Annotated[float, Meta(ge=-180, le=180)]


class _Address(TypedDict, total=False):
    address1: Required[_Label]
    address2: str
    city: Required[_Label]
    state: Required[str]
    zip: Required[_Label]
    email: Required[Annotated[str, Meta(pattern=r"^[^@\s]+@[^@\s]+$")]]
    phone: str
    geo_coordinates: Required[_Coordinates]
    country_code: Required[Annotated[str, Meta(pattern=r"^[A-Z]{2}$")]]


class _Changes(TypedDict, total=False):
    code: _Label
    label: _Label
    description: str
    managed_by_external_source: bool
    type_id: Literal["PHYSICAL", "VIRTUAL"]
    enabled: bool
    operating_hours: dict[str, dict[str, Any]]
    time_zone: str
    address: _Address
    storefront_visibility: bool
    special_hours: list[dict[str, Any]]


class _Change(_Changes, total=False):
    id: Required[int]


@define
class Locations:
    """Locations, and v3's answers about them."""

    clock: Clock
    locations: dict[int, Json] = field(init=False, factory=dict[int, Json])
    _ids: Numbers = field(init=False, factory=lambda: Numbers(0))
    _transactions: Numbers = field(init=False, factory=lambda: Numbers(0))

    def __attrs_post_init__(self) -> None:
        self._add({"code": "BC-LOCATION-1", "label": "Default location"})

    def routes(self) -> Iterable[tuple[str, str, Any]]:
        """Return method, path and handler of each endpoint."""
        path = "/v3/inventory/locations"
        return (
            ("GET", path, self.list_locations),
            ("POST", path, self.create_locations),
            ("PUT", path, self.update_locations),
        )

    def list_locations(self, request: Request) -> Response:
        """Answer a page of locations."""
        found = matching(map(_sought, self.locations.values()), _FILTERS, request.params)
        page, meta = v3_page(found, request.params, _MOST_LISTED)
        return Response.json({"data": [self.locations[one["id"]] for one in page], "meta": meta})

    def create_locations(self, request: Request) -> Response:
        """Add locations: all of them, or none where one is wrong."""
        given = v3_listed(request, _Changes, _MOST)
        for number, one in enumerate(given):
            missing = [name for name in ("code", "label", "address") if name not in one]
            if missing:
                errors = {f"{number}.{name}": "is required" for name in missing}
                raise v3_refusal(422, "JSON data is missing or invalid", errors)
        self._check_codes([*self.locations.values(), *given])
        for one in given:
            self._add(one)
        return self.done()

    def update_locations(self, request: Request) -> Response:
        """Change what was given of locations: all of them, or none where one is wrong."""
        given = v3_listed(request, _Change, _MOST)
        for one in given:
            if one["id"] not in self.locations:
                raise v3_refusal(422, f"There is no location {one['id']}.", {"id": "is invalid"})
            if one["id"] == DEFAULT_LOCATION and one.get("enabled") is False:
                raise v3_refusal(422, "The default location can't be disabled.")
        changed = {one["id"]: {**self.locations[one["id"]], **one} for one in given}
        self._check_codes((self.locations | changed).values())
        now = self._now()
        for key, one in changed.items():
            self.locations[key].update(one, updated_at=now)
        return self.done()

    def leaving(self, request: Request) -> list[int]:
        """Return the ids of the locations that a request takes out; its stock goes with each.

        The default one can't go: the store ships from there.
        """
        asked = dict.fromkeys(map(whole, request.params.get("location_id:in", "").split(",")))
        if missing := [one for one in asked if one not in self.locations]:
            raise v3_refusal(404, f"There are no locations {missing}.")
        if DEFAULT_LOCATION in asked:
            raise v3_refusal(422, "The default location can't be deleted.")
        return list(asked)

    def done(self) -> Response:
        """Return what is answered to a change of locations or of stock."""
        return Response.json({"transaction_id": f"{self._transactions.next():032x}"})

    def _add(self, given: Json) -> None:
        key, now = self._ids.next(), self._now()
        self.locations[key] = {**_EMPTY, **given, "id": key, "created_at": now, "updated_at": now}

    def _check_codes(self, locations: Iterable[Json]) -> None:
        found = list(locations)
        if len({one["code"] for one in found}) < len(found):
            raise v3_refusal(422, "The location code is a duplicate.", {"code": "must be unique"})
        if sum(one.get("enabled", True) for one in found) > _MOST:
            raise v3_refusal(422, f"A store has at most {_MOST} active locations.")

    def _now(self) -> str:
        return self.clock.now.isoformat(timespec="seconds")


def _sought(location: Json) -> Json:
    """Return a location with its fields as the filters name them."""
    return {
        **location,
        "location_id": location["id"],
        "location_code": location["code"],
        "is_default": location["id"] == DEFAULT_LOCATION,
        "is_active": location["enabled"],
    }


_DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_EMPTY: Json = {
    "id": 0,
    "code": "",
    "label": "",
    "description": "",
    "managed_by_external_source": False,
    "type_id": "PHYSICAL",
    "enabled": True,
    "operating_hours": {
        day: {"open": False, "opening": "00:00", "closing": "00:00"} for day in _DAYS
    },
    "time_zone": "Etc/UTC",
    "address": {
        "address1": "1 Sandbox Lane",
        "address2": "",
        "city": "Sampleton",
        "state": "Texas",
        "zip": "78701",
        "email": "orders@store.sandbox.test",
        "phone": "",
        "geo_coordinates": {"latitude": 30.27, "longitude": -97.74},
        "country_code": "US",
    },
    "storefront_visibility": True,
    "special_hours": [],
    "created_at": "",
    "updated_at": "",
}
