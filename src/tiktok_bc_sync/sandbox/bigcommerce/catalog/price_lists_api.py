"""The price lists' v3 endpoints: lists, records and assignments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Required, TypedDict

from attrs import frozen

from tiktok_bc_sync.sandbox.bigcommerce.catalog.price_lists import (
    Key,
    ListFields,
    PriceLists,
    Prices,
    Record,
)
from tiktok_bc_sync.sandbox.bigcommerce.profile.channels import Channels
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import (
    Json,
    not_found,
    v3,
    v3_page,
    v3_refusal,
    whole,
)
from tiktok_bc_sync.sandbox.bigcommerce.wire.bodies import v3_given, v3_listed
from tiktok_bc_sync.sandbox.bigcommerce.wire.filters import asked, matching, numbers, texts, times
from tiktok_bc_sync.sandbox.core import Refusal, Request, Response

_MOST_CREATED = 100
_MOST_UPSERTED = 1_000
_MOST_ASSIGNED = 25
_DATES = {**times("date_created"), **times("date_modified")}
_LISTS = {**numbers("id", "in"), **texts("name", "like"), **_DATES}
_AMOUNTS = ("price", "sale_price", "retail_price", "map_price", "calculated_price")
_NAMED = {**numbers("variant_id", "in"), **texts("sku", "in"), **texts("currency", "in")}
_RECORDS = {
    **_NAMED,
    **numbers("product_id", "in"),
    **{name: made for one in _AMOUNTS for name, made in numbers(one, "min", "max").items()},
    **_DATES,
}
_ASSIGNMENTS = {
    name: made
    for one in ("id", "price_list_id", "customer_group_id", "channel_id")
    for name, made in numbers(one, "in").items()
}
_PART = "bulk_pricing_tiers"


class _Assignment(TypedDict, total=False):
    price_list_id: Required[int]
    customer_group_id: int
    channel_id: int


class _Upserted(TypedDict):
    customer_group_id: int
    channel_id: int


@frozen
class PriceListsApi:
    """Answers for price lists as v3 does."""

    price_lists: PriceLists
    channels: Channels

    def routes(self) -> Iterable[tuple[str, str, Any]]:
        """Return method, path and handler of each endpoint."""
        every, one = "/v3/pricelists", "/v3/pricelists/{list_id}"
        records, record = f"{one}/records", f"{one}/records/{{variant_id}}/{{currency}}"
        return (
            ("GET", every, self.list_lists),
            ("POST", every, self.create_list),
            ("DELETE", every, self.delete_lists),
            # Before the path of one list, which they would fit too.
            ("POST", f"{every}/records", self.create_records),
            ("PUT", f"{every}/records", self.upsert_records),
            ("GET", f"{every}/assignments", self.list_assignments),
            ("POST", f"{every}/assignments", self.create_assignments),
            ("DELETE", f"{every}/assignments", self.delete_assignments),
            ("GET", one, self.get_list),
            ("PUT", one, self.update_list),
            ("DELETE", one, self.delete_list),
            ("PUT", f"{one}/assignments", self.upsert_assignment),
            ("GET", records, self.list_records),
            ("POST", records, self.create_records),
            ("PUT", records, self.upsert_records),
            ("DELETE", records, self.delete_records),
            ("GET", f"{records}/{{variant_id}}", self.list_variant_records),
            ("GET", record, self.get_record),
            ("PUT", record, self.set_record),
            ("DELETE", record, self.delete_record),
        )

    # --- lists -----------------------------------------------------------------------

    def list_lists(self, request: Request) -> Response:
        """Answer a page of price lists."""
        found = matching(self.price_lists.lists.values(), _LISTS, request.params)
        return _page(request, found)

    def get_list(self, request: Request, list_id: str) -> Response:
        """Answer one price list."""
        return v3(self._list(request, list_id))

    def create_list(self, request: Request) -> Response:
        """Add a price list."""
        given = v3_given(request, ListFields)
        if "name" not in given:
            raise v3_refusal(422, "JSON data is missing or invalid", {"name": "error.path.missing"})
        return v3(self.price_lists.put(0, given))

    def update_list(self, request: Request, list_id: str) -> Response:
        """Change what was given of a price list."""
        key = self._list(request, list_id)["id"]
        return v3(self.price_lists.put(key, v3_given(request, ListFields)))

    def delete_list(self, request: Request, list_id: str) -> Response:
        """Take a price list out; one that is not there is no fault."""
        self.price_lists.remove([whole(list_id)])
        return Response(204)

    def delete_lists(self, request: Request) -> Response:
        """Take out the price lists that a query asks for, all of them without one."""
        found = matching(self.price_lists.lists.values(), _LISTS, request.params)
        self.price_lists.remove(one["id"] for one in found)
        return Response(204)

    # --- records ---------------------------------------------------------------------

    def list_records(self, request: Request, list_id: str) -> Response:
        """Answer a page of a list's records."""
        return self._records(request, self._list(request, list_id)["id"], None)

    def list_variant_records(self, request: Request, list_id: str, variant_id: str) -> Response:
        """Answer a page of what a list has for a variant, in all currencies."""
        return self._records(request, self._list(request, list_id)["id"], whole(variant_id))

    def get_record(self, request: Request, **names: str) -> Response:
        """Answer one record."""
        found = self.price_lists.records.get(_key(**names))
        if found is None:
            raise not_found(request.path)
        return v3(_shown(request, found))

    def set_record(self, request: Request, **names: str) -> Response:
        """Add a record, or change what was given of the one that is there."""
        self._list(request, names["list_id"])
        key, given = _key(**names), v3_given(request, Prices)
        self.price_lists.owner_of(key[1])
        return v3(_shown(request, self.price_lists.set_record(key, given)))

    def delete_record(self, request: Request, **names: str) -> Response:
        """Take a record out; one that is not there is no fault."""
        self.price_lists.remove_records([_key(**names)])
        return Response(204)

    def delete_records(self, request: Request, list_id: str) -> Response:
        """Take out the records of a list that a query asks for, all of them without one."""
        key = self._list(request, list_id)["id"]
        own = (one for one in self.price_lists.records.values() if one["price_list_id"] == key)
        found = matching(own, _NAMED, request.params)
        self.price_lists.remove_records(_key_of(one) for one in found)
        return Response(204)

    def create_records(self, request: Request, list_id: str = "") -> Response:
        """Add records, none of which may be there: all of them, or none."""
        return self._batch(request, list_id, _MOST_CREATED, new=True)

    def upsert_records(self, request: Request, list_id: str = "") -> Response:
        """Add records and change those that are there: all of them, or none."""
        return self._batch(request, list_id, _MOST_UPSERTED, new=False)

    def _batch(self, request: Request, list_id: str, most: int, *, new: bool) -> Response:
        given = v3_listed(request, Record, most)
        if list_id:
            key = self._list(request, list_id)["id"]
            given = [{**one, "price_list_id": key} for one in given]
        keys = [self.price_lists.key_of(one) for one in given]
        wrong: list[Json] = []
        named: list[Key] = []
        for one, key in zip(given, keys, strict=True):
            if not isinstance(key, tuple):
                wrong.append(_wrong(one, key))
            elif new and key in self.price_lists.records:
                wrong.append(_wrong(one, {"variant_id": "has a price in this currency already"}))
            else:
                named.append(key)
        if wrong:
            raise Refusal(Response.json({"batch_errors": wrong}, 422))
        for one, key in zip(given, named, strict=True):
            self.price_lists.set_record(key, one)
        return v3({})

    def _records(self, request: Request, list_id: int, variant_id: int | None) -> Response:
        own = (
            one
            for one in self.price_lists.records.values()
            if one["price_list_id"] == list_id and variant_id in (None, one["variant_id"])
        )
        found = matching(own, _RECORDS, request.params)
        return _page(request, [_shown(request, one) for one in found])

    # --- assignments -----------------------------------------------------------------

    def list_assignments(self, request: Request) -> Response:
        """Answer a page of assignments."""
        found = matching(self.price_lists.assignments.values(), _ASSIGNMENTS, request.params)
        return _page(request, found)

    def create_assignments(self, request: Request) -> Response:
        """Add assignments, none of which may be there: all of them, or none."""
        given = v3_listed(request, _Assignment, _MOST_ASSIGNED)
        for one in given:
            self._check_assignment(one)
            if self.price_lists.assigned(one):
                raise v3_refusal(422, "The customer group and channel have a price list.")
        for one in given:
            self.price_lists.assign(one)
        return Response.json({})

    def upsert_assignment(self, request: Request, list_id: str) -> Response:
        """Give the list to a customer group in a channel, in place of another one."""
        key = self._list(request, list_id)["id"]
        given = {**v3_given(request, _Upserted), "price_list_id": key}
        self._check_assignment(given)
        return v3(self.price_lists.assign(given))

    def delete_assignments(self, request: Request) -> Response:
        """Take out the assignments that a query asks for; there must be one."""
        if not asked(request.params):
            raise v3_refusal(422, "A filter is required.")
        found = matching(self.price_lists.assignments.values(), _ASSIGNMENTS, request.params)
        for one in found:
            del self.price_lists.assignments[one["id"]]
        return Response(204)

    def _check_assignment(self, given: Json) -> None:
        errors: dict[str, str] = {}
        if given["price_list_id"] not in self.price_lists.lists:
            errors["price_list_id"] = "there is no such price list"
        if (channel := given.get("channel_id")) and channel not in self.channels.channels:
            errors["channel_id"] = "there is no such channel"
        if not (channel or given.get("customer_group_id")):
            errors["customer_group_id"] = "a customer group or a channel is required"
        if errors:
            raise v3_refusal(422, "The assignment is invalid.", errors)

    def _list(self, request: Request, list_id: str) -> Json:
        found = self.price_lists.lists.get(whole(list_id))
        if found is None:
            raise not_found(request.path)
        return found


def _page(request: Request, found: list[Json]) -> Response:
    """Answer a page; these lists are documented without links."""
    page, meta = v3_page(found, request.params)
    del meta["pagination"]["links"]
    return Response.json({"data": page, "meta": meta})


def _key(list_id: str, variant_id: str, currency: str) -> Key:
    return whole(list_id), whole(variant_id), currency.lower()


def _key_of(record: Json) -> Key:
    return record["price_list_id"], record["variant_id"], record["currency"]


def _wrong(given: Json, errors: object) -> Json:
    names = ("price_list_id", "variant_id", "sku", "currency")
    data = {name: given[name] for name in names if name in given}
    return {"data": data, "field_errors": errors}


def _shown(request: Request, record: Json) -> Json:
    """Return a record with the parts that were asked for."""
    wanted = request.params.get("include", "").split(",")
    hidden = {_PART, "sku"} - set(wanted)
    return {name: value for name, value in record.items() if name not in hidden}
