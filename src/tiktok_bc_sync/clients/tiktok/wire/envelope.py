"""TikTok Shop's envelopes, tokens and shops as they come over the wire.

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
class ExtraError:
    """What went wrong with a part of an entity."""

    code: int | str = 0
    message: str = ""


@frozen
class ErrorDetail:
    """Which entity it went wrong with."""

    sku_id: str = ""
    order_id: str = ""
    package_id: str = ""
    product_id: str = ""
    extra_errors: tuple[ExtraError, ...] | None = None


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
