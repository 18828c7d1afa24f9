"""Build the wheel and check what is in it: small, typed, and nothing that does not belong there."""

from __future__ import annotations

import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[1]
PACKAGE = "tiktok_bc_sync/"
# The admin's pages, styles and vendored script are for those who mount it; docs/decisions/0008 tells why.
ADMIN = f"{PACKAGE}web/"
ENTRY = 30 + 46  # what a zip writes about each file beside its name, twice
MAX_WHEEL = 1024 * 1024
MAX_FILE = 256 * 1024


def complaints(wheel: Path) -> Iterator[str]:
    """Yield what is wrong with a wheel, one sentence each."""
    files = zipfile.ZipFile(wheel).infolist()
    if (size := library(wheel)) >= MAX_WHEEL:
        yield f"The wheel has {size} bytes without the admin; it must stay below {MAX_WHEEL}."
    if f"{PACKAGE}py.typed" not in {file.filename for file in files}:
        yield "py.typed is missing: type checkers would ignore the package's annotations."
    for file in files:
        if file.file_size > MAX_FILE:
            yield f"{file.filename} has {file.file_size} bytes; no file may have over {MAX_FILE}."
        if not file.filename.startswith((PACKAGE, "tiktok_bc_sync-")):
            yield f"{file.filename} does not belong in the package."


def library(wheel: Path) -> int:
    """Return a wheel's bytes without what the admin takes of them."""
    admin = (one for one in zipfile.ZipFile(wheel).infolist() if one.filename.startswith(ADMIN))
    taken = (one.compress_size + ENTRY + 2 * len(one.filename) for one in admin)
    return wheel.stat().st_size - sum(taken)


def main() -> int:
    """Build in a temporary folder, print the outcome and return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(next(WheelBuilder(str(ROOT)).build(directory=folder)))
        found = list(complaints(wheel))
        whole, lean = wheel.stat().st_size, library(wheel)
        told = f"{wheel.name}: {whole / 1024:.0f} KiB, {lean / 1024:.0f} without the admin"
        print("\n".join(found) or told)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
