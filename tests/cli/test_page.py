"""The page about the command line lists every command, with what its help says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from tiktok_bc_sync.cli.app import app
from tiktok_bc_sync.cli.configuration import VARIABLES

PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")


def commands(command: object, words: tuple[str, ...] = ()) -> Iterator[tuple[str, TyperCommand]]:
    """Yield every command with the words that call it."""
    if isinstance(command, TyperCommand):
        yield " ".join(words), command
    elif isinstance(command, TyperGroup):
        for name, one in command.commands.items():
            yield from commands(one, (*words, name))


COMMANDS = dict(commands(get_command(app)))


def rows() -> list[tuple[str, str]]:
    """Return the table of commands as the page has it."""
    return re.findall(r"^\| `([a-z][a-z -]+)` \| (.*) \|$", PAGE, flags=re.MULTILINE)


def test_the_page_lists_each_command_with_the_first_line_of_its_help() -> None:
    told = {name: str(one.help).splitlines()[0] for name, one in COMMANDS.items()}
    assert dict(rows()) == told


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_prints_json_on_request(name: str) -> None:
    assert "--json" in {option for one in COMMANDS[name].params for option in one.opts}


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_takes_a_secret_as_an_argument(name: str) -> None:
    for one in COMMANDS[name].params:
        assert not re.search(r"token|secret|password|code$", str(one.name))


@pytest.mark.parametrize("name", VARIABLES)
def test_the_page_names_the_variable(name: str) -> None:
    assert f"`{name}`" in PAGE
