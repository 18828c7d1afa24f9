"""What is kept for templates beside them: the category tree, a guard, products as rules see them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from attrs import frozen

from tiktok_bc_sync.models import Category, Product, Variant

_UNKNOWN = Decimal(0)


@frozen
class ShelvedSku:
    """A variant's SKU."""

    sku: str


@frozen
class ShelvedProduct:
    """What rule groups look at of a product: read from its record in half the time of the whole."""

    id: str
    title: str
    variants: tuple[ShelvedSku, ...]
    brand: str = ""
    categories: tuple[str, ...] = ()
    deleted: bool = False

    def product(self) -> Product:
        """Return it as a product of which nothing else is known."""
        variants = tuple(Variant("", one.sku, _UNKNOWN) for one in self.variants)
        return Product(self.id, self.title, variants, brand=self.brand, categories=self.categories)


@frozen
class FetchedTree:
    """The shop's category tree, flat, and when it was read."""

    categories: tuple[Category, ...]
    fetched_at: datetime


@frozen
class TemplatesMark:
    """Written with every change of the account's templates, so that two never change them at once.

    ``change`` identifies the last one. Until ``assigned``, some products may still have the template that
    they had before it.
    """

    change: str = ""
    assigned: bool = True
