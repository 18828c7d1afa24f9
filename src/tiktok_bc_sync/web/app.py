"""The application: its addresses, who is let in, and what every answer carries."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping, Sequence
from urllib.parse import quote

from attrs import frozen
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from tiktok_bc_sync import AsyncApp, AsyncConnector
from tiktok_bc_sync.errors import InvalidInput, SyncError
from tiktok_bc_sync.web import access, callbacks
from tiktok_bc_sync.web.access import Authorize
from tiktok_bc_sync.web.failing import http_failure, sync_failure
from tiktok_bc_sync.web.forms import Form
from tiktok_bc_sync.web.guarding import Guard
from tiktok_bc_sync.web.jobs import Jobs
from tiktok_bc_sync.web.pages import PAGES
from tiktok_bc_sync.web.rendering import rendered
from tiktok_bc_sync.web.sealing import Seal
from tiktok_bc_sync.web.view import Handler, View, base

Connectors = Callable[[str], AsyncConnector | None]
Endpoint = Callable[[Request], Awaitable[Response]]

CONTROL_PANEL = ("https://*.mybigcommerce.com", "https://*.bigcommerce.com")
"""The origins that show an app in BigCommerce's control panel. Source: vendor."""

_FIELDS = 5000


def admin(
    connectors: AsyncConnector | Connectors,
    *,
    authorize: Authorize | None = None,
    secret: str,
    frame_ancestors: Sequence[str] = (),
    app: AsyncApp | None = None,
    ended: MutableMapping[str, float] | None = None,
) -> ASGIApp:
    """Return the admin as an ASGI application to be mounted anywhere; it runs on asyncio.

    ``connectors`` is one merchant's connector, or what returns an account's by its store hash and None
    for a stranger's; they stay the host's to close. ``authorize`` is asked at each request: it returns
    the store hashes that may be seen, or None to refuse; `by_session` and `anyone` are there to be
    given. ``secret`` signs forms and sessions: 32 characters or more, the same in all processes.
    ``frame_ancestors`` are the origins that may show the pages in a frame, as in `CONTROL_PANEL`.
    With ``app``, both vendors' callbacks are answered; ``ended`` keeps whose sessions ended early, for
    processes to share. Raises `InvalidInput` without ``authorize`` and for a secret that is too short.
    """
    if authorize is None:
        raise InvalidInput(
            "The admin was given nothing that says who may see it.",
            field="authorize",
            what_to_do="Give authorize; to let everybody in, give it tiktok_bc_sync.web.anyone.",
        )
    opened, only = _opened(connectors)
    door = _Door(opened, authorize, Jobs(), app)
    made = Starlette(
        routes=[
            Route("/", door.front(only)),
            *(route for page in PAGES for route in door.routes(page.path, page.show, page.act)),
            *callbacks.routes(opened, app),
            Mount("/static", StaticFiles(packages=[("tiktok_bc_sync.web", "static")])),
        ],
        exception_handlers={HTTPException: http_failure, SyncError: sync_failure},
    )
    made.state.seal = Seal.of(secret)
    made.state.ended = {} if ended is None else ended
    return Guard(made, tuple(frame_ancestors))


@frozen
class _Door:
    """What every page goes through: the host's word, the account, and for forms their token."""

    connectors: Connectors
    authorize: Authorize
    jobs: Jobs
    app: AsyncApp | None

    def front(self, only: str) -> Endpoint:
        """Return what answers at the top: a list of the accounts, or the only one."""

        async def answer(request: Request) -> Response:
            allowed = await access.allowed(request, self.authorize)
            named = sorted(map(str, allowed)) if isinstance(allowed, Iterable) else [only]
            known = [one for one in named if one and one in allowed and only in (one, "")]
            if len(known) == 1:
                return RedirectResponse(f"{base(request)}/stores/{quote(known[0])}", 303)
            return HTMLResponse(rendered("stores.html", {"accounts": known, "base": base(request)}))

        return answer

    def routes(self, path: str, show: Handler | None, act: Handler | None) -> list[Route]:
        """Return what shows a page of an account, and what takes its form."""
        at = "/stores/{account}" + path
        shown = [Route(at, self._page(show), methods=["GET"])] if show else []
        return shown + ([Route(at, self._page(act), methods=["POST"])] if act else [])

    def _page(self, handler: Handler) -> Endpoint:
        async def answer(request: Request) -> Response:
            try:
                made = await handler(await self._view(request))
            finally:
                await request.close()  # what was uploaded is in files
            access.keep_nonce(request, made)
            return made

        return answer

    async def _view(self, request: Request) -> View:
        account = str(request.path_params["account"])
        if account not in await access.allowed(request, self.authorize):
            raise access.refused(request, "the account is not this user's")
        connector = self.connectors(account)
        if connector is None:
            raise HTTPException(404, "There is no such account.")
        query = form = Form.of(request.query_params)
        if request.method == "POST":
            form = Form.of(await request.form(max_fields=_FIELDS))
            access.need_own_form(request, account, form.raw(access.TOKEN))
        return View(request, account, connector, query, form, self.jobs, self.app)


def _opened(connectors: AsyncConnector | Connectors) -> tuple[Connectors, str]:
    """Return what knows the accounts, and the only one's store hash, empty for many."""
    if not isinstance(connectors, AsyncConnector):
        return connectors, ""
    only = connectors.context.store_hash
    return {only: connectors}.get, only
