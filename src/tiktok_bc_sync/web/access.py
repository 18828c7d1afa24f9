"""Who may see which account: the host's word for it, or a session that BigCommerce vouches for."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable, Container, Mapping
from datetime import timedelta
from inspect import isawaitable
from time import time

from attrs import frozen
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from tiktok_bc_sync.web.sealing import Seal

logger = logging.getLogger("tiktok_bc_sync.web")

Allowed = Container[str] | None
Authorize = Callable[[Request], Allowed | Awaitable[Allowed]]

SESSION = "tiktok_bc_sync_session"
TOKEN = "csrf"  # noqa: S105 - the name of a field
_NONCE = "tiktok_bc_sync_form"
_LIVES = timedelta(hours=1)
_ELSEWHERE = ("cross-site", "same-site")


@frozen
class _Every:
    """All accounts that there are."""

    def __contains__(self, account: object) -> bool:
        return True


def anyone(_: Request) -> Container[str]:
    """Let everybody see everything: for a machine of one's own, or behind a login that a proxy asks for."""
    return _Every()


def by_session(request: Request) -> Container[str] | None:
    """Let a user of BigCommerce's control panel see the store that the app was opened in."""
    told = session(request)
    return told and (told[0],)


async def allowed(request: Request, authorize: Authorize) -> Container[str]:
    """Ask the host which accounts may be seen. Raises 403 where it lets nobody in."""
    answer = authorize(request)
    told = await answer if isawaitable(answer) else answer
    if told is None:
        raise refused(request, "nobody is logged in")
    return (told,) if isinstance(told, str) else told  # a part of a name is no account


def refused(request: Request, why: str) -> HTTPException:
    """Log a refusal, without anything that was sent, and return it."""
    logger.warning("Refused %s %r: %s.", request.method, request.url.path[:200], why)
    return HTTPException(403, "You may not see this.")


# --- a session from BigCommerce ------------------------------------------------------


def session(request: Request) -> tuple[str, str] | None:
    """Return the store and the user of a session that we made and that still holds."""
    match seal_of(request).unwrap("session", request.cookies.get(SESSION, "")):
        case [str(store), str(user), float(begun)] if begun > _ended(request, store, user):
            return store, user
        case _:
            return None


def begin_session(request: Request, answer: Response, store: str, user: str) -> None:
    """Let a browser see a store for an hour; opening the app again begins anew."""
    text = seal_of(request).wrap("session", [store, user, time()], _LIVES)
    set_cookie(request, answer, SESSION, text, lives=_LIVES)


def end_session(request: Request, store: str, user: str = "") -> None:
    """End what a user began before now, or without one what everybody of a store did."""
    request.app.state.ended[f"{store}\n{user}"] = time()


def _ended(request: Request, store: str, user: str) -> float:
    ended: Mapping[str, float] = request.app.state.ended
    return max(ended.get(f"{store}\n{one}", 0.0) for one in (user, ""))


def seal_of(request: Request) -> Seal:
    """Return the seal of the admin that a request came to."""
    found: Seal = request.app.state.seal
    return found


def set_cookie(
    request: Request, answer: Response, name: str, text: str, *, lives: timedelta | None = None
) -> None:
    """Set a cookie that no script reads and that is sent to the admin alone, also within a frame."""
    secure = request.url.scheme == "https"
    answer.set_cookie(
        name,
        text,
        max_age=int(lives.total_seconds()) if lives else None,
        path=request.scope.get("root_path", "") or "/",
        secure=secure,
        httponly=True,
        samesite="none" if secure else "lax",
    )
    if secure:  # browsers keep cookies of framed pages apart for each site that frames them
        answer.headers["set-cookie"] += "; Partitioned"


# --- forms that only our own pages can send ------------------------------------------


def nonce(request: Request) -> str:
    """Return what ties forms to a browser, made where it has none."""
    known = request.cookies.get(_NONCE, "")
    if not known and "nonce" not in request.scope:
        request.scope["nonce"] = secrets.token_urlsafe()
    return known or str(request.scope["nonce"])


def keep_nonce(request: Request, answer: Response) -> None:
    """Give the browser the nonce that was made for this request."""
    if made := request.scope.get("nonce"):
        set_cookie(request, answer, _NONCE, str(made))


def form_token(request: Request, account: str) -> str:
    """Return what a form carries to show that it is ours, for this browser and this account."""
    return seal_of(request).sign("form", f"{account}\n{nonce(request)}")


def need_own_form(request: Request, account: str, token: str) -> None:
    """Refuse a form that none of our pages showed to this browser."""
    known = request.cookies.get(_NONCE, "")
    own = known and seal_of(request).fits("form", f"{account}\n{known}", token)
    if not own or request.headers.get("sec-fetch-site") in _ELSEWHERE:
        raise refused(request, "the form is not one of ours")
