"""Calls to TikTok Shop as tables tell them: what is asked, what the vendor answers, what is given."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
from attrs import evolve, field, frozen

from tests.clients.fakes import NOW, SHOP, Vendor, all_of, async_shop, everything, ok, shop_client
from tests.clients.test_tiktok_requests import Asked, check
from tests.contracts.vendors import TIKTOK
from tiktok_bc_sync.models import Money

SINCE = datetime(2025, 11, 1, tzinfo=UTC)
SINCE_UNIX, NOW_UNIX = 1761955200, 1764000000
LATER = NOW + timedelta(hours=1)
LATER_UNIX = NOW_UNIX + 3600
NAIVE = datetime(2025, 11, 1)
PAGE = {"page_size": "100"}


def gbp(amount: str) -> Money:
    return Money(amount, "GBP")


@frozen
class Told(Asked):
    """A call, the answer it gets, what the vendor must have been asked, and what the caller is given."""

    gives: object = None
    region: str = SHOP.region

    def requests(self) -> list[httpx.Request]:
        """Call the blocking client and return what was sent; the result must be right."""
        vendor = Vendor([ok(self.answer)])
        client = shop_client(vendor, shop=evolve(SHOP, region=self.region))
        assert everything(getattr(client, self.call)(*self.args, **self.kwargs)) == self.gives
        return vendor.requests

    async def requests_of_async(self) -> list[httpx.Request]:
        """Do the same with the async client."""
        vendor = Vendor([ok(self.answer)])
        client = async_shop(vendor, shop=evolve(SHOP, region=self.region))
        assert await all_of(getattr(client, self.call)(*self.args, **self.kwargs)) == self.gives
        return vendor.requests

    def hold(self, requests: list[httpx.Request]) -> None:
        """Hold the one request against the table, and it and its answer against the vendor's contract."""
        [request] = requests
        check(request, self)
        operation = TIKTOK.operation(request.method, request.url.path)
        assert operation is not None
        body = json.loads(request.content) if request.content else None
        pairs = request.url.params.multi_items()
        assert TIKTOK.request_faults(operation, pairs, body) == []
        faults = TIKTOK.answer_faults(operation, 200, json.loads(ok(self.answer).content))
        # What is empty may come as null, which the contract doesn't tell.
        assert [one for one in faults if not one.endswith(" is null")] == []


@frozen
class Refusal:
    """A call that is refused before anything is sent, and the field that the refusal names."""

    call: str
    names: str
    args: tuple[object, ...] = ()
    kwargs: dict[str, object] = field(factory=dict[str, object])
    region: str = SHOP.region

    @property
    def asks(self) -> Callable[[object], object]:
        """What makes the call on a client."""
        return lambda client: getattr(client, self.call)(*self.args, **self.kwargs)
