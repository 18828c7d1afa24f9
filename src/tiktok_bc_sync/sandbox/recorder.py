"""Writes down what was asked and answered, one JSON line each, without the secrets."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from attrs import field, frozen

from tiktok_bc_sync.sandbox.core import Request, Response
from tiktok_bc_sync.sandbox.webhooks import Attempt

_HIDDEN = "***"
_MOST_LETTERS = 2_000
_SECRET = re.compile(
    r"(?i)(^|_)(token|secret|sign|password|cipher|jwt|auth_?code|authorized_code|headers)$"
)
_NO_SECRET = ("page_token", "next_page_token")
# A code is a secret only where it is exchanged for a token; elsewhere it says how a request went.
_EXCHANGE = re.compile(r"/oauth2/token|/api/v2/token/")


@frozen
class Recorder:
    """A file of the calls that a sandbox answered, and of the webhooks that it sent.

    A line tells the moment (``at``), method, path, query and status, for both bodies the size in
    ``bytes`` and, where it is JSON, the start of its ``text``. A status of 0 means that no answer came.
    Headers are left out; values that are named like secrets are hidden, and ``secrets`` everywhere.
    """

    path: Path
    secrets: Callable[[], Iterable[str]] = field(repr=False)

    def call(self, request: Request, answer: Response | None, at: datetime) -> None:
        """Write a request and its answer down."""
        exchange = bool(_EXCHANGE.search(request.path))
        self._write(
            at,
            method=request.method,
            path=request.path,
            query=[[name, _shown(name, value, exchange)] for name, value in request.query],
            status=answer.status if answer else 0,
            request=self._body(request.body, exchange),
            response=self._body(answer.body if answer else b"", exchange),
        )

    def webhook(self, attempt: Attempt) -> None:
        """Write a webhook down, and what the receiver said."""
        sent = attempt.webhook
        self._write(
            attempt.at,
            webhook=sent.subject,
            number=sent.number,
            attempt=sent.attempt,
            url=sent.url.partition("?")[0],
            status=attempt.status,
            request=self._body(sent.body, exchange=False),
        )

    def _body(self, body: bytes, exchange: bool) -> Mapping[str, object]:
        size = {"bytes": len(body)}
        try:
            shown = _hidden(json.loads(body), exchange)
            text = json.dumps(shown, ensure_ascii=False, separators=(",", ":"))
        except (ValueError, RecursionError):
            return size  # a form, a picture, or what a fault or an attacker left
        return {**size, "text": text}

    def _write(self, at: datetime, **fields: object) -> None:
        line = {"at": at.isoformat(), **fields}
        text = json.dumps(self._clean(line), ensure_ascii=False, separators=(",", ":"))
        with self.path.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text + "\n")

    def _clean(self, value: object) -> object:
        """Hide the secrets that there are now wherever they stand, and then cut long texts."""
        if isinstance(value, str):
            for secret in self.secrets():
                value = value.replace(secret, _HIDDEN) if secret else value
            return value if len(value) <= _MOST_LETTERS else f"{value[:_MOST_LETTERS]}…"
        if isinstance(value, Mapping):
            found = cast("Mapping[str, object]", value)
            return {name: self._clean(one) for name, one in found.items()}
        if isinstance(value, list):
            return [self._clean(one) for one in cast("Sequence[object]", value)]
        return value


def _shown(name: str, value: Any, exchange: bool) -> Any:
    """Return a named value, or what stands for a secret."""
    secret = (_SECRET.search(name) and name not in _NO_SECRET) or (exchange and name == "code")
    if secret and (isinstance(value, (str, dict))) and value:
        return _HIDDEN
    return _hidden(value, exchange)


def _hidden(value: Any, exchange: bool) -> Any:
    if isinstance(value, dict):
        found = cast("dict[str, Any]", value)
        return {name: _shown(name, one, exchange) for name, one in found.items()}
    if isinstance(value, list):
        return [_hidden(one, exchange) for one in cast("Sequence[Any]", value)]
    return value
