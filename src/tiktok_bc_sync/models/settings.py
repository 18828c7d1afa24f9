"""The merchant's configuration of one account: what is synced, and how prices and stock are shown."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from attrs import Attribute, field, frozen
from attrs.validators import and_, ge, le, optional

from tiktok_bc_sync.models.aftersales import AftersalesPolicy
from tiktok_bc_sync.models.listing_rules import ListingRules
from tiktok_bc_sync.models.money import as_decimal
from tiktok_bc_sync.models.order_policy import OrderPolicy
from tiktok_bc_sync.models.template import PriceRule


class NoGtinReason(StrEnum):
    """Why no identifier code is sent (merchant setting "Identifier code: no")."""

    GENERIC = "Generic or non-branded product without GTIN"
    NOT_PROVIDED = "Brand or manufacturer does not provide a GTIN"


def _rate(value: Decimal | int | str | None) -> Decimal | None:
    return None if value is None else as_decimal(value)


def _positive(_: object, attribute: Attribute[Decimal | None], value: Decimal | None) -> None:
    if value is not None and value <= 0:
        raise ValueError(f"{attribute.name} must be greater than 0, not {value}")


@frozen
class StockRule:
    """How many units TikTok may sell of what BigCommerce holds.

    Stock at or below ``threshold`` (whole units, 0 switches the rule off) is shown as sold out;
    above it the real stock is shown. ``untracked`` units are shown for products whose stock
    BigCommerce doesn't track.
    Source: merchant setting "Threshold inventory".
    """

    threshold: int = field(default=0, validator=ge(0))
    untracked: int = field(default=100, validator=ge(0))

    def sellable(self, on_hand: int | None, reserved: int = 0) -> int:
        """Return the units to show, never negative.

        ``reserved`` are units of TikTok orders that BigCommerce has not taken off yet.

        >>> StockRule(threshold=3).sellable(3), StockRule(threshold=3).sellable(4)
        (0, 4)
        """
        if on_hand is None:
            return self.untracked
        available = on_hand - reserved
        return available if available > self.threshold else 0


_units = optional(ge(0))


@frozen
class QuantityPolicy:
    """How much of the stock that can be sold TikTok is shown; never more than can be sold.

    ``percent`` (1 to 100) of it, but ``at_least`` units as long as there are so many, and ``at_most`` so
    many; or ``fixed`` units in place of these three. With ``tell_below`` a change is told only when the
    shown number falls to it or below, or comes back above: all that is above is shown as one unit more
    than it, because a greater number that is not corrected could be oversold.
    Source: merchant setting "Quantity policy".

    >>> QuantityPolicy(percent=50, at_least=2, at_most=10).shown(30)
    10
    >>> QuantityPolicy(tell_below=5).shown(80), QuantityPolicy(tell_below=5).shown(4)
    (6, 4)
    """

    percent: int = field(default=100, validator=and_(ge(1), le(100)))
    at_least: int = field(default=0, validator=ge(0))
    at_most: int | None = field(default=None, validator=_units)
    fixed: int | None = field(default=None, validator=_units)
    tell_below: int | None = field(default=None, validator=_units)

    def shown(self, sellable: int) -> int:
        """Return the units to show of those that can be sold."""
        if self.fixed is not None:
            wanted = self.fixed
        else:
            wanted = max(sellable * self.percent // 100, self.at_least)
            wanted = wanted if self.at_most is None else min(wanted, self.at_most)
        told = wanted if self.tell_below is None else min(wanted, self.tell_below + 1)
        return max(0, min(told, sellable))

    def __str__(self) -> str:
        """In words, as in ``50 %, at least 2, at most 10``; empty where all is shown."""
        share = [f"{self.percent} %"] if self.percent < 100 else []
        share += [f"at least {self.at_least}"] if self.at_least else []
        share += [] if self.at_most is None else [f"at most {self.at_most}"]
        parts = share if self.fixed is None else [f"fixed {self.fixed}"]
        parts += [] if self.tell_below is None else [f"told from {self.tell_below} down"]
        return ", ".join(parts)


@frozen
class Settings:
    """One account's configuration; the defaults are those of a new account.

    ``sync_product`` implies price and inventory. ``rate`` is stated the merchant's way: how many units
    of the store's currency make one unit of the shop's ("1 GBP = 109 AUD" is ``rate=109`` for an AUD
    store); None takes what BigCommerce's own currency list implies. ``default_email`` stands for the
    buyer's address where TikTok gives none, with "buyerid" replaced by the buyer's id.
    ``carriers`` maps BigCommerce carrier names to TikTok shipping providers. ``identifier_codes`` says
    that every SKU needs a GTIN; otherwise ``no_gtin_reason`` is given. ``warehouses`` are (BigCommerce
    location id, TikTok warehouse id): where it has any, stock is sold from these locations alone.
    ``warehouse_id`` is the default one. ``listing_rules`` of None lists by hand, or by plan, alone.
    ``orders`` says what becomes of TikTok's orders.
    """

    sync_product: bool = True
    sync_price: bool = True
    sync_inventory: bool = True
    price_rule: PriceRule | None = None
    use_sale_price: bool = False
    rate: Decimal | None = field(default=None, converter=_rate, validator=_positive)
    stock: StockRule = StockRule()
    identifier_codes: bool = False
    no_gtin_reason: NoGtinReason = NoGtinReason.GENERIC
    default_email: str = "buyerid@tiktok.com"
    carriers: tuple[tuple[str, str], ...] = ()
    warehouse_id: str = ""
    auto_import: bool = True
    auto_delete: bool = False
    quantity: QuantityPolicy = QuantityPolicy()
    warehouses: tuple[tuple[str, str], ...] = ()
    listing_rules: ListingRules | None = None
    aftersales: AftersalesPolicy = field(factory=AftersalesPolicy)
    orders: OrderPolicy = field(factory=OrderPolicy)

    @property
    def sends_price(self) -> bool:
        """Whether prices are sent to TikTok."""
        return self.sync_product or self.sync_price

    @property
    def sends_stock(self) -> bool:
        """Whether stock is sent to TikTok."""
        return self.sync_product or self.sync_inventory
