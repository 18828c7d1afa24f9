"""Products in lists: found by both marketplaces' sides at once, counted, paged, on every storage."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from tests.flows.conftest import CATEGORIES, LAMP, MUG, WEIGHTLESS
from tiktok_bc_sync import (
    Connector,
    ListingStatus,
    MemoryStorage,
    SimpleProducts,
    SqlStorage,
    Storage,
    title,
)
from tiktok_bc_sync.clients import BlockingTransport
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import (
    ProductFilter,
    ProductRow,
    ProductSort,
    ProductType,
    Visibility,
)
from tiktok_bc_sync.sandbox import Sandbox

NONE: set[str] = set()
HIDDEN = {
    **MUG,
    "id": 304,
    "name": "\uff37IDE  Stra\u00dfe mug",
    "sku": "B 10%_x",
    "categories": [11, 12],
    "brand_name": "NORTHLIGHT",
    "is_visible": False,
}


def default_template(connector: Connector) -> str:
    """Make the template that takes everything else."""
    leaf = connector.templates.categories("Storage")[0]
    saved = connector.templates.create(
        name="All", category_id=leaf.id, simple_products=SimpleProducts.SINGLE_SKU
    )
    return saved.template.id


@pytest.fixture(params=["memory", "sqlite"], scope="module")
def connector(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Connector]:
    """A connector that uploaded what it could; the others are blocked, or were refused."""
    file: Path = tmp_path_factory.mktemp("search") / "x.db"
    storage: Storage = (
        MemoryStorage() if request.param == "memory" else SqlStorage(f"sqlite:///{file}")
    )
    sandbox = Sandbox(region="GB", currency="USD")
    sandbox.load([LAMP, MUG, WEIGHTLESS, HIDDEN], CATEGORIES)
    transport = BlockingTransport(httpx.Client(transport=sandbox.transport()))
    with Connector.from_env(storage=storage, env=sandbox.env(), transport=transport) as opened:
        opened.products.pull()
        default_template(opened)
        opened.templates.create(
            name="Lamps",
            category_id=opened.templates.categories("Lamps")[0].id,
            query=title.contains("lamp"),
        )
        opened.listings.apply(opened.listings.plan())
        sandbox.vendor.rejects("MUG-1", "The picture is blurred.")
        sandbox.vendor.reviews()
        opened.listings.refresh_status()
        sandbox.merchant.deletes(303)
        opened.products.pull()
        yield opened


def found(connector: Connector, wanted: ProductFilter) -> set[str]:
    """Return the ids that a filter finds; the list and the ids alone agree."""
    rows = {row.product_id for row in connector.products.search(wanted).items}
    assert rows == set(connector.products.ids(wanted))
    assert len(rows) == connector.products.counts(wanted).total
    return rows


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (ProductFilter(), {"301", "302", "303", "304"}),
        (ProductFilter(text="LAMP"), {"301"}),
        (ProductFilter(text="lamp-WHITE"), {"301"}),
        (ProductFilter(text="mug"), {"302", "304"}),
        (ProductFilter(text="wide strasse"), {"304"}),
        (ProductFilter(text="10%_X"), {"304"}),
        (ProductFilter(text="1_%"), NONE),
        (ProductFilter(text="white lamp-black"), NONE),
        (ProductFilter(statuses=ListingStatus.LIVE), {"301"}),
        (ProductFilter(statuses=(ListingStatus.LIVE, ListingStatus.FAILED)), {"301", "302"}),
        (ProductFilter(type=ProductType.VARIANT), {"301"}),
        (ProductFilter(type=ProductType.SIMPLE), {"302", "303", "304"}),
        (ProductFilter(brand="northLIGHT"), {"301", "304"}),
        (ProductFilter(brand="north"), NONE),
        (ProductFilter(category="Lamps"), {"301", "304"}),
        (ProductFilter(category="home>LAMPS"), {"301", "304"}),
        (ProductFilter(category="Home"), {"301", "302", "303", "304"}),
        (ProductFilter(category="Lam"), NONE),
        (ProductFilter(visibility=Visibility.PUBLISHED), {"301", "302"}),
        (ProductFilter(visibility=Visibility.UNPUBLISHED), {"304"}),
        (ProductFilter(visibility=Visibility.DELETED), {"303"}),
        (ProductFilter(reason="audit_failed"), {"302"}),
        (ProductFilter(reason="missing_weight"), {"303"}),
        (ProductFilter(reason="audit"), NONE),
        (ProductFilter(template_id=""), NONE),
        (ProductFilter(text="mug", category="Lamps", type=ProductType.SIMPLE), {"304"}),
    ],
    ids=lambda value: str(value) if isinstance(value, ProductFilter) else "",
)
def test_a_filter_finds_what_fits_all_of_it(
    connector: Connector, wanted: ProductFilter, ids: set[str]
) -> None:
    assert found(connector, wanted) == ids


def test_products_are_found_by_their_template(connector: Connector) -> None:
    lamps = next(one for one in connector.templates.list() if one.name == "Lamps")
    assert found(connector, ProductFilter(template_id=lamps.id)) == {"301"}


def test_the_counts_of_all_statuses_add_up_to_all(connector: Connector) -> None:
    counts = connector.products.counts()
    assert set(counts.statuses) == set(ListingStatus)
    assert counts.total == sum(counts.visibility.values()) == 4
    assert counts.statuses[ListingStatus.LIVE] == 1
    assert counts.visibility == {
        Visibility.PUBLISHED: 2,
        Visibility.UNPUBLISHED: 1,
        Visibility.DELETED: 1,
    }


def test_a_row_shows_bigcommerces_side_beside_tiktoks(connector: Connector) -> None:
    row = connector.products.search(ProductFilter(text="alba")).items[0]
    assert (row.status, row.visibility, row.type) == (
        ListingStatus.LIVE,
        Visibility.PUBLISHED,
        ProductType.VARIANT,
    )
    assert row.skus == ("LAMP-WHITE", "LAMP-BLACK")
    assert (row.lowest, row.highest, row.brand) == (Decimal(50), Decimal(50), "Northlight")
    assert row.listing_id
    assert row.image_url.endswith("lamp.png")


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", list(ProductSort))
def test_a_list_read_page_by_page_is_whole_and_in_order(
    connector: Connector, sort: ProductSort, *, descending: bool
) -> None:
    whole = connector.products.search(sort=sort, descending=descending)
    rows, after = list[ProductRow](), None
    for _ in range(4):
        page = connector.products.search(sort=sort, descending=descending, limit=1, after=after)
        rows += page.items
        after = page.next
    assert after is None
    assert tuple(rows) == whole.items
    assert len({row.product_id for row in rows}) == 4


def test_titles_sort_without_case_and_width(connector: Connector) -> None:
    rows = connector.products.search(sort=ProductSort.TITLE).items
    assert [row.product_id for row in rows] == ["301", "302", "303", "304"]


def test_a_cursor_of_another_order_is_refused(connector: Connector) -> None:
    page = connector.products.search(limit=1)
    with pytest.raises(InvalidInput, match="cursor"):
        connector.products.search(sort=ProductSort.BRAND, after=page.next)
