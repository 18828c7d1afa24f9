"""Times as requests carry them: always with their zone."""

from __future__ import annotations

from datetime import datetime

from tiktok_bc_sync.errors import InvalidInput


def aware(moment: datetime, name: str) -> datetime:
    """Return a time that has a zone. Raises `InvalidInput` naming one that has none, as a day hasn't."""
    if not isinstance(moment, datetime) or moment.utcoffset() is None:
        raise InvalidInput(
            f"{name} has no time zone.",
            field=name,
            what_to_do="Give an aware time, as in datetime.now(UTC).",
        )
    return moment
