"""Both marketplaces of one merchant, and the people who make things happen there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from attrs import astuple, frozen

from tiktok_bc_sync.sandbox.bigcommerce import BigCommerceStore
from tiktok_bc_sync.sandbox.core import Clock, Request, Response, Script, verb
from tiktok_bc_sync.sandbox.developer import Developer
from tiktok_bc_sync.sandbox.faults import Dropped, Faults
from tiktok_bc_sync.sandbox.journal import Journal, Line
from tiktok_bc_sync.sandbox.merchant import Merchant
from tiktok_bc_sync.sandbox.recorder import Recorder
from tiktok_bc_sync.sandbox.seen import Seen
from tiktok_bc_sync.sandbox.tiktok import Buyer, TikTokService, Vendor
from tiktok_bc_sync.sandbox.transport import SandboxTransport
from tiktok_bc_sync.sandbox.webhooks import Attempt, Deliveries, ShopNews, StoreNews
from tiktok_bc_sync.sandbox.webhooks.posting import AsyncPost, Post, deliver, deliver_async

_CALLS_KEPT = 100_000
_TOKENS = "/api/v2/token/"
_TOO_MANY = 429
_UNLIMITED = 10**9


@frozen
class Call:
    """A request that was answered; the status is 0 where the connection broke instead."""

    method: str
    path: str
    status: int


def _utc() -> datetime:
    return datetime.now(UTC)


class Sandbox:
    """Both marketplaces of one merchant, in memory, with the verbs that make things happen there.

    ``wall`` is the callers' clock. With ``journal``, whatever changes something is written to that
    file before it is answered, and a sandbox made on the file of an earlier one goes on where that
    one ended, however suddenly: with its ids, its tokens and its time. Reviews wait for
    `Vendor.reviews` unless ``review_after`` says how long they take. ``calls`` holds the newest
    requests, ``faults`` what shall go wrong, ``seen`` tells what came of it. ``deliveries`` has the
    webhooks, for those who subscribed to them; they are sent by `deliver`, or where the sandbox is
    served. With ``record``, calls and webhooks are written to that file, without their secrets.
    """

    def __init__(
        self,
        *,
        region: str = "GB",
        currency: str = "USD",
        store_hash: str = "sandbox1",
        wall: Callable[[], datetime] = _utc,
        journal: Path | None = None,
        record: Path | None = None,
        review_after: timedelta | None = None,
        quota: int = 60_000,
    ) -> None:
        """Open two empty marketplaces, or those of the journal."""
        made_with: Line = {
            "region": region,
            "currency": currency,
            "store_hash": store_hash,
            "review_after": review_after.total_seconds() if review_after is not None else None,
        }
        written = Journal(journal) if journal is not None else None
        lines = written.read() if written else []
        self.script = Script(wall)
        self.clock = Clock(self.script.moment, script=self.script)
        self.calls: list[Call] = []
        self.faults = Faults()
        self._recorder = Recorder(record, self._secrets) if record is not None else None
        if lines:
            _check_same(lines[0], made_with)
            self.script.wall = _standing_at(lines[0])
        elif written:
            self.script.write = written.write
        # The first tokens live from this moment on.
        self.store, self.shop = self.script.happens(
            lambda: (
                # What happened was let in then; a replay has other windows.
                BigCommerceStore(self.clock, store_hash, currency=currency, quota=_UNLIMITED),
                TikTokService(self.clock, region, review_after=review_after),
            ),
            {"opens": made_with},
        )
        senders = (StoreNews(self.store), ShopNews(self.shop))
        self.deliveries = Deliveries(self.clock, senders, self.faults)
        self.script.due, self.script.watch = self._settles, self.deliveries.look
        self.buyer, self.vendor = Buyer(self.shop), Vendor(self.shop)
        self.merchant, self.developer = Merchant(self.store), Developer(self.shop)
        self.seen = Seen(self.store, self.shop)
        self._replay(lines[1:])
        self.store.quota = quota
        self.script.wall = wall
        if written:
            self.script.write = written.write
        if self._recorder:
            self.deliveries.seen = self._recorder.webhook

    # --- using it ------------------------------------------------------------------

    def load(
        self,
        products: Iterable[Mapping[str, Any]],
        categories: Iterable[Mapping[str, Any]] = (),
        *,
        once: str | None = None,
    ) -> None:
        """Take a catalogue into the store: products as BigCommerce describes them, as they are."""
        self._loads(list(products), list(categories), once=once)

    def handle(self, request: Request) -> Response:
        """Answer a request to either marketplace; callers in many threads take turns.

        Raises `Dropped` where a fault breaks the connection.
        """
        with self.script.alone:
            try:
                fault = self.faults.next_for(request)
                answer = fault.exchange(request, self._answer) if fault else self._answer(request)
            except Dropped:
                self._record(request, None)
                raise
            self._record(request, answer)
            return answer

    def deliver(self, post: httpx.Client | Post) -> list[Attempt]:
        """Send each webhook that is due, and return what was sent.

        ``post(url, headers, body)`` returns the status of the answer. What is not answered with 2xx is
        due again later, by the sandbox's clock; what comes of the webhooks is for the next call.
        """
        return deliver(self.deliveries, post)

    async def deliver_async(self, post: httpx.AsyncClient | AsyncPost) -> list[Attempt]:
        """Send each webhook that is due, as `deliver` does."""
        return await deliver_async(self.deliveries, post)

    def transport(self) -> SandboxTransport:
        """Return a transport for httpx clients, blocking or async, that needs no network."""
        return SandboxTransport(self.handle)

    def env(self, url: str = "https://sandbox.test") -> dict[str, str]:
        """Return the environment variables that connect to the sandbox at an address."""
        return {
            "BIGCOMMERCE_STORE_HASH": self.store.store_hash,
            "BIGCOMMERCE_ACCESS_TOKEN": self.store.access_token,
            "BIGCOMMERCE_API_URL": url,
            "BIGCOMMERCE_LOGIN_URL": url,
            "BIGCOMMERCE_CLIENT_ID": self.store.oauth.client_id,
            "BIGCOMMERCE_CLIENT_SECRET": self.store.oauth.client_secret,
            "BIGCOMMERCE_REDIRECT_URI": "https://host.test/install",
            "TIKTOK_SERVICE_ID": "7000000000000000009",
            "TIKTOK_APP_KEY": self.shop.app_key,
            "TIKTOK_APP_SECRET": self.shop.app_secret,
            "TIKTOK_ACCESS_TOKEN": self.shop.access_token,
            "TIKTOK_REFRESH_TOKEN": self.shop.refresh_token,
            "TIKTOK_SHOP_ID": self.shop.shop_id,
            "TIKTOK_API_URL": url,
            "TIKTOK_AUTH_URL": url,
        }

    # --- how it works ----------------------------------------------------------------

    @verb
    def _loads(
        self,
        products: Sequence[Mapping[str, Any]],
        categories: Sequence[Mapping[str, Any]],
        *,
        once: str | None = None,
    ) -> None:
        self.store.catalog.load(products, categories)

    def _answer(self, request: Request) -> Response:
        ours = request.path.startswith(("/stores/", "/images/", "/oauth2/"))
        handle = self.store.handle if ours else self.shop.handle
        # Reading changes nothing, but for the tokens that a GET hands out.
        changes = request.method not in ("GET", "HEAD") or request.path.startswith(_TOKENS)
        line = {"request": _request_line(request)} if changes else None
        return self.script.happens(lambda: handle(request), line, _was_let_in)

    def _record(self, request: Request, answer: Response | None) -> None:
        if len(self.calls) >= _CALLS_KEPT:
            del self.calls[: _CALLS_KEPT // 2]
        self.calls.append(Call(request.method, request.path, answer.status if answer else 0))
        if self._recorder:
            self._recorder.call(request, answer, self.clock.now)

    def _secrets(self) -> Iterable[str]:
        ours = (value for name, value in self.env().items() if name.endswith(("_TOKEN", "_SECRET")))
        return (*ours, self.store.oauth.client_secret, self.store.oauth.token)

    def _settles(self) -> None:
        self.shop.settle()

    def _replay(self, lines: Iterable[Line]) -> None:
        """Let everything happen again, each at its own moment."""
        people = (self.buyer, self.vendor, self.merchant, self.developer)
        actors = (self, self.clock, self.deliveries, *people)
        by_name = {type(one).__name__: one for one in actors}
        for line in lines:
            self.script.wall = _standing_at(line)
            if "settles" in line:
                self.script.happens(lambda: None)
            elif "request" in line:
                self._answer(Request(*line["request"]))
            else:
                actor, name = line["verb"]
                getattr(by_name[actor], name)(*map(_argument, line["args"]), **line["kwargs"])


def _was_let_in(answer: Response) -> bool:
    """Whether a request got further than the quota, which is no part of a journal."""
    return answer.status != _TOO_MANY


def _request_line(request: Request) -> Sequence[object]:
    """Return a request's fields in their order."""
    return astuple(request, recurse=False)


def _argument(value: str | list[Any]) -> object:
    """Return a verb's argument as it was given; JSON knows no tuples."""
    return tuple(value) if isinstance(value, list) else value


def _standing_at(line: Line) -> Callable[[], datetime]:
    at = datetime.fromisoformat(line["at"])
    return lambda: at


def _check_same(first: Line, made_with: Line) -> None:
    if first.get("opens") != made_with:
        raise ValueError(f"the journal is of another sandbox: {first.get('opens')}")
