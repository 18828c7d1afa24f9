"""Webhooks: registered at both vendors, received, stored before they are answered, handled once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence

from attrs import frozen

from tiktok_bc_sync.errors import InvalidInput, NotFound
from tiktok_bc_sync.models import EventState, Hook, InboxEvent, Receipt, Subject, Task, WorkedOff
from tiktok_bc_sync.runtime import Blocking, blocking, blocking_iter
from tiktok_bc_sync.storage import Filter
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.engine.ledger import Ledger
from tiktok_bc_sync.sync.services.handling import work_off
from tiktok_bc_sync.sync.webhooks.hooks import Registrar
from tiktok_bc_sync.sync.webhooks.inbox import Inbox

# What one round takes: few enough to be held at once, enough for an hour's backlog.
_MOST = 5000


@frozen
class AsyncWebhooks:
    """What the vendors tell by themselves.

    A webhook is a hint: what it is about is read again, so that doubled, late and disordered ones do no
    harm, and what was lost is found by the schedule.
    """

    context: Context

    # --- from the vendors ------------------------------------------------------------

    async def register(self, *, tiktok: str = "", bigcommerce: str = "") -> Sequence[Hook]:
        """Have both vendors send their webhooks to addresses of the host; return what had to be done.

        The addresses may be one; an empty one leaves that vendor alone. A host of many merchants gives each
        account an address of its own, so that it knows whose webhooks come, or gives all the same one
        and takes them with `AsyncApp.webhook`. They are kept, and the schedule registers again what was
        lost. TikTok sends ``REFUND_SUCCESS`` and
        ``INVENTORY_CHANGED_BY_SHOP`` to the address that its Partner Center has. Raises `InvalidInput` for
        what is no https address, and what the vendors refuse.
        """
        registrar = Registrar(self.context)
        await registrar.want(tiktok, bigcommerce)
        return await registrar.mend()

    async def check(self) -> Sequence[Hook]:
        """Ask the vendors how each event that is needed reaches the host; nothing is changed."""
        return await Registrar(self.context).check()

    async def mend(self) -> Sequence[Hook]:
        """Register again what was lost, moved or switched off, and return what that was."""
        return await Registrar(self.context).mend()

    async def remove(self) -> None:
        """End the webhooks that were registered; what was received stays."""
        await Registrar(self.context).remove()

    async def receive(self, headers: Mapping[str, str], body: bytes) -> Receipt:
        """Take one request of either vendor, store it, and say how to answer it: with ``status``.

        ``body`` is exactly what came. Who sent it is told by its signature, or by the secret that
        BigCommerce's hooks were given; of what is forged nothing is stored. No vendor is asked, and
        nothing is raised for what a stranger may send. Handle it with `work_off`, or by the schedule.
        """
        return await Inbox(self.context).receive(headers, body)

    # --- handling --------------------------------------------------------------------

    async def work_off(self, *, most: int = _MOST) -> WorkedOff:
        """Handle what waits, at most so many events, and return what became of them.

        Any number of processes may do this at once. Each entity is read again once for all events about
        it. An event that fails is tried again with growing waits, and stays visible as failed at last.
        """
        return await work_off(self.context, most)

    async def replay(self, subject: Subject | str, entity_id: str) -> int:
        """Let all that was received about an entity be handled again; return how many events that are."""
        return await Inbox(self.context).replay(_task(subject, entity_id))

    # --- reading back ----------------------------------------------------------------

    async def about(self, subject: Subject | str, entity_id: str) -> AsyncIterator[InboxEvent]:
        """Yield what the vendors sent about an entity and what was done about it, the oldest first.

        ``subject`` is one of `Subject`, as in ``"order"`` for a TikTok order.
        """
        async for event in Inbox(self.context).about(_task(subject, entity_id)):
            yield event

    async def get(self, event_id: str) -> InboxEvent:
        """Return an event by the id that its receipt has. Raises `NotFound`."""
        stored = await (await Ledger.of(self.context)).events.get(event_id)
        if stored is None:
            raise NotFound(f"No webhook {event_id} was received.")
        return stored.value

    async def list(
        self, *, state: EventState | None = None, limit: int = 50
    ) -> Sequence[InboxEvent]:
        """Return the events that were received last, of one state where given."""
        where = [Filter("state", "eq", state)] if state else []
        events = (await Ledger.of(self.context)).events
        page, _ = await events.find(*where, order_by="received_at", descending=True, limit=limit)
        return [stored.value for stored in page]

    async def counts(self) -> Mapping[str, int]:
        """Count what was received by its state."""
        found = await (await Ledger.of(self.context)).events.count(by="state")
        return {str(state): count for state, count in found.items()}


class Webhooks(Blocking[AsyncWebhooks]):
    """What the vendors tell by themselves; see `AsyncWebhooks`."""

    register = blocking(AsyncWebhooks.register)
    check = blocking(AsyncWebhooks.check)
    mend = blocking(AsyncWebhooks.mend)
    remove = blocking(AsyncWebhooks.remove)
    receive = blocking(AsyncWebhooks.receive)
    work_off = blocking(AsyncWebhooks.work_off)
    replay = blocking(AsyncWebhooks.replay)
    about = blocking_iter(AsyncWebhooks.about)
    get = blocking(AsyncWebhooks.get)
    list = blocking(AsyncWebhooks.list)
    counts = blocking(AsyncWebhooks.counts)


def _task(subject: Subject | str, entity_id: str) -> Task:
    try:
        return Task(Subject(subject), entity_id)
    except ValueError:
        raise InvalidInput(
            f"{subject!r} is nothing that webhooks are about.",
            field="subject",
            what_to_do=f"Known are {', '.join(Subject)}.",
        ) from None
