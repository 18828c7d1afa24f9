"""What goes wrong between a caller and the sandbox, by script: which request, and how."""

from __future__ import annotations

import json
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Literal

from attrs import define, evolve, field, frozen

from tiktok_bc_sync.sandbox.core import Request, Response

Kind = Literal["drop_before", "drop_after", "status", "malformed", "slow"]


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
    has had it. ``status`` answers ``status`` (429, 500, 503) without an effect, with reset headers of
    ``seconds``. ``malformed`` has the effect and cuts the answer's body. ``slow`` answers after
    ``seconds``.
    """

    kind: Kind
    status: int = 503
    seconds: float = 1.0

    def exchange(self, request: Request, handle: Callable[[Request], Response]) -> Response:
        """Let a request go wrong. Raises `Dropped` where no answer comes."""
        if self.kind == "drop_before":
            raise Dropped(sent=False)
        if self.kind == "status":
            return self._refusal(request)
        answer = handle(request)
        if self.kind == "drop_after":
            raise Dropped(sent=True)
        if self.kind == "malformed":
            return evolve(answer, status=200, body=answer.body[: len(answer.body) // 2] or b"{")
        return evolve(answer, seconds=self.seconds)

    def _refusal(self, request: Request) -> Response:
        """Answer as the service that was called words it."""
        message = "Too many requests" if self.status == 429 else "The service is not available"
        body: object = {"code": 36009002, "message": message, "request_id": "fault", "data": None}
        if self.status != 429:
            body = {"code": 36009003, "message": message, "request_id": "fault", "data": None}
        headers: dict[str, str] = {}
        if request.path.startswith("/stores/"):
            body = {"status": self.status, "title": message, "type": "", "errors": {}}
            if "/v2/" in request.path:
                body = [{"status": self.status, "message": message}]
            headers = {
                "X-Rate-Limit-Requests-Left": "0" if self.status == 429 else "1000",
                "X-Rate-Limit-Requests-Quota": "1000",
                "X-Rate-Limit-Time-Reset-Ms": str(int(self.seconds * 1000)),
                "X-Rate-Limit-Time-Window-Ms": "30000",
            }
        content = json.dumps(body).encode()
        return Response(self.status, content, {"Content-Type": "application/json", **headers})


@define
class _Planned:
    fault: Fault
    pattern: str
    before: int
    left: int


@define
class Faults:
    """The faults that are still to come, each for the n-th request that fits its pattern."""

    _planned: list[_Planned] = field(factory=list[_Planned])

    def add(self, fault: Fault, on: str = "*", *, nth: int = 1, times: int = 1) -> None:
        """Plan a fault for the ``nth`` request that fits ``on`` from now, and the ``times`` after it.

        The pattern is that of a shell and is held against ``METHOD /path``, as in
        ``"POST */v2/orders"``.
        """
        if nth < 1 or times < 1:
            raise ValueError("nth and times count from 1")
        self._planned.append(_Planned(fault, on, nth - 1, times))

    def clear(self) -> None:
        """Plan nothing any more."""
        self._planned.clear()

    def next_for(self, request: Request) -> Fault | None:
        """Return what goes wrong with this request, and count it."""
        due: Fault | None = None
        for planned in list(self._planned):
            if not fnmatchcase(f"{request.method} {request.path}", planned.pattern):
                continue
            if planned.before:
                planned.before -= 1
            elif due is None:
                due = planned.fault
                planned.left -= 1
                if not planned.left:
                    self._planned.remove(planned)
        return due
