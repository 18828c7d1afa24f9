"""Making one BigCommerce order from one TikTok order, exactly once, whatever dies in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from attrs import evolve, frozen

from tiktok_bc_sync.errors import Conflict, NotFound, Refused, SyncError, Unavailable
from tiktok_bc_sync.mapping.orders import SkuMatch, near_skus, order_draft
from tiktok_bc_sync.mapping.reasons import Blocked
from tiktok_bc_sync.mapping.statuses import wants_store_order
from tiktok_bc_sync.models import ImportedOrder, ImportState, Order, OrderDraft, Reason, StoreOrder
from tiktok_bc_sync.rules.text import normalized
from tiktok_bc_sync.storage import Filter, Stored
from tiktok_bc_sync.sync.activities import reason_of
from tiktok_bc_sync.sync.context import Context
from tiktok_bc_sync.sync.records import SkuRecord, Tables

# Candidates for an unknown SKU share this many first characters, and are looked for among so many.
_ALIKE = 2
_NEAR = 500
_LAST = "\uffff"


@frozen
class Importer:
    """Imports orders in the name of one worker."""

    context: Context
    tables: Tables

    async def run(self, order_id: str) -> ImportedOrder | None:
        """Import one order; None where another worker has it or there is nothing to do.

        Why an order could not be made is kept with it. Raises `VendorError` where trying again later
        may help.
        """
        stored = await self.tables.orders.get(order_id)
        now = self.context.runtime.now()
        if stored is None or not claimable(stored.value, now, self.context.claim):
            return None
        if stored.value.state is ImportState.FAILED:  # often still so, and then nobody is asked
            wanted = await self._draft(stored.value.order)
            if isinstance(wanted, Blocked):
                return await self._swap(stored, evolve(stored.value, reasons=wanted.reasons))
        claimed = await self._swap(
            stored, self._claimed(stored.value)
        )  # a second worker stops here
        return await self._imported(claimed) if claimed else None

    async def _imported(self, claimed: ImportedOrder) -> ImportedOrder:
        try:
            return await self._import(claimed)
        except Refused as refusal:
            return await self._failed(claimed, (reason_of(refusal, "order"),))
        except SyncError as error:
            await self._not_now(claimed, error)
            raise

    def _claimed(self, order: ImportedOrder) -> ImportedOrder:
        return evolve(
            order,
            state=ImportState.CLAIMED,
            claim=self.context.worker,
            claimed_at=self.context.runtime.now(),
        )

    async def _swap(
        self, stored: Stored[ImportedOrder], value: ImportedOrder
    ) -> ImportedOrder | None:
        """Write over what was read; None where another worker wrote meanwhile."""
        if stored.value == value:
            return value
        try:
            return (await self.tables.orders.save(value, stored.version)).value
        except Conflict:
            return None

    async def _import(self, claimed: ImportedOrder) -> ImportedOrder:
        order = claimed.order
        found = await self.context.store.find_order(order.id)  # a crash after create is found here
        if found is None:
            wanted = await self._draft(order)
            if isinstance(wanted, Blocked):
                return await self._failed(claimed, wanted.reasons)
            self._still_mine(claimed)
            found = await self.context.store.create_order(wanted)
        return await self._created(order.id, found)

    def _still_mine(self, claimed: ImportedOrder) -> None:
        since = claimed.claimed_at
        if since is None or self.context.runtime.now() - since > self.context.claim / 2:
            raise Unavailable(
                f"Order {claimed.id} waited too long for BigCommerce and is tried again later.",
                sent=False,
            )

    async def _draft(self, order: Order) -> OrderDraft | Blocked:
        known = await self._matches(order)
        near = {sku: await self._near(sku) for sku, found in known.items() if not found}
        return order_draft(order, known, await self.context.settings(), near)

    async def _matches(self, order: Order) -> Mapping[str, tuple[SkuMatch, ...]]:
        """Return the variants that may be meant by each SKU of the order."""
        wanted = {line.sku: normalized(line.sku) for line in order.lines}
        found = await self.tables.skus.get_many(sorted(set(wanted.values()) - {""}))
        return {sku: _candidates(found.get(key)) for sku, key in wanted.items()}

    async def _near(self, sku: str) -> Sequence[str]:
        """Return known SKUs that an unknown one may have been meant to be: they begin alike."""
        start = normalized(sku)[:_ALIKE]
        among = (Filter("sku", "ge", start), Filter("sku", "lt", start + _LAST))
        page, _ = await self.tables.skus.find(*among, order_by="sku", limit=_NEAR)
        return near_skus(sku, [one.sku for stored in page for one in stored.value.holders])

    async def _created(self, order_id: str, made: StoreOrder) -> ImportedOrder:
        def created(now: ImportedOrder | None) -> ImportedOrder:
            return evolve(
                _known(now),
                state=ImportState.CREATED,
                store_order_id=made.id,
                store_status_id=made.status_id,
                store_lines=tied_lines(_known(now).order, made),
                claim="",
                claimed_at=None,
                reasons=(),
            )

        return (await self.tables.orders.update(order_id, created)).value

    async def refer(self, imported: ImportedOrder) -> ImportedOrder:
        """Tell TikTok the BigCommerce order's id; repeating it is harmless.

        Raises `Refused` where TikTok does not take it; the reason is kept with the order too.
        """
        if imported.referenced:
            return imported
        try:
            await self.context.shop.add_external_order(
                imported.id, imported.store_order_id, imported.store_lines
            )
        except Refused as refusal:
            reasons = (reason_of(refusal, "order"),)
            await self.tables.orders.update(
                imported.id, lambda now: evolve(_known(now), reasons=reasons)
            )
            raise
        stored = await self.tables.orders.update(
            imported.id, lambda now: evolve(_known(now), referenced=True, reasons=())
        )
        return stored.value

    async def _failed(self, claimed: ImportedOrder, reasons: tuple[Reason, ...]) -> ImportedOrder:
        return await self._give_back(claimed, ImportState.FAILED, reasons)

    async def _not_now(self, claimed: ImportedOrder, error: SyncError) -> None:
        """Keep why it has to wait. Was something perhaps sent, the claim stays until it is old.

        BigCommerce may still be working on a request that we no longer wait for: giving the claim back
        at once would look for the order before it exists.
        """
        unsent = isinstance(error, Unavailable) and not error.sent
        state = ImportState.WAITING if unsent else ImportState.CLAIMED
        await self._give_back(claimed, state, (reason_of(error, "order"),))

    async def _give_back(
        self, claimed: ImportedOrder, state: ImportState, reasons: tuple[Reason, ...]
    ) -> ImportedOrder:
        """End a claim, or keep it with its reasons, unless another worker has taken it over."""
        kept = state is ImportState.CLAIMED

        def ended(now: ImportedOrder | None) -> ImportedOrder:
            order = _known(now)
            if (order.claim, order.claimed_at) != (claimed.claim, claimed.claimed_at):
                return order
            return evolve(
                order,
                state=state,
                claim=order.claim if kept else "",
                claimed_at=order.claimed_at if kept else None,
                reasons=reasons,
            )

        return (await self.tables.orders.update(claimed.id, ended)).value


def claimable(order: ImportedOrder, now: datetime, claim: timedelta) -> bool:
    """Whether a BigCommerce order is wanted and nobody is making it.

    A claim older than ``claim`` belongs to a worker that died, or that never heard whether BigCommerce
    took the order.
    """
    if not wants_store_order(order.order):
        return False
    if order.state is ImportState.CLAIMED:
        return order.claimed_at is None or now - order.claimed_at >= claim
    return order.state in (ImportState.WAITING, ImportState.FAILED)


def tied_lines(order: Order, made: StoreOrder) -> tuple[tuple[str, str], ...]:
    """Tie each TikTok line (one unit) to the BigCommerce line (many units) that stands for it.

    Lines are tied by SKU; the store's quantities bound how many units a line takes.
    """
    room: dict[str, list[str]] = {}
    for line in made.lines:
        room.setdefault(normalized(line.sku), []).extend([line.id] * line.quantity)
    return tuple(
        (unit.id, waiting.pop(0))
        for unit in order.lines
        if (waiting := room.get(normalized(unit.sku)))
    )


def _candidates(record: Stored[SkuRecord] | None) -> tuple[SkuMatch, ...]:
    if record is None:
        return ()
    return tuple(
        SkuMatch(holder.sku, holder.product_id, holder.variant_id, holder.title)
        for holder in record.value.holders
    )


def _known(order: ImportedOrder | None) -> ImportedOrder:
    if order is None:
        raise NotFound("The order's record was deleted while it was being imported.")
    return order
