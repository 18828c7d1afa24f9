"""The merchant's configuration of one account: what is synced, and how prices and stock are shown."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from attrs import Attribute, field, frozen
from attrs.validators import ge

from tiktok_bc_sync.models.money import as_decimal
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


@frozen
class Settings:
    """One account's configuration; the defaults are those of a new account.

    ``sync_product`` implies price and inventory. ``rate`` is stated the merchant's way: how many units
    of the store's currency make one unit of the shop's ("1 GBP = 109 AUD" is ``rate=109`` for an AUD
    store); None takes what BigCommerce's own currency list implies. ``default_email`` stands for the
    buyer's address where TikTok gives none, with "buyerid" replaced by the buyer's id.
    ``carriers`` maps BigCommerce carrier names to TikTok shipping providers. ``identifier_codes`` says
    that every SKU needs a GTIN; otherwise ``no_gtin_reason`` is given.
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

    @property
    def sends_price(self) -> bool:
        """Whether prices are sent to TikTok."""
        return self.sync_product or self.sync_price

    @property
    def sends_stock(self) -> bool:
        """Whether stock is sent to TikTok."""
        return self.sync_product or self.sync_inventory
