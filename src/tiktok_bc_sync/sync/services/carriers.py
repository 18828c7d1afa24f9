"""Carriers: which TikTok shipping provider each BigCommerce carrier is, queued and saved together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from difflib import get_close_matches

from attrs import evolve, frozen

from tiktok_bc_sync.errors import Conflict, InvalidInput, NotFound, Refused
from tiktok_bc_sync.mapping.carriers import bare, provider_for
from tiktok_bc_sync.mapping.reasons import Blocked
from tiktok_bc_sync.models import Settings, ShippingProvider
from tiktok_bc_sync.runtime import Blocking, blocking
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.records import CURRENT, QueuedCarriers, SavedSettings

STORE_CARRIERS = (
    "auspost",
    "canadapost",
    "endicia",
    "fedex",
    "royalmail",
    "ups",
    "usps",
)
"""The carriers that BigCommerce itself has words for. Source: vendor notes of order shipments."""

UK_PROVIDERS = (
    "Royal Mail",
    "Hermes/EVRI",
    "DPD",
    "Yodel",
    "Amazon Logistics",
    "Parcel2Go",
    "Parcel Force",
    "UK Mail",
    "UPS UK",
    "DHL UK",
    "FedEx UK",
    "APC Overnight",
    "Panther UK",
    "Arrow XL",
)
"""The shipping providers that are known for the United Kingdom, should a shop there offer none yet."""

_BY_SELLER = "SEND_BY_SELLER"
_CANDIDATES = 5
_LIKENESS = 0.4


@frozen
class CarrierMapping:
    """One BigCommerce carrier and its TikTok shipping provider; ``queued`` until it is saved."""

    carrier: str
    provider: str
    queued: bool = False


@frozen
class CarrierSuggestion:
    """What an unmapped carrier may be.

    ``provider`` is an exact or the only near name, which shipments use without a mapping; it is empty
    where shipments would wait, and ``candidates`` are then the most alike, or all there are.
    """

    carrier: str
    provider: str
    candidates: tuple[str, ...] = ()


@frozen
class AsyncCarriers:
    """The account's carrier mapping; changes wait in a queue until they are saved together."""

    context: Context

    async def list(self) -> Sequence[CarrierMapping]:
        """Return the mapping as it would be saved now, what is queued marked."""
        saved = (await self.context.settings()).carriers
        queued = await self._queue()
        names = {bare(carrier) for carrier, _ in queued.changes}
        merged = _applied(saved, queued)
        return [CarrierMapping(one, other, bare(one) in names) for one, other in merged]

    async def providers(self) -> Sequence[ShippingProvider]:
        """Return the shipping providers that the shop's own delivery options offer.

        For a shop in the United Kingdom that offers none they are those that are known there, without
        ids.
        """
        await self.context.tables()
        found: dict[str, ShippingProvider] = {}
        for warehouse in await self.context.shop.warehouses():
            for option in await self.context.shop.delivery_options(warehouse.id):
                for one in await self._offered(option.id, option.type):
                    found[one.id] = one
        if not found and (await self.context.account()).shop.region in ("GB", "UK"):
            return [ShippingProvider("", name) for name in UK_PROVIDERS]
        return list(found.values())

    async def suggest(self, *carriers: str) -> Sequence[CarrierSuggestion]:
        """Return what each carrier that is not mapped may be; none given: those of BigCommerce."""
        offered = await self.providers()
        mapped = {bare(one.carrier) for one in await self.list()}
        return [
            _suggestion(carrier, offered)
            for carrier in carriers or STORE_CARRIERS
            if bare(carrier) not in mapped
        ]

    async def add(self, carrier: str, provider: str) -> CarrierMapping:
        """Queue a new mapping. ``provider`` is the name or id of one that the shop offers.

        Raises `InvalidInput` for a carrier that is mapped already, and for an unknown provider, naming
        those that there are.
        """
        if not bare(carrier):
            raise InvalidInput("The carrier has no name.", field="carrier")
        if await self._mapped(carrier):
            raise InvalidInput(
                f"The carrier {carrier!r} is mapped already.",
                field="carrier",
                what_to_do="Edit its mapping instead.",
            )
        return await self._change(carrier.strip(), await self._chosen(provider))

    async def edit(self, carrier: str, provider: str) -> CarrierMapping:
        """Queue another provider for a mapped carrier. Raises as `add` does, and `NotFound`."""
        known = await self._known(carrier)
        return await self._change(known.carrier, await self._chosen(provider))

    async def remove(self, carrier: str) -> None:
        """Queue that a mapping goes. Raises `NotFound`."""
        await self._change((await self._known(carrier)).carrier, "")

    async def save(self) -> Sequence[CarrierMapping]:
        """Save all that is queued, at once, and return the mapping."""
        tables = await self.context.tables()
        queue = await tables.carriers.get(CURRENT)
        if queue is None:
            return await self.list()

        def saved(old: SavedSettings | None) -> SavedSettings:
            settings = old.settings if old else Settings()
            carriers = _applied(settings.carriers, queue.value)
            return SavedSettings(evolve(settings, carriers=carriers))

        await tables.settings.update(CURRENT, saved)
        with suppress(Conflict):  # what was queued meanwhile is for the next time
            await tables.carriers.delete(CURRENT, queue.version)
        return await self.list()

    async def discard(self) -> None:
        """Forget all that is queued."""
        tables = await self.context.tables()
        queue = await tables.carriers.get(CURRENT)
        if queue:
            await tables.carriers.delete(CURRENT, queue.version)

    async def _queue(self) -> QueuedCarriers:
        stored = await (await self.context.tables()).carriers.get(CURRENT)
        return stored.value if stored else QueuedCarriers()

    async def _mapped(self, carrier: str) -> CarrierMapping | None:
        wanted = bare(carrier)
        return next((one for one in await self.list() if bare(one.carrier) == wanted), None)

    async def _known(self, carrier: str) -> CarrierMapping:
        known = await self._mapped(carrier)
        if known is None:
            raise NotFound(f"The carrier {carrier!r} is not mapped.", what_to_do="Add it first.")
        return known

    async def _change(self, carrier: str, provider: str) -> CarrierMapping:
        tables = await self.context.tables()

        def queued(old: QueuedCarriers | None) -> QueuedCarriers:
            others = [one for one in (old.changes if old else ()) if bare(one[0]) != bare(carrier)]
            return QueuedCarriers((*others, (carrier, provider)))

        await tables.carriers.update(CURRENT, queued)
        return CarrierMapping(carrier, provider, queued=True)

    async def _chosen(self, provider: str) -> str:
        """Return an offered provider's name as TikTok spells it."""
        offered = await self.providers()
        wanted = bare(provider)
        for one in offered:
            if wanted and wanted in (bare(one.name), bare(one.id)):
                return one.name
        names = ", ".join(one.name for one in offered) or "none"
        raise InvalidInput(
            f"The shop offers no shipping provider {provider[:80]!r}.",
            field="provider",
            what_to_do=f"Choose one of: {names}.",
        )

    async def _offered(self, option_id: str, kind: str) -> Sequence[ShippingProvider]:
        """Return a delivery option's providers; where the platform ships there may be none to choose."""
        try:
            return await self.context.shop.shipping_providers(option_id)
        except Refused:
            if kind == _BY_SELLER:
                raise
            return ()


