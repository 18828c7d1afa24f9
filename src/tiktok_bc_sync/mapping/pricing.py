"""How a price is made: regular or sale price, currency, price rule, rounding; each step told."""

from __future__ import annotations

from decimal import Decimal

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
)


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
    """What TikTok shows; ``list_price`` is struck through, None without a sale."""

    amount: Money
    list_price: Money | None
    steps: tuple[Step, ...]


@frozen
class PricePolicy:
    """Everything that makes prices but the product.

    ``factor`` is what one unit of the store's currency is in the shop's; None: nobody says.
    """

    store_currency: str
    shop_currency: str
    factor: Decimal | None = Decimal(1)
    rule: PriceRule | None = None
    use_sale_price: bool = False
    highest: Decimal = Decimal(10_000)


def policy_for(settings: Settings, template: Template, store: Store, region: str) -> PricePolicy:
    """Return the policy that settings and template make; the template's rule replaces the account's."""
    facts = region_facts(region)
    return PricePolicy(
        store_currency=store.currency,
        shop_currency=facts.currency,
        factor=_factor(settings.rate, store, facts.currency),
        rule=template.price_rule or settings.price_rule,
        use_sale_price=settings.use_sale_price,
        highest=facts.highest_price,
    )


def _factor(rate: Decimal | None, store: Store, shop_currency: str) -> Decimal | None:
    """Return the conversion: none for one currency; the merchant's rate divides; else the store's own."""
    if store.currency == shop_currency:
        return Decimal(1)
    return 1 / rate if rate else store.rate_to(shop_currency)


def price(variant: Variant, policy: PricePolicy) -> Price | Blocked:
    """Return the price to show on TikTok, with the steps that led to it.

    The order of the steps is fixed, so that fixed amounts of a rule are in the shop's currency. A
    result of zero or less or over the region's highest price blocks the SKU. Source: merchant settings
    "Custom pricing", "Sales price", "Currency converter".
    """
    on_sale = (
        policy.use_sale_price and variant.sale_price and 0 < variant.sale_price < variant.price
    )
    chosen = variant.sale_price if on_sale and variant.sale_price else variant.price
    steps = _steps("sale price" if on_sale else "price", chosen, policy)
    if isinstance(steps, Blocked):
        return steps
    shown = steps[-1].result
    told = "; ".join(str(step) for step in steps)
    if shown.amount <= 0:
        return Blocked((reason("price_not_positive", sku=variant.sku, price=shown, steps=told),))
    if shown.amount > policy.highest:
        most = Money(policy.highest, policy.shop_currency)
        return Blocked(
            (reason("price_too_high", sku=variant.sku, price=shown, most=most, steps=told),)
        )
    return Price(shown, _list_price(variant, policy) if on_sale else None, steps)


def _steps(name: str, amount: Decimal, policy: PricePolicy) -> tuple[Step, ...] | Blocked:
    steps = [Step(name, Money(amount, policy.store_currency))]
    if policy.store_currency != policy.shop_currency:
        if policy.factor is None:
            missing = reason("missing_rate", store=policy.store_currency, shop=policy.shop_currency)
            return Blocked((missing,))
        amount *= policy.factor
        steps.append(Step(f"at {policy.factor:.6g}", Money(amount, policy.shop_currency)))
    if policy.rule:
        amount = _ruled(amount, policy.rule)
        steps.append(Step(f"rule {policy.rule}", Money(amount, policy.shop_currency)))
    rounded = Money(amount, policy.shop_currency).rounded()
    return (*steps, Step("rounded", rounded))


def _ruled(amount: Decimal, rule: PriceRule) -> Decimal:
    if rule.kind is PriceRuleKind.PERCENT:
        return amount * (100 + rule.amount) / 100
    return amount + rule.amount


def _list_price(variant: Variant, policy: PricePolicy) -> Money | None:
    steps = _steps("price", variant.price, policy)
    return None if isinstance(steps, Blocked) else steps[-1].result
