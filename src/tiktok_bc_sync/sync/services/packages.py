"""Packages that TikTok's carriers take: slots, hand-over, labels, splitting and combining."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import httpx
from attrs import evolve, frozen

from tiktok_bc_sync.clients.images import ImageSource
from tiktok_bc_sync.errors import NotFound, Refused
from tiktok_bc_sync.models import (
    DocumentType,
    HandoverOptions,
    HandoverSlot,
    Package,
    SplitAdvice,
    TrackingEvent,
)
from tiktok_bc_sync.runtime import Blocking, blocking
from tiktok_bc_sync.sync.engine.context import Context

_WAITING = ("TO_FULFILL", "")
_SKEW = timedelta(hours=1)
_PDF = b"%PDF-"


@frozen
class AsyncPackages:
    """The packages of the shop's orders, above all of those that TikTok's carriers take."""

    context: Context

    async def of_order(self, order_id: str) -> Sequence[Package]:
        """Return an order's packages. Raises `NotFound` for an order that was never fetched."""
        stored = await (await self.context.tables()).orders.get(order_id)
        if stored is None:
            raise NotFound(f"Order {order_id} was never fetched.", what_to_do="Fetch it first.")
        # TikTok finds packages by time alone, and none of an order is older than the order.
        since = stored.value.order.created_at - _SKEW
        found = self.context.shop.search_packages(created_since=since)
        return [one async for one in found if order_id in one.order_ids]

    async def get(self, package_id: str) -> Package:
        """Return one package as TikTok has it now. Raises `Refused` for an unknown one."""
        await self.context.tables()
        return await self.context.shop.package(package_id)

    async def slots(self, package_id: str) -> HandoverOptions:
        """Return how, and at which times, TikTok's carrier can have a package now."""
        await self.context.tables()
        return await self.context.shop.handover_options(package_id)

    async def hand_over(
        self, package_id: str, *, method: str = "DROP_OFF", slot: HandoverSlot | None = None
    ) -> Package:
        """Arrange that TikTok's carrier takes a package: PICKUP, at a slot, or DROP_OFF.

        One that was handed over already stays as it is. Raises `Refused`, `InvalidInput`.
        """
        if (package := await self.get(package_id)).status not in _WAITING:
            return package
        try:
            await self.context.shop.ship_package(package_id, method=method, slot=slot)
        except Refused:
            if (package := await self.get(package_id)).status in _WAITING:
                raise
            return package  # somebody else was quicker
        return await self.get(package_id)

    async def label(
        self,
        package_id: str,
        document: DocumentType = DocumentType.LABEL,
        *,
        size: str = "",
    ) -> bytes:
        """Return a package's label, or another document, as PDF; ``size`` is A5 or A6.

        There is one between the hand-over and the collection. Raises `Refused` where there is none, or
        where it is at no public https address, is larger than 10 MiB, or is no PDF.
        """
        await self.context.tables()
        found = await self.context.shop.shipping_document(package_id, document, size=size)
        return await _fetched(self._documents(), found.url)

    def _documents(self) -> ImageSource:
        """Return a source that trusts the host of the shop's own calls too: a sandbox's may be private."""
        host = httpx.URL(self.context.shop.base_url).netloc.decode()
        return evolve(self.context.images, trusted=(*self.context.images.trusted, host))

    # --- splitting and combining -----------------------------------------------------

    async def split_advice(self, order_ids: Sequence[str]) -> Sequence[SplitAdvice]:
        """Return whether orders can, or must, leave in several packages."""
        await self.context.tables()
        return await self.context.shop.split_advice(order_ids)

    async def split(self, order_id: str, groups: Mapping[str, Sequence[str]]) -> Sequence[Package]:
        """Split an order into packages: line ids by a name of yours for each. Raises `Refused`."""
        await self.context.tables()
        return await self.context.shop.split_order(order_id, groups)

    async def combinable(self) -> Sequence[Package]:
        """Return the packages that orders for one address could be combined to."""
        await self.context.tables()
        return [one async for one in self.context.shop.combinable_packages()]

    async def combine(self, package_id: str, order_ids: Sequence[str] = ()) -> Sequence[Package]:
        """Combine orders, or all that are meant for it, to a package that `combinable` proposed."""
        await self.context.tables()
        return await self.context.shop.combine_package(package_id, order_ids)

    async def uncombine(self, package_id: str, order_ids: Sequence[str] = ()) -> Sequence[Package]:
        """Take orders, or all of them, out of a combined package."""
        await self.context.tables()
        return await self.context.shop.uncombine_package(package_id, order_ids)

    async def tracking(self, order_id: str) -> Sequence[TrackingEvent]:
        """Return what happened to an order on its way, the newest first."""
        await self.context.tables()
        return await self.context.shop.tracking(order_id)


class Packages(Blocking[AsyncPackages]):
    """The packages of the shop's orders, above all of those that TikTok's carriers take."""

    of_order = blocking(AsyncPackages.of_order)
    get = blocking(AsyncPackages.get)
    slots = blocking(AsyncPackages.slots)
    hand_over = blocking(AsyncPackages.hand_over)
    label = blocking(AsyncPackages.label)
    split_advice = blocking(AsyncPackages.split_advice)
    split = blocking(AsyncPackages.split)
    combinable = blocking(AsyncPackages.combinable)
    combine = blocking(AsyncPackages.combine)
    uncombine = blocking(AsyncPackages.uncombine)
    tracking = blocking(AsyncPackages.tracking)


async def _fetched(source: ImageSource, url: str) -> bytes:
    """Fetch a document. Whoever has its address can read the buyer's: no error shows it."""
    where = httpx.URL(url)
    if where.scheme != "https" and where.netloc.decode() not in source.trusted:
        raise Refused("The document is not at a https address.", what_to_do="Ask TikTok anew.")
    try:
        content = await source.fetch(url)
    except Refused:
        raise Refused(
            "The document can't be fetched from where TikTok says it is.",
            what_to_do="Ask for it anew: its address is good for a day.",
        ) from None
    if not content.startswith(_PDF):
        raise Refused("What TikTok gives is no PDF.", what_to_do="Ask for another document.")
    return content
