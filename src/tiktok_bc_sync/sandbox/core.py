"""What the two sandbox marketplaces share: requests and answers as values, a clock, a script.

Nothing here, nor anywhere in the sandbox, imports the rest of the package: a fake that shared code
with the clients would share their mistakes.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar, cast
from urllib.parse import parse_qsl, urlsplit

import msgspec
from attrs import define, field, frozen

P = ParamSpec("P")
R = TypeVar("R")


@frozen
class Request:
    """One HTTP request as a marketplace sees it; header names are lower case."""

    method: str
    path: str
    query: Sequence[tuple[str, str]] = ()
    headers: Mapping[str, str] = field(factory=dict[str, str])
    body: bytes = b""
    base: str = ""
    """Scheme and host that the request came to, for links in the answer."""

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
            f"{parts.scheme}://{parts.netloc}" if parts.netloc else "",
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
    headers: Mapping[str, str] = field(factory=dict[str, str])
    seconds: float = 0.0
    """How long the service takes to answer; a transport may wait, or give up."""

    @classmethod
    def json(cls, value: object, status: int = 200, **headers: str) -> Response:
        """Answer with a JSON body; ``X_Request_Id="1"`` becomes the header ``X-Request-Id``."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return cls(
            status, msgspec.json.encode(value), {"Content-Type": "application/json", **named}
        )


class Marketplace(Protocol):
    """One of the two fake services."""

    def handle(self, request: Request) -> Response:
        """Answer one request; the same state, clock and request always give the same answer."""
        ...


def _utc() -> datetime:
    return datetime.now(UTC)


def _unwritten(line: Mapping[str, object]) -> Callable[[], None]:  # noqa: ARG001
    """Keep no record."""
    return _nothing


def _nothing() -> None:
    """Nothing is due."""


def _always(result: object) -> bool:  # noqa: ARG001
    """Take everything for a change."""
    return True


def _no_news() -> bool:
    """Nobody wants to know what changed."""
    return False


@define
class Script:
    """Makes things happen one at a time, each at one moment, and has them written down.

    While something happens, time stands still (`moment`). With its moment and its arguments written
    down, it can be made to happen again with the same outcome. ``write`` takes a line and returns what
    writes it, or raises TypeError for one that can't be written: before anything has changed. What
    happens inside something else is a part of that, and is not written on its own. ``due`` is called
    before anything happens and lets come true what the time alone has brought. ``watch`` looks at what
    came of both, and says whether there was news to tell the world; then it was news of this moment,
    and a line says so.
    """

    wall: Callable[[], datetime] = field(default=_utc, repr=False)
    write: Callable[[Mapping[str, object]], Callable[[], None]] = field(
        default=_unwritten, repr=False
    )
    due: Callable[[], None] = field(default=_nothing, repr=False)
    watch: Callable[[], bool] = field(default=_no_news, repr=False)
    _moment: datetime | None = field(default=None, init=False)
    _once: dict[str, object] = field(factory=dict[str, object], init=False, repr=False)
    alone: threading.RLock = field(factory=threading.RLock, init=False, repr=False)

    def moment(self) -> datetime:
        """Return the time of what happens now, or else what the wall's clock shows."""
        return self._moment or self.wall()

    def happens(
        self,
        do: Callable[[], R],
        line: Mapping[str, object] | None = None,
        had_effect: Callable[[R], bool] = _always,
    ) -> R:
        """Do something alone, and write ``line`` down before anybody learns how it went.

        What raises is not written, nor what came to nothing as ``had_effect`` judges: it must not have
        changed anything.
        """
        with self.alone:
            if self._moment is not None:
                return do()
            self._moment = self.wall()
            try:
                self.due()
                if self.watch():
                    self._noting({"settles": True})()
                note = self._noting(line) if line is not None else _nothing
                result = do()
                self.watch()
                if had_effect(result):
                    note()
                return result
            finally:
                self._moment = None

    def _noting(self, line: Mapping[str, object]) -> Callable[[], None]:
        return self.write({"at": self.moment().isoformat(), **line})

    def happened(self, once: str) -> bool:
        """Whether something that was to be done ``once`` was done."""
        return once in self._once

    def performs(self, line: Mapping[str, object], do: Callable[[], R], once: str | None) -> R:
        """Do what a verb says; what is to be done ``once`` gives its first result ever after."""
        with self.alone:
            if once is not None and once in self._once:
                return cast("R", self._once[once])
            result = self.happens(do, line)
            if once is not None:
                self._once[once] = result
            return result


