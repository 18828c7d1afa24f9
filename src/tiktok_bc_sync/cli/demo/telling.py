"""How the demo is told: steps with progress bars, and a closing table."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from attrs import define, field
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Table

from tiktok_bc_sync import Activity
from tiktok_bc_sync.cli.demo.outcome import Outcome
from tiktok_bc_sync.sandbox.catalogue import Catalogue

_MOST_BROKEN = 10


@define
class Step:
    """One step under way: moves its bars and remembers what there is to say."""

    _bars: Progress
    lines: list[str] = field(factory=list[str])
    _tasks: dict[str, TaskID] = field(factory=dict[str, TaskID])

    def progress(self, activity: Activity) -> None:
        """Move the bar of an activity."""
        if activity.id not in self._tasks:
            self._tasks[activity.id] = self._bars.add_task(activity.name, total=None)
        self._bars.update(self._tasks[activity.id], completed=activity.done, total=activity.total)

    def tell(self, text: str) -> None:
        """Add a line below the step."""
        self.lines.append(text)


@define
class Teller:
    """Tells the demo to people; ``quiet`` tells nothing."""

    quiet: bool = False
    console: Console = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self.console = Console(quiet=self.quiet, highlight=False)

    def catalogue(self, path: Path | None, known: Catalogue) -> None:
        """Say what was read, and which lines could not be."""
        variants = sum(max(len(one.get("variants") or ()), 1) for one in known.products)
        source = str(path) if path else "the demo's own catalogue"
        self._line(f"{len(known.products)} products with {variants} variants from {source}")
        for line in known.broken[:_MOST_BROKEN]:
            self._line(f"  {line}, left out", "yellow")
        if len(known.broken) > _MOST_BROKEN:
            self._line(f"  and {len(known.broken) - _MOST_BROKEN} more broken lines", "yellow")

    def began(self, url: str, home: Path) -> None:
        """Say where the sandbox is served and where the run is kept."""
        self._line(f"Both marketplaces are served at {url}; the run is kept in {home}")

    @contextmanager
    def step(self, name: str) -> Generator[Step]:
        """Tell a step: bars while it runs, then how long it took and what there is to say."""
        begun = time.monotonic()
        columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=self.console, transient=True) as bars:
            step = Step(bars)
            yield step
        self._line(f"\n{name} ({time.monotonic() - begun:.1f} s)", "bold")
        for line in step.lines:
            self._line(f"  {line}")

    def ended(self, outcome: Outcome) -> None:
        """Print the closing table, what was checked, and what to do next."""
        table = Table(title="\nWhere everything ended", title_justify="left")
        for heading in ("what", "status", "how many"):
            table.add_column(heading, justify="right" if heading == "how many" else "left")
        kinds = (
            ("products", outcome.statuses),
            ("orders", outcome.orders),
            ("returns", outcome.returns),
            ("blocked by", outcome.blocked_by),
        )
        for kind, counts in kinds:
            for status, count in sorted(counts.items()):
                table.add_row(kind, escape(str(status)), str(count))
        self.console.print(table)
        for check in outcome.checks:
            self._line(
                f"{'✓' if check.holds else '✗'} {check.what}", "green" if check.holds else "red"
            )
        self._line(
            "\nNext: run it again to see that nothing is left to do; give your own catalogue with"
            "\n--catalog FILE; read the tour in README.md."
        )

    def _line(self, text: str, style: str = "") -> None:
        self.console.print(escape(text), style=style)
