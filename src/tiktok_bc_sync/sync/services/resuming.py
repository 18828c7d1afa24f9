"""Doing an activity again: what is left of it, or what failed in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from attrs import evolve, frozen

from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import Activity, ActivityState, Selection
from tiktok_bc_sync.runtime import Blocking, blocking
from tiktok_bc_sync.sync.engine.activities import ActivityLog
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.listings.bulk import ACTIVATE, DEACTIVATE, DELETE, RECOVER
from tiktok_bc_sync.sync.services.cancellations import AsyncCancellations
from tiktok_bc_sync.sync.services.fulfilment import AsyncFulfilment
from tiktok_bc_sync.sync.services.listings import AsyncListings
from tiktok_bc_sync.sync.services.orders import AsyncOrders
from tiktok_bc_sync.sync.services.products import AsyncProducts
from tiktok_bc_sync.sync.services.returns import AsyncReturns

_Ids = Sequence[str]


async def _shipments(context: Context, order_ids: _Ids) -> Activity:
    known = await (await context.tables()).orders.get_many(order_ids)
    return await AsyncFulfilment(context).refresh(
        [one.value.store_order_id for one in known.values()]
    )


# Each of these finds by itself what is left, and what was done already costs no request.
_WHOLE: Mapping[str, Callable[[Context], Awaitable[Activity]]] = {
    "Fetch orders": lambda context: AsyncOrders(context).fetch(),
    "Retry failed orders": lambda context: AsyncOrders(context).retry_failed(),
    "Send shipments": lambda context: AsyncFulfilment(context).sync(),
    "Sync cancellations": lambda context: AsyncCancellations(context).sync(),
    "Sync returns": lambda context: AsyncReturns(context).sync(),
    "Pull products": lambda context: AsyncProducts(context).pull(),
    "Refresh statuses": lambda context: AsyncListings(context).refresh_status(),
    "Keep listings in step": lambda context: AsyncListings(context).keep_in_step(),
    "Upload products": lambda context: AsyncListings(context).upload(),
    "Sync prices": lambda context: AsyncListings(context).sync_price(),
    "Sync inventory": lambda context: AsyncListings(context).sync_stock(),
}
# By the ids that their failures carry.
_SOME: Mapping[str, Callable[[Context, _Ids], Awaitable[Activity]]] = {
    "Fetch orders": lambda context, ids: AsyncOrders(context).retry(ids),
    "Retry orders": lambda context, ids: AsyncOrders(context).retry(ids),
    "Retry failed orders": lambda context, ids: AsyncOrders(context).retry(ids),
    "Send shipments": _shipments,
    "Upload products": lambda context, ids: AsyncListings(context).upload(ids),
    "Keep listings in step": lambda context, ids: AsyncListings(context).keep_in_step(ids),
    "Sync prices": lambda context, ids: AsyncListings(context).sync_price(ids),
    "Sync inventory": lambda context, ids: AsyncListings(context).sync_stock(ids),
    ACTIVATE.name: lambda context, ids: AsyncListings(context).activate(ids),
    DEACTIVATE.name: lambda context, ids: AsyncListings(context).deactivate(ids),
    DELETE.name: lambda context, ids: AsyncListings(context).delete(ids),
    RECOVER.name: lambda context, ids: AsyncListings(context).recover(ids),
}


async def _uploads(context: Context, about: Selection) -> Activity:
    listings, chosen = AsyncListings(context), about.found or about.ids
    if about.only is None:
        return await listings.upload(chosen, warehouse_id=about.warehouse_id)
    plan = await listings.plan(chosen, warehouse_id=about.warehouse_id)
    return await listings.apply(plan, only=frozenset(about.only))


async def _selected(context: Context, name: str, about: Selection) -> Activity:
    """Do again what was about a selection; what is done in it is found by itself."""
    if name == "Upload products":
        return await _uploads(context, about)
    listings = AsyncListings(context)
    of_products = {
        "Sync prices": listings.sync_price,
        "Sync inventory": listings.sync_stock,
        "Keep listings in step": listings.keep_in_step,
        ACTIVATE.name: listings.activate,
        DEACTIVATE.name: listings.deactivate,
        DELETE.name: listings.delete,
        RECOVER.name: listings.recover,
    }
    if name in of_products:
        return await of_products[name](about.found or about.ids)
    return await _SOME[name](context, about.ids)


@frozen
class AsyncActivities(ActivityLog):
    """The account's activities, newest first; what stopped can go on, and what failed be tried again."""

    async def resume(self, activity_id: str) -> Activity:
        """Go on with an activity that was cancelled, failed, or was interrupted, as a new activity.

        What was done is not done again; one about a selection goes on with that selection. Raises
        `NotFound`, and `InvalidInput` for one that runs or is complete, or whose selection is not known.
        """
        before = await self.get(activity_id)
        if before.state not in (
            ActivityState.CANCELLED,
            ActivityState.FAILED,
            ActivityState.INTERRUPTED,
        ):
            raise _refused(f"The activity is {before.state}.", "Retry what failed in it.")
        return await self._linked(await self._again(before), before)

    async def retry(self, activity_id: str) -> Activity:
        """Try what failed in an activity again, as a new activity.

        Raises `NotFound`, and `InvalidInput` for one that still runs, in which nothing failed, or whose
        kind can only be done as a whole.
        """
        before = await self.get(activity_id)
        failed = list(dict.fromkeys(one.entity_id for one in before.failures if one.entity_id))
        if before.state is ActivityState.ONGOING:
            raise _refused("The activity still runs.", "Wait for its end, or cancel it.")
        if not before.failures:
            raise _refused("Nothing failed in the activity.", "Resume it if it was stopped.")
        some, whole = _SOME.get(before.name), _WHOLE.get(before.name)
        if some and failed:
            return await self._linked(await some(self.context, failed), before)
        if whole is None:
            raise _refused(f"{before.name} can't be tried again.", "Start it anew.")
        return await self._linked(await whole(self.context), before)

    async def _again(self, before: Activity) -> Activity:
        about = await (await self.context.tables()).selections.get(before.id)
        if about:
            return await _selected(self.context, before.name, about.value)
        if again := _WHOLE.get(before.name):
            return await again(self.context)
        raise _refused(
            f"{before.name} was about a selection that is not known any more.",
            "Select it again; what is done is left out.",
        )

    async def _linked(self, made: Activity, before: Activity) -> Activity:
        tables = await self.context.tables()
        stored = await tables.activities.update(
            made.id, lambda known: evolve(known or made, after=before.id)
        )
        return stored.value


class Activities(Blocking[AsyncActivities]):
    """The account's activities, newest first; what stopped can go on, and what failed be tried again."""

    list = blocking(AsyncActivities.list)
    counts = blocking(AsyncActivities.counts)
    get = blocking(AsyncActivities.get)
    cancel = blocking(AsyncActivities.cancel)
    resume = blocking(AsyncActivities.resume)
    retry = blocking(AsyncActivities.retry)


def _refused(why: str, what_to_do: str) -> InvalidInput:
    return InvalidInput(why, field="activity_id", what_to_do=what_to_do)
