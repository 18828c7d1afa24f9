"""Which categories and attributes a template can have, in the markets where they differ."""

from __future__ import annotations

import httpx
import pytest
from attrs import evolve

from tiktok_bc_sync import (
    AsyncConnector,
    AttributeSource,
    Connector,
    MemoryStorage,
    SimpleProducts,
)
from tiktok_bc_sync.clients import BlockingTransport
from tiktok_bc_sync.errors import InvalidInput, Refused
from tiktok_bc_sync.models import CategoryAttribute
from tiktok_bc_sync.sandbox import Sandbox

pytestmark = pytest.mark.anyio

LAMPS, SKINCARE, TOPS = "601226", "607001", "602101"
KNIVES, CANDLES, HIJABS = "601303", "601321", "608001"
constant = AttributeSource.constant


def opened(region: str, storage: MemoryStorage | None = None) -> Connector:
    """Open a connector for a shop of a region."""
    sandbox = Sandbox(region=region)
    transport = BlockingTransport(httpx.Client(transport=sandbox.transport()))
    return Connector.from_env(
        storage=storage or MemoryStorage(), env=sandbox.env(), transport=transport
    )


def names(attributes: tuple[CategoryAttribute, ...]) -> list[str]:
    """Return the names of some attributes."""
    return [one.name for one in attributes]


@pytest.mark.parametrize(
    ("region", "path", "others"),
    [
        ("GB", "Home > Lamps", False),
        ("US", "Home > Lights & Lighting > Indoor Lighting > Lamps", False),
        ("DE", "Home > Lamps", False),
        ("ID", "Home > Lights & Lighting > Indoor Lighting > Lamps", True),
    ],
)
def test_a_category_is_found_by_name_with_its_path_in_the_shops_tree(
    region: str, path: str, others: bool
) -> None:
    templates = opened(region).templates
    assert [(one.id, one.path) for one in templates.categories("  LAMPS")] == [(LAMPS, path)]
    assert bool(templates.categories("hijab")) is others


def test_what_is_no_leaf_or_closed_to_the_shop_is_neither_offered_nor_taken() -> None:
    templates = opened("GB").templates
    assert templates.categories("knives") == []
    assert "Home > Kitchen" not in [one.path for one in templates.categories("kitchen")]
    for category_id, words in (
        (KNIVES, "may not sell"),
        ("601300", "below it"),
        ("1", "no category"),
    ):
        with pytest.raises(InvalidInput, match=words) as refused:
            templates.create(name="Wrong", category_id=category_id)
        assert refused.value.field == "category_id"
    assert templates.list() == ()


@pytest.mark.parametrize("region", ["GB", "US", "DE", "ID"])
def test_a_category_is_recommended_from_a_title_by_its_path_in_the_shops_tree(region: str) -> None:
    templates = opened(region).templates
    found = templates.recommend("Alba table lamp of opal glass and brass")
    assert found == tuple(templates.categories("lamps"))


@pytest.mark.parametrize(
    ("region", "category_id", "product", "recommended"),
    [
        ("GB", SKINCARE, [], ["Material", "Warranty Period"]),
        ("US", SKINCARE, [], ["Material", "Warranty Period", "CA Prop 65: Carcinogens"]),
        ("DE", SKINCARE, [], ["Material", "Warranty Period", "Base Unit Count", "Unit Type"]),
        ("ID", SKINCARE, ["Halal", "Registration Number"], ["Material", "Warranty Period"]),
        ("GB", TOPS, ["Material"], []),
    ],
)
def test_the_editor_is_shown_the_markets_own_attributes(
    region: str, category_id: str, product: list[str], recommended: list[str]
) -> None:
    groups = opened(region).templates.attribute_groups(category_id)
    assert names(groups.product) == product
    assert names(groups.recommended) == recommended
    assert names(groups.variation)[0] == "Color"
    assert groups.cod is (region == "ID")


def test_what_a_market_requires_must_be_mapped() -> None:
    templates = opened("ID").templates
    with pytest.raises(InvalidInput, match="a source for Halal, Registration Number"):
        templates.create(name="Creams", category_id=SKINCARE)
    mapped = {
        "Halal": constant("Certified"),
        "Registration Number": AttributeSource.custom_field("BPOM"),
    }
    assert templates.create(name="Creams", category_id=SKINCARE, attributes=mapped, cod=True)


def test_a_required_variation_must_be_mapped_and_a_wrong_value_is_offered_near_ones() -> None:
    templates = opened("GB").templates
    with pytest.raises(InvalidInput, match="a source for Color"):
        templates.create(name="Tops", category_id=TOPS, attributes={"Material": constant("Wool")})
    with pytest.raises(InvalidInput, match="Did you mean Cotton") as refused:
        templates.create(
            name="Tops",
            category_id=TOPS,
            attributes={"Material": constant("Coton"), "Color": AttributeSource.option("Colour")},
        )
    assert refused.value.field == "attributes"
    assert templates.list() == ()


@pytest.mark.parametrize("region", ["GB", "US", "DE"])
def test_cash_on_delivery_is_refused_where_there_is_none(region: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        opened(region).templates.create(name="Lamps", category_id=LAMPS, cod=True)
    assert refused.value.field == "cod"


def test_a_template_that_changes_its_category_is_checked_against_the_new_one() -> None:
    templates = opened("GB").templates
    saved = templates.create(
        name="Lamps", category_id=LAMPS, attributes={"Wattage": constant("7.5")}
    )
    with pytest.raises(InvalidInput, match="has no attribute Wattage"):
        templates.update(evolve(saved.template, category_id=CANDLES))
    assert templates.get("Lamps").category_id == LAMPS


def test_a_category_that_is_gone_is_told_and_no_longer_kept() -> None:
    storage = MemoryStorage()
    before = opened("ID", storage).templates
    for category_id in (LAMPS, HIJABS):
        before.category(category_id)
    # The same shop as it would be after TikTok took the category away.
    after = opened("GB", storage).templates
    done = after.refresh_categories()
    assert (done.read, done.gone) == ((LAMPS,), (HIJABS,))
    with pytest.raises(InvalidInput, match="no category"):
        after.category(HIJABS)


class TestKept:
    """What is kept of categories."""

    async def test_for_a_day_and_read_anew_on_demand(
        self, connector: AsyncConnector, sandbox: Sandbox
    ) -> None:
        await connector.templates.categories("lamps")
        await connector.templates.create(
            name="All", category_id=LAMPS, simple_products=SimpleProducts.SINGLE_SKU
        )
        asked = len(sandbox.calls)
        await connector.templates.categories("storage")
        await connector.templates.category(LAMPS)
        await connector.templates.page()
        assert len(sandbox.calls) == asked
        await connector.templates.refresh_category(LAMPS)
        assert len(sandbox.calls) > asked
        done = await connector.templates.refresh_categories()
        assert (done.read, done.gone) == ((LAMPS,), ())

    async def test_what_the_shop_never_had_can_not_be_read_anew(
        self, connector: AsyncConnector
    ) -> None:
        await connector.templates.list()
        with pytest.raises(Refused, match="no category 1"):
            await connector.templates.refresh_category("1")
