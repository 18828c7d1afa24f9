"""Why a rule group took a product or not: as data, and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from tiktok_bc_sync.models import Condition, Field, Match, Operator, RuleGroup
from tiktok_bc_sync.rules.folded import needle
from tiktok_bc_sync.rules.json_form import condition_json
from tiktok_bc_sync.rules.wording import HEADS, words


@frozen
class Judgement:
    """A condition or a group, whether it held, and a group's members judged in turn."""

    rule: Condition | RuleGroup
    held: bool
    members: tuple[Judgement, ...] = ()

    def conditions(self) -> Iterator[Judgement]:
        """Yield the judgement of every condition, depth first, in reading order."""
        if isinstance(self.rule, Condition):
            yield self
        for member in self.members:
            yield from member.conditions()

    def because(self) -> Iterator[Judgement]:
        """Yield the conditions that made it hold: those that held in groups that held."""
        if not self.held:
            return
        if isinstance(self.rule, Condition):
            yield self
        for member in self.members:
            yield from member.because()

    def data(self) -> dict[str, object]:
        """Return the rule's JSON form with ``held`` in each condition and group."""
        if isinstance(self.rule, Condition):
            return {**condition_json(self.rule), "held": self.held}
        members = [member.data() for member in self.members]
        return {"match": str(self.rule.match), "held": self.held, "members": members}

    def lines(self) -> Iterator[str]:
        """Yield a line for each condition and group, members indented below their group."""
        yield f"{'holds' if self.held else 'fails'}: {_head(self.rule)}"
        for member in self.members:
            yield from (f"  {line}" for line in member.lines())


@frozen
class Explanation:
    """Why a group took a product or not.

    ``held`` and ``failed`` are its conditions in words. ``because`` are those that made the match: those
    that held in groups that held. ``judged`` has the same nested as the group is.
    """

    matched: bool
    held: tuple[str, ...]
    failed: tuple[str, ...]
    because: tuple[str, ...]
    judged: Judgement

    def __str__(self) -> str:
        """The outcome, then a line for each condition and group, indented."""
        return "\n".join(["matched" if self.matched else "not matched", *self.judged.lines()])


def explain(group: RuleGroup, lines: Mapping[Field, str]) -> Explanation:
    """Judge every condition of a checked group, also those that don't matter to the outcome.

    ``lines`` are a product's `Texts.lines`.
    """
    judged = _judge(group, lines)
    conditions = list(judged.conditions())
    return Explanation(
        judged.held,
        tuple(words(one.rule) for one in conditions if one.held),
        tuple(words(one.rule) for one in conditions if not one.held),
        tuple(words(one.rule) for one in judged.because()),
        judged,
    )


def _judge(rule: Condition | RuleGroup, lines: Mapping[Field, str]) -> Judgement:
    if isinstance(rule, Condition):
        occurs = needle(rule) in lines[rule.field]
        return Judgement(rule, occurs is not Operator(rule.operator).negative)
    members = tuple(_judge(one, lines) for one in rule.members)
    enough = any if rule.match == Match.ANY else all
    return Judgement(rule, enough(one.held for one in members), members)


def _head(rule: Condition | RuleGroup) -> str:
    return words(rule) if isinstance(rule, Condition) else HEADS[rule.match]
