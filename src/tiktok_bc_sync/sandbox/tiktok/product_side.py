"""The fake TikTok Shop's rooms about products and promotions, and how they know each other."""

from __future__ import annotations

from attrs import define, field

from tiktok_bc_sync.sandbox.tiktok.categories.brands import Brands
from tiktok_bc_sync.sandbox.tiktok.categories.compliance import Compliance
from tiktok_bc_sync.sandbox.tiktok.categories.size_charts import SizeCharts
from tiktok_bc_sync.sandbox.tiktok.listings.advice import Advice
from tiktok_bc_sync.sandbox.tiktok.listings.auditing import Auditing
from tiktok_bc_sync.sandbox.tiktok.listings.forecasts import Forecasts
from tiktok_bc_sync.sandbox.tiktok.listings.listings import Listings
from tiktok_bc_sync.sandbox.tiktok.listings.product_api import ProductApi
from tiktok_bc_sync.sandbox.tiktok.listings.product_market import Market
from tiktok_bc_sync.sandbox.tiktok.listings.readiness import Readiness
from tiktok_bc_sync.sandbox.tiktok.listings.stock_api import StockApi
from tiktok_bc_sync.sandbox.tiktok.listings.strikethrough import Strikethrough
from tiktok_bc_sync.sandbox.tiktok.promotions.coupons import Coupons
from tiktok_bc_sync.sandbox.tiktok.promotions.promotion_products import PromotedProducts
from tiktok_bc_sync.sandbox.tiktok.promotions.promotions import Promotions
from tiktok_bc_sync.sandbox.tiktok.shop.activities import Activities
from tiktok_bc_sync.sandbox.tiktok.shop.files import Files
from tiktok_bc_sync.sandbox.tiktok.shop.logistics import Logistics
from tiktok_bc_sync.sandbox.tiktok.shop.pictures import Pictures
from tiktok_bc_sync.sandbox.tiktok.shop.wire import Ids, Route


@define
class ProductSide:
    """All that a shop knows and does about its products, beyond keeping them."""

    ids: Ids
    region: str
    listings: Listings
    logistics: Logistics
    pictures: Pictures
    seller_id: str
    seller_name: str
    market: Market = field(init=False)
    readiness: Readiness = field(init=False)
    activities: Activities = field(init=False)
    coupons: Coupons = field(init=False)

    def __attrs_post_init__(self) -> None:
        clock, categories = self.listings.clock, self.listings.categories
        self.market = Market(
            self.region,
            clock,
            categories,
            self.logistics,
            self.pictures,
            Files(self.ids),
            Brands(clock, self.ids, categories),
            Compliance(self.region, self.ids),
            SizeCharts(self.region, self.ids, categories),
            self.listings.own,
        )
        self.readiness = Readiness(self.region, self.logistics)
        self.activities = Activities(clock, self.ids, self.region, self.listings)
        self.coupons = Coupons(clock, self.ids, self.region)

    def routes(self) -> list[Route]:
        """Return the operations of all the rooms."""
        listings, market = self.listings, self.market
        rooms = (
            ProductApi(listings, market, self.readiness),
            StockApi(listings, market, self.activities.holds),
            Strikethrough(listings, market),
            Advice(listings, market),
            Forecasts(listings, market),
            Auditing(listings, market, self.seller_id, self.seller_name),
            market.files,
            market.brands,
            market.compliance,
            market.size_charts,
            self.readiness,
            Promotions(self.activities),
            PromotedProducts(self.activities),
            self.coupons,
        )
        return [route for room in rooms for route in room.routes()]
