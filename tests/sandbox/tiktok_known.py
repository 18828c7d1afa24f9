"""Which of the contract's operations the fake shop plays."""

from __future__ import annotations

from tests.contracts.contract import Operation
from tests.contracts.vendors import TIKTOK
from tests.sandbox.tiktok_scene import Scene

_UNKNOWN_PATH = 36009009


def known(scene: Scene, *rooms: str) -> list[Operation]:
    """Return the contract's operations that the shop knows; ``rooms`` are how their paths begin."""
    return [
        one
        for one in TIKTOK.operations
        if one.room in (rooms or (one.room,))
        and scene.ask(one.method, one.at("1"), {}).code != _UNKNOWN_PATH
    ]
