"""What the two sandbox marketplaces share: requests and answers as plain values, a clock, counters.

Nothing here, nor anywhere in the sandbox, imports the rest of the package: a fake that shared code
with the clients would share their mistakes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

from attrs import define, field, frozen

@frozen
class Request:
    """One HTTP request as a marketplace sees it; header names are lower case."""

    method: str
    path: str
    query: Sequence[tuple[str, str]] = ()
    headers: Mapping[str, str] = field(factory=dict)
    body: bytes = b""

    @classmethod
    def of(cls, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Request:
        """Read a request from its URL (absolute or not), headers in any case, and body."""
        parts = urlsplit(url)
        return cls(
            method.upper(),
            parts.path,
            tuple(parse_qsl(parts.query, keep_blank_values=True)),
            {name.lower(): value for name, value in headers.items()},
            body,
        )

    @property
    def params(self) -> dict[str, str]:
        """The query as a dict; a repeated name keeps its last value."""
        return dict(self.query)


@frozen
class Response:
    """One HTTP answer."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(factory=dict)

    @classmethod
    def json(cls, value: object, status: int = 200, **headers: str) -> Response:
        """Answer with a JSON body; ``X_Request_Id="1"`` becomes the header ``X-Request-Id``."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return cls(status, body, {"Content-Type": "application/json", **named})


class Marketplace(Protocol):
    """One of the two fake services."""

    def handle(self, request: Request) -> Response:
        """Answer one request; the same state, clock and request always give the same answer."""
        ...


def _utc() -> datetime:
    return datetime.now(UTC)


@define
class Clock:
    """The sandbox's time: that of ``wall``, and as much later as it was told to pass.

    ``wall`` is what callers' own clocks show: signatures are judged by it. Orders, tokens and reviews
    live by ``now``, so that two weeks can pass in a test without anybody waiting.
    """

    wall: Callable[[], datetime] = field(default=_utc, repr=False)
    ahead: timedelta = timedelta()

    @property
    def now(self) -> datetime:
        """The sandbox's time, aware, in UTC."""
        return self.wall() + self.ahead

    def passes(self, **duration: float) -> datetime:
        """Move time forward, as in ``clock.passes(hours=2)``, and return the new time."""
        self.ahead += timedelta(**duration)
        return self.now

    @property
    def unix(self) -> int:
        """Now in whole Unix seconds."""
        return int(self.now.timestamp())


class Refusal(Exception):
    """A request that a fake service refuses, in that service's own words."""

    def __init__(self, response: Response) -> None:
        super().__init__(f"HTTP {response.status}")
        self.response = response


Handler = Callable[..., object]


@define
class Router:
    """Finds who answers a request by its method and path."""

    _routes: list[tuple[str, re.Pattern[str], Handler]] = field(factory=list)

    def add(self, method: str, path: str, handler: Handler) -> None:
        """Register a handler; ``{names}`` in the path become its keyword arguments."""
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)
        self._routes.append((method, re.compile(pattern), handler))

    def find(self, method: str, path: str) -> tuple[Handler, dict[str, str]] | None:
        """Return the handler and the values of the path's names."""
        for known, pattern, handler in self._routes:
            found = pattern.fullmatch(path) if known == method else None
            if found:
                return handler, found.groupdict()
        return None
