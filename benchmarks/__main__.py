"""Run the measurements: ``python -m benchmarks`` for all, with names for some."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from benchmarks.measuring import Figure, Measurement

MEASUREMENTS = (
    "imports",
    "driving",
    "pages",
    "calls",
    "pulls",
    "rules",
    "planning",
    "storage",
    "scale",
    "workers",
)
"""The modules here that have a function ``measure``."""
LIBRARIES = (
    "anyio",
    "attrs",
    "bigcommerce",
    "celery",
    "cattrs",
    "httpx",
    "msgspec",
    "orjson",
    "psycopg",
    "pydantic",
    "sqlalchemy",
    "tiktok-shop-api",
)


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
    taken = [one for name in names or MEASUREMENTS for one in _printed(_measured(name))]
    return 0 if all(one.met for one in taken) else 1


def _measured(name: str) -> Iterable[Measurement | Figure]:
    """Take the measurements of a module; without what it measures against they are left out."""
    try:
        module = import_module(f"benchmarks.{name}")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in ("benchmarks", "tiktok_bc_sync"):
            raise
        print(f"{name}: left out, as {error.name} is not installed; make bench installs it")
        return ()
    found: Iterable[Measurement | Figure] = module.measure()
    return found


def _printed(taken: Iterable[Measurement | Figure]) -> Iterable[Measurement | Figure]:
    for one in taken:
        print(one, flush=True)
        yield one


def _named(library: str) -> str:
    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:
        return f"no {library}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
