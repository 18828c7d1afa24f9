"""What is on its way to those who asked for it: sent, sent again with growing waits, given up."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from attrs import define, evolve, field, frozen

from tiktok_bc_sync.sandbox.core import Clock, Numbers, Script, verb
from tiktok_bc_sync.sandbox.faults import Faults, WebhookFault

_ATTEMPTS_KEPT = 10_000
_TAKEN = 200


@frozen
class Address:
    """Where a message goes, and the headers that go with it."""

    url: str
    headers: Mapping[str, str] = field(repr=False)


@frozen
class Message:
    """What is to be told to one subscriber.

    ``key`` names the subscription to its vendor. ``last`` is the address of one that has ended and is
    still told this.
    """

    vendor: str
    key: str
    event: str
    body: bytes
    last: Address | None = None


@frozen
class Webhook:
    """One request that a marketplace makes, now.

    ``number`` is the same each time it is tried again; ``attempt`` counts from 1.
    """

    number: int
    vendor: str
    event: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes
    attempt: int = 1

    @property
    def subject(self) -> str:
        """What faults are planned by, such as ``TIKTOK ORDER_STATUS_CHANGE``."""
        return f"{self.vendor} {self.event}"


@frozen
class Attempt:
    """A webhook that was sent, and what was answered; the status is 0 where nobody did."""

    webhook: Webhook
    status: int
    at: datetime

    @property
    def taken(self) -> bool:
        """Whether the receiver took it."""
        return 200 <= self.status < 300


class Sender(Protocol):
    """One of the marketplaces, as one that tells."""

    @property
    def vendor(self) -> str:
        """Its name."""
        ...

    @property
    def waits(self) -> Sequence[timedelta]:
        """How long it waits after each attempt that failed; after the last it gives up."""
        ...

    def news(self) -> Sequence[Message]:
        """Return what is to be told since the last call."""
        ...

    def address(self, message: Message) -> Address | None:
        """Return where a message goes now, None where nobody wants it any more."""
        ...

    def gives_up(self, message: Message) -> None:
        """Do what follows from a message that nobody took."""
        ...


@define
class _Waiting:
    message: Message
    due: datetime
    failed: int = 0


def _unseen(attempt: Attempt) -> None:
    """Tell nobody."""


@define
class Deliveries:
    """The webhooks of both marketplaces, from the event to the answer.

    They wait by the sandbox's clock. What a receiver answered is part of the script, so that a
    sandbox that goes on from its journal sends nothing again that was taken. ``attempts`` holds the
    newest ones, ``seen`` is told each.
    """

    clock: Clock
    senders: Sequence[Sender] = field(repr=False)
    faults: Faults = field(repr=False)
    seen: Callable[[Attempt], None] = field(default=_unseen, repr=False)
    attempts: deque[Attempt] = field(
        factory=lambda: deque[Attempt](maxlen=_ATTEMPTS_KEPT), init=False
    )
    _waiting: dict[int, _Waiting] = field(factory=dict[int, _Waiting], init=False, repr=False)
    _under_way: set[int] = field(factory=set[int], init=False, repr=False)
    _numbers: Numbers = field(factory=lambda: Numbers(0), init=False, repr=False)

    @property
    def script(self) -> Script:
        """What happens in the sandbox, and in which order."""
        return self.clock.script

    def look(self) -> bool:
        """Take in what is new, and tell whether there was any."""
        found = [message for one in self.senders for message in one.news()]
        for message in found:
            self._waiting[self._numbers.next()] = _Waiting(message, self.clock.now)
        return bool(found)

    def due(self) -> list[Webhook]:
        """Return what is to be sent now, the longest due first."""
        return self.script.happens(self._due)

    def waiting(self) -> int:
        """Count what was not taken yet, due or not."""
        return len(self._waiting)

    def round(self) -> Generator[Webhook, int, list[Attempt]]:
        """Yield each webhook that is due, take the status of the answer, and return what was sent.

        What is doubled or forged by a fault is yielded too. Whoever stops half-way leaves the rest
        for the next round. Several may go on at once: each webhook is in one of them.
        """
        plan = self.script.happens(self._taken)
        sent: list[Attempt] = []
        try:
            for webhook, fault in plan:
                yield from self._sent(webhook, fault, sent)
        finally:
            self._under_way.difference_update(one.number for one, _ in plan)
        return sent

    # --- the steps ---------------------------------------------------------------------

    def _due(self) -> list[Webhook]:
        now = self.clock.now
        numbers = [key for key, one in self._waiting.items() if one.due <= now]
        found = (
            self._webhook(key) for key in sorted(numbers, key=lambda key: self._waiting[key].due)
        )
        return [one for one in found if one is not None]

    def _webhook(self, number: int) -> Webhook | None:
        """Return what is to be sent; what nobody wants any more is dropped."""
        waiting = self._waiting[number]
        message = waiting.message
        address = message.last or self._sender(message).address(message)
        if address is None:
            del self._waiting[number]
            return None
        headers = {"Content-Type": "application/json", **address.headers}
        attempt = waiting.failed + 1
        return Webhook(
            number, message.vendor, message.event, address.url, headers, message.body, attempt
        )

    def _taken(self) -> list[tuple[Webhook, WebhookFault | None]]:
        """Take what is due, each with what goes wrong; what is reordered comes last."""
        free = [one for one in self._due() if one.number not in self._under_way]
        self._under_way.update(one.number for one in free)
        plan = [(one, self.faults.next_for_webhook(one.subject)) for one in free]
        return sorted(plan, key=lambda pair: pair[1] is not None and pair[1].kind == "reordered")

    def _sent(
        self, webhook: Webhook, fault: WebhookFault | None, sent: list[Attempt]
    ) -> Generator[Webhook, int]:
        kind = fault.kind if fault else ""
        if fault and kind == "late":
            self._puts_off(webhook.number, fault.seconds)
        elif kind == "dropped":
            self._answered(webhook.number, _TAKEN)
        else:
            if kind == "forged":
                sent.append(self._noted(forged := _forged(webhook), (yield forged)))
            sent.append(self._noted(webhook, status := (yield webhook)))
            if kind == "doubled":
                sent.append(self._noted(webhook, (yield webhook)))
            self._answered(webhook.number, status)

    def _noted(self, webhook: Webhook, status: int) -> Attempt:
        attempt = Attempt(webhook, status, self.clock.now)
        self.attempts.append(attempt)
        self.seen(attempt)
        return attempt

    @verb
    def _puts_off(self, number: int, seconds: float, *, once: str | None = None) -> None:
        if waiting := self._waiting.get(number):
            waiting.due = self.clock.now + timedelta(seconds=seconds)

    @verb
    def _answered(self, number: int, status: int, *, once: str | None = None) -> None:
        """Be done with a webhook that was taken; let another wait, or give it up."""
        waiting = self._waiting.pop(number, None)
        if waiting is None or 200 <= status < 300:
            return
        sender = self._sender(waiting.message)
        if waiting.failed < len(sender.waits):
            waiting.due = self.clock.now + sender.waits[waiting.failed]
            waiting.failed += 1
            self._waiting[number] = waiting
        else:
            sender.gives_up(waiting.message)

    def _sender(self, message: Message) -> Sender:
        return next(one for one in self.senders if one.vendor == message.vendor)


def _forged(webhook: Webhook) -> Webhook:
    """Return what somebody sends who has seen a webhook but not its secrets."""
    kept = ("content-type",)
    headers = {
        name: value if name.lower() in kept else value[::-1]
        for name, value in webhook.headers.items()
    }
    return evolve(webhook, headers=headers)
