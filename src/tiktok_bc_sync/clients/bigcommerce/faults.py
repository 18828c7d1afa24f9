"""What BigCommerce's errors mean for the caller: v3 answers an object, v2 a list."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
import msgspec

from tiktok_bc_sync.clients.session import request_id
from tiktok_bc_sync.errors import (
    MissingScope,
    NeedsReconnecting,
    RateLimited,
    Refused,
    RemoteNotFound,
    Unavailable,
    VendorError,
)

VENDOR = "BigCommerce"

_REACTIONS: Mapping[int, tuple[type[VendorError], str]] = {
    401: (NeedsReconnecting, "Check the store hash and the API token, or connect the store again."),
    403: (MissingScope, "Give the API account the scope that this call needs."),
    404: (RemoteNotFound, ""),
}


class _Fault(msgspec.Struct):
    title: str = ""
    detail: str = ""
    message: str = ""
    errors: dict[str, object] | list[object] | None = None


def judge(response: httpx.Response) -> VendorError | None:
    """Return the error an answer stands for, None for a success."""
    if response.is_success:
        return None
    message = f"{VENDOR}: {_message(response)}"
    request = request_id(response.headers)
    if response.status_code == 429:
        wait = response.headers.get("x-rate-limit-time-reset-ms", "")
        after = int(wait) / 1000 if wait.isdecimal() else 0.0
        return RateLimited(message, retry_after=after, vendor=VENDOR, request_id=request)
    kind, what_to_do = _REACTIONS.get(response.status_code, (Refused, ""))
    if response.status_code >= 500:
        kind, what_to_do = Unavailable, "It may be repeated later."
    return kind(
        message,
        vendor=VENDOR,
        status=response.status_code,
        what_to_do=what_to_do,
        request_id=request,
    )


def _message(response: httpx.Response) -> str:
    """Return the vendor's own words, bounded, or the bare status."""
    try:
        faults: _Fault | list[_Fault] = msgspec.json.decode(
            response.content, type=_Fault | list[_Fault], strict=False
        )
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return f"HTTP {response.status_code}."
    told = [_told(fault) for fault in (faults if isinstance(faults, list) else [faults])]
    return "; ".join(text for text in told if text)[:500] or f"HTTP {response.status_code}."


def _told(fault: _Fault) -> str:
    named = fault.errors.items() if isinstance(fault.errors, dict) else ()
    fields = ", ".join(f"{name}: {text}" for name, text in named)
    return " ".join(part for part in (fault.title or fault.message or fault.detail, fields) if part)
