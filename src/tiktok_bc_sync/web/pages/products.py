"""Products: found, filtered, and done something about, one or many."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from attrs import evolve
from starlette.responses import Response

from tiktok_bc_sync.connector import AsyncConnector
from tiktok_bc_sync.models import (
    Activity,
    ListingStatus,
    ProductFilter,
    ProductSort,
    ProductType,
    Visibility,
)
from tiktok_bc_sync.web.forms import Form
from tiktok_bc_sync.web.view import Page, View

Deed = Callable[[AsyncConnector, "ProductFilter | list[str]"], Coroutine[Any, Any, Activity]]

DEEDS: Mapping[str, tuple[str, Deed]] = {
    "upload": ("Upload", lambda to, some: to.listings.upload(some)),
    "price": ("Sync price", lambda to, some: to.listings.sync_price(some)),
    "stock": ("Sync inventory", lambda to, some: to.listings.sync_stock(some)),
    "activate": ("Activate", lambda to, some: to.listings.activate(some)),
    "deactivate": ("Deactivate", lambda to, some: to.listings.deactivate(some)),
    "delete": ("Delete on TikTok", lambda to, some: to.listings.delete(some)),
    "recover": ("Recover", lambda to, some: to.listings.recover(some)),
}
"""What can be done to many products at once, by the word that a form has for it."""

HIDING = ("deactivate", "delete")
"""What takes products off sale, and is asked about once more."""

_WHOLE: Mapping[str, Callable[[AsyncConnector], Coroutine[Any, Any, Activity]]] = {
    "pull": lambda connector: connector.products.pull(),
    "refresh": lambda connector: connector.listings.refresh_status(),
}
_ANY = "any"
_NONE = "none"


def wanted(form: Form) -> ProductFilter:
    """Read which products are meant; a field that is wrong doesn't count."""
    status = form.choice("status", ListingStatus)
    template = form.text("template") or _ANY
    return ProductFilter(
        text=form.text("text"),
        statuses=(status,) if status else (),
        template_id={_ANY: None, _NONE: ""}.get(template, template),
        type=form.choice("type", ProductType),
        brand=form.text("brand"),
        category=form.text("category"),
        visibility=form.choice("visibility", Visibility),
        reason=form.text("reason"),
    )


async def show(view: View) -> Response:
    """Show a page of the products, with the counts of each status."""
    found = wanted(view.form)
    sort = view.form.choice("sort", ProductSort) or ProductSort.TITLE
    every = evolve(found, statuses=())
    return await view.page(
        "products.html",
        page=await view.connector.products.search(found, sort=sort, after=view.after),
        counts=await view.connector.products.counts(every),
        statuses=list(ListingStatus),
        types=list(ProductType),
        visibilities=list(Visibility),
        sorts=list(ProductSort),
        templates=await view.connector.templates.list(),
        deeds={name: words for name, (words, _) in DEEDS.items()},
    )


async def act(view: View) -> Response:
    """Do something to the products that are ticked, or to all that the filter means."""
    query = {name: value for name, value in view.query.values.items() if name != "after"}
    name = view.form.raw("do")
    if name in _WHOLE:
        return await view.work(_WHOLE[name](view.connector), "/products", **query)
    ids, everything = view.form.many("id"), view.form.flag("all")
    if name not in DEEDS or not (ids or everything):
        told = "Nothing was done: tick some products, and choose what to do."
        return view.go("/products", told, **query)
    chosen = wanted(view.query) if everything else ids
    words, deed = DEEDS[name]
    if name in HIDING and not view.form.flag("sure"):
        total = (await view.connector.products.counts(wanted(view.query))).total
        count = total if everything else len(ids)
        return await view.page(
            "sure.html", do=name, words=words, count=count, ids=ids, everything=everything
        )
    return await view.work(deed(view.connector, chosen), "/products", **query)


async def explain(view: View) -> Response:
    """Say why a product is listed as it is, or why it can't be."""
    told = await view.connector.products.explain(view.key("product_id"))
    return await view.page("explain_product.html", told=told)


PAGES = (
    Page("/products", show, act),
    Page("/products/{product_id}/explain", explain),
)