class Carriers(Blocking[AsyncCarriers]):
    """The account's carrier mapping; changes wait in a queue until they are saved together."""

    list = blocking(AsyncCarriers.list)
    providers = blocking(AsyncCarriers.providers)
    suggest = blocking(AsyncCarriers.suggest)
    add = blocking(AsyncCarriers.add)
    edit = blocking(AsyncCarriers.edit)
    remove = blocking(AsyncCarriers.remove)
    save = blocking(AsyncCarriers.save)
    discard = blocking(AsyncCarriers.discard)


def _applied(
    saved: Sequence[tuple[str, str]], queue: QueuedCarriers
) -> tuple[tuple[str, str], ...]:
    """Return a mapping with the queued changes; a changed carrier keeps its place."""
    merged: dict[str, tuple[str, str]] = {bare(one[0]): one for one in saved}
    merged.update((bare(carrier), (carrier, provider)) for carrier, provider in queue.changes)
    return tuple(one for one in merged.values() if one[1])


def _suggestion(carrier: str, offered: Sequence[ShippingProvider]) -> CarrierSuggestion:
    found = provider_for(carrier, offered, ())
    if not isinstance(found, Blocked):
        return CarrierSuggestion(carrier, found.name)
    names: Mapping[str, str] = {bare(one.name): one.name for one in offered}
    alike = get_close_matches(bare(carrier), names, _CANDIDATES, _LIKENESS)
    return CarrierSuggestion(carrier, "", tuple(names[one] for one in alike or names))
