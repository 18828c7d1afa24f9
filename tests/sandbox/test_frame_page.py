"""The sandbox's page in the documentation tells all verbs, faults, regions and options there are."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tiktok_bc_sync.cli.sandbox import sandbox as command
from tiktok_bc_sync.sandbox import Buyer, Clock, Developer, Merchant, Seen, Vendor
from tiktok_bc_sync.sandbox.faults import KINDS, WEBHOOK_KINDS
from tiktok_bc_sync.sandbox.tiktok.shop.regions import CURRENCIES

pytest_plugins = ("pytester",)
PAGE = (Path(__file__).parents[2] / "docs/sandbox.md").read_text(encoding="utf-8")


def section(heading: str) -> str:
    """Return what stands under a heading."""
    _, _, rest = PAGE.partition(f"# {heading}\n")
    assert rest, heading
    return re.split(r"^##", rest, maxsplit=1, flags=re.M)[0]


def rows(text: str) -> list[str]:
    """Return the first word of each table row that begins with code."""
    return re.findall(r"^\| `([\w.-]+)", text, re.M)


def methods(kind: type) -> list[str]:
    """Return a class's own public methods, in their order."""
    found = vars(kind).items()
    return [name for name, one in found if inspect.isfunction(one) and not name.startswith("_")]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [("`sandbox.buyer`", Buyer), ("`sandbox.vendor`", Vendor), ("`sandbox.merchant`", Merchant)],
)
def test_every_verb_has_a_line(heading: str, kind: type) -> None:
    assert sorted(rows(section(heading))) == sorted(methods(kind))


def test_the_developers_and_the_clocks_verbs_have_a_line() -> None:
    found = [
        one.rpartition(".")[2] for one in rows(section("`sandbox.developer` and `sandbox.clock`"))
    ]

    assert found == [*methods(Developer), *methods(Clock)]


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("What goes wrong", [*KINDS, *WEBHOOK_KINDS]),
        ("In memory", methods(Seen)),
        ("Regions", CURRENCIES),
    ],
)
def test_what_there_is_to_name_is_named(heading: str, told: Iterable[str]) -> None:
    assert set(told) <= set(re.findall(r"\w+", section(heading)))


def test_every_option_of_the_command_has_a_line() -> None:
    names = [name.removeprefix("as_") for name in inspect.signature(command).parameters]
    options = [name.replace("_", "-") for name in names]

    assert rows(section("From the command line")) == [f"--{one}" for one in options]


def test_the_example_for_pytest_passes(pytester: pytest.Pytester) -> None:
    # It is marked otherwise than the examples that are run on their own: this one needs pytest.
    (example,) = re.findall(r"```py\n(.*?)```", section("In pytest"), re.S)
    pytester.makepyfile(example)
    plugin = ("-p", "no:tiktok_bc_sync", "-p", "tiktok_bc_sync.sandbox.plugin")

    found = pytester.runpytest_inprocess(*plugin, "-p", "no:cacheprovider", "--strict-markers")

    found.assert_outcomes(passed=1)
