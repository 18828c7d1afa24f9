"""What a configuration would change on TikTok Shop, told before it is saved."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, frozen

from tiktok_bc_sync.models import Action, Change, DraftSku, ListedSku, Listing, Settings
from tiktok_bc_sync.sync.catalogue.cases import EVERYTHING, Cases
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.planning.planner import Planner

_SKU_ACTIONS = frozenset({Action.PRICE, Action.STOCK, Action.BLOCKED})


@frozen
class Effects:
    """How much would change: prices and stocks count SKUs, the others products.

    ``listings`` are products that would be created, edited, taken down or deleted, or would not be any
    more. ``blocked`` could not be listed any more, ``unblocked`` could again.
    """

    prices: int = 0
    stocks: int = 0
    listings: int = 0
    blocked: int = 0
    unblocked: int = 0

    def __bool__(self) -> bool:
        return self != Effects()

    def __add__(self, other: Effects) -> Effects:
        return Effects(
            self.prices + other.prices,
            self.stocks + other.stocks,
            self.listings + other.listings,
            self.blocked + other.blocked,
            self.unblocked + other.unblocked,
        )

    def __str__(self) -> str:
        """One sentence for people, as in ``12 price(s), 3 product(s) blocked.``."""
        counts = {
            "price(s)": self.prices,
            "stock(s)": self.stocks,
            "listing(s)": self.listings,
            "product(s) blocked": self.blocked,
            "product(s) unblocked": self.unblocked,
        }
        told = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        return f"Will change: {told}." if told else "Nothing will change on TikTok."


async def effects(context: Context, settings: Settings) -> Effects:
    """Plan with the saved configuration and with another one, and return the difference.

    What waits to be sent under both is no effect of the change.
    """
    now = await Planner.of(context)
    warehouse = await context.default_warehouse(settings)
    then = evolve(now, settings=settings, warehouse_id=warehouse)
    total = Effects()
    async for page in (await _cases(context, settings)).pages(EVERYTHING):
        await now.learn(page.cases)  # the brands, which both share
        for case in page.cases:
            total += difference(now.decide(case), then.decide(case), case.listing.value)
    return total


async def _cases(context: Context, settings: Settings) -> Cases:
    """Open the products, with their units counted at the locations of both configurations."""
    saved = await Cases.of(context)
    locations = (*saved.locations, *(location for location, _ in settings.warehouses))
    return evolve(saved, locations=tuple(dict.fromkeys(locations)))


def difference(before: Change, after: Change, listing: Listing) -> Effects:
    """Return what one decision about a product would leave on TikTok that the other would not."""
    was, will = _blocked(before), _blocked(after)
    return Effects(
        prices=_otherwise(_prices(before, listing), _prices(after, listing)),
        stocks=_otherwise(_stocks(before, listing), _stocks(after, listing)),
        listings=int(_listed(before) != _listed(after)),
        blocked=int(will and not was),
        unblocked=int(was and not will),
    )


def _blocked(change: Change) -> bool:
    return Action.BLOCKED in change.actions


def _listed(change: Change) -> tuple[object, ...]:
    """Return what would be done to the listing itself."""
    actions = frozenset(change.actions) - _SKU_ACTIONS
    edited = Action.EDIT in actions
    return actions, change.parts, change.digest if edited else ""


def _prices(change: Change, listing: Listing) -> Mapping[str, object]:
    """Return each listed SKU's price as it would be on TikTok once the change was applied."""
    if not listing.uploaded:
        return {}
    told = (*listing.skus, *_edited(change), *change.prices)
    return {sku.sku: (sku.price, sku.list_price) for sku in told}


def _stocks(change: Change, listing: Listing) -> Mapping[str, object]:
    """Return each listed SKU's stock as it would be on TikTok once the change was applied."""
    if not listing.uploaded:
        return {}
    told = (*listing.skus, *_edited(change), *change.stock)
    return {sku.sku: (sku.stock, sku.at_warehouses) for sku in told}


def _edited(change: Change) -> tuple[DraftSku | ListedSku, ...]:
    """Return the SKUs that a full edit carries along."""
    whole = Action.EDIT in change.actions and not change.partial
    return change.draft.skus if whole and change.draft else ()


def _otherwise(before: Mapping[str, object], after: Mapping[str, object]) -> int:
    keys = before.keys() | after.keys()
    return sum(before.get(key) != after.get(key) for key in keys)
