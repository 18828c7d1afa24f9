"""Lists in pages: all of them, to their end, and no further."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Sequence

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clients.fakes import (
    Vendor,
    async_shop,
    body_of,
    listed,
    ok,
    query_of,
    shop_client,
    store_client,
)
from tests.clients.test_tiktok_answers import ORDER
from tiktok_bc_sync.clients.pages import BlockingPages, Page, Pages
from tiktok_bc_sync.errors import UnexpectedAnswer


def orders(ids: Sequence[str], following: str = "") -> httpx.Response:
    return ok({"orders": [ORDER | {"id": one} for one in ids], "next_page_token": following})


THREE = [orders(["1", "2"], "b"), orders(["3"], "c"), orders(["4"])]


def test_items_of_all_pages_come_in_order() -> None:
    vendor = Vendor(THREE)
    assert [one.id for one in shop_client(vendor).search_orders()] == ["1", "2", "3", "4"]
    assert [query_of(one).get("page_token") for one in vendor.requests] == [None, "b", "c"]
    assert len({str(body_of(one)) for one in vendor.requests}) == 1


def test_pages_can_be_read_as_pages() -> None:
    vendor = Vendor(THREE)
    found = [[one.id for one in page] for page in shop_client(vendor).search_orders().pages()]
    assert found == [["1", "2"], ["3"], ["4"]]


@pytest.mark.anyio
async def test_items_and_pages_can_be_awaited() -> None:
    client = async_shop(Vendor(THREE))
    assert [one.id async for one in client.search_orders()] == ["1", "2", "3", "4"]
    client = async_shop(Vendor(THREE))
    assert [len(page) async for page in client.search_orders().pages()] == [2, 1, 1]


def test_list_can_be_read_again_from_its_beginning() -> None:
    vendor = Vendor([orders(["1"])])
    found = shop_client(vendor).search_orders()
    assert [one.id for one in found] == [one.id for one in found] == ["1"]


def test_next_page_is_asked_for_only_when_it_is_wanted() -> None:
    vendor = Vendor(THREE)
    found = iter(shop_client(vendor).search_orders())
    next(found)
    next(found)
    assert len(vendor.requests) == 1
    next(found)
    assert len(vendor.requests) == 2


@pytest.mark.parametrize("last", [ok({"orders": None, "next_page_token": None}), ok({})])
def test_list_ends_where_no_next_page_is_named(last: httpx.Response) -> None:
    vendor = Vendor([orders(["1"], "b"), last])
    assert len(list(shop_client(vendor).search_orders())) == 1
    assert len(vendor.requests) == 2


def test_empty_page_in_the_middle_does_not_cut_the_list_short() -> None:
    vendor = Vendor([orders([], "b"), orders(["1"])])
    assert [one.id for one in shop_client(vendor).search_orders()] == ["1"]


@pytest.mark.parametrize("tokens", [["b", "b"], ["b", "c", "b"]])
def test_list_that_goes_in_circles_is_left_with_an_error(tokens: list[str]) -> None:
    answers = [orders([str(number)], token) for number, token in enumerate(tokens)]
    vendor = Vendor(answers)
    found = iter(shop_client(vendor).search_orders())
    for _ in tokens:
        next(found)
    with pytest.raises(UnexpectedAnswer, match="does not end"):
        next(found)
    assert len(vendor.requests) == len(tokens)


def test_list_of_ever_new_empty_pages_is_left_with_an_error() -> None:
    asked: list[str] = []

    async def fetch(token: str) -> Page[int]:
        asked.append(token)
        return Page([], str(len(asked)))

    with pytest.raises(UnexpectedAnswer, match="does not end"):
        list(BlockingPages(Pages(fetch)))
    assert len(asked) == 10


@given(st.lists(st.lists(st.integers(), max_size=3), max_size=8))
def test_any_list_is_given_whole(pages: list[list[int]]) -> None:
    async def fetch(token: str) -> Page[int]:
        number = int(token or "0")
        last = number + 1 >= len(pages)
        return Page(pages[number] if pages else [], "" if last else str(number + 1))

    found = BlockingPages(Pages(fetch))
    assert list(found) == [one for page in pages for one in page]
    assert list(found.pages()) == [page for page in pages if page]


@pytest.mark.parametrize("by_page", [True, False])
def test_abandoned_list_closes_its_source(by_page: bool) -> None:
    closed: list[str] = []

    async def fetch(token: str) -> Page[int]:
        return Page([1, 2], str(int(token or "0") + 1))

    class Watched(Pages[int]):
        """Tells when the reading of its pages ends, however it ends."""

        async def pages(self) -> AsyncGenerator[Sequence[int], None]:
            try:
                async for page in super().pages():
                    yield page
            finally:
                closed.append("closed")

    pages = BlockingPages(Watched(fetch))
    found = pages.pages() if by_page else iter(pages)
    next(found)
    assert closed == []
    assert isinstance(found, Generator)
    found.close()  # what happens to an iterator that nobody holds any more
    assert closed == ["closed"]


def test_numbered_pages_are_followed_by_what_the_vendor_tells() -> None:
    vendor = Vendor([listed([{"id": 1}], 1, 3), listed([], 2, 3), listed([{"id": 2}], 3, 3)])
    assert [one.id for one in store_client(vendor).brands()] == ["1", "2"]
    assert [query_of(one)["page"] for one in vendor.requests] == ["1", "2", "3"]
