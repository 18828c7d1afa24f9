"""How texts are compared: case, width and spacing don't count."""

from __future__ import annotations

import unicodedata


def normalized(text: str) -> str:
    """Return the form in which two texts are compared: NFKC, case folded, spaces collapsed.

    >>> normalized("  LAMP   Straße ")
    'lamp strasse'
    """
    # Folding can undo the normal form (U+0345 for one), so it is made normal again.
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())
