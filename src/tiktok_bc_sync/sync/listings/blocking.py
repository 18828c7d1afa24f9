"""Why products can't be listed, kept with their listings, so that lists find them by it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from attrs import evolve

from tiktok_bc_sync.models import Action, Change
from tiktok_bc_sync.storage import commit
from tiktok_bc_sync.sync.catalogue.cases import PAGE
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.engine.retrying import until_alone


async def keep_reasons(context: Context, changes: Sequence[Change]) -> None:
    """Keep the reasons of the products that nothing can be done about; equal ones are not written."""
    blocked = [one for one in changes if one.actions == (Action.BLOCKED,)]
    for start in range(0, len(blocked), PAGE):
        await until_alone(partial(_keep, context, blocked[start : start + PAGE]))


async def _keep(context: Context, blocked: Sequence[Change]) -> None:
    listings = (await context.tables()).listings
    known = await listings.get_many([one.product_id for one in blocked])
    writes = [
        listings.write(evolve(stored.value, reasons=change.reasons), stored.version)
        for change in blocked
        if (stored := known.get(change.product_id)) and stored.value.reasons != change.reasons
    ]
    await commit(context.storage, listings.account, writes)
