"""How the fake TikTok Shop words things: its codes, envelope, field checks and pages."""

from __future__ import annotations

import base64
import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, cast

from attrs import define, field, frozen

from tiktok_bc_sync.sandbox.core import Request, Response
from tiktok_bc_sync.sandbox.forms import form

Json = dict[str, Any]
Order = Callable[[Json], tuple[Any, str]]

OK = 0
BAD_PARAMETER = 36009004
UNKNOWN_PATH = 36009009
UNKNOWN_AUTHORIZATION = 36004005
REFRESH_EXPIRED = 36004001
TOKEN_INVALID = 105001
TOKEN_EXPIRED = 105002
BAD_SIGN = 106001
# The vendor publishes no full list: the numbers below lie in its ranges, their order is ours.
PRODUCT_RULE = 12052000
PRODUCT_STATUS = 12052900
PRODUCT_UNKNOWN = 12052901
ORDER_UNKNOWN = 21001001
SHIPPING_RULE = 21011000
AFTERSALE_RULE = 25001000
_MOST_A_PAGE = 100
_SORTS = ("create_time", "update_time")


class Refused(Exception):
    """A request the fake service refuses, with the vendor's code and words."""

    def __init__(self, code: int, message: str, status: int = 200) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


def bad_parameter(message: str) -> Refused:
    """Say that a parameter is missing or wrong."""
    return Refused(BAD_PARAMETER, message, 400)


def envelope(request_id: str, data: object = None, refused: Refused | None = None) -> Response:
    """Wrap what is answered, or why not."""
    value: Json = {
        "code": refused.code if refused else OK,
        "message": refused.message if refused else "Success",
        "request_id": request_id,
    }
    if refused is None:
        value["data"] = data if data is not None else {}
    return Response.json(value, refused.status if refused else 200, X_Tt_Logid=request_id)


@define
class Ids:
    """Long digit strings like the vendor's, made by counting, so that a repeat gives the same ones."""

    _counts: dict[str, int] = field(factory=dict[str, int])

    def next(self, prefix: str, digits: int = 19) -> str:
        """Return the next id that starts with ``prefix``."""
        self._counts[prefix] = number = self._counts.get(prefix, 0) + 1
        return prefix + f"{number:0{digits - len(prefix)}d}"


@frozen
class Call:
    """A request that passed the gate: the path's names, the query and the JSON body."""

    names: Mapping[str, str]
    request: Request
    body: Json = field(factory=dict[str, Any])

    def param(self, name: str, default: str = "") -> str:
        """Return a query parameter."""
        return self.request.params.get(name, default)

    def flag(self, name: str) -> bool:
        """Return a query parameter that is true or false."""
        return self.param(name).lower() == "true"

    def many(self, name: str) -> list[str]:
        """Return a list parameter, whether it was joined by commas or repeated."""
        values = [value for key, value in self.request.query if key == name]
        return [part for value in values for part in value.split(",") if part]

    def form(self) -> dict[str, bytes]:
        """Return the parts of a multipart body by their names."""
        parts = form(self.request)
        if parts is None:
            raise bad_parameter("The request must be multipart/form-data")
        return parts

    def whole(self, name: str) -> int | None:
        """Return a whole number of the query, None when it is not given."""
        text = self.param(name)
        if text and not (text.isascii() and text.isdecimal()):
            raise bad_parameter(f"{name} must be a whole number")
        return int(text) if text else None


@frozen
class Route:
    """One operation: its path, who answers, and what the body must hold (see `check_fields`)."""

    method: str
    path: str
    handler: Callable[[Call], Json]
    fields: tuple[str, ...] = ()
    cipher: bool = True
    signed: bool = True
    multipart: bool = False

    def __call__(self, call: Call) -> Json:
        """Answer a request that passed the gate."""
        check_fields(call.body, self.fields)
        return self.handler(call)


def read_json(body: bytes) -> Json:
    """Read a JSON object; no body at all is an empty one, and null is as good as left out."""
    if not body:
        return {}
    try:
        value: object = json.loads(body, object_hook=_without_null)
    except (ValueError, RecursionError):
        raise bad_parameter("The request body is not valid JSON") from None
    if not isinstance(value, dict):
        raise bad_parameter("The request body must be a JSON object")
    return cast("Json", value)


def _without_null(value: Json) -> Json:
    return {key: one for key, one in value.items() if one is not None}


def section(value: Json, name: str) -> Json:
    """Return an object field; one that was left out is an empty one."""
    return value.get(name) or {}


def items(value: Json, name: str) -> list[Any]:
    """Return a list field; one that was left out is an empty one."""
    return value.get(name) or []


def check_fields(body: Json, paths: Iterable[str]) -> None:
    """Refuse a body in which a field is missing or of the wrong type.

    Paths read ``skus[].price.currency``; ``?`` marks what may be left out, ``#`` a whole number,
    ``!`` true or false, ``[]`` a list, a last name without any of those a text.
    """
    for path in paths:
        if fault := _fault(body, path):
            raise bad_parameter(fault)


