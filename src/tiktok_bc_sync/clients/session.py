"""Sending a vendor's requests: limits before, judgement and safe repeats after."""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Final, Generic, Protocol, TypeVar

import httpx
from attrs import Attribute, field, frozen
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt

from tiktok_bc_sync.clients.http import Transport, number
from tiktok_bc_sync.clients.limiter import LONGEST_WAIT, Limiter
from tiktok_bc_sync.clients.reading import UNREADABLE, Answered, decoder
from tiktok_bc_sync.errors import InvalidInput, RateLimited, Unavailable, VendorError
from tiktok_bc_sync.runtime import Runtime

T = TypeVar("T")
AnswerT_co = TypeVar("AnswerT_co", covariant=True)
logger = logging.getLogger("tiktok_bc_sync.clients")

ATTEMPTS = 6
FIRST_WAIT = 0.5
LONGEST_PAUSE = 30.0
"""A repeat waits `FIRST_WAIT` seconds, then twice as long each time, up to this; with jitter."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_NAME = re.compile(r"\{(\w+)\}")
_PATH = re.compile(r"(/([A-Za-z0-9_.-]+|\{\w+\}))+")
METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})


def _known_method(_: object, __: object, value: str) -> None:
    if value not in METHODS:
        raise InvalidInput(
            f"{value[:20]!r} is no method of a vendor's operation.",
            field="method",
            what_to_do=f"Use one of {', '.join(sorted(METHODS))}.",
        )


def _path(_: object, attribute: Attribute[str], value: str) -> None:
    if not _PATH.fullmatch(value):
        raise InvalidInput(
            f"{value[:120]!r} is no path of a vendor's operation.",
            field=attribute.name,
            what_to_do='Give it as the vendor does, as in "/v3/catalog/products/{product_id}".',
        )


@frozen
class Endpoint(Generic[AnswerT_co]):
    """One operation of a vendor: how it is asked, what it answers, whether repeating it is harmless.

    ``name`` is the vendor's, ``path`` may hold ``{names}``, ``answer`` is what the answer is read into (any
    type that msgspec reads; ``dict[str, object]`` keeps every field) and ``empty`` what an answer
    without a body stands for. ``shop`` says that a request must name the shop, ``regions`` where the
    vendor offers it (empty: everywhere). Raises `InvalidInput` for what can't be an operation.
    """

    name: str
    method: str = field(validator=_known_method)
    path: str = field(validator=_path)
    answer: type[AnswerT_co]
    idempotent: bool = True
    shop: bool = False
    empty: bytes = b"null"
    regions: frozenset[str] = frozenset()

    def filled(self, ids: Mapping[str, str]) -> str:
        """Return the path with its names filled in.

        Raises `InvalidInput` for one that is left out, and for what is no id: it could lead the request
        somewhere else.
        """
        for name in _NAME.findall(self.path):
            if name not in ids:
                raise InvalidInput(f"{self.name} needs a {name}.", field=name)
        for name, value in ids.items():
            if not isinstance(value, str) or not _ID.fullmatch(value):
                raise InvalidInput(f"{repr(value)[:80]} is no {name} of {self.name}.", field=name)
        return _NAME.sub(lambda found: ids[found[1]], self.path)


class Judge(Protocol):
    """What a vendor's answers mean: returns nothing for a success, or the error to raise."""

    def __call__(self, response: httpx.Response) -> VendorError | None:
        """Judge one answer."""
        ...


@frozen
class Exchange:
    """One request to a vendor and what came of it, without its content.

    ``status`` is 0 where no answer came; ``error`` is what the caller gets unless a repeat helps.
    """

    vendor: str
    operation: str
    method: str
    started_at: datetime
    ended_at: datetime
    status: int = 0
    request_id: str = ""
    error: VendorError | None = None


Watch = Callable[[Exchange], None]
"""Is told each request and what came of it. It must be quick, and what it raises is the caller's."""


