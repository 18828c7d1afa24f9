"""The parts of the catalogue as they come over the wire; what we don't read is left out."""

from __future__ import annotations

from decimal import Decimal

from tiktok_bc_sync.clients.bigcommerce.wire.answers import Item, VariantItem


class Made(Item, frozen=True):
    """What was made: its id is all that matters."""

    id: int


class Named(Item, frozen=True):
    """What a product has from elsewhere, by id."""

    brand_id: int | None = None
    categories: tuple[int, ...] | None = None


class StoreVariantItem(VariantItem, frozen=True):
    """A variant that comes without its product."""

    product_id: int | None = None
    calculated_price: Decimal | None = None


class ChoiceItem(Item, frozen=True):
    """A value of an option."""

    id: int
    label: str = ""
    is_default: bool | None = None


class OptionItem(Item, frozen=True):
    """An option of a product."""

    id: int
    display_name: str | None = None
    type: str | None = None
    option_values: tuple[ChoiceItem, ...] | None = None


class PictureItem(Item, frozen=True):
    """A picture with its id."""

    id: int
    url_zoom: str | None = None
    url_standard: str | None = None
    image_url: str | None = None
    description: str | None = None
    is_thumbnail: bool | None = None
    sort_order: int | None = None


class FieldItem(Item, frozen=True):
    """A custom field with its id."""

    id: int
    name: str = ""
    value: str | None = None


class MetafieldItem(Item, frozen=True):
    """A metafield."""

    id: int
    namespace: str = ""
    key: str = ""
    value: str | None = None
    permission_set: str | None = None
    description: str | None = None
    date_modified: str | None = None


class TreeItem(Item, frozen=True):
    """A tree of categories."""

    id: int
    name: str | None = None
    channels: tuple[int, ...] | None = None


class StoreCategoryItem(Item, frozen=True):
    """A category in full."""

    category_id: int
    parent_id: int = 0
    name: str = ""
    tree_id: int | None = None
    is_visible: bool | None = None
