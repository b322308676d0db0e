"""Defines places in the log: (innings, sequence), both 1-based, and which of them are taken.

The id of an action is its place; a log without holes has one run for each innings.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

Place = tuple[int, int]
FIRST: Place = (1, 1)


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive actions of one innings without a hole, from `first` to `last`, both included."""

    innings: int
    first: int
    last: int

    def __contains__(self, place: Place) -> bool:
        return place[0] == self.innings and self.first <= place[1] <= self.last

    def __len__(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class PlacesTaken:
    """The places of all actions present, as runs in order: few, however long the log is."""

    runs: tuple[Run, ...] = ()

    @property
    def last(self) -> Place | None:
        """The greatest place present; None in an empty log."""
        return (self.runs[-1].innings, self.runs[-1].last) if self.runs else None

    def __contains__(self, place: Place) -> bool:
        run = self._run_before(place)
        return run is not None and place in run

    def __len__(self) -> int:
        return sum(len(run) for run in self.runs)

    def hole_before(self, place: Place) -> range:
        """Return the sequences of the place's innings that are missing right before it."""
        run = self._run_before(place)
        start = run.last + 1 if run is not None and run.innings == place[0] else 1
        return range(start, place[1])

    def with_places(self, places: Iterable[Place]) -> "PlacesTaken":
        """Return these places and more."""
        new = [Run(innings, sequence, sequence) for innings, sequence in places]
        return PlacesTaken(merge_runs([*self.runs, *new])) if new else self

    def _run_before(self, place: Place) -> Run | None:
        """Return the last run that begins at or before a place."""
        index = bisect_right(self.runs, place, key=lambda run: (run.innings, run.first))
        return self.runs[index - 1] if index else None


def places_taken(places: Iterable[Place]) -> PlacesTaken:
    """Return the places given, in any order and with repetitions, as runs."""
    return PlacesTaken().with_places(places)


def merge_runs(runs: list[Run]) -> tuple[Run, ...]:
    """Return runs in order, with those that touch or overlap merged."""
    ordered = sorted(runs, key=lambda run: (run.innings, run.first))
    whole: list[Run] = []
    for innings, group in groupby(ordered, key=lambda run: run.innings):
        first, last = 0, -1
        for run in group:
            if first and run.first <= last + 1:
                last = max(last, run.last)
                continue
            if first:
                whole.append(Run(innings, first, last))
            first, last = run.first, run.last
        whole.append(Run(innings, first, last))
    return tuple(whole)
