"""Where a marketplace sends what happens."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen


@frozen
class Subscription:
    """An address that is told of one kind of event; ``event`` is the vendor's own word."""

    event: str
    address: str
    id: str = ""
    active: bool = True
    updated_at: datetime | None = None
