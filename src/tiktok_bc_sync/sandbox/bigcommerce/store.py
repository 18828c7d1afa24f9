"""The fake store as one service: who may call, which path answers, how much is left of the quota."""

from __future__ import annotations

import hmac
from collections.abc import Container, Iterable, Iterator
from typing import Any

from attrs import define, evolve, field

from tiktok_bc_sync.sandbox.bigcommerce.catalog.catalog import Catalog
from tiktok_bc_sync.sandbox.bigcommerce.catalog.catalog_api import CatalogApi
from tiktok_bc_sync.sandbox.bigcommerce.catalog.forms import picture_answer
from tiktok_bc_sync.sandbox.bigcommerce.catalog.inventory import Inventory
from tiktok_bc_sync.sandbox.bigcommerce.catalog.legacy_products import LegacyProducts
from tiktok_bc_sync.sandbox.bigcommerce.catalog.metafields_api import MetafieldsApi
from tiktok_bc_sync.sandbox.bigcommerce.catalog.price_lists import PriceLists
from tiktok_bc_sync.sandbox.bigcommerce.catalog.price_lists_api import PriceListsApi
from tiktok_bc_sync.sandbox.bigcommerce.orders.drafts import Drafts
from tiktok_bc_sync.sandbox.bigcommerce.orders.holding import Holding
from tiktok_bc_sync.sandbox.bigcommerce.orders.order_details import OrderDetails
from tiktok_bc_sync.sandbox.bigcommerce.orders.orders import Orders
from tiktok_bc_sync.sandbox.bigcommerce.orders.orders_api import OrdersApi
from tiktok_bc_sync.sandbox.bigcommerce.orders.refunds import Refunds
from tiktok_bc_sync.sandbox.bigcommerce.orders.refunds_api import RefundsApi
from tiktok_bc_sync.sandbox.bigcommerce.orders.shipping import Shipping
from tiktok_bc_sync.sandbox.bigcommerce.profile.channels import Channels
from tiktok_bc_sync.sandbox.bigcommerce.profile.currencies import Currencies
from tiktok_bc_sync.sandbox.bigcommerce.profile.hooks import Hooks
from tiktok_bc_sync.sandbox.bigcommerce.profile.information import Information
from tiktok_bc_sync.sandbox.bigcommerce.profile.locations import Locations
from tiktok_bc_sync.sandbox.bigcommerce.profile.oauth import TOKEN_PATH, OAuth
from tiktok_bc_sync.sandbox.bigcommerce.profile.scopes import ALL_SCOPES, opens
from tiktok_bc_sync.sandbox.bigcommerce.profile.settings import Settings
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import not_found, v2_refusal, v3_refusal
from tiktok_bc_sync.sandbox.core import Clock, Refusal, Request, Response, Router
from tiktok_bc_sync.sandbox.images import picture

_WINDOW = 30.0
_ACCOUNT = "sandbox-account"
Routes = Iterable[tuple[str, str, Any]]


