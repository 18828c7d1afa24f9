"""The options of a product and their values, and how a variant names the ones that it has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json, v3_refusal
from tiktok_bc_sync.sandbox.bigcommerce.wire.blanks import ADJUSTERS, MODIFIER, OPTION, OPTION_VALUE

_WRONG = {"option_values": "invalid"}
NextId = Callable[[], int]


def named(values: Iterable[Json], options: Sequence[Json] = ()) -> list[Json]:
    """Return option values with their words. Raises the 422 where one has none, or two are alike."""
    found = [_named(value, options) for value in values]
    if len({one["option_display_name"] for one in found}) < len(found):
        raise v3_refusal(422, "An option has two values.", _WRONG)
    return found


def combination(values: Iterable[Mapping[str, str]]) -> frozenset[tuple[str, str]]:
    """Return what tells a variant from its siblings."""
    return frozenset((one["option_display_name"], one["label"]) for one in values)


def settled(product: Json, next_id: NextId) -> list[Json]:
    """Return a product's options with all that its variants use, and give those values their ids."""
    found = {one["display_name"]: option(product, one, next_id) for one in product["options"]}
    for value in (value for one in product["variants"] for value in one["option_values"]):
        name, label = value["option_display_name"], value["label"]
        place = {"display_name": name, "sort_order": len(found)}
        mine = found.get(name) or found.setdefault(name, option(product, place, next_id))
        values: list[Json] = mine["option_values"]
        known = next((one for one in values if one["label"] == label), None)
        if known is None:
            known = option_value({"label": label, "sort_order": len(values)}, next_id)
            values.append(known)
        value.update(id=known["id"], option_id=mine["id"])
    return list(found.values())


def option(product: Json, given: Json, next_id: NextId) -> Json:
    """Return an option as the store keeps it, with ids for itself and its values."""
    made: Json = {**OPTION, **given, "id": given.get("id") or next_id()}
    values = [option_value(one, next_id) for one in made["option_values"]]
    return {**made, **_names(product, made), "option_values": values}


def option_value(given: Json, next_id: NextId) -> Json:
    """Return an option's value as the store keeps it."""
    return {**OPTION_VALUE, **given, "id": given.get("id") or next_id()}


def modifier(product: Json, given: Json, next_id: NextId) -> Json:
    """Return a modifier as the store keeps it, with ids for itself and its values.

    A checkbox has its two values from the start.
    """
    made: Json = {**MODIFIER, **given, "id": given.get("id") or next_id()}
    values = made["option_values"]
    if made.get("type") == "checkbox" and not values:
        values = [
            {"label": label, "sort_order": place, "value_data": {"checked_value": place == 0}}
            for place, label in enumerate(("Yes", "No"))
        ]
    kept = [modifier_value(one, made["id"], next_id) for one in values]
    return {**made, **_names(product, made), "option_values": kept}


def modifier_value(given: Json, modifier_id: int, next_id: NextId) -> Json:
    """Return a modifier's value as the store keeps it."""
    adjusters: Json = {**ADJUSTERS, **(given.get("adjusters") or {})}
    return {**option_value(given, next_id), "option_id": modifier_id, "adjusters": adjusters}


def _names(product: Json, made: Json) -> Json:
    name = made.get("display_name") or made.get("name") or "Option"
    unique = made.get("name") or f"{name}{made['id']}-{product['id']}"
    return {"display_name": name, "name": unique, "product_id": product["id"]}


def _named(value: Json, options: Sequence[Json]) -> Json:
    option = _with_id(options, value.get("option_id"))
    labels: list[Json] = option.get("option_values", [])
    known = _with_id(labels, value.get("id"))
    name = value.get("option_display_name", option.get("display_name"))
    label = value.get("label", known.get("label"))
    if not (name and label and isinstance(name, str) and isinstance(label, str)):
        raise v3_refusal(422, "The option values are invalid.", _WRONG)
    return {"option_display_name": name, "label": label}


def _with_id(things: Iterable[Json], number: object) -> Json:
    return next((one for one in things if one["id"] == number), Json())
