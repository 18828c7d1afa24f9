"""The v3 endpoints for a product's variant options and modifiers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from attrs import frozen

from tiktok_bc_sync.sandbox.bigcommerce.catalog.options import modifier, option
from tiktok_bc_sync.sandbox.bigcommerce.catalog.parts_api import PartsApi
from tiktok_bc_sync.sandbox.bigcommerce.catalog.shapes import CHOICES, MODIFIER, OPTION
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json, v3_refusal
from tiktok_bc_sync.sandbox.bigcommerce.wire.checks import Shape

MOST_VALUES = 250


@frozen
class OptionsApi(PartsApi):
    """Answers for options. Variants follow: they are renamed, and go with a value that goes."""

    field: ClassVar[str] = "options"
    path: ClassVar[str] = "options"
    shape: ClassVar[Shape] = OPTION

    def check(self, product: Json, part: Json, others: Sequence[Json]) -> None:
        """Refuse an option without values, or whose name or values' words are there twice."""
        check_name(part, [*others, *product["modifiers"]])
        if not part["option_values"]:
            raise v3_refusal(422, "An option needs a value.", {"option_values": "missing"})
        check_values(part["option_values"])

    def made(self, product: Json, given: Json) -> Json:
        """Return an option as the store keeps it."""
        return option(product, given, self.catalog.part_id)

    def changed(self, part: Json, given: Json) -> Json:
        """Return an option with the fields that were given, its values as `merged`."""
        return changed(part, given)

    def keep(self, product: Json, parts: Sequence[Json]) -> None:
        """Replace a product's options."""
        self.catalog.set_options(product, parts)


@frozen
class ModifiersApi(PartsApi):
    """Answers for modifiers: what a shopper must or may choose besides the variant."""

    field: ClassVar[str] = "modifiers"
    path: ClassVar[str] = "modifiers"
    shape: ClassVar[Shape] = MODIFIER

    def check(self, product: Json, part: Json, others: Sequence[Json]) -> None:
        """Refuse a choice of nothing, or one whose name or values' words are there twice."""
        check_name(part, [*others, *product["options"]])
        values: list[Json] = part.get("option_values") or []
        if part["type"] in CHOICES and not values:
            raise v3_refusal(422, "The modifier needs a value.", {"option_values": "missing"})
        check_values(values)

    def made(self, product: Json, given: Json) -> Json:
        """Return a modifier as the store keeps it."""
        return modifier(product, given, self.catalog.part_id)

    def changed(self, part: Json, given: Json) -> Json:
        """Return a modifier with the fields that were given, its values as `merged`."""
        return changed(part, given)


def changed(part: Json, given: Json) -> Json:
    """Return an option or modifier with the fields that were given.

    Values with a known id are changed, the others are added; what is not named stays, as the
    vendor leaves open what becomes of it.
    """
    if "option_values" not in given:
        return {**part, **given}
    sent = {one["id"]: one for one in given["option_values"] if "id" in one}
    kept = [{**one, **sent.pop(one["id"], {})} for one in part["option_values"]]
    new = [one for one in given["option_values"] if one.get("id") in (None, *sent)]
    added = [{name: one[name] for name in one if name != "id"} for one in new]
    return {**part, **given, "option_values": [*kept, *added]}


def check_name(part: Json, others: Sequence[Json]) -> None:
    """Refuse a name that another option or modifier of the product has."""
    name = part["display_name"].casefold()
    if any(one["display_name"].casefold() == name for one in others):
        message = "An option or modifier of the product has this name."
        raise v3_refusal(409, message, {"display_name": "duplicate"})


def check_values(values: Sequence[Json]) -> None:
    """Refuse two values with the same words, or too many of them."""
    if len({one["label"] for one in values}) < len(values):
        raise v3_refusal(422, "Two values have the same label.", {"label": "duplicate"})
    if len(values) > MOST_VALUES:
        raise v3_refusal(422, f"An option can have {MOST_VALUES} values.")
