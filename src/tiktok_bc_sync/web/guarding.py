"""What every answer carries so that browsers keep to it, and how much a request may bring."""

from __future__ import annotations

from attrs import frozen
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST = 20_000_000
"""How many bytes a request may bring: six pictures for a return, and room to spare."""

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors {}"
)


@frozen
class Guard:
    """An ASGI application around the admin's."""

    app: ASGIApp
    frame_ancestors: tuple[str, ...]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; what is no HTTP goes through as it is."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        passed = 0

        async def measured() -> Message:
            nonlocal passed
            message = await receive()
            passed += len(message.get("body", b""))
            if passed > MOST:
                raise HTTPException(413, "This is too much at once.")
            return message

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._carry(MutableHeaders(scope=message), static="/static/" in scope["path"])
            await send(message)

        await self.app(scope, measured, guarded)

    def _carry(self, headers: MutableHeaders, *, static: bool) -> None:
        ancestors = " ".join(self.frame_ancestors) or "'none'"
        headers["content-security-policy"] = _POLICY.format(ancestors)
        headers["x-content-type-options"] = "nosniff"
        headers["referrer-policy"] = "same-origin"
        if not static:  # pages show buyers' addresses
            headers["cache-control"] = "no-store"
        if not self.frame_ancestors:
            headers["x-frame-options"] = "DENY"
