"""Who may act for which shop: codes, tokens, authorized shops."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.tiktok.calls.calling import ShopCalls
from tiktok_bc_sync.clients.tiktok.domain import shops as domain
from tiktok_bc_sync.clients.tiktok.domain.shops import given
from tiktok_bc_sync.clients.tiktok.wire import envelope as wire
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import Shop, Token

SHOPS = Endpoint("getAuthorizedShops", "GET", "/authorization/202309/shops", wire.Shops)
_AUTHORIZE = "https://services.tiktokshop.com/open/authorize"
_AUTHORIZE_US = "https://services.us.tiktokshop.com/open/authorize"


def authorization_url(service_id: str, state: str, *, region: str) -> str:
    """Return the page on which a seller lets the app act for the shop.

    ``service_id`` is the app's own in the Partner Center. ``state`` comes back beside the code: make it
    hard to guess, and compare it. ``region`` is the seller's country, as in "GB": the United States have
    a page of their own. Raises `InvalidInput` naming what can't be right.

    >>> authorization_url("72", "s1", region="GB")
    'https://services.tiktokshop.com/open/authorize?service_id=72&state=s1'
    """
    given(service_id=service_id, state=state)
    if not re.fullmatch("[A-Z]{2}", region):
        raise InvalidInput(
            f"{region[:40]!r} is no region.",
            field="region",
            what_to_do='Give one like "US" or "GB".',
        )
    page = _AUTHORIZE_US if region == "US" else _AUTHORIZE
    return f"{page}?{urlencode({'service_id': service_id, 'state': state})}"


class AuthorizationCalls(ShopCalls):
    """Calls about authorization."""

    __slots__ = ()

    async def exchange_code(self, code: str) -> Token:
        """Return the token for the code that an authorization brought. Vendor: Get Access Token."""
        return await self._gateway.token(code)

    async def refresh_token(self, token: Token) -> Token:
        """Return a new token for an old one; both of its parts may be new.

        Raises `NeedsReconnecting` where the vendor refuses. Vendor: Refresh Access Token.
        """
        return await self._gateway.renewed(token)

    async def shops(self) -> list[Shop]:
        """Return the shops that the token is for. Vendor: Get Authorized Shops, version 202309."""
        found = await self._ask(SHOPS)
        return [domain.shop(one) for one in found.value.shops or ()]
