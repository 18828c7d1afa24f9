"""The account: both connections, how they are, and the three steps of a new merchant."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from starlette.responses import Response

from tiktok_bc_sync import AsyncApp
from tiktok_bc_sync.errors import InvalidInput, SyncError
from tiktok_bc_sync.models import Account, Authorized
from tiktok_bc_sync.web.price_rules import price_rule
from tiktok_bc_sync.web.view import Page, View


async def show(view: View) -> Response:
    """Show the connections, what is wrong, and the shops to choose from."""
    return await _account(view)


async def act(view: View) -> Response:
    """Check the connections, authorize a TikTok shop, choose one, or let one go."""
    deed = _DEEDS.get(view.form.raw("do"), _check)
    with view.form.within("form"):
        return await deed(view)
    return await _account(view)


async def _account(view: View, *, link: str = "", asked: bool = False) -> Response:
    account: Account | None = None
    every: Sequence[Account] = ()
    hindered: SyncError | None = None
    try:
        account = await view.connector.accounts.current()
        every = await view.connector.accounts.all()
    except SyncError as error:
        hindered = error
    return await view.page(
        "account.html",
        account=account,
        every=every,
        hindered=hindered,
        health=await view.connector.health.check(ask=asked),
        shops=await _shops(view),
        link=link,
        hosted=view.app is not None,
    )


async def _shops(view: View) -> Authorized | None:
    return await view.app.shops(view.account) if view.app else None


async def _check(view: View) -> Response:
    await view.connector.accounts.connect()
    return await _account(view, asked=True)


async def _link(view: View) -> Response:
    app = _app(view)
    region = view.form.text("region", needed=True)
    link = "" if view.form.errors else await app.authorization_link(view.account, region=region)
    return await _account(view, link=link)


async def _choose(view: View) -> Response:
    await _app(view).choose(view.account, view.form.text("shop"))
    return view.go("/account", "The shop is chosen.")


async def _disconnect(view: View) -> Response:
    await _app(view).disconnect(view.account, view.form.text("shop"))
    return view.go("/account", "The shop is disconnected; what was synced stays.")


_DEEDS: Mapping[str, Callable[[View], Awaitable[Response]]] = {
    "link": _link,
    "choose": _choose,
    "disconnect": _disconnect,
}


def _app(view: View) -> AsyncApp:
    if view.app is None:
        raise InvalidInput(
            "Shops are connected where the credentials are kept, not here.",
            what_to_do="Change the credentials of the application.",
        )
    return view.app


async def onboarding(view: View) -> Response:
    """Show the three steps, the one to take next, and the import after them."""
    return await view.page(
        "onboarding.html",
        state=await view.connector.onboarding.state(),
        hosted=view.app is not None,
    )


async def step(view: View) -> Response:
    """Take a step: connect, the default configuration, or the import."""
    steps, form = view.connector.onboarding, view.form
    with form.within("form", {"rate": "rate", "price_rule": "price_amount"}):
        match form.raw("do"):
            case "connect":
                await steps.connect()
                return view.go("/onboarding", "Both sides are connected.")
            case "configure":
                rule, rate = price_rule(form), form.number("rate")
                if form.errors:
                    return await onboarding(view)
                await steps.configure(
                    price_rule=rule,
                    auto_import=form.flag("auto_import"),
                    auto_delete=form.flag("auto_delete"),
                    rate=rate,
                )
                return view.go("/onboarding", "The default configuration is saved.")
            case _:
                return await view.work(steps.start_import(), "/onboarding")
    return await onboarding(view)


PAGES = (
    Page("/account", show, act),
    Page("/onboarding", onboarding, step),
)
