"""What a TikTok listing shows beside its SKUs, in the words in which an edit would say it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from tiktok_bc_sync.clients.reading import maybe_instant
from tiktok_bc_sync.clients.tiktok.wire import listings as wire
from tiktok_bc_sync.models import Certification, ListingEdit, UploadedFile

_KILOGRAMS: Mapping[str, Decimal] = {"KILOGRAM": Decimal(1), "POUND": Decimal("0.45359237")}
_CENTIMETRES: Mapping[str, Decimal] = {"CENTIMETER": Decimal(1), "INCH": Decimal("2.54")}
_GRAM = Decimal("0.001")


def listing_content(item: wire.ProductItem) -> ListingEdit:
    """Return what a product shows; what is not there, or in no unit that we know, is None."""
    chart = item.size_chart or wire.SizeChart()
    return ListingEdit(
        title=item.title or None,
        description=item.description or None,
        images=_uris(item.main_images) or None,
        attributes=tuple(
            (one.id, value.id, value.name)
            for one in item.product_attributes or ()
            for value in one.values or ()
        ),
        weight_kg=_weight(item.package_weight),
        dimensions_cm=_sides(item.package_dimensions),
        cod=item.is_cod_allowed,
        brand_id=item.brand.id if item.brand else "",
        manufacturer_ids=item.manufacturer_ids or (),
        responsible_person_ids=item.responsible_person_ids or (),
        size_chart_id=chart.template.id if chart.template else "",
        size_chart_picture=chart.image.uri if chart.image and not chart.template else "",
        certifications=tuple(_certification(one) for one in item.certifications or ()),
    )


def _uris(pictures: tuple[wire.Named, ...] | None) -> tuple[str, ...]:
    return tuple(one.uri for one in pictures or () if one.uri)


def _weight(weight: wire.Weight | None) -> Decimal | None:
    if weight is None or weight.unit not in _KILOGRAMS:
        return None
    return _measure(weight.value, _KILOGRAMS[weight.unit])


def _sides(sides: wire.Sides | None) -> tuple[Decimal, Decimal, Decimal] | None:
    if sides is None or sides.unit not in _CENTIMETRES:
        return None
    factor = _CENTIMETRES[sides.unit]
    length, width, height = (
        _measure(one, factor) for one in (sides.length, sides.width, sides.height)
    )
    return (length, width, height) if length and width and height else None


def _measure(text: str, factor: Decimal) -> Decimal | None:
    """Return a measure in our unit, None for what is no number above zero."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or not 0 < number < 10**6:
        return None
    return number if factor == 1 else max((number * factor).quantize(_GRAM), _GRAM)


def _certification(item: wire.CertificationItem) -> Certification:
    return Certification(
        item.id,
        _uris(item.images),
        tuple(UploadedFile(one.id, one.name, one.format) for one in item.files or ()),
        maybe_instant(item.expiration_date or 0, "expiration_date"),
    )
