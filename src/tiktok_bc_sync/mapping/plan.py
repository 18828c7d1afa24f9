"""A plan: what would be done to which listing, to be read, kept, compared and applied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import cast

from attrs import evolve, field, frozen
from cattrs import Converter

from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import Action, Change

_WORDS = {
    Action.CREATE: "to create",
    Action.EDIT: "to edit",
    Action.PRICE: "with prices to change",
    Action.STOCK: "with stock to change",
    Action.ACTIVATE: "to activate",
    Action.DEACTIVATE: "to deactivate",
    Action.DELETE: "to delete",
}


_plain = Converter(omit_if_default=True)
_plain.register_unstructure_hook(Decimal, str)
_plain.register_structure_hook(Decimal, lambda value, _: Decimal(value))


def _small(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Leave the drafts out: each product is decided again when the plan is applied."""
    return tuple(evolve(one, draft=None) if one.draft else one for one in changes)


@frozen
class PlanDiff:
    """What differs between two plans, by product: there now, no longer there, and otherwise there."""

    added: tuple[Change, ...]
    removed: tuple[Change, ...]
    changed: tuple[tuple[Change, Change], ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    def __str__(self) -> str:
        """A line for each difference: ``+`` there now, ``-`` no longer."""
        lines = [f"+ {one}" for one in self.added] + [f"- {one}" for one in self.removed]
        lines += [f"- {before}\n+ {now}" for before, now in self.changed]
        return "\n".join(lines) or "No difference."


@frozen
class Plan:
    """The changes of a catalogue's listings; products with nothing to do are not in it."""

    changes: tuple[Change, ...] = field(converter=_small)
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
        """How many products can be acted on; blocked ones whose stock is to be told among them."""
        return sum(bool(set(one.actions) - {Action.BLOCKED}) for one in self.changes)

    def blocked_by(self) -> Counter[str]:
        """Count the blocked products by reason code; one product may count under several."""
        return Counter(
            code
            for change in self.changes
            if Action.BLOCKED in change.actions
            for code in {reason.code for reason in change.reasons}
        )

    def diff(self, other: Plan) -> PlanDiff:
        """Return what is otherwise in this plan than in an earlier one."""
        before = {one.product_id: one for one in other.changes}
        now = {one.product_id: one for one in self.changes}
        return PlanDiff(
            tuple(one for key, one in now.items() if key not in before),
            tuple(one for key, one in before.items() if key not in now),
            tuple(
                (before[key], one)
                for key, one in now.items()
                if key in before and before[key] != one
            ),
        )

    def to_json(self) -> dict[str, object]:
        """Return the plan as values that `json.dumps` takes."""
        return cast("dict[str, object]", _plain.unstructure(self))

    @classmethod
    def from_json(cls, value: Mapping[str, object]) -> Plan:
        """Read a plan that `to_json` wrote. Raises `InvalidInput`."""
        try:
            return _plain.structure(value, cls)
        except Exception as error:
            raise InvalidInput("This is no plan.", field="plan") from error

    def __str__(self) -> str:
        """One sentence, as in ``11 to create, 2 blocked: missing_weight (2)``."""
        parts = [
            f"{count} {text}" for action, text in _WORDS.items() if (count := self.count(action))
        ]
        if blocked := self.count(Action.BLOCKED):
            why = ", ".join(f"{code} ({count})" for code, count in self.blocked_by().most_common())
            parts.append(f"{blocked} blocked: {why}")
        return ", ".join(parts) or "Nothing to do."
