"""What TikTok Shop's error codes mean for the caller. An extensible table: unknown ones are refusals."""

from __future__ import annotations

from typing import Final

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
    UnexpectedAnswer,
    VendorError,
)

VENDOR = "TikTok Shop"

_RECONNECT = "Renew the token; if that is refused, the merchant must connect again."
CODES: Final[dict[int, tuple[type[VendorError], str]]] = {
    105001: (NeedsReconnecting, _RECONNECT),
    105002: (NeedsReconnecting, _RECONNECT),
    105005: (MissingScope, "Add the scope to the app, then let the merchant authorize it again."),
    106001: (Refused, "Check the app key and secret, and that this machine's clock is right."),
    36009002: (RateLimited, "It is repeated by itself, more slowly."),
    36009003: (Unavailable, "It may be repeated later."),
    36009004: (Refused, "A parameter is wrong; the message names it."),
}
"""Vendor code -> reaction and what to do. Add codes here as they are met."""


class _Envelope(msgspec.Struct):
    code: int
    message: str = ""
    request_id: str = ""


def judge(response: httpx.Response) -> VendorError | None:
    """Return the error an answer stands for, None for a success. Code and HTTP status both count."""
    try:
        envelope = msgspec.json.decode(response.content, type=_Envelope)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _by_status(response)
    if envelope.code == 0 and response.is_success:
        return None
    return _by_code(response, envelope)


def _by_code(response: httpx.Response, envelope: _Envelope) -> VendorError:
    kind, what_to_do = CODES.get(envelope.code, (Refused, ""))
    if response.status_code == 429:
        kind = RateLimited
    elif response.status_code >= 500:
        kind = Unavailable
    elif response.status_code == 404:
        kind = RemoteNotFound
    return _error(
        kind, f"{VENDOR}: {envelope.message or 'no message'}.", response, envelope, what_to_do
    )


def _by_status(response: httpx.Response) -> VendorError:
    nothing = _Envelope(code=0, request_id=request_id(response.headers))
    message = f"{VENDOR} answered HTTP {response.status_code} without a readable body."
    if response.status_code == 429:
        return _error(RateLimited, message, response, nothing, "")
    if response.status_code >= 500:
        return _error(Unavailable, message, response, nothing, "It may be repeated later.")
    return _error(UnexpectedAnswer, message, response, nothing, "")


def _error(
    kind: type[VendorError],
    message: str,
    response: httpx.Response,
    envelope: _Envelope,
    what_to_do: str,
) -> VendorError:
    code = str(envelope.code or "")
    if kind is RateLimited:
        # No reset is promised: 0 lets the caller back off by its own rule.
        return RateLimited(
            message,
            retry_after=0.0,
            vendor=VENDOR,
            vendor_code=code,
            request_id=envelope.request_id,
        )
    return kind(
        message,
        vendor=VENDOR,
        status=response.status_code,
        vendor_code=code,
        what_to_do=what_to_do,
        request_id=envelope.request_id,
    )
