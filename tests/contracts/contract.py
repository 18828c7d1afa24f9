"""The judge: does a request, and does its answer, hold only what the vendor's contract allows?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from attrs import field, frozen

Json = dict[str, Any]
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}

_FORMS = {"integer": r"-?\d+", "number": r"-?\d+(\.\d+)?", "boolean": r"true|false|0|1"}


@frozen
class Leeway:
    """Where a vendor's service is known to differ from what its files say."""

    null: frozenset[str] = frozenset()
    """Fields that it answers with null."""
    undeclared: tuple[str, ...] = ()
    """How the paths of fields end that it answers, or takes, though no schema holds them."""
    query: frozenset[str] = frozenset()
    """Query parameters that it takes everywhere."""
    answers: frozenset[str] = frozenset()
    """Operations whose answers the files describe wrongly."""
    unjudged: tuple[str, ...] = ()
    """How the paths of fields end whose values the files describe wrongly."""


@frozen
class Operation:
    """One operation of a vendor, as its contract has it."""

    name: str
    method: str
    path: str
    query: Mapping[str, Json]
    body: Json | None
    multipart: bool
    answers: Mapping[str, Json | None]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What its paths look like."""
        return re.compile(self.at("[^/]+"))

    @property
    def needed(self) -> set[str]:
        """The query parameters that must be there."""
        return {name for name, one in self.query.items() if one["required"]}

    @property
    def room(self) -> str:
        """The part of a vendor's API that it is in: how its path begins."""
        return self.path.split("/")[1]

    def at(self, blank: str) -> str:
        """Return its path with the same in all blanks."""
        return re.sub(r"\{\w+\}", blank, self.path)


