"""What a TikTok category asks of a listing beside its attributes: papers, size charts, measurements."""

from __future__ import annotations

from collections.abc import Collection

from attrs import frozen

Chosen = tuple[str, str]
"""An attribute's value that a listing has: (attribute id, value id)."""


def asked_for(required: bool, needed_when: Collection[Chosen], chosen: Collection[Chosen]) -> bool:
    """Whether something must be given: always, or because of what was chosen elsewhere."""
    return required or not set(needed_when).isdisjoint(chosen)


@frozen
class CertificationRule:
    """A document that a category knows; ``details`` says what must be in it, in the vendor's words.

    It is needed when ``required``, or when one of the values in ``needed_when`` was chosen. ``expires``
    says that the day on which it ends must be told.
    """

    id: str
    name: str = ""
    required: bool = False
    needed_when: tuple[Chosen, ...] = ()
    expires: bool = False
    details: str = ""
    sample_url: str = ""

    def needed(self, chosen: Collection[Chosen]) -> bool:
        """Whether a listing with these attribute values needs it."""
        return asked_for(self.required, self.needed_when, chosen)


@frozen
class Measurement:
    """A column that a category's size charts may have.

    ``basis`` tells body from product measurements, ``role`` KEY from RECOMMEND, ``unit`` is NONE,
    LENGTH, WEIGHT or HEIGHT; all three are the vendor's words.
    """

    id: str
    name: str = ""
    basis: str = ""
    role: str = ""
    unit: str = ""


@frozen
class SizeChartRules:
    """Whether a category takes size charts, or wants them, and what may be in them."""

    supported: bool = False
    required: bool = False
    size_types: tuple[str, ...] = ()
    measurements: tuple[Measurement, ...] = ()
