"""JSON as requests carry it: exact numbers, and only characters that can be sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import msgspec

from tiktok_bc_sync.errors import InvalidInput

_ENCODER = msgspec.json.Encoder(decimal_format="number")


def encoded(body: object) -> bytes:
    """Return a body as JSON; a `Decimal` becomes a number with all of its digits.

    A lone half of a surrogate pair, which is no character and can't be sent, becomes a question mark.
    Raises `InvalidInput` for what is no JSON.
    """
    try:
        return _ENCODER.encode(body)
    except UnicodeEncodeError:
        return _ENCODER.encode(_sendable(body))
    except (TypeError, OverflowError, RecursionError) as error:
        raise InvalidInput(f"The body is no JSON: {error}.", field="body") from error


def _sendable(value: object) -> object:
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, Mapping):
        pairs = cast("Mapping[object, object]", value).items()
        return {_sendable(name): _sendable(one) for name, one in pairs}
    if isinstance(value, Sequence):
        return [_sendable(one) for one in cast("Sequence[object]", value)]
    return value
