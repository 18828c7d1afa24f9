"""Whether a product's identifier codes are sent, and what is wrong about them."""

from __future__ import annotations

from tiktok_bc_sync.mapping.identifiers import identifier
from tiktok_bc_sync.mapping.reasons import reason
from tiktok_bc_sync.models import (
    GtinChoice,
    NoGtinReason,
    Product,
    ProductEdits,
    Reason,
    Settings,
)

_SHOWN = 50


def no_gtin_reason(settings: Settings, edits: ProductEdits | None) -> NoGtinReason | None:
    """Return why no codes are sent for a product; None: they are, and every SKU needs one.

    A product's own choice counts before the account's. Source: merchant setting "Identifier code".
    """
    choice = edits.gtin if edits else GtinChoice.USE_GLOBAL
    if choice is GtinChoice.USE_GLOBAL:
        return None if settings.identifier_codes else settings.no_gtin_reason
    return choice.reason


def gtin_reasons(product: Product) -> list[Reason]:
    """Return what is wrong with the codes of a product whose codes are sent."""
    carriers: dict[str, list[str]] = {}
    wrong: list[Reason] = []
    for variant in product.variants:
        found = identifier(variant.gtin)
        if found:
            carriers.setdefault(found.code, []).append(variant.sku)
        elif variant.gtin.strip():
            wrong.append(reason("invalid_gtin", sku=variant.sku, gtin=variant.gtin[:_SHOWN]))
        else:
            wrong.append(reason("missing_gtin", sku=variant.sku))
    shared = {code: skus for code, skus in carriers.items() if len(skus) > 1}
    return wrong + [
        reason("duplicate_gtin", gtin=code, skus=", ".join(skus)) for code, skus in shared.items()
    ]
