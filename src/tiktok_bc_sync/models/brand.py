"""Brands that a shop may put on its listings."""

from __future__ import annotations

from attrs import frozen


@frozen
class ListingBrand:
    """A brand that TikTok knows, or the seller's own.

    Internationally renowned ones (``first_tier``) need TikTok's authorization. ``available`` says
    whether an authorized one may be used in the category that was asked about; None where none was.
    """

    id: str
    name: str
    authorized: bool = False
    first_tier: bool = False
    available: bool | None = None

    @property
    def selectable(self) -> bool:
        """Whether a listing may name it; buyers see it only where it is authorized.

        Source: vendor notes of Get Brands.
        """
        return self.available is not False if self.authorized else not self.first_tier
