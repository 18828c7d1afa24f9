"""Everything that the library says while it lives: what it logs, to be searched for secrets later."""

from __future__ import annotations

import logging
from types import TracebackType
from typing import Self

_LOGGER = logging.getLogger("tiktok_bc_sync")


class Ears(logging.Handler):
    """Hears every line of the library's log, as a file would hold it, and nobody else does meanwhile."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.heard: list[str] = []
        self._before = _LOGGER.level, _LOGGER.propagate

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line, with its traceback."""
        self.heard.append(self.format(record))

    def __enter__(self) -> Self:
        """Begin to listen."""
        self._before = _LOGGER.level, _LOGGER.propagate
        _LOGGER.addHandler(self)
        _LOGGER.setLevel(logging.DEBUG)
        _LOGGER.propagate = False
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Listen no more."""
        _LOGGER.removeHandler(self)
        _LOGGER.level, _LOGGER.propagate = self._before
