"""A product as it should be on TikTok, or every reason why it can't be there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from tiktok_bc_sync.mapping.attributes import product_attributes
from tiktok_bc_sync.mapping.content import description, title
from tiktok_bc_sync.mapping.identifiers import gtin_type
from tiktok_bc_sync.mapping.parcel import parcel_reasons, sides_cm, weight_kg
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

_NOTHING_RESERVED: Mapping[str, int] = {}
# Source: vendor rule.
_MOST_IMAGES = 9


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
    limits = region_facts(region)
    heading, wrong_title = title(product, limits)
    text, wrong_text = description(product)
    weight, sides = weight_kg(product, template, store), sides_cm(product, template, store)
    attributes, wrong_attributes = product_attributes(product, template, facts)
    values = variation(product, template, facts)
    prices = _prices(product, policy_for(settings, template, store, region))
    wrong = (
        *_product_reasons(product, template, facts, limits),
        *wrong_title,
        *wrong_text,
        *parcel_reasons(weight, sides, facts),
        *wrong_attributes,
        *_sku_reasons(product, settings),
        *(values.reasons if isinstance(values, Blocked) else ()),
        *(prices.reasons if isinstance(prices, Blocked) else ()),
    )
    if wrong or isinstance(values, Blocked) or isinstance(prices, Blocked):
        return Blocked(tuple(dict.fromkeys(wrong)))
    skus = [
        _sku(variant, values[variant.id], prices[variant.id], settings, reserved)
        for variant in product.variants
    ]
    return ListingDraft(
        product_id=product.id,
        title=heading,
        description=text,
        category_id=template.category_id,
        images=tuple(dict.fromkeys(image.url for image in product.images))[:_MOST_IMAGES],
        skus=tuple(skus),
        weight_kg=weight or Decimal(0),
        dimensions_cm=sides,
        attributes=attributes,
        brand=product.brand,
        cod=template.cod,
        warehouse_id=warehouse_id,
    )


def _prices(product: Product, policy: PricePolicy) -> dict[str, Price] | Blocked:
    made = {variant.id: price(variant, policy) for variant in product.variants}
    wrong = [
        one for blocked in made.values() if isinstance(blocked, Blocked) for one in blocked.reasons
    ]
    if wrong:
        return Blocked(tuple(dict.fromkeys(wrong)))
    return {key: one for key, one in made.items() if isinstance(one, Price)}


def _product_reasons(
    product: Product, template: Template, facts: CategoryFacts, limits: RegionFacts
) -> list[Reason]:
    count = len(product.variants)
    checks = (
        (product.deleted, lambda: reason("deleted_in_store")),
        (not count, lambda: reason("no_variants")),
        (
            count > limits.most_skus,
            lambda: reason("too_many_skus", count=count, most=limits.most_skus),
        ),
        (not product.images, lambda: reason("missing_image")),
        (not facts.leaf, lambda: reason("category_not_leaf", category=facts.category_id)),
        (not facts.available, lambda: reason("category_closed", category=facts.category_id)),
        (
            template.cod and not (facts.cod_supported and limits.cod),
            lambda: reason("cod_not_supported"),
        ),
    )
    return [made() for wrong, made in checks if wrong]


def _sku_reasons(product: Product, settings: Settings) -> list[Reason]:
    wrong = [
        reason("missing_sku", variant=one.id) for one in product.variants if not one.sku.strip()
    ]
    counts = Counter(sku.strip() for sku in product.skus if sku.strip())
    wrong += [reason("duplicate_sku", sku=sku) for sku, count in counts.items() if count > 1]
    if settings.identifier_codes:
        wrong += [one for variant in product.variants if (one := _gtin_reason(variant))]
    return wrong


def _gtin_reason(variant: Variant) -> Reason | None:
    if not variant.gtin:
        return reason("missing_gtin", sku=variant.sku)
    if not gtin_type(variant.gtin):
        return reason("invalid_gtin", sku=variant.sku, gtin=variant.gtin)
    return None


def _sku(
    variant: Variant, values: Values, made: Price, settings: Settings, reserved: Mapping[str, int]
) -> DraftSku:
    gtin = variant.gtin if settings.identifier_codes else ""
    stock = settings.stock.sellable(variant.stock, reserved.get(variant.sku, 0))
    return DraftSku(
        variant_id=variant.id,
        sku=variant.sku.strip(),
        price=made.amount,
        stock=stock if variant.purchasable else 0,
        values=values,
        list_price=made.list_price,
        image_url=variant.image_url,
        gtin=gtin,
        gtin_type=gtin_type(gtin) if gtin else "",
    )
