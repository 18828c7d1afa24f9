"""The dashboard: what is where, what waits, and what was sold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from starlette.responses import Response

from tiktok_bc_sync.web.view import Page, View

_DAYS = 28


async def show(view: View) -> Response:
    """Show the numbers of the account, or the way to connect it."""
    if (await view.connector.onboarding.state()).step == "connect":
        return view.go("/onboarding")
    today = datetime.now(UTC).date()
    first = today - timedelta(days=_DAYS - 1)
    report = await view.connector.reports.sales(first, today)
    return await view.page(
        "dashboard.html",
        summary=await view.connector.dashboard.summary(),
        health=await view.connector.health.check(ask=False),
        report=report,
        days=[first + timedelta(days=one) for one in range(_DAYS)],
    )


async def sales(view: View) -> Response:
    """Give the same days' sales by day and product, as a file."""
    today = datetime.now(UTC).date()
    first = today - timedelta(days=_DAYS - 1)
    text = await view.connector.reports.sales_csv(first, today, by=("day", "product"))
    headers = {"content-disposition": f'attachment; filename="sales-{first}-{today}.csv"'}
    return Response(text, media_type="text/csv", headers=headers)


PAGES = (Page("", show), Page("/", show), Page("/sales.csv", sales))
