"""SKU aliases: seller SKUs on TikTok that stand for SKUs of BigCommerce's."""

from __future__ import annotations

from starlette.responses import Response

from tiktok_bc_sync.web.view import Page, View


async def show(view: View) -> Response:
    """Show the aliases, and a form for another one."""
    return await view.page("aliases.html", page=await view.connector.aliases.list(after=view.after))


async def act(view: View) -> Response:
    """Add an alias, or remove one."""
    alias, sku = view.form.text("alias", needed=True), view.form.text("sku")
    if view.form.raw("do") == "remove":
        with view.form.within("form"):
            await view.connector.aliases.remove(alias)
            return view.go("/aliases", "The alias is removed.")
        return await show(view)
    view.form.text("sku", needed=True)
    if not view.form.errors:
        with view.form.within("alias", {"sku": "sku"}):
            await view.connector.aliases.add(alias, sku)
            return view.go(
                "/aliases", "The alias is kept. Orders with it are made at the next fetch."
            )
    return await show(view)


PAGES = (Page("/aliases", show, act),)
