"""How the fake store answers: v3 in envelopes with pages, v2 in bare lists, each with its own errors."""

from __future__ import annotations

import json
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any, cast

import msgspec

from tiktok_bc_sync.sandbox.core import Refusal, Request, Response

Json = dict[str, Any]
MOST_A_PAGE = 250
_DOCS = "https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes"


def v3(value: object, status: int = 200) -> Response:
    """Answer with one thing."""
    return Response.json({"data": value, "meta": {}}, status)


def v3_refusal(status: int, title: str, errors: Mapping[str, str] | None = None) -> Refusal:
    """Return an error as v3 words it."""
    body = {"status": status, "title": title, "type": _DOCS, "errors": dict(errors or {})}
    return Refusal(Response.json(body, status))


def v2_refusal(status: int, message: str) -> Refusal:
    """Return an error as v2 words it."""
    return Refusal(Response.json([{"status": status, "message": message}], status))


def not_found(path: str) -> Refusal:
    """Return the 404 of the API that a path belongs to."""
    say = v2_refusal if "/v2/" in path else v3_refusal
    return say(404, "The requested resource was not found.")


def v3_page(
    items: Sequence[Any], params: Mapping[str, str], most: int = MOST_A_PAGE
) -> tuple[Sequence[Any], Json]:
    """Cut a page out of a list, with its ``meta``.

    ``most`` is the page's cap: for heavy items a smaller one than may be asked for.
    """
    limit, page = params.get("limit", "50"), params.get("page", "1")
    largest = max(MOST_A_PAGE, most)
    if not (limit.isdecimal() and page.isdecimal() and 1 <= int(limit) <= largest):
        raise v3_refusal(422, f"The limit must be between 1 and {largest}, the page a number.")
    size, number = min(int(limit), most), max(int(page), 1)
    part = items[(number - 1) * size : number * size]
    pages = max(-(-len(items) // size), 1)
    links = {"current": f"?page={number}&limit={size}"}
    if number < pages:
        links["next"] = f"?page={number + 1}&limit={size}"
    if number > 1:
        links["previous"] = f"?page={number - 1}&limit={size}"
    pagination = {
        "total": len(items),
        "count": len(part),
        "per_page": size,
        "current_page": number,
        "total_pages": pages,
        "links": links,
    }
    return part, {"pagination": pagination}


def v3_cursor_page(items: Sequence[Json], params: Mapping[str, str]) -> tuple[Sequence[Json], Json]:
    """Cut the page out of a list in the order of ids that follows ``after``, or precedes ``before``.

    A cursor is the id of the last or first item that the caller has, in a form that tells nothing.
    """
    limit = params.get("limit", "50")
    after, before = (_cursor_id(params.get(name, "")) for name in ("after", "before"))
    if not (limit.isdecimal() and 1 <= int(limit) <= MOST_A_PAGE):
        raise v3_refusal(422, f"The limit must be between 1 and {MOST_A_PAGE}.")
    if after is None or before is None:
        raise v3_refusal(422, "The cursor is invalid.")
    size = int(limit)
    left = [one for one in items if one["id"] > after and (not before or one["id"] < before)]
    part = left[-size:] if before and not after else left[:size]
    start, end = (_cursor(part[place]["id"]) if part else "" for place in (0, -1))
    links = {"current": f"?limit={size}"}
    if part and part[-1] is not items[-1]:
        links["next"] = f"?after={end}&limit={size}"
    if part and part[0] is not items[0]:
        links["previous"] = f"?before={start}&limit={size}"
    cursors = {
        "count": len(part),
        "per_page": size,
        "start_cursor": start,
        "end_cursor": end,
        "links": links,
    }
    return part, {"cursor_pagination": cursors}


def _cursor(number: int) -> str:
    return urlsafe_b64encode(str(number).encode()).decode().rstrip("=")


def _cursor_id(cursor: str) -> int | None:
    """Return the id in a cursor, 0 for none, None for what is no cursor."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        text = b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
    except ValueError:
        return None
    return int(text or 0) if text.isdecimal() or not text else None


def v3_list(
    items: Sequence[Json], params: Mapping[str, str], shown: Callable[[Json], Json] | None = None
) -> Response:
    """Answer with a page of a list, each item as ``shown`` and with just the fields asked for."""
    page, meta = v3_page(items, params)
    shown_page = [shown(one) for one in page] if shown else page
    return Response.json({"data": [selected(one, params) for one in shown_page], "meta": meta})


def v3_counted(data: object, total: int, failed: int = 0, status: int = 200) -> Response:
    """Answer with what became of many things at once."""
    meta = {"total": total, "success": total - failed, "failed": failed}
    return Response.json({"data": data, "meta": meta}, status)


def selected(item: Json, params: Mapping[str, str]) -> Json:
    """Return an item with the fields that ``include_fields`` and ``exclude_fields`` leave."""
    wanted, left_out = (
        set(params.get(name, "").split(",")) - {""} for name in ("include_fields", "exclude_fields")
    )
    names = wanted | {"id"} if wanted else item.keys()
    return {name: item[name] for name in item if name in names and name not in left_out}


def v2_page(items: Sequence[Any], params: Mapping[str, str]) -> Sequence[Any]:
    """Cut a page out of a list."""
    limit, page = params.get("limit", "50"), params.get("page", "1")
    if not (limit.isdecimal() and page.isdecimal() and 1 <= int(limit) <= MOST_A_PAGE):
        raise v2_refusal(400, f"The limit must be between 1 and {MOST_A_PAGE}, the page a number.")
    size, number = int(limit), max(int(page), 1)
    return items[(number - 1) * size : number * size]


def v2_list(items: Sequence[Any]) -> Response:
    """Answer with a bare list; an empty one is an answer without a body."""
    return Response.json(list(items)) if items else Response(204)


def v3_body(request: Request) -> Json:
    """Read a JSON object out of a request."""
    value = _parsed(request)
    if value is None:
        raise v3_refusal(400, "Input is invalid: a JSON object is expected.")
    return value


def v3_items(request: Request, most: int = 0) -> list[Json]:
    """Read a JSON list of objects out of a request; ``most`` is how many may be sent at once."""
    items = objects(_value(request))
    if items is None:
        raise v3_refusal(422, "JSON data is missing or invalid: a list of objects is expected.")
    if most and len(items) > most:
        raise v3_refusal(413, f"A batch may have {most} items.")
    return items


def v3_ids(request: Request) -> list[int]:
    """Read a JSON list of ids out of a request."""
    try:
        return msgspec.convert(_value(request), list[int])
    except msgspec.ValidationError:
        raise v3_refusal(400, "Input is invalid: a list of ids is expected.") from None


def v2_body(request: Request) -> Json:
    """Read a JSON object out of a request."""
    value = _parsed(request)
    if value is None:
        raise v2_refusal(400, "The body is not a valid JSON object.")
    return value


def _parsed(request: Request) -> Json | None:
    value = _value(request)
    return cast("Json", value) if isinstance(value, dict) else None


def _value(request: Request) -> object:
    try:
        return cast("object", json.loads(request.body))
    except (ValueError, RecursionError):
        return None


def objects(value: object) -> list[Json] | None:
    """Return a list of JSON objects, None for anything else."""
    try:
        return msgspec.convert(value, list[Json])
    except msgspec.ValidationError:
        return None


def moment(text: str) -> datetime | None:
    """Read a time in either of the forms that the service takes, None for anything else."""
    # A "+" that was not escaped in a query arrives as a space.
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        for form in (text, text.replace(" ", "+")):
            try:
                found = read(form)
            except ValueError:
                continue
            return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def whole(value: object) -> int:
    """Return an id or a count, 0 for what is none."""
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() else 0


def amount(value: object) -> Decimal:
    """Return a number of the catalogue, nothing for null."""
    return Decimal(str(value or 0))
