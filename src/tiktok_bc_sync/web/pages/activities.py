"""Activities: what long jobs did, how far they are, and doing them again."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from tiktok_bc_sync.models import ActivityState
from tiktok_bc_sync.web.view import Page, View

_LAST = 100


async def show(view: View) -> Response:
    """Show the newest activities, of one state where one is chosen."""
    state = view.form.choice("state", ActivityState)
    return await view.page(
        "activities.html",
        found=await view.connector.activities.list(limit=_LAST, state=state),
        counts=await view.connector.activities.counts(),
    )


async def detail(view: View) -> Response:
    """Show one activity with everything that failed in it."""
    found = await view.connector.activities.get(view.key("activity_id"))
    return await view.page("activity.html", one=found)


async def act(view: View) -> Response:
    """Cancel an activity, go on with it, or try again what failed in it."""
    activities, key = view.connector.activities, view.key("activity_id")
    match view.form.raw("do"):
        case "resume":
            return await view.work(activities.resume(key), "/activities")
        case "retry":
            return await view.work(activities.retry(key), "/activities")
        case _:
            await activities.cancel(key)
            return view.go(f"/activities/{quote(key)}", "The activity was asked to stop.")


PAGES = (
    Page("/activities", show),
    Page("/activities/{activity_id}", detail, act),
)
