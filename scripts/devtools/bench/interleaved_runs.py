"""Runs the measured paths interleaved in random order, so that drift affects all of them alike.

There are two parts. `side_by_side` plays a T20 from its first ball on our function, the floor and
the bare function. `at_depth` repeats the same action deep in the log, each time from the same
documents.
"""

from __future__ import annotations

import pickle
import random
import statistics
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from google.cloud.firestore import Client
from rich.progress import Progress

from admin.matchlog import MatchLog
from devtools.bench.bench_match import BenchMatch, next_writes, our_writes
from devtools.bench.functions.main import CONSTANTS, Writes
from devtools.bench.measured_path import MeasuredPath
from devtools.bench.servers import OTHERS, OURS, FunctionServer, function_server

T = TypeVar("T")

TARGETS = {
    "ours": ("on_scoring_action_written", OURS),
    "floor": ("floor", OTHERS),
    "bare": ("bare", OTHERS),
    "naive": ("naive", OTHERS),
}
WARM_UP = 10
"""Actions before the measurement, during which clients are created and connections opened."""

SIDE_BY_SIDE = ("ours", "floor", "bare")
STEPS = 13
AT_DEPTH = {
    "early": ("ours", "floor"),
    "middle": ("ours", "naive"),
    "late": ("ours", "floor", "naive"),
}
"""The functions that are run on the next ball of the recorded match, by depth."""

OLDEST_BALL = 1
"""The index in the log of the first ball; an innings_started comes before it."""


@dataclass(frozen=True, slots=True)
class Depths:
    """The lengths of the log, in actions, at which `at_depth` measures."""

    early: int = 12
    middle: int = 300
    late: int = 1_200


@dataclass(frozen=True, slots=True)
class Spread:
    """Milliseconds from the scorer's commit to the listener's snapshot, over `runs`.

    `whole` is the median including the scorer's own commit. `cpu` is the function's average
    processor time for a run, in milliseconds; None if other paths ran on its server.
    """

    median: float
    p95: float
    runs: int
    whole: float
    cpu: float | None = None


def spread_of(path: MeasuredPath) -> Spread:
    """Return the spread of a path's measurements."""
    ordered = sorted(path.milliseconds)
    pairs = zip(path.milliseconds, path.committing, strict=True)
    whole = statistics.median(way + commit for way, commit in pairs)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return Spread(statistics.median(ordered), p95, len(ordered), whole)


@dataclass(frozen=True, slots=True)
class BenchSetup:
    """The emulator's client, a server for each function, the folder of the floor's constants."""

    client: Client
    servers: Mapping[str, FunctionServer]
    constants: Path

    def build_match(
        self, log: MatchLog, match_id: str, prefilled: int = 0, *, listens_to_ticker: bool = False
    ) -> BenchMatch:
        """Return a match whose documents are written; see `BenchMatch`."""
        match = BenchMatch(
            self.client, log, match_id, prefilled, listens_to_ticker=listens_to_ticker
        )
        match.build()
        return match

    def store_constants(self, match_id: str, writes: Writes) -> None:
        """Store the writes that the floor makes in a match."""
        (self.constants / match_id).write_bytes(pickle.dumps(writes))


@contextmanager
def running_servers(
    client: Client, env: Mapping[str, str], folder: Path, progress: Progress
) -> Iterator[BenchSetup]:
    """Start a server for each function; yield when all answer. `folder` takes the constants."""
    full = {**env, CONSTANTS: str(folder)}
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(function_server(*target, full))
            for name, target in TARGETS.items()
        }
        for server in progress.track([*servers.values()], description="starting functions"):
            server.wait()
        yield BenchSetup(client, servers, folder)


