"""Owns the measured ways: which are run, interleaved in random order so that drift hits all alike.

Two heats. Side by side: a T20 from its first ball, on ours, the floor and the bare function. At
depth: the same action again and again, deep in the log, each time from the same documents.
"""

from __future__ import annotations

import pickle
import random
import statistics
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from google.cloud.firestore import Client
from rich.progress import Progress

from admin.matchlog import MatchLog
from devtools.bench.bench_match import Stage, writes_of_ours
from devtools.bench.functions.main import CONSTANTS, Writes
from devtools.bench.measured_path import Course
from devtools.bench.servers import OTHERS, OURS, FunctionServer

T = TypeVar("T")

TARGETS = {
    "ours": ("on_scoring_action_written", OURS),
    "floor": ("floor", OTHERS),
    "bare": ("bare", OTHERS),
    "naive": ("naive", OTHERS),
}
WARM_UP = 10
"""Actions that are not measured: clients are made and connections opened."""

SIDE_BY_SIDE = ("ours", "floor", "bare")
LEGS = 11
AT_DEPTH = {
    "early": ("ours", "floor"),
    "middle": ("ours", "naive"),
    "late": ("ours", "floor", "naive"),
}
"""What is run on the next ball of the real match, by depth."""

OLDEST_BALL = 1
"""The place in the log of the first ball; an innings_started comes before it."""


@dataclass(frozen=True, slots=True)
class Depths:
    """At how many actions the second heat is run."""

    early: int = 12
    middle: int = 300
    late: int = 1_200


@dataclass(frozen=True, slots=True)
class Spread:
    """Milliseconds from the scorer's commit to the listener's snapshot, over `runs`.

    `whole` is the median with the scorer's own commit in it.
    """

    median: float
    p95: float
    runs: int
    whole: float


def spread(course: Course) -> Spread:
    """What a course measured."""
    ordered = sorted(course.milliseconds)
    pairs = zip(course.milliseconds, course.committing, strict=True)
    whole = statistics.median(way + commit for way, commit in pairs)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return Spread(statistics.median(ordered), p95, len(ordered), whole)


@dataclass(frozen=True, slots=True)
class Track:
    """The emulator's client, a server of each function, the folder of the floor's constants."""

    client: Client
    servers: Mapping[str, FunctionServer]
    constants: Path

    def stage(self, log: MatchLog, match_id: str, prefilled: int = 0) -> Stage:
        """A match, built."""
        stage = Stage(self.client, log, match_id, prefilled)
        stage.build()
        return stage

    def keep_constants(self, match_id: str, writes: Writes) -> None:
        """What the floor is to write in a match."""
        (self.constants / match_id).write_bytes(pickle.dumps(writes))


@contextmanager
def track(
    client: Client, env: Mapping[str, str], folder: Path, progress: Progress
) -> Iterator[Track]:
    """All servers up; `folder` is for the floor's constants."""
    full = {**env, CONSTANTS: str(folder)}
    servers = {name: FunctionServer(*target, full) for name, target in TARGETS.items()}
    with ExitStack() as stack:
        for server in servers.values():
            stack.enter_context(server)
        for server in progress.track([*servers.values()], description="starting functions"):
            server.wait()
        yield Track(client, servers, folder)


def side_by_side(on: Track, log: MatchLog, balls: int, progress: Progress) -> dict[str, Spread]:
    """A match from its first ball on ours, floor and bare, ball by ball in random order."""
    courses = [Course(name, on.servers[name], on.stage(log, name)) for name in SIDE_BY_SIDE]
    floor = next(course.stage for course in courses if course.name == "floor")
    on.keep_constants(floor.match_id, writes_of_ours(floor))
    with closing(courses):
        rounds = range(min(balls + WARM_UP, len(log.actions)))
        for place in progress.track(rounds, description="ours, floor, bare"):
            if place == WARM_UP:
                forget(courses)
            for course in shuffled(courses):
                course.append(course.stage.actions[place])
    return {course.name: spread(course) for course in courses}


@dataclass(frozen=True, slots=True)
class Leg:
    """A course with the one thing that is done on it: an action appended, or voided."""

    course: Course
    place: int
    is_void: bool = False

    def run(self) -> None:
        """Do it, then make the match what it was."""
        self.there()
        self.back()

    def there(self) -> None:
        """Do it."""
        action = self.course.stage.actions[self.place]
        (self.course.void if self.is_void else self.course.append)(action)

    def back(self) -> None:
        """Make the match what it was."""
        stage = self.course.stage
        stage.set_back(stage.actions[self.place], is_there=self.is_void)


def at_depth(
    on: Track, even: MatchLog, test: MatchLog, depths: Depths, runs: int, progress: Progress
) -> dict[str, Spread]:
    """The next ball at three depths, the textbook's way, and voids at the last."""
    found = legs_of(on, even, test, depths)
    legs = [*progress.track(found, description="filling matches", total=LEGS)]
    courses = [leg.course for leg in legs]
    with closing(courses):
        keep_floors(on, legs)
        for number in progress.track(range(runs + 1), description="at depth: next balls and voids"):
            if number == 1:
                forget(courses)
            for leg in shuffled(legs):
                leg.run()
    return {course.name: spread(course) for course in courses}


def legs_of(on: Track, even: MatchLog, test: MatchLog, depths: Depths) -> Iterator[Leg]:
    """Every leg, its match filled; those at one depth share it, for each sets it back."""
    for depth in ("early", "late"):
        place = getattr(depths, depth) - 1
        stage = on.stage(even, f"even-{depth}", place)
        yield Leg(Course(f"even_{depth}", on.servers["ours"], stage), place)
    for depth, names in AT_DEPTH.items():
        place = getattr(depths, depth) - 1
        stage = on.stage(test, f"test-{depth}", place)
        for name in names:
            yield Leg(Course(f"{name}_{depth}", on.servers[name], stage), place)
    stage, last = on.stage(test, "test-undone", depths.late), depths.late - 1
    yield Leg(Course("undo", on.servers["ours"], stage), last, is_void=True)
    yield Leg(Course("undo_oldest", on.servers["ours"], stage), OLDEST_BALL, is_void=True)


def keep_floors(on: Track, legs: Sequence[Leg]) -> None:
    """Run ours once at each depth of the floor's and keep what it wrote."""
    by_name = {leg.course.name: leg for leg in legs}
    for depth in ("early", "late"):
        leg = by_name[f"ours_{depth}"]
        leg.there()
        stage = leg.course.stage
        on.keep_constants(stage.match_id, stage.written(stage.actions[leg.place]))
        leg.back()


@contextmanager
def closing(courses: Sequence[Course]) -> Iterator[None]:
    """Nobody listens any more afterwards."""
    try:
        yield
    finally:
        for course in courses:
            course.stage.close()


def forget(courses: Sequence[Course]) -> None:
    """Drop what was measured while warming up."""
    for course in courses:
        course.forget()


def shuffled(items: Sequence[T]) -> list[T]:
    """The items in random order."""
    return random.sample(items, len(items))
