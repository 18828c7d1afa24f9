"""What TikTok Shop advises about listings, as it comes over the wire.

What we don't read is left out. A list or object that is empty may come as null.
"""

from __future__ import annotations

from attrs import frozen

from tiktok_bc_sync.clients.tiktok.wire.listings import Quality


@frozen
class CheckItem:
    """A requirement of listing at all."""

    check_item: str
    is_failed: bool = False
    fail_reasons: tuple[str, ...] | None = None


@frozen
class Prerequisites:
    """The requirements that were checked."""

    check_results: tuple[CheckItem, ...] | None = None


@frozen
class FindingItem:
    """What could be better."""

    code: str = ""
    how_to_solve: str = ""
    quality_tier: str = ""


@frozen
class TextItem:
    """A text to use."""

    text: str = ""


@frozen
class ImageItem:
    """A picture and its better twin."""

    uri: str = ""
    optimized_uri: str = ""
    optimized_url: str = ""


@frozen
class SuggestionItem:
    """What would be better."""

    seo_words: tuple[TextItem, ...] | None = None
    smart_texts: tuple[TextItem, ...] | None = None
    images: tuple[ImageItem, ...] | None = None


@frozen
class DiagnosisItem:
    """What was found about a part of a listing."""

    field: str = ""
    diagnosis_results: tuple[FindingItem, ...] | None = None
    suggestion: SuggestionItem | None = None


@frozen
class Diagnosed:
    """What was found about a listing; one that is not listed yet has no id."""

    id: str = ""
    listing_quality: Quality | None = None
    diagnoses: tuple[DiagnosisItem, ...] | None = None


@frozen
class AllDiagnosed:
    """What was found about several listings."""

    products: tuple[Diagnosed, ...] | None = None


@frozen
class FieldTexts:
    """Texts for a part of a listing."""

    field: str = ""
    items: tuple[TextItem, ...] | None = None


@frozen
class Worded:
    """Texts for a listing."""

    id: str = ""
    suggestions: tuple[FieldTexts, ...] | None = None


@frozen
class AllWorded:
    """Texts for several listings."""

    products: tuple[Worded, ...] | None = None
