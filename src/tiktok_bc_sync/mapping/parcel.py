"""What a parcel weighs and measures, in kilograms and centimetres."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from tiktok_bc_sync.mapping.reasons import reason
from tiktok_bc_sync.models import CategoryFacts, Product, Reason, Store, Template

_KILOGRAMS = {
    "kg": Decimal(1),
    "g": Decimal("0.001"),
    "lb": Decimal("0.45359237"),
    "oz": Decimal("0.028349523125"),
    "t": Decimal(1000),
}
_CENTIMETRES = {"cm": Decimal(1), "in": Decimal("2.54")}
Sides = tuple[Decimal, Decimal, Decimal]


def weight_kg(product: Product, template: Template, store: Store) -> Decimal | None:
    """Return the heaviest variant's weight, else the product's, else the template's.

    TikTok takes one weight for the whole product: the heaviest never costs the merchant postage.
    """
    given = [variant.dimensions.weight for variant in product.variants if variant.dimensions.weight]
    weight = max(given, default=None) or product.dimensions.weight
    if weight is None or weight <= 0:
        return template.parcel.weight_kg
    return _rounded(weight * _KILOGRAMS[store.weight_unit], "0.001")


def sides_cm(product: Product, template: Template, store: Store) -> Sides | None:
    """Return length, width and height, each the product's or the template's; None unless all are known."""
    own, unit = product.dimensions, _CENTIMETRES[store.length_unit]
    defaults = (template.parcel.length_cm, template.parcel.width_cm, template.parcel.height_cm)
    pairs = zip((own.length, own.width, own.height), defaults, strict=True)
    sides = [
        _rounded(side * unit, "1") if side and side > 0 else default for side, default in pairs
    ]
    length, width, height = sides
    return (length, width, height) if length and width and height else None


def parcel_reasons(
    weight: Decimal | None, sides: Sides | None, facts: CategoryFacts
) -> tuple[Reason, ...]:
    """Return what of a parcel is missing."""
    missing = [] if weight else [reason("missing_weight")]
    if facts.dimensions_required and sides is None:
        missing.append(reason("missing_dimensions"))
    return tuple(missing)


def _rounded(value: Decimal, step: str) -> Decimal:
    """Round to what the vendor takes, never to nothing."""
    return max(value.quantize(Decimal(step), ROUND_HALF_UP), Decimal(step))
