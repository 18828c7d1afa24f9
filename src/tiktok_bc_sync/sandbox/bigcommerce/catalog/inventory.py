"""Stock by location: items, their settings, and adjustments of them.

The catalogue knows how many units there are of an item in all. What lies outside the default location
is kept here; the rest lies in the default one. So both always agree, whoever changes the stock. Where
the catalogue has less than lies outside, the last locations are short of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Required, TypedDict

from attrs import define, field, frozen
from msgspec import Meta

from tiktok_bc_sync.sandbox.bigcommerce.catalog.catalog import Catalog
from tiktok_bc_sync.sandbox.bigcommerce.profile.locations import DEFAULT_LOCATION, Locations
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import (
    Json,
    not_found,
    v3_page,
    v3_refusal,
    whole,
)
from tiktok_bc_sync.sandbox.bigcommerce.wire.bodies import v3_given
from tiktok_bc_sync.sandbox.bigcommerce.wire.filters import matching, numbers, texts
from tiktok_bc_sync.sandbox.core import Refusal, Request, Response

_MOST_CHANGED = 2_000
_MOST_LISTED = 1_000
_MOST_UNITS = 2_147_483_647
_Units = Annotated[int, Meta(ge=-_MOST_UNITS, le=_MOST_UNITS)]
_FILTERS = {
    **texts("sku", "in"),
    **numbers("variant_id", "in"),
    **numbers("product_id", "in"),
}
_PLACES = {**numbers("location_id", "in"), **texts("location_code", "in")}
_EMPTY_SETTINGS: Json = {
    "safety_stock": 0,
    "is_in_stock": True,
    "warning_level": 0,
    "bin_picking_number": "",
}


class _Identity(TypedDict, total=False):
    sku: str
    variant_id: int
    product_id: int


class _Adjustment(_Identity, total=False):
    location_id: Required[int]
    quantity: Required[_Units]


class _Adjustments(TypedDict, total=False):
    reason: str
    items: Required[Annotated[list[_Adjustment], Meta(min_length=1, max_length=_MOST_CHANGED)]]


class _Setting(TypedDict, total=False):
    identity: Required[_Identity]
    safety_stock: Annotated[int, Meta(ge=0)]
    is_in_stock: bool
    warning_level: Annotated[int, Meta(ge=0)]
    bin_picking_number: str


class _SettingsOf(TypedDict):
    settings: Annotated[list[_Setting], Meta(min_length=1, max_length=_MOST_CHANGED)]


@frozen
class Item:
    """What has a stock of its own: a variant, or a product that is counted as a whole."""

    product: Json
    variant: Json

    @property
    def key(self) -> int:
        """The id of the variant, the first one's where the product is counted as a whole."""
        return int(self.variant["id"])

    def is_named(self, name: str, value: int | str) -> bool:
        """Tell whether a body names the item: a product that is counted as one has many SKUs."""
        if name == "product_id":
            return bool(value == self.product["id"])
        counted_as_one = self.product["inventory_tracking"] == "product"
        own: list[Json] = self.product["variants"] if counted_as_one else [self.variant]
        if name == "variant_id":
            return any(one["id"] == value for one in own)
        skus = (one["sku"] for one in (*own, *((self.product,) if counted_as_one else ())))
        return any(one.casefold() == str(value).casefold() for one in skus)

    @property
    def identity(self) -> Json:
        """How the item is named in answers."""
        return {
            "sku": self.variant["sku"] or self.product["sku"],
            "variant_id": self.key,
            "product_id": self.product["id"],
        }


