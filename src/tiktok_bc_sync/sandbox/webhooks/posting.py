"""How webhooks reach their receivers: by an httpx client or a function, and where the sandbox is served."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing, suppress
from urllib.parse import urlsplit, urlunsplit

import httpx

from tiktok_bc_sync.sandbox.webhooks.deliveries import Attempt, Deliveries

Post = Callable[[str, Mapping[str, str], bytes], int]
"""Sends headers and a body to a URL and returns the status of the answer, 0 where none comes."""
AsyncPost = Callable[[str, Mapping[str, str], bytes], Awaitable[int]]
_POLL = 0.2
# Neither vendor says how long it waits; both ask for an answer at once.
_PATIENCE = 5.0
# What no request can be made of: somebody registered it all the same.
_UNSENT = (httpx.HTTPError, httpx.InvalidURL, UnicodeError)


def deliver(deliveries: Deliveries, post: httpx.Client | Post) -> list[Attempt]:
    """Send what is due, and return what was sent."""
    send = _posting(post) if isinstance(post, httpx.Client) else post
    with closing(deliveries.round()) as steps:
        try:
            webhook = next(steps)
            while True:
                webhook = steps.send(send(webhook.url, webhook.headers, webhook.body))
        except StopIteration as done:
            return _attempts(done)


async def deliver_async(
    deliveries: Deliveries, post: httpx.AsyncClient | AsyncPost
) -> list[Attempt]:
    """Send what is due, as `deliver` does."""
    send = _async_posting(post) if isinstance(post, httpx.AsyncClient) else post
    with closing(deliveries.round()) as steps:
        try:
            webhook = next(steps)
            while True:
                webhook = steps.send(await send(webhook.url, webhook.headers, webhook.body))
        except StopIteration as done:
            return _attempts(done)


def _attempts(done: StopIteration) -> list[Attempt]:
    found: list[Attempt] = done.value
    return found


def _posting(client: httpx.Client) -> Post:
    def post(url: str, headers: Mapping[str, str], body: bytes) -> int:
        try:
            return client.post(url, headers=dict(headers), content=body).status_code
        except _UNSENT:
            return 0

    return post


def _async_posting(client: httpx.AsyncClient) -> AsyncPost:
    async def post(url: str, headers: Mapping[str, str], body: bytes) -> int:
        try:
            return (await client.post(url, headers=dict(headers), content=body)).status_code
        except _UNSENT:
            return 0

    return post


class _Over(Exception):
    """Nothing more is sent."""


class Courier:
    """A thread that sends webhooks as soon as they are due.

    ``tunnel`` is the address of a server that gets them all, at the paths of their own addresses: as
    the vendors want https, that is how they come to a server on this machine.
    """

    def __init__(self, deliveries: Deliveries, tunnel: str = "") -> None:
        """Be ready to start. Raises ValueError where ``tunnel`` is no address."""
        if tunnel and not (
            urlsplit(tunnel).scheme in ("http", "https") and urlsplit(tunnel).netloc
        ):
            raise ValueError(f"webhooks can't be sent to {tunnel!r}: it must be a URL")
        self._deliveries, self._tunnel = deliveries, tunnel
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sandbox webhooks")

    def __enter__(self) -> Courier:
        """Start."""
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        """Finish what is being sent, and end."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        with httpx.Client(timeout=_PATIENCE) as client, suppress(_Over):
            post = _posting(client)

            def send(url: str, headers: Mapping[str, str], body: bytes) -> int:
                if self._over.is_set():
                    raise _Over  # the rest waits for whoever goes on from the journal
                return post(through(self._tunnel, url), headers, body)

            while not self._over.wait(_POLL):
                deliver(self._deliveries, send)


def through(tunnel: str, url: str) -> str:
    """Return an address as it is behind a tunnel; without one it stays."""
    if not tunnel:
        return url
    there, own = urlsplit(tunnel), urlsplit(url)
    path = there.path.rstrip("/") + own.path
    return urlunsplit((there.scheme, there.netloc, path, own.query, ""))
