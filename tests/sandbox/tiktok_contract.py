"""The vendor's contract as a judge: does an answer hold only what its operation may say?"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from attrs import frozen

Json = dict[str, Any]
_PLAIN: dict[str, type | tuple[type, ...]] = {
    "str": str,
    "int": int,
    "bool": bool,
    "float": (int, float),
    "datetime.datetime": str,
}


@frozen
class Contract:
    """Operations and models, as the vendor publishes them."""

    operations: list[Json]
    models: dict[str, Json]
    webhooks: list[Json]

    @classmethod
    def read(cls, shared: Path) -> Contract:
        found = json.loads((shared / "specs/tiktok/contract.json").read_text())
        return cls(found["operations"], found["models"], found["webhooks"])

    def operation(self, method: str, path: str) -> Json | None:
        """Return the operation of a request, None for the token calls, which are no part of it."""
        for one in self.operations:
            pattern = re.sub(r"\{\w+\}", "[^/]+", one["path"])
            if one["method"] == method and re.fullmatch(pattern, path):
                return one
        return None

    def faults(self, operation: Json, envelope: Json) -> list[str]:
        """Return where an answer differs from its operation's model."""
        return self._model(operation["response"], envelope, operation["operation"])

    def webhook_faults(self, body: Json) -> list[str]:
        """Return where a webhook differs from the model of its type."""
        found = next((one["schema"] for one in self.webhooks if one["type"] == body["type"]), None)
        return self._model(found, body, found) if found else ["the type is unknown"]

    def required(self, operation: Json) -> set[str]:
        """Return the body's top-level fields that must be there."""
        fields = self.models.get(operation["body"] or "", {}).get("fields", {})
        return {name for name, one in fields.items() if one["required"]}

    def _model(self, name: str, value: Any, where: str) -> list[str]:
        fields = self.models[name].get("fields")
        if fields is None:
            return [] if isinstance(value, str) else [f"{where} is no text"]
        if not isinstance(value, dict):
            return [f"{where} is no object"]
        faults = [f"{where}.{key} is unknown" for key in value if key not in fields]
        faults += [
            f"{where}.{key} is missing"
            for key, one in fields.items()
            if one["required"] and key not in value
        ]
        for key in set(value) & set(fields):
            faults += self._typed(fields[key]["type"], value[key], f"{where}.{key}")
        return faults

    def _typed(self, kind: str, value: Any, where: str) -> list[str]:
        if inner := re.fullmatch(r"list\[(.*)\]", kind):
            if not isinstance(value, list):
                return [f"{where} is no list"]
            return [fault for one in value for fault in self._typed(inner[1], one, f"{where}[]")]
        if literal := re.fullmatch(r"Literal\[(\d+)\]", kind):
            return [] if value == int(literal[1]) else [f"{where} is not {literal[1]}"]
        if kind in self.models:
            return self._model(kind, value, where)
        right = isinstance(value, _PLAIN[kind]) and (kind == "bool" or not isinstance(value, bool))
        return [] if right else [f"{where} is no {kind}: {value!r}"]
