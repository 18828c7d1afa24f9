"""How a price is made: regular or sale price, currency, price rule, rounding; each step told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from itertools import takewhile

from attrs import frozen

from tiktok_bc_sync.mapping.reasons import Blocked, reason
from tiktok_bc_sync.mapping.regions import region_facts
from tiktok_bc_sync.models import (
    Money,
    PriceRule,
    PriceRuleKind,
    Reason,
    Settings,
    Store,
    Template,
    Variant,
    usable,
)

_RECKONING = Context(prec=40, rounding=ROUND_HALF_EVEN, traps=[])
_Told = tuple[str, Decimal, str]
"""A step's name, its amount, which may be no number, and the currency."""


@frozen
class Step:
    """One step of a price and what it made of it."""

    name: str
    result: Money

    def __str__(self) -> str:
        """As in ``rule +10 %: 11.00 GBP``."""
        return f"{self.name}: {self.result}"


@frozen
class Price:
    """What TikTok shows; ``list_price`` is struck through, None without a sale or where none is shown."""

    amount: Money
    list_price: Money | None
    steps: tuple[Step, ...]


@frozen
class PriceExplanation:
    """How a price came about: the steps as far as they led, and the price or why there is none."""

    steps: tuple[Step, ...]
    price: Price | None = None
    reasons: tuple[Reason, ...] = ()

    def __str__(self) -> str:
        """A line for each step, then what is struck through or wrong."""
        lines = [str(step) for step in self.steps]
        if self.price and self.price.list_price:
            lines.append(f"struck through: {self.price.list_price}")
        return "\n".join([*lines, *map(str, self.reasons)])


@frozen
class PricePolicy:
    """Everything that makes prices but the product.

    ``rate`` is stated the merchant's way, units of the store's currency for one of the shop's: it
    divides. Without it ``factor``, units of the shop's currency for one of the store's, multiplies;
    neither: nobody says. ``lowest`` and ``highest`` are what the region takes, in the shop's currency.
    ``highest_list_price`` is None where no price is struck through.
    """

    store_currency: str
    shop_currency: str
    rate: Decimal | None = None
    factor: Decimal | None = None
    rule: PriceRule | None = None
    use_sale_price: bool = False
    highest: Decimal = Decimal(10_000)
    highest_list_price: Decimal | None = None
    lowest: Decimal = Decimal(0)

    @property
    def converts(self) -> bool:
        """Whether the shop has another currency than the store."""
        return self.store_currency != self.shop_currency


def policy_for(settings: Settings, template: Template, store: Store, region: str) -> PricePolicy:
    """Return the policy that settings and template make; the template's rule replaces the account's."""
    facts = region_facts(region)
    own = template.price_rule
    return PricePolicy(
        store_currency=store.currency,
        shop_currency=facts.currency,
        rate=settings.rate,
        factor=store.rate_to(facts.currency),
        rule=settings.price_rule if own is None else own,
        use_sale_price=settings.use_sale_price,
        highest=facts.highest_price,
        highest_list_price=facts.highest_list_price,
        lowest=facts.lowest_price,
    )


def price(variant: Variant, policy: PricePolicy, typed: Decimal | None = None) -> Price | Blocked:
    """Return the price to show on TikTok, or why there is none, with the steps that led to it.

    As `explain`, which tells more.
    """
    explained = explain(variant, policy, typed)
    return explained.price or Blocked(explained.reasons)


def explain(
    variant: Variant, policy: PricePolicy, typed: Decimal | None = None
) -> PriceExplanation:
    """Say how a variant's price is made.

    The order of the steps is fixed, so that fixed amounts of a rule are in the shop's currency. A price
    that the merchant ``typed``, in the shop's currency too, replaces all of them but the rounding. A
    result that is no number, zero or less, or outside the region's prices blocks the SKU. Source:
    merchant settings "Custom pricing", "Sales price", "Currency converter".
    """
    # The host's own context may be less exact, or raise where here a reason is given.
    with localcontext(_RECKONING):
        sale = _sale_price(variant) if policy.use_sale_price and typed is None else None
        told = list(_reckoned(variant, sale, policy, typed))
        steps = _steps(told, policy)
        reasons = tuple(_wrong(variant, told, steps, policy, typed))
        if reasons:
            return PriceExplanation(steps, reasons=reasons)
        shown = steps[-1].result
        regular = _list_price(variant, shown, policy) if sale is not None else None
    return PriceExplanation(steps, Price(shown, regular, steps))


