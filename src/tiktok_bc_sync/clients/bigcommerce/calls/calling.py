"""One store as all calls see it: its address, its token, how its two kinds of lists are read."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import TypeVar

from attrs import Attribute, define, field
from msgspec import Raw

from tiktok_bc_sync.clients.bigcommerce.wire import answers as wire
from tiktok_bc_sync.clients.bigcommerce.wire.faults import VENDOR, judge
from tiktok_bc_sync.clients.bodies import encoded
from tiktok_bc_sync.clients.http import AsyncTransport, Request, Transport, service_url
from tiktok_bc_sync.clients.limiter import Limiter, WindowLimiter
from tiktok_bc_sync.clients.pages import Page, Pages
from tiktok_bc_sync.clients.reading import Answered
from tiktok_bc_sync.clients.session import Endpoint, Session, Watch
from tiktok_bc_sync.errors import InvalidInput, RemoteNotFound
from tiktok_bc_sync.runtime import AsyncClosing, AsyncRuntime, Runtime

T = TypeVar("T")
W = TypeVar("W")
API_URL = "https://api.bigcommerce.com"
PAGE = 250
"""The most items that the vendor gives on a page."""
_HASH = re.compile(r"[A-Za-z0-9_-]+")


def _store_hash(_: object, attribute: Attribute[str], value: str) -> None:
    if not _HASH.fullmatch(value):
        raise InvalidInput(
            "The store hash is not one.",
            field=attribute.name,
            what_to_do="It is the part after /stores/ in the address of the store's API.",
        )


@define(eq=False)
class StoreCalls(AsyncClosing):
    """One BigCommerce store, and the way its calls go.

    ``limiter`` may be one that several processes share and ``watch`` is told each request and what came
    of it. All calls raise the tree under `VendorError`, and `InvalidInput` for what no request can be
    made of.
    """

    store_hash: str = field(validator=_store_hash)
    access_token: str = field(repr=False)
    transport: Transport = field(factory=AsyncTransport, repr=False)
    runtime: Runtime = field(factory=AsyncRuntime, repr=False)
    base_url: str = field(default=API_URL, converter=service_url)
    limiter: Limiter | None = field(default=None, repr=False)
    watch: Watch | None = field(default=None, repr=False)
    _session: Session = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        limiter = self.limiter or WindowLimiter(self.runtime)
        self._session = Session(VENDOR, self.transport, self.runtime, limiter, judge, self.watch)

    async def close(self) -> None:
        """Close the connections."""
        await self.transport.close()

    async def call(
        self,
        endpoint: Endpoint[T],
        *,
        ids: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, object] | list[object] | None = None,
    ) -> T:
        """Send any operation of the vendor, repeated and limited like all others.

        ``ids`` fill the path, which starts with /v2 or /v3. The answer is read as the endpoint's
        ``answer``: ``dict[str, object]`` keeps all of its fields, known here or not.
        """
        return (await self._ask(endpoint, ids=ids, query=query, body=body)).value

    # --- for the parts -------------------------------------------------------------

    async def _ask(
        self,
        endpoint: Endpoint[T],
        *,
        ids: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        body: object = None,
    ) -> Answered[T]:
        """Send a request and return its answer."""
        url = f"{self.base_url}/stores/{self.store_hash}{endpoint.filled(ids or {})}"
        content = None if body is None else encoded(body)

        def build() -> Request:
            headers = {"x-auth-token": self.access_token, "accept": "application/json"}
            headers |= {} if content is None else {"content-type": "application/json"}
            params = dict(query or {})
            return Request(endpoint.method, url, params=params, headers=headers, content=content)

        return await self._session.call(endpoint, build, endpoint.answer)

    def _list(
        self,
        endpoint: Endpoint[wire.Listed],
        noun: str,
        kind: type[W],
        convert: Callable[[W], T],
        *,
        ids: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Pages[T]:
        """List items of a ``kind`` in v3, each made a ``noun`` by itself."""

        async def fetch(token: str) -> Page[T]:
            page, following = await self._page(endpoint, query or {}, token, ids)
            items, unread = page.read_each(noun, page.value.data, kind, convert)
            return Page(items, following, unread)

        return Pages(fetch, VENDOR)

    def _list_by_id(
        self,
        endpoint: Endpoint[wire.Listed],
        noun: str,
        kind: type[W],
        convert: Callable[[W], T],
        query: Mapping[str, str],
        prepare: Callable[[Answered[wire.Listed]], Awaitable[None]] | None = None,
    ) -> Pages[T]:
        """List items of v3 in the order of their ids, each page from the last one's last id on.

        Something deleted meanwhile would move numbered pages, and others would be missed. ``prepare`` is
        given each page before its items are made.
        """

        async def fetch(last: str) -> Page[T]:
            beyond = {"id:greater": last} if last else {}
            page, more = await self._page(endpoint, {**query, "sort": "id", **beyond}, "")
            if prepare:
                await prepare(page)
            items, unread = page.read_each(noun, page.value.data, kind, convert)
            return Page(items, _last_id(endpoint, page, last) if more else "", unread)

        return Pages(fetch, VENDOR)

    async def _short_list(
        self,
        endpoint: Endpoint[wire.Listed],
        noun: str,
        kind: type[W],
        convert: Callable[[W], T],
        ids: Mapping[str, str] | None = None,
    ) -> list[T]:
        """Return a list of v3 that has no pages."""

        async def fetch(_: str) -> Page[T]:
            page = await self._ask(endpoint, ids=ids)
            items, unread = page.read_each(noun, page.value.data, kind, convert)
            return Page(items, "", unread)

        return await whole(Pages(fetch))

    def _bare_list(
        self,
        endpoint: Endpoint[list[Raw]],
        noun: str,
        kind: type[W],
        convert: Callable[[W], T],
        *,
        ids: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Pages[T]:
        """List items of v2, which does not say how many there are."""

        async def fetch(token: str) -> Page[T]:
            numbered = {**(query or {}), "limit": str(PAGE), "page": token or "1"}
            page = await self._ask(endpoint, ids=ids, query=numbered)
            items, unread = page.read_each(noun, page.value, kind, convert)
            return Page(items, following(token, len(page.value)), unread)

        return Pages(fetch, VENDOR)

    async def _one(
        self,
        endpoint: Endpoint[wire.Answer[W]],
        noun: str,
        convert: Callable[[W], T],
        *,
        ids: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        body: object = None,
    ) -> T:
        """Send a request that v3 answers with one thing, and make a noun of that."""
        found = await self._ask(endpoint, ids=ids, query=query, body=body)
        return found.read(noun, lambda answer: convert(answer.data))

    async def _delete(self, endpoint: Endpoint[object], **ids: str) -> None:
        """Delete something; what is gone already is no error, as nothing is left to do."""
        with suppress(RemoteNotFound):
            await self._ask(endpoint, ids=ids)

    async def _page(
        self,
        endpoint: Endpoint[wire.Listed],
        query: Mapping[str, str],
        token: str,
        ids: Mapping[str, str] | None = None,
    ) -> tuple[Answered[wire.Listed], str]:
        """Fetch a numbered page of v3 and tell the next one's number.

        Raises `UnexpectedAnswer` where that is not told: a list cut short would look like a deletion.
        """
        numbered = {**query, "limit": str(PAGE), "page": token or "1"}
        answered = await self._ask(endpoint, ids=ids, query=numbered)
        where = answered.value.meta.pagination if answered.value.meta else None
        if where is None:
            raise answered.unexpected(endpoint.name, "meta.pagination is missing")
        more = where.current_page < where.total_pages
        return answered, str(where.current_page + 1) if more else ""

    async def _whole_list(
        self, endpoint: Endpoint[list[T]], ids: Mapping[str, str] | None = None
    ) -> list[T]:
        """Fetch all pages of a v2 list, which does not say how many there are."""

        async def fetch(token: str) -> Page[T]:
            numbered = {"limit": str(PAGE), "page": token or "1"}
            page = (await self._ask(endpoint, ids=ids, query=numbered)).value
            return Page(page, following(token, len(page)))

        return await whole(Pages(fetch, VENDOR))


def itself(item: W) -> W:
    """Return what was read as it is."""
    return item


async def whole(pages: Pages[T]) -> list[T]:
    """Return all of a list."""
    return [one async for one in pages]


def following(token: str, size: int) -> str:
    """Return the number of the page after a page of v2, which is full where there may be more."""
    return str(int(token or "1") + 1) if size >= PAGE else ""


def _last_id(endpoint: Endpoint[object], page: Answered[wire.Listed], after: str) -> str:
    """Return the last id of a page that others follow.

    Raises `UnexpectedAnswer` where the page leaves the order of ids: items would be missed.
    """
    ids, _ = page.read_each("item", page.value.data, wire.ProductId, lambda item: item.id)
    if not ids or ids != sorted(ids) or ids[0] <= int(after or 0):
        raise page.unexpected(endpoint.name, "the list is not in the order of its ids")
    return str(ids[-1])
