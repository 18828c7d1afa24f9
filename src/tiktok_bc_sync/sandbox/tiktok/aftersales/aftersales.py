"""Returns as the newer calls see them: an aftersales request, its parts by SKU, the parcel that comes back.

Here one request holds one return, and the ids of request and parcel (RMA) are told by that of the return.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from attrs import define, evolve

from tiktok_bc_sync.sandbox.tiktok.aftersales import decisions as rules
from tiktok_bc_sync.sandbox.tiktok.aftersales.returns import Returns
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    Call,
    Json,
    Route,
    bad_parameter,
    page,
    section,
    window,
)

_TIME_FIELDS = tuple(
    f"filters?.time?.{name}?.{end}#?"
    for name in ("create_time", "update_time")
    for end in ("min_unix_time_inclusive", "max_unix_time_exclusive")
)
_PAGE_FIELDS = (
    "whitelisted_data_fields[]?",
    "sort?.sort_field?",
    "sort?.sort_order?",
    "pagination?.page_size#?",
    "pagination?.page_token?",
    *_TIME_FIELDS,
)
_SEARCHED = {
    "aftersales_request_ids": "aftersales_request_id",
    "main_order_ids": "order_id",
}
_REQUESTS_BY = {
    **_SEARCHED,
    "aftersales_request_statuses": "status",
    "return_types": "return_type",
    "buyer_ids": "buyer_id",
}
_PARCELS_BY = {**_SEARCHED, "rma_ids": "id", "package_ids": "package_id", "statuses": "status"}
_AWAY = {
    rules.AWAITING_SHIP: "AWAITING_BUYER_RETURN",
    rules.SHIPPED: "PENDING_PACKAGE_REVIEW",
    rules.OFFERED: "PENDING_PACKAGE_REVIEW",
}
_SAME = (
    "order_id",
    "return_id",
    "return_type",
    "return_status",
    "arbitration_status",
    "role",
    "return_reason",
    "return_reason_text",
    "seller_next_action_response",
    "shipment_type",
    "handover_method",
    "return_tracking_number",
    "return_provider_name",
    "return_provider_id",
    "refund_amount",
    "return_line_items",
    "create_time",
    "update_time",
    "return_shipping_document_type",
    "return_method",
    "is_combined_return",
    "seller_proposed_return_type",
    "buyer_rejected_partial_refund",
    "is_quick_refund",
)
_OF_RETURN, _OF_REQUEST, _OF_PARCEL = "4036", "4037", "4038"


def return_of(identity: str, id_type: str) -> str:
    """Return the id of the return that an aftersales request (or, as ``RMA``, a parcel) holds."""
    prefix = _OF_PARCEL if id_type == "RMA" else _OF_REQUEST
    return _OF_RETURN + identity[len(prefix) :] if identity.startswith(prefix) else ""


@define
class Aftersales:
    """The searches for aftersales requests and for the parcels that come back."""

    returns: Returns

    def routes(self) -> list[Route]:
        """Return the two searches."""
        base = "/return_refund"
        requests = tuple(f"filters?.{name}[]?" for name in _REQUESTS_BY)
        parcels = tuple(f"filters?.{name}[]?" for name in _PARCELS_BY)
        return [
            Route(
                "POST",
                f"{base}/202603/aftersales/search",
                self.search,
                (*_PAGE_FIELDS, *requests),
            ),
            Route(
                "POST",
                f"{base}/202604/rma/search",
                self.search_parcels,
                (*_PAGE_FIELDS, *parcels),
            ),
        ]

    def search(self, call: Call) -> Json:
        """Answer Search Aftersales Requests."""
        part, said = _searched(map(self._request, self._all()), call, _REQUESTS_BY)
        wanted = call.body.get("whitelisted_data_fields", [])
        shown = [self._request_shown(row, wanted) for row in part]
        return {**said, **({"aftersales_requests": shown} if shown else {})}

    def search_parcels(self, call: Call) -> Json:
        """Answer Search Return Merchandise Authorizations."""
        parcels = (self._parcel(made) for made in self._all() if self._comes_back(made))
        part, said = _searched(parcels, call, _PARCELS_BY)
        wanted = call.body.get("whitelisted_data_fields", [])
        shown = [_parcel_shown(row, wanted) for row in part]
        return {**said, **({"return_merchandise_authorizations": shown} if shown else {})}

    def _all(self) -> Iterable[Json]:
        return self.returns.returns.values()

    def _comes_back(self, made: Json) -> bool:
        events = self.returns.records[made["return_id"]]
        return any(one["event"] == rules.AWAITING_SHIP for one in events)

    def _request(self, made: Json) -> Json:
        undecided = made["return_status"] == rules.KINDS[made["return_type"]].pending
        status = "PENDING_REQUEST_REVIEW" if undecided else "REQUEST_REVIEW_COMPLETED"
        row = _row(made, _OF_REQUEST, status)
        order = self.returns.orders.get(made["order_id"])
        return {**row, "aftersales_request_id": row["id"], "buyer_id": order["user_id"]}

    def _parcel(self, made: Json) -> Json:
        status = _AWAY.get(made["return_status"], "PACKAGE_REVIEW_COMPLETED")
        row = _row(made, _OF_PARCEL, status)
        request_id = _OF_REQUEST + made["return_id"][len(_OF_RETURN) :]
        return {**row, "aftersales_request_id": request_id, "package_id": row["id"]}

    def _request_shown(self, row: Json, wanted: list[str]) -> Json:
        shown = _shown(row, wanted)
        made = row["made"]
        if "RETURN_MERCHANDISE_AUTHORIZATIONS" in wanted and self._comes_back(made):
            parcel = _parcel_shown(self._parcel(made), ["LINE_ITEMS"])
            shown["return_merchandise_authorizations"] = [parcel]
        return shown


def _row(made: Json, prefix: str, status: str) -> Json:
    times = {name: made[name] for name in ("create_time", "update_time")}
    told = {name: made[name] for name in ("order_id", "return_type")}
    identity = prefix + made["return_id"][len(_OF_RETURN) :]
    return {"id": identity, "status": status, "made": made, **told, **times}


def _parcel_shown(row: Json, wanted: list[str]) -> Json:
    told = {name: row[name] for name in ("package_id", "aftersales_request_id")}
    return {**_shown(row, wanted), **told}


def _shown(row: Json, wanted: list[str]) -> Json:
    told = {name.lower(): show(row["made"]) for name, show in _PARTS.items() if name in wanted}
    return {"id": row["id"], "status": row["status"], **told}


def _line_items(made: Json) -> list[Json]:
    return [
        {
            "return_line_item_id": line["return_line_item_id"],
            "sku_id": line["sku_id"],
            "main_order_id": made["order_id"],
            "sku_return_request_id": made["return_id"],
        }
        for line in made["return_line_items"]
    ]


def _sku_requests(made: Json) -> list[Json]:
    """Return a return in the words of the newer calls."""
    discounts, freight = ({**made[name][0]} for name in ("discount_amount", "shipping_fee_amount"))
    for one in (discounts, freight):
        del one["currency"]
    shown = {name: made[name] for name in _SAME if name in made}
    shown["discount"] = discounts
    shown["shipping_fee"] = {f"{name}_amount": value for name, value in freight.items()}
    if offer := made.get("partial_refund"):
        told = {"partial_refund_total": offer["amount"], "currency": offer["currency"]}
        shown["partial_refund_amount"] = told
    if made.get("can_buyer_keep_item"):
        shown["buyer_keep_item"] = True
    return [shown]


_PARTS: Mapping[str, Callable[[Json], list[Json]]] = {
    "LINE_ITEMS": _line_items,
    "SKU_RETURN_REQUESTS": _sku_requests,
}


def _searched(rows: Iterable[Json], call: Call, filters: dict[str, str]) -> tuple[list[Json], Json]:
    """Search with a body that holds filters, order and page, where older calls have query and body."""
    given, times = section(call.body, "filters"), Json()
    for name in ("create_time", "update_time"):
        ends = section(section(given, "time"), name)
        times[f"{name}_ge"] = ends.get("min_unix_time_inclusive")
        times[f"{name}_lt"] = ends.get("max_unix_time_exclusive")
    found = window(rows, times, "create_time", "update_time")
    for name, key in filters.items():
        found = [one for one in found if not given.get(name) or one[key] in given[name]]
    sort, pages = section(call.body, "sort"), section(call.body, "pagination")
    by = sort.get("sort_field", "CREATE_TIME")
    if by not in ("CREATE_TIME", "UPDATE_TIME"):
        raise bad_parameter("sort.sort_field is invalid")
    query = {**sort, **pages}
    asked = evolve(
        call.request,
        query=tuple((name, str(query[name])) for name in query if query[name] is not None),
    )
    return page(found, evolve(call, request=asked), by=by.lower(), default=10)
