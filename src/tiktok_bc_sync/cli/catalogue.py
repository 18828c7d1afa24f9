"""The catalogue that a command was given, or the one that ships with the demo."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.sandbox.catalogue import Catalogue, read_catalogue


def catalogue(path: Path | None) -> Catalogue:
    """Read a catalogue file. Raises `InvalidInput` where it can't be read."""
    try:
        if path is not None:
            return read_catalogue(path)
        with as_file(files("tiktok_bc_sync.cli.demo")) as folder:
            return read_catalogue(folder / "products.jsonl")
    except OSError as error:
        raise InvalidInput(f"{path} can't be read: {error.strerror}.", field="catalog") from None
    except ValueError as error:
        raise InvalidInput(f"{error}.", field="catalog") from None
