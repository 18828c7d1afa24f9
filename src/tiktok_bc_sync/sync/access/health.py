"""How an account's two connections are: worked out from the tokens, never stored, so always true."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import define, evolve, field

from tiktok_bc_sync.clients.session import Exchange, Watch
from tiktok_bc_sync.errors import NeedsReconnecting
from tiktok_bc_sync.models import Account, AccountStatus
from tiktok_bc_sync.sync.access.tokens import Keys
from tiktok_bc_sync.sync.access.vault import Disconnected

# TikTok itself warns of a consent's end about this long before.
_SOON = timedelta(days=30)
# A token from the environment doesn't say when it ends; its stand-in is later than any real one.
_REAL = timedelta(days=20 * 365)


@define(eq=False)
class Hearing:
    """Remembers when TikTok Shop answered last, and tells the host's own watch."""

    watch: Watch | None = field(default=None, repr=False)
    heard_at: datetime | None = None

    def __call__(self, exchange: Exchange) -> None:
        """Take note of one request."""
        if exchange.error is None:
            self.heard_at = exchange.ended_at
        if self.watch:
            self.watch(exchange)


async def shown(account: Account, keys: Keys, now: datetime) -> Account:
    """Return an account with its status, with when the consent ends and with what to do."""
    try:
        await keys.store()
        token = (await keys.shop()).token
    except NeedsReconnecting as error:
        ended = isinstance(error, Disconnected)
        status = AccountStatus.DISCONNECTED if ended else AccountStatus.NEEDS_RECONNECTING
        return evolve(account, status=status, expires_at=None, notice=str(error))
    ends = token.refresh_expires_at
    if ends - now > _REAL:
        return evolve(account, status=AccountStatus.CONNECTED, expires_at=None, notice="")
    if ends - now > _SOON:
        return evolve(account, status=AccountStatus.CONNECTED, expires_at=ends, notice="")
    notice = f"TikTok's consent ends on {ends:%Y-%m-%d}: authorize the shop again before."
    return evolve(account, status=AccountStatus.EXPIRING, expires_at=ends, notice=notice)
