"""Owns the running of the tables on one project, and what the rules evaluated meanwhile."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from scrbrd_admin.rules.build import Built
from scrbrd_admin.rules.coverage import Expression, evaluations
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
from tests.rules.matrix import Row, rows, seed_matrix, wrong_cells
from tests.rules.twins import Twin, twins, wrong_twin
from tests.rules.world import World

PATIENCE = 110
"""What may be run between two coverage reports, in twins: a long run's is too large to be sent."""

ROW_COSTS = 4
WITNESSES = (ANONYMOUS, STRANGER, SCORER, SCORER_ENDED, CAPTAIN, PLAYER, DIRECTOR, ADMIN)
"""Actors enough to see every expression of a row's rule take both values."""

Entry = Row | Twin


class Court:
    """Runs twins on one project and remembers what the rules evaluated."""

    def __init__(self, world: World, built: Built) -> None:
        self.world = world
        self.built = built
        self.seen: dict[Expression, set[str]] = defaultdict(set)
        self._judged: set[str] = set()
        self._since_report = 0

    def judge(self, twin: Twin) -> list[str]:
        """What the rules do otherwise with one twin."""
        self._count(1)
        self._judged.add(twin.name)
        return wrong_twin(self.world, twin)

    def collect(self) -> None:
        """Take the emulator's report; loading the rules anew empties it."""
        for expression, kinds in evaluations(self.world.coverage()).items():
            self.seen[expression] |= kinds
        self.world.load(self.built.text)
        self._since_report = 0

    def judge_the_rest(self) -> None:
        """Run what was not run yet, with the witnesses' cells of the matrix, and collect."""
        for twin in twins():
            if twin.name not in self._judged:
                self.judge(twin)
        for row in rows():
            self._count(ROW_COSTS)
            wrong_cells(self.world, row, actors=WITNESSES)
        self.collect()

    def _count(self, cost: int) -> None:
        if self._since_report + cost > PATIENCE:
            self.collect()
        self._since_report += cost


def entries() -> tuple[Entry, ...]:
    """Both tables."""
    return (*rows(), *twins())


def faults(world: World, chosen: Iterable[Entry]) -> Iterator[str]:
    """What the rules do otherwise; lazily, so that who wants one fault waits for no more."""
    for entry in chosen:
        yield from wrong_entry(world, entry)


def wrong_entry(world: World, entry: Entry) -> list[str]:
    """What the rules do otherwise than one entry says."""
    if isinstance(entry, Row):
        return wrong_cells(world, entry)
    return wrong_twin(world, entry)


def new_world(host: str, project: str, text: str) -> World:
    """A project with rules and the documents of the tables."""
    world = World(host, project)
    world.load(text)
    seed_matrix(world)
    return world
