"""Any catalogue at all: every product ends on TikTok or says why not, and nothing raises."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.flows.listings_scene import RATES, REGIONS
from tiktok_bc_sync import (
    Connector,
    ListingStatus,
    MemoryStorage,
    ParcelDefaults,
    Settings,
    SimpleProducts,
)
from tiktok_bc_sync.clients import BlockingTransport
from tiktok_bc_sync.sandbox import Sandbox

Json = dict[str, Any]

NASTY = st.sampled_from(
    [
        "",
        " ",
        "\u202eevil\u202c",
        "a\u0000b\u0007",
        "<script>alert(1)</script>",
        "'; DROP TABLE products; --",
        "İstanbul ß ﬁ",
        "👩‍👩‍👧‍👦" * 20,
        "=HYPERLINK(1)",
        "x" * 300,
        "Lamp &amp;amp; shade",
        "{{ 7 * 7 }}",
        "\ufeff\u200b\u2060",
    ]
)
TEXT = NASTY | st.text(max_size=60)
HTML = TEXT | st.sampled_from(
    [
        "<p>" * 3_000,
        "<b>bold</i><table><tr><td>cell",
        '<img src="http://10.0.0.1/x.png"><img src="data:image/png;base64,AAAA">',
        '<iframe src="//evil.example"></iframe><p onclick="x()">Text</p>',
        "<p>" + "long text " * 3_000 + "</p>",
        "&#x202e;&#0;&notanentity;",
    ]
)
NUMBER = st.sampled_from([0, 0.01, 1, 9.99, 1e9, 123456.789]) | st.floats(0, 1e6)
PICTURE = st.sampled_from(
    [
        {"image_file": "/a.png"},
        {"image_file": "/b.png"},
        {"image_url": "http://169.254.169.254/latest"},
        {"image_url": "ftp://host/x.png"},
        {"image_url": "https://"},
        {"image_url": "not an address"},
    ]
)
OPTION = st.sampled_from(["Colour", "colour ", "Size", "Größe", "", "Material" * 20]) | TEXT


@st.composite
def variants(draw: st.DrawFn) -> list[Json]:
    names = draw(st.lists(OPTION, max_size=4, unique=True))
    return [
        {
            "sku": draw(st.sampled_from(["A-1", "A-2", "a-1 ", "", "x" * 120]) | TEXT),
            "price": draw(st.none() | NUMBER),
            "weight": draw(st.none() | NUMBER),
            "inventory_level": draw(st.integers(0, 10**7)),
            "gtin": draw(st.sampled_from(["", "4006381333931", "123", "40063813339310"])),
            "option_values": [{"option_display_name": name, "label": draw(TEXT)} for name in names],
        }
        for _ in range(draw(st.integers(1, 6)))
        if names
    ]


def many_variants(count: int) -> list[Json]:
    return [
        {
            "sku": f"MANY-{number}",
            "price": 5 + number,
            "inventory_level": number,
            "option_values": [{"option_display_name": "Size", "label": f"{number} cm"}],
        }
        for number in range(count)
    ]


# Regions take 100 or 300 SKUs of a product.
MANY = st.sampled_from([100, 101, 300, 301]).map(many_variants)
PRODUCT = st.fixed_dictionaries(
    {
        "name": TEXT,
        "sku": TEXT,
        "description": HTML,
        "price": NUMBER,
        "sale_price": NUMBER,
        "weight": st.none() | NUMBER,
        "is_visible": st.booleans(),
        "brand_name": TEXT,
        "inventory_tracking": st.sampled_from(["none", "product", "variant"]),
        "inventory_level": st.integers(0, 10**7),
        "images": st.lists(PICTURE, max_size=12),
        "custom_fields": st.lists(st.fixed_dictionaries({"name": TEXT, "value": TEXT}), max_size=3),
        "variants": variants() | MANY,
    }
)


@pytest.mark.parametrize("region", REGIONS)
@given(products=st.lists(PRODUCT, min_size=1, max_size=8), policy=st.sampled_from(SimpleProducts))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_product_of_any_catalogue_is_listed_or_says_why_not(
    region: str, products: list[Json], policy: SimpleProducts
) -> None:
    sandbox = Sandbox(region=region, currency="USD")
    ids = count(101)
    sandbox.load([{"id": next(ids), **one} for one in products])
    transport = BlockingTransport(httpx.Client(transport=sandbox.transport()))
    with Connector.from_env(
        storage=MemoryStorage(), env=sandbox.env(), transport=transport
    ) as connector:
        connector.settings.save(Settings(rate=RATES[region]))
        connector.products.pull()
        connector.templates.create(
            name="Everything",
            category_id=connector.templates.categories("Storage")[0].id,
            simple_products=policy,
            parcel=ParcelDefaults(*[Decimal(20)] * 4),
        )
        connector.listings.upload()
        sandbox.vendor.reviews()
        connector.listings.refresh_status()
        found = {one.product_id: one for one in connector.listings.all()}
        assert len(found) == len(products)
        for listing in found.values():
            assert listing.status is ListingStatus.LIVE or listing.reasons, listing.title
            connector.products.explain(listing.product_id)
        again = connector.listings.upload()
        assert not [one for one in again.failures if one.reason.code == "unexpected"]
