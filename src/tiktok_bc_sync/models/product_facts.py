"""What lists of products are searched and filtered by."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen


class ProductType(StrEnum):
    """Whether a product has something to choose from."""

    SIMPLE = "simple"
    VARIANT = "variant"


class Visibility(StrEnum):
    """BigCommerce's own word for a product, shown beside its status on TikTok."""

    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"
    DELETED = "deleted"


@frozen
class ProductFacts:
    """A product as lists find it, kept with its listing so that one look-up filters by both.

    Texts are in the form in which they are compared. ``text`` holds title and SKUs, a line each;
    ``categories`` a line for each path, every name of it between ``>`` and ``>``.
    """

    text: str = ""
    brand: str = ""
    categories: str = ""
    type: ProductType = ProductType.SIMPLE
    visibility: Visibility = Visibility.UNPUBLISHED
