"""An application with a login of its own that mounts the admin, as FastAPI and Starlette hosts do.

Takes the credentials from the environment, or serves a sandbox of its own where there are none. To look at
it in a browser: ``python examples/web_host.py serve``, then log in as "mona" with "sesame".
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from tiktok_bc_sync import AsyncConnector, MemoryStorage
from tiktok_bc_sync.sandbox import Sandbox, serve
from tiktok_bc_sync.web import CONTROL_PANEL, admin

MUG = {
    "name": "Mug",
    "sku": "MUG-1",
    "price": 9.5,
    "weight": 0.3,
    "images": [{"image_file": "m.png"}],
}
LOGIN = """<!doctype html><title>Log in</title><form method="post">
<input name="user" aria-label="User"> <input name="password" type="password" aria-label="Password">
<button>Log in</button></form>"""


class Host:
    """A host: who its users are, which store is whose, and who is logged in."""

    def __init__(self, connector: AsyncConnector, store: str) -> None:
        self.users = {"mona": "sesame"}
        self.stores = {"mona": (store,)}
        self.sessions: dict[str, str] = {}
        self.connector = connector

    def authorize(self, request: Request) -> tuple[str, ...] | None:
        """Tell the admin which stores the user of a request may see; nobody is told None."""
        user = self.sessions.get(request.cookies.get("host_session", ""), "")
        return self.stores.get(user)

    async def login(self, request: Request) -> Response:
        """Show the login, or let somebody in."""
        if request.method == "GET":
            return HTMLResponse(LOGIN)
        form = await request.form()
        user, password = str(form.get("user", "")), str(form.get("password", ""))
        known = self.users.get(user, "")
        if not known or not secrets.compare_digest(known.encode(), password.encode()):
            return HTMLResponse(LOGIN, 403)
        token = secrets.token_urlsafe()
        self.sessions[token] = user
        answer = RedirectResponse("/admin/", 303)
        answer.set_cookie("host_session", token, httponly=True, samesite="lax")
        return answer

    def app(self) -> Starlette:
        """Return the application: a login, and the admin below it. Webhooks come to /admin/webhooks/STORE."""
        mounted = admin(
            self.connector,
            authorize=self.authorize,
            secret=os.environ.get("ADMIN_SECRET") or secrets.token_urlsafe(32),
            frame_ancestors=CONTROL_PANEL,
        )
        return Starlette(
            routes=[
                Route("/login", self.login, methods=["GET", "POST"]),
                Mount("/admin", mounted),
            ]
        )


@contextmanager
def credentials() -> Iterator[Mapping[str, str]]:
    """Yield the environment, or that of a sandbox where nobody put credentials into it."""
    if "BIGCOMMERCE_STORE_HASH" in os.environ:
        yield os.environ
        return
    sandbox = Sandbox(region="GB")
    sandbox.load([MUG])
    with serve(sandbox) as served:
        yield served.env


async def visits(app: Starlette) -> None:
    """Go there as a browser does: first refused, then logged in."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://host.test", follow_redirects=True
    ) as browser:
        refused = await browser.get("/admin/")
        print("Without a login:", refused.status_code)
        page = await browser.post("/login", data={"user": "mona", "password": "sesame"})
        print("As mona:", page.status_code, *re.findall(r"<h1>(.*?)</h1>", page.text))
        webhook = await browser.post("/admin/webhooks/another-store", content=b"{}")
        print("A webhook for nobody:", webhook.status_code)


async def main() -> None:
    """Mount the admin, and look at it."""
    with credentials() as env:
        async with AsyncConnector.from_env(storage=MemoryStorage(), env=env) as connector:
            app = Host(connector, env["BIGCOMMERCE_STORE_HASH"]).app()
            if sys.argv[1:] == ["serve"]:
                await uvicorn.Server(uvicorn.Config(app)).serve()
            else:
                await visits(app)


if __name__ == "__main__":
    asyncio.run(main())