def side_by_side(
    setup: BenchSetup, log: MatchLog, balls: int, progress: Progress
) -> dict[str, Spread]:
    """Play a match from its first ball on ours, floor and bare, in random order at each ball.

    Return the spread of each by name.
    """
    paths = [
        MeasuredPath(name, setup.servers[name], setup.build_match(log, name))
        for name in SIDE_BY_SIDE
    ]
    floor = next(path.match for path in paths if path.name == "floor")
    setup.store_constants(floor.match_id, our_writes(floor))
    with closing_listeners(paths):
        rounds = range(min(balls + WARM_UP, len(log.actions)))
        for place in progress.track(rounds, description="ours, floor, bare"):
            if place == WARM_UP:
                drop_warm_up(paths)
            for path in in_random_order(paths):
                path.append(path.match.actions[place])
        return {path.name: replace(spread_of(path), cpu=path.cpu_milliseconds()) for path in paths}


@dataclass(frozen=True, slots=True)
class MeasuredStep:
    """An action that is appended or voided on a measured path; `place` is its index in the log."""

    path: MeasuredPath
    place: int
    is_void: bool = False

    def run(self) -> None:
        """Append or void the action, then restore the match."""
        match = self.path.match
        action = match.actions[self.place]
        (self.path.void if self.is_void else self.path.append)(action)
        match.restore(action, is_there=self.is_void)


def at_depth(
    setup: BenchSetup,
    constant_score: MatchLog,
    test_match: MatchLog,
    depths: Depths,
    runs: int,
    progress: Progress,
) -> dict[str, Spread]:
    """Measure the next ball at three depths and voids at the last; return the spreads by name.

    The textbook's solution (`naive`) is measured at two of the depths.
    """
    found = measured_steps(setup, constant_score, test_match, depths)
    steps = [*progress.track(found, description="filling matches", total=STEPS)]
    paths = [step.path for step in steps]
    with closing_listeners(paths):
        store_floor_constants(setup, steps)
        for number in progress.track(range(runs + 1), description="at depth: next balls and voids"):
            if number == 1:
                drop_warm_up(paths)
            for step in in_random_order(steps):
                step.run()
    return {path.name: spread_of(path) for path in paths}


def measured_steps(
    setup: BenchSetup, constant_score: MatchLog, test_match: MatchLog, depths: Depths
) -> Iterator[MeasuredStep]:
    """Yield every step with its match built; functions at the same depth share a match."""
    for depth in ("early", "late"):
        place = getattr(depths, depth) - 1
        match = setup.build_match(constant_score, f"even-{depth}", place)
        yield MeasuredStep(MeasuredPath(f"even_{depth}", setup.servers["ours"], match), place)
        match = setup.build_match(test_match, f"ticker-{depth}", place, listens_to_ticker=True)
        yield MeasuredStep(MeasuredPath(f"ticker_{depth}", setup.servers["ours"], match), place)
    for depth, names in AT_DEPTH.items():
        place = getattr(depths, depth) - 1
        match = setup.build_match(test_match, f"test-{depth}", place)
        for name in names:
            yield MeasuredStep(MeasuredPath(f"{name}_{depth}", setup.servers[name], match), place)
    match, last = setup.build_match(test_match, "test-undone", depths.late), depths.late - 1
    yield MeasuredStep(MeasuredPath("undo", setup.servers["ours"], match), last, is_void=True)
    yield MeasuredStep(
        MeasuredPath("undo_oldest", setup.servers["ours"], match), OLDEST_BALL, is_void=True
    )


def store_floor_constants(setup: BenchSetup, steps: Sequence[MeasuredStep]) -> None:
    """Store the writes of our function at each depth at which the floor is measured."""
    by_name = {step.path.name: step for step in steps}
    for depth in ("early", "late"):
        step = by_name[f"floor_{depth}"]
        match = step.path.match
        setup.store_constants(match.match_id, next_writes(match, match.actions[step.place]))


@contextmanager
def closing_listeners(paths: Sequence[MeasuredPath]) -> Iterator[None]:
    """Close the listeners of all paths at the end."""
    try:
        yield
    finally:
        for path in paths:
            path.match.close()


def drop_warm_up(paths: Sequence[MeasuredPath]) -> None:
    """Discard the measurements of the warm-up."""
    for path in paths:
        path.clear()


def in_random_order(items: Sequence[T]) -> list[T]:
    """Return the items in random order."""
    return random.sample(items, len(items))
