"""What comes after a sale, put together: cancellations, returns, reviews, and the money."""

from __future__ import annotations

from attrs import define, field

from tiktok_bc_sync.sandbox.tiktok.aftersales.aftersales import Aftersales
from tiktok_bc_sync.sandbox.tiktok.aftersales.cancellations import Cancellations
from tiktok_bc_sync.sandbox.tiktok.aftersales.eligibility import Eligibility
from tiktok_bc_sync.sandbox.tiktok.aftersales.finance import Finance
from tiktok_bc_sync.sandbox.tiktok.aftersales.ledger import Ledger
from tiktok_bc_sync.sandbox.tiktok.aftersales.return_api import ReturnApi
from tiktok_bc_sync.sandbox.tiktok.aftersales.returns import Returns
from tiktok_bc_sync.sandbox.tiktok.aftersales.reviews import Reviews
from tiktok_bc_sync.sandbox.tiktok.aftersales.seller_returns import SellerReturns
from tiktok_bc_sync.sandbox.tiktok.orders.orders import Orders
from tiktok_bc_sync.sandbox.tiktok.shop.pictures import Pictures
from tiktok_bc_sync.sandbox.tiktok.shop.seller_info import SELLER_ID
from tiktok_bc_sync.sandbox.tiktok.shop.wire import Route


@define
class AfterSale:
    """The rooms that begin where an order is made."""

    orders: Orders
    pictures: Pictures
    cancellations: Cancellations = field(init=False)
    returns: Returns = field(init=False)
    finance: Finance = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.cancellations = Cancellations(self.orders, self.pictures)
        self.returns = Returns(self.orders)
        self.finance = Finance(Ledger(self.orders, self.cancellations, self.returns))

    def routes(self) -> list[Route]:
        """Return the operations of all the rooms."""
        rooms = (
            Eligibility(self.orders, self.returns.claimed),
            self.cancellations,
            ReturnApi(self.returns, self.pictures),
            SellerReturns(self.orders, self.returns),
            Reviews(self.returns, self.cancellations, self.pictures, SELLER_ID),
            Aftersales(self.returns),
            self.finance,
        )
        return [route for room in rooms for route in room.routes()]
