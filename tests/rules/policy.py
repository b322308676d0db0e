"""Runs the tables on one project, and reads what the rules evaluated meanwhile."""

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
from tests.rules.matrix.asking import wrong_cells
from tests.rules.matrix.row import Row
from tests.rules.scene import WORLD
from tests.rules.twins import all_families
from tests.rules.twins.ask import Family, wrong_family
from tests.rules.world import World

PATIENCE = 500
"""Requests between two coverage reports. The rules are compiled anew after each, which takes as
long as two hundred requests; the report of thousands is more than the emulator can send."""

ROW_COSTS = 2
WITNESSES = (ANONYMOUS, STRANGER, SCORER, SCORER_ENDED, CAPTAIN, PLAYER, DIRECTOR, ADMIN)
"""Actors enough to see every expression of a row's rule take both values."""

WITNESSED = ("get", "list", "delete")
"""The twins see all of the creates and updates."""

Entry = Row | Family


class Court:
    """Runs the tables on one project and remembers what the rules evaluated."""

    def __init__(self, world: World, built: Built) -> None:
        self.world = world
        self.built = built
        self.seen: dict[Expression, set[str]] = defaultdict(set)
        self._since_report = 0

    def collect(self) -> None:
        """Take the emulator's report; loading the rules anew empties it."""
        for expression, kinds in evaluations(self.world.coverage()).items():
            self.seen[expression] |= kinds
        self.world.load(self.built.text)
        self._since_report = 0

    def judge_all(self, step: Callable[[], None] = lambda: None) -> None:
        """Run all twins and the witnesses' cells of the matrix, and collect."""
        for family in all_families():
            self._count(len(family.twins) + 1)
            list(wrong_family(self.world, family))
            step()
        for row in rows():
            self._count(ROW_COSTS)
            list(wrong_cells(self.world, row, WITNESSES, WITNESSED))
            step()
        self.collect()

    def _count(self, cost: int) -> None:
        if self._since_report and self._since_report + cost > PATIENCE:
            self.collect()
        self._since_report += cost


def entries() -> tuple[Entry, ...]:
    """Both tables; the twins first, for a row is seventy-five requests."""
    return (*all_families(), *rows())


def faults(world: World, chosen: Iterable[Entry]) -> Iterator[str]:
    """What the rules do otherwise; lazily, so that who wants one fault waits for no more."""
    for entry in chosen:
        yield from wrong_entry(world, entry)


def wrong_entry(world: World, entry: Entry) -> Iterator[str]:
    """What the rules do otherwise than one entry says."""
    return wrong_cells(world, entry) if isinstance(entry, Row) else wrong_family(world, entry)


def new_world(host: str, project: str, text: str) -> World:
    """A project with rules, and the documents of the tables alone."""
    world = World(host, project)
    world.load(text)
    world.empty()
    world.seed(WORLD)
    return world
