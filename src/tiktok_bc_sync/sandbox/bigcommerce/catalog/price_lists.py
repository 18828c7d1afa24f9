"""Price lists: other prices for variants, by currency, and who gets them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal, TypedDict

from attrs import define, field
from msgspec import Meta

from tiktok_bc_sync.sandbox.bigcommerce.catalog.catalog import Catalog
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json, v3_refusal
from tiktok_bc_sync.sandbox.core import Clock, Numbers

_Amount = Annotated[float, Meta(ge=0)]
Key = tuple[int, int, str]
"""A record's list, variant and currency."""


class ListFields(TypedDict, total=False):
    """What may be written of a price list."""

    name: Annotated[str, Meta(min_length=1, max_length=255)]
    active: bool


class _Tier(TypedDict):
    quantity_min: Annotated[int, Meta(ge=0)]
    quantity_max: Annotated[int, Meta(ge=0)] | None
    type: Literal["fixed", "price", "percent"]
    amount: _Amount


class Prices(TypedDict, total=False):
    """What may be written of a record; null is no price."""

    price: _Amount | None
    sale_price: _Amount | None
    retail_price: _Amount | None
    map_price: _Amount | None
    bulk_pricing_tiers: list[_Tier]


class Record(Prices, total=False):
    """A record that a batch names, by its variant or the SKU of it."""

    price_list_id: int
    variant_id: int
    sku: str
    currency: Annotated[str, Meta(pattern=r"^[A-Za-z]{3}$")]


_PRICES = ("price", "sale_price", "retail_price", "map_price")


@define
class PriceLists:
    """Price lists, their records and their assignments."""

    clock: Clock
    catalog: Catalog
    lists: dict[int, Json] = field(factory=dict[int, Json])
    records: dict[Key, Json] = field(factory=dict[Key, Json])
    assignments: dict[int, Json] = field(factory=dict[int, Json])
    _list_ids: Numbers = field(factory=lambda: Numbers(0))
    _assignment_ids: Numbers = field(factory=lambda: Numbers(0))

    def put(self, key: int, given: Json) -> Json:
        """Add a price list, or change the one with an id. Raises the 409 for a name that is taken."""
        if any(one["name"] == given.get("name") for one in self.lists.values() if one["id"] != key):
            raise v3_refusal(409, "The price list name is a duplicate.", {"name": "duplicate"})
        now = self._now()
        before = self.lists.get(key) or {"id": self._list_ids.next(), "date_created": now}
        made: Json = {"active": True, **before, **given, "date_modified": now}
        self.lists[made["id"]] = made
        return made

    def remove(self, keys: Iterable[int]) -> None:
        """Take price lists out, with their records and assignments."""
        gone = set(keys)
        self.lists = {key: one for key, one in self.lists.items() if key not in gone}
        self.records = {key: one for key, one in self.records.items() if key[0] not in gone}
        self.assignments = {
            key: one for key, one in self.assignments.items() if one["price_list_id"] not in gone
        }

    # --- records ---------------------------------------------------------------------

    def key_of(self, given: Json) -> Key | Mapping[str, str]:
        """Return the key of a record that a batch names, or what is wrong with it."""
        errors: dict[str, str] = {}
        if given.get("price_list_id") not in self.lists:
            errors["price_list_id"] = "there is no such price list"
        if (variant := self._variant(given)) is None:
            errors["variant_id"] = "there is no such variant"
        if not given.get("currency"):
            errors["currency"] = "is required"
        if errors or variant is None:
            return errors
        return given["price_list_id"], variant["id"], given["currency"].lower()

    def set_record(self, key: Key, given: Json) -> Json:
        """Add a record, or change the one that is there."""
        now = self._now()
        product, variant = self.owner_of(key[1])
        before = self.records.get(key) or {
            "price_list_id": key[0],
            "variant_id": key[1],
            "product_id": product["id"],
            "sku": variant["sku"],
            "currency": key[2],
            **dict.fromkeys(_PRICES),
            "bulk_pricing_tiers": [],
            "date_created": now,
        }
        fields = {name: given[name] for name in Prices.__annotations__ if name in given}
        made: Json = {**before, **fields, "date_modified": now}
        made["calculated_price"] = made["sale_price"] or made["price"]
        self.records[key] = made
        return made

    def remove_records(self, keys: Iterable[Key]) -> None:
        """Take records out, those that are there."""
        for key in list(keys):
            self.records.pop(key, None)

    def owner_of(self, variant_id: int) -> tuple[Json, Json]:
        """Return the product of a variant, and the variant. Raises the 404 where there is none."""
        if (found := self.catalog.owner_of(variant_id)) is None:
            raise v3_refusal(404, f"There is no variant {variant_id}.")
        return found

    # --- assignments -----------------------------------------------------------------

    def assign(self, given: Json) -> Json:
        """Give a price list to a customer group, a channel or both; the pair has one list only."""
        for one in self.assignments.values():
            if _pair(one) == _pair(given):
                one["price_list_id"] = given["price_list_id"]
                return one
        key = self._assignment_ids.next()
        self.assignments[key] = {"id": key, **_pair(given), "price_list_id": given["price_list_id"]}
        return self.assignments[key]

    def assigned(self, given: Json) -> bool:
        """Tell whether the customer group and channel have a price list."""
        return any(_pair(one) == _pair(given) for one in self.assignments.values())

    def _variant(self, given: Json) -> Json | None:
        sku, number = given.get("sku"), given.get("variant_id")
        found = self.catalog.variant_of(sku) if sku else self.catalog.owner_of(number)
        return found[1] if found else None

    def _now(self) -> str:
        return self.clock.now.isoformat(timespec="seconds")


def _pair(given: Json) -> Json:
    return {name: given.get(name) or 0 for name in ("customer_group_id", "channel_id")}
