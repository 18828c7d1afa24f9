"""What TikTok Shop's error codes mean for the caller. An extensible table: unknown ones are refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import httpx
import msgspec

from tiktok_bc_sync.clients.reading import UNREADABLE
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

VENDOR = "TikTok Shop"

Reaction = tuple[type[VendorError], str]
_RECONNECT = "Renew the token; if that is refused, the merchant must connect again."
_SLOWER = "It is repeated by itself, more slowly."
_LATER = "It may be repeated later."
_SCOPE = "Add the scope to the app, then let the merchant authorize it again."

CODES: Final[dict[int, Reaction]] = {
    105001: (NeedsReconnecting, _RECONNECT),
    105002: (NeedsReconnecting, _RECONNECT),
    105005: (MissingScope, _SCOPE),
    106001: (Refused, "Check the app key and secret, and that this machine's clock is right."),
    36009002: (RateLimited, _SLOWER),
    36009003: (Unavailable, _LATER),
    36009004: (Refused, "A parameter is wrong; the message names it."),
}
"""Vendor code -> reaction and what to do. Add codes here as they are met."""

_STATUSES: Mapping[int, Reaction] = {
    401: (NeedsReconnecting, _RECONNECT),
    403: (MissingScope, _SCOPE),
    404: (RemoteNotFound, ""),
    408: (Unavailable, _LATER),
    429: (RateLimited, _SLOWER),
}
# Rules about products: whatever the status, the same product is refused again.
_PRODUCT_RULES = range(12_000_000, 13_000_000)
_MESSAGE = 500


class _Envelope(msgspec.Struct):
    code: int
    message: str | None = None
    request_id: str | None = None


def judge(response: httpx.Response) -> VendorError | None:
    """Return the error an answer stands for, None for a success. Code and HTTP status both count."""
    try:
        envelope = msgspec.json.decode(response.content, type=_Envelope, strict=False)
    except UNREADABLE:
        return _unreadable(response)
    if envelope.code == 0 and response.is_success:
        return None
    message = f"{VENDOR}: {(envelope.message or 'no message')[:_MESSAGE]}."
    return _error(_reaction(response.status_code, envelope.code), message, response, envelope)


def _reaction(status: int, code: int) -> Reaction:
    if code in _PRODUCT_RULES:
        return Refused, ""
    if status == 429 or (status >= 500 and code not in CODES):
        return _by_status(status, Refused)
    return CODES.get(code) or _by_status(status, Refused)


def _by_status(status: int, otherwise: type[VendorError]) -> Reaction:
    if status >= 500:
        return Unavailable, _LATER
    return _STATUSES.get(status, (otherwise, ""))


def _unreadable(response: httpx.Response) -> VendorError:
    message = f"{VENDOR} answered HTTP {response.status_code} without a readable body."
    reaction = _by_status(response.status_code, UnexpectedAnswer)
    return _error(reaction, message, response, _Envelope(code=0))


def _error(
    reaction: Reaction, message: str, response: httpx.Response, envelope: _Envelope
) -> VendorError:
    kind, what_to_do = reaction
    code = str(envelope.code or "")
    request = (envelope.request_id or request_id(response.headers))[:128]
    if kind is RateLimited:
        # No wait is promised: 0 lets the caller back off by its own rule.
        return RateLimited(
            message,
            retry_after=retry_after(response.headers),
            vendor=VENDOR,
            status=response.status_code,
            vendor_code=code,
            what_to_do=what_to_do,
            request_id=request,
        )
    return kind(
        message,
        vendor=VENDOR,
        status=response.status_code,
        vendor_code=code,
        what_to_do=what_to_do,
        request_id=request,
    )
