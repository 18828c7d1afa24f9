"""``tiktok-bc-sync products``: read the catalogue, find products, show one, type over its values."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from tiktok_bc_sync import JsonValue, ProductExplanation, plain_value
from tiktok_bc_sync.cli.connecting import DEFAULT_STORAGE, AsJson, StorageUrl, connected
from tiktok_bc_sync.cli.given import read_object, with_field
from tiktok_bc_sync.cli.printing import print_activity, print_json, progress
from tiktok_bc_sync.connector import Connector
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import (
    ListingStatus,
    ProductDetail,
    ProductEdits,
    ProductFilter,
    ProductPage,
    ProductRow,
    ProductSort,
    ProductType,
    Visibility,
)

products = typer.Typer(help="The store's products and TikTok's side of them.", no_args_is_help=True)
ProductId = Annotated[str, typer.Argument(help="BigCommerce's id of a product.")]
SomeIds = Annotated[list[str] | None, typer.Argument(help="Product ids; none means all.")]
Statuses = Annotated[list[ListingStatus] | None, typer.Option(help="On TikTok; may be repeated.")]
Template = Annotated[str, typer.Option(help="The name or id of a category template.")]
JsonFile = Annotated[Path | None, typer.Argument(help="A JSON file with the fields to change.")]


@products.command()
def pull(
    ids: SomeIds = None,
    full: Annotated[bool, typer.Option("--full", help="Read everything again.")] = False,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Read the store's catalogue; after the first time only what changed."""
    with connected(storage) as connector, progress() as bar:
        done = connector.products.pull(full=full, product_ids=ids or (), progress=bar)
    print_activity(done, as_json=as_json)


@products.command("list")
def list_products(
    text: Annotated[str, typer.Option(help="A part of the title or of a SKU.")] = "",
    status: Statuses = None,
    template: Template = "",
    no_template: Annotated[bool, typer.Option("--no-template", help="Those without one.")] = False,
    kind: Annotated[ProductType | None, typer.Option("--type", help="With options or not.")] = None,
    brand: Annotated[str, typer.Option(help="The brand.")] = "",
    category: Annotated[str, typer.Option(help='A name, or a path: "Home > Lamps".')] = "",
    visibility: Annotated[Visibility | None, typer.Option(help="In BigCommerce.")] = None,
    reason: Annotated[str, typer.Option(help="The code of a reason: missing_weight, …")] = "",
    sort: Annotated[ProductSort, typer.Option(help="What to order by.")] = ProductSort.TITLE,
    descending: Annotated[bool, typer.Option("--descending", help="The greatest first.")] = False,
    limit: Annotated[int, typer.Option(help="How many to show.", min=1)] = 50,
    after: Annotated[str | None, typer.Option(help="Where the page before ended.")] = None,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """List products, with how many there are in each status."""
    with connected(storage) as connector:
        wanted = ProductFilter(
            text=text,
            statuses=status or (),
            template_id=_template(connector, template, none=no_template),
            type=kind,
            brand=brand,
            category=category,
            visibility=visibility,
            reason=reason,
        )
        page = connector.products.search(
            wanted, sort=sort, descending=descending, limit=limit, after=after
        )
        counts = connector.products.counts(wanted)
    if as_json:
        told = plain_value(page, ProductPage)
        print_json({"products": told["items"], "counts": counts, "next": page.next})
        return
    for row in page.items:
        typer.echo(_line(row))
    known = ", ".join(f"{count} {name}" for name, count in counts.statuses.items() if count)
    typer.echo(f"{counts.total} product(s){': ' if known else ''}{known}")
    if page.next:
        typer.echo(f"Go on with --after {quote(page.next)}")


@products.command()
def show(
    product_id: ProductId, storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False
) -> None:
    """Show a product, what was typed about it, and why it is listed as it is or can't be."""
    with connected(storage) as connector:
        detail = connector.products.detail(product_id)
        explanation = connector.products.explain(product_id)
    if as_json:
        print_json({**plain_value(detail, ProductDetail), "explanation": _explained(explanation)})
        return
    typer.echo(str(explanation))
    listed = f" as {detail.listing.listing_id}" if detail.listing.listing_id else ""
    typer.echo(f"  on TikTok: {detail.listing.status}{listed}")
    for name in _typed(detail.edits):
        typer.echo(f"  typed: {name}")


@products.command()
def edit(
    product_id: ProductId,
    file: JsonFile = None,
    reset: Annotated[bool, typer.Option("--reset", help="Forget what was typed.")] = False,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Type over what a file gives of a product (null: BigCommerce's again), or forget all of it."""
    if (file is None) is not reset:
        raise InvalidInput("What is to change?", field="file", what_to_do="Give a file or --reset.")
    given: Mapping[str, JsonValue] = read_object(file) if file else {}
    with connected(storage) as connector:
        if reset:
            connector.products.reset(product_id)
        edits = connector.products.edits(product_id)
        for name, value in given.items():
            edits = with_field(edits, ProductEdits, name, value)
        if given:
            edits = connector.products.edit(product_id, edits)
    if as_json:
        print_json(plain_value(edits, ProductEdits))
        return
    typer.echo(f"{product_id}: typed are {', '.join(_typed(edits)) or 'no fields'}.")


def _template(connector: Connector, name: str, *, none: bool) -> str | None:
    """Return the id of the template that is meant: "" for none, None for whichever."""
    if name and none:
        raise InvalidInput(
            "A product can't be in a template and in none.",
            field="template",
            what_to_do="Give --template or --no-template.",
        )
    if none:
        return ""
    return connector.templates.get(name).id if name else None


def _line(row: ProductRow) -> str:
    codes = ", ".join(reason.code for reason in row.reasons)
    why = f" ({codes})" if codes else ""
    return f"{row.product_id} {row.title}: {row.status}{why}, {row.visibility}"


def _typed(edits: ProductEdits) -> list[str]:
    """Return the names of the fields that something was typed in."""
    nothing = plain_value(ProductEdits(edits.product_id), ProductEdits)
    told = plain_value(edits, ProductEdits)
    return [name for name, value in told.items() if value != nothing[name]]


def _explained(told: ProductExplanation) -> dict[str, object]:
    return {
        "templates": [
            {"id": one.template_id, "name": one.name, "took": one.took, "why": str(one)}
            for one in told.templates
        ],
        "attributes": [str(one) for one in told.attributes],
        "variants": [
            {
                "variant_id": one.variant_id,
                "sku": one.sku,
                "price": str(one.price),
                "stock": str(one.stock),
            }
            for one in told.variants
        ],
        "reasons": told.reasons,
        "told": told.told,
    }
