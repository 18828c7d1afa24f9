"""The fake TikTok Shop as one service: which path answers, to whom, in which envelope."""

from __future__ import annotations

from datetime import timedelta

from attrs import define, field

from tiktok_bc_sync.sandbox.core import Clock, Request, Response, Router
from tiktok_bc_sync.sandbox.tiktok.access import Access
from tiktok_bc_sync.sandbox.tiktok.cancellations import Cancellations
from tiktok_bc_sync.sandbox.tiktok.categories import Categories
from tiktok_bc_sync.sandbox.tiktok.eligibility import Eligibility
from tiktok_bc_sync.sandbox.tiktok.listings import Listings
from tiktok_bc_sync.sandbox.tiktok.logistics import Logistics
from tiktok_bc_sync.sandbox.tiktok.order_api import OrderApi
from tiktok_bc_sync.sandbox.tiktok.orders import Orders
from tiktok_bc_sync.sandbox.tiktok.parcels import Parcels
from tiktok_bc_sync.sandbox.tiktok.pictures import Pictures
from tiktok_bc_sync.sandbox.tiktok.product_api import ProductApi
from tiktok_bc_sync.sandbox.tiktok.product_rules import Market
from tiktok_bc_sync.sandbox.tiktok.regions import CURRENCIES
from tiktok_bc_sync.sandbox.tiktok.returns import Returns
from tiktok_bc_sync.sandbox.tiktok.stock_api import StockApi
from tiktok_bc_sync.sandbox.tiktok.subscriptions import Subscriptions
from tiktok_bc_sync.sandbox.tiktok.wire import (
    UNKNOWN_PATH,
    Call,
    Ids,
    Json,
    Refused,
    Route,
    envelope,
    read_json,
)

_BRANDS = {
    "7082427311584347905": "Sagaform",
    "7082427311584347906": "Sandbox Living",
    "7082427311584347907": "Luma",
}


def _known_region(_: object, __: object, region: str) -> None:
    if region not in CURRENCIES:
        raise ValueError(f"region must be one of {sorted(CURRENCIES)}, not {region}")


@define
class TikTokService:
    """One shop of one region, and the app that may manage it.

    Products wait for `Vendor.reviews` unless ``review_after`` says how long a review takes.
    """

    clock: Clock
    region: str = field(default="GB", validator=_known_region)
    app_key: str = "tts-app"
    app_secret: str = field(default="tts-secret", repr=False)
    shop_id: str = "7000000000000000001"
    shop_name: str = "Sandbox shop"
    review_after: timedelta | None = None
    access: Access = field(init=False, repr=False)
    categories: Categories = field(init=False, repr=False)
    logistics: Logistics = field(init=False, repr=False)
    pictures: Pictures = field(init=False, repr=False)
    listings: Listings = field(init=False, repr=False)
    orders: Orders = field(init=False, repr=False)
    order_api: OrderApi = field(init=False, repr=False)
    parcels: Parcels = field(init=False, repr=False)
    cancellations: Cancellations = field(init=False, repr=False)
    returns: Returns = field(init=False, repr=False)
    subscriptions: Subscriptions = field(init=False, repr=False)
    _router: Router = field(factory=Router, init=False, repr=False)
    _requests: int = field(default=0, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        ids = Ids()
        self.access = Access(
            self.clock, self.app_key, self.app_secret, self.region, self.shop_cipher
        )
        self.categories = Categories(self.region)
        self.logistics = Logistics(self.region)
        self.pictures = Pictures(ids)
        self.listings = Listings(self.clock, ids, self.categories, self.review_after)
        self.orders = Orders(self.clock, ids, self.region, self.listings, self.logistics)
        self.cancellations = Cancellations(self.orders)
        self.order_api = OrderApi(self.orders)
        self.parcels = Parcels(self.orders, self.cancellations.close)
        self.returns = Returns(self.orders, self.cancellations.cancellations.__contains__)
        self.subscriptions = Subscriptions(self.clock)
        market = Market(
            self.region, self.categories, self.logistics, self.pictures, _BRANDS, self.listings.own
        )
        rooms = (
            self.access,
            self.categories,
            self.logistics,
            self.pictures,
            ProductApi(self.listings, market),
            StockApi(self.listings, market),
            self.order_api,
            self.parcels,
            Eligibility(self.orders),
            self.cancellations,
            self.returns,
            self.subscriptions,
        )
        shops = Route("GET", "/authorization/202309/shops", self._list_shops, cipher=False)
        for route in (shops, *(route for room in rooms for route in room.routes())):
            self._router.add(route.method, route.path, route)

    @property
    def shop_cipher(self) -> str:
        """The shop's cipher, as Get Authorized Shops tells it."""
        return f"SBX_cipher_{self.shop_id}"

    @property
    def access_token(self) -> str:
        """The newest access token."""
        return self.access.access_token

    @property
    def refresh_token(self) -> str:
        """The newest refresh token."""
        return self.access.refresh_token

    # --- answering -----------------------------------------------------------------

    def handle(self, request: Request) -> Response:
        """Answer one request."""
        self._requests += 1
        request_id = f"{self._requests:032X}"
        self.listings.settle()
        self.orders.settle()
        try:
            return envelope(request_id, self._answer(request))
        except Refused as refused:
            return envelope(request_id, refused=refused)

    def _answer(self, request: Request) -> Json:
        found = self._router.find(request.method, request.path)
        if found is None:
            raise Refused(UNKNOWN_PATH, "Invalid path", 404)
        route, names = found
        assert isinstance(route, Route)  # noqa: S101
        if route.signed:
            self.access.check(request, cipher=route.cipher)
        return route(Call(names, request, {} if route.multipart else read_json(request.body)))

    def _list_shops(self, call: Call) -> Json:
        shop = {
            "id": self.shop_id,
            "name": self.shop_name,
            "region": self.region,
            "seller_type": "LOCAL",
            "cipher": self.shop_cipher,
            "code": f"{self.region}LC{self.shop_id[-4:]}",
        }
        return {"shops": [shop]}
