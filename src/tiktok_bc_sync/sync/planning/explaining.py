"""Why one product is listed as it is: its template, attributes, prices, stock, and what is in the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve, frozen

from tiktok_bc_sync.mapping.attributes import AttributeOrigin, explain_attributes
from tiktok_bc_sync.mapping.edited import edited
from tiktok_bc_sync.mapping.pricing import PriceExplanation
from tiktok_bc_sync.mapping.reasons import Blocked
from tiktok_bc_sync.mapping.skus import SkuCase
from tiktok_bc_sync.mapping.stock import Stock
from tiktok_bc_sync.models import Product, Reason, Template
from tiktok_bc_sync.rules import Explanation, compile_group
from tiktok_bc_sync.sync.catalogue.cases import Case, Cases
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.planning.planner import Planner


@frozen
class TemplateChoice:
    """One template and whether its query takes the product; ``because`` is None for the default one.

    ``took`` says that the product is listed by this template.
    """

    template_id: str
    name: str
    took: bool
    because: Explanation | None = None

    def __str__(self) -> str:
        """The name, and the conditions that decided."""
        if self.because is None:
            why = "takes what no other one does"
        elif self.because.matched:
            why = "takes it: " + ", ".join(self.because.because)
        else:
            why = "does not take it; fails: " + ", ".join(self.because.failed)
        return f"{self.name}{' (chosen)' if self.took else ''} {why}"


@frozen
class VariantExplanation:
    """How one SKU's price and stock came about."""

    variant_id: str
    sku: str
    price: PriceExplanation
    stock: Stock


@frozen
class ProductExplanation:
    """Everything that led to a product's listing, or stands in its way.

    ``templates`` are in the order in which they are tried. ``reasons`` block the product now; ``told`` is
    what was last kept of what TikTok said. Without a template there are no attributes and no variants.
    """

    product_id: str
    title: str
    templates: tuple[TemplateChoice, ...]
    attributes: tuple[AttributeOrigin, ...] = ()
    variants: tuple[VariantExplanation, ...] = ()
    reasons: tuple[Reason, ...] = ()
    told: tuple[Reason, ...] = ()

    @property
    def template(self) -> TemplateChoice | None:
        """The template that the product is listed by."""
        return next((one for one in self.templates if one.took), None)

    def __str__(self) -> str:
        """A few lines for people."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"{self.title} ({self.product_id})"
        yield from (f"  template {one}" for one in self.templates)
        yield from (f"  {one}" for one in self.attributes)
        for one in self.variants:
            steps = [str(one.price).replace("\n", "; "), f"stock {one.stock}"]
            yield f"  {one.sku or one.variant_id}: {'; '.join(steps)}"
        yield from (f"  in the way: {one}" for one in self.reasons)
        yield from (f"  TikTok said: {one}" for one in self.told)


async def explained(context: Context, product_id: str) -> ProductExplanation:
    """Explain one product with what is known now. Raises `NotFound`."""
    planner = await Planner.of(context)
    case = await (await Cases.of(context)).one(product_id)
    await planner.learn([case])
    listing = case.listing.value
    template = planner.templates.get(listing.template_id)
    wanted = planner.wanted(case.product, listing, case.edits, case.held)
    known = ProductExplanation(
        case.id,
        edited(case.product, case.edits).product.title,
        _choices(case.product, planner.templates.values(), listing.template_id),
        reasons=wanted.reasons if isinstance(wanted, Blocked) else (),
        told=listing.reasons,
    )
    return _in_detail(known, case, template, planner) if template else known


def _in_detail(
    known: ProductExplanation, case: Case, template: Template, planner: Planner
) -> ProductExplanation:
    facts = planner.categories[template.category_id]
    listing = case.listing.value
    skus = SkuCase.of(
        case.product,
        template=template,
        settings=planner.settings,
        facts=facts,
        store=planner.store,
        region=planner.region,
        warehouse_id=planner.warehouse_of(listing),
        reserved=planner.reserved,
        edits=case.edits,
        held=case.held,
    )
    return evolve(
        known,
        attributes=explain_attributes(skus.product, skus.template, facts, case.edits),
        variants=tuple(
            VariantExplanation(
                one.id,
                one.sku,
                skus.price(one),
                skus.stock(one),
            )
            for one in skus.product.variants
        ),
    )


def _choices(
    product: Product, templates: Iterable[Template], chosen: str
) -> tuple[TemplateChoice, ...]:
    ordered = sorted(templates, key=lambda one: (one.default, one.position))
    return tuple(
        TemplateChoice(
            one.id,
            one.name,
            one.id == chosen,
            compile_group(one.query).explain(product) if one.query else None,
        )
        for one in ordered
    )
