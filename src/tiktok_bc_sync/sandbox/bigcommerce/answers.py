"""How the fake store answers: v3 in envelopes with pages, v2 in bare lists, each with its own errors."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
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
    """Cut a page out of a list, with its ``meta``; ``most`` is the page's cap for heavy items."""
    limit, page = params.get("limit", "50"), params.get("page", "1")
    if not (limit.isdecimal() and page.isdecimal() and 1 <= int(limit) <= MOST_A_PAGE):
        raise v3_refusal(422, f"The limit must be between 1 and {MOST_A_PAGE}, the page a number.")
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


def v2_body(request: Request) -> Json:
    """Read a JSON object out of a request."""
    value = _parsed(request)
    if value is None:
        raise v2_refusal(400, "The body is not a valid JSON object.")
    return value


def _parsed(request: Request) -> Json | None:
    try:
        value: Any = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return cast("Json", value) if isinstance(value, dict) else None


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
