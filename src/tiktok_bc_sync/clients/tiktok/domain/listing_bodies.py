"""The bodies that create, check and edit TikTok Shop's products."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from attrs import asdict

from tiktok_bc_sync.clients.tiktok.domain.shops import (
    Json,
    category_version,
    price_body,
    units_body,
)
from tiktok_bc_sync.clients.tiktok.wire.limits import LONGEST_DESCRIPTION, LONGEST_TITLE, at_most
from tiktok_bc_sync.clients.times import aware
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import (
    AttributeKind,
    CategoryFacts,
    Certification,
    DraftSku,
    ListingDraft,
    ListingEdit,
)

_LONGEST_KEY = 128
_MOST_IMAGES = 9
_MOST_CERTIFICATIONS = 10


def product_body(
    draft: ListingDraft,
    images: Mapping[str, str],
    facts: CategoryFacts,
    region: str,
    sku_ids: Mapping[str, str] | None = None,
) -> Json:
    """Return the body that creates or edits a product; ``sku_ids`` are those that TikTok knows.

    Raises `InvalidInput` where a picture was not uploaded, or something is more than the vendor takes.
    """
    body: Json = {
        "title": draft.title,
        "description": draft.description,
        "category_id": draft.category_id,
        "category_version": category_version(region),
        "main_images": _pictures(_uploaded(draft, images)),
        "skus": [_sku_body(sku, draft, images, facts, sku_ids or {}) for sku in draft.skus],
        "is_cod_allowed": draft.cod,
        "external_product_id": draft.product_id,
        "package_weight": _weight(draft.weight_kg),
    }
    if draft.attributes:
        body["product_attributes"] = attributes_body(draft.attributes)
    if draft.dimensions_cm:
        body["package_dimensions"] = _dimensions(draft.dimensions_cm)
    return body | _market_body(draft)


def check_body(draft: ListingDraft, images: Mapping[str, str], facts: CategoryFacts) -> Json:
    """Return the body that has a product checked: what creates it, but for the tree, which is not asked."""
    body = product_body(draft, images, facts, "")
    del body["category_version"]
    return body


def diagnosis_body(draft: ListingDraft, images: Mapping[str, str]) -> Json:
    """Return the body that has a product diagnosed, with suggestions for all of its parts."""
    chart = size_chart_body(draft.size_chart_id, draft.size_chart_picture)
    body: Json = {
        "category_id": draft.category_id,
        "title": draft.title,
        "description": draft.description,
        "main_images": _pictures(_uploaded(draft, images)),
        "product_attributes": attributes_body(draft.attributes),
        "brand_id": draft.brand_id,
        "size_chart": chart,
        "optimization_fields": ["ALL"],
    }
    return {name: value for name, value in body.items() if value}


def creation_body(
    draft: ListingDraft,
    images: Mapping[str, str],
    facts: CategoryFacts,
    region: str,
    idempotency_key: str,
) -> Json:
    """Return the body that creates a product, and may be sent again without making a second one."""
    if not 0 < len(idempotency_key) <= _LONGEST_KEY:
        raise InvalidInput(
            f"The idempotency key must have 1 to {_LONGEST_KEY} characters.",
            field="idempotency_key",
        )
    body = product_body(draft, images, facts, region) | {"idempotency_key": idempotency_key}
    # An edit can't say it any more, nor does a check ask.
    return body | ({"is_not_for_sale": True} if draft.not_for_sale else {})


def _uploaded(draft: ListingDraft, images: Mapping[str, str]) -> list[str]:
    missing = [url for url in draft.images if url not in images]
    if missing:
        raise InvalidInput(
            f"The picture {missing[0][:200]} was not uploaded.",
            field="images",
            what_to_do="Upload it first, and give TikTok's name for it.",
        )
    return [images[url] for url in draft.images]


def _pictures(uris: Iterable[str]) -> list[Json]:
    return [{"uri": uri} for uri in uris]


def attributes_body(attributes: Iterable[tuple[str, str, str]]) -> list[Json]:
    """Return attributes as the vendor takes them: each once, with all of its values."""
    values: dict[str, list[Json]] = {}
    for one, value_id, name in attributes:
        values.setdefault(one, []).append({"id": value_id} if value_id else {"name": name})
    return [{"id": one, "values": found} for one, found in values.items()]


def _weight(kilograms: Decimal) -> Json:
    return {"value": f"{kilograms:f}", "unit": "KILOGRAM"}


def _dimensions(centimetres: tuple[Decimal, Decimal, Decimal]) -> Json:
    sides = zip(("length", "width", "height"), centimetres, strict=True)
    return {"unit": "CENTIMETER", **{name: f"{side:f}" for name, side in sides}}


def _market_body(what: ListingDraft | ListingEdit) -> Json:
    """Return what some markets and categories ask for, as far as it is there."""
    chart = size_chart_body(what.size_chart_id or "", what.size_chart_picture or "")
    body: Json = {
        "brand_id": what.brand_id,
        "manufacturer_ids": list(what.manufacturer_ids or ()),
        "responsible_person_ids": list(what.responsible_person_ids or ()),
        "size_chart": chart,
        "certifications": _certifications(what.certifications or ()),
    }
    return {name: value for name, value in body.items() if value}


def size_chart_body(chart_id: str, picture: str) -> Json:
    """Return a size chart as products name it. Raises `InvalidInput` for two at once."""
    if chart_id and picture:
        raise InvalidInput(
            "A listing has one size chart: a template or a picture.",
            field="size_chart_picture",
            what_to_do="Leave one of the two out.",
        )
    if chart_id:
        return {"template": {"id": chart_id}}
    return {"image": {"uri": picture}} if picture else {}


def _certifications(certifications: Sequence[Certification]) -> list[Json]:
    at_most("certifications", certifications, _MOST_CERTIFICATIONS)
    return [_certification(one) for one in certifications]


def _certification(one: Certification) -> Json:
    body: Json = {"id": one.id}
    if one.pictures:
        body["images"] = _pictures(one.pictures)
    if one.files:
        body["files"] = [
            {"id": file.id, "name": file.name, "format": file.format} for file in one.files
        ]
    if one.expires_at:
        expires = aware(one.expires_at, "certifications.expires_at")
        body["expiration_date"] = int(expires.timestamp())
    return body


# --- SKUs --------------------------------------------------------------------------


def _sku_body(
    sku: DraftSku,
    draft: ListingDraft,
    images: Mapping[str, str],
    facts: CategoryFacts,
    sku_ids: Mapping[str, str],
) -> Json:
    body: Json = {
        "seller_sku": sku.sku,
        "external_sku_id": sku.variant_id,
        "price": price_body(sku.price),
        "inventory": units_body(sku.stock, sku.at_warehouses, draft.warehouse_id),
        "sales_attributes": [
            _sales_attribute(name, value, facts, images.get(sku.image_url, "") if not index else "")
            for index, (name, value) in enumerate(sku.values)
        ],
    }
    if sku.sku in sku_ids:
        body["id"] = sku_ids[sku.sku]
    if sku.list_price:
        body["list_price"] = price_body(sku.list_price)
    if sku.gtin:
        body["identifier_code"] = {"code": sku.gtin, "type": sku.gtin_type}
    return body


def _sales_attribute(name: str, value: str, facts: CategoryFacts, image: str) -> Json:
    """Name an attribute and its value by id where TikTok has one, else by name."""
    known = next(
        (one for one in facts.attributes if one.kind == AttributeKind.SALES and one.name == name),
        None,
    )
    body: Json = {"id": known.id} if known else {"name": name}
    value_id = next((one for one, text in (known.values if known else ()) if text == value), "")
    body |= {"value_id": value_id} if value_id else {"value_name": value}
    return body | ({"sku_img": {"uri": image}} if image else {})


# --- edits -------------------------------------------------------------------------


def edit_body(edit: ListingEdit, region: str) -> Json:
    """Return the body that changes some properties of a product.

    Raises `InvalidInput` for an edit that changes nothing, for an empty property, as the vendor doesn't
    say what one means, and for one that is more than the vendor takes.
    """
    _refuse_empty(edit)
    _measured("weight_kg", *(() if edit.weight_kg is None else (edit.weight_kg,)))
    _measured("dimensions_cm", *(edit.dimensions_cm or ()))
    at_most("title", edit.title or "", LONGEST_TITLE)
    at_most("description", edit.description or "", LONGEST_DESCRIPTION)
    at_most("images", edit.images or (), _MOST_IMAGES)
    body = {
        "title": edit.title,
        "description": edit.description,
        "main_images": _pictures(edit.images) if edit.images else None,
        "product_attributes": attributes_body(edit.attributes) if edit.attributes else None,
        "package_weight": _weight(edit.weight_kg) if edit.weight_kg else None,
        "package_dimensions": _dimensions(edit.dimensions_cm) if edit.dimensions_cm else None,
        "is_cod_allowed": edit.cod,
    }
    given = {name: value for name, value in body.items() if value is not None}
    # Left out it would mean the old tree, which is not the one that every region lists with.
    return {"category_version": category_version(region)} | given | _market_body(edit)


def _measured(name: str, *measures: object) -> None:
    """Raise `InvalidInput` for a weight or a side that is no exact number above zero."""
    for measure in measures:
        if not isinstance(measure, Decimal) or not measure.is_finite() or measure <= 0:
            raise InvalidInput(
                f"{name} must be a Decimal above zero, not {measure!r:.40}.", field=name
            )


def _refuse_empty(edit: ListingEdit) -> None:
    properties = asdict(edit, recurse=False, filter=lambda _, value: value is not None)
    if not properties:
        raise InvalidInput("The edit changes nothing.", field="edit", what_to_do="Give a property.")
    for name, value in properties.items():
        if value in ("", ()):
            raise InvalidInput(
                f"{name} can't be made empty.",
                field=name,
                what_to_do="Give a value, or leave it out to keep what is there.",
            )
