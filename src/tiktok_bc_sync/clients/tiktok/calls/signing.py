"""TikTok Shop's signatures: of the requests we send and of the webhooks we get."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

_UNSIGNED = frozenset({"sign", "access_token"})


def sign(secret: str, path: str, query: Iterable[tuple[str, str]], body: bytes = b"") -> str:
    """Return the ``sign`` of a request, lower-case hex.

    ``query`` holds decoded values; ``body`` is exactly what is sent, nothing for multipart.
    Source: vendor rule.
    """
    pairs = "".join(f"{key}{value}" for key, value in sorted(query) if key not in _UNSIGNED)
    signed = f"{secret}{path}{pairs}".encode() + body + secret.encode()
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def webhook_signature(app_key: str, app_secret: str, body: bytes) -> str:
    """Return what TikTok puts into a webhook's ``Authorization`` header."""
    return hmac.new(app_secret.encode(), app_key.encode() + body, hashlib.sha256).hexdigest()


def verified(app_key: str, app_secret: str, body: bytes, authorization: str) -> bool:
    """Whether a webhook's raw body was signed by TikTok; compared in constant time."""
    expected = webhook_signature(app_key, app_secret, body)
    # Servers pass bytes that are no text on as lone surrogates.
    given = authorization.encode(errors="surrogatepass")
    return hmac.compare_digest(expected.encode(), given)
