"""A product as it should be on TikTok, or every reason why it can't be there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal

from attrs import frozen

from tiktok_bc_sync.mapping.attributes import Given, product_attributes
from tiktok_bc_sync.mapping.content import description, title
from tiktok_bc_sync.mapping.identifiers import identifier
from tiktok_bc_sync.mapping.parcel import Parcel, parcel
from tiktok_bc_sync.mapping.pricing import Price, PricePolicy, policy_for, price
from tiktok_bc_sync.mapping.reasons import Blocked, reason
from tiktok_bc_sync.mapping.regions import RegionFacts, region_facts
from tiktok_bc_sync.mapping.variation import Values, variation
from tiktok_bc_sync.models import (
    CategoryFacts,
    DraftSku,
    ListingDraft,
    Product,
    Reason,
    Settings,
    Store,
    Template,
    Variant,
)
from tiktok_bc_sync.rules.text import normalized

_NOTHING_RESERVED: Mapping[str, int] = {}
# Source: vendor rules.
_MOST_IMAGES = 9
_MOST_STOCK = 99_999
_MOST_SKU = 50
_PLAIN_SKU = re.compile(r"[A-Za-z0-9_-]{6,50}")


@frozen
class _Case:
    """Everything that a draft is made of."""

    product: Product
    template: Template
    settings: Settings
    facts: CategoryFacts
    limits: RegionFacts
    warehouse_id: str
    reserved: Mapping[str, int]

    @property
    def images(self) -> tuple[str, ...]:
        urls = (image.url.strip() for image in self.product.images)
        return tuple(dict.fromkeys(url for url in urls if url))[:_MOST_IMAGES]


def draft(
    product: Product,
    *,
    template: Template,
    settings: Settings,
    facts: CategoryFacts,
    store: Store,
    region: str,
    warehouse_id: str,
    reserved: Mapping[str, int] = _NOTHING_RESERVED,
) -> ListingDraft | Blocked:
    """Return the listing that a product should have, or all reasons at once why it can't have one.

    ``reserved`` are units by SKU that TikTok sold and BigCommerce's stock doesn't show yet. Never
    raises, whatever the product looks like.
    """
    case = _Case(product, template, settings, facts, region_facts(region), warehouse_id, reserved)
    heading, wrong_title = title(product, case.limits)
    box = parcel(product, template, store, facts)
    attributes, wrong_attributes = product_attributes(product, template, facts)
    skus = _skus(case, policy_for(settings, template, store, region))
    wrong = (*_product_reasons(case), *wrong_title, *box.reasons, *wrong_attributes)
    if isinstance(skus, Blocked):
        wrong += skus.reasons
    if wrong or isinstance(skus, Blocked):
        return Blocked(tuple(dict.fromkeys(wrong)))
    return _listing(case, heading, box, attributes, skus)


def _listing(
    case: _Case,
    heading: str,
    box: Parcel,
    attributes: tuple[Given, ...],
    skus: tuple[DraftSku, ...],
) -> ListingDraft:
    return ListingDraft(
        product_id=case.product.id,
        title=heading,
        description=description(case.product),
        category_id=case.template.category_id,
        images=case.images,
        skus=skus,
        weight_kg=box.weight_kg or Decimal(0),
        dimensions_cm=box.sides_cm,
        attributes=attributes,
        brand=case.product.brand,
        cod=case.template.cod,
        warehouse_id=case.warehouse_id,
    )


def _product_reasons(case: _Case) -> list[Reason]:
    facts, limits, count = case.facts, case.limits, len(case.product.variants)
    most, category, cod = limits.most_skus, facts.category_id, facts.cod_supported and limits.cod
    checks: tuple[tuple[bool, Callable[[], Reason]], ...] = (
        (case.product.deleted, lambda: reason("deleted_in_store")),
        (not count, lambda: reason("no_variants")),
        (count > most, lambda: reason("too_many_skus", count=count, most=most)),
        (not case.images, lambda: reason("missing_image")),
        (not case.warehouse_id, lambda: reason("missing_warehouse")),
        (not facts.leaf, lambda: reason("category_not_leaf", category=category)),
        (not facts.available, lambda: reason("category_closed", category=category)),
        (case.template.cod and not cod, lambda: reason("cod_not_supported")),
    )
    return [made() for wrong, made in checks if wrong]


# --- SKUs --------------------------------------------------------------------------


def _skus(case: _Case, policy: PricePolicy) -> tuple[DraftSku, ...] | Blocked:
    product = case.product
    values = variation(product, case.template, case.facts)
    prices = _prices(product, policy)
    wrong = (
        *_sku_reasons(product, case.limits),
        *(_gtin_reasons(product) if case.settings.identifier_codes else ()),
        *(values.reasons if isinstance(values, Blocked) else ()),
        *(prices.reasons if isinstance(prices, Blocked) else ()),
    )
    if wrong or isinstance(values, Blocked) or isinstance(prices, Blocked):
        return Blocked(wrong)
    return tuple(_sku(case, one, values[one.id], prices[one.id]) for one in product.variants)


def _prices(product: Product, policy: PricePolicy) -> dict[str, Price] | Blocked:
    made = {variant.id: price(variant, policy) for variant in product.variants}
    blocked = [one for one in made.values() if isinstance(one, Blocked)]
    if blocked:
        return Blocked(tuple(one for each in blocked for one in each.reasons))
    return {key: one for key, one in made.items() if isinstance(one, Price)}


def _sku_reasons(product: Product, limits: RegionFacts) -> list[Reason]:
    counts = Counter(sku.strip() for sku in product.skus)
    blank = [one.id for one in product.variants if not one.sku.strip()]
    given = [sku for sku in counts if sku]
    form = (
        "6 to 50 letters, digits, - or _" if limits.plain_skus else "1 to 50 characters, no space"
    )
    return [
        *(reason("missing_sku", variant=one) for one in blank),
        *(reason("duplicate_sku", sku=sku[:_MOST_SKU]) for sku in given if counts[sku] > 1),
        *(
            reason("invalid_sku", sku=sku[:_MOST_SKU], form=form)
            for sku in given
            if not _takes_sku(sku, limits)
        ),
    ]


def _takes_sku(sku: str, limits: RegionFacts) -> bool:
    if limits.plain_skus:
        return _PLAIN_SKU.fullmatch(sku) is not None
    return len(sku) <= _MOST_SKU and sku.isprintable() and " " not in sku


def _gtin_reasons(product: Product) -> list[Reason]:
    carriers: dict[str, list[str]] = {}
    wrong: list[Reason] = []
    for variant in product.variants:
        found = identifier(variant.gtin)
        if found:
            carriers.setdefault(found.code, []).append(variant.sku)
        elif variant.gtin.strip():
            wrong.append(reason("invalid_gtin", sku=variant.sku, gtin=variant.gtin[:_MOST_SKU]))
        else:
            wrong.append(reason("missing_gtin", sku=variant.sku))
    shared = {code: skus for code, skus in carriers.items() if len(skus) > 1}
    return wrong + [
        reason("duplicate_gtin", gtin=code, skus=", ".join(skus)) for code, skus in shared.items()
    ]


def _sku(case: _Case, variant: Variant, values: Values, made: Price) -> DraftSku:
    found = identifier(variant.gtin) if case.settings.identifier_codes else None
    return DraftSku(
        variant_id=variant.id,
        sku=variant.sku.strip(),
        price=made.amount,
        stock=_stock(case, variant),
        values=values,
        list_price=made.list_price,
        image_url=variant.image_url.strip(),
        gtin=found.code if found else "",
        gtin_type=found.type if found else "",
    )


def _stock(case: _Case, variant: Variant) -> int:
    # Orders name the SKU as TikTok has it; who counts them may have normalized it.
    names = {variant.sku, variant.sku.strip(), normalized(variant.sku)}
    reserved = sum(case.reserved.get(name, 0) for name in names)
    stock = case.settings.stock.sellable(variant.stock, reserved)
    return min(stock, _MOST_STOCK) if variant.purchasable else 0
