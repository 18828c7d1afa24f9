"""Category templates as a list: found, ordered, copied, deleted."""

from __future__ import annotations

from starlette.responses import Response

from tiktok_bc_sync.web.view import Page, View


async def show(view: View) -> Response:
    """Show the templates in the order in which they are tried."""
    search = view.form.text("search")
    return await view.page(
        "templates.html",
        page=await view.connector.templates.page(search, after=view.after),
        search=search,
    )


async def act(view: View) -> Response:
    """Copy, delete or move a template."""
    key, form = view.form.text("id"), view.form
    templates = view.connector.templates
    match form.raw("do"):
        case "copy":
            with form.within("form"):
                saved = await templates.copy(key)
                return view.go(
                    f"/templates/{saved.template.id}", f"Copied as {saved.template.name}."
                )
        case "delete":
            with form.within("form"):
                moved = await templates.delete(key)
                return view.go("/templates", "; ".join(["Deleted.", *map(str, moved)]))
        case "move":
            position = form.whole("position", least=1)
            with form.within("form"):
                if position is not None:
                    moved = await templates.move(key, position)
                    return view.go("/templates", "; ".join(["Moved.", *map(str, moved)]))
                form.wrong("form", "Write the position as a whole number, from 1.")
        case _:
            form.wrong("form", "Choose what to do.")
    return await show(view)


PAGES = (Page("/templates", show, act),)
