"""BigCommerce's side of the catalogue: products, variants, options, images, categories."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from attrs import frozen


@frozen
class OptionValue:
    """One choice that makes a variant: the option's name ("Colour") and its value ("Red")."""

    option: str
    value: str


@frozen
class Image:
    """A product's picture by its address."""

    url: str
    description: str = ""


@frozen
class Dimensions:
    """A parcel's sides and weight, in the store's units; None where nobody said."""

    weight: Decimal | None = None
    length: Decimal | None = None
    width: Decimal | None = None
    height: Decimal | None = None


@frozen
class Variant:
    """What is bought: one SKU of a product.

    ``price`` and ``sale_price`` are in the store's currency, ``price`` already inherited from the
    product where the variant has none of its own. ``stock`` is None when BigCommerce doesn't track it.
    """

    id: str
    sku: str
    price: Decimal
    sale_price: Decimal | None = None
    stock: int | None = None
    options: tuple[OptionValue, ...] = ()
    image_url: str = ""
    gtin: str = ""
    dimensions: Dimensions = Dimensions()
    purchasable: bool = True


@frozen
class Product:
    """A BigCommerce product with everything that a listing may be made of.

    ``categories`` are full paths as the merchant reads them ("Home > Lamps"). ``brand`` is empty when
    the product has none. ``description`` is the store's HTML. ``deleted`` products are no longer in the
    store since ``deleted_at``, when that was noticed; they are kept because their listing may still be on
    TikTok.
    """

    id: str
    title: str
    variants: tuple[Variant, ...]
    description: str = ""
    brand: str = ""
    categories: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    custom_fields: tuple[tuple[str, str], ...] = ()
    dimensions: Dimensions = Dimensions()
    gtin: str = ""
    warranty: str = ""
    visible: bool = True
    modified_at: datetime | None = None
    deleted: bool = False
    deleted_at: datetime | None = None

    @property
    def skus(self) -> tuple[str, ...]:
        """The SKUs of all variants, in the store's order."""
        return tuple(variant.sku for variant in self.variants)

    @property
    def simple(self) -> bool:
        """Whether there is nothing to choose: one variant without options."""
        return len(self.variants) == 1 and not self.variants[0].options


@frozen
class Store:
    """The BigCommerce store's own facts that prices and parcels depend on.

    ``weight_unit`` is one of oz, lb, g, kg, t; ``length_unit`` in or cm. ``rates`` says how many units
    of a currency one unit of the store's own currency buys, as BigCommerce's currency list has it.
    """

    hash: str
    name: str
    currency: str
    weight_unit: str
    length_unit: str
    rates: tuple[tuple[str, Decimal], ...] = ()

    def rate_to(self, currency: str) -> Decimal | None:
        """Return how many of ``currency`` one unit of the store's currency buys, if BigCommerce says."""
        return dict(self.rates).get(currency)
