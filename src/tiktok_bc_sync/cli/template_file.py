"""Templates as JSON files: what ``show --json`` prints is what `TemplateFile` reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import cast

from attrs import asdict, evolve, fields_dict, frozen

from tiktok_bc_sync import (
    AttributeSource,
    JsonValue,
    ParcelDefaults,
    PriceRule,
    SimpleProducts,
    plain_value,
    read_value,
)
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import Certification, MarketRules, RuleGroup, SourceKind, Template
from tiktok_bc_sync.rules import from_json, from_text, to_json

NEW = Template("", "", "")
"""A template of which nothing is said yet."""

_PARCEL = tuple(fields_dict(ParcelDefaults))
_IDS = ("manufacturer_ids", "responsible_person_ids")
_TEXTS = ("size_chart_id", "size_chart_picture")
_FLAGS = ("not_for_sale", "unbranded")
# Each names pictures and PDF files that were uploaded to TikTok before.
_CERTIFICATIONS = "certifications"


@frozen
class TemplateFile:
    """What a JSON file says of a template: any of its fields, and whether it ``overrides`` others."""

    _given: Mapping[str, object]
    overrides: bool

    @classmethod
    def read(cls, file: Path) -> TemplateFile:
        """Read a file. Raises `InvalidInput` where it can't be read or has a field that there is not."""
        try:
            value: object = json.loads(file.read_text(encoding="utf-8"))
        except OSError as error:
            raise InvalidInput(f"{file} can't be read: {error.strerror}.", field="file") from None
        except ValueError as error:
            raise InvalidInput(f"{file} is not valid JSON: {error}.", field="file") from None
        known = (*_FIELDS, "override")
        given = dict(_known_fields(_object(value, "the template"), known, "a template"))
        return cls(given, _flag(given.pop("override", False), "override"))

    def over(self, template: Template) -> Template:
        """Return a template with the fields that the file gives. Raises `InvalidInput` naming one."""
        for name, value in self._given.items():
            template = _FIELDS[name](template, value)
        return template


def read_query(given: str) -> RuleGroup:
    """Read a rule from a template's file or, where there is no such file, from words."""
    if not given.endswith(".json"):
        return from_text(given)
    query = TemplateFile.read(Path(given)).over(NEW).query
    if query is None:
        raise InvalidInput(f"{given} has no query.", field="query")
    return query


def template_json(template: Template) -> dict[str, object]:
    """Return a template as values that `json.dumps` takes and `TemplateFile` reads."""
    market = asdict(template.market)
    return {
        "name": template.name,
        "category_id": template.category_id,
        "query": to_json(template.query) if template.query else None,
        "attributes": {name: _source_json(source) for name, source in template.attributes},
        "parcel": {
            name: str(value) for name, value in asdict(template.parcel).items() if value is not None
        },
        "price_rule": None if template.price_rule is None else str(template.price_rule),
        "simple_products": str(template.simple_products),
        "cod": template.cod,
        "market": {
            **{name: market[name] for name in (*_IDS, *_TEXTS, *_FLAGS)},
            "certifications": [
                plain_value(one, Certification) for one in template.market.certifications
            ],
        },
    }


def _source_json(source: AttributeSource) -> dict[str, object]:
    told: dict[str, object] = {str(source.kind): source.name}
    if source.values:
        told["values"] = dict(source.values)
    if source.unit:
        told["unit"] = source.unit
    return told


def _query(value: object) -> RuleGroup | None:
    if isinstance(value, str):
        return from_text(value)
    return None if value is None else from_json(value)


def _attributes(value: object) -> tuple[tuple[str, AttributeSource], ...]:
    given = _object(value or {}, "attributes")
    return tuple((name, _source(f"attributes.{name}", source)) for name, source in given.items())


def _source(name: str, value: object) -> AttributeSource:
    """Read ``{"constant": "Cotton"}``, or another kind of source with its list of values and unit."""
    kinds = tuple(map(str, SourceKind))
    source = _known_fields(_object(value, name), (*kinds, "values", "unit"), name)
    named = [kind for kind in SourceKind if kind in source]
    if len(named) != 1:
        raise InvalidInput(f"{name} needs one of {', '.join(kinds)}.", field=name)
    values = _object(source.get("values", {}), f"{name}.values")
    return AttributeSource(
        named[0],
        str(source[named[0]]),
        tuple((theirs, str(tiktoks)) for theirs, tiktoks in values.items()),
        str(source.get("unit", "")),
    )


