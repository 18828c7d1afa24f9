"""The template editor: rule builder, Run Query, category, mapping, and what saving would change."""

from __future__ import annotations

from attrs import evolve
from starlette.responses import Response

from tiktok_bc_sync.errors import InvalidInput, VendorError
from tiktok_bc_sync.models import Field, Match, Operator, SimpleProducts, SourceKind, Template
from tiktok_bc_sync.web import template_form
from tiktok_bc_sync.web.access import seal_of
from tiktok_bc_sync.web.marks import changed, mark
from tiktok_bc_sync.web.template_form import FIELDS, NEW, read_query, read_template
from tiktok_bc_sync.web.template_groups import Group, mapped
from tiktok_bc_sync.web.view import Page, View

_CATEGORIES = 50
_PREVIEWED = 20
_PRIVATE = ("position",)


async def new(view: View) -> Response:
    """Show an empty form; the first template of all is the default one."""
    return await _editor(view, NEW)


async def create(view: View) -> Response:
    """Save a new template, or show what it would take and change."""
    return await _submitted(view, NEW)


async def edit(view: View) -> Response:
    """Show a template to be changed."""
    return await _editor(view, await view.connector.templates.get(view.key("template_id")))


async def update(view: View) -> Response:
    """Save what was changed of a template, unless somebody else changed it meanwhile."""
    return await _submitted(view, await view.connector.templates.get(view.key("template_id")))


async def _submitted(view: View, known: Template) -> Response:
    match view.form.raw("do"):
        case "save" | "effects" as deed:
            return await _given(view, known, deed)
        case "preview":
            return await _run_query(view, known)
        case _:  # another category, more rows
            return await _editor(view, known)


async def _given(view: View, known: Template, deed: str) -> Response:
    groups = await _groups(view, known, view.form.text("category_id"))
    ids = [one.id for group in groups for one in group.attributes]
    template = read_template(view.form, known, ids)
    override = view.form.flag("override")
    meanwhile = _meanwhile(view, known)
    if view.form.errors or (meanwhile and deed == "save"):
        return await _editor(view, known, meanwhile=meanwhile)
    with view.form.within("form", {one: one for one in FIELDS}):
        if deed == "effects":
            told = evolve(template, id=template.id or "new")
            effects = await view.connector.templates.effects(told, override=override)
            return await _editor(view, known, effects=effects)
        moved = await _save(view, template, override=override)
        return view.go("/templates", f"Saved {template.name}. {'; '.join(moved)}")
    return await _editor(view, known)


async def _save(view: View, template: Template, *, override: bool) -> list[str]:
    templates = view.connector.templates
    if template.id:
        saved = await templates.update(template, override=override)
    else:
        saved = await templates.create(
            name=template.name,
            category_id=template.category_id,
            query=template.query,
            attributes=dict(template.attributes),
            parcel=template.parcel,
            price_rule=template.price_rule,
            simple_products=template.simple_products,
            cod=template.cod,
            market=template.market,
            override=override,
        )
    return [str(one) for one in saved.moves]


async def _run_query(view: View, known: Template) -> Response:
    query = read_query(view.form)
    offset = view.query.whole("offset") or 0
    found = None
    if query:
        with view.form.within("query"):
            found = await view.connector.templates.preview(query, offset=offset, limit=_PREVIEWED)
    return await _editor(view, known, preview=found, offset=offset)


def _meanwhile(view: View, known: Template) -> tuple[str, ...]:
    """Return what somebody else changed since the form was shown; a new template is nobody's yet."""
    if not known.id:
        return ()
    found = changed(seal_of(view.request), known, view.form.raw("read"))
    return tuple(one for one in found if one not in _PRIVATE)


async def _editor(
    view: View,
    template: Template,
    *,
    meanwhile: tuple[str, ...] = (),
    preview: object = None,
    effects: object = None,
    offset: int = 0,
) -> Response:
    form = view.form
    sent = view.request.method == "POST"
    category = form.text("category_id") if sent else template.category_id
    templates = await view.connector.templates.list()
    return await view.page(
        "template.html",
        status=409 if meanwhile else 200,
        template=template,
        first=not any(one.default for one in templates),
        default=template.default if template.id else form.flag("default"),
        rows=template_form.rows(form, template),
        words=template_form.words(template),
        choices=await _choices(view, category),
        category=category,
        groups=await _groups(view, template, category),
        # Who was told what changed may save over it.
        read=form.raw("read") if sent and not meanwhile else mark(seal_of(view.request), template),
        meanwhile=meanwhile,
        preview=preview,
        effects=effects,
        offset=offset,
        step=_PREVIEWED,
        enums={
            "fields": list(Field),
            "operators": list(Operator),
            "matches": list(Match),
            "kinds": list(SourceKind),
            "simple": list(SimpleProducts),
        },
    )


async def _choices(view: View, category: str) -> list[tuple[str, str]]:
    """Return the categories to choose from: those that were searched for, and the one it is."""
    form, search = view.form, view.form.text("category_search")
    every = await view.connector.templates.categories()
    found = [(one.id, one.path) for one in every if one.id == category]
    if form.raw("do") == "recommend":
        with form.within("category_search"):
            recommended = await view.connector.templates.recommend(search)
            found += [(one.id, one.path) for one in recommended]
    elif search or not category:
        hits = await view.connector.templates.categories(search)
        found += [(one.id, one.path) for one in hits[:_CATEGORIES]]
    return list(dict(found).items())


async def _groups(view: View, template: Template, category: str) -> list[Group]:
    """Return a category's attributes in their groups, none for a category that can't be read."""
    if not category:
        return []
    try:
        found = await view.connector.templates.attribute_groups(category)
    except (InvalidInput, VendorError) as error:
        view.form.wrong("category_id", str(error))
        return []
    return mapped(found, template)


PAGES = (
    Page("/templates/new", new, create),
    Page("/templates/{template_id}", edit, update),
)
