"""TikTok Shop's products, and what is said about them, as they come over the wire.

What we don't read is left out. A list or object that is empty may come as null.
"""

from __future__ import annotations

from attrs import frozen


@frozen
class Price:
    """A price; which of the amounts is there depends on the operation."""

    currency: str = ""
    amount: str = ""
    sale_price: str = ""
    tax_exclusive_price: str = ""


@frozen
class InventoryItem:
    """Units in a warehouse."""

    warehouse_id: str = ""
    quantity: int = 0


@frozen
class SkuItem:
    """A SKU of a product."""

    id: str = ""
    seller_sku: str = ""
    price: Price | None = None
    list_price: Price | None = None
    inventory: tuple[InventoryItem, ...] | None = None


@frozen
class FailReason:
    """Why an audit failed."""

    position: str = ""
    reasons: tuple[str, ...] | None = None
    suggestions: tuple[str, ...] | None = None


@frozen
class Audit:
    """How far a review is."""

    status: str = ""


@frozen
class Named:
    """Something that is told by its id alone: a picture, by its URI."""

    id: str = ""
    uri: str = ""


@frozen
class AttributeValue:
    """One value of an attribute."""

    id: str = ""
    name: str = ""


@frozen
class AttributeItem:
    """An attribute of a product."""

    id: str = ""
    values: tuple[AttributeValue, ...] | None = None


@frozen
class Weight:
    """What a parcel weighs."""

    value: str = ""
    unit: str = ""


@frozen
class Sides:
    """What a parcel measures."""

    length: str = ""
    width: str = ""
    height: str = ""
    unit: str = ""


@frozen
class SizeChart:
    """A size chart: a picture or a template."""

    image: Named | None = None
    template: Named | None = None


@frozen
class FileItem:
    """A file of a certification; its format is ``format`` on the wire."""

    id: str = ""
    name: str = ""
    format: str = ""


@frozen
class CertificationItem:
    """A document that a product shows."""

    id: str = ""
    images: tuple[Named, ...] | None = None
    files: tuple[FileItem, ...] | None = None
    expiration_date: int | None = None


@frozen
class ProductItem:
    """A product as listed or read; lists have nothing of what comes after ``audit``."""

    id: str
    title: str = ""
    status: str = ""
    skus: tuple[SkuItem, ...] | None = None
    audit_failed_reasons: tuple[FailReason, ...] | None = None
    audit: Audit | None = None
    description: str | None = None
    main_images: tuple[Named, ...] | None = None
    product_attributes: tuple[AttributeItem, ...] | None = None
    package_weight: Weight | None = None
    package_dimensions: Sides | None = None
    is_cod_allowed: bool | None = None
    brand: Named | None = None
    manufacturer_ids: tuple[str, ...] | None = None
    responsible_person_ids: tuple[str, ...] | None = None
    size_chart: SizeChart | None = None
    certifications: tuple[CertificationItem, ...] | None = None


@frozen
class Created:
    """A created or edited product."""

    product_id: str = ""
    skus: tuple[SkuItem, ...] | None = None


@frozen
class CheckFault:
    """Why a listing would be refused."""

    code: int | str = 0
    message: str = ""


@frozen
class Warned:
    """What needs attention."""

    message: str = ""


@frozen
class Quality:
    """How good a listing is."""

    current_tier: str = ""
    remaining_recommendations: int = 0


@frozen
class Checked:
    """What would be said to a listing."""

    check_result: str = ""
    fail_reasons: tuple[CheckFault, ...] | None = None
    warnings: Warned | None = None
    listing_quality: Quality | None = None


@frozen
class UnitsItem:
    """Units of a SKU in a warehouse."""

    warehouse_id: str = ""
    available_quantity: int = 0
    committed_quantity: int = 0


@frozen
class StockedSku:
    """A SKU's units."""

    id: str
    seller_sku: str = ""
    warehouse_inventory: tuple[UnitsItem, ...] | None = None


@frozen
class StockedProduct:
    """A product's units."""

    product_id: str = ""
    skus: tuple[StockedSku, ...] | None = None


@frozen
class Stocked:
    """The units of the products or SKUs that were asked for."""

    inventory: tuple[StockedProduct, ...] | None = None
