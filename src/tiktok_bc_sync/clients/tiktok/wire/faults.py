"""What TikTok Shop's error codes mean for the caller. An extensible table: unknown ones are refusals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

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
    106002: (Refused, "Set this machine's clock right: a request is taken within five minutes."),
    106003: (Refused, "Check the app key."),
    106011: (Refused, "Ask for the shops anew and use the one that is meant: its cipher changed."),
    106013: (Refused, "Say by use_shop which shop is meant."),
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
_MAY_BE_THE_CLOCK = {106001, 106002}
# The vendor takes a request's time within five minutes of its own.
_MOST_OFF = timedelta(minutes=5)
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
        envelope = decoder(_Envelope).decode(response.content)
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
    if envelope.code in _MAY_BE_THE_CLOCK:
        what_to_do = _clock_advice(response) or what_to_do
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


def _clock_advice(response: httpx.Response) -> str:
    """Say how far this machine's clock is from the vendor's, where that explains a refused signature."""
    stamp = response.request.url.params.get("timestamp", "")
    try:
        theirs = parsedate_to_datetime(response.headers.get("date", ""))
        ahead = datetime.fromtimestamp(int(stamp), UTC) - theirs
    except (
        ValueError,
        OverflowError,
        TypeError,
    ):  # no date, none that can be read, or without a zone
        return ""
    if abs(ahead) <= _MOST_OFF:
        return ""
    way = "ahead of" if ahead > timedelta() else "behind"
    minutes = round(abs(ahead) / timedelta(minutes=1))
    return f"This machine's clock is {minutes} minutes {way} TikTok Shop's: set it right."
