"""Requests that are sent twice under one key, and have their effect once."""

from __future__ import annotations

from collections.abc import Callable

from attrs import define, field

from tiktok_bc_sync.sandbox.tiktok.shop.wire import Call, Json


@define
class Repeats:
    """The answers that were given, by path and ``idempotency_key``; what was refused may be retried."""

    _answers: dict[tuple[str, str], Json] = field(factory=dict[tuple[str, str], Json])

    def once(self, call: Call, do: Callable[[], Json]) -> Json:
        """Answer a repeat as the first time; without a key there are no repeats."""
        key = call.request.path, call.param("idempotency_key")
        if not key[1]:
            return do()
        if key not in self._answers:
            self._answers[key] = do()
        return self._answers[key]
