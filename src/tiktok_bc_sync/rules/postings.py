"""Which of many texts hold a needle, and which rows hold a text: answered for all rows at once, as bits."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, compress, repeat
from operator import contains
from typing import TypeVar

T = TypeVar("T")

_DIGITS = bytes.maketrans(b"\0\1", b"01")
_FLAGS = bytes.maketrans(b"01", b"\0\1")
# Up to so many rows, a shift for each is quicker than a digit for every row there is.
_FEW = 32
_ROW = "I"
_NONE = array(_ROW)
# One of so many texts is enough to guess how often a needle occurs.
_SAMPLE = 64
# Up to one hit in so many, going from hit to hit is quicker than looking at each.
_OFTEN = 8
# A text in one row of so many, or in more, keeps its bits once it was asked for.
_DENSE = 1_024


class Searched:
    """Texts in which needles are looked for; they may grow in number.

    Each text is between line breaks, so that a needle is never found across two of them.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._joined = ""
        self._starts: Sequence[int] = (0,)

    def places(self, needle: str, most: int) -> Sequence[int] | None:
        """Return which texts the needle occurs in, None once they are more than ``most``.

        All are searched as one text, so what counts is how many it occurs in, not how many there are.
        """
        self._join()
        found: list[int] = []
        at = self._joined.find(needle)
        while at >= 0:
            following = bisect_right(self._starts, at)
            found.append(following - 1)
            if len(found) > most:
                return None
            at = self._joined.find(needle, self._starts[following])
        return found

    def flags(self, needle: str) -> Iterator[bool]:
        """Yield for each text whether the needle occurs in it: quicker where it does in many."""
        return map(contains, self._texts, repeat(needle))

    def seems_often(self, needle: str) -> bool:
        """Guess from the first texts whether the needle occurs in many, so that few are found in vain."""
        self._join()
        sample = len(self._texts) // _SAMPLE
        return self._joined.count(needle, 0, self._starts[sample]) * _OFTEN > sample

    def _join(self) -> None:
        if len(self._starts) <= len(self._texts):
            self._joined = "".join(self._texts)
            self._starts = tuple(accumulate(map(len, self._texts), initial=0))


class Postings:
    """The rows of each distinct text. Rows are only ever added, in ascending order."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        # Most texts have one row only: an array for each of those would double the time and the space.
        self._first: dict[str, int] = {}
        self._further: dict[str, array[int]] = {}
        self._size = 0
        self._bits: dict[str, tuple[int, int]] = {}

    def add(self, texts: Iterable[str], row: int) -> None:
        """Note which texts the row holds, each once."""
        for text in texts:
            if self._first.setdefault(text, row) == row:
                self.texts.append(text)
            elif text in self._further:
                self._further[text].append(row)
            else:
                self._further[text] = array(_ROW, (row,))
        self._size = row + 1

    def bits(self, texts: Iterable[str]) -> int:
        """Return the rows that hold any of the texts."""
        bits = 0
        sparse = array(_ROW)
        for text in filter(self._first.__contains__, texts):
            further = self._further.get(text, _NONE)
            if len(further) * _DENSE < self._size:
                sparse.append(self._first[text])
                sparse.extend(further)
            else:
                bits |= self._kept(text, further)
        return bits | bits_of(sparse, self._size)

    def _kept(self, text: str, further: array[int]) -> int:
        bits, seen = self._bits.get(text, (1 << self._first[text], 0))
        if seen < len(further):
            bits |= bits_of(further[seen:], self._size)
            self._bits[text] = bits, len(further)
        return bits


def bits_of(rows: Sequence[int], size: int) -> int:
    """Return the bits of the rows, which are all below ``size``."""
    if len(rows) > _FEW:
        digits = bytearray(b"0") * size
        for row in rows:
            digits[~row] = 49  # the digit 1; the last one is that of row 0
        return int(digits, 2)
    bits = 0
    for row in rows:
        bits |= 1 << row
    return bits


def flagged(flags: Iterable[bool]) -> int:
    """Return the bits of the rows whose flag is set; the first flag is that of row 0."""
    # Python reads a number of many binary digits at once: quicker than setting bit after bit.
    return int(bytes(flags).translate(_DIGITS)[::-1] or b"0", 2)


def chosen(items: Sequence[T], bits: int) -> Iterator[T]:
    """Yield the items whose row's bit is set, in order."""
    digits = bin(bits)[:1:-1]
    if bits.bit_count() * _OFTEN > len(digits):
        return compress(items, digits.encode().translate(_FLAGS))
    return map(items.__getitem__, _places(digits))


def _places(digits: str) -> Iterator[int]:
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)
