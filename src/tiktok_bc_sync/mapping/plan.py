"""A plan: what would be done to which listing, to be read, kept, compared and applied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from attrs import frozen

from tiktok_bc_sync.models import Action, Change

_WORDS = {
    Action.CREATE: "to create",
    Action.EDIT: "to edit",
    Action.PRICE: "with prices to change",
    Action.STOCK: "with stock to change",
}


@frozen
class Plan:
    """The changes of a catalogue's listings; products with nothing to do are not in it."""

    changes: tuple[Change, ...]
    warehouse_id: str

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    def count(self, action: Action) -> int:
        """Return how many products an action concerns."""
        return sum(action in change.actions for change in self.changes)

    @property
    def todo(self) -> int:
        """How many products can be acted on."""
        return len(self.changes) - self.count(Action.BLOCKED)

    def blocked_by(self) -> Counter[str]:
        """Count the blocked products by reason code; one product may count under several."""
        return Counter(
            code for change in self.changes for code in {reason.code for reason in change.reasons}
        )

    def __str__(self) -> str:
        """One sentence, as in ``11 to create, 2 blocked: missing_weight (2)``."""
        parts = [
            f"{count} {text}" for action, text in _WORDS.items() if (count := self.count(action))
        ]
        if blocked := self.count(Action.BLOCKED):
            why = ", ".join(f"{code} ({count})" for code, count in self.blocked_by().most_common())
            parts.append(f"{blocked} blocked: {why}")
        return ", ".join(parts) or "Nothing to do."
