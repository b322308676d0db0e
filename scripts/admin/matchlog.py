"""Defines MatchLog: one match with its inputs and its whole log, wherever it came from."""

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from scrbrd.domain.actions import Action
from scrbrd.domain.effective import EffectiveLog
from scrbrd.domain.fold import fold_log
from scrbrd.domain.lineup import Lineup
from scrbrd.domain.match import Inputs, Match, inputs_of
from scrbrd.domain.problems import Problem
from scrbrd.domain.state import MatchState
from scrbrd.projections.live.documents import ResultProjection
from scrbrd.projections.live.scorecard import result_projection

CRICSHEET_NOTICE = (
    "Contains information from Cricsheet (https://cricsheet.org/), which is made available under "
    "the ODC Attribution License."
)


@dataclass(frozen=True, slots=True)
class MatchLog:
    """A match document, its lineups and its actions.

    `stated` is the result that its source states, `stated_scores` the runs and wickets that it
    counts in each innings, in the order played.
    `season_name` and `competition_name` are shown in place of the ids where they are known.
    """

    match_id: str
    match: Match
    lineups: tuple[Lineup, ...]
    actions: tuple[Action, ...]
    attribution: str | None = None
    stated: dict[str, Any] | None = None
    season_name: str | None = None
    competition_name: str | None = None
    stated_scores: tuple[tuple[int, int], ...] = ()

    @property
    def inputs(self) -> Inputs:
        """What fold and projections need beside the actions."""
        return inputs_of(self.match_id, self.match, self.lineups)

    def folded(self) -> tuple[MatchState, EffectiveLog]:
        """Return the log folded without any server."""
        return fold_log(self.inputs.setup, self.actions)


@dataclass(frozen=True, slots=True)
class FoldedLog:
    """A log with all that is made of it once: inputs, the state after it, what is wrong with it."""

    log: MatchLog
    inputs: Inputs
    state: MatchState
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, log: MatchLog) -> "FoldedLog":
        """Return a log folded."""
        inputs = log.inputs
        state, effective = fold_log(inputs.setup, log.actions)
        return cls(log, inputs, state, (*effective.problems, *state.problems))

    def differences(self) -> list[str]:
        """Return where scores and result differ from what the source says; empty if none, and where
        the source states no result: a log in part is no match to compare."""
        if self.log.stated is None:
            return []
        result = result_projection(self.state, self.inputs)
        stated = self.log.stated
        return [*score_differences(self.log, self.state), *result_differences(stated, result)]


def agrees_with_stated(log: MatchLog) -> list[str]:
    """Return where the folded scores and result differ from those of the source; empty if none."""
    return FoldedLog.of(log).differences()


def score_differences(log: MatchLog, state: MatchState) -> list[str]:
    """Return the innings whose runs or wickets are not those that the source counts."""
    folded = [(innings.runs, innings.wickets) for innings in state.innings]
    pairs = zip_longest(log.stated_scores, folded) if log.stated_scores else ()
    return [
        f"innings {number}: the source counts {score_text(stated)}, the fold {score_text(found)}"
        for number, (stated, found) in enumerate(pairs, start=1)
        if stated != found
    ]


def score_text(score: tuple[int, int] | None) -> str:
    """Return runs and wickets as 150/4."""
    return "no such innings" if score is None else f"{score[0]}/{score[1]}"


def result_differences(stated: dict[str, Any], result: ResultProjection | None) -> list[str]:
    """Return where the folded result differs from the stated one."""
    if result is None:
        return ["the source states a result, the fold has none"]
    winner = stated.get("winner") or stated.get("eliminator") or stated.get("bowl_out")
    wanted = {
        "winner": winner,
        "outcome": stated.get("result", "win").replace(" ", "_"),
        "by": stated.get("by"),
    }
    found = {"winner": result.winner, "outcome": str(result.outcome), "by": result.by}
    return [
        f"result.{name}: the source states {value!r}, the fold has {found[name]!r}"
        for name, value in wanted.items()
        if found[name] != value
    ]


def plain_data(value: Any) -> Any:
    """Return a value as documents hold it: no tuple, no enumeration, no field that is None."""
    if isinstance(value, dict):
        return {key: plain_data(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [plain_data(item) for item in value]
    return str(value) if isinstance(value, str) else value
