"""A product as the merchant edited it: what was typed stands over what BigCommerce says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from attrs import evolve, field, frozen

from tiktok_bc_sync.models import (
    AttributeSource,
    Image,
    OptionValue,
    OwnVariant,
    Product,
    ProductEdits,
    Template,
    Variant,
)

WARRANTY = ("warranty", "warranty period", "warranty duration")
"""What TikTok's categories call the attribute that the editor's warranty fills."""


@frozen
class Edited:
    """A product with all edits in it but two, by variant id: typed prices and typed quantities.

    The prices are in the shop's currency.
    """

    product: Product
    prices: Mapping[str, Decimal] = field(factory=dict[str, Decimal])
    quantities: Mapping[str, int] = field(factory=dict[str, int])


def edited(product: Product, edits: ProductEdits | None) -> Edited:
    """Put a product's edits over it.

    The merchant's own variants stand beside BigCommerce's, or in the place of one with the same SKU. A
    simple product's only variant makes room for them: without options it can't stand beside others.
    """
    if edits is None:
        return Edited(product)
    variants, own_prices = _variants(product, edits)
    typed = {one.variant_id: one for one in edits.variants}
    prices = dict.fromkeys((one.id for one in variants), edits.price) | own_prices
    prices |= {key: one.price for key, one in typed.items() if one.price is not None}
    return Edited(
        evolve(_told(product, edits), variants=variants),
        {key: price for key, price in prices.items() if price is not None},
        {key: one.stock for key, one in typed.items() if one.stock is not None},
    )


def edited_template(template: Template, edits: ProductEdits | None) -> Template:
    """Put a product's own attribute values before those that the template gives."""
    if edits is None:
        return template
    typed = list(edits.attributes)
    typed += [(name, edits.warranty) for name in WARRANTY] if edits.warranty else []
    own = tuple((name, AttributeSource.constant(value)) for name, value in typed)
    return evolve(template, attributes=own + template.attributes) if own else template


def _told(product: Product, edits: ProductEdits) -> Product:
    images = None if edits.images is None else tuple(Image(url) for url in edits.images)
    return evolve(
        product,
        title=_either(edits.title, product.title),
        description=_either(edits.description, product.description),
        warranty=_either(edits.warranty, product.warranty),
        images=product.images if images is None else images,
    )


def _either(typed: str | None, own: str) -> str:
    return own if typed is None else typed


def _variants(
    product: Product, edits: ProductEdits
) -> tuple[tuple[Variant, ...], dict[str, Decimal | None]]:
    """Return the variants with the merchant's own among them, and the prices of these."""
    made = [(_own(one, product.variants), one.price) for one in edits.own_variants]
    taken = {variant.sku for variant, _ in made}
    alone = product.simple and made
    theirs = [one for one in product.variants if not alone and one.sku.strip() not in taken]
    variants = (*(_coded(one, edits) for one in theirs), *(variant for variant, _ in made))
    return variants, {variant.id: price for variant, price in made if price is not None}


def _coded(variant: Variant, edits: ProductEdits) -> Variant:
    typed = edits.variant(variant.id)
    return variant if typed is None or typed.gtin is None else evolve(variant, gtin=typed.gtin)


def _own(own: OwnVariant, variants: Sequence[Variant]) -> Variant:
    same = next((one for one in variants if one.sku.strip() == own.sku.strip()), None)
    base = same or (variants[0] if len(variants) == 1 else Variant("", "", Decimal(0)))
    code = own.gtin or (same.gtin if same else "")
    return evolve(
        base,
        id=same.id if same else own.id,
        sku=own.sku.strip(),
        stock=base.stock if own.stock is None else own.stock,
        options=tuple(OptionValue(name, value) for name, value in own.values),
        gtin=code,
    )
