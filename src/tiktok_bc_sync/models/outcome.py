"""What came of one thing in a call about several."""

from __future__ import annotations

from attrs import frozen


@frozen
class Outcome:
    """What came of one product or SKU; ``code`` and ``message`` are the vendor's where it failed."""

    id: str
    failed: bool = False
    code: str = ""
    message: str = ""

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return not self.failed

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.id}: {self.message or 'failed'}" if self.failed else f"{self.id}: done"
