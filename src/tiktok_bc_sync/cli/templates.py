"""``tiktok-bc-sync templates``: what there is, what a rule would take, and every change of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from tiktok_bc_sync import Connector
from tiktok_bc_sync.cli.connecting import DEFAULT_STORAGE, AsJson, StorageUrl, connected
from tiktok_bc_sync.cli.printing import print_done, print_json
from tiktok_bc_sync.cli.template_file import NEW, TemplateFile, read_query, template_json
from tiktok_bc_sync.models import AttributeSource, Template
from tiktok_bc_sync.rules import to_text

templates = typer.Typer(help="Category templates.", no_args_is_help=True)
JsonFile = Annotated[Path, typer.Argument(help="A JSON file.")]
Name = Annotated[str, typer.Argument(help="A template's name or id.")]
Limit = Annotated[int, typer.Option(help="How many to show.", min=1)]
Override = Annotated[
    bool, typer.Option("--override", help="Take products from other templates too.")
]

OnlySay = Annotated[
    bool, typer.Option("--dry-run", help="Say what it would cause and save nothing.")
]


@templates.command("list")
def list_templates(
    search: Annotated[str, typer.Option(help="A part of the name.")] = "",
    limit: Limit = 50,
    after: Annotated[str | None, typer.Option(help="Where the page before ended.")] = None,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """List the templates in the order in which they are tried, and how many products each has."""
    with connected(storage) as connector:
        page = connector.templates.page(search, limit=limit, after=after)
    if as_json:
        rows = [
            {
                "id": row.template.id,
                "name": row.template.name,
                "category_id": row.template.category_id,
                "category": row.category,
                "rule": row.rule,
                "products": row.products,
            }
            for row in page.items
        ]
        _print({"templates": rows, "total": page.total, "next": page.next})
        return
    for row in page.items:
        typer.echo(f"{row.template.name}: {row.rule} -> {row.category} ({row.products})")
    if page.next:
        typer.echo(f"{page.total} in all; go on with --after {page.next}")


@templates.command()
def show(name: Name, storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Show one template, its rule in words, and where its attributes come from."""
    with connected(storage) as connector:
        template = connector.templates.get(name)
    if as_json:
        _print(template_json(template))
        return
    typer.echo(template.name)
    typer.echo(f"  takes: {to_text(template.query) if template.query else 'everything else'}")
    typer.echo(f"  category: {template.category_id}")
    for attribute, source in template.attributes:
        typer.echo(f"  {attribute}: {_told(source)}")
    for line in _details(template):
        typer.echo(f"  {line}")


