"""Orders: found, looked at, explained, cancelled, and made again where that failed."""

from __future__ import annotations

from urllib.parse import quote

from attrs import evolve
from starlette.responses import Response

from tiktok_bc_sync.errors import VendorError
from tiktok_bc_sync.models import Fulfiller, ImportState, OrderFilter, OrderSort
from tiktok_bc_sync.web.forms import Form
from tiktok_bc_sync.web.view import Page, View

MODES = ("SELLER", "TIKTOK")


def wanted(form: Form) -> OrderFilter:
    """Read which orders are meant; a field that is wrong doesn't count."""
    return OrderFilter(
        status=form.text("status"),
        state=form.choice("state", ImportState),
        fulfilled_by=form.choice("by", Fulfiller),
        created_from=form.midnight("from"),
        created_before=form.midnight("before"),
        logistic_mode=form.text("mode"),
        customer=form.text("customer"),
        product=form.text("product"),
        product_id=form.text("product_id"),
        order_id=form.text("order_id"),
        reason=form.text("reason"),
    )


async def show(view: View) -> Response:
    """Show a page of the orders, the newest first, with the counts of each status."""
    found = wanted(view.form)
    sort = view.form.choice("sort", OrderSort) or OrderSort.CREATED
    return await view.page(
        "orders.html",
        page=await view.connector.orders.page(found, sort=sort, after=view.after),
        counts=await view.connector.orders.counts(evolve(found, status="")),
        fulfillers=list(Fulfiller),
        sorts=list(OrderSort),
        modes=MODES,
    )


async def act(view: View) -> Response:
    """Fetch orders, or try again to make some that failed, or all of them."""
    query = {name: value for name, value in view.query.values.items() if name != "after"}
    orders, ids = view.connector.orders, view.form.many("id")
    match view.form.raw("do"):
        case "fetch":
            return await view.work(orders.fetch(), "/orders", **query)
        case "retry-failed":
            return await view.work(orders.retry_failed(), "/orders", **query)
        case "retry" if ids:
            return await view.work(orders.retry(ids), "/orders", **query)
        case _:
            return view.go("/orders", "Nothing was done: tick some orders.", **query)


async def detail(view: View) -> Response:
    """Show an order with its lines, amounts, customer and address, and what can be done about it."""
    key = view.key("order_id")
    settled = view.query.flag("settled")
    found = await view.connector.orders.detail(key, settled=settled)
    reasons: tuple[str, ...] = ()
    hindered = ""
    try:
        reasons = await view.connector.cancellations.reasons(key)
    except VendorError as error:  # the order can be looked at all the same
        hindered = str(error)
    order = await view.connector.orders.get(key)
    return await view.page(
        "order.html",
        order=found,
        lines=order.order.lines,
        reasons=reasons,
        hindered=hindered,
    )


async def change(view: View) -> Response:
    """Cancel an order or some of its lines, read it again, or try again to make it."""
    key = view.key("order_id")
    here = f"/orders/{quote(key)}"
    match view.form.raw("do"):
        case "retry":
            return await view.work(view.connector.orders.retry([key]), here)
        case "refresh":
            return await view.work(view.connector.orders.refresh([key]), here)
        case _:
            return await _cancel(view, key, here)


async def _cancel(view: View, key: str, here: str) -> Response:
    form = view.form
    reason = form.text("reason", needed=True)
    if not form.flag("sure"):
        form.wrong("sure", "Tick this to cancel: it can't be undone.")
    if not form.errors:
        with form.within("reason"):
            await view.connector.orders.cancel(key, reason=reason, lines=form.many("line"))
    if form.errors:
        return await detail(view)
    return view.go(here, "The order, or what was ticked of it, is cancelled.")


async def explain(view: View) -> Response:
    """Say why an order is made in BigCommerce as it is, or why not."""
    told = await view.connector.orders.explain(view.key("order_id"))
    return await view.page("explain_order.html", told=told)


PAGES = (
    Page("/orders", show, act),
    Page("/orders/{order_id}", detail, change),
    Page("/orders/{order_id}/explain", explain),
)
