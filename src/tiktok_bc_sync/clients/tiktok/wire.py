"""TikTok Shop's tokens, categories and products as they come over the wire.

What we don't read is left out. A list or object that is empty may come as null.
"""

from __future__ import annotations

from types import GenericAlias
from typing import Generic, TypeVar, cast

import msgspec
from attrs import field, frozen

T = TypeVar("T")


class Envelope(msgspec.Struct, Generic[T]):
    """What every answer comes in; its code and message were judged before."""

    data: T | None = None
    request_id: str | None = None


def enveloped(answer: type[T]) -> type[Envelope[T]]:
    """Return the type of an answer in its envelope."""
    return cast("type[Envelope[T]]", GenericAlias(Envelope, (answer,)))


class Listed(msgspec.Struct):
    """A page of a list; its items are read one by one, so that a bad one spoils no other."""

    items: tuple[msgspec.Raw, ...] | None = None
    next_page_token: str | None = None


def listed(name: str) -> type[Listed]:
    """Return the page of a list whose items the vendor calls ``name``."""

    class Named(Listed, rename={"items": name}):
        items: tuple[msgspec.Raw, ...] | None = None

    return Named


@frozen
class TokenData:
    """Tokens; the ``…_expire_in`` are absolute Unix seconds."""

    access_token: str = field(repr=False)
    access_token_expire_in: int
    refresh_token: str = field(repr=False)
    refresh_token_expire_in: int
    granted_scopes: tuple[str, ...] | None = None


@frozen
class ShopItem:
    """An authorized shop."""

    id: str
    name: str = ""
    region: str = ""
    seller_type: str = ""
    cipher: str = field(default="", repr=False)


@frozen
class Shops:
    """Authorized shops."""

    shops: tuple[ShopItem, ...] | None = None


@frozen
class CategoryItem:
    """A category of the tree."""

    id: str
    parent_id: str = ""
    local_name: str = ""
    is_leaf: bool = False
    permission_statuses: tuple[str, ...] | None = None


@frozen
class Categories:
    """The category tree, flat."""

    categories: tuple[CategoryItem, ...] | None = None


@frozen
class ValueItem:
    """An attribute's value."""

    id: str = ""
    name: str = ""


@frozen
class AttributeItem:
    """An attribute of a category; the vendor spells ``is_requried`` so."""

    id: str
    name: str = ""
    type: str = ""
    is_requried: bool = False
    is_customizable: bool = False
    values: tuple[ValueItem, ...] | None = None


@frozen
class Attributes:
    """A category's attributes."""

    attributes: tuple[AttributeItem, ...] | None = None


@frozen
class Flag:
    """A rule that says whether something is supported or required."""

    is_supported: bool = False
    is_required: bool = False


@frozen
class CategoryRules:
    """A category's rules."""

    cod: Flag | None = None
    package_dimension: Flag | None = None


@frozen
class Uploaded:
    """An uploaded picture."""

    uri: str


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
class ProductItem:
    """A product as listed or read."""

    id: str
    title: str = ""
    status: str = ""
    skus: tuple[SkuItem, ...] | None = None
    audit_failed_reasons: tuple[FailReason, ...] | None = None


@frozen
class Created:
    """A created or edited product."""

    product_id: str = ""
    skus: tuple[SkuItem, ...] | None = None


@frozen
class ErrorDetail:
    """Which entity it went wrong with."""

    sku_id: str = ""
    order_id: str = ""
    package_id: str = ""
    product_id: str = ""


@frozen
class UpdateError:
    """What went wrong with one entity of a call."""

    code: int | str = 0
    message: str = ""
    detail: ErrorDetail | None = None


@frozen
class Errors:
    """What went wrong inside a call that worked as a whole."""

    errors: tuple[UpdateError, ...] | None = None


@frozen
class WarehouseItem:
    """A warehouse."""

    id: str
    name: str = ""
    type: str = ""
    is_default: bool = False


@frozen
class Warehouses:
    """The shop's warehouses."""

    warehouses: tuple[WarehouseItem, ...] | None = None


@frozen
class ProviderItem:
    """A shipping provider."""

    id: str
    name: str = ""


@frozen
class Providers:
    """A delivery option's shipping providers."""

    shipping_providers: tuple[ProviderItem, ...] | None = None
