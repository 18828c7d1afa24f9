"""Reading back what TikTok makes of the listings: statuses, reviews, and what was made or lost there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import aclosing

from attrs import evolve, frozen

from tiktok_bc_sync.errors import Refused, RemoteNotFound, SyncError
from tiktok_bc_sync.mapping.reasons import reason
from tiktok_bc_sync.mapping.statuses import listing_status
from tiktok_bc_sync.models import ListedSku, Listing, ListingStatus, RemoteListing
from tiktok_bc_sync.runtime import Call
from tiktok_bc_sync.storage import Stored, commit
from tiktok_bc_sync.sync.catalogue.cases import Cases
from tiktok_bc_sync.sync.engine.activities import Job, reason_of
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.engine.retrying import until_alone
from tiktok_bc_sync.sync.listings.adoption import Adoption
from tiktok_bc_sync.sync.records import Tables

_GONE = "DELETED"


@frozen
class Refresher:
    """Reads every listing of the shop, a page at a time, for one activity."""

    context: Context
    tables: Tables
    cases: Cases
    job: Job

    @classmethod
    async def of(cls, context: Context, job: Job) -> Refresher:
        """Open the account's listings."""
        tables = await context.tables()
        return cls(context, tables, Cases(context, tables), job)

    async def run(self) -> None:
        """Keep every status with its reasons, adopt what was made by hand, and notice what is gone."""
        seen, readable, tied = set[str](), True, await self.cases.tied()
        async with aclosing(self.context.shop.search_listings().parts()) as parts:
            async for part in parts:
                seen.update(one.id for one in part.items)
                await self._take(part.items, tied)
                for error in part.unread:
                    readable = False
                    await self.job.failed("", reason_of(error, "listing"))
        if readable:  # else it may be among what could not be read
            await self._notice_gone({key: one for key, one in tied.items() if key not in seen})

    async def some(self, listing_ids: Sequence[str]) -> None:
        """Read some listings, by TikTok's ids; those that are not ours yet are adopted if they match."""
        calls = [self._asking(one) for one in dict.fromkeys(listing_ids)]
        found = await self.context.runtime.run_all(calls, limit=self.context.concurrency)
        await self._take([one for one in found if one])

    def _asking(self, listing_id: str) -> Call[RemoteListing | None]:
        async def ask() -> RemoteListing | None:
            try:
                return await self.context.shop.listing(listing_id)
            except RemoteNotFound:
                return RemoteListing(listing_id, "", _GONE)
            except SyncError as error:
                await self.job.failed(listing_id, reason_of(error))
                return None

        return ask

    async def _take(
        self, remotes: Sequence[RemoteListing], tied: Mapping[str, str] | None = None
    ) -> None:
        known = await until_alone(lambda: self._keep(remotes, tied))
        strange = [one for one in remotes if one.id not in known and one.status != _GONE]
        if strange:
            adopted = await (await Adoption.of(self.context)).adopt(strange)
            await self.job.did(len(adopted))

    async def _keep(
        self, remotes: Sequence[RemoteListing], tied: Mapping[str, str] | None
    ) -> Collection[str]:
        """Keep what is said of our listings, and return their ids."""
        known = await self.cases.listed([one.id for one in remotes], tied)
        moved = [one for one in remotes if one.id in known and _moved(known[one.id].value, one)]
        told = await self._told([one for one in moved if _failed(one)])
        writes = [
            self.tables.listings.write(_seen(stored.value, told.get(one.id, one)), stored.version)
            for one in moved
            for stored in (known[one.id],)
        ]
        await commit(self.context.storage, self.tables.listings.account, writes)
        await self.job.did(len(known))
        return known.keys()

    async def _told(self, failed: Sequence[RemoteListing]) -> Mapping[str, RemoteListing]:
        """Read why reviews failed, which lists do not say."""
        calls = [self._reading(one) for one in failed]
        found = await self.context.runtime.run_all(calls, limit=self.context.concurrency)
        return {one.id: one for one in found}

    def _reading(self, remote: RemoteListing) -> Call[RemoteListing]:
        async def read() -> RemoteListing:
            try:
                return await self.context.shop.listing(remote.id)
            except SyncError:
                return remote

        return read

    async def _notice_gone(self, missing: Mapping[str, str]) -> None:
        """Ask for each listing that was not in the list: pages move while they are read."""
        for listing_id, product_id in missing.items():
            stored = await self.tables.listings.get(product_id)
            if stored and stored.value.status is not ListingStatus.DELETED:
                await self._look_again(listing_id, stored)

    async def _look_again(self, listing_id: str, stored: Stored[Listing]) -> None:
        try:
            remote = await self.context.shop.listing(listing_id)
        except Refused:  # the vendor's word for "unknown" is not told: it is in no list either
            remote = RemoteListing(listing_id, stored.value.title, _GONE)
        await self.tables.listings.update(
            stored.value.product_id, lambda known: _seen(known or stored.value, remote)
        )
        await self.job.did()


def _failed(remote: RemoteListing) -> bool:
    return "FAILED" in (remote.status, remote.audit)


def _moved(known: Listing, remote: RemoteListing) -> bool:
    return (
        (known.vendor_status, known.audit) != (remote.status, remote.audit)
        or known.status is not listing_status(remote.status)
        or any(not sku.sku_id for sku in known.skus)
    )


def _seen(known: Listing, remote: RemoteListing) -> Listing:
    """Return what is known of a listing once TikTok's word for it was read."""
    ids = {sku.sku: sku.sku_id for sku in remote.skus}
    audited = (known.vendor_status, known.audit) != (remote.status, remote.audit)
    reasons = tuple(reason("audit_failed", text=text) for text in remote.audit_reasons)
    return evolve(
        known,
        vendor_status=remote.status,
        status=listing_status(remote.status),
        audit=remote.audit,
        reasons=reasons if audited else known.reasons,
        skus=tuple(_identified(sku, ids) for sku in known.skus),
    )


def _identified(sku: ListedSku, ids: Mapping[str, str]) -> ListedSku:
    return sku if sku.sku_id else evolve(sku, sku_id=ids.get(sku.sku, ""))
