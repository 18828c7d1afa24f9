"""How a record's body and index become JSON text and come back, the same for every storage of ours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

from tiktok_bc_sync.errors import InvalidInput, StorageError
from tiktok_bc_sync.storage.record import JsonValue

_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


def json_text(value: Mapping[str, object], kind: str, key: str) -> str:
    """Return a JSON object as ASCII, which no database can garble.

    Raises `InvalidInput` for what is not JSON, not-a-number included.
    """
    try:
        return _encode(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidInput(f"The {kind} {key} is not JSON: {error}.", field="body") from None


def json_object(text: str, kind: str, key: str) -> dict[str, JsonValue]:
    """Return what `json_text` was given. Raises `StorageError` for a text that something else changed."""
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise StorageError(
            f"The {kind} {key} in the storage is damaged.",
            what_to_do="Restore it from a backup, or delete it and let it be read again.",
        )
    return cast("dict[str, JsonValue]", value)
