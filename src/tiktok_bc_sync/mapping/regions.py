"""What differs between TikTok Shop's regions. Source: vendor rules."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from attrs import frozen


@frozen
class RegionFacts:
    """A region's currency and limits; lowest and highest prices are in that currency.

    ``plain_skus`` says that a SKU has 6 to 50 ASCII letters, digits, hyphens and underscores only.
    ``highest_list_price`` is None where the region has no struck-through price.
    """

    currency: str
    title_least: int = 25
    title_most: int = 255
    most_skus: int = 100
    cod: bool = False
    highest_price: Decimal = Decimal(10_000)
    plain_skus: bool = False
    lowest_price: Decimal = Decimal("0.01")
    highest_list_price: Decimal | None = None


_EUROPE = RegionFacts("EUR", title_least=1, most_skus=300, plain_skus=True)
# The vendor names these for their SKUs only; the titles' limits are those of "other regions", and its
# list of currencies leaves them the euro alone.
_NEWER_EUROPE = RegionFacts("EUR", most_skus=300, plain_skus=True)
_UNKNOWN = RegionFacts("USD")
# Where the vendor names no highest price, a bound far above any real one still stops slips of the comma.
# It names no lowest ones: the smallest coin, or what is hardly worth one in rupiah and dong.
_REGIONS: Mapping[str, RegionFacts] = {
    **dict.fromkeys(("DE", "ES", "FR", "IT"), _EUROPE),
    **dict.fromkeys(("AT", "BE", "CZ", "GR", "HU", "NL", "PL", "PT"), _NEWER_EUROPE),
    "IE": RegionFacts("EUR", title_least=1, most_skus=300),
    "GB": RegionFacts("GBP", title_least=1, most_skus=300),
    "US": RegionFacts(
        "USD",
        title_least=1,
        most_skus=300,
        highest_price=Decimal(50_000),
        highest_list_price=Decimal(7_600),
    ),
    "JP": RegionFacts(
        "JPY",
        title_least=1,
        most_skus=300,
        highest_price=Decimal(5_000_000),
        lowest_price=Decimal(1),
    ),
    "BR": RegionFacts(
        "BRL", title_least=1, title_most=300, most_skus=300, highest_price=Decimal(100_000)
    ),
    "MX": RegionFacts(
        "MXN", title_least=1, title_most=300, most_skus=300, highest_price=Decimal(500_000)
    ),
    "ID": RegionFacts(
        "IDR", cod=True, highest_price=Decimal(1_000_000_000), lowest_price=Decimal(100)
    ),
    "MY": RegionFacts("MYR", cod=True, highest_price=Decimal(100_000)),
    "PH": RegionFacts("PHP", cod=True, highest_price=Decimal(1_000_000)),
    "SG": RegionFacts("SGD"),
    "TH": RegionFacts("THB", cod=True, highest_price=Decimal(1_000_000)),
    "VN": RegionFacts(
        "VND", cod=True, highest_price=Decimal(1_000_000_000), lowest_price=Decimal(1_000)
    ),
}


def region_facts(region: str) -> RegionFacts:
    """Return a region's facts; an unknown one gets the strictest limits.

    >>> region_facts("GB").currency
    'GBP'
    """
    return _REGIONS.get("GB" if region == "UK" else region, _UNKNOWN)
