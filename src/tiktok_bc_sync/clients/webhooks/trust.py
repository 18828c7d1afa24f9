"""What makes a webhook trusted before it is read: secrets, headers, size and age."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from attrs import Attribute

from tiktok_bc_sync.clients.webhooks.content import unreadable
from tiktok_bc_sync.errors import InvalidInput, InvalidSignature

LEEWAY = timedelta(minutes=5)
"""How far the vendor's clock may be ahead of ours."""

MAX_SIZE = 256 * 1024
"""Bytes; the vendors' webhooks have a few hundred."""

_VISIBLE = re.compile(r"[!-~]+")


def checked_secrets(given: Sequence[str]) -> tuple[str, ...]:
    """Return secrets as a tuple, the newest first. Raises `InvalidInput`, which repeats none.

    A single text is refused, as it would be read letter by letter, and so is what no header carries.
    """
    found = () if isinstance(given, (str, bytes)) else tuple(given)
    if not found or not all(isinstance(one, str) and _VISIBLE.fullmatch(one) for one in found):
        raise InvalidInput(
            "The secrets must be a list of texts of visible ASCII characters.",
            field="secrets",
            what_to_do="Give a list, the newest secret first.",
        )
    return found


def visible(_self: object, attribute: Attribute[str], value: str) -> None:
    """Refuse a key that is empty or not plain."""
    if not isinstance(value, str) or not _VISIBLE.fullmatch(value):
        raise InvalidInput(
            f"{attribute.name} must be made of visible ASCII characters.", field=attribute.name
        )


def bounded(vendor: str, body: bytes, max_size: int) -> None:
    """Refuse a body before anything is computed from it."""
    if not isinstance(body, bytes):
        raise InvalidInput(
            "A webhook's body must be bytes.",
            field="body",
            what_to_do="Give the body exactly as it was received, not decoded and not parsed.",
        )
    if len(body) > max_size:
        raise unreadable(vendor, "webhook", f"it has more than {max_size} bytes")


def only_header(headers: Mapping[str, str], name: str) -> str:
    """Return a header whatever the case of its name. Raises `InvalidSignature` without exactly one.

    Values are compared as ASCII: what else a web server lets through never matches a secret.
    """
    wanted = name.lower()
    found = [
        value
        for key, value in headers.items()
        if isinstance(key, str) and key.isascii() and key.lower() == wanted
    ]
    if len(found) != 1 or not isinstance(found[0], str) or not found[0].isascii():
        raise InvalidSignature(
            f"The webhook has no usable {name} header.",
            what_to_do="Drop it; if it came from the vendor, register the webhook again.",
        )
    return found[0]


def forged(vendor: str) -> InvalidSignature:
    """Return the error for a webhook that the vendor did not sign for us."""
    return InvalidSignature(
        f"The webhook was not signed by {vendor} with a secret of this app.",
        what_to_do="Drop it; if it came from the vendor, check the configured secrets.",
    )


def addressed_to(vendor: str, ours: str, theirs: str) -> None:
    """Refuse an event of another merchant; ``ours`` empty takes any."""
    if ours and theirs != ours:
        raise InvalidSignature(f"The webhook is about another merchant of {vendor}.")


def fresh(sent_at: datetime, now: datetime, max_age: timedelta) -> None:
    """Refuse what was sent too long ago, as a replay may be, or has not been sent yet."""
    if now - sent_at > max_age:
        raise InvalidSignature("The webhook is too old to be trusted.")
    if sent_at - now > LEEWAY:
        raise InvalidSignature(
            "The webhook is from the future.", what_to_do="Check this machine's clock."
        )
