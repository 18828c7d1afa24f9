"""As much of JSON Schema as the published schema of rule groups uses, and no more."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import cast

Schema = Mapping[str, object]
_ANNOTATIONS = {"$schema", "$id", "$defs", "title", "description"}
_TYPES = {"object": dict, "array": list, "string": str}


def valid(value: object, schema: Schema, root: Schema) -> bool:
    """Whether the value is what the schema says. Raises KeyError for a keyword unknown here."""
    return all(_KEYWORDS[word](value, schema, root) for word in schema if word not in _ANNOTATIONS)


def _reference(value: object, schema: Schema, root: Schema) -> bool:
    found: object = root
    for name in str(schema["$ref"]).removeprefix("#/").split("/"):
        found = cast("Schema", found)[name]
    return valid(value, cast("Schema", found), root)


def _any_of(value: object, schema: Schema, root: Schema) -> bool:
    return any(valid(value, one, root) for one in cast("list[Schema]", schema["anyOf"]))


def _type(value: object, schema: Schema, _: Schema) -> bool:
    return isinstance(value, _TYPES[str(schema["type"])])


def _enum(value: object, schema: Schema, _: Schema) -> bool:
    return isinstance(value, str) and value in cast("list[str]", schema["enum"])


def _properties(value: object, schema: Schema, root: Schema) -> bool:
    known = cast("Mapping[str, Schema]", schema["properties"])
    given = value if isinstance(value, dict) else {}
    return all(valid(given[name], known[name], root) for name in given if name in known)


def _additional(value: object, schema: Schema, _: Schema) -> bool:
    assert schema["additionalProperties"] is False
    known = cast("Mapping[str, Schema]", schema["properties"])
    return not isinstance(value, dict) or value.keys() <= known.keys()


def _required(value: object, schema: Schema, _: Schema) -> bool:
    return not isinstance(value, dict) or set(cast("list[str]", schema["required"])) <= value.keys()


def _items(value: object, schema: Schema, root: Schema) -> bool:
    item = cast("Schema", schema["items"])
    return not isinstance(value, list) or all(valid(one, item, root) for one in value)


def _few(value: object, schema: Schema, _: Schema) -> bool:
    return not isinstance(value, list) or len(value) <= cast("int", schema["maxItems"])


def _some(value: object, schema: Schema, _: Schema) -> bool:
    return not isinstance(value, list) or len(value) >= cast("int", schema["minItems"])


def _short(value: object, schema: Schema, _: Schema) -> bool:
    return not isinstance(value, str) or len(value) <= cast("int", schema["maxLength"])


def _pattern(value: object, schema: Schema, _: Schema) -> bool:
    return not isinstance(value, str) or bool(re.search(str(schema["pattern"]), value))


_KEYWORDS: Mapping[str, Callable[[object, Schema, Schema], bool]] = {
    "$ref": _reference,
    "anyOf": _any_of,
    "type": _type,
    "enum": _enum,
    "properties": _properties,
    "additionalProperties": _additional,
    "required": _required,
    "items": _items,
    "maxItems": _few,
    "minItems": _some,
    "maxLength": _short,
    "pattern": _pattern,
}
