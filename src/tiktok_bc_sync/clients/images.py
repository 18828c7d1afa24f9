"""Fetching pictures by their address, from public addresses only."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Sequence
from typing import Protocol, runtime_checkable

import httpx
from attrs import frozen

from tiktok_bc_sync.clients.http import LIMIT, AnswerTooLarge, BlockingNames, Transport
from tiktok_bc_sync.errors import Refused, Unavailable

_LARGEST = 10 * 1024 * 1024
_REDIRECTS = 3
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_UNSPECIFIED_V4 = ipaddress.ip_network("::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@runtime_checkable
class Resolver(Protocol):
    """Tells which addresses a name stands for."""

    async def addresses(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses. Raises OSError where there are none."""
        ...


@frozen
class ImageSource:
    """Fetches pictures. ``trusted`` names hosts (``host:port``) that may be private, as in a sandbox.

    A merchant's catalogue may name any address: without this check it could make us read from inside
    the host's own network. The name is looked up here (by ``resolver``; the transport, where it can) and
    again by the connection, so hosts that rebind their names in between should also be kept out by the
    network itself.
    """

    transport: Transport
    trusted: Collection[str] = ()
    resolver: Resolver | None = None

    async def fetch(self, url: str) -> bytes:
        """Return a picture's bytes.

        Raises `Refused` for an address that is not public, an error answer, or more than 10 MiB, and
        `Unavailable` where nobody answers.
        """
        where = _parsed(url)
        for _ in range(_REDIRECTS + 1):
            await self._check(where)
            response = await self._send(where)
            if not response.has_redirect_location:
                return _content(response)
            where = _parsed(response.headers["location"], where)
        raise _refused(where, "is redirected too often", "Give its final address.")

    async def _send(self, where: httpx.URL) -> httpx.Response:
        # Asked for as it is: a small answer that unpacks to a large one would pass the limit.
        headers = {"accept": "image/*", "accept-encoding": "identity"}
        request = httpx.Request("GET", where, headers=headers, extensions={LIMIT: _LARGEST})
        try:
            return await self.transport.send(request)
        except AnswerTooLarge as error:
            raise _refused(where, "is larger than 10 MiB", "Make it smaller.") from error

    async def _check(self, where: httpx.URL) -> None:
        if where.netloc.decode() in self.trusted:
            return
        port = where.port or (443 if where.scheme == "https" else 80)
        try:
            found = await self._resolver().addresses(where.host, port)
        except OSError as error:  # where no name can be looked up, TikTok's own can't either
            raise _refused(where, "is on a host that is not known", "Correct it.") from error
        except UnicodeError:
            found = ()
        if not found or not all(_public(ipaddress.ip_address(one.split("%")[0])) for one in found):
            raise _refused(where, "is not at a public address", "Move it to a public server.")

    def _resolver(self) -> Resolver:
        own = self.transport if isinstance(self.transport, Resolver) else BlockingNames()
        return self.resolver or own


def _parsed(url: str, base: httpx.URL | None = None) -> httpx.URL:
    """Read an address, relative to another one where it was redirected from there."""
    try:
        where = base.join(url) if base else httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError):
        where = httpx.URL("")
    if where.scheme not in ("http", "https") or not where.host:
        raise Refused(
            f"The picture {url.split('?')[0][:200]!r} has no web address.",
            what_to_do="Use an address that begins with https://.",
        )
    return where


def _public(address: Address) -> bool:
    """Whether an address is somewhere on the internet; one in another's clothes is judged by itself."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or _last_32_bits(address)
        if inner is not None:
            return _public(inner)
    return address.is_global and not address.is_multicast


def _last_32_bits(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in _NAT64 or address in _UNSPECIFIED_V4:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _content(response: httpx.Response) -> bytes:
    where, status = response.request.url, response.status_code
    if status >= 500 or status in (408, 429):
        raise Unavailable(f"The picture {_shown(where)} can't be read now (HTTP {status}).")
    if not response.is_success:
        raise _refused(where, f"is not there (HTTP {status})", "Upload it again.")
    if len(response.content) > _LARGEST:  # a transport of the host's own may know no limit
        raise _refused(where, "is larger than 10 MiB", "Make it smaller.")
    return response.content


def _shown(where: httpx.URL) -> str:
    """Return an address without what may be secret in it."""
    return str(where.copy_with(username=None, password=None, query=None, fragment=None))[:200]


def _refused(where: httpx.URL, why: str, what_to_do: str) -> Refused:
    return Refused(f"The picture {_shown(where)} {why}.", what_to_do=what_to_do)
