"""Carriers: added to a queue, then saved together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.responses import Response

from tiktok_bc_sync.web.view import Page, View


async def show(view: View) -> Response:
    """Show the mapping, what is queued of it, and what other carriers may be."""
    return await view.page(
        "carriers.html",
        mapping=await view.connector.carriers.list(),
        providers=await view.connector.carriers.providers(),
        suggestions=await view.connector.carriers.suggest(),
    )


async def _add(view: View) -> str:
    carrier = view.form.text("carrier", needed=True)
    provider = view.form.text("provider", needed=True)
    if not view.form.errors:
        await view.connector.carriers.add(carrier, provider)
    return "Added to the queue. Save it when it is whole."


async def _edit(view: View) -> str:
    await view.connector.carriers.edit(view.form.text("carrier"), view.form.text("provider"))
    return "The change is in the queue."


async def _remove(view: View) -> str:
    await view.connector.carriers.remove(view.form.text("carrier"))
    return "The removal is in the queue."


async def _save(view: View) -> str:
    await view.connector.carriers.save()
    return "The carriers are saved."


async def _discard(view: View) -> str:
    await view.connector.carriers.discard()
    return "The queue is empty again."


_DEEDS: Mapping[str, Callable[[View], Awaitable[str]]] = {
    "add": _add,
    "edit": _edit,
    "remove": _remove,
    "save": _save,
    "discard": _discard,
}


async def act(view: View) -> Response:
    """Queue a change, save what is queued, or forget it."""
    deed = _DEEDS.get(view.form.raw("do"))
    if deed is None:
        view.form.wrong("form", "Choose what to do.")
        return await show(view)
    done = ""
    with view.form.within("carrier", {"provider": "provider"}):
        done = await deed(view)
    return await show(view) if view.form.errors else view.go("/carriers", done)


PAGES = (Page("/carriers", show, act),)
