"""One request of somebody who is let in: what it asks for, the account, and how to answer it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

from attrs import define, frozen
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tiktok_bc_sync import AsyncApp, AsyncConnector
from tiktok_bc_sync.models import Activity, ActivityState
from tiktok_bc_sync.web import access
from tiktok_bc_sync.web.forms import Form
from tiktok_bc_sync.web.jobs import Jobs
from tiktok_bc_sync.web.rendering import rendered

_NOTE = "tiktok_bc_sync_note"
_NOTE_LIVES = timedelta(minutes=1)


@define(eq=False)
class View:
    """A request about one account.

    ``form`` is what was sent: the query of a page that is read, the form of one that acts. ``query`` is
    the address's in both cases. ``app`` is what merchants connect to, where the host has one.
    """

    request: Request
    account: str
    connector: AsyncConnector
    query: Form
    form: Form
    jobs: Jobs
    app: AsyncApp | None = None

    @property
    def after(self) -> str | None:
        """Where the page before ended, None for the first one."""
        return self.query.text("after") or None

    @property
    def path(self) -> str:
        """Where the page is below its account's."""
        whole = str(self.request.scope["path"]).removeprefix(base(self.request))
        return whole.removeprefix(f"/stores/{self.account}")

    def key(self, name: str) -> str:
        """Return an id that stands in the path."""
        return str(self.request.path_params[name])

    def url(self, path: str = "", /, **query: object) -> str:
        """Return the address of a page of this account; what is empty is left out of the query."""
        given = {name: value for name, value in query.items() if value not in (None, "", ())}
        words = urlencode(given, doseq=True)
        return (
            base(self.request)
            + "/stores/"
            + quote(self.account)
            + path
            + ("?" * bool(words) + words)
        )

    def here(self, **changes: object) -> str:
        """Return this page's address with some of its query changed, from the first page on."""
        kept = {name: value for name, value in self.query.values.items() if name != "after"}
        return self.url(quote(self.path), **{**kept, **changes})

    def within(self, path: str) -> bool:
        """Whether this page is the one of a path, or below it."""
        here = self.path.rstrip("/")
        return here == path or bool(path and here.startswith(f"{path}/"))

    async def page(self, name: str, /, *, status: int = 200, **values: object) -> Response:
        """Answer with a page; a form that has errors answers 422."""
        if self.form.errors and self.form.posted and status == 200:
            status = 422
        note = access.seal_of(self.request).unwrap("note", self.request.cookies.get(_NOTE, ""))
        known: Mapping[str, object] = {
            "view": self,
            "form": self.form,
            "csrf": access.form_token(self.request, self.account),
            "note": note,
            "base": base(self.request),
        }
        answer = HTMLResponse(rendered(name, {**known, **values}), status)
        if note:
            answer.delete_cookie(_NOTE, path=base(self.request) or "/")
        return answer

    def go(self, path: str, note: str = "", /, **query: object) -> Response:
        """Send the browser to a page of the account, which shows a note once."""
        answer = RedirectResponse(self.url(path, **query), 303)
        if note:
            text = access.seal_of(self.request).wrap("note", note[:1000], _NOTE_LIVES)
            access.set_cookie(self.request, answer, _NOTE, text, lives=_NOTE_LIVES)
        return answer

    async def work(
        self, work: Coroutine[Any, Any, Activity], back: str, /, **query: object
    ) -> Response:
        """Do a long job: a short one is told at once, one that takes longer goes on by itself."""
        done = await self.jobs.run(work)
        if done is None:
            return self.go("/activities", "The work goes on. Its progress is shown here.")
        if done.failures or done.state is not ActivityState.COMPLETED:
            return self.go(f"/activities/{quote(done.id)}", str(done))
        return self.go(back, str(done), **query)


Handler = Callable[[View], Awaitable[Response]]


@frozen
class Page:
    """An address of an account: what shows it, and what takes its form where it has one."""

    path: str
    show: Handler | None = None
    act: Handler | None = None


def base(request: Request) -> str:
    """Return where the admin is mounted."""
    return str(request.scope.get("root_path", "")).rstrip("/")
