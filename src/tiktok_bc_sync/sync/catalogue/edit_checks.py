"""What is wrong about what a merchant typed in the product editor, field by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from attrs import frozen

from tiktok_bc_sync.mapping.identifiers import identifier
from tiktok_bc_sync.mapping.regions import RegionFacts
from tiktok_bc_sync.models import (
    CategoryFacts,
    Money,
    OwnVariant,
    Product,
    ProductEdits,
    VariantEdits,
)
from tiktok_bc_sync.rules.text import normalized
from tiktok_bc_sync.sync.catalogue.sku_index import sku_key

# Source: vendor rule.
_MOST_IMAGES = 9
_WEB = ("http://", "https://")


@frozen
class EditProblem:
    """What is wrong about one field; ``field`` is its path, as in ``variants[77].price``."""

    field: str
    message: str

    def __str__(self) -> str:
        """The field and the sentence."""
        return f"{self.field}: {self.message}"


@frozen
class EditChecks:
    """What edits are checked against.

    ``category`` is that of the product's template, None where there is none. ``taken`` names, for the
    look-up form of a SKU, a product that already carries it.
    """

    product: Product
    region: RegionFacts
    category: CategoryFacts | None
    taken: Mapping[str, str]

    def problems(self, edits: ProductEdits) -> tuple[EditProblem, ...]:
        """Return everything that is wrong at once; nothing means that it can be saved."""
        return (
            *self._text(edits),
            *_images(edits.images),
            *self._price("price", edits.price),
            *self._variants(edits.variants),
            *self._own(edits.own_variants),
            *self._attributes(edits.attributes),
        )

    def _text(self, edits: ProductEdits) -> Iterator[EditProblem]:
        if edits.product_id != self.product.id:
            yield EditProblem("product_id", f"These are edits of product {edits.product_id}.")
        if edits.title is None:
            return
        length, least, most = (
            len(edits.title.strip()),
            self.region.title_least,
            self.region.title_most,
        )
        if not length:
            yield EditProblem("title", "It is blank; leave it out to take BigCommerce's.")
        elif not least <= length <= most:
            yield EditProblem(
                "title", f"It has {length} characters; the region takes {least} to {most}."
            )

    def _price(self, field: str, price: Decimal | None) -> Iterator[EditProblem]:
        if price is None:
            return
        shown = Money(price, self.region.currency).rounded().amount
        if not self.region.lowest_price <= shown <= self.region.highest_price:
            bounds = f"{self.region.lowest_price} to {self.region.highest_price}"
            yield EditProblem(
                field, f"The region takes {bounds} {self.region.currency}, not {price}."
            )

    def _variants(self, variants: Iterable[VariantEdits]) -> Iterator[EditProblem]:
        known = {variant.id for variant in self.product.variants}
        seen = set[str]()
        for one in variants:
            field = f"variants[{one.variant_id}]"
            if one.variant_id not in known:
                yield EditProblem(field, "BigCommerce's product has no such variant.")
            if one.variant_id in seen:
                yield EditProblem(field, "It is there twice.")
            seen.add(one.variant_id)
            yield from self._price(f"{field}.price", one.price)
            yield from _gtin(f"{field}.gtin", one.gtin or "")

    def _own(self, variants: tuple[OwnVariant, ...]) -> Iterator[EditProblem]:
        ids = Counter(one.id for one in variants)
        ids.update(variant.id for variant in self.product.variants)
        skus = Counter(sku_key(one.sku) for one in variants)
        values = Counter(_compared(one) for one in variants)
        for one in variants:
            field = f"own_variants[{one.id}]"
            if not one.id or ids[one.id] > 1:
                yield EditProblem(f"{field}.id", "It is blank, or another variant has it.")
            yield from self._own_sku(f"{field}.sku", one.sku, skus)
            yield from self._price(f"{field}.price", one.price)
            yield from _gtin(f"{field}.gtin", one.gtin)
            if not all(name.strip() and value.strip() for name, value in one.values):
                yield EditProblem(f"{field}.values", "An option's name or value is blank.")
            if values[_compared(one)] > 1:
                yield EditProblem(f"{field}.values", "Another own variant has the same.")

    def _own_sku(self, field: str, sku: str, skus: Mapping[str, int]) -> Iterator[EditProblem]:
        key = sku_key(sku)
        if not key:
            yield EditProblem(field, "It is blank or too long.")
        elif skus[key] > 1:
            yield EditProblem(field, "Another own variant has the same.")
        elif key in self.taken:
            yield EditProblem(field, f"{self.taken[key]} has it already.")

    def _attributes(self, attributes: tuple[tuple[str, str], ...]) -> Iterator[EditProblem]:
        counts = Counter(normalized(name) for name, _ in attributes)
        for name, value in attributes:
            field = f"attributes[{name}]"
            if not value.strip():
                yield EditProblem(field, "It is blank; leave it out to take the template's.")
            if counts[normalized(name)] > 1:
                yield EditProblem(field, "It is there twice.")
            if self.category and normalized(name) not in _names(self.category):
                yield EditProblem(field, f"Category {self.category.category_id} has no such one.")


def _images(urls: tuple[str, ...] | None) -> Iterator[EditProblem]:
    if urls is None:
        return
    if not 1 <= len(urls) <= _MOST_IMAGES:
        yield EditProblem("images", f"A listing has 1 to {_MOST_IMAGES} pictures, not {len(urls)}.")
    for place, url in enumerate(urls):
        if not url.lower().startswith(_WEB):
            yield EditProblem(f"images[{place}]", "It is no address of the web.")
        if url in urls[:place]:
            yield EditProblem(f"images[{place}]", "It is there twice.")


def _gtin(field: str, code: str) -> Iterator[EditProblem]:
    if code.strip() and identifier(code) is None:
        yield EditProblem(field, "It is no UPC, EAN, ISBN or GTIN-14 with a right check digit.")


def _compared(variant: OwnVariant) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((normalized(name), normalized(value)) for name, value in variant.values))


def _names(category: CategoryFacts) -> set[str]:
    return {normalized(word) for one in category.attributes for word in (one.id, one.name)}
