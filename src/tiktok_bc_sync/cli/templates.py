"""``tiktok-bc-sync templates``: list, preview and create category templates from JSON files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, cast

import typer

from tiktok_bc_sync import AttributeSource, PriceRule
from tiktok_bc_sync.cli.connecting import DEFAULT_STORAGE, StorageUrl, connected
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.rules import from_json, words

templates = typer.Typer(help="Category templates.", no_args_is_help=True)
TemplateFile = Annotated[Path, typer.Argument(help="A JSON file.")]
_FIELDS = ("name", "category_id", "query", "attributes", "price_rule", "override")


@templates.command("list")
def list_templates(storage: StorageUrl = DEFAULT_STORAGE) -> None:
    """List the templates in the order in which they are tried."""
    with connected(storage) as connector:
        for template in connector.templates.list():
            rule = words(template.query) if template.query else "everything else"
            typer.echo(f"{template.name}: {rule} -> category {template.category_id}")


@templates.command()
def preview(file: TemplateFile, storage: StorageUrl = DEFAULT_STORAGE) -> None:
    """Say which products a template would take, before anything is saved."""
    given = _read(file)
    with connected(storage) as connector:
        found = connector.templates.preview(from_json(given.get("query")))
    typer.echo(str(found))
    for product in found.products:
        typer.echo(f"  {product.product_id} {product.title}: {'; '.join(product.because)}")


@templates.command()
def create(file: TemplateFile, storage: StorageUrl = DEFAULT_STORAGE) -> None:
    """Save a template and give it the products that its query takes."""
    given = _read(file)
    query, rule = given.get("query"), given.get("price_rule")
    with connected(storage) as connector:
        saved = connector.templates.create(
            name=str(given.get("name", "")),
            category_id=str(given.get("category_id", "")),
            query=None if query is None else from_json(query),
            attributes=_attributes(given.get("attributes") or {}),
            price_rule=_price_rule(rule),
            override=given.get("override") is True,
        )
    moved = sum(saved.moved.values())
    typer.echo(f"Saved {saved.template.name!r}; {moved} product(s) moved to it.")


def _read(file: Path) -> Mapping[str, object]:
    try:
        value: object = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidInput(f"{file} can't be read: {error.strerror}.", field="file") from None
    except ValueError as error:
        raise InvalidInput(f"{file} is not valid JSON: {error}.", field="file") from None
    return _known_fields(_object(value, "the template"), _FIELDS, "a template")


def _attributes(value: object) -> dict[str, AttributeSource]:
    given = _object(value, "attributes")
    return {name: _source(name, source) for name, source in given.items()}


def _source(name: str, value: object) -> AttributeSource:
    """Read ``{"constant": "Cotton"}``, or another kind of source with its list of values."""
    source = _object(value, f"attributes.{name}")
    kinds = {
        "constant": AttributeSource.constant,
        "field": AttributeSource.standard,
        "option": AttributeSource.option,
        "custom_field": AttributeSource.custom_field,
    }
    _known_fields(source, tuple(kinds), f"attributes.{name}")
    if len(source) != 1:
        raise InvalidInput(f"attributes.{name} needs one of {', '.join(kinds)}.", field=name)
    kind, text = next(iter(source.items()))
    return kinds[kind](str(text))


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


def _object(value: object, name: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise InvalidInput(f"{name} must be a JSON object.", field=name)
    return cast("Mapping[str, object]", value)


def _known_fields(
    given: Mapping[str, object], known: tuple[str, ...], name: str
) -> Mapping[str, object]:
    unknown = sorted(given.keys() - set(known))
    if unknown:
        raise InvalidInput(
            f"{name} has no field {', '.join(unknown)}; known are {', '.join(known)}.",
            field=unknown[0],
        )
    return given
