"""The configuration file: where the records are, and which environment variables hold the secrets."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, cast

import typer
from attrs import Factory, frozen

from tiktok_bc_sync.errors import InvalidInput

FILE = "tiktok-bc-sync.toml"
NAMED_BY = "TIKTOK_BC_SYNC_CONFIG"
VARIABLES: Mapping[str, str] = {
    "BIGCOMMERCE_STORE_HASH": "the store's hash",
    "BIGCOMMERCE_ACCESS_TOKEN": "the store's API token",
    "BIGCOMMERCE_CLIENT_ID": "an app's client id, where merchants install one",
    "BIGCOMMERCE_CLIENT_SECRET": "that app's client secret",
    "BIGCOMMERCE_REDIRECT_URI": "that app's callback address",
    "TIKTOK_APP_KEY": "the TikTok app's key",
    "TIKTOK_APP_SECRET": "the TikTok app's secret",
    "TIKTOK_SERVICE_ID": "the TikTok app's service id, for `connect`",
    "TIKTOK_ACCESS_TOKEN": "a token of the shop; without it the stored one is used",
    "TIKTOK_REFRESH_TOKEN": "what renews that token",
    "TIKTOK_SHOP_ID": "which of several shops; may be left out",
    "TIKTOK_BC_SYNC_KEYS": "keys that encrypt the stored tokens, the newest first",
}
"""What the commands read from the environment, and what each is."""

# The name of a variable, and hardly ever a secret: those have small letters, or other signs.
_NAME = re.compile(r"[A-Z_][A-Z0-9_]{0,99}")


@frozen
class Configuration:
    """What a configuration file says: the storage, and other names for environment variables."""

    storage: str = ""
    names: Mapping[str, str] = Factory(dict[str, str])

    @classmethod
    def found(cls) -> Configuration:
        """Read the file that the environment names or that is in this folder; empty where none is."""
        named = os.environ.get(NAMED_BY, "")
        file = Path(named or FILE)
        return cls.read(file) if named or file.exists() else cls()

    @classmethod
    def read(cls, file: Path) -> Configuration:
        """Read a file. Raises `InvalidInput` for what it may not hold, without repeating it."""
        try:
            given = tomllib.loads(file.read_text(encoding="utf-8"))
        except OSError as error:
            raise InvalidInput(f"{file} can't be read: {error.strerror}.", field="config") from None
        except ValueError as error:
            raise InvalidInput(f"{file} is not valid TOML: {error}.", field="config") from None
        storage, names = given.pop("storage", ""), given.pop("environment", {})
        if given or not isinstance(storage, str) or not isinstance(names, dict):
            raise InvalidInput(
                f"{file} holds more than a storage and a table [environment].",
                field="config",
                what_to_do="Write a new one with: tiktok-bc-sync init.",
            )
        named = cast("Mapping[str, object]", names)
        return cls(storage, {name: _variable(name, one) for name, one in named.items()})

    def environment(self, env: Mapping[str, str]) -> Mapping[str, str]:
        """Return the environment with what stands under other names under the connector's own."""
        return {**env, **{name: env[other] for name, other in self.names.items() if other in env}}


def init(
    file: Annotated[Path, typer.Argument(help="Where it goes.")] = Path(FILE),
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Write a configuration file with comments; secrets stay in the environment."""
    from tiktok_bc_sync.cli.printing import print_json

    try:
        with file.open("w" if force else "x", encoding="utf-8") as out:
            out.write(_text())
    except FileExistsError:
        raise InvalidInput(
            f"{file} is there already.", field="file", what_to_do="Say --force to replace it."
        ) from None
    except OSError as error:
        raise InvalidInput(f"{file} can't be written: {error.strerror}.", field="file") from None
    if as_json:
        print_json({"file": str(file), "variables": list(VARIABLES)})
        return
    typer.echo(f"Wrote {file}. Set the variables that it names, then try: tiktok-bc-sync doctor")


def _text() -> str:
    variables = "\n".join(f'# {told}\n# {name} = "{name}"' for name, told in VARIABLES.items())
    return f"""\
# Read by tiktok-bc-sync in this folder, or wherever {NAMED_BY} says.

# Where the connector keeps its records, as an SQLAlchemy URL. Keep a password out of it:
# set TIKTOK_BC_SYNC_STORAGE instead, which comes first.
storage = "sqlite:///connector.db"

# No secret stands here. On the left is what the connector needs, on the right the environment
# variable that holds it. Take the # away where yours has another name.
[environment]
{variables}
"""


def _variable(name: str, other: object) -> str:
    if name not in VARIABLES:
        known = ", ".join(VARIABLES)
        raise InvalidInput(
            f"[environment] has no {name[:60]!r}.", field=name, what_to_do=f"Known: {known}."
        )
    if not isinstance(other, str) or not _NAME.fullmatch(other):
        raise InvalidInput(
            f"{name} must be the name of an environment variable.",
            field=name,
            what_to_do="Put the secret into that variable, not into the file.",
        )
    return other
