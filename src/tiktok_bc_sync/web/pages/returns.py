"""Returns: found, looked at, granted, refused, or met half way."""

from __future__ import annotations

from urllib.parse import quote

from attrs import evolve
from starlette.datastructures import UploadFile
from starlette.responses import Response

from tiktok_bc_sync.models import Money, ReturnFilter, ReturnSort, ReturnStatus, ReturnType
from tiktok_bc_sync.web.forms import Form
from tiktok_bc_sync.web.view import Page, View

_PICTURES = 6


def wanted(form: Form) -> ReturnFilter:
    """Read which returns are meant; a field that is wrong doesn't count."""
    status = form.text("status")
    return ReturnFilter(
        statuses=(status,) if status else (),
        type=form.text("type"),
        order_id=form.text("order_id"),
        sku=form.text("sku"),
        waiting=form.flag("waiting") or None,
        disputed=form.flag("disputed") or None,
        updated_since=form.midnight("since"),
        updated_before=form.midnight("before"),
    )


async def show(view: View) -> Response:
    """Show a page of the returns, with the counts of each status."""
    found = wanted(view.form)
    sort = view.form.choice("sort", ReturnSort) or ReturnSort.UPDATED
    return await view.page(
        "returns.html",
        page=await view.connector.returns.find(found, sort=sort, after=view.after),
        counts=await view.connector.returns.counts(evolve(found, statuses=())),
        types=list(ReturnType),
        sorts=list(ReturnSort),
        known=list(ReturnStatus),
    )


async def act(view: View) -> Response:
    """Read the returns from TikTok."""
    return await view.work(view.connector.returns.sync(), "/returns", **view.query.values)


async def detail(view: View) -> Response:
    """Show a return with what was done about it, and what the seller may decide now."""
    key = view.key("return_id")
    return await view.page("return.html", told=await view.connector.returns.detail(key))


async def decide(view: View) -> Response:
    """Grant a return, refuse it, or offer a part of the refund."""
    key, form = view.key("return_id"), view.form
    returns = view.connector.returns
    here = f"/returns/{quote(key)}"
    match form.raw("do"):
        case "approve":
            with form.within("decision"):
                await returns.approve(key, decision=form.text("decision"))
            done = "The return is granted."
        case "offer":
            await _offer(view, key)
            done = "The offer is made; the buyer decides."
        case _:
            await _reject(view, key)
            done = "The return is refused."
    return await detail(view) if form.errors else view.go(here, done)


async def _reject(view: View, key: str) -> None:
    form = view.form
    reason = form.text("reason", needed=True)
    images = await _pictures(view)
    if not form.errors:
        with form.within("reason", {"images": "images", "comment": "comment"}):
            await view.connector.returns.reject(
                key,
                reason=reason,
                comment=form.text("comment"),
                images=images,
                decision=form.text("decision"),
            )


async def _offer(view: View, key: str) -> None:
    form = view.form
    amount = form.number("amount", needed=True)
    if amount is None or form.errors:
        return
    whole = (await view.connector.returns.get(key)).refund
    with form.within("amount", {"reason": "offer_reason"}):
        await view.connector.returns.offer(
            key,
            Money(amount, whole.currency),
            reason=form.text("offer_reason"),
            comment=form.text("offer_comment"),
        )


async def _pictures(view: View) -> list[bytes]:
    sent = (await view.request.form()).getlist("images")
    files = [one for one in sent if isinstance(one, UploadFile) and one.size]
    if len(files) > _PICTURES:
        view.form.wrong("images", f"At most {_PICTURES} pictures.")
        return []
    return [await one.read() for one in files]


PAGES = (
    Page("/returns", show, act),
    Page("/returns/{return_id}", detail, decide),
)
