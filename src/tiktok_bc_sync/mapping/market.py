"""What some markets ask of some categories: papers, makers, size charts, brands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import field, frozen

from tiktok_bc_sync.mapping.attributes import Given
from tiktok_bc_sync.mapping.pictures import PictureFacts
from tiktok_bc_sync.mapping.reasons import reason
from tiktok_bc_sync.models import (
    CategoryFacts,
    Certification,
    CertificationRule,
    ListingBrand,
    Product,
    Reason,
    Template,
)
from tiktok_bc_sync.rules.text import normalized

_SHOWN = 60


@frozen
class ShopFacts:
    """What is known of the shop beyond its categories; None where nobody asked, and nothing is judged.

    ``brands`` are those that TikTok answered for the category, by any spelling of their names;
    ``warehouses`` the ids of the shop's own. ``pictures`` is what was found out about pictures, by
    address; ``trusted_hosts`` may be private.
    """

    brands: tuple[ListingBrand, ...] | None = None
    warehouses: tuple[str, ...] | None = None
    pictures: Mapping[str, PictureFacts] = field(factory=dict[str, PictureFacts])
    trusted_hosts: tuple[str, ...] = ()


@frozen
class MarketParts:
    """What of the template's market rules is sent with a listing, with what the category misses."""

    manufacturer_ids: tuple[str, ...] = ()
    responsible_person_ids: tuple[str, ...] = ()
    certifications: tuple[Certification, ...] = ()
    size_chart_id: str = ""
    size_chart_picture: str = ""
    reasons: tuple[Reason, ...] = ()


def market_parts(
    template: Template, facts: CategoryFacts, given: Sequence[Given] = ()
) -> MarketParts:
    """Return what the category wants and the template gives; ``given`` are the attributes' values.

    What the category does not ask for is not sent: the vendor takes it in certain categories only.
    """
    rules, chart = template.market, facts.size_chart
    wanted = chart.required or chart.supported
    known = {one.id for one in facts.certifications}
    return MarketParts(
        rules.manufacturer_ids if facts.manufacturer_required else (),
        rules.responsible_person_ids if facts.responsible_person_required else (),
        tuple(one for one in rules.certifications if one.id in known),
        rules.size_chart_id if wanted else "",
        rules.size_chart_picture if wanted and not rules.size_chart_id else "",
        tuple(_missing(template, facts, given)),
    )


def _missing(template: Template, facts: CategoryFacts, given: Sequence[Given]) -> Iterator[Reason]:
    rules = template.market
    if facts.manufacturer_required and not rules.manufacturer_ids:
        yield reason("missing_manufacturer")
    if facts.responsible_person_required and not rules.responsible_person_ids:
        yield reason("missing_responsible_person")
    if facts.size_chart.required and not (rules.size_chart_id or rules.size_chart_picture):
        yield reason("missing_size_chart")
    chosen = {(attribute_id, value_id) for attribute_id, value_id, _ in given}
    held = {one.id: one for one in rules.certifications}
    for rule in facts.certifications:
        yield from _paper(rule, held.get(rule.id), needed=rule.needed(chosen))


def _paper(
    rule: CertificationRule, held: Certification | None, *, needed: bool
) -> Iterator[Reason]:
    name = rule.name or rule.id
    if held is None:
        if needed:
            yield reason("missing_certification", name=name)
    elif rule.expires and held.expires_at is None:
        yield reason("missing_expiry", name=name)


@frozen
class BrandPart:
    """A product's brand: its name and TikTok's id for it, what blocks it, and what is worth a note."""

    name: str = ""
    id: str = ""
    reasons: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()


def brand_of(product: Product, template: Template, shop: ShopFacts) -> BrandPart:
    """Return what becomes of a product's brand.

    One that TikTok doesn't know is left out; one that the shop may not name blocks, because the vendor
    refuses such products.
    """
    name = product.brand.strip()
    if template.market.unbranded or not name:
        return BrandPart()
    if shop.brands is None:
        return BrandPart(product.brand)
    same = [one for one in shop.brands if normalized(one.name) == normalized(name)]
    if not same:
        return BrandPart(product.brand, notes=(reason("unknown_brand", brand=name[:_SHOWN]),))
    found = next((one for one in same if one.selectable), None)
    if found is None:
        wrong = reason("brand_not_authorized", brand=name[:_SHOWN])
        return BrandPart(product.brand, reasons=(wrong,))
    return BrandPart(product.brand, found.id)
