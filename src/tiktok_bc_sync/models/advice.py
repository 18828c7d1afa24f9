"""What TikTok says about a listing, or about the shop, before and after it is listed."""

from __future__ import annotations

from attrs import frozen

from tiktok_bc_sync.models.upload import OptimizedPicture


@frozen
class Prerequisite:
    """Something that a shop needs before it can list, and why it has it not.

    ``item`` is the vendor's word, as in SHIPPING_TEMPLATE or SHOP_TAX.
    """

    item: str
    met: bool
    reasons: tuple[str, ...] = ()


@frozen
class ListingFault:
    """Something that TikTok would refuse a listing for; ``code`` is that of Create Product."""

    code: str
    message: str


@frozen
class ListingCheck:
    """What TikTok would say to a listing that is not created yet.

    ``tier`` is the quality it would have (POOR, FAIR, GOOD, EXCELLENT), told in the US only.
    """

    passed: bool
    faults: tuple[ListingFault, ...] = ()
    warning: str = ""
    tier: str = ""


@frozen
class Finding:
    """One thing that could be better; ``tier`` is the quality reached once all like it are mended."""

    code: str
    advice: str
    tier: str = ""


@frozen
class Diagnosis:
    """What could be better about one part of a listing, and what TikTok would put there.

    ``field`` is TITLE, DESCRIPTION, IMAGE, ATTRIBUTE, SIZE_CHART or a newer word of the vendor's.
    """

    field: str
    findings: tuple[Finding, ...] = ()
    texts: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    pictures: tuple[OptimizedPicture, ...] = ()


@frozen
class ListingAdvice:
    """How good a listing is; advice blocks nothing.

    ``tier`` and the number of recommendations that ``remain`` are told in the US only.
    """

    listing_id: str
    diagnoses: tuple[Diagnosis, ...] = ()
    tier: str = ""
    remain: int = 0


@frozen
class TextAdvice:
    """Texts that TikTok would write for a live listing; empty where it has none that are better."""

    listing_id: str
    titles: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
