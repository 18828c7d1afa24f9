"""A file that holds what happened in a sandbox, one JSON line each, to make it happen again."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from attrs import frozen

Line = Mapping[str, Any]


@frozen
class Journal:
    """Lines in a file. A line is handed to the operating system before its writing returns."""

    path: Path

    def read(self) -> list[Line]:
        """Return the lines. A last one that was torn by a sudden end is cut off the file.

        Raises ValueError where any other line can't be read.
        """
        content = self.path.read_bytes() if self.path.exists() else b""
        lines: list[Line] = []
        whole = 0
        for line in content.splitlines(keepends=True):
            try:
                if not line.endswith(b"\n"):
                    break
                lines.append(json.loads(line, object_hook=_revived))
            except ValueError as error:
                if whole + len(line) == len(content):
                    break
                where = f"{self.path}, line {len(lines) + 1}"
                raise ValueError(f"{where}: this is no line of a sandbox's journal") from error
            whole += len(line)
        if whole < len(content):
            with self.path.open("r+b") as file:
                file.truncate(whole)
        return lines

    def write(self, line: Line) -> Callable[[], None]:
        """Return what adds a line. Raises TypeError for one that can't be written."""
        text = json.dumps(line, default=_plain, ensure_ascii=False, separators=(",", ":"))
        try:
            content = text.encode()
        except UnicodeEncodeError:  # a lone surrogate, which only JSON's own spelling can hold
            content = json.dumps(line, default=_plain, separators=(",", ":")).encode()
        return lambda: self._add(content + b"\n")

    def _add(self, content: bytes) -> None:
        with self.path.open("ab") as file:
            file.write(content)


def _plain(value: object) -> object:
    """Return what stands for a value that JSON does not have."""
    if isinstance(value, Decimal):
        return {"$decimal": str(value)}
    if isinstance(value, datetime):
        return {"$time": value.isoformat()}
    if isinstance(value, bytes):
        return {"$base64": base64.b64encode(value).decode()}
    raise TypeError(f"a sandbox's journal can't hold a {type(value).__name__}")


def _revived(value: dict[str, Any]) -> Any:
    if len(value) == 1:
        name, text = next(iter(value.items()))
        if name in _REVIVED:
            return _REVIVED[name](text)
    return value


_REVIVED: Mapping[str, Any] = {
    "$decimal": Decimal,
    "$time": datetime.fromisoformat,
    "$base64": base64.b64decode,
}
