"""Making one BigCommerce order from one TikTok order, exactly once, whatever dies in between."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import evolve, frozen

from tiktok_bc_sync.errors import Conflict, InvalidInput, NotFound, Refused, SyncError, Unavailable
from tiktok_bc_sync.mapping.order_addresses import address_digest
from tiktok_bc_sync.mapping.order_decisions import Decision, Step, decided, undone
from tiktok_bc_sync.mapping.order_lines import Known, Near, all_skus_of, skus_of
from tiktok_bc_sync.mapping.order_reasons import order_reason
from tiktok_bc_sync.mapping.orders import Terms, order_draft, tied_lines
from tiktok_bc_sync.mapping.reasons import Blocked
from tiktok_bc_sync.mapping.statuses import wants_store_order
from tiktok_bc_sync.models import (
    Account,
    ImportedOrder,
    ImportState,
    Order,
    OrderDraft,
    Reason,
    Settings,
    StoreOrder,
)
from tiktok_bc_sync.storage import Stored
from tiktok_bc_sync.sync.engine.activities import reason_of
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.orders.matching import Matching
from tiktok_bc_sync.sync.orders.sold import took
from tiktok_bc_sync.sync.records import Tables

# What BigCommerce has of an order that was found there, and not made just now, is not known.
_UNKNOWN_ADDRESS = "unknown"


@frozen
class Importer:
    """Imports orders in the name of one worker, under the settings of one moment."""

    context: Context
    tables: Tables
    settings: Settings
    account: Account

    @classmethod
    async def of(cls, context: Context) -> Importer:
        """Open the account."""
        return cls(
            context,
            await context.tables(),
            await context.settings(),
            await context.account(),
        )

    async def run(self, order_id: str) -> ImportedOrder | None:
        """Import one order; None where another worker has it or there is nothing to do.

        Why an order could not be made, or is not to be, is kept with it. Raises `VendorError` where trying
        again later may help.
        """
        stored = await self.tables.orders.get(order_id)
        now = self.context.runtime.now()
        if stored is None or not claimable(stored.value, now, self.context.claim):
            return None
        order, decision = stored.value, self.decided(stored.value)
        # An order that somebody claimed may be in BigCommerce, wanted or not: it is looked for first.
        if order.state is not ImportState.CLAIMED and decision.step is not Step.MAKE:
            return await self._swap(stored, undone(order, decision, self.settings.orders))
        if order.state is ImportState.FAILED:  # often still so, and then nobody is asked
            wanted = await self.draft(order.order, decision)
            if isinstance(wanted, Blocked):
                return await self._swap(stored, evolve(order, reasons=wanted.reasons))
        claimed = await self._swap(stored, self._claimed(order))  # a second worker stops here
        return await self._imported(claimed) if claimed else None

    def decided(self, order: ImportedOrder) -> Decision:
        """Decide whether an order is to be made now."""
        return decided(
            order.order,
            self.settings.orders,
            self.context.runtime.now(),
            connected_at=self.account.connected_at,
            requested=order.requested,
        )

    async def terms(self, decision: Decision) -> Terms:
        """Return what a draft depends on beside its order."""
        store, shop = await self.context.store_facts(), self.account.shop_currency
        return Terms(self.settings, store.currency, shop, store.rates, decision.held)

    async def known(self, order: Order) -> Known:
        """Return the variants that may be meant by each SKU of an order."""
        return await self._matching.known(skus_of(order, self.settings.orders))

    async def near(self, known: Known) -> Near:
        """Return the SKUs that those may have been meant to be which nothing has."""
        return await self._matching.near(known)

    async def draft(self, order: Order, decision: Decision) -> OrderDraft | Blocked:
        """Return the BigCommerce order to make, or every reason why it can't be made."""
        known = await self.known(order)
        return order_draft(order, known, await self.terms(decision), await self.near(known))

    @property
    def _matching(self) -> Matching:
        return Matching(self.tables, self.account.shop.id)

    # --- the recipe ------------------------------------------------------------------

    async def _imported(self, claimed: ImportedOrder) -> ImportedOrder:
        try:
            return await self._import(claimed)
        except (Refused, InvalidInput) as refusal:  # nothing was made
            return await self._give_back(
                claimed, ImportState.FAILED, (reason_of(refusal, "order"),)
            )
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
        if found is not None:
            return await self._created(order.id, found)
        decision = self.decided(claimed)
        if decision.step is not Step.MAKE:
            left = undone(claimed, decision, self.settings.orders)
            return await self._give_back(claimed, left.state, left.reasons, left.decided_by)
        wanted = await self.draft(order, decision)
        if isinstance(wanted, Blocked):
            return await self._give_back(claimed, ImportState.FAILED, wanted.reasons)
        self._still_mine(claimed)
        made = await self.context.store.create_order(wanted)
        return await self._created(
            order.id,
            made,
            followed="" if decision.held else str(claimed.status),
            address_told=address_digest(order.address),
            reasons=_differing(wanted, made),
        )

    def _still_mine(self, claimed: ImportedOrder) -> None:
        since = claimed.claimed_at
        if since is None or self.context.runtime.now() - since > self.context.claim / 2:
            raise Unavailable(
                f"Order {claimed.id} waited too long for BigCommerce and is tried again later.",
                sent=False,
            )

    async def _created(
        self,
        order_id: str,
        made: StoreOrder,
        *,
        followed: str = "",
        address_told: str = _UNKNOWN_ADDRESS,
        reasons: tuple[Reason, ...] = (),
    ) -> ImportedOrder:
        """Keep the order's id, and what BigCommerce's order is known to be like."""
        stored = await self.tables.orders.get(order_id)
        order = _known(stored.value if stored else None).order
        known = await self._matching.known(all_skus_of(order, self.settings.orders))
        first = False

        def created(now: ImportedOrder | None) -> ImportedOrder:
            nonlocal first
            claimed = _known(now)
            first = claimed.state is not ImportState.CREATED
            if not first:  # another worker found it too, and may have gone on already
                return claimed
            tied = self._tied(claimed, made, known)
            return evolve(
                tied.moved(ImportState.CREATED, reasons),
                followed=followed,
                address_told=address_told,
            )

        imported = (await self.tables.orders.update(order_id, created)).value
        if first:
            await took(self.tables, imported.order)
        return imported

    def _tied(self, order: ImportedOrder, made: StoreOrder, known: Known) -> ImportedOrder:
        return evolve(
            order,
            store_order_id=made.id,
            store_status_id=made.status_id,
            store_lines=tied_lines(order.order, made, self.settings.orders, known),
        )

    async def _not_now(self, claimed: ImportedOrder, error: SyncError) -> None:
        """Keep why it has to wait. Was something perhaps sent, the claim stays until it is old.

        BigCommerce may still be working on a request that we no longer wait for: giving the claim back
        at once would look for the order before it exists.
        """
        unsent = isinstance(error, Unavailable) and not error.sent
        state = ImportState.WAITING if unsent else ImportState.CLAIMED
        await self._give_back(claimed, state, (reason_of(error, "order"),))

    async def _give_back(
        self,
        claimed: ImportedOrder,
        state: ImportState,
        reasons: tuple[Reason, ...],
        decided_by: str = "",
    ) -> ImportedOrder:
        """End a claim, or keep it with its reasons, unless another worker has taken it over."""

        def ended(now: ImportedOrder | None) -> ImportedOrder:
            order = _known(now)
            if (order.claim, order.claimed_at) != (claimed.claim, claimed.claimed_at):
                return order
            if state is ImportState.CLAIMED:
                return evolve(order, reasons=reasons)
            return order.moved(state, reasons, decided_by=decided_by)

        return (await self.tables.orders.update(claimed.id, ended)).value


def claimable(order: ImportedOrder, now: datetime, claim: timedelta) -> bool:
    """Whether a BigCommerce order may be wanted, or may be there already, and nobody is making it.

    A claim older than ``claim`` belongs to a worker that died, or that never heard whether BigCommerce
    took the order.
    """
    if order.state is ImportState.CLAIMED:
        return order.claimed_at is None or now - order.claimed_at >= claim
    return order.state is not ImportState.CREATED and wants_store_order(order.order)


def _differing(wanted: OrderDraft, made: StoreOrder) -> tuple[Reason, ...]:
    """Return that BigCommerce reckons otherwise, unless it was asked to."""
    if wanted.store_computes_tax or wanted.total == made.total:
        return ()
    return (order_reason("store_total_differs", theirs=made.total, ours=wanted.total),)


def _known(order: ImportedOrder | None) -> ImportedOrder:
    if order is None:
        raise NotFound("The order's record was deleted while it was being imported.")
    return order