def _fault(value: object, path: str, within: str = "") -> str | None:
    if not isinstance(value, dict):
        return f"{within.rstrip('.')} has the wrong type"
    head, _, rest = path.partition(".")
    name = head.rstrip("[]?#!")
    found: object = cast("Json", value).get(name)
    kind = dict if rest else int if "#" in head else bool if "!" in head else str
    outer = list if "[]" in head else kind
    if found is None or (found in ("", [], {}) and isinstance(found, outer)):
        return None if "?" in head else f"{within}{name} is a required field"
    parts = cast("list[object]", found) if isinstance(found, list) else [found]
    if not isinstance(found, outer) or not all(_is(part, kind) for part in parts):
        return f"{within}{name} has the wrong type"
    if not rest:
        return None
    faults = (_fault(part, rest, f"{within}{name}.") for part in parts)
    return next((fault for fault in faults if fault), None)


def _is(value: object, kind: type) -> bool:
    """Tell a value's kind as JSON does, where true is no number."""
    return isinstance(value, kind) and isinstance(value, bool) == (kind is bool)


def page(
    found: Iterable[Json], call: Call, *, by: str, identity: str = "id", default: int | None = None
) -> tuple[list[Json], Json]:
    """Cut a page out of what was found, sorted by a field; the token names the last one shown.

    Returns the page and what is said about it. ``sort_order=DESC`` turns the order round.
    """
    order = itemgetter(by, identity)
    return cut(sorted(found, key=order), call, order, default)


def cut(
    ordered: Sequence[Json], call: Call, order: Order, default: int | None = None
) -> tuple[list[Json], Json]:
    """Cut a page out of what is sorted already; its place is looked up, not counted out."""
    size = call.whole("page_size") or default
    if size is None or not 1 <= size <= _MOST_A_PAGE:
        raise bad_parameter(f"page_size must be between 1 and {_MOST_A_PAGE}")
    backwards = call.param("sort_order").upper() == "DESC"
    begin, end = _beside(ordered, call.param("page_token"), order, backwards=backwards)
    shown = slice(max(end - size, 0), end) if backwards else slice(begin, begin + size)
    part = list(ordered[shown])[:: -1 if backwards else 1]
    following = _token(order(part[-1])) if len(part) < end - begin else ""
    return part, {"next_page_token": following, "total_count": len(ordered)}


def _beside(
    ordered: Sequence[Json], token: str, order: Order, *, backwards: bool
) -> tuple[int, int]:
    """Return between which places lies what was not shown yet."""
    if not token:
        return 0, len(ordered)
    last = _read_token(token)
    try:
        if backwards:
            return 0, bisect_left(ordered, last, key=order)
        return bisect_right(ordered, last, key=order), len(ordered)
    except TypeError:
        raise bad_parameter("page_token is invalid") from None


def _token(last: tuple[Any, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(last).encode()).decode()


def _read_token(token: str) -> tuple[Any, str]:
    try:
        value, identity = json.loads(base64.urlsafe_b64decode(token))
    except (ValueError, TypeError):
        raise bad_parameter("page_token is invalid") from None
    return value, str(identity)


TIMES = tuple(
    f"{name}_{end}#?" for name in ("create_time", "update_time") for end in ("ge", "lt", "le")
)


def searched(
    items: Iterable[Json],
    call: Call,
    filters: Mapping[str, str],
    buyer_of: Callable[[Json], str],
    *,
    identity: str,
) -> tuple[list[Json], Json]:
    """Answer a search for what came after a sale: by times, by lists of values, by buyers, in pages.

    ``filters`` maps the names of lists in the body to the fields that they are about.
    """
    given = call.body
    found = window(items, given, *_SORTS)
    for name, field_name in filters.items():
        found = [one for one in found if not given.get(name) or one.get(field_name) in given[name]]
    if wanted := given.get("buyer_user_ids"):
        found = [one for one in found if buyer_of(one) in wanted]
    by = call.param("sort_field", _SORTS[0])
    if by not in _SORTS:
        raise bad_parameter("sort_field is invalid")
    return page(found, call, by=by, identity=identity, default=10)


def window(items: Iterable[Json], given: Json, *names: str) -> list[Json]:
    """Keep what lies in the times asked for, as in ``update_time_ge`` and ``create_time_lt``."""
    kept = list(items)
    for name in names:
        ge, lt, le = bounds = [given.get(f"{name}_{end}") for end in ("ge", "lt", "le")]
        if bounds == [None] * 3:
            continue
        kept = [
            one
            for one in kept
            if (ge is None or one[name] >= ge)
            and (lt is None or one[name] < lt)
            and (le is None or one[name] <= le)
        ]
    return kept
