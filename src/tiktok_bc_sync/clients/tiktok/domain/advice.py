"""From TikTok Shop's advice on the wire to the domain's nouns."""

from __future__ import annotations

from tiktok_bc_sync.clients.tiktok.wire import advice as wire
from tiktok_bc_sync.models import Diagnosis, Finding, ListingAdvice, OptimizedPicture, TextAdvice


def advice(item: wire.Diagnosed, listing_id: str = "") -> ListingAdvice:
    """Read what could be better about a listing."""
    quality = item.listing_quality
    return ListingAdvice(
        item.id or listing_id,
        tuple(_diagnosis(one) for one in item.diagnoses or ()),
        quality.current_tier if quality else "",
        quality.remaining_recommendations if quality else 0,
    )


def _diagnosis(item: wire.DiagnosisItem) -> Diagnosis:
    better = item.suggestion or wire.SuggestionItem()
    return Diagnosis(
        item.field,
        tuple(
            Finding(one.code, one.how_to_solve, one.quality_tier)
            for one in item.diagnosis_results or ()
        ),
        _texts(better.smart_texts),
        _texts(better.seo_words),
        tuple(
            OptimizedPicture(one.uri, "SUCCESS", one.optimized_uri, one.optimized_url)
            for one in better.images or ()
        ),
    )


def texts(item: wire.Worded) -> TextAdvice:
    """Read what would be written for a listing; parts that are new are left out."""
    found = {one.field: _texts(one.items) for one in item.suggestions or ()}
    return TextAdvice(item.id, found.get("TITLE", ()), found.get("DESCRIPTION", ()))


def _texts(items: tuple[wire.TextItem, ...] | None) -> tuple[str, ...]:
    return tuple(one.text for one in items or () if one.text)
