"""What is closed at the end of a ``with``: the clients, the apps and the connectors."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self


class _Closes(Protocol):
    def close(self) -> None: ...


class _AsyncCloses(Protocol):
    async def close(self) -> None: ...


class Closing:
    """Entered by ``with``, and closed when it is left."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self: _Closes,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class AsyncClosing:
    """Entered by ``async with``, and closed when it is left."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self: _AsyncCloses,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()
