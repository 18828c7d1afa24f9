"""The configuration: shown, previewed, saved."""

from __future__ import annotations

from starlette.responses import Response

from tiktok_bc_sync.models import (
    BundlePolicy,
    HoldPolicy,
    KindPolicy,
    Match,
    NoGtinReason,
    RefundPolicy,
    Settings,
    TaxPolicy,
)
from tiktok_bc_sync.web.access import seal_of
from tiktok_bc_sync.web.marks import changed, mark
from tiktok_bc_sync.web.places import Place, locations, warehouses
from tiktok_bc_sync.web.settings_form import KINDS, STATUS_WORDS, read_settings
from tiktok_bc_sync.web.view import Page, View

_ENUMS = {
    "gtin": list(NoGtinReason),
    "refunds": list(RefundPolicy),
    "holds": list(HoldPolicy),
    "policies": list(KindPolicy),
    "bundles": list(BundlePolicy),
    "taxes": list(TaxPolicy),
    "matches": list(Match),
}


async def show(view: View) -> Response:
    """Show the configuration as it is."""
    known = await view.connector.settings.get()
    return await _configuration(view, known, await _locations(view, known))


async def act(view: View) -> Response:
    """Save the configuration, or say what saving it would change on TikTok."""
    known = await view.connector.settings.get()
    places = await _locations(view, known)
    settings = read_settings(view.form, known, [one.id for one in places])
    save = view.form.raw("do") == "save"
    meanwhile = changed(seal_of(view.request), known, view.form.raw("read")) if save else ()
    if not view.form.errors:
        for reason in await view.connector.settings.check(settings):
            view.form.wrong(reason.field, str(reason))
    if view.form.errors or meanwhile:
        return await _configuration(view, known, places, meanwhile=meanwhile)
    if save:
        await view.connector.settings.save(settings)
        return view.go("/configuration", "The configuration is saved.")
    effects = await view.connector.settings.preview(settings)
    return await _configuration(view, known, places, effects=str(effects))


async def _locations(view: View, settings: Settings) -> tuple[Place, ...]:
    return await locations(view.connector, [location for location, _ in settings.warehouses])


async def _configuration(
    view: View,
    settings: Settings,
    places: tuple[Place, ...],
    *,
    effects: str = "",
    meanwhile: tuple[str, ...] = (),
) -> Response:
    chosen = [settings.warehouse_id, *(warehouse for _, warehouse in settings.warehouses)]
    told = view.request.method == "GET" or meanwhile
    statuses = tuple((one, STATUS_WORDS[status]) for one, status in settings.orders.statuses)
    return await view.page(
        "configuration.html",
        status=409 if meanwhile else 200,
        settings=settings,
        rate=await view.connector.settings.rate(),
        warehouses=await warehouses(view.connector, chosen),
        locations=places,
        mapped=dict(settings.warehouses),
        kinds=KINDS,
        statuses=statuses,
        effects=effects,
        meanwhile=meanwhile,
        read=mark(seal_of(view.request), settings) if told else view.form.raw("read"),
        enums=_ENUMS,
    )


PAGES = (Page("/configuration", show, act),)
