"""The SKUs of a listing: their names, prices, stock, codes and pictures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from tiktok_bc_sync.mapping.edited import Edited, edited, edited_template
from tiktok_bc_sync.mapping.gtins import gtin_reasons, no_gtin_reason
from tiktok_bc_sync.mapping.identifiers import identifier
from tiktok_bc_sync.mapping.pictures import fault
from tiktok_bc_sync.mapping.pricing import (
    Price,
    PriceExplanation,
    PricePolicy,
    explain,
    policy_for,
)
from tiktok_bc_sync.mapping.reasons import Blocked, reason
from tiktok_bc_sync.mapping.regions import region_facts
from tiktok_bc_sync.mapping.stock import Places, Stock, stock_of
from tiktok_bc_sync.mapping.variation import Values, variation
from tiktok_bc_sync.models import (
    CategoryFacts,
    DraftSku,
    ListedSku,
    Product,
    ProductEdits,
    Reason,
    Settings,
    Store,
    Template,
    Variant,
)

_NOTHING_RESERVED: Mapping[str, int] = {}
_NOWHERE: Mapping[str, Places] = {}
# Source: vendor rules.
_MOST_SKU = 50
_PLAIN_SKU = re.compile(r"[A-Za-z0-9_-]{6,50}")


@frozen
class SkuCase:
    """Everything that a product's SKUs are made of.

    ``plain`` SKUs are letters, digits, hyphens and underscores alone; ``codes`` says whether GTINs are
    sent; ``held`` are units by variant id and location.
    """

    edited: Edited
    template: Template
    settings: Settings
    facts: CategoryFacts
    policy: PricePolicy
    reserved: Mapping[str, int]
    held: Mapping[str, Places]
    warehouse_id: str
    plain: bool
    codes: bool

    @classmethod
    def of(
        cls,
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
    ) -> SkuCase:
        """Put together what `draft` is given, to ask for single prices and stocks and their steps."""
        return cls(
            edited=edited(product, edits),
            template=edited_template(template, edits),
            settings=settings,
            facts=facts,
            policy=policy_for(settings, template, store, region),
            reserved=reserved,
            held=held,
            warehouse_id=warehouse_id,
            plain=region_facts(region).plain_skus or facts.sku_required,
            codes=no_gtin_reason(settings, edits) is None,
        )

    @property
    def product(self) -> Product:
        """The product with its edits."""
        return self.edited.product

    def price(self, variant: Variant) -> PriceExplanation:
        """Return a variant's price with its steps."""
        return explain(variant, self.policy, self.edited.prices.get(variant.id))

    def stock(self, variant: Variant) -> Stock:
        """Return what is shown of a variant."""
        return stock_of(
            variant,
            self.settings,
            self.reserved,
            self.held.get(variant.id),
            typed=self.edited.quantities.get(variant.id),
            warehouse_id=self.warehouse_id,
        )


def draft_skus(case: SkuCase) -> tuple[DraftSku, ...] | Blocked:
    """Return the SKUs that a product should have, or all reasons at once why it can't have them."""
    product = case.product
    values = variation(product, case.template, case.facts)
    prices = _prices(case)
    wrong = (
        *_sku_reasons(product, plain=case.plain),
        *(gtin_reasons(product) if case.codes else ()),
        *(values.reasons if isinstance(values, Blocked) else ()),
        *(prices.reasons if isinstance(prices, Blocked) else ()),
    )
    if wrong or isinstance(values, Blocked) or isinstance(prices, Blocked):
        return Blocked(wrong)
    made = [_sku(case, one, values[one.id], prices[one.id]) for one in product.variants]
    return _pictured(made)


def shown_stock(case: SkuCase) -> tuple[ListedSku, ...]:
    """Return what is shown of each SKU, for a product that can't be listed but may be on sale already."""
    stock = [(one.sku.strip(), case.stock(one)) for one in case.product.variants]
    return tuple(
        ListedSku(sku, stock=one.units, at_warehouses=one.at_warehouses)
        for sku, one in stock
        if sku
    )


def _prices(case: SkuCase) -> dict[str, Price] | Blocked:
    made = {one.id: case.price(one) for one in case.product.variants}
    wrong = tuple(why for one in made.values() for why in one.reasons)
    return Blocked(wrong) if wrong else {key: one.price for key, one in made.items() if one.price}


def _sku_reasons(product: Product, *, plain: bool) -> list[Reason]:
    counts = Counter(sku.strip() for sku in product.skus)
    blank = [one.id for one in product.variants if not one.sku.strip()]
    given = [sku for sku in counts if sku]
    form = "6 to 50 letters, digits, - or _" if plain else "1 to 50 characters, no space"
    return [
        *(reason("missing_sku", variant=one) for one in blank),
        *(reason("duplicate_sku", sku=sku[:_MOST_SKU]) for sku in given if counts[sku] > 1),
        *(
            reason("invalid_sku", sku=sku[:_MOST_SKU], form=form)
            for sku in given
            if not _takes_sku(sku, plain=plain)
        ),
    ]


def _takes_sku(sku: str, *, plain: bool) -> bool:
    if plain:
        return _PLAIN_SKU.fullmatch(sku) is not None
    return len(sku) <= _MOST_SKU and sku.isprintable() and " " not in sku


def _sku(case: SkuCase, variant: Variant, values: Values, made: Price) -> DraftSku:
    found = identifier(variant.gtin) if case.codes else None
    stock = case.stock(variant)
    return DraftSku(
        variant_id=variant.id,
        sku=variant.sku.strip(),
        price=made.amount,
        stock=stock.units,
        values=values,
        list_price=made.list_price,
        image_url=variant.image_url.strip(),
        gtin=found.code if found else "",
        gtin_type=found.type if found else "",
        at_warehouses=stock.at_warehouses,
    )


# --- pictures of values --------------------------------------------------------------


def _pictured(skus: Sequence[DraftSku]) -> tuple[DraftSku, ...]:
    """Put first what the pictures show, and give SKUs that are alike in it the same picture.

    TikTok shows one picture for each value of the first attribute.
    """
    if not any(sku.image_url for sku in skus) or not skus[0].values:
        return tuple(skus)
    first = next((n for n in range(len(skus[0].values)) if _tells(skus, n)), 0)
    shown: dict[str, str] = {}
    for sku in skus:
        if sku.image_url:
            shown.setdefault(sku.values[first][1], sku.image_url)
    return tuple(
        evolve(sku, values=_moved(sku.values, first), image_url=shown.get(sku.values[first][1], ""))
        for sku in skus
    )


def _tells(skus: Sequence[DraftSku], place: int) -> bool:
    """Whether the value at a place tells the picture, and differs at all."""
    pairs = {(sku.values[place][1], sku.image_url) for sku in skus if sku.image_url}
    values = {value for value, _ in pairs}
    return len(pairs) == len(values) > 1


def _moved(values: Values, first: int) -> Values:
    return (values[first], *values[:first], *values[first + 1 :])


def unusable_pictures(
    skus: Sequence[DraftSku], trusted: Sequence[str]
) -> tuple[tuple[DraftSku, ...], tuple[Reason, ...]]:
    """Take away the SKUs' pictures that TikTok can't have; the SKUs do without, with a note."""
    urls = dict.fromkeys(sku.image_url for sku in skus if sku.image_url)
    wrong = {url: found for url in urls if (found := fault(url, None, trusted))}
    kept = (evolve(sku, image_url="") if sku.image_url in wrong else sku for sku in skus)
    return tuple(kept), tuple(wrong.values())