@frozen
class Session:
    """Sends requests for one vendor, repeating only what is safe to repeat."""

    vendor: str
    transport: Transport
    runtime: Runtime
    limiter: Limiter
    judge: Judge = field(repr=False)
    watch: Watch | None = field(default=None, repr=False)

    async def call(
        self,
        endpoint: Endpoint[object],
        build: Callable[[], httpx.Request],
        answer: type[T],
        *,
        repeatable: bool = False,
    ) -> Answered[T]:
        """Send a request made by ``build`` and return its answer, read as ``answer``.

        It is built anew for each try, as signatures age. ``repeatable`` says that this very call may be
        repeated although its endpoint is not idempotent, as with an idempotency key. Raises the tree
        under `VendorError`, and `InvalidInput` where no request can be made of what was given.
        """
        safe = endpoint.idempotent or repeatable
        try:
            response = await self._watched(endpoint, build)
        except VendorError as error:
            if not _worth_repeating(error, safe=safe):
                raise
            response = await self._again(endpoint, build, error, safe=safe)
        return self._decoded(endpoint, response, answer)

    async def _watched(
        self, endpoint: Endpoint[object], build: Callable[[], httpx.Request]
    ) -> httpx.Response:
        """Send a request once, and tell the watch what came of it."""
        if self.watch is None:
            return await self._once(endpoint, build)
        started = self.runtime.now()
        told = partial(Exchange, self.vendor, endpoint.name, endpoint.method, started)
        try:
            response = await self._once(endpoint, build)
        except VendorError as error:
            self.watch(told(self.runtime.now(), error.status, error.request_id, error))
            raise
        self.watch(told(self.runtime.now(), response.status_code, request_id(response.headers)))
        return response

    async def _once(
        self, endpoint: Endpoint[object], build: Callable[[], httpx.Request]
    ) -> httpx.Response:
        try:
            response = await self._answer(endpoint, build)
        except VendorError as error:
            error.vendor = error.vendor or self.vendor
            raise
        fault = self.judge(response)
        refused = isinstance(fault, RateLimited)
        self.limiter.learn(endpoint.name, response.headers, refused=refused)
        logger.debug("%s %s: HTTP %s", self.vendor, endpoint.name, response.status_code)
        if fault is not None:
            raise fault
        return response

    async def _answer(
        self, endpoint: Endpoint[object], build: Callable[[], httpx.Request]
    ) -> httpx.Response:
        await self.limiter.wait(endpoint.name)
        try:
            request = _built(endpoint, build)
            response = await self.transport.send(request)
            response.request = request  # a transport of the host's own may not say it
            return response
        except BaseException:  # a cancelled request is no longer under way either
            self.limiter.lost(endpoint.name)
            raise

    async def _again(
        self,
        endpoint: Endpoint[object],
        build: Callable[[], httpx.Request],
        first: VendorError,
        *,
        safe: bool,
    ) -> httpx.Response:
        """Repeat a call whose first try failed. Entering tenacity costs more than a call that works."""
        await self.runtime.sleep(_pause(first, 1))
        retrying = AsyncRetrying(
            sleep=self.runtime.sleep,
            stop=stop_after_attempt(ATTEMPTS - 1),
            wait=_wait,
            retry=retry_if_exception(lambda error: _worth_repeating(error, safe=safe)),
            reraise=True,
        )
        return await retrying(self._watched, endpoint, build)

    def _decoded(
        self, endpoint: Endpoint[object], response: httpx.Response, answer: type[T]
    ) -> Answered[T]:
        answered = Answered(
            self.vendor, response, response.status_code, request_id(response.headers)
        )
        try:
            value = decoder(answer).decode(response.content or endpoint.empty)
        except UNREADABLE as error:
            raise answered.unexpected(endpoint.name, error) from error
        return answered.holding(value)


def _built(endpoint: Endpoint[object], build: Callable[[], httpx.Request]) -> httpx.Request:
    """Make the request. What can't be sent is told without showing it: it may be a token."""
    try:
        request = build()
    except (httpx.InvalidURL, UnicodeError):
        request = None
    if request is None or any(not value.isprintable() for value in request.headers.values()):
        raise InvalidInput(
            f"{endpoint.name} can't be sent: a token or another value holds a character"
            " that has no place in a request.",
            what_to_do="Look for line breaks and accents in the credentials.",
        )
    return request


def _worth_repeating(error: BaseException, *, safe: bool) -> bool:
    """Whether a repeat may help and can do no harm.

    A refusal for want of quota had no effect; of anything else without an answer that is certain only
    where nothing was sent.
    """
    if isinstance(error, RateLimited):
        return error.retry_after <= LONGEST_WAIT
    return isinstance(error, Unavailable) and (safe or not error.sent)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    return _pause(error, state.attempt_number + 1)


def _pause(error: BaseException | None, attempt: int) -> float:
    """Return the seconds to wait: what the vendor said, else twice as long each time, with jitter."""
    if isinstance(error, RateLimited) and error.retry_after > 0:
        return error.retry_after + random.uniform(0, 0.25)  # noqa: S311 - spreading load, no secret
    longest = min(FIRST_WAIT * 2 ** (attempt - 1), LONGEST_PAUSE)
    return random.uniform(longest / 2, longest)  # noqa: S311 - spreading load, no secret


def request_id(headers: Mapping[str, str]) -> str:
    """Return the id under which the vendor's support finds a request."""
    return (headers.get("x-request-id") or headers.get("x-tt-logid") or "")[:128]


def retry_after(headers: Mapping[str, str]) -> float:
    """Return how many seconds the vendor wants us to wait, 0 where it doesn't say."""
    reset = number(headers, "x-rate-limit-time-reset-ms")
    return (number(headers, "retry-after") or 0.0) if reset is None else reset / 1000