@frozen(slots=False)
class Contract:
    """A vendor's operations and schemas."""

    operations: Sequence[Operation]
    schemas: Mapping[str, Json]
    webhooks: Mapping[str, Json] = field(factory=dict[str, Json])
    leeway: Leeway = Leeway()

    @classmethod
    def read(cls, name: str, leeway: Leeway) -> Contract:
        """Read one of the files beside this module."""
        found = json.loads((Path(__file__).parent / f"{name}.json").read_text())
        operations = [Operation(**one) for one in found["operations"]]
        return cls(operations, found["schemas"], found.get("webhooks") or {}, leeway)

    def operation(self, method: str, path: str) -> Operation | None:
        """Return the operation of a request; one whose path has fewer blanks goes before."""
        found = [
            one for one in self.operations if one.method == method and one.pattern.fullmatch(path)
        ]
        return min(found, key=lambda one: one.path.count("{"), default=None)

    def request_faults(
        self, operation: Operation, query: Iterable[tuple[str, str]], body: object
    ) -> list[str]:
        """Say where a request leaves its operation's contract."""
        given = dict(query)
        unknown = given.keys() - operation.query.keys() - self.leeway.query
        missing = sorted(operation.needed - given.keys())
        return [
            *(f"query {name} is not in the contract" for name in sorted(unknown)),
            *(f"query {name} is missing" for name in missing),
            *(
                fault
                for name in sorted(given.keys() & operation.query.keys())
                for fault in self._text(given[name], operation.query[name]["schema"], name)
            ),
            *self._body_faults(operation, body),
        ]

    def answer_faults(self, operation: Operation, status: int, answer: object) -> list[str]:
        """Say where an answer leaves its operation's contract."""
        if not operation.answers or operation.name in self.leeway.answers:
            return []
        schema = operation.answers.get(str(status))
        if schema is None and len(known := [one for one in operation.answers.values() if one]) == 1:
            schema = known[0]  # POST answers 200 in the files and 201 from the service
        return list(self.faults(answer, schema, "")) if schema and answer is not None else []

    def webhook_faults(self, kind: str, body: object) -> list[str]:
        """Say where a webhook of a kind, TikTok's number or BigCommerce's scope, leaves the contract."""
        if kind not in self.webhooks:
            return [f"{kind} is not in the contract"]
        return list(self.faults(body, {"$ref": self.webhooks[kind]["schema"]}, ""))

    def webhook(self, kind: str) -> Json:
        """Return a webhook of a kind, with every field that it may have."""
        return cast("Json", self._example({"$ref": self.webhooks[kind]["schema"]}))

    def _example(self, schema: Json) -> object:
        schema = self._whole(schema)
        if "enum" in schema:
            return schema["enum"][0]
        if schema["type"] == "array":
            return [self._example(schema["items"])]
        if schema["type"] == "object":
            return {name: self._example(one) for name, one in schema["properties"].items()}
        return {"string": "7001", "integer": 7001, "boolean": False}[schema["type"]]

    def required(self, operation: Operation) -> set[str]:
        """Return the fields that an operation's body must have, on its first level."""
        return set(self._whole(operation.body or {}).get("required") or ())

    def _body_faults(self, operation: Operation, body: object) -> list[str]:
        if operation.multipart:
            return []
        if body is None:
            return ["the body is missing"] if self.required(operation) else []
        if operation.body is None:
            return [] if body == {} else ["the operation takes no body"]
        return list(self.faults(body, operation.body, ""))

    def _text(self, text: str, schema: Json, name: str) -> Iterator[str]:
        """Judge a query parameter, which is text whatever it stands for."""
        schema = self._whole(schema)
        kind = schema.get("type")
        # The files give some lists, as in ``id:in``, the type of their parts.
        parts = text.split(",") if name.endswith(":in") else [text]
        if kind in _FORMS and not all(re.fullmatch(_FORMS[kind], part) for part in parts):
            yield f"query {name} is {text!r}, no {kind}"
        elif kind == "integer" and len(parts) == 1 and int(text) > schema.get("maximum", int(text)):
            yield f"query {name} is {text}, above {schema['maximum']}"
        elif kind == "string" and "enum" in schema and text not in map(str, schema["enum"]):
            yield f"query {name} is {text!r}, none of {schema['enum']}"

    def faults(self, value: object, schema: Json, at: str) -> Iterator[str]:
        """Yield where a value differs from its schema."""
        schema = self._whole(schema)
        choices = schema.get("anyOf") or schema.get("oneOf")
        if choices:
            yield from min((list(self.faults(value, one, at)) for one in choices), key=len)
        elif value is None:
            if not schema.get("nullable") and at.rpartition(".")[2] not in self.leeway.null:
                yield f"{at} is null"
        elif not self._is(value, schema):
            yield f"{at} is {value!r}, no {schema['type']}"
        elif "enum" in schema and value not in schema["enum"] and value != "":
            yield f"{at} is {value!r}, none of {schema['enum']}"
        elif isinstance(value, list):
            for one in cast("list[object]", value):
                yield from self.faults(one, schema.get("items") or {}, f"{at}[]")
        elif isinstance(value, dict):
            yield from self._fields(cast("Json", value), schema, at)

    @staticmethod
    def _is(value: object, schema: Json) -> bool:
        kinds = _TYPES.get(schema.get("type", ""))
        return not kinds or (
            isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool))
        )

    def _fields(self, value: Json, schema: Json, at: str) -> Iterator[str]:
        properties: Json = schema.get("properties") or {}
        closed = properties or schema.get("additionalProperties") is False
        for name in schema.get("required") or ():
            if name not in value and name not in self.leeway.null:
                yield f"{at}.{name} is missing"
        for name, one in value.items():
            if f"{at}.{name}".endswith(self.leeway.unjudged):
                continue
            if name in properties:
                yield from self.faults(one, properties[name], f"{at}.{name}")
            elif closed and not f"{at}.{name}".endswith(self.leeway.undeclared):
                yield f"{at}.{name} is not in the contract"

    def _whole(self, schema: Json) -> Json:
        """Follow references and put what is spread over ``allOf`` together."""
        while "$ref" in schema:
            schema = self.schemas[schema["$ref"]]
        if "allOf" not in schema:
            return schema
        parts = [self._whole(part) for part in schema["allOf"]]
        merged: Json = {key: value for part in parts for key, value in part.items()} | {
            key: value for key, value in schema.items() if key != "allOf"
        }
        properties = [part.get("properties") or {} for part in (*parts, schema)]
        required = [part.get("required") or [] for part in (*parts, schema)]
        merged["properties"] = {key: value for one in properties for key, value in one.items()}
        merged["required"] = sorted({name for one in required for name in one})
        return merged
