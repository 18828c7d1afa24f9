"""The one seam to the network: a request goes out, an answer with its whole body comes back."""

from __future__ import annotations

import logging
import re
import socket
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol, cast

import anyio
import httpx

from tiktok_bc_sync.errors import InvalidInput, Unavailable, UnexpectedAnswer, VendorError

# Seconds by phase: a connection is quick or not at all; an answer to a large upload may take longer.
TIMEOUT = httpx.Timeout(30.0, connect=10.0, pool=60.0)
LIMITS = httpx.Limits(max_connections=20, max_keepalive_connections=20)
# The largest page that a vendor answers is far below this; more is a fault or an attack.
MAX_BODY = 64 * 1024 * 1024
LIMIT = "max_body"
"""The request extension that sets another limit for one answer, in bytes."""

# Errors of httpx after which it is certain that the vendor got nothing.
_UNSENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
_AGENT = {"user-agent": "tiktok-bc-sync"}
# These unpack to a thousand times their size at most, part by part; others, and several on top of one
# another, to millions of times before the first part could be counted.
_PACKED = ("gzip", "deflate")
_SECRETS = re.compile(
    r"([?&](?:app_secret|auth_code|refresh_token|access_token|shop_cipher|sign)=)[^&#\s\"]+"
)


class Transport(Protocol):
    """Sends a request and returns the answer, its body read."""

    async def send(self, request: httpx.Request) -> httpx.Response:
        """Send one request, following no redirect. Raises `Unavailable` where no answer came."""
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...


class BlockingNames:
    """The system's own look-up of host names, in this thread."""

    async def addresses(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses that a name stands for. Raises OSError."""
        return _numbers(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))


class BlockingTransport(BlockingNames):
    """`httpx.Client` behind awaits that never suspend; any client with proxies or transports will do."""

    def __init__(self, client: httpx.Client | None = None) -> None:
        self._client = client or httpx.Client(timeout=TIMEOUT, limits=LIMITS, headers=_AGENT)
        logging.getLogger("httpx").addFilter(_HIDES_SECRETS)

    async def send(self, request: httpx.Request) -> httpx.Response:
        """Send one request, following no redirect.

        Raises `Unavailable` where no answer came, `UnexpectedAnswer` where it can't be read, and
        `InvalidInput` after `close`.
        """
        _open(self._client)
        _complete(request, self._client.headers)
        with _typed_errors(request):
            response = self._client.send(request, stream=True, follow_redirects=False)
            try:
                body = _Body(request, response)
                if body.size_is_known:
                    response.read()
                    return response
                for part in response.iter_bytes():
                    body.add(part)
                return _whole(response, body.content)
            finally:
                response.close()

    async def close(self) -> None:
        """Close the connections."""
        self._client.close()


class AsyncTransport:
    """`httpx.AsyncClient`; any client with proxies or transports will do."""

    def __init__(self, client: httpx.AsyncClient | None = None) -> None:
        self._client = client or httpx.AsyncClient(timeout=TIMEOUT, limits=LIMITS, headers=_AGENT)
        logging.getLogger("httpx").addFilter(_HIDES_SECRETS)

    async def send(self, request: httpx.Request) -> httpx.Response:
        """Send one request, following no redirect.

        Raises `Unavailable` where no answer came, `UnexpectedAnswer` where it can't be read, and
        `InvalidInput` after `close`.
        """
        _open(self._client)
        _complete(request, self._client.headers)
        with _typed_errors(request):
            response = await self._client.send(request, stream=True, follow_redirects=False)
            try:
                body = _Body(request, response)
                if body.size_is_known:
                    await response.aread()
                    return response
                async for part in response.aiter_bytes():
                    body.add(part)
                return _whole(response, body.content)
            finally:
                await response.aclose()

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def addresses(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses that a name stands for. Raises OSError."""
        return _numbers(await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM))


class Request(httpx.Request):
    """A request whose repr, which crash reports show, keeps its query to itself."""

    def __repr__(self) -> str:
        return f"<Request({self.method!r}, {str(self.url.copy_with(query=None))!r})>"


class AnswerTooLarge(UnexpectedAnswer):
    """The answer was larger than allowed, and the rest of it was not read."""


