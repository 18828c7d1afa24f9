"""Rule groups as people write them: ``brand is Sagaform or (title contains lamp and SKU is not X-1)``.

The grammar, with the words that stand for themselves in quotes; capitals don't count:

    rule      = member {"and" member} | member {"or" member}
    member    = condition | "(" rule ")" | ("any" | "all") "of" "(" rule ")"
    condition = ("title" | "SKU" | "brand" | "category") operator value
    operator  = "is" ["not"] | "contains" | "does" "not" "contain"
    value     = word {word} | JSON string

"any of" and "all of" make a group of one member; brackets alone add nothing around one. A word of a value
has no brackets and double quotes in it, starts with no other quotation mark and is none of and, or, not,
is, contains, does. What is not of such words, or has other than single spaces between them, is quoted.
"""

from __future__ import annotations

from collections.abc import Sequence

from tiktok_bc_sync.models import Condition, Match, Operator, RuleGroup
from tiktok_bc_sync.rules.check import CONDITIONS, DEPTH, check, wrong_value
from tiktok_bc_sync.rules.tokens import Tokens, UnreadableRule, plain, quoted, unquoted
from tiktok_bc_sync.rules.wording import FIELDS, HEADS, JOINTS, OPERATORS

Rule = Condition | RuleGroup

_FIELDS = {word.lower(): field for field, word in FIELDS.items()}
_MATCHES = {joint: match for match, joint in JOINTS.items()}
_MANY = {"any": Match.ANY, "all": Match.ALL}
_QUOTING = "Put a value with such words or signs in double quotes."
# A group of one member in another has brackets of its own; more only cost.
_BRACKETS = 2 * DEPTH


def to_text(group: RuleGroup) -> str:
    """Return the group as text that `from_text` reads back as the same group.

    Raises `InvalidInput` as `check` does.

    >>> from tiktok_bc_sync.rules import any_of, brand, title
    >>> to_text(any_of(brand.equals("Lux"), title.contains("salt and pepper")))
    'brand is Lux or title contains "salt and pepper"'
    """
    check(group)
    only = group.members[0]
    if group.match == Match.ALL and len(group.members) == 1 and isinstance(only, Condition):
        return _written(only)
    return _written(group)


def from_text(text: str) -> RuleGroup:
    """Read a group as `to_text` and people write it; a lone condition is an All of it.

    Raises `UnreadableRule`, an `InvalidInput`, with the offset and what was expected there.

    >>> from tiktok_bc_sync.rules import all_of, title
    >>> from_text("title is not desk lamp") == all_of(title.not_equals("desk lamp"))
    True
    """
    tokens = Tokens(text)
    rule = _Reader(tokens).rule()
    if tokens.next.kind != "end":
        raise tokens.unexpected("and, or, or the end", _QUOTING)
    return rule if isinstance(rule, RuleGroup) else RuleGroup(Match.ALL, (rule,))


def _written(rule: Rule) -> str:
    if isinstance(rule, Condition):
        value = rule.value if plain(rule.value) else quoted(rule.value)
        return f"{FIELDS[rule.field]} {OPERATORS[rule.operator]} {value}"
    if len(rule.members) == 1:
        return f"{HEADS[rule.match]} ({_written(rule.members[0])})"
    return f" {JOINTS[rule.match]} ".join(map(_member, rule.members))


def _member(rule: Rule) -> str:
    bracketed = isinstance(rule, RuleGroup) and len(rule.members) > 1
    return f"({_written(rule)})" if bracketed else _written(rule)


class _Reader:
    """Reads rules from tokens by the grammar above."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._conditions = 0

    def rule(self, brackets: int = 0) -> Rule:
        """Read members as long as they are joined, within so many brackets."""
        offset = self._tokens.next.offset
        first = self._member(brackets)
        joint = self._tokens.next.word
        if joint not in _MATCHES:
            return first
        members = [first]
        while self._tokens.accept(joint):
            members.append(self._member(brackets))
        if self._tokens.next.word in _MATCHES:
            raise self._tokens.unexpected(joint, "Put what belongs together in brackets.")
        return _group(_MATCHES[joint], members, offset)

    def _member(self, brackets: int) -> Rule:
        begun = self._tokens.next
        many = self._tokens.accept(*_MANY)
        if not many:
            return self._bracketed(brackets) if begun.word == "(" else self._condition()
        self._tokens.expect("of")
        return _group(_MANY[many], [self._bracketed(brackets)], begun.offset)

    def _bracketed(self, brackets: int) -> Rule:
        offset = self._tokens.next.offset
        self._tokens.expect("(")
        if brackets == _BRACKETS:
            raise _refused(f"Brackets nest at most {_BRACKETS} deep", offset)
        rule = self.rule(brackets + 1)
        self._tokens.expect(")", "and, or, or )", _QUOTING)
        return rule

    def _condition(self) -> Condition:
        begun = self._tokens.next
        field = self._tokens.accept(*_FIELDS)
        if not field:
            raise self._tokens.unexpected("title, SKU, brand, category, any of, all of or (")
        self._conditions += 1
        if self._conditions > CONDITIONS:
            raise _refused(f"A rule group has at most {CONDITIONS} conditions", begun.offset)
        return Condition(_FIELDS[field], self._operator(), self._value())

    def _operator(self) -> Operator:
        if self._tokens.accept("is"):
            return Operator.NOT_EQUALS if self._tokens.accept("not") else Operator.EQUALS
        if self._tokens.accept("contains"):
            return Operator.CONTAINS
        if not self._tokens.accept("does"):
            raise self._tokens.unexpected("is, is not, contains or does not contain")
        self._tokens.expect("not")
        self._tokens.expect("contain")
        return Operator.DOES_NOT_CONTAIN

    def _value(self) -> str:
        begun = self._tokens.next
        if begun.kind == "quoted":
            value = unquoted(self._tokens.take())
        elif begun.text == '"':
            raise _refused("A double quote is never closed", begun.offset)
        else:
            value = " ".join(self._tokens.plain_words())
            if not value:
                raise self._tokens.unexpected("a value", _QUOTING)
        if wrong := wrong_value(value):
            raise _refused(wrong.rstrip("."), begun.offset)
        return value


def _group(match: Match, members: Sequence[Rule], offset: int) -> RuleGroup:
    group = RuleGroup(match, tuple(members))
    if _depth(group) > DEPTH:
        raise _refused(f"Groups nest at most {DEPTH} deep", offset)
    return group


def _depth(rule: Rule) -> int:
    return 0 if isinstance(rule, Condition) else 1 + max(map(_depth, rule.members))


def _refused(why: str, offset: int) -> UnreadableRule:
    return UnreadableRule(f"{why}; see character {offset + 1}.", offset=offset)
