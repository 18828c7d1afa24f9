"""A browser without scripts: it reads pages, and fills in and sends the forms that are in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from html.parser import HTMLParser

import httpx
from attrs import define, field
from starlette.types import ASGIApp

SITE = "https://host.test"
STORE = "sandbox1"


@define
class Seen:
    """A form in a page: where it goes, how, and what is in it."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(factory=list[tuple[str, str]])
    deeds: list[str] = field(factory=list[str])

    def filled(self, **typed: str | list[str]) -> list[tuple[str, str]]:
        """Return what is sent when some fields were filled in."""
        kept = [(name, value) for name, value in self.fields if name not in typed]
        for name, value in typed.items():
            kept += [(name, one) for one in ([value] if isinstance(value, str) else value)]
        return kept


class _Forms(HTMLParser):
    """Finds the forms of a page, with what they would send as they are."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Seen] = []
        self._open: Seen | None = None
        self._area = self._select = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Seen(given.get("action", ""), given.get("method", "get"))
            self.found.append(self._open)
        elif self._open is None:
            return
        elif tag == "input" and "name" in given:
            if given.get("type") != "checkbox" or "checked" in given:
                self._open.fields.append((given["name"], given.get("value", "")))
        elif tag == "button":
            self._open.deeds.append(given.get("value", ""))
        elif tag == "textarea":
            self._area, self._text = given["name"], ""
        elif tag == "select":
            self._select = given["name"]
            self._open.fields.append((self._select, ""))
        elif tag == "option" and self._select and "selected" in given:
            self._open.fields[-1] = (self._select, given.get("value", ""))

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._open:
            self._open.fields.append((self._area, self._text.removeprefix("\n")))
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._open = None


def forms(page: httpx.Response) -> list[Seen]:
    """Return the forms of a page."""
    reader = _Forms()
    reader.feed(page.text)
    return reader.found


def words(page: httpx.Response) -> str:
    """Return what is to be read in a page."""
    body = re.sub(r"<(script|style|head).*?</\1>", " ", page.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def links(page: httpx.Response) -> Iterator[str]:
    """Yield where the links of a page lead."""
    for found in re.findall(r'<a[^>]* href="([^"]*)"', page.text):
        yield unescape(found)


class Guest:
    """A visitor with cookies, in an admin that is served in memory, at a path of the host's or at its top."""

    def __init__(self, app: ASGIApp, account: str = STORE, below: str = "") -> None:
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE)
        self.account = account
        self.below = below

    def address(self, path: str) -> str:
        """Return the address of an account's page."""
        return f"{self.below}/stores/{self.account}{path}"

    async def reads(self, path: str, params: Mapping[str, str] | None = None) -> httpx.Response:
        """Open a page of the account."""
        return await self.client.get(self.address(path), params=params)

    async def sends(
        self, page: httpx.Response, do: str, **typed: str | list[str]
    ) -> httpx.Response:
        """Fill in the form of a page that has a button, press it, and return the answer."""
        form = next(one for one in forms(page) if one.method == "post" and do in one.deeds)
        sent: dict[str, list[str]] = {"do": [do]}
        for name, value in form.filled(**typed):
            sent.setdefault(name, []).append(value)
        return await self.client.post(form.action, data=sent)

    async def does(self, page: httpx.Response, do: str, **typed: str | list[str]) -> httpx.Response:
        """Press a button that does something, and return the page that it leads to."""
        answer = await self.sends(page, do, **typed)
        assert answer.status_code == 303, words(answer)
        return await self.client.get(answer.headers["location"])
