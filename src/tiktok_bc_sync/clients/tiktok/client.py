"""TikTok Shop's operations as typed calls, at the newest version of each."""

from __future__ import annotations

from tiktok_bc_sync.clients.tiktok.calls.advice import AdviceCalls
from tiktok_bc_sync.clients.tiktok.calls.authorization import AuthorizationCalls
from tiktok_bc_sync.clients.tiktok.calls.brands import BrandCalls
from tiktok_bc_sync.clients.tiktok.calls.calling import API_URL, AUTH_URL
from tiktok_bc_sync.clients.tiktok.calls.cancellations import CancellationCalls
from tiktok_bc_sync.clients.tiktok.calls.categories import CategoryCalls
from tiktok_bc_sync.clients.tiktok.calls.compliance import ComplianceCalls
from tiktok_bc_sync.clients.tiktok.calls.events import EventCalls
from tiktok_bc_sync.clients.tiktok.calls.finance import FinanceCalls
from tiktok_bc_sync.clients.tiktok.calls.listings import ListingCalls
from tiktok_bc_sync.clients.tiktok.calls.logistics import LogisticsCalls
from tiktok_bc_sync.clients.tiktok.calls.orders import OrderCalls
from tiktok_bc_sync.clients.tiktok.calls.packages import PackageCalls
from tiktok_bc_sync.clients.tiktok.calls.prices import PriceCalls
from tiktok_bc_sync.clients.tiktok.calls.promotions import PromotionCalls
from tiktok_bc_sync.clients.tiktok.calls.returns import ReturnCalls
from tiktok_bc_sync.clients.tiktok.calls.size_charts import SizeChartCalls
from tiktok_bc_sync.clients.tiktok.calls.uploads import UploadCalls


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
