"""BigCommerce's 913 words for carriers, and the TikTok provider that each one is."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tiktok_bc_sync.mapping.carriers import bare, provider_for
from tiktok_bc_sync.mapping.reasons import Blocked
from tiktok_bc_sync.models import ShippingProvider
from tiktok_bc_sync.sync.services.carriers import UK_PROVIDERS


def offered(*names: str) -> list[ShippingProvider]:
    """Return providers as TikTok offers them."""
    return [ShippingProvider(str(number), name) for number, name in enumerate(names, 1)]


UK = offered(*UK_PROVIDERS)
US = offered("USPS", "UPS", "FedEx", "DFL US", "DHL eCommerce US", "OnTrac", "LaserShip")


@pytest.fixture(scope="module")
def slugs(shared: Path) -> list[str]:
    """The vendor's list."""
    file = shared / "specs" / "bigcommerce" / "tracking_carrier_values.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        return [row[1] for row in list(csv.reader(lines))[1:]]


@pytest.mark.parametrize(
    ("slug", "provider"),
    [
        ("royal-mail", "Royal Mail"),
        ("hermes", "Hermes/EVRI"),
        ("myhermes-uk", "Hermes/EVRI"),
        ("dpd-uk", "DPD"),
        ("interlink-express", "DPD"),
        ("yodel", "Yodel"),
        ("yodeldirect", "Yodel"),
        ("amazon", "Amazon Logistics"),
        ("amazon-uk-api", "Amazon Logistics"),
        ("parcel2go", "Parcel2Go"),
        ("parcel-force", "Parcel Force"),
        ("uk-mail", "UK Mail"),
        ("ups", "UPS UK"),
        ("dhl", "DHL UK"),
        ("dhlparcel-uk", "DHL UK"),
        ("fedex-uk", "FedEx UK"),
        ("fedex", "FedEx UK"),
        ("apc-overnight", "APC Overnight"),
        ("panther", "Panther UK"),
        ("arrowxl", "Arrow XL"),
    ],
)
def test_the_carriers_of_the_united_kingdom_are_known_by_their_slugs(
    slugs: list[str], slug: str, provider: str
) -> None:
    assert slug in slugs or slug == "royal-mail"  # an older word
    found = provider_for(slug, UK, ())
    assert isinstance(found, ShippingProvider), str(found)
    assert found.name == provider


@pytest.mark.parametrize(
    ("slug", "provider"),
    [
        ("usps", "USPS"),
        ("ups-mi", "UPS"),
        ("fedex", "FedEx"),
        ("dhl-global-mail", "DHL eCommerce US"),
        ("ontrac", "OnTrac"),
        ("lasership", "LaserShip"),
        ("DFL", "DFL US"),
    ],
)
def test_those_of_the_united_states_too(slug: str, provider: str) -> None:
    found = provider_for(slug, US, ())
    assert isinstance(found, ShippingProvider), str(found)
    assert found.name == provider


def test_no_slug_is_taken_for_a_provider_that_shares_no_beginning_or_word(
    slugs: list[str],
) -> None:
    assert len(slugs) == 913
    wrong = [
        (slug, found.name)
        for slug in slugs
        if not isinstance(found := provider_for(slug, UK, ()), Blocked)
        and bare(slug)[:2] != bare(found.name)[:2]
        and slug not in ("myhermes-uk", "interlink-express", "interlink-express-reference")
    ]
    assert wrong == []


def test_the_merchants_mapping_goes_before_what_a_slug_is_called() -> None:
    found = provider_for("myhermes-uk", UK, (("MyHermes UK", "Yodel"),))
    assert found == UK[3]
