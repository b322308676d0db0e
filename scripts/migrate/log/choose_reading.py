"""Chooses the reading of an innings: folds all of them and keeps one that meets the totals."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from migrate.log.compare import Difference, differences
from migrate.log.innings import Built, Facts, build
from migrate.log.runs_reading import ExtraRuns, Reading
from migrate.old.innings_history import InningsHistory
from scrbrd.domain.actions import read_action
from scrbrd.domain.fold import fold
from scrbrd.domain.state import MatchState


@dataclass(frozen=True, slots=True)
class Attempt:
    """An innings under one reading: its actions, the state after them, and what differs."""

    built: Built
    after: MatchState
    differences: tuple[Difference, ...]

    @property
    def off(self) -> tuple[int, int]:
        """How far it is from the totals; (0, 0) where it meets them. To find the closest."""
        wrong = [each for each in self.differences if each.is_total]
        distance = sum(figure_difference(each.old, each.new) for each in wrong)
        return len(wrong), distance


def figure_difference(old: object, new: object) -> int:
    """Return how far two figures are from each other; 1 where one is no number."""
    return abs(old - new) if isinstance(old, int) and isinstance(new, int) else 1


@dataclass(frozen=True, slots=True)
class ChosenReading:
    """The reading that was kept. `is_met`: the totals are met; `is_sure`: and they decide.

    Without stated runs a reading is sure only where all readings give the same actions.
    `is_doubtful`: with the balls that repeat others it fits as well as without them.
    """

    attempt: Attempt
    is_met: bool
    is_sure: bool
    tried: tuple[Attempt, ...]
    is_doubtful: bool = False


def choose_reading(chosen: InningsHistory, facts: Facts, before: MatchState) -> ChosenReading:
    """Fold an innings under every reading that there can be; the closest to the totals is kept.

    Of readings equally close the one under which the strike rotates as it was recorded.
    """
    tried = [attempt(chosen, facts, reading, before) for reading in readings(chosen)]
    best = min(tried, key=lambda each: (each.off, len(each.after.problems)))
    kept = best.built.reading.keeps_duplicates
    rivals = [
        each
        for each in tried
        if each.off == best.off
        and each.built.reading.keeps_duplicates == kept
        and not same(each, best)
    ]
    has_totals = chosen.totals is not None and chosen.totals.runs is not None
    is_doubtful = any(not each.is_certain for each in chosen.duplicates) and any(
        each.off == best.off and each.built.reading.keeps_duplicates != kept for each in tried
    )
    is_met = best.off == (0, 0) and (has_totals or not rivals) and not is_doubtful
    return ChosenReading(best, is_met, not rivals, tuple(tried), is_doubtful)


def same(one: Attempt, other: Attempt) -> bool:
    """Return whether two readings make the same log."""
    return one.built.documents == other.built.documents


def readings(chosen: InningsHistory) -> Iterator[Reading]:
    """Yield the ways an innings may be read; repeated balls count only if nothing else fits."""
    for extra_runs in ExtraRuns:
        yield Reading(extra_runs)
    if chosen.duplicates:
        for extra_runs in ExtraRuns:
            yield Reading(extra_runs, keeps_duplicates=True)


def attempt(chosen: InningsHistory, facts: Facts, reading: Reading, before: MatchState) -> Attempt:
    """Return one reading folded and compared."""
    balls = chosen.balls_with_duplicates if reading.keeps_duplicates else chosen.balls
    built = build(facts, balls, reading, before)
    after = fold(before, [read_action(each) for each in built.documents])
    limit = facts_limit(after)
    stated = chosen.totals
    if stated is not None and built.untold and stated.wickets == limit and not facts.all_out:
        return attempt(chosen, replace(facts, all_out=True), reading, before)
    return Attempt(built, after, tuple(differences(after, chosen.number, stated, built.untold)))


def facts_limit(state: MatchState) -> int:
    """Wickets that end the innings in progress; 0 where there is none."""
    return state.innings[-1].wickets_limit if state.innings else 0
