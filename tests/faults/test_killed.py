"""``kill -9`` at random moments of an upload and an import: the work goes on, and ends as undisturbed work.

``FAULT_KILLS=50`` kills as often as `make faults` does.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from attrs import frozen

from tests.faults.left_behind import Records, on_marketplaces, records
from tests.faults.lives import ORDERED, SKUS, Life, free_port

KILLS = int(os.environ.get("FAULT_KILLS", "8"))
MOST_A_LIFE = 10
LIVES = [min(MOST_A_LIFE, KILLS - begun) for begun in range(0, KILLS, MOST_A_LIFE)]


@frozen
class Undisturbed:
    """A life in which nobody was killed, and the port that it was lived at."""

    port: int
    marketplaces: Mapping[str, object]
    records: Records


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """What one process leaves behind that nobody kills."""
    port = free_port()
    with Life.begun(tmp_path_factory.mktemp("undisturbed") / "records.db", port) as life:
        life.finished()
        return Undisturbed(port, on_marketplaces(life.sandbox), records(life))


def test_undisturbed_work_lists_every_product_and_imports_every_order(
    undisturbed: Undisturbed,
) -> None:
    kinds = [kind for _, kind, _ in undisturbed.records]
    assert kinds.count("listing") == undisturbed.marketplaces["listings"] == len(SKUS)
    assert kinds.count("order") == len(ORDERED)


@pytest.mark.parametrize(("seed", "kills"), list(enumerate(LIVES)))
def test_killed_work_ends_as_undisturbed_work_does_record_by_record(
    undisturbed: Undisturbed, tmp_path: Path, seed: int, kills: int
) -> None:
    with Life.begun(tmp_path / "records.db", undisturbed.port) as life:
        life.killed(seed, kills)
        life.finished()
        assert on_marketplaces(life.sandbox) == undisturbed.marketplaces
        left = records(life)
    assert left.keys() == undisturbed.records.keys()
    differing = {name for name, record in left.items() if record != undisturbed.records[name]}
    assert {name: (left[name], undisturbed.records[name]) for name in differing} == {}
