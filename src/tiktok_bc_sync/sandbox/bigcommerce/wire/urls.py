"""Where products, brands and categories are in the storefront."""

from __future__ import annotations

from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json


def store_url(name: object, given: Json | None = None) -> Json:
    """Return where something was put, or else a place that its name makes."""
    chosen = given or {}
    url = chosen.get("url")
    made = {"url": url or f"/{_slug(name)}/", "is_customized": bool(url)}
    return {**made, **{key: one for key, one in chosen.items() if key == "is_customized"}}


def _slug(name: object) -> str:
    letters = (one if one.isalnum() else " " for one in str(name).lower())
    return "-".join("".join(letters).split())
