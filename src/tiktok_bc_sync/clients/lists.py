"""Lists of texts as calls take them: ids, SKUs, languages."""

from __future__ import annotations

from collections.abc import Sequence

from tiktok_bc_sync.errors import InvalidInput


def texts(values: Sequence[str], name: str) -> list[str]:
    """Return texts, none of them blank. Raises `InvalidInput` naming what is one text, or holds none."""
    if isinstance(values, str):
        # A text is a sequence of texts too: its letters would be sent.
        raise InvalidInput(f"{name} is one text, no list.", field=name, what_to_do="Give a list.")
    for one in values:
        if not isinstance(one, str) or not one.strip():
            raise InvalidInput(
                f"{name} holds {repr(one)[:80]}, which is no text.",
                field=name,
                what_to_do="Give ids as texts.",
            )
    return list(values)


def ids(values: Sequence[str], name: str) -> list[str]:
    """Return texts that a query can list: a comma would make two of one. Raises `InvalidInput`."""
    found = texts(values, name)
    for one in found:
        if "," in one:
            raise InvalidInput(f"{one[:80]!r} can't be asked for in a list.", field=name)
    return found