def _sale_price(variant: Variant) -> Decimal | None:
    """Return the sale price, if there is one and it is lower."""
    sale = variant.sale_price
    return sale if sale is not None and 0 < sale < variant.price else None


def _reckoned(
    variant: Variant, sale: Decimal | None, policy: PricePolicy, typed: Decimal | None
) -> Iterator[_Told]:
    """Yield the steps up to the rounding; they end early where nobody says how to convert."""
    shop = policy.shop_currency
    if typed is not None:
        yield "typed price", typed, shop
        return
    amount = variant.price if sale is None else sale
    yield "price" if sale is None else "sale price", amount, policy.store_currency
    if policy.converts:
        name, factor = _conversion(policy)
        if factor is None:
            return
        # Dividing by the rate is exact where multiplying by its inverse is not.
        amount = amount / factor if policy.rate else amount * factor
        yield name, amount, shop
    if policy.rule is not None:
        yield f"rule {policy.rule}", _ruled(amount, policy.rule), shop


def _conversion(policy: PricePolicy) -> tuple[str, Decimal | None]:
    """Return the rate in words, as in ``1 GBP = 109 AUD``, and what it divides or multiplies by."""
    if policy.rate:
        return f"1 {policy.shop_currency} = {policy.rate:.6g} {policy.store_currency}", policy.rate
    if policy.factor is None:
        return "", None
    return f"1 {policy.store_currency} = {policy.factor:.6g} {policy.shop_currency}", policy.factor


def _ruled(amount: Decimal, rule: PriceRule) -> Decimal:
    if rule.kind is PriceRuleKind.PERCENT:
        return amount * (100 + rule.amount) / 100
    return amount + rule.amount


def _steps(told: Sequence[_Told], policy: PricePolicy) -> tuple[Step, ...]:
    """Make steps of what can be reckoned with; the rounding is the last one, if it came so far."""
    sound = list(takewhile(lambda step: usable(step[1]), told))
    steps = [Step(name, Money(amount, currency)) for name, amount, currency in sound]
    if len(sound) == len(told) and told[-1][2] == policy.shop_currency:
        steps.append(Step("rounded", steps[-1].result.rounded()))
    return tuple(steps)


def _wrong(
    variant: Variant,
    told: Sequence[_Told],
    steps: Sequence[Step],
    policy: PricePolicy,
    typed: Decimal | None,
) -> Iterator[Reason]:
    sku = variant.sku or variant.id
    if typed is None and policy.converts and _conversion(policy)[1] is None:
        yield reason("missing_rate", store=policy.store_currency, shop=policy.shop_currency)
    elif len(steps) < len(told):
        shown = "; ".join(f"{name}: {amount:.12g}" for name, amount, _ in told)
        yield reason("price_not_a_number", sku=sku, steps=shown)
    else:
        yield from _out_of_bounds(sku, steps, policy)


def _out_of_bounds(sku: str, steps: Sequence[Step], policy: PricePolicy) -> Iterator[Reason]:
    shown = steps[-1].result
    if policy.lowest <= shown.amount <= policy.highest and shown.amount > 0:
        return
    told = "; ".join(str(step) for step in steps)
    if shown.amount <= 0:
        yield reason("price_not_positive", sku=sku, price=shown, steps=told)
    elif shown.amount < policy.lowest:
        least = Money(policy.lowest, policy.shop_currency)
        yield reason("price_too_low", sku=sku, price=shown, least=least, steps=told)
    else:
        most = Money(policy.highest, policy.shop_currency)
        yield reason("price_too_high", sku=sku, price=shown, most=most, steps=told)


def _list_price(variant: Variant, shown: Money, policy: PricePolicy) -> Money | None:
    """Return the regular price where the region strikes one through; the vendor drops one not higher."""
    told = list(_reckoned(variant, None, policy, None))
    steps = _steps(told, policy)
    if policy.highest_list_price is None or len(steps) <= len(told):
        return None
    regular = steps[-1].result
    return regular if shown.amount < regular.amount <= policy.highest_list_price else None
