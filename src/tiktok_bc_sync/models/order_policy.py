"""What the merchant wants made of TikTok's orders in BigCommerce, kind by kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from string import Formatter

from attrs import Attribute, field, frozen
from attrs.validators import ge, matches_re

from tiktok_bc_sync.models.order import Order, OrderKind, StoreOrderStatus


class KindPolicy(StrEnum):
    """Whether orders of a kind are made in BigCommerce."""

    CREATE = "create"
    LEAVE_OUT = "leave out"


class HoldPolicy(StrEnum):
    """What happens while the buyer may still cancel freely.

    At once: the order is made as any other, for stock's sake. Verify: it is made with the status "Manual
    Verification Required" until the hold is over. Wait: it is made when the hold is over.
    """

    AT_ONCE = "at once"
    VERIFY = "verify"
    WAIT = "wait"


class BundlePolicy(StrEnum):
    """What a bundle's line becomes.

    Parts: a line for each product in it, the bundle's price shared out evenly among their units. Own
    SKU: one line with the variant that has the bundle's own SKU.
    """

    PARTS = "parts"
    OWN_SKU = "own SKU"


class TaxPolicy(StrEnum):
    """Whose tax a BigCommerce order shows.

    TikTok: the taxes of TikTok's lines. BigCommerce: prices are given without tax and the store works
    its own out, so that totals may differ. None: the buyer's amounts, without saying what of them is tax.
    """

    TIKTOK = "as TikTok says"
    BIGCOMMERCE = "as BigCommerce computes"
    NONE = "none"


# What a refund or a person sets is never set by a table: orders would not move on from there.
_SETTABLE = frozenset(StoreOrderStatus) - {
    StoreOrderStatus.INCOMPLETE,
    StoreOrderStatus.REFUNDED,
    StoreOrderStatus.DECLINED,
    StoreOrderStatus.DISPUTED,
    StoreOrderStatus.PARTIALLY_REFUNDED,
}
NOTE = (
    "TikTok Shop order {order_id}. Seller's discount {seller_discount}, "
    "platform's discount {platform_discount}."
)
NOTE_WORDS = (
    "order_id",
    "seller_discount",
    "platform_discount",
    "delivery_option",
    "ship_by",
    "buyer_id",
    "kinds",
)
"""What a note can say: each of these in braces is filled in."""


def _known_words(_: object, attribute: Attribute[str], text: str) -> None:
    # The format's own words for parts and forms of a value are not for merchants.
    parsed = list(Formatter().parse(text))
    unknown = [name for _, name, _, _ in parsed if name is not None and name not in NOTE_WORDS]
    if unknown or any(form or conversion for _, _, form, conversion in parsed):
        raise ValueError(f"{attribute.name} can say {', '.join(NOTE_WORDS)}, not {unknown}")


StatusTable = tuple[tuple[str, StoreOrderStatus], ...]
"""Pairs of TikTok's status as the merchant reads it, and BigCommerce's."""
_USUAL: StatusTable = ()


def _table(pairs: Iterable[tuple[str, int]]) -> StatusTable:
    """Return plain texts: a status of ours and the same word are one."""
    return tuple((str(word), StoreOrderStatus(status)) for word, status in pairs)


def _statuses(_: object, attribute: Attribute[StatusTable], table: StatusTable) -> None:
    for word, status in table:
        if not word or status not in _SETTABLE:
            raise ValueError(f"{attribute.name} can't make {word!r} a status {int(status)}")
    if len({word for word, _ in table}) < len(table):
        raise ValueError(f"{attribute.name} names a status twice")


@frozen
class OrderPolicy:
    """What becomes of orders; the defaults are those of a new account.

    ``hold`` is "at once" by default, ``hold_minutes`` how long the buyer may cancel freely after the
    order was placed (60); an order that TikTok itself has on hold counts as held too. ``older`` (off)
    makes orders from before the connection too; otherwise they are made on request only.
    Cash on delivery, samples, replacements, exchanges, what the platform packs and gifts are all created
    by default, so that stock and books are whole; ``…_lower_stock`` (on) of False makes lines that name
    no product, so that its stock stays. ``bundles`` become their parts by default. Units that are
    cancelled before the order is made are left out of it, always.
    ``tax`` is TikTok's by default. ``customer_id`` ties orders to one BigCommerce customer; empty makes
    them a guest's, the default. ``note`` is the staff note (`NOTE_WORDS` in braces are filled in);
    ``tags`` are added to it, as BigCommerce has none of its own. BigCommerce numbers orders itself:
    TikTok's id is the external one. ``shipping_methods`` are (TikTok's delivery option, the method's name
    in BigCommerce); others keep TikTok's name. ``statuses`` are (TikTok's status as the merchant reads
    it, BigCommerce's), in place of the usual ones.
    Source: merchant setting "Order policies".
    """

    hold: HoldPolicy = HoldPolicy.AT_ONCE
    hold_minutes: int = field(default=60, validator=ge(0))
    older: bool = False
    cod: KindPolicy = KindPolicy.CREATE
    samples: KindPolicy = KindPolicy.CREATE
    samples_lower_stock: bool = True
    replacements: KindPolicy = KindPolicy.CREATE
    exchanges: KindPolicy = KindPolicy.CREATE
    platform_packed: KindPolicy = KindPolicy.CREATE
    platform_lowers_stock: bool = True
    gifts: KindPolicy = KindPolicy.CREATE
    bundles: BundlePolicy = BundlePolicy.PARTS
    tax: TaxPolicy = TaxPolicy.TIKTOK
    customer_id: str = field(default="", validator=matches_re("[0-9]*"))
    note: str = field(default=NOTE, validator=_known_words)
    tags: tuple[str, ...] = ()
    shipping_methods: tuple[tuple[str, str], ...] = ()
    statuses: StatusTable = field(default=_USUAL, converter=_table, validator=_statuses)

    @property
    def hold_time(self) -> timedelta:
        """How long an order is held."""
        return timedelta(minutes=self.hold_minutes)

    def left_out(self, order: Order) -> tuple[str, ...]:
        """Return in words each kind of the order that is not to be made."""
        policies: Mapping[str, KindPolicy] = {
            OrderKind.COD: self.cod,
            OrderKind.SAMPLE: self.samples,
            OrderKind.REPLACEMENT: self.replacements,
            OrderKind.EXCHANGE: self.exchanges,
            OrderKind.PLATFORM_PACKED: self.platform_packed,
        }
        return tuple(
            str(kind)
            for kind in order.kinds
            if policies.get(kind, KindPolicy.CREATE) is KindPolicy.LEAVE_OUT
        )

    def lowers_stock(self, order: Order) -> bool:
        """Whether BigCommerce's stock goes down by what was ordered."""
        kinds = order.kinds
        if OrderKind.SAMPLE in kinds and not self.samples_lower_stock:
            return False
        return OrderKind.PLATFORM_PACKED not in kinds or self.platform_lowers_stock
