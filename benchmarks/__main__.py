"""Run the measurements: ``python -m benchmarks`` for all, with names for some."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import version

from benchmarks import driving, imports
from benchmarks.measuring import Measurement

MEASUREMENTS: Mapping[str, Callable[[], Iterable[Measurement]]] = {
    "imports": imports.measure,
    "driving": driving.measure,
}
LIBRARIES = ("anyio", "attrs", "cattrs", "httpx", "msgspec")


def main(names: Sequence[str]) -> int:
    """Run the named measurements, or all; return 1 where a goal is missed, 2 for an unknown name."""
    unknown = [name for name in names if name not in MEASUREMENTS]
    if unknown:
        print(
            f"Unknown: {', '.join(unknown)}. There are: {', '.join(MEASUREMENTS)}.", file=sys.stderr
        )
        return 2
    print(
        f"Python {platform.python_version()}, {platform.machine()}; "
        + ", ".join(map(_named, LIBRARIES))
    )
    taken = [one for name in names or MEASUREMENTS for one in _printed(MEASUREMENTS[name]())]
    return 0 if all(one.met for one in taken) else 1


def _printed(taken: Iterable[Measurement]) -> Iterable[Measurement]:
    for one in taken:
        print(one, flush=True)
        yield one


def _named(library: str) -> str:
    return f"{library} {version(library)}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
