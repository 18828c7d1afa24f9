"""One shop as all calls see it: whom they are for, whose token they carry, how lists are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from attrs import define, field

from tiktok_bc_sync.clients.http import AsyncTransport, Transport, service_url
from tiktok_bc_sync.clients.limiter import AdaptiveLimiter, Limiter
from tiktok_bc_sync.clients.pages import Page, Pages
from tiktok_bc_sync.clients.reading import Answered
from tiktok_bc_sync.clients.session import Endpoint, Session, Watch
from tiktok_bc_sync.clients.tiktok.calls.sending import Call, Gateway, Upload, data, page_query
from tiktok_bc_sync.clients.tiktok.calls.tokens import RenewedToken, TokenSource
from tiktok_bc_sync.clients.tiktok.domain import shops as domain
from tiktok_bc_sync.clients.tiktok.domain.shops import Json
from tiktok_bc_sync.clients.tiktok.wire import envelope as wire
from tiktok_bc_sync.clients.tiktok.wire.faults import VENDOR, judge
from tiktok_bc_sync.clients.times import aware
from tiktok_bc_sync.models import Shop, Token
from tiktok_bc_sync.runtime import AsyncClosing, AsyncRuntime, Runtime

T = TypeVar("T")
W = TypeVar("W")

API_URL = "https://open-api.tiktokglobalshop.com"
AUTH_URL = "https://auth.tiktok-shops.com"
_PAGE = 100


@define(eq=False)
class ShopCalls(AsyncClosing):
    """One TikTok shop, and the way its calls go.

    ``token`` is an access token, or gives one. ``shop`` is whom calls are for; without it only the calls
    about authorization and the uploads work. ``limiter`` may be one that several processes share and
    ``watch`` is told each request and what came of it. All calls raise the tree under `VendorError`, and
    `InvalidInput` for what no request can be made of.
    """

    app_key: str
    app_secret: str = field(repr=False)
    token: Token | TokenSource | None = field(default=None, repr=False)
    shop: Shop | None = None
    transport: Transport = field(factory=AsyncTransport, repr=False)
    runtime: Runtime = field(factory=AsyncRuntime, repr=False)
    base_url: str = field(default=API_URL, converter=service_url)
    auth_url: str = field(default=AUTH_URL, converter=service_url)
    limiter: Limiter | None = field(default=None, repr=False)
    watch: Watch | None = field(default=None, repr=False)
    _tokens: TokenSource | None = field(default=None, init=False, repr=False)
    _gateway: Gateway = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        limiter = self.limiter or AdaptiveLimiter(self.runtime)
        session = Session(VENDOR, self.transport, self.runtime, limiter, judge, self.watch)
        self._gateway = Gateway(
            self.app_key, self.app_secret, self.base_url, self.auth_url, session
        )
        if self.token is not None:
            self.use_token(self.token)

    def use_token(self, token: Token | TokenSource) -> None:
        """Say where tokens come from; one that is given by value is renewed here when it ends."""
        if isinstance(token, Token):
            token = RenewedToken(token, self._gateway.renewed, self.runtime)
        self._tokens = token

    def use_shop(self, shop: Shop) -> None:
        """Say whom the next calls are for."""
        self.shop = shop

    async def close(self) -> None:
        """Close the connections."""
        await self.transport.close()

    async def call(
        self,
        endpoint: Endpoint[T],
        *,
        ids: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> T:
        """Send any operation of the vendor, signed, repeated and limited like all others.

        ``ids`` fill the path. The answer's ``data`` is read as the endpoint's ``answer``:
        ``dict[str, object]`` keeps all of its fields, known here or not.
        """
        found = await self._ask(endpoint, ids=ids, query=query, body=dict(body) if body else None)
        return found.value

    # --- for the parts -------------------------------------------------------------

    async def _ask(
        self,
        endpoint: Endpoint[T],
        *,
        ids: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        body: Json | None = None,
        upload: Upload | None = None,
        repeatable: bool = False,
    ) -> Answered[T]:
        """Send a request and return what its answer holds."""
        call = Call(ids or {}, query or {}, body, upload, repeatable)
        return data(endpoint, await self._gateway.send(endpoint, call, self._tokens, self.shop))

    async def _confirm(
        self,
        endpoint: Endpoint[wire.Errors],
        body: Json,
        ids: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        *,
        repeatable: bool = False,
    ) -> None:
        """Send a change and raise the first error that an answer to it names for one of its entities."""
        errors = await self._change(endpoint, body, ids, query, repeatable=repeatable)
        for error in errors.value:
            raise domain.refusal(error, errors.request_id)

    async def _change(
        self,
        endpoint: Endpoint[wire.Errors],
        body: Json,
        ids: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        *,
        repeatable: bool = False,
    ) -> Answered[tuple[wire.UpdateError, ...]]:
        """Send a change and return the errors that its answer names; it may hold nothing."""
        call = Call(ids or {}, query or {}, body, repeatable=repeatable)
        answered = await self._gateway.send(endpoint, call, self._tokens, self.shop)
        return answered.holding((answered.value and answered.value.errors) or ())

    def _list(
        self,
        endpoint: Endpoint[wire.Listed],
        noun: str,
        kind: type[W],
        convert: Callable[[W], T],
        *,
        ids: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        body: Json | None = None,
        size: int = _PAGE,
    ) -> Pages[T]:
        """List items of a ``kind``, each made a ``noun`` by itself, in pages of ``size``."""

        async def fetch(token: str) -> Page[T]:
            asked = {**(query or {}), **page_query(token, size)}
            page = await self._ask(endpoint, ids=ids, query=asked, body=body)
            items, unread = page.read_each(noun, page.value.items or (), kind, convert)
            return Page(items, page.value.next_page_token or "", unread)

        return Pages(fetch, VENDOR)

    def _region(self) -> str:
        return self.shop.region if self.shop else ""


def window(name: str, **bounds: datetime | None) -> Json:
    """Return the bounds of a time that are given, as in ``window("update_time", ge=since)``."""
    given = {f"{name}_{end}": moment for end, moment in bounds.items() if moment is not None}
    return {key: int(aware(moment, key).timestamp()) for key, moment in given.items()}
