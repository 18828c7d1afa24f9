"""The pages of an account, a module for each group of them."""

from tiktok_bc_sync.web.pages import (
    account,
    activities,
    aliases,
    cancellations,
    carriers,
    configuration,
    dashboard,
    editor,
    listings,
    orders,
    products,
    returns,
    template_editor,
    templates,
)

PAGES = (
    *dashboard.PAGES,
    *products.PAGES,
    *editor.PAGES,
    *templates.PAGES,
    *template_editor.PAGES,
    *listings.PAGES,
    *orders.PAGES,
    *returns.PAGES,
    *cancellations.PAGES,
    *configuration.PAGES,
    *carriers.PAGES,
    *aliases.PAGES,
    *account.PAGES,
    *activities.PAGES,
)
"""Every address of an account, with what answers there."""