class Actor(Protocol):
    """Somebody in the script: the buyer, the merchant, the vendor."""

    @property
    def script(self) -> Script:
        """The script that the actor is in."""
        ...


A = TypeVar("A", bound=Actor)


def verb(method: Callable[Concatenate[A, P], R]) -> Callable[Concatenate[A, P], R]:
    """Make a method something that happens in its object's ``script``.

    The method takes a keyword ``once: str | None = None`` and may ignore it: a second call with the
    same word does nothing and returns what the first one returned, also after a restart. Arguments
    must be plain values: JSON's, `Decimal` and aware `datetime`. It checks before it changes anything.
    """

    @wraps(method)
    def performed(self: A, /, *args: P.args, **kwargs: P.kwargs) -> R:
        line = {"verb": [type(self).__name__, method.__name__], "args": args, "kwargs": kwargs}
        once = cast("str | None", kwargs.get("once"))
        return self.script.performs(line, lambda: method(self, *args, **kwargs), once)

    return performed


@define
class Clock:
    """The sandbox's time: that of ``wall``, and as much later as it was told to pass.

    ``wall`` is what callers' own clocks show: signatures are judged by it. Orders, tokens and reviews
    live by ``now``, so that two weeks can pass in a test without anybody waiting.
    """

    wall: Callable[[], datetime] = field(default=_utc, repr=False)
    ahead: timedelta = timedelta()
    script: Script = field(factory=Script, repr=False)

    @property
    def now(self) -> datetime:
        """The sandbox's time, aware, in UTC."""
        return self.wall() + self.ahead

    @verb
    def passes(
        self,
        *,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
        once: str | None = None,
    ) -> datetime:
        """Move time forward, as in ``clock.passes(hours=2)``, and return the new time."""
        self.ahead += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        return self.now

    @property
    def unix(self) -> int:
        """Now in whole Unix seconds."""
        return int(self.now.timestamp())


class Refusal(Exception):
    """A request that a fake service refuses, in that service's own words."""

    def __init__(self, response: Response) -> None:
        super().__init__(f"HTTP {response.status}: {response.body[:500].decode(errors='replace')}")
        self.response = response


Handler = Callable[..., object]


@define
class Numbers:
    """Gives out ids, each above all that were given out or seen before."""

    last: int = 100

    def next(self) -> int:
        """Return a new id."""
        self.last += 1
        return self.last

    def seen(self, number: object) -> None:
        """Note an id that somebody else chose; what is no number is not one."""
        if isinstance(number, int):
            self.last = max(self.last, number)


@define
class Router:
    """Finds who answers a request by its method and path."""

    _routes: dict[tuple[str, int], list[tuple[re.Pattern[str], Handler]]] = field(
        factory=dict[tuple[str, int], list[tuple[re.Pattern[str], Handler]]]
    )

    def add(self, method: str, path: str, handler: Handler) -> None:
        """Register a handler; ``{names}`` in the path become its keyword arguments."""
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)
        known = self._routes.setdefault((method, path.count("/")), [])
        known.append((re.compile(pattern), handler))

    def find(self, method: str, path: str) -> tuple[Handler, dict[str, str]] | None:
        """Return the handler and the values of the path's names."""
        for pattern, handler in self._routes.get((method, path.count("/")), ()):
            if found := pattern.fullmatch(path):
                return handler, found.groupdict()
        return None
