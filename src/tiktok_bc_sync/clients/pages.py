"""Lists that come in pages: iterate over the items, or over ``.pages()``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import Generic, TypeVar

from tiktok_bc_sync.runtime import iterate

T = TypeVar("T")
Fetch = Callable[[str], Awaitable[tuple[Sequence[T], str]]]
"""Fetches the page that a token names ("" for the first) and tells the next one's ("" at the end)."""


class Pages(Generic[T]):
    """A list that is read page by page while it is iterated over; ``async for`` gives items."""

    def __init__(self, fetch: Fetch[T]) -> None:
        self._fetch = fetch

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page:
                yield item

    async def pages(self) -> AsyncIterator[Sequence[T]]:
        """Yield the pages; an empty one ends the list, whatever its next token says."""
        token = ""
        while True:
            page, following = await self._fetch(token)
            if page:
                yield page
            if not page or not following or following == token:
                return
            token = following


class BlockingPages(Generic[T]):
    """The same, for plain loops."""

    def __init__(self, pages: Pages[T]) -> None:
        self._pages = pages

    def __iter__(self) -> Iterator[T]:
        return iterate(aiter(self._pages))

    def pages(self) -> Iterator[Sequence[T]]:
        """Yield the pages."""
        return iterate(self._pages.pages())
