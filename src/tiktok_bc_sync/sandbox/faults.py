"""What goes wrong between a caller and the sandbox: by script, which one and how, or by a seed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from random import Random
from typing import Generic, Literal, TypeVar, get_args

from attrs import define, evolve, field, frozen
from attrs.validators import in_

from tiktok_bc_sync.sandbox.core import Request, Response

Kind = Literal["drop_before", "drop_after", "status", "malformed", "slow", "huge", "expired"]
WebhookKind = Literal["doubled", "late", "reordered", "forged", "dropped"]
KINDS: Sequence[Kind] = get_args(Kind)
WEBHOOK_KINDS: Sequence[WebhookKind] = get_args(WebhookKind)
_STATUSES = (429, 429, 500, 502, 503, 504)
_TOKENS = "/api/v2/token/"
_LATEST = 3_600.0


class Dropped(Exception):
    """The connection broke without an answer; ``sent`` tells whether the request had its effect."""

    def __init__(self, *, sent: bool) -> None:
        super().__init__(
            f"the connection broke {'after' if sent else 'before'} the request's effect"
        )
        self.sent = sent


@frozen
class Fault:
    """One way in which an exchange goes wrong.

    ``drop_before`` breaks the connection before the request has an effect, ``drop_after`` when it
    has had it. ``status`` answers ``status`` (429, 500, 503) without an effect; with ``resets``
    BigCommerce tells, as it does, when there will be requests again: after ``seconds``. ``malformed``
    has the effect and cuts the answer's body. ``slow`` answers after ``seconds``. ``huge`` has the
    effect and blows the body up to ``size`` bytes that mean the same. ``expired`` answers that the
    access token is good no more, without an effect.
    """

    kind: Kind = field(validator=in_(KINDS))
    status: int = 503
    seconds: float = 1.0
    resets: bool = True
    size: int = 8 * 1024 * 1024

    def exchange(self, request: Request, handle: Callable[[Request], Response]) -> Response:
        """Let a request go wrong. Raises `Dropped` where no answer comes."""
        if self.kind == "drop_before":
            raise Dropped(sent=False)
        if self.kind in ("status", "expired"):
            return self._refusal(request)
        answer = handle(request)
        if self.kind == "drop_after":
            raise Dropped(sent=True)
        if self.kind == "malformed":
            return evolve(answer, status=200, body=answer.body[: len(answer.body) // 2] or b"{")
        if self.kind == "huge":
            return evolve(answer, body=answer.body.ljust(self.size))
        return evolve(answer, seconds=self.seconds)

    def _refusal(self, request: Request) -> Response:
        """Answer as the service that was called words it."""
        status = 401 if self.kind == "expired" else self.status
        headers: dict[str, str] = {}
        if request.path.startswith("/stores/"):
            message = _MESSAGES.get(status, _UNAVAILABLE)[1]
            body: object = {"status": status, "title": message, "type": "", "errors": {}}
            if "/v2/" in request.path:
                body = [{"status": status, "message": message}]
            headers = self._limits(status) if self.resets else {}
        else:
            code, message = _MESSAGES.get(status, _UNAVAILABLE)
            body = {"code": code, "message": message, "request_id": "fault", "data": None}
        content = json.dumps(body).encode()
        return Response(status, content, {"Content-Type": "application/json", **headers})

    def _limits(self, status: int) -> dict[str, str]:
        return {
            "X-Rate-Limit-Requests-Left": "0" if status == 429 else "1000",
            "X-Rate-Limit-Requests-Quota": "1000",
            "X-Rate-Limit-Time-Reset-Ms": str(int(self.seconds * 1000)),
            "X-Rate-Limit-Time-Window-Ms": "30000",
        }


# TikTok's codes; BigCommerce has the words only.
_UNAVAILABLE = (36009003, "The service is not available")
_MESSAGES = {
    401: (105002, "The access token has expired"),
    429: (36009002, "Too many requests"),
}


@frozen
class WebhookFault:
    """One way in which a webhook's delivery goes wrong.

    ``doubled`` sends it twice, ``late`` lets it wait ``seconds`` by the sandbox's clock, ``reordered``
    sends it after all others that are due, ``dropped`` never, though the vendor believes it was taken.
    ``forged`` lets somebody else send it first, with a signature or secret that is wrong.
    """

    kind: WebhookKind = field(validator=in_(WEBHOOK_KINDS))
    seconds: float = 60.0


F = TypeVar("F")


@define
class _Planned(Generic[F]):
    fault: F
    pattern: str
    before: int
    left: int


@frozen
class _Chance:
    """The faults that come by themselves, as a seed has it."""

    requests: Random
    webhooks: Random
    rate: float
    webhook_rate: float
    kinds: Sequence[Kind]
    webhook_kinds: Sequence[WebhookKind]
    slowest: float

    def for_request(self, request: Request) -> Fault | None:
        """Decide on a request; each takes the same number of draws, whatever comes of it."""
        dice = self.requests
        hit, kind, status = dice.random(), dice.choice(self.kinds), dice.choice(_STATUSES)
        resets, seconds = dice.random() < 0.5, round(dice.uniform(0, self.slowest), 3)
        if hit >= self.rate or (kind == "expired" and not _renews(request)):
            return None
        return Fault(kind, status, seconds, resets)

    def for_webhook(self) -> WebhookFault | None:
        """Decide on a webhook."""
        dice = self.webhooks
        hit, kind = dice.random(), dice.choice(self.webhook_kinds)
        seconds = round(dice.uniform(0, _LATEST), 3)
        return WebhookFault(kind, seconds) if hit < self.webhook_rate else None


def _renews(request: Request) -> bool:
    """Tell whether a request needs a token that can expire and be renewed."""
    return not request.path.startswith(("/stores/", "/images/", "/oauth2/", _TOKENS))


@define
class Faults:
    """The faults that are still to come, each for the n-th request or webhook that fits its pattern.

    What is planned goes before what `random` brings. Faults are no part of a journal.
    """

    _planned: list[_Planned[Fault]] = field(factory=list[_Planned[Fault]])
    _webhooks: list[_Planned[WebhookFault]] = field(factory=list[_Planned[WebhookFault]])
    _chance: _Chance | None = None

    def add(
        self, fault: Fault | WebhookFault, on: str = "*", *, nth: int = 1, times: int = 1
    ) -> None:
        """Plan a fault for the ``nth`` that fits ``on`` from now, and the ``times`` after it.

        The pattern is that of a shell. For requests it is held against ``METHOD /path``, as in
        ``"POST */v2/orders"``; for webhooks against vendor and event, as in
        ``"TIKTOK ORDER_STATUS_CHANGE"`` or ``"BIGCOMMERCE store/order/*"``.
        """
        if nth < 1 or times < 1:
            raise ValueError("nth and times count from 1")
        if isinstance(fault, Fault):
            self._planned.append(_Planned(fault, on, nth - 1, times))
        else:
            self._webhooks.append(_Planned(fault, on, nth - 1, times))

    def random(
        self,
        seed: int,
        *,
        rate: float = 0.05,
        webhooks: float | None = None,
        kinds: Sequence[Kind] = KINDS,
        webhook_kinds: Sequence[WebhookKind] = WEBHOOK_KINDS,
        slowest: float = 2.0,
    ) -> None:
        """From now on let each request go wrong with the probability ``rate``, in one of ``kinds``.

        ``webhooks`` is that of webhooks, the same unless it is given. The same seed before the same
        requests brings the same faults. What is slow takes up to ``slowest`` seconds; no limit lasts
        longer.
        """
        of_webhooks = rate if webhooks is None else webhooks
        if not (0 <= rate <= 1 and 0 <= of_webhooks <= 1):
            raise ValueError("a probability is between 0 and 1")
        self._chance = _Chance(
            Random(f"{seed} requests"),  # noqa: S311 - to replay, no secret
            Random(f"{seed} webhooks"),  # noqa: S311
            rate,
            of_webhooks,
            kinds,
            webhook_kinds,
            slowest,
        )

    def clear(self) -> None:
        """Let nothing go wrong any more."""
        self._planned.clear()
        self._webhooks.clear()
        self._chance = None

    def next_for(self, request: Request) -> Fault | None:
        """Return what goes wrong with this request, and count it."""
        chance = self._chance.for_request(request) if self._chance else None
        return _next(self._planned, f"{request.method} {request.path}") or chance

    def next_for_webhook(self, subject: str) -> WebhookFault | None:
        """Return what goes wrong with this webhook, and count it."""
        chance = self._chance.for_webhook() if self._chance else None
        return _next(self._webhooks, subject) or chance


def _next(plan: list[_Planned[F]], subject: str) -> F | None:
    due: F | None = None
    for planned in list(plan):
        if not fnmatchcase(subject, planned.pattern):
            continue
        if planned.before:
            planned.before -= 1
        elif due is None:
            due = planned.fault
            planned.left -= 1
            if not planned.left:
                plan.remove(planned)
    return due
