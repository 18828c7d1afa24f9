"""The fake TikTok Shop as one service: which path answers, to whom, in which envelope."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from attrs import define, field

from tiktok_bc_sync.sandbox.core import Clock, Request, Response, Router
from tiktok_bc_sync.sandbox.tiktok.aftersales.cancellations import Cancellations
from tiktok_bc_sync.sandbox.tiktok.aftersales.finance import Finance
from tiktok_bc_sync.sandbox.tiktok.aftersales.returns import Returns
from tiktok_bc_sync.sandbox.tiktok.aftersales.service import AfterSale
from tiktok_bc_sync.sandbox.tiktok.categories.categories import Categories
from tiktok_bc_sync.sandbox.tiktok.fulfilment.combining import Combining
from tiktok_bc_sync.sandbox.tiktok.fulfilment.documents import FOLDER, Documents
from tiktok_bc_sync.sandbox.tiktok.fulfilment.handover import Handover
from tiktok_bc_sync.sandbox.tiktok.fulfilment.parcels import Parcels
from tiktok_bc_sync.sandbox.tiktok.fulfilment.purchases import Purchases
from tiktok_bc_sync.sandbox.tiktok.fulfilment.splitting import Splitting
from tiktok_bc_sync.sandbox.tiktok.fulfilment.tracking import Tracking
from tiktok_bc_sync.sandbox.tiktok.listings.listings import Listings
from tiktok_bc_sync.sandbox.tiktok.orders.order_api import OrderApi
from tiktok_bc_sync.sandbox.tiktok.orders.orders import Orders
from tiktok_bc_sync.sandbox.tiktok.product_side import ProductSide
from tiktok_bc_sync.sandbox.tiktok.shop.access import SCOPES, Access
from tiktok_bc_sync.sandbox.tiktok.shop.logistics import Logistics
from tiktok_bc_sync.sandbox.tiktok.shop.pictures import Pictures
from tiktok_bc_sync.sandbox.tiktok.shop.regions import CURRENCIES
from tiktok_bc_sync.sandbox.tiktok.shop.seller_info import SellerInfo
from tiktok_bc_sync.sandbox.tiktok.shop.subscriptions import Subscriptions
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    UNKNOWN_PATH,
    Call,
    Ids,
    Json,
    Refused,
    Route,
    envelope,
    read_json,
)


def _known_region(_: object, __: object, region: str) -> None:
    if region not in CURRENCIES:
        raise ValueError(f"region must be one of {sorted(CURRENCIES)}, not {region}")


@define
class TikTokService:
    """One shop of one region, and the app that may manage it.

    Products wait for `Vendor.reviews` unless ``review_after`` says how long a review takes. The seller
    consented to ``scopes``, which are all there are unless fewer are given.
    """

    clock: Clock
    region: str = field(default="GB", validator=_known_region)
    app_key: str = "tts-app"
    app_secret: str = field(default="tts-secret", repr=False)
    shop_id: str = "7000000000000000001"
    shop_name: str = "Sandbox shop"
    review_after: timedelta | None = None
    scopes: Sequence[str] = SCOPES
    access: Access = field(init=False, repr=False)
    categories: Categories = field(init=False, repr=False)
    logistics: Logistics = field(init=False, repr=False)
    pictures: Pictures = field(init=False, repr=False)
    listings: Listings = field(init=False, repr=False)
    products: ProductSide = field(init=False, repr=False)
    orders: Orders = field(init=False, repr=False)
    order_api: OrderApi = field(init=False, repr=False)
    parcels: Parcels = field(init=False, repr=False)
    documents: Documents = field(init=False, repr=False)
    cancellations: Cancellations = field(init=False, repr=False)
    returns: Returns = field(init=False, repr=False)
    finance: Finance = field(init=False, repr=False)
    subscriptions: Subscriptions = field(init=False, repr=False)
    _router: Router = field(factory=Router, init=False, repr=False)
    _requests: int = field(default=0, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        ids = Ids()
        self.access = Access(
            self.clock, self.app_key, self.app_secret, self.region, self.shop_cipher, self.scopes
        )
        self.categories = Categories(self.region)
        self.logistics = Logistics(self.region)
        self.pictures = Pictures(self.clock, ids)
        self.listings = Listings(self.clock, ids, self.categories, self.review_after)
        self.orders = Orders(self.clock, ids, self.region, self.listings, self.logistics)
        after_sale = AfterSale(self.orders, self.pictures)
        self.cancellations, self.returns = after_sale.cancellations, after_sale.returns
        self.finance = after_sale.finance
        self.order_api = OrderApi(self.orders)
        self.parcels = Parcels(self.orders, self.cancellations.close)
        handover = Handover(self.parcels)
        self.documents = Documents(self.orders)
        self.subscriptions = Subscriptions(self.clock)
        self.products = ProductSide(
            ids,
            self.region,
            self.listings,
            self.logistics,
            self.pictures,
            self.shop_id,
            self.shop_name,
        )
        rooms = (
            self.access,
            self.categories,
            self.logistics,
            self.pictures,
            self.products,
            self.order_api,
            self.parcels,
            handover,
            Purchases(handover),
            Splitting(self.orders),
            Combining(self.orders),
            Tracking(self.orders),
            self.documents,
            after_sale,
            SellerInfo(self.shop_id, self.shop_name, self.region, self.shop_cipher),
            self.subscriptions,
        )
        for route in (route for room in rooms for route in room.routes()):
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

    def settle(self) -> None:
        """Let come true what the time alone has brought, each thing at its own moment."""
        self.listings.settle()
        self.orders.settle()
        self.cancellations.settle()
        self.returns.settle()

    # --- answering -----------------------------------------------------------------

    def handle(self, request: Request) -> Response:
        """Answer one request."""
        self._requests += 1
        request_id = f"{self._requests:032X}"
        self.settle()
        if request.path.startswith(FOLDER):
            return self.documents.serve(request)
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
