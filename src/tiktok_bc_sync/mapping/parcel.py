"""What a parcel weighs and measures, in kilograms and centimetres."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal

from attrs import frozen

from tiktok_bc_sync.mapping.attributes import value_of
from tiktok_bc_sync.mapping.reasons import reason
from tiktok_bc_sync.models import (
    CategoryFacts,
    Product,
    ProductEdits,
    Reason,
    Store,
    Template,
    as_decimal,
    usable,
)
from tiktok_bc_sync.rules.text import normalized

_KILOGRAMS = {
    "kg": Decimal(1),
    "g": Decimal("0.001"),
    "lb": Decimal("0.45359237"),
    "oz": Decimal("0.028349523125"),
    "t": Decimal(1000),
}
_CENTIMETRES = {"cm": Decimal(1), "in": Decimal("2.54"), "mm": Decimal("0.1"), "m": Decimal(100)}
# How merchants write units beside numbers.
_SPELLED = {
    "kgs": "kg",
    "kilogram": "kg",
    "kilograms": "kg",
    "gram": "g",
    "grams": "g",
    "lbs": "lb",
    "pound": "lb",
    "pounds": "lb",
    "ounce": "oz",
    "ounces": "oz",
    '"': "in",
    "inch": "in",
    "inches": "in",
}
_MEASURE = re.compile(r'(\d{1,15}(?:[.,]\d{1,15})?)\s*([A-Za-z"]*)')
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


def parcel(
    product: Product,
    template: Template,
    store: Store,
    facts: CategoryFacts,
    edits: ProductEdits | None = None,
) -> Parcel:
    """Return a product's parcel, with what the category misses of it.

    What was typed counts before what the template maps, that before the product's own, and the
    template's defaults count last.
    """
    weight = _typed_weight(edits) or weight_kg(product, template, store)
    sides = _typed_sides(edits) or sides_cm(product, template, store)
    wrong = [] if weight else [_no_weight(product, store)]
    if facts.dimensions_required and sides is None:
        wrong.append(reason("missing_dimensions"))
    return Parcel(weight, sides, tuple(wrong))


def weight_kg(product: Product, template: Template, store: Store) -> Decimal | None:
    """Return the mapped weight, else the heaviest variant's, the product's or the template's.

    TikTok takes one weight for the whole product: the heaviest never costs the merchant postage. A
    weight in a unit that nobody knows is no weight.
    """
    return _mapped("weight", product, template, _KILOGRAMS, store.weight_unit, _WEIGHT_STEP) or (
        _measure(
            (variant.dimensions.weight for variant in product.variants),
            product.dimensions.weight,
            _KILOGRAMS.get(store.weight_unit),
            template.parcel.weight_kg,
            _WEIGHT_STEP,
        )
    )


def sides_cm(product: Product, template: Template, store: Store) -> Sides | None:
    """Return length, width and height; None unless all are known.

    Each is the mapped one, else the longest of the variants', the product's or the template's.
    """
    unit, defaults = _CENTIMETRES.get(store.length_unit), template.parcel
    own, variants = product.dimensions, [variant.dimensions for variant in product.variants]
    length, width, height = (
        _mapped(name, product, template, _CENTIMETRES, store.length_unit, _SIDE_STEP)
        or _measure(lengths, side, unit, default, _SIDE_STEP)
        for name, lengths, side, default in (
            ("length", [one.length for one in variants], own.length, defaults.length_cm),
            ("width", [one.width for one in variants], own.width, defaults.width_cm),
            ("height", [one.height for one in variants], own.height, defaults.height_cm),
        )
    )
    return (length, width, height) if length and width and height else None


def _typed_weight(edits: ProductEdits | None) -> Decimal | None:
    if edits is None or edits.weight is None:
        return None
    number, unit = edits.weight
    return _rounded(number * _KILOGRAMS[unit], _WEIGHT_STEP) if usable(number) else None


def _typed_sides(edits: ProductEdits | None) -> Sides | None:
    if edits is None or edits.dimensions is None:
        return None
    length, width, height, unit = edits.dimensions
    if not all(map(usable, (length, width, height))):
        return None
    made = (_rounded(one * _CENTIMETRES[unit], _SIDE_STEP) for one in (length, width, height))
    return next(made), next(made), next(made)


def _mapped(
    name: str,
    product: Product,
    template: Template,
    units: Mapping[str, Decimal],
    default_unit: str,
    step: Decimal,
) -> Decimal | None:
    """Return what the template maps to "package weight" or a side, where that is a measure."""
    wanted = f"package {name}"
    source = next((one for key, one in template.attributes if normalized(key) == wanted), None)
    found = _MEASURE.fullmatch(value_of(source, product, None)) if source else None
    if source is None or found is None:
        return None
    unit = found[2].lower() or source.unit or default_unit
    factor = units.get(_SPELLED.get(unit, unit))
    number = as_decimal(found[1].replace(",", "."))
    return _rounded(number * factor, step) if factor and number > 0 else None


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
    return _rounded(value, step) if value else None


def _rounded(value: Decimal, step: Decimal) -> Decimal:
    """Return what the vendor takes, and never rounded to nothing."""
    return max(value.quantize(step, ROUND_HALF_UP), step)


def _positive(given: Iterable[Decimal | None]) -> Iterator[Decimal]:
    return (one for one in given if one is not None and usable(one) and one > 0)


def _no_weight(product: Product, store: Store) -> Reason:
    weights = [product.dimensions.weight, *(one.dimensions.weight for one in product.variants)]
    if store.weight_unit not in _KILOGRAMS and any(_positive(weights)):
        return reason("unknown_unit", unit=store.weight_unit)
    return reason("missing_weight")
