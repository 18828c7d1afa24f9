"""How texts are compared: case, width and spacing don't count."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


def normalized(text: str) -> str:
    """Return the form in which two texts are compared: NFKC, case folded, spaces collapsed.

    >>> normalized("  LAMP   Straße ")
    'lamp strasse'
    """
    if text.isascii():
        return " ".join(text.lower().split())
    # Folding can undo the normal form (U+0345 for one), so it is made normal again.
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


@lru_cache(maxsize=4_096)
def normalized_name(text: str) -> str:
    """Return a text as `normalized` does, remembered: for what many products share.

    Options, attributes and their values are such; they are few, and short.
    """
    return normalized(text)


def normalized_path(text: str) -> str:
    """Return a category's name or path for comparison; spacing around ``>`` doesn't count.

    >>> normalized_path("Home>Desk  LAMPS")
    'home > desk lamps'
    """
    return " ".join(normalized(text).replace(">", " > ").split())
