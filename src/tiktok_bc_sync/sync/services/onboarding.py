"""Onboarding: connect, default template, default configuration, then the import; left and resumed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from attrs import evolve, frozen

from tiktok_bc_sync.errors import InvalidInput, NeedsReconnecting
from tiktok_bc_sync.models import (
    Activity,
    AttributeSource,
    MarketRules,
    Onboarding,
    OnboardingStep,
    ParcelDefaults,
    PriceRule,
    SimpleProducts,
)
from tiktok_bc_sync.runtime import Blocking, blocking
from tiktok_bc_sync.sync.catalogue.assignment import all_templates
from tiktok_bc_sync.sync.engine.activities import Progress
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.records import CURRENT, SavedOnboarding
from tiktok_bc_sync.sync.services.accounts import AsyncAccounts
from tiktok_bc_sync.sync.services.products import AsyncProducts
from tiktok_bc_sync.sync.services.settings import AsyncConfiguration
from tiktok_bc_sync.sync.services.templates import AsyncTemplates

_NO_PARCEL = ParcelDefaults()
_NO_MARKET = MarketRules()


@frozen
class AsyncOnboardingSteps:
    """The steps that a new merchant takes; each is stored, so that any process can go on."""

    context: Context

    async def state(self) -> Onboarding:
        """Return how far the merchant is; works before anything is connected."""
        store = await _works(self.context.keys.store)
        shop = await _works(self.context.keys.shop)
        account = await self.context.known_account() if shop else None
        if not store or account is None:
            return Onboarding(store, account is not None)
        tables = await self.context.tables()
        default = [one.id for one in await all_templates(tables) if one.default]
        saved = await tables.onboarding.get(CURRENT)
        done = saved.value if saved else SavedOnboarding()
        return Onboarding(
            store_connected=True,
            shop_connected=True,
            template_id=default[0] if default else "",
            configured_at=done.configured_at,
            import_id=done.import_id,
            imported_at=done.imported_at,
        )

    async def connect(self) -> Onboarding:
        """Check both connections: the first step. Raises as `AsyncAccounts.connect` does."""
        await AsyncAccounts(self.context).connect()
        return await self.state()

    async def template(
        self,
        *,
        category_id: str,
        name: str = "Default template",
        attributes: Mapping[str, AttributeSource] | None = None,
        parcel: ParcelDefaults = _NO_PARCEL,
        simple_products: SimpleProducts = SimpleProducts.REQUIRE_VARIANT,
        cod: bool = False,
        market: MarketRules = _NO_MARKET,
    ) -> Onboarding:
        """Make the default template, or make it anew where there is one: the second step.

        ``attributes`` are the category's required, variation and recommended ones. Raises as
        `AsyncTemplates.create` does.
        """
        await self._reached(OnboardingStep.TEMPLATE)
        templates = AsyncTemplates(self.context)
        known = next((one for one in await templates.list() if one.default), None)
        if known is None:
            await templates.create(
                name=name,
                category_id=category_id,
                attributes=attributes,
                parcel=parcel,
                simple_products=simple_products,
                cod=cod,
                market=market,
            )
        else:
            again = evolve(known, name=name, category_id=category_id, parcel=parcel, cod=cod)
            sources = tuple((attributes or {}).items())
            await templates.update(
                evolve(again, attributes=sources, simple_products=simple_products, market=market)
            )
        return await self.state()

    async def configure(
        self,
        /,
        *,
        price_rule: PriceRule | None = None,
        auto_import: bool = True,
        auto_delete: bool = False,
        **others: object,
    ) -> Onboarding:
        """Save the default configuration: the third step.

        ``others`` are further settings by name, a rate for instance. Raises as `AsyncConfiguration.change`
        does.
        """
        await self._reached(OnboardingStep.CONFIGURATION)
        await AsyncConfiguration(self.context).change(
            price_rule=price_rule, auto_import=auto_import, auto_delete=auto_delete, **others
        )
        now = self.context.runtime.now()
        await self._keep(lambda done: evolve(done, configured_at=now))
        return await self.state()

    async def start_import(self, *, progress: Progress | None = None) -> Activity:
        """Read the whole catalogue for the first time, and return what became of it.

        An import that was cut off is gone on with. Raises `InvalidInput` while a step is missing.
        """
        await self._reached(OnboardingStep.IMPORT)
        done = await AsyncProducts(self.context).pull(progress=progress)
        ended = done.finished_at
        await self._keep(lambda known: evolve(known, import_id=done.id, imported_at=ended))
        return done

    async def _reached(self, step: OnboardingStep) -> None:
        """Refuse a step while an earlier one is missing; a later one may be taken again."""
        order = list(OnboardingStep)
        now = (await self.state()).step
        if order.index(now) < order.index(step):
            raise InvalidInput(
                f"The step {step} comes after the step {now}.",
                field="step",
                what_to_do=f"Do the step {now} first.",
            )

    async def _keep(self, change: Callable[[SavedOnboarding], SavedOnboarding]) -> None:
        tables = await self.context.tables()
        await tables.onboarding.update(CURRENT, lambda old: change(old or SavedOnboarding()))


class OnboardingSteps(Blocking[AsyncOnboardingSteps]):
    """The steps that a new merchant takes; each is stored, so that any process can go on."""

    state = blocking(AsyncOnboardingSteps.state)
    connect = blocking(AsyncOnboardingSteps.connect)
    template = blocking(AsyncOnboardingSteps.template)
    configure = blocking(AsyncOnboardingSteps.configure)
    start_import = blocking(AsyncOnboardingSteps.start_import)


async def _works(key: Callable[[], Awaitable[object]]) -> bool:
    try:
        await key()
    except NeedsReconnecting:
        return False
    return True
