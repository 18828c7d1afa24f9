"""Lists that come in pages: iterate over the items, or over ``.pages()``."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing
from functools import wraps
from inspect import signature
from typing import Concatenate, Generic, ParamSpec, TypeVar, cast

from attrs import frozen

from tiktok_bc_sync.errors import UnexpectedAnswer
from tiktok_bc_sync.runtime import Blocking, iterate

T = TypeVar("T")
P = ParamSpec("P")
EngineT = TypeVar("EngineT")
# A vendor may filter a page empty. One that goes on like this, or gives the same page whichever is
# asked for, has lost its way.
_IDLE_IN_A_ROW = 10


@frozen
class Page(Generic[T]):
    """A part of a list; ``following`` names the next one, empty at the end.

    ``unread`` says which of its items could not be read, and why.
    """

    items: Sequence[T]
    following: str = ""
    unread: Sequence[UnexpectedAnswer] = ()


Fetch = Callable[[str], Awaitable[Page[T]]]
"""Fetches the page that a token names, "" for the first."""


class _Reading:
    """How far a list has been read."""

    def __init__(self, vendor: str) -> None:
        self._vendor = vendor
        self._seen = set[str]()
        self._unread = list[UnexpectedAnswer]()
        self._idle = 0
        self._last: object = None

    def remember(self, page: Page[T]) -> None:
        """Remember what could not be read of a page."""
        self._unread.extend(page.unread)

    def note(self, page: Page[T]) -> str:
        """Note a page and return the next one's token.

        Raises `UnexpectedAnswer` where the list would never end.
        """
        self._idle = 0 if self._brings_more(page) else self._idle + 1
        if page.following in self._seen or (page.following and self._idle == _IDLE_IN_A_ROW):
            raise UnexpectedAnswer(
                "The vendor's list does not end: its pages name the same or empty ones on and on.",
                vendor=self._vendor,
                what_to_do="Try again later; what was read so far is good.",
            )
        if page.following:
            self._seen.add(page.following)
        return page.following

    def _brings_more(self, page: Page[T]) -> bool:
        """Whether a page holds something, and is not the one before it once more."""
        held = list(page.items), [one.message for one in page.unread]
        more = held not in (([], []), self._last)
        self._last = held
        return more

    def check(self) -> None:
        """Raise `UnexpectedAnswer` for the items that could not be read."""
        if not self._unread:
            return
        first, count = self._unread[0], len(self._unread)
        more = f" {count} items of the list could not be read; this is the first."
        raise UnexpectedAnswer(
            first.message + (more if count > 1 else ""),
            vendor=first.vendor,
            status=first.status,
            what_to_do=first.what_to_do,
            request_id=first.request_id,
        ) from first


class Pages(Generic[T]):
    """A list that is read page by page while it is iterated over; ``async for`` gives items.

    An item that can't be read spoils no other: when all others were given, `UnexpectedAnswer` is
    raised for it.
    """

    def __init__(self, fetch: Fetch[T], vendor: str = "") -> None:
        self._fetch = fetch
        self._vendor = vendor

    async def __aiter__(self) -> AsyncIterator[T]:
        async with aclosing(self.pages()) as pages:
            async for page in pages:
                for item in page:
                    yield item

    async def pages(self) -> AsyncGenerator[Sequence[T], None]:
        """Yield the pages that hold something."""
        reading = _Reading(self._vendor)
        async with aclosing(self.parts()) as parts:
            async for page in parts:
                if page.items:
                    yield page.items
                reading.remember(page)
        reading.check()

    async def parts(self, after: str = "") -> AsyncGenerator[Page[T], None]:
        """Yield the pages whole, from the one that ``after`` names on: a ``following`` of an earlier walk.

        What could not be read is told with its page, and not raised.
        """
        reading = _Reading(self._vendor)
        token, more = after, True
        while more:
            page = await self._fetch(token)
            yield page
            token = reading.note(page)
            more = bool(token)


class BlockingPages(Generic[T]):
    """The same, for plain loops."""

    def __init__(self, pages: Pages[T]) -> None:
        self._pages = pages

    def __iter__(self) -> Iterator[T]:
        return iterate(aiter(self._pages))

    def pages(self) -> Iterator[Sequence[T]]:
        """Yield the pages that hold something."""
        return iterate(self._pages.pages())

    def parts(self, after: str = "") -> Iterator[Page[T]]:
        """See `Pages.parts`."""
        return iterate(self._pages.parts(after))


def blocking_pages(
    method: Callable[Concatenate[EngineT, P], Pages[T]],
) -> Callable[Concatenate[Blocking[EngineT], P], BlockingPages[T]]:
    """Declare the blocking twin of a method that gives a list; its signature and docstring come through."""

    @wraps(method)
    def twin(self: Blocking[EngineT], /, *args: P.args, **kwargs: P.kwargs) -> BlockingPages[T]:
        return BlockingPages(method(self.engine, *args, **kwargs))

    told = signature(method)
    gives = f"Blocking{told.return_annotation}"
    vars(twin)["__signature__"] = told.replace(return_annotation=gives)
    return cast("Callable[Concatenate[Blocking[EngineT], P], BlockingPages[T]]", twin)
