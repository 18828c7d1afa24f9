"""What the store's catalogue is made of, piece by piece: variants, options, images, categories, notes."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from attrs import frozen

from tiktok_bc_sync.models.product import OptionValue


@frozen
class ProductDraft:
    """A product to be made in the store; price and weight are in the store's currency and unit.

    ``stock`` is None where it is not to be counted.
    """

    title: str
    price: Decimal
    weight: Decimal
    sku: str = ""
    description: str = ""
    category_ids: tuple[str, ...] = ()
    brand_id: str = ""
    gtin: str = ""
    stock: int | None = None
    visible: bool = True
    digital: bool = False


@frozen
class StoreVariant:
    """A variant as the store holds it: None where the product's price, or weight, counts.

    A ``sale_price`` of 0 says that there is none. ``calculated_price`` is what a shopper pays. Stock is
    in units, 0 where it is not counted.
    """

    id: str
    product_id: str
    sku: str = ""
    price: Decimal | None = None
    sale_price: Decimal | None = None
    calculated_price: Decimal | None = None
    weight: Decimal | None = None
    stock: int = 0
    options: tuple[OptionValue, ...] = ()
    gtin: str = ""
    image_url: str = ""
    purchasable: bool = True


@frozen
class VariantChange:
    """What is to change of a variant; None leaves a thing as it is, a sale price of 0 ends the sale."""

    id: str
    price: Decimal | None = None
    sale_price: Decimal | None = None
    weight: Decimal | None = None
    stock: int | None = None
    upc: str | None = None
    purchasable: bool | None = None


@frozen
class OptionChoice:
    """A value that an option may have, such as "Red"."""

    id: str
    label: str
    default: bool = False


@frozen
class ProductOption:
    """What a shopper chooses to get a variant; ``type`` is the vendor's word for how it is shown."""

    id: str
    name: str
    type: str
    choices: tuple[OptionChoice, ...] = ()


@frozen
class ProductImage:
    """A picture of a product, in its largest size; ``thumbnail`` is the one that stands for it."""

    id: str
    url: str
    description: str = ""
    thumbnail: bool = False
    position: int = 0


@frozen
class CustomField:
    """A name and a value that the merchant gave a product."""

    id: str
    name: str
    value: str


@frozen
class Brand:
    """A brand."""

    id: str
    name: str


@frozen
class CategoryTree:
    """A tree of categories and the sales channels that show it."""

    id: str
    name: str
    channel_ids: tuple[str, ...] = ()


@frozen
class StoreCategory:
    """A category; ``path`` is what the merchant reads, as in ``Home > Lamps``."""

    id: str
    name: str
    path: str
    parent_id: str = ""
    tree_id: str = ""
    visible: bool = True


class OwnerKind(StrEnum):
    """What a metafield can be written beside."""

    PRODUCT = "product"
    VARIANT = "variant"
    ORDER = "order"


@frozen
class MetafieldOwner:
    """What metafields are written beside, for example ``MetafieldOwner.order("118")``."""

    kind: OwnerKind
    id: str
    product_id: str = ""

    @classmethod
    def product(cls, product_id: str) -> MetafieldOwner:
        """Name a product."""
        return cls(OwnerKind.PRODUCT, product_id)

    @classmethod
    def variant(cls, product_id: str, variant_id: str) -> MetafieldOwner:
        """Name a variant of a product."""
        return cls(OwnerKind.VARIANT, variant_id, product_id)

    @classmethod
    def order(cls, order_id: str) -> MetafieldOwner:
        """Name an order."""
        return cls(OwnerKind.ORDER, order_id)


@frozen
class Metafield:
    """What an app wrote down beside something: a value under a namespace and a key.

    ``permission`` is the vendor's word for who may read and change it; app_only hides it from others.
    """

    namespace: str
    key: str
    value: str
    permission: str = "app_only"
    description: str = ""
    id: str = ""
    updated_at: datetime | None = None