class _Body:
    """Takes in an answer part by part, up to its request's limit."""

    def __init__(self, request: httpx.Request, response: httpx.Response) -> None:
        self._limit = cast("int", request.extensions.get(LIMIT, MAX_BODY))
        self._size = 0
        self._parts = list[bytes]()
        packed = response.headers.get("content-encoding", "identity").strip().lower()
        if packed not in ("identity", *_PACKED):
            raise UnexpectedAnswer(
                f"The answer is packed in a way that nobody asked for: {packed[:40]}."
            )
        told = number(response.headers, "content-length")
        self._check(told or 0)
        # Then it need not be counted: the connection reads no more than was told.
        self.size_is_known = told is not None and packed == "identity"

    def add(self, part: bytes) -> None:
        """Take in the next part. Raises `AnswerTooLarge`."""
        self._size += len(part)
        self._check(self._size)
        self._parts.append(part)

    def _check(self, size: int) -> None:
        if size > self._limit:
            raise AnswerTooLarge(f"The answer is larger than {self._limit} bytes and was not read.")

    @property
    def content(self) -> bytes:
        """The whole body."""
        return b"".join(self._parts)


def _open(client: httpx.Client | httpx.AsyncClient) -> None:
    if client.is_closed:
        raise InvalidInput(
            "The client was closed.", what_to_do="Make a new one, or close it later."
        )


def _complete(request: httpx.Request, defaults: httpx.Headers) -> None:
    """Add the client's own headers, which httpx adds only to requests that the client made."""
    request.headers.setdefault("accept-encoding", ", ".join(_PACKED))
    for name, value in defaults.items():
        request.headers.setdefault(name, value)


def _whole(response: httpx.Response, body: bytes) -> httpx.Response:
    """Return the answer with its decoded body; what described the coded one is dropped."""
    dropped = ("content-encoding", "content-length", "transfer-encoding")
    headers = [
        (name, value) for name, value in response.headers.multi_items() if name not in dropped
    ]
    return httpx.Response(
        response.status_code, headers=headers, content=body, request=response.request
    )


@contextmanager
def _typed_errors(request: httpx.Request) -> Generator[None]:
    """Turn what httpx raises into our errors."""
    try:
        yield
    except httpx.LocalProtocolError:  # its message may quote a header, and so a token
        raise _failure(httpx.LocalProtocolError, request) from None
    except httpx.RequestError as error:
        raise _failure(type(error), request) from _without_secrets(error, request)


def _failure(kind: type[httpx.RequestError], request: httpx.Request) -> VendorError:
    """Say what became of a request; only where no connection was made was certainly nothing sent."""
    host = request.url.host
    if not issubclass(kind, httpx.TransportError):
        return UnexpectedAnswer(f"{host} gave an answer that can't be read ({kind.__name__}).")
    return Unavailable(
        f"{host} gave no answer ({kind.__name__}).",
        sent=not issubclass(kind, _UNSENT),
        what_to_do="Check the network; the call may be repeated later.",
    )


def _without_secrets(error: httpx.RequestError, request: httpx.Request) -> httpx.RequestError:
    """Take the token and the query out of an error that will be seen as a cause."""
    error.request = httpx.Request(
        request.method, request.url.copy_with(username=None, password=None, query=None)
    )
    return error


def _numbers(
    found: Sequence[tuple[object, object, object, object, tuple[object, ...]]],
) -> list[str]:
    return [str(one[4][0]) for one in found]


def number(headers: Mapping[str, str], name: str) -> int | None:
    """Return a header's whole number, None where there is none."""
    text = headers.get(name, "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 15 else None


def service_url(url: str) -> str:
    """Return the address of a service, without a slash at its end. Raises `InvalidInput`."""
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, TypeError):
        parsed = httpx.URL("")
    plain = not (parsed.query or parsed.fragment or parsed.userinfo)
    if parsed.scheme not in ("http", "https") or not parsed.host or not plain:
        raise InvalidInput(
            "The address of the service is not one.",
            field="base_url",
            what_to_do='Give one like "https://api.bigcommerce.com".',
        )
    return url.rstrip("/")


class _HidesSecrets(logging.Filter):
    """Keeps the secrets that TikTok wants in a URL out of the line that httpx logs for each request."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_hidden(value) for value in record.args)
        return True


def _hidden(value: object) -> object:
    if not isinstance(value, httpx.URL):
        return value
    return _SECRETS.sub(r"\1[hidden]", str(value))


_HIDES_SECRETS = _HidesSecrets()
