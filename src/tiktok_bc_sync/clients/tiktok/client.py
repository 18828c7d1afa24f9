"""TikTok Shop's operations as typed calls, at the newest version of each."""

from __future__ import annotations

from tiktok_bc_sync.clients.tiktok.advice import AdviceCalls
from tiktok_bc_sync.clients.tiktok.authorization import AuthorizationCalls
from tiktok_bc_sync.clients.tiktok.brands import BrandCalls
from tiktok_bc_sync.clients.tiktok.calling import API_URL, AUTH_URL
from tiktok_bc_sync.clients.tiktok.cancellations import CancellationCalls
from tiktok_bc_sync.clients.tiktok.categories import CategoryCalls
from tiktok_bc_sync.clients.tiktok.compliance import ComplianceCalls
from tiktok_bc_sync.clients.tiktok.events import EventCalls
from tiktok_bc_sync.clients.tiktok.finance import FinanceCalls
from tiktok_bc_sync.clients.tiktok.listings import ListingCalls
from tiktok_bc_sync.clients.tiktok.logistics import LogisticsCalls
from tiktok_bc_sync.clients.tiktok.orders import OrderCalls
from tiktok_bc_sync.clients.tiktok.packages import PackageCalls
from tiktok_bc_sync.clients.tiktok.prices import PriceCalls
from tiktok_bc_sync.clients.tiktok.promotions import PromotionCalls
from tiktok_bc_sync.clients.tiktok.returns import ReturnCalls
from tiktok_bc_sync.clients.tiktok.size_charts import SizeChartCalls
from tiktok_bc_sync.clients.tiktok.uploads import UploadCalls


class AsyncTikTokShop(
    AuthorizationCalls,
    CategoryCalls,
    BrandCalls,
    UploadCalls,
    ListingCalls,
    PriceCalls,
    AdviceCalls,
    SizeChartCalls,
    ComplianceCalls,
    PromotionCalls,
    LogisticsCalls,
    OrderCalls,
    PackageCalls,
    CancellationCalls,
    ReturnCalls,
    FinanceCalls,
    EventCalls,
):
    """One TikTok shop. Every call stands alone; `TikTokShop` is the same without ``await``.

    ``token`` is an access token, or gives one. ``shop`` is whom calls are for; without it only the calls
    about authorization and the uploads work. All calls raise the tree under `VendorError`, and
    `InvalidInput` for what no request can be made of.
    """

    __slots__ = ()


__all__ = ["API_URL", "AUTH_URL", "AsyncTikTokShop"]
