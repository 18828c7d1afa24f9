"""The product editor: a product beside its listing, and what is typed over BigCommerce's values."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from tiktok_bc_sync.models import GtinChoice
from tiktok_bc_sync.models.edits import LENGTH_UNITS, WEIGHT_UNITS
from tiktok_bc_sync.web import product_form
from tiktok_bc_sync.web.access import seal_of
from tiktok_bc_sync.web.marks import changed, mark
from tiktok_bc_sync.web.product_form import KINDS, SIDES, own_variants, read_edits
from tiktok_bc_sync.web.view import Page, View


async def show(view: View) -> Response:
    """Show a product with everything that can be typed about it."""
    return await _editor(view)


async def act(view: View) -> Response:
    """Keep what was typed, or forget all that was."""
    key, products = view.key("product_id"), view.connector.products
    here = f"/products/{quote(key)}"
    if view.form.raw("do") == "reset":
        await products.reset(key)
        return view.go(here, "BigCommerce's values count again.")
    detail = await products.detail(key)
    edits = read_edits(view.form, detail.product)
    if not view.form.errors:
        for problem in await products.check(key, edits):
            view.form.wrong(problem.field, problem.message)
    meanwhile = changed(seal_of(view.request), detail.edits, view.form.raw("read"))
    if view.form.errors or meanwhile:
        return await _editor(view, meanwhile=meanwhile)
    await products.edit(key, edits)
    return view.go(here, "Saved. The next plan sends what differs.")


async def _editor(view: View, *, meanwhile: tuple[str, ...] = ()) -> Response:
    detail = await view.connector.products.detail(view.key("product_id"))
    told = view.request.method == "GET" or meanwhile
    return await view.page(
        "product.html",
        status=409 if meanwhile else 200,
        detail=detail,
        edits=detail.edits,
        own=own_variants(view.form, detail.edits),
        kinds=KINDS,
        sides=SIDES,
        gtin=list(GtinChoice),
        weight_units=WEIGHT_UNITS,
        length_units=LENGTH_UNITS,
        no_code=product_form.NO_CODE,
        meanwhile=meanwhile,
        read=mark(seal_of(view.request), detail.edits) if told else view.form.raw("read"),
        currency=(await view.connector.accounts.current()).shop_currency,
    )


PAGES = (Page("/products/{product_id}", show, act),)
