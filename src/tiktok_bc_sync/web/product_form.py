"""The product editor's form: what is typed over BigCommerce's values; an empty field leaves them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from uuid import uuid4

from attrs import evolve

from tiktok_bc_sync.models import (
    GtinChoice,
    OwnVariant,
    Product,
    ProductEdits,
    SyncKinds,
    VariantEdits,
)
from tiktok_bc_sync.web.forms import Form

NO_CODE = "-"
"""What is typed where a variant has a code in BigCommerce and none is to be sent."""

KINDS = ("price", "description", "weight", "title", "image", "inventory")
SIDES = ("length", "width", "height")
_MOST_OWN = 50


def read_edits(form: Form, product: Product) -> ProductEdits:
    """Return what was typed about a product; what is wrong is noted in the form."""
    edits = ProductEdits(
        product_id=product.id,
        title=form.text("title") or None,
        description=form.text("description") or None,
        images=tuple(form.text("images").split()) or None,
        price=form.number("price"),
        variants=tuple(_variants(form, product)),
        own_variants=tuple(_own(form)),
        gtin=form.choice("gtin", GtinChoice) or GtinChoice.USE_GLOBAL,
        warranty=form.text("warranty") or None,
        attributes=form.pairs("attributes"),
        sync=None if form.flag("sync_global") else _kinds(form),
    )
    with form.within("weight"):
        edits = evolve(edits, weight=_weight(form))
    with form.within("dimensions"):
        return evolve(edits, dimensions=_sides(form))
    return edits


def _variants(form: Form, product: Product) -> Iterator[VariantEdits]:
    for one in product.variants:
        field = f"variants[{one.id}]"
        code = form.text(f"{field}.gtin")
        typed = VariantEdits(
            one.id,
            form.number(f"{field}.price"),
            form.whole(f"{field}.stock"),
            "" if code == NO_CODE else code or None,
        )
        if typed != VariantEdits(one.id):
            yield typed


def _own(form: Form) -> Iterator[OwnVariant]:
    for one in form.many("own")[:_MOST_OWN]:
        field = f"own_variants[{one}]"
        sku = form.text(f"{field}.sku")
        if sku:
            yield OwnVariant(
                one,
                sku,
                form.number(f"{field}.price"),
                form.whole(f"{field}.stock"),
                form.text(f"{field}.gtin"),
                form.pairs(f"{field}.values"),
            )


def own_variants(form: Form, edits: ProductEdits) -> list[OwnVariant]:
    """Return the product's own variants as the form shows them, and one to be filled in."""
    shown = {one.id: one for one in edits.own_variants}
    shown |= {one: OwnVariant(one, "") for one in form.many("own")[:_MOST_OWN] if one not in shown}
    room = any(not form.text(f"own_variants[{one}].sku") for one in form.many("own"))
    made = [] if room else [OwnVariant(uuid4().hex, "")]
    return [*shown.values(), *made]


def _weight(form: Form) -> tuple[Decimal, str] | None:
    weight = form.number("weight")
    return None if weight is None else (weight, form.text("weight_unit"))


def _sides(form: Form) -> tuple[Decimal, Decimal, Decimal, str] | None:
    length, width, height = (form.number(one) for one in SIDES)
    if length is None and width is None and height is None:
        return None
    if length is None or width is None or height is None:
        form.wrong("dimensions", "Give all three sides, or none.")
        return None
    return length, width, height, form.text("length_unit")


def _kinds(form: Form) -> SyncKinds:
    return SyncKinds(**{one: form.flag(f"sync_{one}") for one in KINDS})
