"""What the fake TikTok Shop judges a product by: the region, and all that a product may refer to."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from tiktok_bc_sync.sandbox.core import Clock
from tiktok_bc_sync.sandbox.tiktok.categories.brands import Brands
from tiktok_bc_sync.sandbox.tiktok.categories.categories import Categories
from tiktok_bc_sync.sandbox.tiktok.categories.compliance import Compliance
from tiktok_bc_sync.sandbox.tiktok.categories.size_charts import SizeCharts
from tiktok_bc_sync.sandbox.tiktok.shop.files import Files
from tiktok_bc_sync.sandbox.tiktok.shop.logistics import Logistics
from tiktok_bc_sync.sandbox.tiktok.shop.pictures import Pictures

Flaw = tuple[int, str]


@frozen
class Market:
    """A region's shop, as far as products are concerned.

    ``own`` are the ids handed out for the seller's own sales attributes and values.
    """

    region: str
    clock: Clock
    categories: Categories
    logistics: Logistics
    pictures: Pictures
    files: Files
    brands: Brands
    compliance: Compliance
    size_charts: SizeCharts
    own: Mapping[str, tuple[str, str]]
