"""BigCommerce's callbacks of an app (load, uninstall, remove_user): who came, and for which store."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from attrs import field, frozen

from tiktok_bc_sync.clients.reading import Malformed
from tiktok_bc_sync.clients.times import aware
from tiktok_bc_sync.clients.webhooks.bigcommerce import store_of
from tiktok_bc_sync.clients.webhooks.content import Json, needed, objects, seconds, understood, word
from tiktok_bc_sync.clients.webhooks.trust import checked_secrets
from tiktok_bc_sync.errors import InvalidSignature

_VENDOR = "BigCommerce"
_LEEWAY = timedelta(minutes=1)
_LONGEST = 16 * 1024
_TOKEN = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)")


@frozen
class StoreUser:
    """A person at BigCommerce; ``email`` and ``locale`` are empty where the vendor sends none."""

    id: str
    email: str = field(default="", repr=False)
    locale: str = ""


@frozen
class SignedPayload:
    """Who opened, removed or was removed from the app, and in which store.

    ``owner`` is the store's owner; ``path`` is the page of the app that was asked for; ``channel_id``
    is empty outside a channel; ``id`` is the same when a token is used again.
    """

    store_hash: str
    user: StoreUser
    owner: StoreUser
    path: str
    channel_id: str
    id: str
    expires_at: datetime

    @property
    def by_owner(self) -> bool:
        """Whether the user is the store's owner."""
        return self.user.id == self.owner.id


def read_signed_payload(
    token: str, *, client_id: str, client_secrets: Sequence[str], now: datetime
) -> SignedPayload:
    """Return what a ``signed_payload_jwt`` says.

    ``client_secrets`` are the app's, the newest first; older ones are believed too. Raises
    `InvalidSignature` for a token that was not signed by one of them with HS256, that is for another
    app or of another issuer, has expired or is not valid yet; `UnexpectedAnswer` for a signed one
    whose content is not as documented; `InvalidInput` without a secret or for a ``now`` without a
    time zone.
    """
    aware(now, "now")
    head, claims = _verified(token, checked_secrets(client_secrets))
    algorithm = understood(_VENDOR, "signed payload", head, _algorithm)
    if algorithm != "HS256":
        raise _untrusted("it is signed with another algorithm than HS256")
    return understood(
        _VENDOR, "signed payload", claims, lambda sent: _payload(sent, client_id, now)
    )


def _verified(token: str, secrets: tuple[str, ...]) -> tuple[bytes, bytes]:
    """Return header and claims of a token that is signed with HS256, whatever its header says.

    The signature is compared as it is spelled, so that a token has one spelling only.
    """
    parts = isinstance(token, str) and len(token) <= _LONGEST and _TOKEN.fullmatch(token)
    if not parts:
        raise _untrusted("it is no signed token")
    head, claims, signature = parts.groups()
    signed = f"{head}.{claims}".encode()
    if not any(hmac.compare_digest(_signature(one, signed), signature) for one in secrets):
        raise _untrusted("no secret of this app signed it")
    return _unspelled(head), _unspelled(claims)


def _signature(secret: str, signed: bytes) -> str:
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _unspelled(part: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError:
        raise _untrusted("it is no signed token") from None


def _untrusted(why: str) -> InvalidSignature:
    return InvalidSignature(
        f"BigCommerce's signed payload can't be trusted: {why}.",
        what_to_do="Open the app from BigCommerce's control panel again.",
    )


def _algorithm(head: Mapping[str, Json]) -> str:
    if "crit" in head:  # extensions that must be understood, and none is
        raise Malformed("it needs an extension that is not documented")
    return needed(head.get("alg"), "alg")


def _payload(sent: Mapping[str, Json], client_id: str, now: datetime) -> SignedPayload:
    expires_at = _trusted_claims(sent, client_id, now)
    return SignedPayload(
        store_hash=store_of(sent.get("sub"), "sub"),
        user=_user(objects(sent, "user"), "user"),
        owner=_user(objects(sent, "owner"), "owner"),
        path=_text(sent.get("url"), "url") or "/",
        channel_id=word(sent.get("channel_id"), "channel_id"),
        id=word(sent.get("jti"), "jti"),
        expires_at=expires_at,
    )


def _trusted_claims(sent: Mapping[str, Json], client_id: str, now: datetime) -> datetime:
    audience = sent.get("aud")
    if not client_id or audience not in (client_id, (client_id,)):
        raise _untrusted("it is for another app")
    if sent.get("iss") != "bc":
        raise _untrusted("it has another issuer")
    expires_at = seconds(sent.get("exp"), "exp")
    if now - expires_at >= _LEEWAY:
        raise _untrusted("it has expired")
    for name in ("nbf", "iat"):
        if sent.get(name) is not None and seconds(sent.get(name), name) - now > _LEEWAY:
            raise _untrusted("it is not valid yet")
    return expires_at


def _user(sent: Mapping[str, Json], name: str) -> StoreUser:
    return StoreUser(
        needed(sent.get("id"), f"{name}.id"),
        _text(sent.get("email"), f"{name}.email"),
        _text(sent.get("locale"), f"{name}.locale"),
    )


def _text(value: Json, name: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Malformed(f"{name} is no text")
    return value
