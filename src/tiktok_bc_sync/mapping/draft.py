"""A product as it should be on TikTok, or every reason why it can't be there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from attrs import frozen

from tiktok_bc_sync.mapping.attributes import Given, product_attributes
from tiktok_bc_sync.mapping.content import description, title
from tiktok_bc_sync.mapping.gtins import no_gtin_reason
from tiktok_bc_sync.mapping.market import (
    BrandPart,
    MarketParts,
    ShopFacts,
    brand_of,
    market_parts,
)
from tiktok_bc_sync.mapping.parcel import Parcel, parcel
from tiktok_bc_sync.mapping.pictures import gallery
from tiktok_bc_sync.mapping.reasons import Blocked, reason
from tiktok_bc_sync.mapping.regions import RegionFacts, region_facts
from tiktok_bc_sync.mapping.skus import SkuCase, draft_skus, shown_stock, unusable_pictures
from tiktok_bc_sync.mapping.stock import Places
from tiktok_bc_sync.models import (
    CategoryFacts,
    DraftSku,
    ListedSku,
    ListingDraft,
    Product,
    ProductEdits,
    Reason,
    Settings,
    Store,
    Template,
)

_NOTHING_RESERVED: Mapping[str, int] = {}
_NOWHERE: Mapping[str, Places] = {}
_UNASKED = ShopFacts()


@frozen
class Unlistable(Blocked):
    """A product that can't be listed; ``stock`` is what its SKUs show if they are on sale already."""

    stock: tuple[ListedSku, ...] = ()


@frozen
class _Case:
    """Everything that a draft is made of; product and template have the edits in them."""

    skus: SkuCase
    store: Store
    limits: RegionFacts
    shop: ShopFacts
    edits: ProductEdits | None

    @property
    def product(self) -> Product:
        return self.skus.product

    @property
    def template(self) -> Template:
        return self.skus.template

    @property
    def facts(self) -> CategoryFacts:
        return self.skus.facts

    @property
    def settings(self) -> Settings:
        return self.skus.settings

    @property
    def warehouse_id(self) -> str:
        return self.skus.warehouse_id


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
    edits: ProductEdits | None = None,
    held: Mapping[str, Places] = _NOWHERE,
    shop: ShopFacts = _UNASKED,
) -> ListingDraft | Unlistable:
    """Return the listing that a product should have, or all reasons at once why it can't have one.

    ``edits`` stand over what BigCommerce says. ``reserved`` are units by SKU that TikTok sold and
    BigCommerce's stock doesn't show yet; ``held`` the units by variant id and location, where the
    merchant sells from chosen ones. What is only left out or made to fit is in the draft's notes. Never
    raises, whatever the product looks like.
    """
    skus = SkuCase.of(
        product,
        template=template,
        settings=settings,
        facts=facts,
        store=store,
        region=region,
        warehouse_id=warehouse_id,
        reserved=reserved,
        edits=edits,
        held=held,
    )
    return _drafted(_Case(skus, store, region_facts(region), shop, edits))


@frozen
class _Parts:
    """What a draft is put together from, each with what is wrong about it."""

    title: tuple[str, tuple[Reason, ...]]
    parcel: Parcel
    attributes: tuple[tuple[Given, ...], tuple[Reason, ...]]
    market: MarketParts
    brand: BrandPart
    images: tuple[tuple[str, ...], tuple[Reason, ...]]
    skus: tuple[DraftSku, ...] | Blocked

    @classmethod
    def of(cls, case: _Case) -> _Parts:
        product, facts, shop = case.product, case.facts, case.shop
        attributes = product_attributes(product, case.template, facts)
        urls = [image.url for image in product.images]
        return cls(
            title(product, case.limits),
            parcel(product, case.template, case.store, facts, case.edits),
            attributes,
            market_parts(case.template, facts, attributes[0]),
            brand_of(product, case.template, shop),
            gallery(urls, shop.pictures, shop.trusted_hosts),
            draft_skus(case.skus),
        )

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Everything that blocks; a product with some picture left does without the bad ones."""
        images, wrong_images = self.images
        no_image = () if images else (wrong_images or (reason("missing_image"),))
        return (
            *no_image,
            *self.title[1],
            *self.parcel.reasons,
            *self.attributes[1],
            *self.market.reasons,
            *self.brand.reasons,
            *(self.skus.reasons if isinstance(self.skus, Blocked) else ()),
        )


def _drafted(case: _Case) -> ListingDraft | Unlistable:
    parts = _Parts.of(case)
    wrong = (*_product_reasons(case), *parts.reasons)
    if wrong or isinstance(parts.skus, Blocked):
        return Unlistable(tuple(dict.fromkeys(wrong)), shown_stock(case.skus))
    return _listing(case, parts, parts.skus)


def _listing(case: _Case, parts: _Parts, skus: Sequence[DraftSku]) -> ListingDraft:
    trusted, market = case.shop.trusted_hosts, parts.market
    images, noted = parts.images
    text = description(case.product, trusted)
    pictured, noted_skus = unusable_pictures(skus, trusted)
    return ListingDraft(
        product_id=case.product.id,
        title=parts.title[0],
        description=text.html,
        category_id=case.template.category_id,
        images=images,
        skus=pictured,
        weight_kg=parts.parcel.weight_kg or Decimal(0),
        dimensions_cm=parts.parcel.sides_cm,
        attributes=parts.attributes[0],
        brand=parts.brand.name,
        cod=case.template.cod,
        warehouse_id=case.warehouse_id,
        brand_id=parts.brand.id,
        manufacturer_ids=market.manufacturer_ids,
        responsible_person_ids=market.responsible_person_ids,
        size_chart_id=market.size_chart_id,
        size_chart_picture=market.size_chart_picture,
        certifications=market.certifications,
        no_gtin_reason=no_gtin_reason(case.settings, case.edits) or "",
        not_for_sale=case.template.market.not_for_sale,
        notes=tuple(dict.fromkeys((*noted, *text.notes, *parts.brand.notes, *noted_skus))),
    )


def _product_reasons(case: _Case) -> list[Reason]:
    facts, limits, count = case.facts, case.limits, len(case.product.variants)
    most, category, cod = limits.most_skus, facts.category_id, facts.cod_supported and limits.cod
    known, chosen = case.shop.warehouses, _warehouses(case)
    strange = [one for one in chosen if known is not None and one not in known]
    checks: tuple[tuple[bool, Callable[[], Reason]], ...] = (
        (case.product.deleted, lambda: reason("deleted_in_store")),
        (not count, lambda: reason("no_variants")),
        (count > most, lambda: reason("too_many_skus", count=count, most=most)),
        (not chosen, lambda: reason("missing_warehouse")),
        (bool(strange), lambda: reason("unknown_warehouse", warehouse=", ".join(strange))),
        (not facts.leaf, lambda: reason("category_not_leaf", category=category)),
        (not facts.available, lambda: reason("category_closed", category=category)),
        (case.template.cod and not cod, lambda: reason("cod_not_supported")),
    )
    return [made() for wrong, made in checks if wrong]


def _warehouses(case: _Case) -> tuple[str, ...]:
    mapped = (one for _, one in case.settings.warehouses)
    return tuple(dict.fromkeys(one for one in (case.warehouse_id, *mapped) if one))
