"""``tiktok-bc-sync orders`` and ``aliases``: lists, one order in full, fetching, trying again."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from tiktok_bc_sync.cli.connecting import DEFAULT_STORAGE, AsJson, StorageUrl, connected
from tiktok_bc_sync.cli.printing import print_done, print_json, progress
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import (
    Activity,
    Fulfiller,
    OrderDetail,
    OrderFilter,
    OrderRow,
    OrderSort,
    Settlement,
)

orders = typer.Typer(help="TikTok's orders and what became of them.", no_args_is_help=True)
aliases = typer.Typer(
    help="SKUs on TikTok that stand for SKUs in BigCommerce.", no_args_is_help=True
)
OrderId = Annotated[str, typer.Argument(help="TikTok's id of an order.")]
After = Annotated[str | None, typer.Option(help="Where the page before ended.")]
Limit = Annotated[int, typer.Option(help="How many to show.", min=1)]
Since = Annotated[datetime | None, typer.Option("--from", help="Placed then or later, in UTC.")]
Before = Annotated[datetime | None, typer.Option("--before", help="Placed before then, in UTC.")]


@orders.command("list")
def list_orders(
    status: Annotated[str, typer.Option(help='As shown, "Failed Awaiting Shipment" too.')] = "",
    fulfilled_by: Annotated[Fulfiller | None, typer.Option(help="Who packs.")] = None,
    logistic_mode: Annotated[str, typer.Option(help="Who ships: SELLER or TIKTOK.")] = "",
    customer: Annotated[str, typer.Option(help="A part of the customer's name.")] = "",
    product: Annotated[str, typer.Option(help="A part of a product's name or SKU.")] = "",
    product_id: Annotated[str, typer.Option(help="TikTok's id of a product.")] = "",
    order_id: Annotated[str, typer.Option(help="TikTok's id of the order.")] = "",
    created_from: Since = None,
    created_before: Before = None,
    sort: Annotated[OrderSort, typer.Option(help="What to order by.")] = OrderSort.CREATED,
    ascending: Annotated[bool, typer.Option("--ascending", help="The smallest first.")] = False,
    limit: Limit = 50,
    after: After = None,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """List orders, the newest first, with how many there are in each status."""
    wanted = OrderFilter(
        status=status,
        fulfilled_by=fulfilled_by,
        created_from=_utc(created_from),
        created_before=_utc(created_before),
        logistic_mode=logistic_mode,
        customer=customer,
        product=product,
        product_id=product_id,
        order_id=order_id,
    )
    with connected(storage) as connector:
        page = connector.orders.page(
            wanted, sort=sort, descending=not ascending, limit=limit, after=after
        )
        counts = connector.orders.counts(wanted)
    if as_json:
        rows = [_row(one) for one in page.items]
        _print({"orders": rows, "counts": dict(counts.statuses), "next": page.next})
        return
    for row in page.items:
        told = f" in BigCommerce as {row.store_order_id}" if row.store_order_id else ""
        typer.echo(f"{row.order_id} {row.created_at:%Y-%m-%d %H:%M} {row.total} {row.status}{told}")
    known = ", ".join(f"{count} {name}" for name, count in counts.statuses.items() if count)
    typer.echo(f"{counts.total} order(s){': ' if known else ''}{known}")
    if page.next:
        typer.echo(f"Go on with --after {page.next}")


@orders.command()
def show(
    order_id: OrderId,
    settled: Annotated[bool, typer.Option("--settled", help="Ask what TikTok paid out.")] = False,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Show an order in full; the address and the e-mail are left to BigCommerce."""
    with connected(storage) as connector:
        detail = connector.orders.detail(order_id, settled=settled)
    if as_json:
        _print(_detail(detail))
        return
    typer.echo(f"{detail.order_id}: {detail.status}")
    if detail.store_order_id:
        typer.echo(f"  BigCommerce: {detail.store_order_id}, {detail.store_status}")
    for line in detail.lines:
        typer.echo(f"  {line.units} x {line.sku} {line.title}: {line.price} each")
    for name in ("discount", "subtotal", "shipping", "fees", "tax", "total"):
        typer.echo(f"  {name}: {getattr(detail, name)}")
    typer.echo(f"  ships by: {detail.shipping_method or '-'}")
    for reason in detail.reasons:
        typer.echo(f"  {reason.code}: {reason}")
    if detail.settlement:
        typer.echo(f"  {_settled(detail.settlement)}")


