"""``tiktok-bc-sync shipments``, ``packages`` and ``cancellations``: what leaves, and what doesn't."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tiktok_bc_sync.cli.connecting import DEFAULT_STORAGE, AsJson, StorageUrl, connected
from tiktok_bc_sync.cli.printing import print_activity, print_done, print_json, progress
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import CancellationFilter, DocumentType

shipments = typer.Typer(help="BigCommerce shipments on their way to TikTok.", no_args_is_help=True)
packages = typer.Typer(help="Packages that TikTok's carriers take.", no_args_is_help=True)
cancellations = typer.Typer(help="Orders that are called off.", no_args_is_help=True)
OrderId = Annotated[str, typer.Argument(help="TikTok's id of an order.")]
PackageId = Annotated[str, typer.Argument(help="TikTok's id of a package.")]
CancelId = Annotated[str, typer.Argument(help="TikTok's id of a cancellation.")]
Images = Annotated[list[Path] | None, typer.Option("--image", help="A picture that speaks for it.")]


# --- shipments -----------------------------------------------------------------------


@shipments.command("sync")
def sync_shipments(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Tell TikTok what was shipped in BigCommerce."""
    with connected(storage) as connector, progress() as bar:
        done = connector.fulfilment.sync(progress=bar)
    print_activity(done, as_json=as_json)


@shipments.command()
def waiting(
    reason: Annotated[str, typer.Option(help="The code of a reason.")] = "",
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """List the orders with a shipment that can't be told yet, and why."""
    with connected(storage) as connector:
        found = list(connector.fulfilment.waiting(reason=reason))
    if as_json:
        print_json(found)
        return
    for order in found:
        for one in order.reasons:
            typer.echo(f"{order.order_id} ({order.store_order_id}): {one}")


# --- packages ------------------------------------------------------------------------


@packages.command("list")
def list_packages(
    order_id: OrderId, storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False
) -> None:
    """List an order's packages."""
    with connected(storage) as connector:
        found = connector.packages.of_order(order_id)
    if as_json:
        print_json(found)
        return
    for one in found:
        typer.echo(f"{one.id} {one.status} {one.provider} {one.tracking_number}".rstrip())


@packages.command()
def slots(
    package_id: PackageId, storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False
) -> None:
    """Show how and when TikTok's carrier can have a package."""
    with connected(storage) as connector:
        found = connector.packages.slots(package_id)
    if as_json:
        print_json(found)
        return
    ways = {"PICKUP": found.pickup, "DROP_OFF": found.drop_off}
    typer.echo(", ".join(name for name, possible in ways.items() if possible) or "not now")
    for number, one in enumerate(found.slots, 1):
        free = "" if one.available else " (taken)"
        typer.echo(f"  {number}: {one.starts_at:%Y-%m-%d %H:%M} to {one.ends_at:%H:%M} UTC{free}")


@packages.command("hand-over")
def hand_over(
    package_id: PackageId,
    slot: Annotated[int, typer.Option(help="The number of a slot; 0: drop it off.", min=0)] = 0,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Have TikTok's carrier fetch a package, or say that it is dropped off."""
    with connected(storage) as connector:
        if slot:
            offered = connector.packages.slots(package_id).slots
            if slot > len(offered):
                raise InvalidInput(f"There is no slot {slot}.", field="slot")
            done = connector.packages.hand_over(package_id, method="PICKUP", slot=offered[slot - 1])
        else:
            done = connector.packages.hand_over(package_id)
    told = f"{done.id} {done.status} {done.provider} {done.tracking_number}".rstrip()
    print_done(done, told, as_json=as_json)


@packages.command()
def label(
    package_id: PackageId,
    file: Annotated[Path, typer.Argument(help="Where the PDF goes.")],
    document: Annotated[DocumentType, typer.Option(help="What to print.")] = DocumentType.LABEL,
    size: Annotated[str, typer.Option(help="A5 or A6.")] = "",
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Fetch a package's label, or another document, as PDF."""
    with connected(storage) as connector:
        content = connector.packages.label(package_id, document, size=size)
    file.write_bytes(content)
    told = f"Wrote {len(content)} bytes to {file}."
    print_done({"file": str(file), "bytes": len(content)}, told, as_json=as_json)


# --- cancellations -------------------------------------------------------------------


@cancellations.command("sync")
def sync_cancellations(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Bring cancellations from each side to the other."""
    with connected(storage) as connector, progress() as bar:
        done = connector.cancellations.sync(progress=bar)
    print_activity(done, as_json=as_json)


@cancellations.command("list")
def list_cancellations(
    waiting_only: Annotated[bool, typer.Option("--waiting", help="Those to be answered.")] = False,
    limit: Annotated[int, typer.Option(help="How many to show.", min=1)] = 50,
    after: Annotated[str | None, typer.Option(help="Where the page before ended.")] = None,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """List cancellations, the one that changed last first."""
    wanted = CancellationFilter(waiting=True if waiting_only else None)
    with connected(storage) as connector:
        page = connector.cancellations.find(wanted, limit=limit, after=after)
    if as_json:
        print_json(page)
        return
    for one in page.items:
        until = f", answer by {one.respond_by:%Y-%m-%d %H:%M} UTC" if one.respond_by else ""
        typer.echo(
            f"{one.id} order {one.order_id}: {one.status} by {one.role}, {one.reason}{until}"
        )
    if page.next:
        typer.echo(f"Go on with --after {page.next}")


@cancellations.command()
def reasons(
    order_id: OrderId, storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False
) -> None:
    """List the reasons that an order can be cancelled for now."""
    with connected(storage) as connector:
        found = connector.cancellations.reasons(order_id)
    print_done(found, "\n".join(found) or "It can no longer be cancelled.", as_json=as_json)


@cancellations.command()
def cancel(
    order_id: OrderId,
    reason: Annotated[str, typer.Option(help="One that TikTok offers now, or a telling part.")],
    line: Annotated[
        list[str] | None, typer.Option(help="A line, where not the whole order.")
    ] = None,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Cancel an order, or some of its lines, on both sides."""
    with connected(storage) as connector:
        done = connector.cancellations.cancel(order_id, reason=reason, lines=line or ())
    print_done(done, f"{order_id}: {done.status}", as_json=as_json)


@cancellations.command()
def approve(
    cancel_id: CancelId, storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False
) -> None:
    """Let a buyer cancel."""
    with connected(storage) as connector:
        done = connector.cancellations.approve(cancel_id)
    print_done(done, f"{done.id}: {done.status}", as_json=as_json)


@cancellations.command()
def reject(
    cancel_id: CancelId,
    reason: Annotated[str, typer.Option(help="One that TikTok offers now, or a telling part.")],
    comment: Annotated[str, typer.Option(help="Words for the buyer.")] = "",
    image: Images = None,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Refuse a buyer's wish to cancel."""
    shown = [one.read_bytes() for one in image or ()]
    with connected(storage) as connector:
        done = connector.cancellations.reject(
            cancel_id, reason=reason, comment=comment, images=shown
        )
    print_done(done, f"{done.id}: {done.status}", as_json=as_json)
