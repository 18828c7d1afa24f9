"""What the fake shop tells of the seller's consent: that it is gone, or will be soon."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from tiktok_bc_sync.sandbox.tiktok import TikTokService
from tiktok_bc_sync.sandbox.webhooks.events import Event, Watch

DEAUTHORIZED = "SELLER_DEAUTHORIZATION"
_EXPIRES = "UPCOMING_AUTHORIZATION_EXPIRATION"
_DAY = 86_400
_REMINDED = 30 * _DAY


@frozen
class _Consent:
    """``reminder`` is the day of the newest reminder, 0 while the end is far away."""

    until: int | None
    reminder: int


def access(shop: TikTokService) -> Watch[_Consent]:
    """Watch the seller's consent; its end is announced for 30 days, once a day at midnight UTC."""

    def look(_: object) -> dict[str, _Consent]:
        until, now = shop.access.authorized_until, shop.clock.unix
        near = until is not None and until - _REMINDED <= now < until
        return {shop.shop_id: _Consent(until, now // _DAY if near else 0)}

    return Watch(frozenset((DEAUTHORIZED, _EXPIRES)), look, _told)


def _told(_: str, was: _Consent | None, now: _Consent | None) -> Iterator[Event]:
    if was is None or now is None:
        return
    if now.until is None and was.until is not None:
        yield Event(DEAUTHORIZED, {"message": "The seller has revoked the authorization"})
    if now.reminder and now.reminder != was.reminder:
        message = "The authorization expires soon"
        yield Event(_EXPIRES, {"message": message, "expiration_time": str(now.until)})
