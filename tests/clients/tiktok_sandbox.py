"""The TikTok Shop client before the fake shop, in both worlds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import cast

import httpx
import pytest
from attrs import frozen

from tests.clients.fakes import NOW, Awaited, FakeRuntime
from tiktok_bc_sync.clients import AsyncTikTokShop, AsyncTransport, BlockingTransport, TikTokShop
from tiktok_bc_sync.models import Order, Shop, Token
from tiktok_bc_sync.sandbox import Buyer, Sandbox, Vendor

MUG, LAMP = "24-UG04", "24-MB01"


@frozen
class Scene:
    """A shop, a client of it, and who else makes something happen there; it is `NOW` on the wall."""

    sandbox: Sandbox
    shop: TikTokShop

    @property
    def buyer(self) -> Buyer:
        """Who buys there."""
        return self.sandbox.buyer

    @property
    def vendor(self) -> Vendor:
        """The platform and its carriers."""
        return self.sandbox.vendor

    def order(self, order_id: str) -> Order:
        """Read an order."""
        [found] = self.shop.orders([order_id])
        return found

    def delivered(self, *wanted: tuple[str, int] | str | int) -> str:
        """Let somebody buy something that arrives; return the order's id."""
        order_id = self.buyer.orders(*wanted)
        self.vendor.moves(order_id, "IN_TRANSIT")
        self.vendor.moves(order_id, "DELIVERED")
        return order_id


Open = Callable[[str], Scene]


def _blocking(region: str) -> Scene:
    sandbox = Sandbox(region=region, wall=lambda: NOW)
    shop = TikTokShop(
        app_key=sandbox.shop.app_key,
        app_secret=sandbox.shop.app_secret,
        token=_token(sandbox),
        transport=BlockingTransport(httpx.Client(transport=sandbox.transport())),
        runtime=FakeRuntime(),
    )
    shop.use_shop(_only(shop.shops()))
    return Scene(sandbox, shop)


def _awaited(region: str) -> Scene:
    made = _blocking(region)
    engine = made.shop.engine
    transport = AsyncTransport(httpx.AsyncClient(transport=made.sandbox.transport()))
    client = AsyncTikTokShop(
        engine.app_key, engine.app_secret, engine.token, engine.shop, transport, FakeRuntime()
    )
    return Scene(made.sandbox, cast("TikTokShop", Awaited(client)))


def _token(sandbox: Sandbox) -> Token:
    """The tokens that the sandbox began with; the client renews them when time has passed."""
    shop = sandbox.shop
    ends = NOW + timedelta(days=400)
    return Token(shop.access_token, shop.refresh_token, ends, ends)


def _only(shops: list[Shop]) -> Shop:
    [shop] = shops
    return shop


in_both_worlds = pytest.mark.parametrize("opened", [_blocking, _awaited], ids=["blocking", "async"])
"""Gives a test ``opened``, which opens a shop in a region, for each of the two clients."""
