"""Scores a file without any server: reads it, folds its log, projects a scorecard."""

from dataclasses import dataclass
from pathlib import Path

from admin.logfile import load_folded
from admin.matchlog import FoldedLog, MatchLog
from scrbrd.domain.problems import Problem
from scrbrd.projections.live.documents import InningsProjection, ResultProjection
from scrbrd.projections.live.scorecard import innings_projection, result_projection


@dataclass(frozen=True, slots=True)
class Scored:
    """A match folded: its cards in order, super overs apart; the result, if there is one."""

    log: MatchLog
    innings: tuple[InningsProjection, ...]
    super_overs: tuple[InningsProjection, ...]
    result: ResultProjection | None
    problems: tuple[Problem, ...]
    differences: tuple[str, ...] = ()
    """Where scores or result are not those that the source states."""


def score_file(path: Path) -> Scored:
    """Score a Cricsheet file or a log of ours; raises BadInput in one line."""
    return scored(load_folded(path))


def score_log(log: MatchLog) -> Scored:
    """Score a log."""
    return scored(FoldedLog.of(log))


def scored(folded: FoldedLog) -> Scored:
    """Return the cards of a folded log."""
    state, inputs = folded.state, folded.inputs
    return Scored(
        folded.log,
        tuple(innings_projection(state, each, inputs) for each in state.main_innings),
        tuple(innings_projection(state, each, inputs) for each in state.super_overs),
        result_projection(state, inputs),
        folded.problems,
        tuple(folded.differences()),
    )
