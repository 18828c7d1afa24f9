"""One field of many products, and the rows in which a text occurs.

A row is a field's text as `Texts.lines` gives it, a needle what `needle` makes of a condition's value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from itertools import compress
from typing import Protocol

from tiktok_bc_sync.rules.folded import EDGE, edged
from tiktok_bc_sync.rules.postings import Postings, Searched, bits_of, chosen, flagged

# Up to one hit in so many texts, it is quicker to find each than to look at every text.
_SELDOM = 16
# Thai, Lao, Burmese, Khmer, Chinese and Japanese have no spaces between words: there, each letter and
# each two that touch count as words.
_LETTER = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
_WORD = re.compile(f"[{_LETTER}]|[^\\s{_LETTER}]+")
_PAIR = re.compile(f"(?=([{_LETTER}]{{2}}))")
_IN_WORD = re.compile(f"[^\\s{_LETTER}]")


class Column(Protocol):
    """A field's texts, a row for each product."""

    texts: list[str]

    def append(self, text: str) -> None:
        """Add the next row."""

    def find(self, needle: str) -> int:
        """Return the rows in which the needle occurs, as bits."""
        ...


class RepeatedColumn:
    """A field whose values many products share, such as the brand: each is judged once."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._values = Postings()
        self._searched = Searched(self._values.texts)

    def append(self, text: str) -> None:
        """Add the next row."""
        self._values.add(_lines(text), len(self.texts))
        self.texts.append(text)

    def find(self, needle: str) -> int:
        """Return the rows in which the needle occurs, as bits."""
        if _whole(needle):
            return self._values.bits((needle,))
        values = self._values.texts
        places = self._searched.places(needle, len(values) // _SELDOM)
        if places is None:
            return self._values.bits(compress(values, self._searched.flags(needle)))
        return self._values.bits(values[place] for place in places)


class DistinctColumn:
    """A field whose values nearly all differ, such as the SKU: all rows are searched as one text."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._values = Postings()
        self._searched = Searched(self.texts)

    def append(self, text: str) -> None:
        """Add the next row."""
        self._values.add(_lines(text), len(self.texts))
        self.texts.append(text)

    def find(self, needle: str) -> int:
        """Return the rows in which the needle occurs, as bits."""
        if _whole(needle):
            return self._values.bits((needle,))
        often = self._searched.seems_often(needle)
        rows = None if often else self._searched.places(needle, len(self.texts) // _SELDOM)
        if rows is None:
            return flagged(self._searched.flags(needle))
        return bits_of(rows, len(self.texts))


class WordyColumn:
    """A field whose values differ while their words do not, such as the title: words are judged once.

    Where a needle has several words, the rows that have words which end, are and begin as those do are
    looked at again.
    """

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._words = Postings()
        self._searched = Searched(self._words.texts)
        self._rows = Searched(self.texts)

    def append(self, text: str) -> None:
        """Add the next row."""
        self._words.add(map(edged, {*_words(text), *_pairs(text)}), len(self.texts))
        self.texts.append(text)

    def find(self, needle: str) -> int:
        """Return the rows in which the needle occurs, as bits."""
        parts = _parts(needle)
        known = [rows for part in parts if (rows := self._having(part)) is not None]
        if not known:
            return flagged(self._rows.flags(needle))
        if EDGE not in needle and (len(parts) == 1 or parts[-1] == edged(needle)):
            return known[-1]
        return self._narrowed(needle, reduce(int.__and__, known))

    def _having(self, part: str) -> int | None:
        """Return the rows that have such a word, None where these are many."""
        if _whole(part):
            return self._words.bits((part,))
        places = self._searched.places(part, len(self.texts) // _SELDOM)
        if places is None:
            return None
        return self._words.bits(self._words.texts[place] for place in places)

    def _narrowed(self, needle: str, rows: int) -> int:
        if rows.bit_count() * 2 > len(self.texts):
            return flagged(self._rows.flags(needle))
        texts = self.texts
        candidates = chosen(range(len(texts)), rows)
        return bits_of([row for row in candidates if needle in texts[row]], len(texts))


def _parts(needle: str) -> Sequence[str]:
    """Return its words, without an edge where the needle may begin or end within one, and its pairs."""
    parts = list(map(edged, _words(needle)))
    if _IN_WORD.match(needle[0]):
        parts[0] = parts[0].removeprefix(EDGE)
    if _IN_WORD.match(needle[-1]):
        parts[-1] = parts[-1].removesuffix(EDGE)
    return [*parts, *map(edged, _pairs(needle))]


def _words(text: str) -> Sequence[str]:
    # Both ways give the same, and the first is the quicker one.
    return text.split() if text.isascii() else _WORD.findall(text)


def _pairs(text: str) -> Sequence[str]:
    return () if text.isascii() else _PAIR.findall(text)


def _whole(needle: str) -> bool:
    return needle.startswith(EDGE) and needle.endswith(EDGE)


def _lines(text: str) -> Sequence[str]:
    return [edged(line) for line in {*text.split(EDGE)} if line]
