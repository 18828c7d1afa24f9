"""The words, brackets and quoted texts that a rule written as text is made of."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Literal

from attrs import frozen

from tiktok_bc_sync.errors import InvalidInput

_TOKEN = re.compile(
    r'(?P<quoted>"[^"\\]*(?:\\.[^"\\]*)*")|(?P<word>[^\s()"]+)|(?P<mark>[()"])', re.DOTALL
)
_RESERVED = frozenset({"and", "or", "not", "is", "contains", "does"})
# Whoever writes one of these first means to quote.
_OTHER_QUOTES = tuple("'`´‘‚“„«‹”’»›")  # noqa: RUF001  # the very ones that are mistaken
_SHOWN = 40


class UnreadableRule(InvalidInput):
    """A text is no rule: at ``offset``, counted from 0, something else was ``expected``."""

    def __init__(
        self, message: str, *, offset: int, expected: str = "", what_to_do: str = ""
    ) -> None:
        super().__init__(message, field=f"text[{offset}]", what_to_do=what_to_do)
        self.offset = offset
        self.expected = expected


@frozen
class Token:
    """A piece of a rule's text; ``text`` is as it was written, quotes and all."""

    kind: Literal["quoted", "word", "mark", "end"]
    text: str
    offset: int

    @property
    def word(self) -> str:
        """It in small letters, as words that stand for themselves are compared."""
        return self.text.lower()

    @property
    def plain(self) -> bool:
        """Whether it may be part of a value that is not quoted."""
        return (
            self.kind == "word"
            and self.text.lower() not in _RESERVED
            and not self.text.startswith(_OTHER_QUOTES)
        )


class Tokens:
    """Reads a text piece by piece; ``next`` is the one that comes."""

    def __init__(self, text: str) -> None:
        self._matches = _TOKEN.finditer(text)
        self._end = Token("end", "", len(text))
        self.next = self._read()

    def take(self) -> Token:
        """Return the next piece and go on."""
        taken, self.next = self.next, self._read()
        return taken

    def accept(self, *words: str) -> str:
        """Go on where the next piece is one of these words or brackets and return it, else nothing."""
        return self.take().word if self.next.word in words else ""

    def plain_words(self) -> Sequence[str]:
        """Return the words that may be a value without quotes, and go on behind them."""
        words: list[str] = []
        while self.next.plain:
            words.append(self.take().text)
        return words

    def expect(self, word: str, expected: str = "", what_to_do: str = "") -> None:
        """Go on where the next piece is this word or bracket, else raise `UnreadableRule`."""
        if not self.accept(word):
            raise self.unexpected(expected or word, what_to_do)

    def unexpected(self, expected: str, what_to_do: str = "") -> UnreadableRule:
        """Make the error that the next piece is none of what was expected."""
        found = repr(self.next.text[:_SHOWN]) if self.next.text else "the end"
        offset = self.next.offset
        return UnreadableRule(
            f"Expected {expected} at character {offset + 1}, not {found}.",
            offset=offset,
            expected=expected,
            what_to_do=what_to_do if self.next.text else "",
        )

    def _read(self) -> Token:
        match = next(self._matches, None)
        if match is None:
            return self._end
        if match["quoted"]:
            return Token("quoted", match[0], match.start())
        return Token("word" if match["word"] else "mark", match[0], match.start())


def plain(value: str) -> bool:
    """Whether a value reads back as it is without quotes."""
    tokens = Tokens(value)
    return " ".join(tokens.plain_words()) == value and tokens.next.kind == "end"


def quoted(value: str) -> str:
    """Return the value in double quotes: a JSON string."""
    return json.dumps(value, ensure_ascii=False)


def unquoted(token: Token) -> str:
    """Return what a quoted text stands for."""
    try:
        return str(json.loads(token.text, strict=False))
    except json.JSONDecodeError as error:
        offset = token.offset + error.pos
        raise UnreadableRule(
            f"A backslash at character {offset + 1} starts nothing that JSON knows.",
            offset=offset,
            expected="a JSON string",
            what_to_do='Write \\\\ for a backslash and \\" for a quote.',
        ) from None
