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
MAX_WHEEL = 1024 * 1024
MAX_FILE = 256 * 1024


def complaints(wheel: Path) -> Iterator[str]:
    """Yield what is wrong with a wheel, one sentence each."""
    if wheel.stat().st_size >= MAX_WHEEL:
        yield f"The wheel has {wheel.stat().st_size} bytes; it must stay below {MAX_WHEEL}."
    files = zipfile.ZipFile(wheel).infolist()
    if f"{PACKAGE}py.typed" not in {file.filename for file in files}:
        yield "py.typed is missing: type checkers would ignore the package's annotations."
    for file in files:
        if file.file_size > MAX_FILE:
            yield f"{file.filename} has {file.file_size} bytes; no file may have over {MAX_FILE}."
        if not file.filename.startswith((PACKAGE, "tiktok_bc_sync-")):
            yield f"{file.filename} does not belong in the package."


def main() -> int:
    """Build in a temporary folder, print the outcome and return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(next(WheelBuilder(str(ROOT)).build(directory=folder)))
        found = list(complaints(wheel))
        print("\n".join(found) or f"{wheel.name}: {wheel.stat().st_size / 1024:.0f} KiB")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
