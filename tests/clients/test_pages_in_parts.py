"""Lists that are read in parts: gone on with later, and whole but for what can't be read."""

from __future__ import annotations

import pytest

from tests.clients.fakes import Vendor, async_shop, query_of, shop_client
from tests.clients.test_pages import THREE, orders


def test_a_list_is_gone_on_with_from_where_an_earlier_walk_ended() -> None:
    vendor = Vendor(THREE)
    first = next(shop_client(vendor).search_orders().parts())
    vendor = Vendor(THREE[1:])
    rest = list(shop_client(vendor).search_orders().parts(first.following))
    assert [one.id for part in rest for one in part.items] == ["3", "4"]
    assert [part.following for part in rest] == ["c", ""]
    assert [query_of(one).get("page_token") for one in vendor.requests] == ["b", "c"]


def test_what_can_not_be_read_is_told_with_its_page_and_not_raised() -> None:
    answers = [orders(["1"], "b"), orders(["2"])]
    broken = answers[0].read().replace(b'"1"', b"[1]")
    vendor = Vendor([type(answers[0])(200, content=broken), answers[1]])
    first, second = shop_client(vendor).search_orders().parts()
    assert (first.items, [one.code for one in first.unread]) == ([], ["unexpected_answer"])
    assert ([one.id for one in second.items], second.unread) == (["2"], [])


@pytest.mark.anyio
async def test_parts_can_be_awaited() -> None:
    parts = [part async for part in async_shop(Vendor(THREE)).search_orders().parts()]
    assert [len(part.items) for part in parts] == [2, 1, 1]
