"""The web admin: one ASGI application that a host mounts under its own login."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiktok_bc_sync.errors import MissingExtra

if TYPE_CHECKING:
    from tiktok_bc_sync.web.access import anyone, by_session
    from tiktok_bc_sync.web.app import CONTROL_PANEL, admin

__all__ = ["CONTROL_PANEL", "admin", "anyone", "by_session"]


def __getattr__(name: str) -> object:
    """Import a public name, or say which extra is missing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        from tiktok_bc_sync.web import access, app
    except ModuleNotFoundError as error:
        raise MissingExtra(
            f"The admin needs {error.name}, which is not installed.",
            what_to_do="Install it with: pip install 'tiktok-bc-sync[web]'",
        ) from error
    return getattr(access if name in ("anyone", "by_session") else app, name)
