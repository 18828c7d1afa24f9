"""How an app that a merchant installs gets the store's token."""

from __future__ import annotations

import re
from collections.abc import Mapping

import httpx
from attrs import define, field

from tiktok_bc_sync.clients.bigcommerce.domain.asking import needed
from tiktok_bc_sync.clients.bigcommerce.wire import faults
from tiktok_bc_sync.clients.bigcommerce.wire.faults import VENDOR
from tiktok_bc_sync.clients.bigcommerce.wire.settings import GrantItem, GrantUser
from tiktok_bc_sync.clients.bodies import encoded
from tiktok_bc_sync.clients.http import (
    AsyncTransport,
    BlockingTransport,
    Request,
    Transport,
    service_url,
)
from tiktok_bc_sync.clients.limiter import Limiter, WindowLimiter
from tiktok_bc_sync.clients.reading import Malformed
from tiktok_bc_sync.clients.session import Endpoint, Session, request_id
from tiktok_bc_sync.errors import InvalidInput, Refused, VendorError
from tiktok_bc_sync.models import StoreGrant
from tiktok_bc_sync.runtime import (
    AsyncClosing,
    AsyncRuntime,
    Blocking,
    BlockingRuntime,
    Closing,
    Runtime,
    blocking,
)

LOGIN_URL = "https://login.bigcommerce.com"
# A code works once: a repeat of an exchange whose answer was lost is refused.
EXCHANGE = Endpoint("getToken", "POST", "/oauth2/token", GrantItem, idempotent=False)
_CONTEXT = re.compile(r"stores/([A-Za-z0-9_-]+)")


@define(eq=False)
class AsyncStoreApp(AsyncClosing):
    """An app of BigCommerce's marketplace, or a private one, that merchants install.

    ``redirect_uri`` is the callback as it is registered with the vendor. `StoreApp` is the same without
    ``await``.
    """

    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    transport: Transport = field(factory=AsyncTransport, repr=False)
    runtime: Runtime = field(factory=AsyncRuntime, repr=False)
    login_url: str = field(default=LOGIN_URL, converter=service_url)
    limiter: Limiter | None = field(default=None, repr=False)
    _session: Session = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        limiter = self.limiter or WindowLimiter(self.runtime)
        self._session = Session(VENDOR, self.transport, self.runtime, limiter, _judge)

    async def exchange_code(self, query: Mapping[str, str]) -> StoreGrant:
        """Return the store's token for what the installation's callback brought in its query.

        Of that ``code``, ``context`` and ``scope`` are needed. A code works once and not for long, so
        this is never repeated by itself. Raises `Refused` where the vendor doesn't take it, and
        `UnexpectedAnswer` for a token of another store. Vendor: OAuth, Get Access Token.
        """
        asked = {name: needed(query.get(name, ""), name) for name in ("code", "context", "scope")}
        if not _CONTEXT.fullmatch(asked["context"]):
            raise InvalidInput(
                "The callback's context names no store.",
                field="context",
                what_to_do="Take it from the callback as it came, as in stores/abc123.",
            )
        answer = await self._session.call(EXCHANGE, lambda: self._request(asked), GrantItem)
        return answer.read("an authorization code", lambda item: _grant(item, asked["context"]))

    def _request(self, asked: Mapping[str, str]) -> Request:
        body = {
            **asked,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "redirect_uri": self.redirect_uri,
            "grant_type": "authorization_code",
        }
        # The vendor names the fields, not their form; JSON is what all else there takes.
        headers = {"accept": "application/json", "content-type": "application/json"}
        url = f"{self.login_url}{EXCHANGE.path}"
        return Request(EXCHANGE.method, url, headers=headers, content=encoded(body))

    async def close(self) -> None:
        """Close the connections."""
        await self.transport.close()


class StoreApp(Closing, Blocking[AsyncStoreApp]):
    """An app that merchants install, in blocking calls; see `AsyncStoreApp`."""

    def __init__(
        self,
        *,
        client_id: str,
        client_secret: str,
        redirect_uri: str,
        transport: Transport | None = None,
        runtime: Runtime | None = None,
        login_url: str = LOGIN_URL,
        limiter: Limiter | None = None,
    ) -> None:
        super().__init__(
            AsyncStoreApp(
                client_id,
                client_secret,
                redirect_uri,
                transport or BlockingTransport(),
                runtime or BlockingRuntime(),
                login_url,
                limiter,
            )
        )

    close = blocking(AsyncStoreApp.close)
    exchange_code = blocking(AsyncStoreApp.exchange_code)


def _judge(response: httpx.Response) -> VendorError | None:
    """Return the error an answer stands for, without the vendor's words: they may quote a secret.

    The vendor documents no errors here; whatever it refuses, the remedy is the same.
    """
    if not 400 <= response.status_code < 500 or response.status_code in (408, 429):
        return faults.judge(response)
    return Refused(
        f"{VENDOR} did not give a token for the authorization code (HTTP {response.status_code}).",
        vendor=VENDOR,
        status=response.status_code,
        what_to_do="Check the app's id, secret and redirect address, then install it again:"
        " a code works once, and not for long.",
        request_id=request_id(response.headers),
    )


def _grant(item: GrantItem, context: str) -> StoreGrant:
    if item.context != context or not item.access_token:
        raise Malformed("the token is missing, or for another store than was asked for")
    user = item.user or GrantUser()
    return StoreGrant(
        store_hash=context.removeprefix("stores/"),
        access_token=item.access_token,
        scopes=tuple(item.scope.split()),
        user_id=str(user.id or ""),
        user_email=user.email or "",
        account_uuid=item.account_uuid or "",
    )
