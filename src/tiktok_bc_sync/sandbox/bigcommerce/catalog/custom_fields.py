"""The v3 endpoints for a product's custom fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from attrs import frozen

from tiktok_bc_sync.sandbox.bigcommerce.catalog.parts_api import PartsApi
from tiktok_bc_sync.sandbox.bigcommerce.catalog.shapes import CUSTOM_FIELD
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json, v3_refusal
from tiktok_bc_sync.sandbox.bigcommerce.wire.checks import Shape

MOST = 200


@frozen
class CustomFieldsApi(PartsApi):
    """Answers for custom fields: each pair of name and value once in a product."""

    field: ClassVar[str] = "custom_fields"
    path: ClassVar[str] = "custom-fields"
    shape: ClassVar[Shape] = CUSTOM_FIELD
    most: ClassVar[int] = MOST

    def check(self, product: Json, part: Json, others: Sequence[Json]) -> None:
        """Refuse a pair that the product has."""
        check_pairs([*others, part])


def check_pairs(custom_fields: Sequence[Json]) -> None:
    """Refuse more custom fields than a product can have, and pairs that are alike."""
    if len({(one["name"], one["value"]) for one in custom_fields}) < len(custom_fields):
        raise v3_refusal(422, "A custom field with this name and value exists.")
    if len(custom_fields) > MOST:
        raise v3_refusal(422, f"A product can have {MOST} custom fields.")