@orders.command()
def explain(
    order_id: OrderId, storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False
) -> None:
    """Say which variants an order's SKUs mean, how its amounts add up, and what is in the way."""
    with connected(storage) as connector:
        told = connector.orders.explain(order_id)
    if as_json:
        print_json(told)
        return
    typer.echo(f"{order_id}: {told.decision}")
    for match in told.matches:
        meant = f"{match.title} ({match.how})" if match.how else "nothing"
        near = f"; near ones: {', '.join(match.near)}" if match.near else ""
        typer.echo(f"  {match.sku}: {meant}{near}")
    typer.echo(f"  {told.sum}")
    for reason in told.reasons:
        typer.echo(f"  {reason.code}: {reason}")


@orders.command()
def fetch(
    created_from: Since = None,
    created_before: Before = None,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Read what changed on TikTok; with --from all orders of a window, however old they are."""
    if created_before and not created_from:
        raise InvalidInput("A window begins somewhere.", field="from", what_to_do="Give --from.")
    with connected(storage) as connector, progress() as bar:
        begins = _utc(created_from)
        if begins:
            done = connector.orders.fetch_window(begins, _utc(created_before), progress=bar)
        else:
            done = connector.orders.fetch(progress=bar)
    _told(done, as_json=as_json)


@orders.command()
def retry(
    order_ids: Annotated[list[str] | None, typer.Argument(help="TikTok's ids of orders.")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="All that failed.")] = False,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Try again to make orders in BigCommerce; the exit code is 1 where one still can't be made."""
    if bool(order_ids) is failed:
        raise InvalidInput("Which orders?", field="order_ids", what_to_do="Give ids, or --failed.")
    with connected(storage) as connector, progress() as bar:
        if order_ids:
            done = connector.orders.retry(order_ids, progress=bar)
        else:
            done = connector.orders.retry_failed(progress=bar)
    _told(done, as_json=as_json)
    if done.failures:
        raise typer.Exit(1)


# --- aliases -----------------------------------------------------------------------


@aliases.command("list")
def list_aliases(
    search: Annotated[str, typer.Option(help="A part of the alias.")] = "",
    limit: Limit = 100,
    after: After = None,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """List the aliases."""
    with connected(storage) as connector:
        page = connector.aliases.list(search, limit=limit, after=after)
    if as_json:
        rows = [{"alias": one.alias, "sku": one.sku} for one in page.items]
        _print({"aliases": rows, "next": page.next})
        return
    for one in page.items:
        typer.echo(f"{one.alias} -> {one.sku}")
    if page.next:
        typer.echo(f"Go on with --after {page.next}")


@aliases.command("add")
def add_alias(
    alias: str, sku: str, storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False
) -> None:
    """Let a SKU on TikTok stand for one in BigCommerce; what failed for it is made by the next fetch."""
    with connected(storage) as connector:
        added = connector.aliases.add(alias, sku)
    print_done(added, f"{added.alias} -> {added.sku}", as_json=as_json)


@aliases.command("remove")
def remove_alias(
    alias: str, storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False
) -> None:
    """Remove an alias."""
    with connected(storage) as connector:
        connector.aliases.remove(alias)
    print_done({"removed": alias}, f"Removed {alias}.", as_json=as_json)


# --- telling -----------------------------------------------------------------------


def _utc(moment: datetime | None) -> datetime | None:
    return moment and moment.replace(tzinfo=UTC)


def _row(row: OrderRow) -> dict[str, object]:
    return {
        "order_id": row.order_id,
        "store_order_id": row.store_order_id,
        "fulfilled_by": row.fulfilled_by,
        "logistic_mode": row.logistic_mode,
        "customer": row.customer,
        "created_at": row.created_at.isoformat(),
        "total": str(row.total),
        "status": row.status,
        "reasons": [reason.code for reason in row.reasons],
    }


def _detail(detail: OrderDetail) -> dict[str, object]:
    amounts = ("discount", "subtotal", "shipping", "fees", "tax", "total")
    return {
        "order_id": detail.order_id,
        "status": detail.status,
        "store_order_id": detail.store_order_id,
        "store_status": detail.store_status,
        "kinds": list(detail.kinds),
        "lines": [
            {"sku": one.sku, "title": one.title, "units": one.units, "price": str(one.price)}
            for one in detail.lines
        ],
        **{name: str(getattr(detail, name)) for name in amounts},
        "shipping_method": detail.shipping_method,
        "reasons": [{"code": one.code, "message": str(one)} for one in detail.reasons],
        "settlement": _settled(detail.settlement) if detail.settlement else None,
    }


def _settled(settlement: Settlement) -> str:
    if not settlement.settled:
        return "not settled yet"
    return f"paid out {settlement.paid_out} of {settlement.revenue}, fees {settlement.fees}"


def _told(done: Activity, *, as_json: bool) -> None:
    if as_json:
        print_json(done)
        return
    typer.echo(f"{done.name}: {done.done - len(done.failures)} done, {len(done.failures)} failed")
    for failure in done.failures:
        typer.echo(f"  {failure.entity_id or '-'}: {failure.reason}")


def _print(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))
