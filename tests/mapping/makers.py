"""One product that can be listed, with everything about it, to be changed by each test."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tiktok_bc_sync.mapping.draft import draft
from tiktok_bc_sync.mapping.market import ShopFacts
from tiktok_bc_sync.mapping.reasons import Blocked
from tiktok_bc_sync.mapping.stock import Places
from tiktok_bc_sync.models import (
    AttributeKind,
    CategoryAttribute,
    CategoryFacts,
    Dimensions,
    Image,
    ListingDraft,
    OptionValue,
    Product,
    ProductEdits,
    Settings,
    Store,
    Template,
    Variant,
)

STORE = Store("h", "Store", "GBP", "kg", "cm")
TEMPLATE = Template("t", "Lamps", "600001")
COLOUR = CategoryAttribute("100", "Color", AttributeKind.SALES)
SETTINGS = Settings()
UNASKED = ShopFacts()
FACTS = CategoryFacts("600001", leaf=True, available=True, attributes=(COLOUR,))


def variant(
    number: int = 1,
    sku: str | None = None,
    price: str = "49.00",
    stock: int | None = 5,
    gtin: str = "",
    **options: str,
) -> Variant:
    """Make a variant; ``options`` are its choices, with Colour filled in."""
    chosen = options or {"Colour": f"Shade {number}"}
    return Variant(
        id=str(number),
        sku=f"LAMP-{number}" if sku is None else sku,
        price=Decimal(price),
        stock=stock,
        gtin=gtin,
        options=tuple(OptionValue(name, value) for name, value in chosen.items()),
    )


def product(*variants: Variant, title: str = "Desk lamp", description: str = "Warm") -> Product:
    """Make a product of two variants, or of those given."""
    return Product(
        "77",
        title,
        variants or (variant(1), variant(2)),
        description=description,
        brand="Lux",
        images=(Image("https://store.test/1.jpg"),),
        dimensions=Dimensions(weight=Decimal("1.5")),
    )


def drafted(
    one: Product | None = None,
    *,
    template: Template = TEMPLATE,
    settings: Settings = SETTINGS,
    facts: CategoryFacts = FACTS,
    store: Store = STORE,
    region: str = "GB",
    warehouse_id: str = "w1",
    reserved: Mapping[str, int] | None = None,
    edits: ProductEdits | None = None,
    held: Mapping[str, Places] | None = None,
    shop: ShopFacts = UNASKED,
) -> ListingDraft | Blocked:
    """Draft a product where nothing else is said."""
    return draft(
        one or product(),
        template=template,
        settings=settings,
        facts=facts,
        store=store,
        region=region,
        warehouse_id=warehouse_id,
        reserved=reserved or {},
        edits=edits,
        held=held or {},
        shop=shop,
    )


def listed(result: ListingDraft | Blocked) -> ListingDraft:
    """Return the draft of a product that is not blocked."""
    assert isinstance(result, ListingDraft), str(result)
    return result


def codes(result: object) -> list[str]:
    """Return the codes of a result's reasons; none where it is not blocked."""
    return [reason.code for reason in result.reasons] if isinstance(result, Blocked) else []
