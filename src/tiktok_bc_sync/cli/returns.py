"""``tiktok-bc-sync returns``: lists, one return in full, and the seller's answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tiktok_bc_sync.cli.connecting import DEFAULT_STORAGE, AsJson, StorageUrl, connected
from tiktok_bc_sync.cli.printing import print_activity, print_done, print_json, progress
from tiktok_bc_sync.mapping.statuses import return_status
from tiktok_bc_sync.models import Money, Return, ReturnFilter, ReturnSort

returns = typer.Typer(help="Returns and refunds.", no_args_is_help=True)
ReturnId = Annotated[str, typer.Argument(help="TikTok's id of a return.")]
Reason = Annotated[str, typer.Option(help="One that TikTok offers now, or a telling part.")]
Comment = Annotated[str, typer.Option(help="Words for the buyer.")]
Images = Annotated[list[Path] | None, typer.Option("--image", help="A picture that speaks for it.")]
Decided = Annotated[str, typer.Option(help="Which decision, where there are several.")]


@returns.command()
def sync(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Read returns, and bring finished refunds to BigCommerce."""
    with connected(storage) as connector, progress() as bar:
        done = connector.returns.sync(progress=bar)
    print_activity(done, as_json=as_json)


@returns.command("list")
def list_returns(
    status: Annotated[list[str] | None, typer.Option(help="As shown; may be repeated.")] = None,
    kind: Annotated[str, typer.Option("--type", help="REFUND, RETURN_AND_REFUND, …")] = "",
    order_id: Annotated[str, typer.Option(help="TikTok's id of an order.")] = "",
    sku: Annotated[str, typer.Option(help="A seller SKU.")] = "",
    waiting: Annotated[bool, typer.Option("--waiting", help="Those to be answered.")] = False,
    disputed: Annotated[bool, typer.Option("--disputed", help="Those in arbitration.")] = False,
    sort: Annotated[ReturnSort, typer.Option(help="What to order by.")] = ReturnSort.UPDATED,
    ascending: Annotated[bool, typer.Option("--ascending", help="The smallest first.")] = False,
    limit: Annotated[int, typer.Option(help="How many to show.", min=1)] = 50,
    after: Annotated[str | None, typer.Option(help="Where the page before ended.")] = None,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """List returns, with how many there are in each status."""
    wanted = ReturnFilter(
        statuses=tuple(status or ()),
        type=kind,
        order_id=order_id,
        sku=sku,
        waiting=waiting or None,
        disputed=disputed or None,
    )
    with connected(storage) as connector:
        page = connector.returns.find(
            wanted, sort=sort, descending=not ascending, limit=limit, after=after
        )
        counts = connector.returns.counts(wanted)
    if as_json:
        print_json({"returns": page.items, "counts": counts, "next": page.next})
        return
    for one in page.items:
        typer.echo(_line(one))
    known = ", ".join(f"{count} {name}" for name, count in counts.statuses.items() if count)
    typer.echo(f"{counts.total} return(s){': ' if known else ''}{known}")
    if page.next:
        typer.echo(f"Go on with --after {page.next}")


@returns.command()
def show(
    return_id: ReturnId, storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False
) -> None:
    """Show a return, what was done about it, and what may be decided now."""
    with connected(storage) as connector:
        detail = connector.returns.detail(return_id)
    if as_json:
        print_json(detail)
        return
    typer.echo(_line(detail.item))
    for record in detail.records:
        words = ", ".join(one for one in (record.reason, record.note) if one)
        typer.echo(f"  {record.at:%Y-%m-%d %H:%M} {record.role}: {record.event} {words}".rstrip())
    allowed = ", ".join(one.name for one in detail.decisions if one.allowed)
    typer.echo(f"  possible now: {allowed or 'nothing'}")
    if detail.follow_up:
        typer.echo(f"  in BigCommerce: {detail.follow_up.state}")


@returns.command()
def reasons(
    return_id: ReturnId, storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False
) -> None:
    """List the reasons for which a return can be refused now."""
    with connected(storage) as connector:
        found = connector.returns.reject_reasons(return_id)
    if as_json:
        print_json(found)
        return
    for one in found:
        typer.echo(f"{one.name} ({one.text})")


@returns.command()
def approve(
    return_id: ReturnId,
    decision: Decided = "",
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Grant a return."""
    with connected(storage) as connector:
        done = connector.returns.approve(return_id, decision=decision)
    print_done(done, _line(done), as_json=as_json)


@returns.command()
def reject(
    return_id: ReturnId,
    reason: Reason,
    comment: Comment = "",
    image: Images = None,
    decision: Decided = "",
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Refuse a return, or a parcel that came back."""
    shown = [one.read_bytes() for one in image or ()]
    with connected(storage) as connector:
        done = connector.returns.reject(
            return_id, reason=reason, comment=comment, images=shown, decision=decision
        )
    print_done(done, _line(done), as_json=as_json)


@returns.command()
def offer(
    return_id: ReturnId,
    amount: Annotated[str, typer.Argument(help="A part of the refund, as in 3.50.")],
    reason: Annotated[str, typer.Option(help="Asked for once the parcel is there.")] = "",
    comment: Comment = "",
    image: Images = None,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Offer the buyer a part of the refund."""
    shown = [one.read_bytes() for one in image or ()]
    with connected(storage) as connector:
        currency = connector.returns.get(return_id).refund.currency
        try:
            part = Money(amount, currency)
        except ValueError:
            raise typer.BadParameter(f"{amount!r} is no amount.") from None
        done = connector.returns.offer(
            return_id, part, reason=reason, comment=comment, images=shown
        )
    print_done(done, _line(done), as_json=as_json)


@returns.command()
def retry(
    return_id: ReturnId, storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False
) -> None:
    """Try again to bring a refund to BigCommerce that failed."""
    with connected(storage) as connector:
        done = connector.returns.retry_refund(return_id)
    told = "\n".join([f"{done.id}: {done.state}", *(f"  {one}" for one in done.reasons)])
    print_done(done, told, as_json=as_json)
    if done.reasons:
        raise typer.Exit(1)


def _line(item: Return) -> str:
    until = f", answer by {item.respond_by:%Y-%m-%d %H:%M} UTC" if item.respond_by else ""
    disputed = f", arbitration {item.arbitration_status}" if item.arbitration_status else ""
    status = return_status(item.vendor_status)
    return f"{item.id} {item.type} {item.refund}: {status}{disputed}{until}"
