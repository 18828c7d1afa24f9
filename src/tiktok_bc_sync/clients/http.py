"""The one seam to the network: a request goes out, an answer with its whole body comes back."""

from __future__ import annotations

from typing import Protocol

import httpx

from tiktok_bc_sync.errors import Unavailable, UnexpectedAnswer

# Seconds by phase: a connection is quick or not at all; an answer to a large upload may take longer.
TIMEOUT = httpx.Timeout(30.0, connect=10.0, pool=60.0)
LIMITS = httpx.Limits(max_connections=20, max_keepalive_connections=20)
# The largest page that a vendor answers is far below this; more is a fault or an attack.
MAX_BODY = 64 * 1024 * 1024


class Transport(Protocol):
    """Sends a request and returns the answer, its body read."""

    async def send(self, request: httpx.Request) -> httpx.Response:
        """Send one request. Raises `Unavailable` where no answer came."""
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...


class BlockingTransport:
    """`httpx.Client` behind awaits that never suspend; any client with proxies or transports will do."""

    def __init__(self, client: httpx.Client | None = None) -> None:
        self._client = client or httpx.Client(timeout=TIMEOUT, limits=LIMITS)

    async def send(self, request: httpx.Request) -> httpx.Response:
        """Send one request. Raises `Unavailable` where no answer came."""
        try:
            response = self._client.send(request, stream=True)
            try:
                return _whole(response, b"".join(_bounded(response)))
            finally:
                response.close()
        except httpx.TransportError as error:
            raise _unavailable(error) from error

    async def aclose(self) -> None:
        """Close the connections."""
        self._client.close()


class AsyncTransport:
    """`httpx.AsyncClient`; any client with proxies or transports will do."""

    def __init__(self, client: httpx.AsyncClient | None = None) -> None:
        self._client = client or httpx.AsyncClient(timeout=TIMEOUT, limits=LIMITS)

    async def send(self, request: httpx.Request) -> httpx.Response:
        """Send one request. Raises `Unavailable` where no answer came."""
        try:
            response = await self._client.send(request, stream=True)
            try:
                size, parts = 0, list[bytes]()
                async for part in response.aiter_bytes():
                    size += len(part)
                    _check_size(size)
                    parts.append(part)
                return _whole(response, b"".join(parts))
            finally:
                await response.aclose()
        except httpx.TransportError as error:
            raise _unavailable(error) from error

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _bounded(response: httpx.Response) -> list[bytes]:
    size, parts = 0, list[bytes]()
    for part in response.iter_bytes():
        size += len(part)
        _check_size(size)
        parts.append(part)
    return parts


def _check_size(size: int) -> None:
    if size > MAX_BODY:
        raise UnexpectedAnswer(f"The answer is larger than {MAX_BODY} bytes and was not read.")


def _whole(response: httpx.Response, body: bytes) -> httpx.Response:
    """Return the answer with its decoded body; what described the coded one is dropped."""
    dropped = ("content-encoding", "content-length", "transfer-encoding")
    headers = [
        (name, value) for name, value in response.headers.multi_items() if name not in dropped
    ]
    return httpx.Response(
        response.status_code, headers=headers, content=body, request=response.request
    )


def _unavailable(error: httpx.TransportError) -> Unavailable:
    """Say that no answer came; only where no connection was made is it certain that nothing was sent."""
    unsent = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
    return Unavailable(
        f"{error.request.url.host} gave no answer ({type(error).__name__}).",
        sent=not unsent,
        what_to_do="Check the network; the call may be repeated later.",
    )
