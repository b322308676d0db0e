"""Defines MatchLog: a match with its inputs and its whole log, from any source."""

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

    `stated` is the result that the source states; `stated_scores` are the runs and wickets it
    states for each innings, in the order played. `season_name` and `competition_name` are displayed
    in place of the ids, if known.
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
        """The inputs of fold and projections, other than the actions."""
        return inputs_of(self.match_id, self.match, self.lineups)

    def fold(self) -> tuple[MatchState, EffectiveLog]:
        """Fold the log; needs no server."""
        return fold_log(self.inputs.setup, self.actions)


@dataclass(frozen=True, slots=True)
class FoldedLog:
    """A log with its inputs, the state after its last action, and its problems."""

    log: MatchLog
    inputs: Inputs
    state: MatchState
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, log: MatchLog) -> "FoldedLog":
        """Fold a log."""
        inputs = log.inputs
        state, effective = fold_log(inputs.setup, log.actions)
        return cls(log, inputs, state, (*effective.problems, *state.problems))

    def differences(self) -> list[str]:
        """Return where scores and result differ from those that the source states.

        Empty if the source states no result: an incomplete log cannot be compared.
        """
        if self.log.stated is None:
            return []
        result = result_projection(self.state, self.inputs)
        stated = self.log.stated
        return [*score_differences(self.log, self.state), *result_differences(stated, result)]


def differences_from_stated(log: MatchLog) -> list[str]:
    """Return where scores and result differ from those that the source states; empty if nowhere."""
    return FoldedLog.of(log).differences()


def score_differences(log: MatchLog, state: MatchState) -> list[str]:
    """Return the innings whose runs or wickets differ from those that the source states."""
    folded = [(innings.runs, innings.wickets) for innings in state.innings]
    pairs = zip_longest(log.stated_scores, folded) if log.stated_scores else ()
    return [
        f"innings {number}: the source counts {score_text(stated)}, the fold {score_text(computed)}"
        for number, (stated, computed) in enumerate(pairs, start=1)
        if stated != computed
    ]


def score_text(score: tuple[int, int] | None) -> str:
    """Return a score as text, such as 150/4."""
    return "no such innings" if score is None else f"{score[0]}/{score[1]}"


def result_differences(stated: dict[str, Any], result: ResultProjection | None) -> list[str]:
    """Return where the folded result differs from the stated one."""
    if result is None:
        return ["the source states a result, the fold has none"]
    winner = stated.get("winner") or stated.get("eliminator") or stated.get("bowl_out")
    stated_values = {
        "winner": winner,
        "outcome": stated.get("result", "win").replace(" ", "_"),
        "by": stated.get("by"),
    }
    folded_values = {"winner": result.winner, "outcome": str(result.outcome), "by": result.by}
    return [
        f"result.{name}: the source states {value!r}, the fold has {folded_values[name]!r}"
        for name, value in stated_values.items()
        if folded_values[name] != value
    ]


def plain_data(value: Any) -> Any:
    """Return a value as documents store it: no tuple, no enumeration, no field that is None."""
    if isinstance(value, dict):
        return {key: plain_data(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [plain_data(item) for item in value]
    return str(value) if isinstance(value, str) else value
