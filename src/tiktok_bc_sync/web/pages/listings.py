"""Listings as a whole: upload by template, plan and apply, and what differs from TikTok."""

from __future__ import annotations

from starlette.responses import Response

from tiktok_bc_sync.models import Action, ProductFilter
from tiktok_bc_sync.web.forms import Form
from tiktok_bc_sync.web.places import warehouses
from tiktok_bc_sync.web.view import Page, View

_SHOWN = 200


async def upload(view: View) -> Response:
    """Show what can be uploaded: a template's products, into a warehouse."""
    counts = await view.connector.templates.page(limit=_SHOWN)
    return await view.page(
        "upload.html", templates=counts.items, warehouses=await warehouses(view.connector)
    )


async def upload_now(view: View) -> Response:
    """Upload the products of a template into a warehouse."""
    template, warehouse = view.form.text("template", needed=True), view.form.text("warehouse")
    if view.form.errors:
        return await upload(view)
    chosen = ProductFilter(template_id=(await view.connector.templates.get(template)).id)
    work = view.connector.listings.upload(chosen, warehouse_id=warehouse)
    return await view.work(work, "/activities")


async def plan(view: View) -> Response:
    """Show what would change on TikTok, once somebody asks for it; nothing is sent."""
    asked = view.query.flag("run")
    chosen, warehouse = _meant(view.query)
    found = await view.connector.listings.plan(chosen, warehouse_id=warehouse) if asked else None
    return await view.page(
        "plan.html",
        plan=found,
        shown=found.changes[:_SHOWN] if found else (),
        actions=list(Action),
        templates=await view.connector.templates.list(),
        warehouses=await warehouses(view.connector),
    )


async def apply(view: View) -> Response:
    """Carry out the plan, all of it or some kinds of change; each product is decided again."""
    chosen, warehouse = _meant(view.query)
    kinds = frozenset(one for one in Action if one in view.form.many("only"))
    found = await view.connector.listings.plan(chosen, warehouse_id=warehouse)
    work = view.connector.listings.apply(found, only=kinds or None)
    return await view.work(work, "/plan", **view.query.values)


async def drift(view: View) -> Response:
    """Show what differs between BigCommerce, the connector and TikTok, once somebody asks."""
    asked = view.query.flag("run")
    found = [one async for one in view.connector.listings.drift(ProductFilter())] if asked else None
    return await view.page("drift.html", found=found)


async def mend(view: View) -> Response:
    """Take over what TikTok shows of the ticked products, or put back what BigCommerce says."""
    ids = view.form.many("id")
    listings = view.connector.listings
    match ids, view.form.raw("do"):
        case [], _:
            return view.go("/drift", "Nothing was done: tick some products.", run="1")
        case _, "adopt":
            return await view.work(listings.adopt(ids), "/drift", run="1")
        case _, "put-back":
            return await view.work(listings.put_back(ids), "/drift", run="1")
        case _:
            return view.go("/drift", "Nothing was done: choose what to do.", run="1")


def _meant(query: Form) -> tuple[ProductFilter, str]:
    template = query.text("template") or None
    found = ProductFilter(text=query.text("text"), template_id=template)
    return found, query.text("warehouse")


PAGES = (
    Page("/upload", upload, upload_now),
    Page("/plan", plan, apply),
    Page("/drift", drift, mend),
)
