"""How the values of a variant's options are named: by their words, or by ids that the product has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tiktok_bc_sync.sandbox.bigcommerce.answers import Json, v3_refusal

_WRONG = {"option_values": "invalid"}


def named(values: Iterable[Json], options: Sequence[Json] = ()) -> list[Json]:
    """Return option values with their words. Raises the 422 where one has none, or two are alike."""
    found = [_named(value, options) for value in values]
    if len({one["option_display_name"] for one in found}) < len(found):
        raise v3_refusal(422, "An option has two values.", _WRONG)
    return found


def combination(values: Iterable[Mapping[str, str]]) -> frozenset[tuple[str, str]]:
    """Return what tells a variant from its siblings."""
    return frozenset((one["option_display_name"], one["label"]) for one in values)


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