@define
class BigCommerceStore:
    """One store. ``quota`` requests are allowed in 30 seconds of the callers' time."""

    clock: Clock
    store_hash: str = "sandbox1"
    access_token: str = field(default="bc-token", repr=False)
    currency: str = "USD"
    quota: int = 60_000
    scopes: frozenset[str] = field(default=ALL_SCOPES, repr=False)
    """What ``access_token``, that of the store's own API account, may do; an app has its own."""
    catalog: Catalog = field(init=False, repr=False)
    oauth: OAuth = field(init=False, repr=False)
    currencies: Currencies = field(init=False, repr=False)
    channels: Channels = field(init=False, repr=False)
    settings: Settings = field(init=False, repr=False)
    hooks: Hooks = field(init=False, repr=False)
    locations: Locations = field(init=False, repr=False)
    inventory: Inventory = field(init=False, repr=False)
    price_lists: PriceLists = field(init=False, repr=False)
    orders: Orders = field(init=False, repr=False)
    refunds: Refunds = field(init=False, repr=False)
    _router: Router = field(factory=Router, init=False, repr=False)
    _opened: float = field(default=0.0, init=False)
    _spent: int = field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        clock = self.clock
        self.catalog = Catalog(clock)
        self.oauth = OAuth(clock, self.store_hash)
        self.currencies = Currencies(clock, self.currency)
        self.channels = Channels(clock, self.currencies)
        self.settings = Settings(self.channels)
        self.hooks = Hooks(clock, self.store_hash, self._client)
        self.locations = Locations(clock)
        self.inventory = Inventory(self.catalog, self.locations)
        self.price_lists = PriceLists(clock, self.catalog)
        self.orders = Orders(clock, Holding(self.catalog, self.settings))
        self.refunds = Refunds(self.orders)
        # Metafields first: their fixed names fit the paths of single things too.
        for routes in (
            *self._metafield_routes(),
            *self._catalogue_routes(),
            *self._order_routes(),
            *self._store_routes(),
        ):
            for method, path, handler in routes:
                self._router.add(method, f"/stores/{self.store_hash}{path}", handler)

    def _catalogue_routes(self) -> Iterable[Routes]:
        return (CatalogApi(self.catalog).routes(), LegacyProducts(self.catalog).routes())

    def _metafield_routes(self) -> Iterator[Routes]:
        kinds: tuple[tuple[str, str, Container[int]], ...] = (
            ("order", "/v3/orders", self.orders.orders),
            ("location", "/v3/inventory/locations", self.locations.locations),
            ("channel", "/v3/channels", self.channels.channels),
        )
        for kind, path, known in kinds:
            one = f"{path}/{{{kind}_id}}"
            api = MetafieldsApi(self.catalog.metafields, kind, path, one, known.__contains__)
            yield api.routes()

    def _order_routes(self) -> Iterable[Routes]:
        details, drafts = OrderDetails(self.orders), Drafts(self.catalog, self.currencies)
        return (
            OrdersApi(self.orders, drafts, details).routes(),
            details.routes(),
            RefundsApi(self.orders, self.refunds).routes(),
        )

    def _store_routes(self) -> Iterable[Routes]:
        information = Information(self.clock, self.store_hash, self.currencies, self.settings)
        return (
            information.routes(),
            self.currencies.routes(),
            self.channels.routes(),
            self.settings.routes(),
            Shipping(self.channels).routes(),
            self.hooks.routes(),
            self.locations.routes(),
            self.inventory.routes(),
            PriceListsApi(self.price_lists, self.channels).routes(),
        )

    def handle(self, request: Request) -> Response:
        """Answer one request; pictures and an app's login need no token and cost no quota."""
        if request.path.startswith("/images/"):
            return picture_answer(self.catalog.uploads.get(request.path) or picture(request.path))
        if request.path == TOKEN_PATH and request.method == "POST":
            return self.oauth.exchange(request)
        left, reset = self._spend()
        try:
            if left < 0:
                raise _refusal(request, 429, "Too many requests.")
            answer = self._answer(request)
        except Refusal as refusal:
            answer = refusal.response
        limits = {
            "X-Rate-Limit-Requests-Left": str(max(left, 0)),
            "X-Rate-Limit-Requests-Quota": str(self.quota),
            "X-Rate-Limit-Time-Reset-Ms": str(int(reset * 1000)),
            "X-Rate-Limit-Time-Window-Ms": str(int(_WINDOW * 1000)),
        }
        return evolve(answer, headers={**answer.headers, **limits})

    def _spend(self) -> tuple[int, float]:
        """Take a request off the window; return what is left and the seconds to the next window."""
        now = self.clock.wall().timestamp()
        if not 0 <= now - self._opened < _WINDOW:
            self._opened, self._spent = now, 0
        self._spent += 1
        return self.quota - self._spent, self._opened + _WINDOW - now

    def _answer(self, request: Request) -> Response:
        scopes = self._scopes(request)
        if scopes is None:
            raise _refusal(request, 401, "Unauthorized.")
        path = request.path.removesuffix(".json")
        found = self._router.find(request.method, path)
        if found is None:
            raise not_found(request.path)
        if not opens(scopes, request.method, path.removeprefix(f"/stores/{self.store_hash}")):
            message = "You don't have a required scope to access the endpoint"
            raise _refusal(request, 403, message)
        handler, names = found
        value = handler(request, **names)
        return value if isinstance(value, Response) else Response.json(value)

    def _scopes(self, request: Request) -> frozenset[str] | None:
        """Return what the caller may do, None for one who is not known."""
        token = request.headers.get("x-auth-token", "").encode()
        if hmac.compare_digest(token, self.access_token.encode()):
            return self.scopes
        app = self.oauth.token.encode()
        return self.oauth.scopes if app and hmac.compare_digest(token, app) else None

    def _client(self, request: Request) -> str:
        """Return the API account of a caller who is known."""
        own = request.headers.get("x-auth-token") == self.access_token
        return _ACCOUNT if own else self.oauth.client_id


def _refusal(request: Request, status: int, message: str) -> Refusal:
    say = v2_refusal if "/v2/" in request.path else v3_refusal
    return say(status, message)
