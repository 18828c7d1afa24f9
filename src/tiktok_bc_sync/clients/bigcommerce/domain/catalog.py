"""The catalogue's parts: from the wire to the domain's nouns, and the bodies that make and change them."""

from __future__ import annotations

from collections.abc import Sequence

from tiktok_bc_sync.clients.bigcommerce.domain.asking import amounts, changes, given, needed, number
from tiktok_bc_sync.clients.bigcommerce.domain.nouns import (
    Json,
    category_paths,
    maybe_decimal,
    moment,
)
from tiktok_bc_sync.clients.bigcommerce.wire import catalog as wire
from tiktok_bc_sync.clients.bigcommerce.wire.answers import BrandItem, CategoryItem
from tiktok_bc_sync.models import (
    Brand,
    CategoryTree,
    CustomField,
    Metafield,
    OptionChoice,
    OptionValue,
    ProductDraft,
    ProductImage,
    ProductOption,
    StoreCategory,
    StoreVariant,
    VariantChange,
)


def store_variant(item: wire.StoreVariantItem) -> StoreVariant:
    """Read a variant as the store holds it."""
    return StoreVariant(
        id=str(item.id),
        product_id=str(item.product_id or ""),
        sku=item.sku or "",
        price=maybe_decimal(item.price, "price"),
        sale_price=maybe_decimal(item.sale_price, "sale_price"),
        calculated_price=maybe_decimal(item.calculated_price, "calculated_price"),
        weight=maybe_decimal(item.weight, "weight"),
        stock=item.inventory_level or 0,
        options=tuple(
            OptionValue(one.option_display_name, one.label) for one in item.option_values or ()
        ),
        gtin=item.gtin or item.upc or "",
        image_url=item.image_url or "",
        purchasable=not item.purchasing_disabled,
    )


def choice(item: wire.ChoiceItem) -> OptionChoice:
    """Read a value of an option."""
    return OptionChoice(str(item.id), item.label, bool(item.is_default))


def option(item: wire.OptionItem) -> ProductOption:
    """Read an option."""
    choices = tuple(choice(one) for one in item.option_values or ())
    return ProductOption(str(item.id), item.display_name or "", item.type or "", choices)


def image(item: wire.PictureItem) -> ProductImage:
    """Read a picture."""
    return ProductImage(
        str(item.id),
        item.url_zoom or item.url_standard or item.image_url or "",
        item.description or "",
        bool(item.is_thumbnail),
        item.sort_order or 0,
    )


def custom_field(item: wire.FieldItem) -> CustomField:
    """Read a custom field."""
    return CustomField(str(item.id), item.name, item.value or "")


def metafield(item: wire.MetafieldItem) -> Metafield:
    """Read a metafield."""
    return Metafield(
        item.namespace,
        item.key,
        item.value or "",
        item.permission_set or "",
        item.description or "",
        str(item.id),
        moment(item.date_modified),
    )


def brand(item: BrandItem) -> Brand:
    """Read a brand."""
    return Brand(str(item.id), item.name)


def tree(item: wire.TreeItem) -> CategoryTree:
    """Read a tree of categories."""
    channels = tuple(str(one) for one in item.channels or ())
    return CategoryTree(str(item.id), item.name or "", channels)


def categories(items: Sequence[wire.StoreCategoryItem]) -> list[StoreCategory]:
    """Read all categories, each with its path among the others."""
    paths = category_paths(CategoryItem(one.category_id, one.parent_id, one.name) for one in items)
    return [
        StoreCategory(
            id=str(one.category_id),
            name=one.name,
            path=paths[one.category_id],
            parent_id=str(one.parent_id or ""),
            tree_id=str(one.tree_id or ""),
            visible=bool(one.is_visible),
        )
        for one in items
    ]


# --- bodies --------------------------------------------------------------------------


def product_body(draft: ProductDraft) -> Json:
    """Return the body that makes a product."""
    counted: Json = {"inventory_tracking": "product", "inventory_level": draft.stock}
    return {
        "name": needed(draft.title, "title"),
        "type": "digital" if draft.digital else "physical",
        **amounts({"price": draft.price, "weight": draft.weight}),
        "is_visible": draft.visible,
        "categories": [number(one, "category_ids") for one in draft.category_ids],
        **given({"sku": draft.sku, "description": draft.description, "gtin": draft.gtin}),
        **({"brand_id": number(draft.brand_id, "brand_id")} if draft.brand_id else {}),
        **(counted if draft.stock is not None else {}),
    }


def variant_body(change: VariantChange) -> Json:
    """Return the part of a batch that changes a variant."""
    money = {
        "price": change.price,
        "sale_price": change.sale_price,
        "weight": change.weight,
    }
    purchasable = change.purchasable
    others: Json = {
        "inventory_level": change.stock,
        "upc": change.upc,
        "purchasing_disabled": None if purchasable is None else not purchasable,
    }
    told = {name: one for name, one in others.items() if one is not None}
    changed = changes({**amounts(money), **told}, "changes")
    return {"id": number(change.id, "id"), **changed}


def metafield_body(field: Metafield) -> Json:
    """Return the body that makes or changes a metafield."""
    return {
        "namespace": needed(field.namespace, "namespace"),
        "key": needed(field.key, "key"),
        "value": needed(field.value, "value"),
        "permission_set": needed(field.permission, "permission"),
        "description": field.description,
    }


def field_body(name: str, value: str) -> Json:
    """Return the body that makes or changes a custom field."""
    return {"name": needed(name, "name"), "value": needed(value, "value")}
