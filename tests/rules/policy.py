"""Runs the policy tables on one project and collects which expressions the rules evaluated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from devtools.rules.build import Built
from devtools.rules.coverage import Expression, evaluations
from tests.rules.cast import (
    ADMIN,
    ANONYMOUS,
    CAPTAIN,
    DIRECTOR,
    PLAYER,
    SCORER,
    SCORER_ENDED,
    STRANGER,
)
from tests.rules.matrix import rows
from tests.rules.matrix.cells import wrong_cells
from tests.rules.matrix.row import Row
from tests.rules.scene import WORLD
from tests.rules.twins import all_families
from tests.rules.twins.commit import Family, wrong_family
from tests.rules.world import World

REQUESTS_PER_REPORT = 500
"""Requests between two coverage reports. After each the rules are compiled again, which takes as
long as two hundred requests; the emulator cannot send the report of thousands of requests."""

ROW_COST = 2
WITNESSES = (ANONYMOUS, STRANGER, SCORER, SCORER_ENDED, CAPTAIN, PLAYER, DIRECTOR, ADMIN)
"""The actors needed for every expression of a row's rule to take both values."""

WITNESSED = ("get", "list", "delete")
"""The twins cover all creates and updates."""

Entry = Row | Family


class TableRunner:
    """Runs the tables on one project and collects the evaluations of the rules in `seen`."""

    def __init__(self, world: World, built: Built) -> None:
        self.world = world
        self.built = built
        self.seen: dict[Expression, set[str]] = defaultdict(set)
        self._since_report = 0

    def collect(self) -> None:
        """Add the emulator's report to `seen`; loading the rules again clears the report."""
        for expression, kinds in evaluations(self.world.coverage()).items():
            self.seen[expression] |= kinds
        self.world.load(self.built.text)
        self._since_report = 0

    def run_all(self, step: Callable[[], None] = lambda: None) -> None:
        """Run all twins and the witnesses' cells of the matrix, and collect the evaluations."""
        for family in all_families():
            self._collect_if_due(len(family.twins) + 1)
            list(wrong_family(self.world, family))
            step()
        for row in rows():
            self._collect_if_due(ROW_COST)
            list(wrong_cells(self.world, row, WITNESSES, WITNESSED))
            step()
        self.collect()

    def _collect_if_due(self, cost: int) -> None:
        if self._since_report and self._since_report + cost > REQUESTS_PER_REPORT:
            self.collect()
        self._since_report += cost


def entries() -> tuple[Entry, ...]:
    """Return both tables; the twins come first, because a row makes seventy-five requests."""
    return (*all_families(), *rows())


def faults_of(world: World, selected: Iterable[Entry]) -> Iterator[str]:
    """Yield the faults of some entries, lazily: a caller may need the first one only."""
    for entry in selected:
        yield from wrong_entry(world, entry)


def wrong_entry(world: World, entry: Entry) -> Iterator[str]:
    """Yield the results of the rules that differ from those which an entry states."""
    return wrong_cells(world, entry) if isinstance(entry, Row) else wrong_family(world, entry)


def new_world(host: str, project: str, text: str) -> World:
    """Return a project with rules and only the documents of the tables."""
    world = World(host, project)
    world.load(text)
    world.empty()
    world.seed(WORLD)
    return world
