"""Calls about several products or SKUs, each of which has an outcome of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tiktok_bc_sync.clients.reading import Malformed
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.tiktok.calls.calling import ShopCalls
from tiktok_bc_sync.clients.tiktok.domain.shops import Json
from tiktok_bc_sync.clients.tiktok.wire import envelope as wire
from tiktok_bc_sync.models import Outcome

_LONGEST = 500


class OutcomeCalls(ShopCalls):
    """What such calls share."""

    __slots__ = ()

    async def _outcomes(
        self,
        endpoint: Endpoint[wire.Errors],
        entity_ids: Sequence[str],
        body: Json,
        path: Mapping[str, str] | None = None,
    ) -> list[Outcome]:
        """Send a change and tell what came of each entity; an answer that names no errors has none."""
        errors = await self._change(endpoint, body, path)
        return errors.read(endpoint.name, lambda failed: outcomes(entity_ids, failed))


def outcomes(entity_ids: Sequence[str], errors: Sequence[wire.UpdateError]) -> list[Outcome]:
    """Say of each entity what came of it. Raises `Malformed` for an error that is about none of them."""
    only = entity_ids[0] if len(entity_ids) == 1 else ""
    failed = {_entity_id(one) or only: one for one in errors}
    if not failed.keys() <= set(entity_ids):
        raise Malformed("errors are about something that was not asked for")
    return [_outcome(one, failed.get(one)) for one in entity_ids]


def _entity_id(error: wire.UpdateError) -> str:
    detail = error.detail or wire.ErrorDetail()
    return detail.sku_id or detail.product_id


def _outcome(entity_id: str, error: wire.UpdateError | None) -> Outcome:
    if error is None:
        return Outcome(entity_id)
    extra = (error.detail.extra_errors if error.detail else None) or ()
    # The errors of the parts often say the same once more.
    texts = dict.fromkeys((error.message, *(one.message for one in extra)))
    message = " ".join(text for text in texts if text)[:_LONGEST]
    return Outcome(entity_id, failed=True, code=str(error.code), message=message)
