"""What differs from market to market in the fake TikTok Shop."""

from __future__ import annotations

EURO_AREA = ("AT", "BE", "DE", "ES", "FR", "GR", "IE", "IT", "NL", "PT")
EUROPEAN_UNION = frozenset({*EURO_AREA, "CZ", "HU", "PL"})
SOUTH_EAST_ASIA = frozenset({"ID", "MY", "PH", "SG", "TH", "VN"})
CURRENCIES = {
    "BR": "BRL",
    "CZ": "CZK",
    "GB": "GBP",
    "HU": "HUF",
    "ID": "IDR",
    "JP": "JPY",
    "MX": "MXN",
    "MY": "MYR",
    "PH": "PHP",
    "PL": "PLN",
    "SG": "SGD",
    "TH": "THB",
    "US": "USD",
    "VN": "VND",
    **dict.fromkeys(EURO_AREA, "EUR"),
}
WHOLE_CURRENCIES = frozenset({"IDR", "JPY", "VND"})
COD_REGIONS = frozenset({"ID", "MY", "PH", "SA", "TH", "VN"})
SELLER_SHIPPING_REGIONS = frozenset({"US", "GB", "ES", "IE", "IT", "DE", "FR", "JP"})
PARTIAL_CANCEL_REGIONS = frozenset({"US", "GB"})
PACKAGE_ADVICE_REGIONS = frozenset({"BR", "MX"})
PROHIBITING_REGIONS = EUROPEAN_UNION | SOUTH_EAST_ASIA | {"BR", "MX"}
LOCALES = {"DE": "de-DE", "ES": "es-ES", "FR": "fr-FR", "IE": "en-IE", "IT": "it-IT"}
_SHORT_TITLES = frozenset({"DE", "ES", "FR", "IE", "IT", "JP", "GB", "US"})
_LONG_TITLES = frozenset({"BR", "MX"})
_MANY_SKUS = EUROPEAN_UNION | {"BR", "JP", "MX", "GB", "US"}


def currency(region: str) -> str:
    """Return the one currency a shop of this region sells in."""
    return CURRENCIES[region]


def decimals(region: str) -> int:
    """Return how many decimal places a price may have."""
    return 0 if currency(region) in WHOLE_CURRENCIES else 2


def shows_list_price(region: str) -> bool:
    """Tell whether a price may be struck through: the vendor takes such prices in dollars only."""
    return currency(region) == "USD"


def title_length(region: str) -> tuple[int, int]:
    """Return the shortest and longest title."""
    if region in _SHORT_TITLES:
        return 1, 255
    return (1, 300) if region in _LONG_TITLES else (25, 255)


def most_skus(region: str) -> int:
    """Return how many SKUs a product may have."""
    return 300 if region in _MANY_SKUS else 100


def category_version(region: str) -> str:
    """Return which category tree the region uses."""
    return "v2" if region == "US" or region in SOUTH_EAST_ASIA else "v1"


def fits_category_version(region: str, version: str, *, advice: bool = False) -> bool:
    """Tell whether a call may name this tree.

    For ``advice`` about categories the EU has the new tree as well as the one it lists with.
    """
    right = {category_version(region)}
    return version in (right | {"v2"} if advice and region in EUROPEAN_UNION else right)


def compliance_locale(region: str) -> str:
    """Return the language in which an EU seller tells manufacturers; English where none is named."""
    return LOCALES.get(region, "en-IE")


def gift_tiers(region: str) -> int:
    """Return how many tiers a gift-with-purchase promotion may have."""
    return 1 if region == "US" else 2


def weight_units(region: str) -> dict[str, int]:
    """Return the units a weight may have, with the decimal places of each."""
    if region == "US":
        return {"KILOGRAM": 3, "POUND": 2}
    return {"KILOGRAM": 3, "GRAM": 0} if region in ("BR", "JP", "MX") else {"KILOGRAM": 3}


def length_units(region: str) -> tuple[str, ...]:
    """Return the units a length may have."""
    return ("CENTIMETER", "INCH") if region == "US" else ("CENTIMETER",)
