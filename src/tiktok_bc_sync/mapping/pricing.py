"""How a price is made: regular or sale price, currency, price rule, rounding; each step told."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext

from attrs import frozen

from tiktok_bc_sync.mapping.reasons import Blocked, reason
from tiktok_bc_sync.mapping.regions import region_facts
from tiktok_bc_sync.models import (
    Money,
    PriceRule,
    PriceRuleKind,
    Settings,
    Store,
    Template,
    Variant,
    usable,
)

_RECKONING = Context(prec=40, rounding=ROUND_HALF_EVEN, traps=[])


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
class PricePolicy:
    """Everything that makes prices but the product.

    ``rate`` is stated the merchant's way, units of the store's currency for one of the shop's: it
    divides. Without it ``factor``, units of the shop's currency for one of the store's, multiplies;
    neither: nobody says. ``highest_list_price`` is None where no price is struck through.
    """

    store_currency: str
    shop_currency: str
    rate: Decimal | None = None
    factor: Decimal | None = None
    rule: PriceRule | None = None
    use_sale_price: bool = False
    highest: Decimal = Decimal(10_000)
    highest_list_price: Decimal | None = None


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
    )


def price(variant: Variant, policy: PricePolicy) -> Price | Blocked:
    """Return the price to show on TikTok, with the steps that led to it.

    The order of the steps is fixed, so that fixed amounts of a rule are in the shop's currency. A
    result that is no number, zero or less, or over the region's highest price blocks the SKU. Source:
    merchant settings "Custom pricing", "Sales price", "Currency converter".
    """
    # The host's own context may be less exact, or raise where here a reason is given.
    with localcontext(_RECKONING):
        sale = _sale_price(variant) if policy.use_sale_price else None
        steps = _steps(variant, sale, policy)
        if isinstance(steps, Blocked):
            return steps
        shown = steps[-1].result
        wrong = _out_of_bounds(variant, steps, policy)
        regular = _list_price(variant, shown, policy) if sale is not None else None
    return wrong or Price(shown, regular, steps)


def _sale_price(variant: Variant) -> Decimal | None:
    """Return the sale price, if there is one and it is lower."""
    sale = variant.sale_price
    return sale if sale is not None and 0 < sale < variant.price else None


def _steps(
    variant: Variant, sale: Decimal | None, policy: PricePolicy
) -> tuple[Step, ...] | Blocked:
    given = policy.rate or policy.factor
    converted = policy.store_currency != policy.shop_currency
    if converted and given is None:
        missing = reason("missing_rate", store=policy.store_currency, shop=policy.shop_currency)
        return Blocked((missing,))
    amount = variant.price if sale is None else sale
    told = [("price" if sale is None else "sale price", amount)]
    if converted and given is not None:
        # Dividing by the rate is exact where multiplying by its inverse is not.
        amount = amount / given if policy.rate else amount * given
        told.append((f"{'divided' if policy.rate else 'multiplied'} by {given:.6g}", amount))
    if policy.rule is not None:
        amount = _ruled(amount, policy.rule)
        told.append((f"rule {policy.rule}", amount))
    return _told(variant, told, policy)


def _ruled(amount: Decimal, rule: PriceRule) -> Decimal:
    if rule.kind is PriceRuleKind.PERCENT:
        return amount * (100 + rule.amount) / 100
    return amount + rule.amount


def _told(
    variant: Variant, told: Sequence[tuple[str, Decimal]], policy: PricePolicy
) -> tuple[Step, ...] | Blocked:
    """Make steps of names and amounts, with the rounding as the last one."""
    if not all(usable(amount) for _, amount in told):
        shown = "; ".join(f"{name}: {amount:.12g}" for name, amount in told)
        return Blocked((reason("price_not_a_number", sku=_name(variant), steps=shown),))
    (first, regular), *others = told
    rounded = Money(told[-1][1], policy.shop_currency).rounded()
    return (
        Step(first, Money(regular, policy.store_currency)),
        *(Step(name, Money(amount, policy.shop_currency)) for name, amount in others),
        Step("rounded", rounded),
    )


def _out_of_bounds(variant: Variant, steps: Sequence[Step], policy: PricePolicy) -> Blocked | None:
    shown, sku = steps[-1].result, _name(variant)
    told = "; ".join(str(step) for step in steps)
    if shown.amount <= 0:
        return Blocked((reason("price_not_positive", sku=sku, price=shown, steps=told),))
    if shown.amount > policy.highest:
        most = Money(policy.highest, policy.shop_currency)
        return Blocked((reason("price_too_high", sku=sku, price=shown, most=most, steps=told),))
    return None


def _list_price(variant: Variant, shown: Money, policy: PricePolicy) -> Money | None:
    """Return the regular price where the region strikes one through; the vendor drops one not higher."""
    steps = _steps(variant, None, policy)
    if policy.highest_list_price is None or isinstance(steps, Blocked):
        return None
    regular = steps[-1].result
    return regular if shown.amount < regular.amount <= policy.highest_list_price else None


def _name(variant: Variant) -> str:
    return variant.sku or variant.id
