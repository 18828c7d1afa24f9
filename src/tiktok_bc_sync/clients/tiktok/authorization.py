"""Who may act for which shop: codes, tokens, authorized shops."""

from __future__ import annotations

from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.tiktok import domain, wire
from tiktok_bc_sync.clients.tiktok.calling import ShopCalls
from tiktok_bc_sync.models import Shop, Token

SHOPS = Endpoint("getAuthorizedShops", "GET", "/authorization/202309/shops", wire.Shops)


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
