"""Bodies read by a description: a typed dictionary of fields.

Fields that a description does not know are left out, as the service does.
"""

from __future__ import annotations

from typing import Any, cast

import msgspec

from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json, v2_refusal, v3_refusal
from tiktok_bc_sync.sandbox.core import Request


def v3_given(request: Request, kind: type[Any]) -> Json:
    """Return the body's fields. Raises the 400 for no JSON, the 422 that names a wrong field."""
    return v3_fields(_json(request), kind)


def v3_listed(request: Request, kind: type[Any], most: int) -> list[Json]:
    """Return the body's objects, at least one and at most ``most``. Raises as `v3_given` does."""
    found = _json(request)
    items = cast("list[object]", found) if isinstance(found, list) else []
    if not 1 <= len(items) <= most:
        raise v3_refusal(422, f"The body must be a list of 1 to {most} objects.")
    return [v3_fields(one, kind, f"{number}.") for number, one in enumerate(items)]


def v3_fields(given: object, kind: type[Any], at: str = "") -> Json:
    """Return the fields of a part of a body. Raises the 422 that names a wrong one."""
    try:
        return cast("Json", msgspec.convert(given, kind))
    except msgspec.ValidationError as error:
        field, said = _named(error)
        raise v3_refusal(
            422, "JSON data is missing or invalid", {f"{at}{field}".strip("."): said}
        ) from None


def v2_given(request: Request, kind: type[Any]) -> Json:
    """Return the body's fields. Raises the 400 that names a wrong one."""
    try:
        return cast("Json", msgspec.convert(msgspec.json.decode(request.body), kind))
    except msgspec.ValidationError as error:
        raise v2_refusal(400, "The field '{}' is invalid: {}.".format(*_named(error))) from None
    except (msgspec.DecodeError, RecursionError):
        raise v2_refusal(400, "The body is not a valid JSON object.") from None


def _json(request: Request) -> object:
    try:
        return msgspec.json.decode(request.body)
    except (msgspec.DecodeError, RecursionError):
        raise v3_refusal(400, "Input is invalid: the body is no JSON.") from None


def _named(error: msgspec.ValidationError) -> tuple[str, str]:
    """Return the field that an error is about, and what is wrong with it."""
    said, _, path = str(error).partition(" - at `$")
    if "field `" in said:
        return f"{path.rstrip('`')}.{said.split('`')[1]}".lstrip("."), "error.path.missing"
    return path.strip(".`"), said
