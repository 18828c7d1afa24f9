"""How many units of a variant TikTok is shown, in which warehouses, and by which steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from tiktok_bc_sync.models import Settings, Variant
from tiktok_bc_sync.rules.text import normalized

# Source: vendor rule.
MOST_STOCK = 99_999
Places = Sequence[tuple[str, int]]
"""The (BigCommerce location id, units that may be sold) of one variant."""
Warehouses = tuple[tuple[str, int], ...]
_NOTHING: Mapping[str, int] = {}


@frozen
class StockStep:
    """One step of a stock and the units that it left."""

    name: str
    units: int

    def __str__(self) -> str:
        """As in ``threshold 3: 10``."""
        return f"{self.name}: {self.units}"


@frozen
class Stock:
    """The units to show, with the steps that led to them.

    ``at_warehouses`` are the (TikTok warehouse id, units) that they are made of; empty where the
    merchant has not said which location is which warehouse: all of it is in the default one then.
    """

    units: int
    steps: tuple[StockStep, ...]
    at_warehouses: Warehouses = ()

    def __str__(self) -> str:
        """The steps in one line."""
        return "; ".join(map(str, self.steps))


def stock_of(
    variant: Variant,
    settings: Settings,
    reserved: Mapping[str, int] = _NOTHING,
    by_location: Places | None = None,
    *,
    typed: int | None = None,
    warehouse_id: str = "",
) -> Stock:
    """Return what TikTok is to show of a variant: never more than can be sold.

    ``reserved`` are units by SKU that TikTok sold and BigCommerce's stock doesn't show yet;
    ``by_location`` the units at each location, None where nobody counted; ``typed`` what the merchant
    typed for this variant; ``warehouse_id`` the default warehouse, which has what lies at no mapped
    location: stock that is not tracked, or not counted by location.
    Source: merchant settings "Threshold inventory", "Warehouses", "Quantity policy".
    """
    chosen = _chosen(variant, settings, by_location)
    steps = tuple(_steps(variant, settings, chosen, _reserved(variant, reserved), typed))
    units = steps[-1].units
    return Stock(units, steps, _spread(units, chosen, settings, warehouse_id))


def _steps(
    variant: Variant,
    settings: Settings,
    chosen: Mapping[str, int] | None,
    reserved: int,
    typed: int | None,
) -> Iterator[StockStep]:
    if not variant.purchasable:
        yield StockStep("can't be bought", 0)
        return
    units = settings.stock.untracked if variant.stock is None else variant.stock
    yield StockStep("not tracked" if variant.stock is None else "in BigCommerce", units)
    if variant.stock is not None:
        if chosen is not None:
            units = min(units, sum(chosen.values()))
            yield StockStep("at the chosen locations", units)
        if reserved:
            yield StockStep("less orders of TikTok's", units - reserved)
        units = settings.stock.sellable(units, reserved)
        yield StockStep(f"threshold {settings.stock.threshold}", units)
    yield from _shown(variant, settings, units, typed)


def _shown(
    variant: Variant, settings: Settings, sellable: int, typed: int | None
) -> Iterator[StockStep]:
    """Yield what is made of the units that can be sold; a typed number replaces the policy."""
    units, name = settings.quantity.shown(sellable), str(settings.quantity)
    if typed is not None:
        # What is not tracked has no number of its own that it could exceed.
        units = typed if variant.stock is None else min(typed, sellable)
        name = f"typed {typed}"
    if name:
        yield StockStep(name, units)
    yield StockStep("shown", max(0, min(units, MOST_STOCK)))


def _reserved(variant: Variant, reserved: Mapping[str, int]) -> int:
    # Orders name the SKU as TikTok has it; who counts them may have normalized it.
    names = {variant.sku, variant.sku.strip(), normalized(variant.sku)}
    return max(0, sum(reserved.get(name, 0) for name in names))


def _chosen(
    variant: Variant, settings: Settings, by_location: Places | None
) -> Mapping[str, int] | None:
    """Return the units in each warehouse whose locations the merchant chose, None for no choice."""
    if not settings.warehouses or by_location is None or variant.stock is None:
        return None
    held = dict(by_location)
    units = dict.fromkeys((warehouse for _, warehouse in settings.warehouses), 0)
    for location, warehouse in settings.warehouses:
        units[warehouse] += max(0, held.get(location, 0))
    return units


def _spread(
    units: int, chosen: Mapping[str, int] | None, settings: Settings, default: str
) -> Warehouses:
    """Spread units over the warehouses in the merchant's order, each up to what it has.

    All of them are named, those with nothing too: the vendor asks for every warehouse of a SKU.
    """
    if not settings.warehouses:
        return ()
    names = dict.fromkeys((*(one for _, one in settings.warehouses), default))
    holders = {default or next(iter(names)): units} if chosen is None else chosen
    left, spread = units, dict[str, int]()
    for name in filter(None, names):
        spread[name] = min(left, holders.get(name, 0))
        left -= spread[name]
    return tuple(spread.items())
