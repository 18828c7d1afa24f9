"""Errors as pages: what happened, what to do, and a status that fits."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from tiktok_bc_sync.errors import (
    Conflict,
    InvalidInput,
    InvalidSignature,
    MissingScope,
    NeedsReconnecting,
    NotFound,
    RateLimited,
    Refused,
    SyncError,
    Unavailable,
    VendorError,
)
from tiktok_bc_sync.web.rendering import rendered
from tiktok_bc_sync.web.view import base

# The first that fits counts.
_STATUSES: tuple[tuple[type[SyncError], int], ...] = (
    (InvalidSignature, 403),
    (InvalidInput, 422),
    (NotFound, 404),
    (Conflict, 409),
    (NeedsReconnecting, 409),
    (MissingScope, 409),
    (Refused, 409),
    (RateLimited, 503),
    (Unavailable, 503),
    (VendorError, 502),
    (SyncError, 503),
)


def status_of(error: SyncError) -> int:
    """Return the HTTP status that tells of an error."""
    return next(status for kind, status in _STATUSES if isinstance(error, kind))


async def sync_failure(request: Request, error: Exception) -> Response:
    """Answer with an error of the library's tree."""
    assert isinstance(error, SyncError)  # noqa: S101 - registered for nothing else
    reconnect = isinstance(error, NeedsReconnecting | MissingScope)
    return _page(
        request,
        status_of(error),
        error.message,
        error.what_to_do,
        request_id=error.request_id,
        reconnect=reconnect,
    )


async def http_failure(request: Request, error: Exception) -> Response:
    """Answer with an error of HTTP's own: refused, not found, not allowed."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    answer = _page(request, error.status_code, error.detail, "")
    answer.headers.update(error.headers or {})
    return answer


def _page(
    request: Request,
    status: int,
    message: str,
    what_to_do: str,
    *,
    request_id: str = "",
    reconnect: bool = False,
) -> Response:
    account = str(request.path_params.get("account", "")) if status != 403 else ""
    values = {
        "base": base(request),
        "account": account,
        "message": message,
        "what_to_do": what_to_do,
        "request_id": request_id,
        "reconnect": reconnect,
    }
    return HTMLResponse(rendered("error.html", values), status)