def _parcel(value: object) -> ParcelDefaults:
    given = _known_fields(_object(value or {}, "parcel"), _PARCEL, "parcel")
    try:
        return ParcelDefaults(**{name: Decimal(str(one)) for name, one in given.items()})
    except (ArithmeticError, ValueError):
        raise InvalidInput(
            "A parcel's weight and sides are numbers above 0.",
            field="parcel",
            what_to_do='Write them like {"weight_kg": "1.5"}.',
        ) from None


def _price_rule(value: object) -> PriceRule | None:
    """Read ``"+10%"`` or ``"-2.50"``."""
    if value is None:
        return None
    text = str(value).replace(" ", "")
    try:
        return PriceRule.percent(text[:-1]) if text.endswith("%") else PriceRule.fixed(text)
    except ValueError:
        raise InvalidInput(
            f"{value!r} is no price rule.",
            field="price_rule",
            what_to_do='Write it like "+10%" or "-2.50".',
        ) from None


def _simple_products(value: object) -> SimpleProducts:
    if value not in tuple(SimpleProducts):
        raise InvalidInput(
            f"{value!r} is nothing to do with simple products.",
            field="simple_products",
            what_to_do=f"Use one of {', '.join(SimpleProducts)}.",
        )
    return SimpleProducts(str(value))


def _market(value: object, certified: tuple[Certification, ...]) -> MarketRules:
    """Read market rules; certifications of which nothing is said stay as they are."""
    given = _known_fields(
        _object(value or {}, "market"), (*_IDS, *_TEXTS, *_FLAGS, _CERTIFICATIONS), "market"
    )
    makers, persons = (_ids(given.get(name, []), f"market.{name}") for name in _IDS)
    chart, picture = (str(given.get(name, "")) for name in _TEXTS)
    unsold, unbranded = (_flag(given.get(name, False), f"market.{name}") for name in _FLAGS)
    return MarketRules(
        manufacturer_ids=makers,
        responsible_person_ids=persons,
        size_chart_id=chart,
        size_chart_picture=picture,
        not_for_sale=unsold,
        unbranded=unbranded,
        certifications=(
            _certifications(given[_CERTIFICATIONS]) if _CERTIFICATIONS in given else certified
        ),
    )


def _certifications(value: object) -> tuple[Certification, ...]:
    """Read certifications as ``show --json`` tells them; ``id`` is that of the category's rule."""
    name = f"market.{_CERTIFICATIONS}"
    if not isinstance(value, list):
        raise InvalidInput(f"{name} must be a list.", field=name)
    return tuple(_certification(one, name) for one in cast("Sequence[object]", value))


def _certification(value: object, name: str) -> Certification:
    given = _known_fields(_object(value, name), tuple(fields_dict(Certification)), name)
    if not given.get("id") or not (given.get("pictures") or given.get("files")):
        raise InvalidInput(f"{name} needs an id, and pictures or files.", field=name)
    try:
        return read_value(cast("dict[str, JsonValue]", dict(given)), Certification)
    except ValueError:
        raise InvalidInput(
            f"{name} is not what a certification is.",
            field=name,
            what_to_do='Write it like {"id": "…", "pictures": ["tos-…"]}.',
        ) from None


def _ids(value: object, name: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise InvalidInput(f"{name} must be a list.", field=name)
    return tuple(map(str, cast("Sequence[object]", value)))


def _flag(value: object, name: str) -> bool:
    if not isinstance(value, bool):
        raise InvalidInput(f"{name} must be true or false.", field=name)
    return value


def _object(value: object, name: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise InvalidInput(f"{name} must be a JSON object.", field=name)
    return cast("Mapping[str, object]", value)


def _known_fields(
    given: Mapping[str, object], known: Sequence[str], name: str
) -> Mapping[str, object]:
    unknown = sorted(given.keys() - set(known))
    if unknown:
        raise InvalidInput(
            f"{name} has no field {', '.join(unknown)}; known are {', '.join(known)}.",
            field=unknown[0],
        )
    return given


_FIELDS: Mapping[str, Callable[[Template, object], Template]] = {
    "name": lambda one, value: evolve(one, name=str(value)),
    "category_id": lambda one, value: evolve(one, category_id=str(value)),
    "query": lambda one, value: evolve(one, query=_query(value)),
    "attributes": lambda one, value: evolve(one, attributes=_attributes(value)),
    "parcel": lambda one, value: evolve(one, parcel=_parcel(value)),
    "price_rule": lambda one, value: evolve(one, price_rule=_price_rule(value)),
    "simple_products": lambda one, value: evolve(one, simple_products=_simple_products(value)),
    "cod": lambda one, value: evolve(one, cod=_flag(value, "cod")),
    "market": lambda one, value: evolve(one, market=_market(value, one.market.certifications)),
}
