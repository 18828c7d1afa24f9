"""How a request to TikTok Shop is made: signed, for a shop, with the token of the moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from attrs import field, frozen

from tiktok_bc_sync.clients.bodies import encoded
from tiktok_bc_sync.clients.http import Request
from tiktok_bc_sync.clients.reading import Answered
from tiktok_bc_sync.clients.session import Endpoint, Session
from tiktok_bc_sync.clients.tiktok.calls.signing import sign
from tiktok_bc_sync.clients.tiktok.calls.tokens import TokenSource
from tiktok_bc_sync.clients.tiktok.domain import shops as domain
from tiktok_bc_sync.clients.tiktok.domain.shops import Json
from tiktok_bc_sync.clients.tiktok.wire import envelope as wire
from tiktok_bc_sync.clients.tiktok.wire.faults import VENDOR
from tiktok_bc_sync.errors import InvalidInput, NeedsReconnecting, Refused, UnexpectedAnswer
from tiktok_bc_sync.models import Shop, Token

T = TypeVar("T")

# A refresh may end the old token: a repeat could be refused although the first one worked.
TOKEN_GET = Endpoint("getToken", "GET", "/api/v2/token/get", wire.TokenData, idempotent=False)
TOKEN_REFRESH = Endpoint(
    "refreshToken", "GET", "/api/v2/token/refresh", wire.TokenData, idempotent=False
)

_NOTHING: Mapping[str, str] = {}


@frozen
class Upload:
    """A file to send as a form; its bytes are not signed."""

    filename: str
    content: bytes = field(repr=False)
    fields: Mapping[str, str]
    """What the form says about the file."""


@frozen
class Call:
    """What one call asks: the ids in its path, its query, and a JSON body or a file.

    ``repeatable`` says that it may be repeated although its operation may not, as it has a key.
    """

    ids: Mapping[str, str] = _NOTHING
    query: Mapping[str, str] = _NOTHING
    body: Json | None = None
    upload: Upload | None = None
    repeatable: bool = False


@frozen
class _Grant:
    """What a token is asked for with."""

    name: str
    secret: str = field(repr=False)
    type: str

    @classmethod
    def of(cls, token: Token) -> _Grant:
        """Return an old token's."""
        return cls("refresh_token", token.refresh_token, "refresh_token")


@frozen
class Gateway:
    """Sends calls for one app to one host."""

    app_key: str
    app_secret: str = field(repr=False)
    base_url: str
    auth_url: str
    session: Session

    async def send(
        self, endpoint: Endpoint[T], call: Call, source: TokenSource | None, shop: Shop | None
    ) -> Answered[T | None]:
        """Send a signed request; a refused token is renewed and the call repeated, once."""
        if source is None:
            raise NeedsReconnecting(
                "There is no TikTok Shop token yet.",
                vendor=VENDOR,
                what_to_do="Let the merchant authorize the app, then exchange the code.",
            )
        signed = self._signed(endpoint, call, shop)
        token = await source.current()
        try:
            return await self._once(endpoint, call, signed, token)
        except NeedsReconnecting:
            renewed = await source.renewed(token)
        return await self._once(endpoint, call, signed, renewed)

    async def token(self, code: str) -> Token:
        """Return the token for a code."""
        return await self._granted(TOKEN_GET, _Grant("auth_code", code, "authorized_code"))

    async def renewed(self, token: Token) -> Token:
        """Return a new token for an old one. Raises `NeedsReconnecting` where that is refused."""
        try:
            return await self._granted(TOKEN_REFRESH, _Grant.of(token))
        except Refused as refusal:
            raise NeedsReconnecting(
                "TikTok Shop refused to renew the token.",
                vendor=VENDOR,
                status=refusal.status,
                vendor_code=refusal.vendor_code,
                what_to_do="The merchant must connect the shop again.",
                request_id=refusal.request_id,
            ) from refusal

    async def _granted(self, endpoint: Endpoint[wire.TokenData], grant: _Grant) -> Token:
        """Ask for a token. The vendor wants the secrets in the URL: it must never be logged."""

        def build() -> Request:
            params = {
                "app_key": self.app_key,
                "app_secret": self.app_secret,
                grant.name: grant.secret,
                "grant_type": grant.type,
            }
            return Request(endpoint.method, self.auth_url + endpoint.path, params=params)

        reply = await self.session.call(endpoint, build, wire.enveloped(endpoint.answer))
        return data(endpoint, _opened(reply)).read(endpoint.name, domain.token)

    def _signed(self, endpoint: Endpoint[object], call: Call, shop: Shop | None) -> _Signed:
        if endpoint.shop and shop is None:
            raise InvalidInput(
                "Which TikTok shop is meant?",
                field="shop",
                what_to_do="Say it by use_shop, with one that shops() returned.",
            )
        if shop and endpoint.regions and shop.region not in endpoint.regions:
            raise InvalidInput(
                f"TikTok Shop does not offer {endpoint.name} in {shop.region}.",
                field="region",
                what_to_do=f"It is for shops in {', '.join(sorted(endpoint.regions))}.",
            )
        cipher = {"shop_cipher": shop.cipher} if endpoint.shop and shop else {}
        content = b"" if call.body is None else encoded(call.body)
        return _Signed(self, endpoint.filled(call.ids), {**call.query, **cipher}, content)

    async def _once(
        self, endpoint: Endpoint[T], call: Call, signed: _Signed, token: Token
    ) -> Answered[T | None]:
        def build() -> Request:
            return signed.request(endpoint.method, token, call.upload)

        answer = wire.enveloped(endpoint.answer)
        return _opened(await self.session.call(endpoint, build, answer, repeatable=call.repeatable))


@frozen
class _Signed:
    """A request but for its time and token, so that it can be signed anew for each try."""

    gateway: Gateway
    path: str
    query: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)

    def request(self, method: str, token: Token, upload: Upload | None) -> Request:
        """Make the request; the signature is of exactly the bytes that are sent."""
        stamp = str(int(self.gateway.session.runtime.now().timestamp()))
        params = {"app_key": self.gateway.app_key, "timestamp": stamp, **self.query}
        params["sign"] = sign(self.gateway.app_secret, self.path, params.items(), self.content)
        headers = {"x-tts-access-token": token.access_token}
        url = self.gateway.base_url + self.path
        if upload:
            files = {"data": (upload.filename, upload.content)}
            return Request(
                method, url, params=params, headers=headers, files=files, data=dict(upload.fields)
            )
        headers["content-type"] = "application/json"
        return Request(method, url, params=params, headers=headers, content=self.content)


def _opened(reply: Answered[wire.Envelope[T]]) -> Answered[T | None]:
    """Take an answer out of its envelope."""
    return Answered(
        reply.vendor, reply.value.data, reply.status, reply.value.request_id or reply.request_id
    )


def data(endpoint: Endpoint[object], answered: Answered[T | None]) -> Answered[T]:
    """Return an answer that holds something."""
    if answered.value is None:
        raise UnexpectedAnswer(
            f"{VENDOR} answered {endpoint.name} without data.",
            vendor=VENDOR,
            status=answered.status,
            request_id=answered.request_id,
        )
    return answered.holding(answered.value)


def page_query(token: str, size: int) -> dict[str, str]:
    """Return the query that asks for the page of a list."""
    return {"page_size": str(size)} | ({"page_token": token} if token else {})
