"""Cancellations: what buyers ask for, granted or refused, and what became of all others."""

from __future__ import annotations

from urllib.parse import quote

from attrs import evolve
from starlette.responses import Response

from tiktok_bc_sync.errors import VendorError
from tiktok_bc_sync.models import CancellationFilter, OfferedReason
from tiktok_bc_sync.web.view import Page, View


async def show(view: View) -> Response:
    """Show a page of the cancellations, with the counts of each status."""
    form = view.form
    found = CancellationFilter(
        form.text("status"), form.text("order_id"), waiting=form.flag("waiting") or None
    )
    return await view.page(
        "cancellations.html",
        page=await view.connector.cancellations.find(found, after=view.after),
        counts=await view.connector.cancellations.counts(evolve(found, status="")),
    )


async def act(view: View) -> Response:
    """Read cancellations from TikTok, and bring both sides in step."""
    work = view.connector.cancellations.sync()
    return await view.work(work, "/cancellations", **view.query.values)


async def detail(view: View) -> Response:
    """Show a cancellation, and what may be answered where an answer is asked for."""
    one = await view.connector.cancellations.get(view.key("cancel_id"))
    reasons: tuple[OfferedReason, ...] = ()
    hindered = ""
    if one.respond_by:
        try:
            reasons = await view.connector.cancellations.reject_reasons(one.id)
        except VendorError as error:  # it can be looked at all the same
            hindered = str(error)
    return await view.page("cancellation.html", one=one, reasons=reasons, hindered=hindered)


async def decide(view: View) -> Response:
    """Let a buyer cancel, or refuse it."""
    key, form = view.key("cancel_id"), view.form
    here = f"/cancellations/{quote(key)}"
    if form.raw("do") == "approve":
        with form.within("form"):
            await view.connector.cancellations.approve(key)
            return view.go(here, "The buyer's cancellation is granted.")
        return await detail(view)
    reason = form.text("reason", needed=True)
    if not form.errors:
        with form.within("reason"):
            await view.connector.cancellations.reject(
                key, reason=reason, comment=form.text("comment")
            )
            return view.go(here, "The buyer's cancellation is refused.")
    return await detail(view)


PAGES = (
    Page("/cancellations", show, act),
    Page("/cancellations/{cancel_id}", detail, decide),
)
