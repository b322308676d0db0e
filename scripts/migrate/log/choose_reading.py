"""Chooses the reading of an innings: folds every reading, and keeps the closest to the totals."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from migrate.log.compare import Difference, differences
from migrate.log.innings import BuiltInnings, InningsFacts, build_innings
from migrate.log.runs_reading import ExtraRuns, Reading
from migrate.old.innings_history import InningsHistory
from scrbrd.domain.actions import read_action
from scrbrd.domain.fold import fold
from scrbrd.domain.state import MatchState


@dataclass(frozen=True, slots=True)
class Attempt:
    """An innings under one reading: its actions, the state after them, and the differences."""

    built: BuiltInnings
    after: MatchState
    differences: tuple[Difference, ...]

    @property
    def distance(self) -> tuple[int, int]:
        """How far the attempt is from the totals: (number of differing totals, sum of their
        differences).

        (0, 0) if it meets them.
        """
        wrong = [each for each in self.differences if each.is_total]
        distance = sum(figure_difference(each.old, each.new) for each in wrong)
        return len(wrong), distance


def figure_difference(old: object, new: object) -> int:
    """Return the absolute difference of two figures; 1 if one of them is not a number."""
    return abs(old - new) if isinstance(old, int) and isinstance(new, int) else 1


@dataclass(frozen=True, slots=True)
class ChosenReading:
    """The reading that was kept, and all that were tried.

    `is_met`: it meets the totals. `is_sure`: no other reading with the same duplicates fits as well
    and makes another log. `is_doubtful`: it fits equally well with and without balls that repeat
    others.
    """

    attempt: Attempt
    is_met: bool
    is_sure: bool
    tried: tuple[Attempt, ...]
    is_doubtful: bool = False


def choose_reading(
    chosen: InningsHistory, facts: InningsFacts, before: MatchState
) -> ChosenReading:
    """Fold an innings under every possible reading; keep the one closest to the totals.

    Among equally close readings, the one with the fewest problems in the fold is kept: the strike
    then rotates as it was recorded.
    """
    tried = [try_reading(chosen, facts, reading, before) for reading in possible_readings(chosen)]
    best = min(tried, key=lambda each: (each.distance, len(each.after.problems)))
    kept = best.built.reading.keeps_duplicates
    rivals = [
        each
        for each in tried
        if each.distance == best.distance
        and each.built.reading.keeps_duplicates == kept
        and not make_same_log(each, best)
    ]
    has_totals = chosen.totals is not None and chosen.totals.runs is not None
    is_doubtful = any(not each.is_certain for each in chosen.duplicates) and any(
        each.distance == best.distance and each.built.reading.keeps_duplicates != kept
        for each in tried
    )
    is_met = best.distance == (0, 0) and (has_totals or not rivals) and not is_doubtful
    return ChosenReading(best, is_met, not rivals, tuple(tried), is_doubtful)


def make_same_log(one: Attempt, other: Attempt) -> bool:
    """Return True if two attempts made the same log."""
    return one.built.documents == other.built.documents


def possible_readings(chosen: InningsHistory) -> Iterator[Reading]:
    """Yield the possible readings of an innings, those that count repeated balls last."""
    for extra_runs in ExtraRuns:
        yield Reading(extra_runs)
    if chosen.duplicates:
        for extra_runs in ExtraRuns:
            yield Reading(extra_runs, keeps_duplicates=True)


def try_reading(
    chosen: InningsHistory, facts: InningsFacts, reading: Reading, before: MatchState
) -> Attempt:
    """Fold an innings under one reading and compare it with its totals."""
    balls = chosen.balls_with_duplicates if reading.keeps_duplicates else chosen.balls
    built = build_innings(facts, balls, reading, before)
    after = fold(before, [read_action(each) for each in built.documents])
    limit = wickets_limit(after)
    stated = chosen.totals
    if (
        stated is not None
        and built.unknown_wickets
        and stated.wickets == limit
        and not facts.all_out
    ):
        return try_reading(chosen, replace(facts, all_out=True), reading, before)
    return Attempt(
        built, after, tuple(differences(after, chosen.number, stated, built.unknown_wickets))
    )


def wickets_limit(state: MatchState) -> int:
    """Return the number of wickets that ends the innings in progress; 0 if there is none."""
    return state.innings[-1].wickets_limit if state.innings else 0
