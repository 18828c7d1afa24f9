"""Fetching pictures by their address, from public addresses only."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection

import httpx
from attrs import frozen

from tiktok_bc_sync.clients.http import Transport
from tiktok_bc_sync.errors import Refused, Unavailable

_LARGEST = 10 * 1024 * 1024
_REDIRECTS = 3


@frozen
class ImageSource:
    """Fetches pictures. ``trusted`` names hosts (``host:port``) that may be private, as in a sandbox.

    A merchant's catalogue may name any address: without this check it could make us read from inside
    the host's own network. The name is looked up here and again by the connection, so hosts that
    rebind their names in between should also be kept out by the network itself.
    """

    transport: Transport
    trusted: Collection[str] = ()

    async def fetch(self, url: str) -> bytes:
        """Return a picture's bytes.

        Raises `Refused` for an address that is not public, an error answer, or more than 10 MiB, and
        `Unavailable` where nobody answers.
        """
        for _ in range(_REDIRECTS + 1):
            response = await self.transport.send(httpx.Request("GET", self._allowed(url)))
            if not response.has_redirect_location:
                return _content(response)
            url = str(response.request.url.join(response.headers["location"]))
        raise _refused(url, "is redirected too often", "Give its final address.")

    def _allowed(self, url: str) -> httpx.URL:
        try:
            parsed = httpx.URL(url)
        except httpx.InvalidURL:
            raise _refused(url, "has no valid address", "Correct it in BigCommerce.") from None
        if parsed.scheme not in ("http", "https") or not parsed.host:
            raise _refused(url, "has no web address", "Use an address that begins with https://.")
        if parsed.netloc.decode() not in self.trusted and not _public(parsed):
            raise _refused(url, "is not at a public address", "Move it to a public server.")
        return parsed


def _public(url: httpx.URL) -> bool:
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Unavailable(f"The picture's host {url.host} is not known.", sent=False) from error
    return all(ipaddress.ip_address(str(one[4][0]).split("%")[0]).is_global for one in found)


def _content(response: httpx.Response) -> bytes:
    where = str(response.request.url)
    if response.status_code >= 500:
        raise Unavailable(f"The picture {where} can't be read now (HTTP {response.status_code}).")
    if not response.is_success:
        raise _refused(where, f"is not there (HTTP {response.status_code})", "Upload it again.")
    if len(response.content) > _LARGEST:
        raise _refused(where, "is larger than 10 MiB", "Make it smaller.")
    return response.content


def _refused(url: str, why: str, what_to_do: str) -> Refused:
    return Refused(f"The picture {url[:200]} {why}.", what_to_do=what_to_do)
