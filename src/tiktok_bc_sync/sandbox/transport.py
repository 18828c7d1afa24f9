"""The sandbox as an httpx transport: requests are answered in memory, without a network."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from tiktok_bc_sync.sandbox.core import Request, Response
from tiktok_bc_sync.sandbox.faults import Dropped


class SandboxTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """For `httpx.Client` and `httpx.AsyncClient` alike; every host is the sandbox's.

    Nothing waits: an answer that takes longer than the request's read timeout is a timeout at once.
    """

    def __init__(self, handle: Callable[[Request], Response]) -> None:
        """Answer with ``handle``."""
        self._handle = handle

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a blocking client's request."""
        return self._answer(request, request.read())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer an async client's request."""
        return self._answer(request, await request.aread())

    def _answer(self, request: httpx.Request, body: bytes) -> httpx.Response:
        asked = Request.of(request.method, str(request.url), request.headers, body)
        try:
            answer = self._handle(asked)
        except Dropped as dropped:
            kind = httpx.ReadError if dropped.sent else httpx.ConnectError
            raise kind(str(dropped), request=request) from dropped
        patience = request.extensions.get("timeout", {}).get("read")
        if patience is not None and answer.seconds > patience:
            raise httpx.ReadTimeout("the sandbox answers too late", request=request)
        return httpx.Response(
            answer.status, headers=dict(answer.headers), content=answer.body, request=request
        )
