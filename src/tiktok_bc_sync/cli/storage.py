"""``tiktok-bc-sync storage``: its tables, an account as files, and the keys that encrypt tokens."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, Literal, TextIO

import typer

from tiktok_bc_sync import Archive, EncryptedStorage, SqlStorage, new_key
from tiktok_bc_sync.cli.connecting import (
    DEFAULT_STORAGE,
    KEYS,
    AsJson,
    StorageUrl,
    StoreHash,
    connected,
    opened,
    store_named,
)
from tiktok_bc_sync.cli.printing import print_done, print_json
from tiktok_bc_sync.errors import InvalidInput

storage_commands = typer.Typer(help="Where the connector keeps its records.", no_args_is_help=True)


@storage_commands.command()
def upgrade(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Make the tables, or bring them to what this version needs."""
    with closing(SqlStorage(storage, create=False)) as kept:
        kept.migrate()
    print_done({"upgraded": True}, "The tables are what this version needs.", as_json=as_json)


@storage_commands.command()
def check(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Say whether the tables have the version that is needed; changes nothing, ends with 1 if not."""
    with closing(SqlStorage(storage, create=False)) as kept:
        kept.read("check", "account", ["none"])
    print_done({"fine": True}, "The tables are what this version needs.", as_json=as_json)


@storage_commands.command("export")
def export_account(
    folder: Annotated[Path, typer.Argument(help="A folder; two files are written into it.")],
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Write the account into files of JSON lines with a digest: the store's part and the shop's.

    Tokens are left out. Buyers' data is in it: keep the files safe.
    """
    with connected(storage) as connector:
        parts = connector.accounts.records()
    written: dict[str, int] = {}
    with closing(opened(storage)) as kept:
        for name, (account, kinds) in zip(("store", "shop"), parts.items(), strict=True):
            file = folder / f"{name}.jsonl"
            with _file(file, "w") as out:
                written[str(file)] = Archive(kept).write(account, kinds, out).records
    told = "\n".join(f"Wrote {count} record(s) to {name}." for name, count in written.items())
    print_done(written, told, as_json=as_json)


@storage_commands.command("import")
def import_account(
    files: Annotated[list[Path], typer.Argument(help="Files that export wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace records that differ.")
    ] = False,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Read files that export wrote, each verified by its digest first; may be repeated."""
    told: dict[str, object] = {}
    with closing(opened(storage)) as kept:
        for file in files:
            with _file(file, "r") as given:
                told[str(file)] = Archive(kept).restore(given, replace=replace)
            if not as_json:
                typer.echo(f"{file}: {told[str(file)]}")
    if as_json:
        print_json(told)


@storage_commands.command("new-key")
def make_key(
    file: Annotated[Path, typer.Argument(help="Where it goes; keep it where the storage is not.")],
    as_json: AsJson = False,
) -> None:
    """Write a new key to encrypt tokens with into a file that only you can read."""
    key = new_key()
    try:
        file.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        raise InvalidInput(f"{file} can't be made: {error.strerror}.", field="file") from None
    file.write_text(key + "\n", encoding="utf-8")
    print_done({"file": str(file)}, f"Wrote {file}; put it first in {KEYS}.", as_json=as_json)


@storage_commands.command("rotate-keys")
def rotate_keys(
    store_hash: StoreHash = "", storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False
) -> None:
    """Encrypt a store's tokens with the first of the keys; afterwards the others can go."""
    with closing(opened(storage)) as kept:
        if not isinstance(kept, EncryptedStorage):
            raise InvalidInput(
                f"{KEYS} holds no keys.",
                field=KEYS,
                what_to_do="Put the new key first and the old one behind it.",
            )
        count = kept.reseal(store_named(store_hash))
    print_done({"encrypted": count}, f"Encrypted {count} record(s) anew.", as_json=as_json)


@contextmanager
def _file(path: Path, mode: Literal["r", "w"]) -> Generator[TextIO]:
    try:
        with path.open(mode, encoding="utf-8", newline="") as file:
            yield file
    except OSError as error:
        raise InvalidInput(f"{path} can't be used: {error.strerror}.", field="file") from None
    except UnicodeDecodeError:
        raise InvalidInput(f"{path} is no archive.", field="file") from None