@define
class Inventory:
    """What lies where, and v3's answers about it."""

    catalog: Catalog
    locations: Locations
    _outside: dict[int, dict[int, int]] = field(init=False, factory=dict[int, dict[int, int]])
    """Units by location and item, but for the default location."""
    _settings: dict[tuple[int, int], Json] = field(init=False, factory=dict[tuple[int, int], Json])

    def routes(self) -> Iterable[tuple[str, str, Any]]:
        """Return method, path and handler of each endpoint."""
        items, adjustments = "/v3/inventory/items", "/v3/inventory/adjustments"
        there = "/v3/inventory/locations/{location_id}/items"
        return (
            ("GET", items, self.list_items),
            ("GET", there, self.list_items_there),
            ("PUT", there, self.update_settings),
            ("PUT", f"{adjustments}/absolute", self.set_stock),
            ("POST", f"{adjustments}/relative", self.add_stock),
            ("DELETE", "/v3/inventory/locations", self.delete_locations),
        )

    # --- reading -----------------------------------------------------------------------

    def list_items(self, request: Request) -> Response:
        """Answer a page of items, each with the locations that are asked for."""
        params = request.params
        chosen = {name: text for name, text in params.items() if name not in _PLACES}
        page, meta = v3_page(self._chosen(chosen), params, _MOST_LISTED)
        there = {name: text for name, text in params.items() if name in _PLACES}
        places = matching(map(_place, self.locations.locations.values()), _PLACES, there)
        data = [
            {
                "identity": {**item.identity, "sku_id": item.key},
                "locations": [{**one, **self._shown(item, one["location_id"])} for one in places],
            }
            for item in page
        ]
        return Response.json({"data": data, "meta": meta})

    def list_items_there(self, request: Request, location_id: str) -> Response:
        """Answer a page of the items at a location."""
        location = self._location(request, location_id)
        page, meta = v3_page(self._chosen(request.params), request.params, _MOST_LISTED)
        data = [{"identity": one.identity, **self._shown(one, location["id"])} for one in page]
        return Response.json({"data": data, "meta": meta})

    def on_hand(self, item: Item) -> dict[int, int]:
        """Return how many units of an item lie at each location."""
        left = self.catalog.on_hand(item.product, item.variant) or 0
        found: dict[int, int] = {}
        for key in self.locations.locations:
            if key != DEFAULT_LOCATION:
                found[key] = min(self._outside.get(key, {}).get(item.key, 0), max(left, 0))
                left -= found[key]
        return {DEFAULT_LOCATION: left, **found}

    # --- changing ----------------------------------------------------------------------

    def set_stock(self, request: Request) -> Response:
        """Set how many units lie at locations."""
        return self._adjusted(request, relative=False)

    def add_stock(self, request: Request) -> Response:
        """Add units at locations, or take them away."""
        return self._adjusted(request, relative=True)

    def update_settings(self, request: Request, location_id: str) -> Response:
        """Change what was given of items' settings at a location: all of them, or none."""
        location = self._location(request, location_id)
        given: list[Json] = v3_given(request, _SettingsOf)["settings"]
        items = [self._item(one["identity"], number) for number, one in enumerate(given)]
        for item, one in zip(items, given, strict=True):
            key = (location["id"], item.key)
            fields = {name: value for name, value in one.items() if name != "identity"}
            self._settings[key] = {**_EMPTY_SETTINGS, **self._settings.get(key, {}), **fields}
        return self.locations.done()

    def delete_locations(self, request: Request) -> Response:
        """Take locations out, with the stock that lies there."""
        for key in self.locations.leaving(request):
            for item in list(self._items()):
                if lost := self.on_hand(item)[key]:
                    self.catalog.change_stock(item.product, item.variant, -lost)
            self._outside.pop(key, None)
            self.catalog.metafields.forget("location", {key})
            del self.locations.locations[key]
        return self.locations.done()

    def _adjusted(self, request: Request, *, relative: bool) -> Response:
        """Change stock at locations: all of it, or none where one part is wrong."""
        given: list[Json] = v3_given(request, _Adjustments)["items"]
        planned: dict[int, tuple[Item, dict[int, int]]] = {}
        for number, one in enumerate(given):
            item, place = self._item(one, number), one["location_id"]
            if item.product["inventory_tracking"] == "none":
                raise _wrong(number, "inventory_tracking", "is off for this item")
            item, levels = planned.setdefault(item.key, (item, self.on_hand(item)))
            if place not in levels:
                raise _wrong(number, "location_id", "there is no such location")
            levels[place] = one["quantity"] + (levels[place] if relative else 0)
            # The vendor says nothing of less than nothing; what can't lie there is refused.
            if not 0 <= levels[place] <= _MOST_UNITS:
                raise _wrong(number, "quantity", "leaves less than nothing, or too much")
        for item, levels in planned.values():
            self._set(item, levels)
        return self.locations.done()

    def _set(self, item: Item, levels: Mapping[int, int]) -> None:
        for key in levels.keys() - {DEFAULT_LOCATION}:
            self._outside.setdefault(key, {})[item.key] = levels[key]
        before = self.catalog.on_hand(item.product, item.variant) or 0
        self.catalog.change_stock(item.product, item.variant, sum(levels.values()) - before)

    # --- finding -----------------------------------------------------------------------

    def _shown(self, item: Item, place: int) -> Json:
        units = self.on_hand(item)[place]
        settings = self._settings.get((place, item.key), _EMPTY_SETTINGS)
        return {
            "available_to_sell": max(units - settings["safety_stock"], 0),
            "total_inventory_onhand": units,
            "settings": settings,
        }

    def _items(self) -> Iterator[Item]:
        for key in self.catalog.ids:
            yield from _items_of(self.catalog.products[key])

    def _chosen(self, params: Mapping[str, str]) -> Sequence[Item]:
        """Return the items that a query asks for."""
        rows = ({**item.identity, "item": item} for item in self._items())
        return [row["item"] for row in matching(rows, _FILTERS, params)]

    def _item(self, given: Json, number: int) -> Item:
        """Return the item that a part of a body names. Raises the 422 where there is none."""
        named = {name: given[name] for name in ("sku", "variant_id", "product_id") if name in given}
        if len(named) != 1:
            raise _wrong(number, "identity", "must be a SKU, a variant or a product")
        ((name, value),) = named.items()
        found = [one for one in self._named(name, value) if one.is_named(name, value)]
        if len(found) != 1:
            raise _wrong(number, name, "names no item, or several")
        return found[0]

    def _named(self, name: str, value: Any) -> Iterable[Item]:
        """Return where to look for an item."""
        if name == "variant_id":
            owner = self.catalog.owner_of(value)
            products = [owner[0]] if owner else []
        else:
            ids = self.catalog.carriers(value) if name == "sku" else [value]
            known = (self.catalog.products.get(one) for one in dict.fromkeys(ids))
            products = [one for one in known if one]
        return [item for one in products for item in _items_of(one)]

    def _location(self, request: Request, location_id: str) -> Json:
        found = self.locations.locations.get(whole(location_id))
        if found is None:
            raise not_found(request.path)
        return found


def _items_of(product: Json) -> list[Item]:
    """Return a product's items: its variants, or itself where it is counted as a whole."""
    counted_as_one = product["inventory_tracking"] == "product"
    variants = product["variants"][:1] if counted_as_one else product["variants"]
    return [Item(product, one) for one in variants]


def _place(location: Json) -> Json:
    return {
        "location_id": location["id"],
        "location_code": location["code"],
        "location_name": location["label"],
        "location_enabled": location["enabled"],
    }


def _wrong(number: int, field_name: str, said: str) -> Refusal:
    return v3_refusal(422, "The inventory items are invalid.", {f"{number}.{field_name}": said})
