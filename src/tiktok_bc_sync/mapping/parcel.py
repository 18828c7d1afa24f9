"""What a parcel weighs and measures, in kilograms and centimetres."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal

from attrs import frozen

from tiktok_bc_sync.mapping.reasons import reason
from tiktok_bc_sync.models import CategoryFacts, Product, Reason, Store, Template, usable

_KILOGRAMS = {
    "kg": Decimal(1),
    "g": Decimal("0.001"),
    "lb": Decimal("0.45359237"),
    "oz": Decimal("0.028349523125"),
    "t": Decimal(1000),
}
_CENTIMETRES = {"cm": Decimal(1), "in": Decimal("2.54")}
# Source: vendor rule. Kilograms have three decimals at most, sides are whole centimetres.
_WEIGHT_STEP = Decimal("0.001")
_SIDE_STEP = Decimal(1)
Sides = tuple[Decimal, Decimal, Decimal]


@frozen
class Parcel:
    """A parcel as TikTok takes it, with what is wrong about it; None where nobody said."""

    weight_kg: Decimal | None
    sides_cm: Sides | None
    reasons: tuple[Reason, ...] = ()


def parcel(product: Product, template: Template, store: Store, facts: CategoryFacts) -> Parcel:
    """Return a product's parcel, with what the category misses of it."""
    weight, sides = weight_kg(product, template, store), sides_cm(product, template, store)
    wrong = [] if weight else [_no_weight(product, store)]
    if facts.dimensions_required and sides is None:
        wrong.append(reason("missing_dimensions"))
    return Parcel(weight, sides, tuple(wrong))


def weight_kg(product: Product, template: Template, store: Store) -> Decimal | None:
    """Return the heaviest variant's weight, else the product's, else the template's.

    TikTok takes one weight for the whole product: the heaviest never costs the merchant postage. A
    weight in a unit that nobody knows is no weight.
    """
    return _measure(
        (variant.dimensions.weight for variant in product.variants),
        product.dimensions.weight,
        _KILOGRAMS.get(store.weight_unit),
        template.parcel.weight_kg,
        _WEIGHT_STEP,
    )


def sides_cm(product: Product, template: Template, store: Store) -> Sides | None:
    """Return length, width and height; None unless all are known.

    Each is the longest of the variants', else the product's, else the template's.
    """
    unit, defaults = _CENTIMETRES.get(store.length_unit), template.parcel
    own, variants = product.dimensions, [variant.dimensions for variant in product.variants]
    length, width, height = (
        _measure(lengths, side, unit, default, _SIDE_STEP)
        for lengths, side, default in (
            ([one.length for one in variants], own.length, defaults.length_cm),
            ([one.width for one in variants], own.width, defaults.width_cm),
            ([one.height for one in variants], own.height, defaults.height_cm),
        )
    )
    return (length, width, height) if length and width and height else None


def _measure(
    variants: Iterable[Decimal | None],
    own: Decimal | None,
    unit: Decimal | None,
    default: Decimal | None,
    step: Decimal,
) -> Decimal | None:
    """Return the greatest that the variants give, else the product's own, else the default; rounded."""
    said = max(_positive(variants), default=None) or next(_positive((own,)), None)
    value = said * unit if said and unit else default
    # What the vendor takes, and never rounded to nothing.
    return max(value.quantize(step, ROUND_HALF_UP), step) if value else None


def _positive(given: Iterable[Decimal | None]) -> Iterator[Decimal]:
    return (one for one in given if one is not None and usable(one) and one > 0)


def _no_weight(product: Product, store: Store) -> Reason:
    weights = [product.dimensions.weight, *(one.dimensions.weight for one in product.variants)]
    if store.weight_unit not in _KILOGRAMS and any(_positive(weights)):
        return reason("unknown_unit", unit=store.weight_unit)
    return reason("missing_weight")
