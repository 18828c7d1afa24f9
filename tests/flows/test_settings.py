"""The merchant's configuration: checked as a whole, its effects told before it is saved."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

from tests.flows.accounts_scene import opened
from tests.flows.conftest import Open
from tests.flows.test_catalogue import mutations, upload
from tiktok_bc_sync import AsyncConnector, PriceRule, Settings, StockRule
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import ListingRule, ListingRules, Match, ProductEdits, RuleGroup
from tiktok_bc_sync.sandbox import Sandbox
from tiktok_bc_sync.sync.planning.effects import Effects

pytestmark = pytest.mark.anyio
FIRST, SECOND = "7068517275539719942", "7068517275539719943"


@pytest.fixture(params=["GB", "US"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    return opened(request.param)


def without_rate(sandbox: Sandbox) -> None:
    """Let BigCommerce's currency list say nothing of the shop's currency."""
    currencies = sandbox.store.currencies.currencies
    for key in [key for key, one in currencies.items() if not one["is_default"]]:
        del currencies[key]


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"rate": "0"}, "rate", "greater than 0"),
        ({"rate": "-1.5"}, "rate", "greater than 0"),
        ({"rate": "NaN"}, "rate", "not a finite number"),
        ({"rate": "Infinity"}, "rate", "not a finite number"),
        ({"rate": "much"}, "rate", "not a decimal number"),
        ({"rate": 1.5}, "rate", "float"),
        ({"sync_price": "no"}, "sync_price", "not what it should be"),
        ({"price_rule": {"kind": "percent"}}, "price_rule", "price_rule"),
        ({"price_rule": PriceRule.percent("-100")}, "price_rule", "no price above zero"),
        ({"default_email": "nobody"}, "default_email", "no e-mail address"),
        ({"default_email": "a b@tiktok.com"}, "default_email", "no e-mail address"),
        ({"carriers": (("DFL", "DFL US"), ("d.f.l.", "USPS"))}, "carriers", "mapped twice"),
        ({"carriers": (("-", "DFL US"),)}, "carriers", "no name"),
        ({"warehouse_id": "42"}, "warehouse_id", "no warehouse '42'"),
        ({"warehouses": (("1", "42"),)}, "warehouses", "no warehouse '42'"),
        ({"warehouses": (("99", FIRST),)}, "warehouses", "no location '99'"),
        ({"warehouses": (("1", FIRST), ("1", SECOND))}, "warehouses", "several warehouses"),
        (
            {"listing_rules": ListingRules(ListingRule(query=RuleGroup(Match.ALL, ())))},
            "listing_rules",
            "at least one condition",
        ),
        ({"colour": "red"}, "colour", "colour"),
    ],
)
async def test_a_configuration_that_can_not_be_is_refused_by_field(
    connector: AsyncConnector, changes: dict[str, object], field: str, says: str
) -> None:
    with pytest.raises(InvalidInput, match=says) as refused:
        await connector.settings.change(**changes)
    assert refused.value.field == field
    assert await connector.settings.get() == Settings()


async def test_everything_that_is_wrong_is_told_at_once(connector: AsyncConnector) -> None:
    wrong = Settings(
        default_email="nobody", warehouse_id="42", price_rule=PriceRule.percent("-200")
    )
    told = await connector.settings.check(wrong)
    assert [one.field for one in told] == ["price_rule", "default_email", "warehouse_id"]
    assert all(one.mend for one in told)
    with pytest.raises(InvalidInput, match=r"nobody.*no warehouse"):
        await connector.settings.save(wrong)


async def test_what_one_process_saves_the_others_have(connect: Open) -> None:
    switches: dict[str, object] = {
        "auto_import": False,
        "auto_delete": True,
        "use_sale_price": True,
        "identifier_codes": True,
        "warehouse_id": SECOND,
        "warehouses": (("1", FIRST),),
    }
    saved = await connect().settings.change(**switches)
    assert await connect().settings.get() == saved == evolve(Settings(), **switches)  # type: ignore[arg-type]  # names of fields


# --- the rate ------------------------------------------------------------------------


async def test_the_rate_is_bigcommerces_unless_the_merchant_gives_one(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    told = await connector.settings.rate()
    if sandbox.shop.region == "US":
        assert not told.needed
        assert str(told) == "Both count in USD: no rate is needed."
        return
    assert told.rate is not None
    assert round(told.rate, 4) == Decimal("1.2658")  # the sandbox's dollar is 0.79 pounds
    await connector.settings.change(rate="1.3")
    assert str(await connector.settings.rate()) == "1 GBP = 1.3 USD (yours)"


async def test_a_rate_that_nobody_says_must_be_given_where_currencies_differ(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    without_rate(sandbox)
    if sandbox.shop.region == "US":
        await connector.settings.change(auto_delete=True)
        return
    assert "Nobody says how many USD make 1 GBP" in str(await connector.settings.rate())
    with pytest.raises(InvalidInput, match="Give the exchange rate") as refused:
        await connector.settings.change(auto_delete=True)
    assert refused.value.field == "rate"
    assert (await connector.settings.change(auto_delete=True, rate="1.3")).auto_delete


async def test_no_rate_is_needed_while_no_price_is_sent(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    without_rate(sandbox)
    await connector.settings.change(sync_product=False, sync_price=False)


# --- effects -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (Settings(), "Nothing will change on TikTok."),
        (Settings(price_rule=PriceRule.percent("+10")), "Will change: 3 price(s)."),
        (Settings(stock=StockRule(threshold=20)), "Will change: 2 stock(s)."),
        (
            Settings(stock=StockRule(threshold=20), price_rule=PriceRule.fixed("1")),
            "Will change: 3 price(s), 2 stock(s).",
        ),
        (Settings(identifier_codes=True), "2 product(s) blocked."),
        (Settings(sync_product=False, sync_price=False), "Nothing will change on TikTok."),
        (
            Settings(sync_product=False, sync_price=False, price_rule=PriceRule.percent("+10")),
            "Nothing will change on TikTok.",
        ),
    ],
)
async def test_a_change_says_what_it_will_cause_and_sends_nothing(
    connector: AsyncConnector, sandbox: Sandbox, changed: Settings, told: str
) -> None:
    await upload(connector, sandbox)
    sent = mutations(sandbox)
    effects = await connector.settings.preview(changed)
    assert told in str(effects)
    assert bool(effects) is ("Nothing" not in told)
    assert mutations(sandbox) == sent
    assert await connector.settings.get() == Settings()


async def test_what_is_waiting_to_be_sent_is_no_effect_of_a_change(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await upload(connector, sandbox)
    sandbox.merchant.edits("MUG-1", price="20.00", stock=7)
    await connector.products.pull()
    effects = await connector.settings.preview(Settings(stock=StockRule(threshold=7)))
    assert (effects.prices, effects.stocks) == (0, 1)


async def test_a_price_that_was_typed_stands_over_a_changed_rule(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await upload(connector, sandbox)
    await connector.products.edit("302", ProductEdits("302", price="9.99"))
    effects = await connector.settings.preview(Settings(price_rule=PriceRule.percent("+10")))
    assert effects == Effects(prices=2)  # the lamps


async def test_effects_come_true_when_the_change_is_saved_and_applied(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await upload(connector, sandbox)
    changed = Settings(price_rule=PriceRule.percent("+10"))
    effects = await connector.settings.preview(changed)
    before = {sku: sandbox.seen.price(sku) for sku in ("LAMP-WHITE", "LAMP-BLACK", "MUG-1")}
    await connector.settings.save(changed)
    await connector.listings.sync_price()
    after = {sku: sandbox.seen.price(sku) for sku in before}
    assert effects.prices == sum(before[sku] != after[sku] for sku in before) == 3


async def test_what_can_not_be_saved_has_no_effects(connector: AsyncConnector) -> None:
    with pytest.raises(InvalidInput, match="no warehouse"):
        await connector.settings.preview(Settings(warehouse_id="42"))
