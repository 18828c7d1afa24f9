"""Takes the facts out of the vendors' contracts: names, types, what is required; no prose.

``python -m tests.contracts.derive FOLDER`` writes both files anew from a folder with the vendors' own.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

Json = dict[str, Any]
HERE = Path(__file__).parent
_TYPES = {
    "str": "string",
    "int": "integer",
    "bool": "boolean",
    "float": "number",
    "datetime.datetime": "string",
}
_KEPT = {
    "type",
    "properties",
    "items",
    "required",
    "enum",
    "nullable",
    "allOf",
    "anyOf",
    "oneOf",
    "additionalProperties",
    "maximum",
    "minimum",
    "maxLength",
    "maxItems",
}
# Nothing here asks about shoppers or the store's own log.
_UNUSED = {"customers", "store_logs", "geography"}
_METHODS = ("get", "post", "put", "patch", "delete")


def tiktok(folder: Path) -> Json:
    """Return TikTok Shop's operations and models as schemas."""
    contract = json.loads((folder / "specs/tiktok/contract.json").read_text())
    models: Json = contract["models"]
    operations = [_tiktok_operation(one, models) for one in contract["operations"]]
    schemas = {name: _model(name, one["fields"], models) for name, one in models.items()}
    webhooks = {
        str(one["type"]): {"schema": one["schema"], "event": one["event"]}
        for one in contract["webhooks"]
    }
    return {"operations": operations, "schemas": schemas, "webhooks": webhooks}


def _tiktok_operation(one: Json, models: Json) -> Json:
    query = {
        name: {"schema": _tiktok_type(each["type"], models), "required": each["required"]}
        for name, each in one["params"].items()
        if each["in"] == "query"
    }
    if one["shop_cipher"]:
        query["shop_cipher"] = {"schema": {"type": "string"}, "required": True}
    return {
        "name": one["operation"],
        "method": one["method"],
        "path": one["path"],
        "query": query,
        "body": {"$ref": one["body"]} if one["body"] else None,
        "multipart": one["multipart"],
        "answers": {"200": {"$ref": one["response"]}},
    }


def _model(name: str, fields: Json, models: Json) -> Json:
    if not fields and not name.endswith(("Request", "ResponseData")):
        return {"type": "string"}  # an enum, whose values the contract does not hold
    if not fields:
        return {"type": "object", "properties": {}, "additionalProperties": False}
    return {
        "type": "object",
        "properties": {name: _tiktok_type(one["type"], models) for name, one in fields.items()},
        "required": sorted(name for name, one in fields.items() if one["required"]),
    }


def _tiktok_type(kind: str, models: Json) -> Json:
    if inner := re.fullmatch(r"list\[(.*)\]", kind):
        return {"type": "array", "items": _tiktok_type(inner[1], models)}
    if kind in models:
        return {"$ref": kind}
    if number := re.fullmatch(r"Literal\[(\d+)\]", kind):
        return {"enum": [int(number[1])]}
    return {"type": _TYPES[kind]} if kind in _TYPES else {}


def bigcommerce(folder: Path) -> Json:
    """Return BigCommerce's operations and schemas; a schema is named after its file."""
    yaml = importlib.import_module("yaml")
    operations: list[Json] = []
    schemas: Json = {}
    webhooks: Json = {}
    for path in sorted((folder / "specs/bigcommerce").rglob("*.yml")):
        if path.name.split(".")[0] in _UNUSED:
            continue
        whole: Json = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        file = _File(path.name.split(".")[0], path.name.split(".")[1], whole)
        operations += file.operations()
        webhooks |= file.webhooks()
        schemas |= file.schemas
    return {"operations": operations, "schemas": schemas, "webhooks": webhooks}


