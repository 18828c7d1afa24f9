"""What the vendors call by themselves: BigCommerce's four callbacks, TikTok's consent, and webhooks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from attrs import frozen
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tiktok_bc_sync import AsyncApp, AsyncConnector
from tiktok_bc_sync.web import access
from tiktok_bc_sync.web.view import base

_PAYLOAD = "signed_payload_jwt"


def routes(connectors: Callable[[str], AsyncConnector | None], app: AsyncApp | None) -> list[Route]:
    """Return where the vendors knock; who they are is told by what they sign, not by a login."""
    found = [Route("/webhooks/{account}", _webhooks(connectors), methods=["POST"])]
    if app:
        called = _Callbacks(app)
        found += [
            Route("/webhooks", called.webhook, methods=["POST"]),
            Route("/bigcommerce/install", called.install),
            Route("/bigcommerce/load", called.load),
            Route("/bigcommerce/uninstall", called.uninstall),
            Route("/bigcommerce/remove_user", called.remove_user),
            Route("/tiktok/authorized", called.authorized),
        ]
    return found


def _webhooks(
    connectors: Callable[[str], AsyncConnector | None],
) -> Callable[[Request], Awaitable[Response]]:
    async def receive(request: Request) -> Response:
        connector = connectors(str(request.path_params["account"]))
        if connector is None:
            raise HTTPException(404, "There is no such account.")
        receipt = await connector.webhooks.receive(request.headers, await request.body())
        return Response(status_code=receipt.status)

    return receive


@frozen
class _Callbacks:
    """The callbacks of an app that many merchants connect."""

    app: AsyncApp

    async def install(self, request: Request) -> Response:
        """Take in a store that installs the app, and let who did so begin."""
        installed = await self.app.install(dict(request.query_params))
        return _into(request, installed.store_hash, installed.user_id)

    async def load(self, request: Request) -> Response:
        """Let in who opens the app in BigCommerce's control panel."""
        payload = await self.app.load(request.query_params.get(_PAYLOAD, ""))
        return _into(request, payload.store_hash, payload.user.id)

    async def uninstall(self, request: Request) -> Response:
        """Let a store go, with the sessions of all its users."""
        payload = await self.app.uninstall(request.query_params.get(_PAYLOAD, ""))
        access.end_session(request, payload.store_hash)
        return Response(status_code=204)

    async def remove_user(self, request: Request) -> Response:
        """End the session of a user who lost the app."""
        payload = await self.app.remove_user(request.query_params.get(_PAYLOAD, ""))
        access.end_session(request, payload.store_hash, payload.user.id)
        return Response(status_code=204)

    async def webhook(self, request: Request) -> Response:
        """Take a webhook of any merchant."""
        receipt = await self.app.webhook(request.headers, await request.body())
        return Response(status_code=receipt.status)

    async def authorized(self, request: Request) -> Response:
        """Take in the shops that a merchant authorized, and go back to the account."""
        told = await self.app.authorized(dict(request.query_params))
        return RedirectResponse(f"{base(request)}/stores/{quote(told.store_hash)}/account", 303)


def _into(request: Request, store_hash: str, user: str) -> Response:
    answer = RedirectResponse(f"{base(request)}/stores/{quote(store_hash)}", 303)
    access.begin_session(request, answer, store_hash, user)
    return answer
