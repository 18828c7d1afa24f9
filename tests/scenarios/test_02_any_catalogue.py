"""Any catalogue: every product of a merchant's export ends live, or with all of its reasons."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.scenarios.stage import CATEGORIES, DE, GB, LAMP, MUG, MY, SG, US, Place, Stage
from tiktok_bc_sync import ListingStatus
from tiktok_bc_sync.sandbox.catalogue import Catalogue, read_catalogue

pytestmark = pytest.mark.anyio

ODDITIES: tuple[dict[str, Any], ...] = (
    {"name": ""},
    {"name": "x" * 600},
    {"name": "\u200f\u202e Кружка 杯子 🫖 " * 3},
    {"description": "<script>alert(1)</script><p onclick=x>Tea</p>" * 200},
    {"description": ""},
    {"price": 0},
    {"price": 99_999_999},
    {"weight": None},
    {"sku": ""},
    {"sku": "MUG-100"},
    {"images": []},
    {"images": [{"image_file": f"/{number}.png"} for number in range(30)]},
    {"categories": []},
    {"brand_name": "Nobody's"},
    {"inventory_tracking": "none"},
    {"inventory_level": 2_000_000_000},
    {"upc": "12345"},
    {"is_visible": False},
    {"custom_fields": [{"name": "Care", "value": "By hand"}]},
)
CSV = """\
Item Type,Product ID,Product Name,Product Code/SKU,Price,Product Weight,Current Stock Level,Category
Product,1,Enamel mug with a rim of copper,MUG-1,10,0.3,30,Home/Kitchen
Product,2,Tea towel of washed linen,TOWEL-1,8,,9,Home/Kitchen
Product,3,,NAMELESS-1,8,0.1,9,Home
Product,4,Dear mug for the price of nothing,MUG-4,cheap,0.3,3,Home
"""


def everything_odd(seed: int) -> list[dict[str, Any]]:
    """Return two plain products, one for each oddity, and some with several."""
    random = Random(seed)
    some = [{}, *ODDITIES, *(dict(_mixed(random)) for _ in range(12))]
    odd = [
        {**MUG, "id": 400 + number, "sku": f"MUG-{number:04}", **oddity}
        for number, oddity in enumerate(some)
    ]
    return [LAMP, MUG, *odd]


def _mixed(random: Random) -> dict[str, Any]:
    return {key: value for oddity in random.sample(ODDITIES, 3) for key, value in oddity.items()}


async def ends(stage: Stage, known: Catalogue) -> dict[str, tuple[str, list[str]]]:
    """Bring a catalogue to TikTok, and return where each product ended and why."""
    stage.sandbox.load(known.products, known.categories or CATEGORIES)
    connector = stage.opens()
    await stage.configures(connector)
    await connector.products.pull()
    plan = await connector.listings.plan()
    await connector.listings.apply(plan)
    stage.sandbox.vendor.reviews()
    await connector.listings.refresh_status()
    blocked = {one.product_id: one.reasons for one in await connector.listings.plan()}
    return {
        one.product_id: (
            one.status,
            [str(reason) for reason in (*one.reasons, *blocked.get(one.product_id, ()))],
        )
        async for one in connector.listings.all()
    }


@pytest.mark.parametrize("place", [US, GB, DE, SG, MY], ids=lambda place: place.region)
async def test_each_product_is_live_or_has_its_reasons_and_broken_lines_are_told(
    blocking: bool, place: Place, tmp_path: Path
) -> None:
    file = tmp_path / "export.jsonl"
    products = everything_odd(seed=1)
    lines = [json.dumps(one) for one in products]
    lines.insert(3, "{not JSON")
    lines.insert(9, '{"name": 5}')
    file.write_text("\n".join(lines), encoding="utf-8")
    known = read_catalogue(file)
    assert [one.number for one in known.broken] == [4, 10]
    found = await ends(Stage(blocking, place, products=()), known)
    assert len(found) == len(products)
    silent = [
        key for key, (status, why) in found.items() if status != ListingStatus.LIVE and not why
    ]
    assert silent == []
    assert found["302"][0] == ListingStatus.LIVE


async def test_a_spreadsheet_from_bigcommerce_is_as_good(blocking: bool, tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text(CSV, encoding="utf-8")
    known = read_catalogue(file)
    assert len(known.products) + len(known.broken) == 4
    found = await ends(Stage(blocking, GB, products=()), known)
    assert len(found) == len(known.products)
    assert all(status == ListingStatus.LIVE or why for status, why in found.values())