class _File:
    """One of the vendor's files."""

    def __init__(self, name: str, version: str, whole: Json) -> None:
        self._name, self._version, self._whole = name, version, whole
        self.schemas: Json = {}

    def operations(self) -> Iterator[Json]:
        """Yield what the file describes."""
        for path, item in self._whole["paths"].items():
            for method in _METHODS:
                if method in item:
                    shared = item.get("parameters") or []
                    yield self._operation(method, path, item[method], shared)

    def webhooks(self) -> Json:
        """Return each scope with its schema and the kind of thing that it tells of."""
        schemas: Json = (self._whole.get("components") or {}).get("schemas") or {}
        found: Json = {}
        for name, one in schemas.items():
            scope = str(one.get("title") or "")
            kind = re.search(r'"type": "(\w+)"', str(one.get("description") or ""))
            # Nothing is ever sent for a wildcard itself.
            if scope.startswith("store/") and kind and not scope.endswith("*"):
                self._schema({"$ref": f"#/components/schemas/{name}"})
                found[scope] = {"schema": f"{self._name}:{name}", "entity": kind[1]}
        return found

    def _operation(self, method: str, path: str, one: Json, shared: list[Any]) -> Json:
        parameters = [self._found(each) for each in (*shared, *(one.get("parameters") or ()))]
        body = self._found(one.get("requestBody") or {})
        answers = {
            str(status): self._content(self._found(answer))
            for status, answer in one["responses"].items()
            if str(status).startswith("2")
        }
        return {
            "name": one.get("operationId", ""),
            "method": method.upper(),
            "path": f"/{self._version}{path}",
            "query": {
                each["name"]: {
                    "schema": self._schema(each.get("schema") or {}),
                    "required": bool(each.get("required")),
                }
                for each in parameters
                if each["in"] == "query"
            },
            "body": self._content(body),
            "multipart": "multipart/form-data" in (body.get("content") or {}),
            "answers": answers,
        }

    def _content(self, one: Json) -> Json | None:
        content: Json = one.get("content") or {}
        for kind, each in content.items():
            if kind.startswith("application/json"):
                return self._schema(each.get("schema") or {})
        return None

    def _found(self, one: Any) -> Json:
        while "$ref" in one:
            one = self._at(one["$ref"])
        return cast("Json", one)

    def _at(self, reference: str) -> Any:
        found: Any = self._whole
        for part in reference.removeprefix("#/").split("/"):
            found = found[part.replace("~1", "/").replace("%7B", "{").replace("%7D", "}")]
        return found

    def _schema(self, one: Any) -> Json:
        """Return a schema without prose; what it refers to is kept beside, under the file's name."""
        if "$ref" in one:
            reference: str = one["$ref"]
            name = f"{self._name}:{reference.rpartition('/')[2]}"
            if name not in self.schemas:
                self.schemas[name] = {}
                self.schemas[name] = self._schema(self._at(reference))
            return {"$ref": name}
        kept = {key: value for key, value in one.items() if key in _KEPT}
        if one.get("x-nullable"):
            kept["nullable"] = True
        return {key: self._part(key, value) for key, value in kept.items()}

    def _part(self, key: str, value: Any) -> Any:
        if key == "properties":
            return {name: self._schema(one) for name, one in value.items()}
        if isinstance(value, Mapping):
            return self._schema(value)
        if key in ("allOf", "anyOf", "oneOf"):
            return [self._schema(one) for one in value]
        return value


def written(contract: Json) -> str:
    """Return a contract as text, one operation or model a line."""
    parts = [f"{json.dumps(key)}: {_lines(value)}" for key, value in contract.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _lines(value: Any) -> str:
    def compact(one: object) -> str:
        return json.dumps(one, separators=(",", ":"), default=str)

    if isinstance(value, list):
        return "[\n" + ",\n".join(compact(one) for one in cast("list[object]", value)) + "\n]"
    rows = (f"{json.dumps(name)}:{compact(one)}" for name, one in value.items())
    return "{\n" + ",\n".join(rows) + "\n}"


if __name__ == "__main__":
    for name, derive in (("tiktok", tiktok), ("bigcommerce", bigcommerce)):
        (HERE / f"{name}.json").write_text(written(derive(Path(sys.argv[1]))))
