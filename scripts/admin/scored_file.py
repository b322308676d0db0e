"""Scores a file without a server: reads it, folds its log, makes a scorecard."""

from dataclasses import dataclass
from pathlib import Path

from admin.logfile import load_folded
from admin.matchlog import FoldedLog, MatchLog
from scrbrd.domain.problems import Problem
from scrbrd.projections.live.documents import InningsProjection, ResultProjection
from scrbrd.projections.live.scorecard import innings_projection, result_projection


@dataclass(frozen=True, slots=True)
class ScoredMatch:
    """A scored match: its innings in order, the super overs, and the result if there is one."""

    log: MatchLog
    innings: tuple[InningsProjection, ...]
    super_overs: tuple[InningsProjection, ...]
    result: ResultProjection | None
    problems: tuple[Problem, ...]
    differences: tuple[str, ...] = ()
    """The differences of scores and result from those that the source states."""


def score_file(path: Path) -> ScoredMatch:
    """Score a Cricsheet file or a log of our format. Raises BadInput of one line."""
    return score_folded(load_folded(path))


def score_log(log: MatchLog) -> ScoredMatch:
    """Score a log."""
    return score_folded(FoldedLog.of(log))


def score_folded(folded: FoldedLog) -> ScoredMatch:
    """Return the innings and the result of a folded log."""
    state, inputs = folded.state, folded.inputs
    return ScoredMatch(
        folded.log,
        tuple(innings_projection(state, each, inputs) for each in state.main_innings),
        tuple(innings_projection(state, each, inputs) for each in state.super_overs),
        result_projection(state, inputs),
        folded.problems,
        tuple(folded.differences()),
    )
