"""Holds answers against the vendor's OpenAPI files: fields, types, enums. Not a full JSON Schema."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from attrs import frozen

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
# Where the service is known to answer otherwise than its files say.
_ANSWERS_NULL = {
    "cart_id",
    "payment_provider_id",
    "external_source",
    "external_order_id",
    "external_merchant_id",
    "option_set_id",
    "meta_description",
    "base_variant_id",
    "image_url",
    "primary_image",
    "value_data",
    "reference_transaction_id",
    "order_product_id",
}
_UNDECLARED = {
    "image_file",
    "image_url",
    "variants",
    "map_price",
    "mpn",
    "gtin",
    "calculated_weight",
    "options.name",
    "owner_client_id",
    "option_id",
}


@cache
def _loaded(path: Path) -> Any:
    yaml = importlib.import_module("yaml")
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@frozen
class Contract:
    """One of the vendor's files."""

    path: Path

    def faults(self, path: str, method: str, status: int, answer: object) -> list[str]:
        """Say where an answer leaves the contract of an operation."""
        responses = _loaded(self.path)["paths"][path][method]["responses"]
        content = self._whole(responses[str(status)])["content"]
        return list(self._faults(answer, content["application/json"]["schema"], ""))

    def _whole(self, schema: Any) -> Any:
        """Follow a reference and put what is spread over ``allOf`` together."""
        while "$ref" in schema:
            found = _loaded(self.path)
            for part in schema["$ref"].removeprefix("#/").split("/"):
                found = found[part.replace("~1", "/")]
            schema = found
        if "allOf" not in schema:
            return schema
        parts = [self._whole(part) for part in schema["allOf"]]
        properties = {k: v for part in parts for k, v in part.get("properties", {}).items()}
        return {**parts[0], **schema, "properties": properties} if properties else parts[0]

    def _faults(self, value: object, schema: Any, at: str) -> Iterator[str]:
        schema = self._whole(schema)
        choices = schema.get("anyOf") or schema.get("oneOf")
        if choices:
            found = [list(self._faults(value, one, at)) for one in choices]
            yield from min(found, key=len)
            return
        if value is None:
            nullable = schema.get("nullable") or schema.get("x-nullable")
            if not nullable and at.rpartition(".")[2] not in _ANSWERS_NULL:
                yield f"{at} is null"
            return
        kinds = _TYPES.get(schema.get("type", ""))
        if kinds and (not isinstance(value, kinds) or (value is True and bool not in kinds)):
            yield f"{at} is {value!r}, no {schema['type']}"
        elif "enum" in schema and value not in schema["enum"] and value != "":
            yield f"{at} is {value!r}, none of {schema['enum']}"
        elif isinstance(value, list) and "items" in schema:
            for one in value:
                yield from self._faults(one, schema["items"], at)
        elif isinstance(value, dict):
            yield from self._fields(value, schema.get("properties") or {}, at)

    def _fields(self, value: dict[str, object], properties: Any, at: str) -> Iterator[str]:
        for name, one in value.items():
            if name in properties:
                yield from self._faults(one, properties[name], f"{at}.{name}")
            elif properties and not {name, f"{at.rpartition('.')[2]}.{name}"} & _UNDECLARED:
                yield f"{at}.{name} is not in the contract"
