"""What the browser carries for us: signed, with an end, and of no use for anything else."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta

from attrs import field, frozen

from tiktok_bc_sync.errors import InvalidInput

_SHORTEST = 32


@frozen
class Seal:
    """Signs texts with the host's secret; what one purpose signed is refused for another."""

    secret: str = field(repr=False)

    @classmethod
    def of(cls, secret: str) -> Seal:
        """Take a secret of the host's. Raises `InvalidInput` for one that can be guessed."""
        if len(secret) < _SHORTEST:
            raise InvalidInput(
                f"The admin's secret has fewer than {_SHORTEST} characters.",
                field="secret",
                what_to_do="Make one with secrets.token_urlsafe(), and keep it with the others.",
            )
        return cls(secret)

    def sign(self, purpose: str, text: str) -> str:
        """Return the signature of a text, in hexadecimal."""
        signed = f"{purpose}\n{text}".encode(errors="surrogatepass")
        return hmac.new(self.secret.encode(), signed, hashlib.sha256).hexdigest()

    def fits(self, purpose: str, text: str, signature: str) -> bool:
        """Whether we signed the text for this purpose; how long it takes tells nothing."""
        given = signature.encode(errors="replace")
        return hmac.compare_digest(self.sign(purpose, text).encode(), given)

    def wrap(self, purpose: str, value: object, lives: timedelta) -> str:
        """Return a value of JSON as a signed text that holds for a while, fit for a cookie."""
        ends = int((datetime.now(UTC) + lives).timestamp())
        body = urlsafe_b64encode(json.dumps([ends, value]).encode()).decode()
        return f"{body}.{self.sign(purpose, body)}"

    def unwrap(self, purpose: str, text: str) -> object | None:
        """Return the value of a text that we signed and that still holds, or None."""
        body, _, signature = text.partition(".")
        if not self.fits(purpose, body, signature):
            return None
        ends, value = json.loads(urlsafe_b64decode(body))
        return value if datetime.now(UTC).timestamp() < ends else None