@templates.command()
def preview(
    rule: Annotated[str, typer.Argument(help="A template's file (….json), or a rule in words.")],
    offset: Annotated[int, typer.Option(help="How many to skip.", min=0)] = 0,
    limit: Limit = 50,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Say which products a rule would take, before anything is saved."""
    query = read_query(rule)
    with connected(storage) as connector:
        found = connector.templates.preview(query, offset=offset, limit=limit)
    if as_json:
        products = [
            {
                "id": one.product_id,
                "title": one.title,
                "because": list(one.because),
                "template": one.template,
            }
            for one in found.products
        ]
        now = dict(found.now)
        _print({"total": found.total, "free": found.free, "now": now, "products": products})
        return
    typer.echo(str(found))
    for product in found.products:
        typer.echo(f"  {product.product_id} {product.title}: {'; '.join(product.because)}")


@templates.command()
def create(
    file: JsonFile,
    override: Override = False,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Save a template and give it the products that its query takes."""
    given = TemplateFile.read(file)
    new = given.over(NEW)
    with connected(storage) as connector:
        saved = connector.templates.create(
            name=new.name,
            category_id=new.category_id,
            query=new.query,
            attributes=dict(new.attributes),
            parcel=new.parcel,
            price_rule=new.price_rule,
            simple_products=new.simple_products,
            cod=new.cod,
            market=new.market,
            override=override or given.overrides,
        )
    _saved(saved.template, saved.moved, as_json=as_json)


@templates.command()
def update(
    name: Name,
    file: JsonFile,
    override: Override = False,
    only_say: OnlySay = False,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Change what the file gives of a template, and let products follow."""
    given = TemplateFile.read(file)
    with connected(storage) as connector:
        template = given.over(connector.templates.get(name))
        if only_say:
            told = connector.templates.effects(template, override=override or given.overrides)
            lines = [str(told), *(f"  {one}" for one in told.changes)]
            print_done(told, "\n".join(lines), as_json=as_json)
            return
        saved = connector.templates.update(template, override=override or given.overrides)
    _saved(saved.template, saved.moved, as_json=as_json)


@templates.command()
def copy(
    name: Name,
    rule: Annotated[str, typer.Option(help="Another rule for the copy, in words.")] = "",
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Copy a template as "Copy of …", tried last."""
    query = read_query(rule) if rule else None
    with connected(storage) as connector:
        saved = connector.templates.copy(name, query=query)
    _saved(saved.template, saved.moved, as_json=as_json)


@templates.command()
def delete(name: Name, storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Delete a template; its products go to the next match, and what is listed stays listed."""
    with connected(storage) as connector:
        moves = connector.templates.delete(name)
    _moved(f"Deleted {name!r}.", moves, as_json=as_json)


@templates.command()
def move(
    name: Name,
    position: Annotated[int, typer.Argument(help="Where it is tried, from 1.", min=1)],
    only_say: OnlySay = False,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Change when a template is tried: the first one that matches a product takes it."""
    with connected(storage) as connector:
        if only_say:
            told = connector.templates.order_effects(_moved_to(connector, name, position))
            lines = [str(told), *(f"  {one}" for one in told.changes)]
            print_done(told, "\n".join(lines), as_json=as_json)
            return
        moves = connector.templates.move(name, position)
    _moved(f"{name!r} is tried at position {position}.", moves, as_json=as_json)


@templates.command()
def categories(
    search: Annotated[str, typer.Argument(help="A part of the path.")] = "",
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Search the categories that the shop may list in."""
    with connected(storage) as connector:
        found = connector.templates.categories(search)
    _choices(((one.id, one.path) for one in found), as_json=as_json)


@templates.command()
def recommend(
    title: Annotated[str, typer.Argument(help="A product's title.")],
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Ask TikTok which category fits a product best."""
    with connected(storage) as connector:
        found = connector.templates.recommend(title)
    _choices(((one.id, one.path) for one in found), as_json=as_json)


@templates.command()
def attributes(
    category_id: Annotated[str, typer.Argument(help="A category's id.")],
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Show what a template for a category maps, in groups."""
    with connected(storage) as connector:
        groups = connector.templates.attribute_groups(category_id)
    told = {
        "required": [one.name for one in groups.product],
        "variation": [one.name for one in groups.variation],
        "recommended": [one.name for one in groups.recommended],
        "package": [f"{one.name} ({', '.join(one.units)})" for one in groups.package],
    }
    if as_json:
        _print({**told, "cod": groups.cod})
        return
    for group, names in told.items():
        typer.echo(f"{group}: {', '.join(names) or '-'}")
    typer.echo(f"cash on delivery: {'may be opened' if groups.cod else 'no'}")


@templates.command()
def refresh(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Read the category tree and all categories in use anew."""
    with connected(storage) as connector:
        done = connector.templates.refresh_categories()
    if as_json:
        print_json(done)
        return
    typer.echo(f"Read {len(done.read)} categories anew.")
    if done.gone:
        typer.echo(f"Gone from the shop: {', '.join(done.gone)}")


def _moved_to(connector: Connector, name: str, position: int) -> list[str]:
    """Return the ids of the templates in the order that a move would make; the default one is last."""
    moving = connector.templates.get(name).id
    others = [one.id for one in connector.templates.list() if not one.default and one.id != moving]
    return [*others[: position - 1], moving, *others[position - 1 :]]


def _told(source: AttributeSource) -> str:
    """Say where an attribute comes from, as in ``custom field "Timber" in lb (Oak as Wood)``."""
    told = f'{source.kind.replace("_", " ")} "{source.name}"'
    told += f" in {source.unit}" if source.unit else ""
    values = ", ".join(f"{theirs} as {tiktoks}" for theirs, tiktoks in source.values)
    return f"{told} ({values})" if values else told


def _details(template: Template) -> Iterable[str]:
    if template.price_rule:
        yield f"price rule: {template.price_rule}"
    yield f"simple products: {template.simple_products.replace('_', ' ')}"
    if template.cod:
        yield "cash on delivery"


def _saved(template: Template, moved: Mapping[str, int], *, as_json: bool) -> None:
    if as_json:
        _print({"id": template.id, "name": template.name, "moved": dict(moved)})
        return
    typer.echo(f"Saved {template.name!r}; {sum(moved.values())} product(s) moved to it.")


def _moved(done: str, moves: Iterable[object], *, as_json: bool) -> None:
    if as_json:
        print_json({"moves": list(moves)})
        return
    typer.echo("\n".join([done, *(f"  {one}" for one in moves)]))


def _choices(found: Iterable[tuple[str, str]], *, as_json: bool) -> None:
    if as_json:
        _print([{"id": key, "path": path} for key, path in found])
        return
    for key, path in found:
        typer.echo(f"{key} {path}")


def _print(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))
