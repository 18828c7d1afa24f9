"""The account's configuration: read it, change it, know what a change does before it is saved."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from decimal import Context as Reckoning

from attrs import frozen

from tiktok_bc_sync.models import Reason, Settings, Store
from tiktok_bc_sync.runtime import Blocking, blocking
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.planning.checking import (
    ExchangeRate,
    Surroundings,
    problems,
    refused,
    with_changes,
)
from tiktok_bc_sync.sync.planning.effects import Effects, effects

_RECKONING = Reckoning(prec=28, rounding=ROUND_HALF_EVEN)


@frozen
class AsyncConfiguration:
    """One account's settings."""

    context: Context

    async def get(self) -> Settings:
        """Return the configuration; a new account has the defaults."""
        return await self.context.settings()

    async def save(self, settings: Settings) -> Settings:
        """Check the configuration as a whole and replace the old one.

        Raises `InvalidInput` where it does not fit together, or not the store and the shop; it names the
        field and tells of everything that is wrong. `preview` says what it will cause.
        """
        if wrong := await self.check(settings):
            raise refused(wrong)
        return await self.context.save_settings(settings)

    async def change(self, /, **changes: object) -> Settings:
        """Save the current configuration with some settings changed, as in ``change(rate="109")``.

        Raises as `save` does, and `InvalidInput` naming a setting that there is not or whose value can't
        be.
        """
        return await self.save(with_changes(await self.get(), changes))

    async def check(self, settings: Settings) -> tuple[Reason, ...]:
        """Return everything that is wrong with a configuration, with the field and how to mend it."""
        return problems(settings, await self._surroundings(settings))

    async def preview(self, settings: Settings) -> Effects:
        """Return how many prices, stocks and listings a configuration would change; nothing is sent.

        Raises as `save` does: what can't be saved has no effects.
        """
        if wrong := await self.check(settings):
            raise refused(wrong)
        return await effects(self.context, settings)

    async def rate(self) -> ExchangeRate:
        """Return how the store's currency becomes the shop's, and who says so.

        The merchant's own rate counts, else the one that BigCommerce's currency list implies now.
        """
        account = await self.context.account()
        own = (await self.get()).rate
        if own is not None:
            return ExchangeRate(account.store_currency, account.shop_currency, own, "yours")
        return _implied(await self.context.store.store(), account.shop_currency)

    async def _surroundings(self, settings: Settings) -> Surroundings:
        account = await self.context.account()
        rate = _implied(await self.context.store_facts(), account.shop_currency)
        warehouses: frozenset[str] = frozenset()
        locations: frozenset[str] = frozenset()
        if settings.warehouse_id or settings.warehouses:
            warehouses = frozenset([one.id for one in await self.context.shop.warehouses()])
        if settings.warehouses:
            locations = frozenset([one.id for one in await self.context.store.locations()])
        return Surroundings(rate, warehouses, locations)


class Configuration(Blocking[AsyncConfiguration]):
    """One account's settings."""

    get = blocking(AsyncConfiguration.get)
    save = blocking(AsyncConfiguration.save)
    change = blocking(AsyncConfiguration.change)
    check = blocking(AsyncConfiguration.check)
    preview = blocking(AsyncConfiguration.preview)
    rate = blocking(AsyncConfiguration.rate)


def _implied(store: Store, shop_currency: str) -> ExchangeRate:
    """Return the rate that BigCommerce's list implies, turned to the merchant's way of stating it."""
    factor = store.rate_to(shop_currency)
    rate = _RECKONING.divide(Decimal(1), factor) if factor else None
    return ExchangeRate(store.currency, shop_currency, rate, "BigCommerce's")
