"""Sending a vendor's requests: limits before, judgement and safe repeats after."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Mapping
from typing import Generic, Protocol, TypeVar

import httpx
import msgspec
from attrs import field, frozen
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt

from tiktok_bc_sync.clients.http import Transport
from tiktok_bc_sync.clients.limiter import Limiter
from tiktok_bc_sync.errors import RateLimited, Unavailable, UnexpectedAnswer, VendorError
from tiktok_bc_sync.runtime import Runtime

T = TypeVar("T")
logger = logging.getLogger("tiktok_bc_sync.clients")

_ATTEMPTS = 6
_FIRST_WAIT = 0.5
_LONGEST_WAIT = 30.0


@frozen
class Endpoint(Generic[T]):
    """One operation of a vendor: how it is asked, what it answers, whether repeating it is harmless.

    ``name`` is the vendor's, ``path`` may hold ``{names}``, ``answer`` is the wire model of the body and
    ``empty`` what an answer without a body stands for.
    """

    name: str
    method: str
    path: str
    answer: type[T]
    idempotent: bool = True
    empty: bytes = b"null"


class Judge(Protocol):
    """What a vendor's answers mean: returns nothing for a success, or the error to raise."""

    def __call__(self, response: httpx.Response) -> VendorError | None:
        """Judge one answer."""
        ...


@frozen
class Session:
    """Sends requests for one vendor, repeating only what is safe to repeat."""

    vendor: str
    transport: Transport
    runtime: Runtime
    limiter: Limiter
    judge: Judge = field(repr=False)

    async def call(
        self, endpoint: Endpoint[T], build: Callable[[], httpx.Request], *, repeatable: bool = False
    ) -> T:
        """Send a request made by ``build`` and return the decoded answer.

        It is built anew for each try, as signatures age. ``repeatable`` says that this very call may be
        repeated although its endpoint is not idempotent, as with an idempotency key. Raises the tree
        under `VendorError`.
        """
        safe = endpoint.idempotent or repeatable
        try:
            response = await self._once(endpoint, build)
        except VendorError as error:
            if not _worth_repeating(error, safe=safe):
                raise
            response = await self._again(endpoint, build, error, safe=safe)
        return _decoded(self.vendor, endpoint, response)

    async def _once(
        self, endpoint: Endpoint[T], build: Callable[[], httpx.Request]
    ) -> httpx.Response:
        await self.limiter.wait(endpoint.name)
        response = await self.transport.send(build())
        self.limiter.learn(endpoint.name, response.status_code, response.headers)
        error = self.judge(response)
        logger.debug("%s %s: HTTP %s", self.vendor, endpoint.name, response.status_code)
        if error is not None:
            raise error
        return response

    async def _again(
        self,
        endpoint: Endpoint[T],
        build: Callable[[], httpx.Request],
        first: VendorError,
        *,
        safe: bool,
    ) -> httpx.Response:
        """Repeat a call whose first try failed. Entering tenacity costs more than a call that works."""
        await self.runtime.sleep(_pause(first, 1))
        retrying = AsyncRetrying(
            sleep=self.runtime.sleep,
            stop=stop_after_attempt(_ATTEMPTS - 1),
            wait=_wait,
            retry=retry_if_exception(lambda error: _worth_repeating(error, safe=safe)),
            reraise=True,
        )
        return await retrying(self._once, endpoint, build)


def _worth_repeating(error: BaseException, *, safe: bool) -> bool:
    """Whether a repeat may help and can do no harm.

    A refusal for want of quota had no effect; of anything else without an answer that is certain only
    where nothing was sent.
    """
    if isinstance(error, RateLimited):
        return True
    return isinstance(error, Unavailable) and (safe or not error.sent)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    return _pause(error, state.attempt_number + 1)


def _pause(error: BaseException | None, attempt: int) -> float:
    """Return the seconds to wait: what the vendor said, else twice as long each time, with jitter."""
    if isinstance(error, RateLimited) and error.retry_after > 0:
        return error.retry_after + random.uniform(0, 0.25)  # noqa: S311 - spreading load, no secret
    longest = min(_FIRST_WAIT * 2 ** (attempt - 1), _LONGEST_WAIT)
    return random.uniform(longest / 2, longest)  # noqa: S311 - spreading load, no secret


def _decoded(vendor: str, endpoint: Endpoint[T], response: httpx.Response) -> T:
    try:
        return msgspec.json.decode(
            response.content or endpoint.empty, type=endpoint.answer, strict=False
        )
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnexpectedAnswer(
            f"{vendor} answered {endpoint.name} with something else than its contract says: {error}.",
            vendor=vendor,
            status=response.status_code,
            what_to_do="Report it with the request id; the library may need an update.",
            request_id=request_id(response.headers),
        ) from error


def request_id(headers: Mapping[str, str]) -> str:
    """Return the id under which the vendor's support finds a request."""
    return headers.get("x-request-id") or headers.get("x-tt-logid") or ""
