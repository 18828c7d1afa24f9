"""What BigCommerce's errors mean for the caller: v3 answers an object, v2 a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import httpx
import msgspec

from tiktok_bc_sync.clients.reading import UNREADABLE, decoder
from tiktok_bc_sync.clients.session import request_id, retry_after
from tiktok_bc_sync.errors import (
    MissingScope,
    NeedsReconnecting,
    RateLimited,
    Refused,
    RemoteNotFound,
    Unavailable,
    UnexpectedAnswer,
    VendorError,
)

VENDOR = "BigCommerce"

_LATER = "It may be repeated later."
_REACTIONS: Mapping[int, tuple[type[VendorError], str]] = {
    401: (NeedsReconnecting, "Check the store hash and the API token, or connect the store again."),
    403: (MissingScope, "Give the API account the scope that this call needs."),
    404: (RemoteNotFound, ""),
    408: (Unavailable, _LATER),
}
_MESSAGE = 500
_IN_PART = 207


class _Fault(msgspec.Struct):
    title: str | None = None
    detail: str | None = None
    message: str | None = None
    errors: dict[str, object] | list[object] | None = None
    field_errors: dict[str, object] | None = None
    batch_errors: list[_Fault] | None = None
    data: list[_Fault] | dict[str, object] | None = None


_FAULTS = cast("type[_Fault | list[_Fault]]", _Fault | list[_Fault])


def judge(response: httpx.Response) -> VendorError | None:
    """Return the error an answer stands for, None for a success."""
    if response.is_success and response.status_code != _IN_PART:
        return None
    message = f"{VENDOR}: {_message(response)}"
    request = request_id(response.headers)
    if response.status_code == 429:
        return RateLimited(
            message,
            retry_after=retry_after(response.headers),
            vendor=VENDOR,
            what_to_do="It is repeated by itself when the quota is full again.",
            request_id=request,
        )
    kind, what_to_do = _reaction(response.status_code)
    return kind(
        message,
        vendor=VENDOR,
        status=response.status_code,
        what_to_do=what_to_do,
        request_id=request,
    )


def _reaction(status: int) -> tuple[type[VendorError], str]:
    if status == _IN_PART:  # nobody shall take a part for the whole
        return Refused, "A part of it was done: look at what is there before doing it again."
    if status >= 500:
        return Unavailable, _LATER
    if status < 400:  # a redirect, say: this is not the service that we know
        return UnexpectedAnswer, "Check the address of the service."
    return _REACTIONS.get(status, (Refused, ""))


def _message(response: httpx.Response) -> str:
    """Return the vendor's own words, bounded, or the bare status."""
    try:
        faults = decoder(_FAULTS).decode(response.content)
    except UNREADABLE:
        return f"HTTP {response.status_code}."
    told = [
        _told(one)
        for fault in (faults if isinstance(faults, list) else [faults])
        # The parts of a batch, and what a payment's provider said, come one level further in.
        for one in (fault, *(fault.batch_errors or ()), *_listed(fault.data))
    ]
    return "; ".join(text for text in told if text)[:_MESSAGE] or f"HTTP {response.status_code}."


def _listed(data: list[_Fault] | object) -> list[_Fault]:
    return cast("list[_Fault]", data) if isinstance(data, list) else []


def _told(fault: _Fault) -> str:
    named = {
        **(fault.errors if isinstance(fault.errors, dict) else {}),
        **(fault.field_errors or {}),
    }
    fields = ", ".join(f"{name}: {text}" for name, text in named.items())
    said = fault.title or fault.message or fault.detail or ""
    return " ".join(part for part in (said, fields) if part)
