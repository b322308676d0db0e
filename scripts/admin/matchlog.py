"""Defines MatchLog: one match with its inputs and its whole log, wherever it came from."""

from dataclasses import dataclass
from typing import Any

from scrbrd.domain.actions import Action
from scrbrd.domain.effective import EffectiveLog
from scrbrd.domain.fold import fold_log
from scrbrd.domain.match import Inputs, Lineup, Match, inputs_of
from scrbrd.domain.state import MatchState
from scrbrd.projections.live.scorecard import result_projection

CRICSHEET_NOTICE = (
    "Contains information from Cricsheet (https://cricsheet.org/), which is made available under "
    "the ODC Attribution License."
)


@dataclass(frozen=True, slots=True)
class MatchLog:
    """A match document, its lineups and its actions; `stated` is the result its source states.

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

    @property
    def inputs(self) -> Inputs:
        """What fold and projections need beside the actions."""
        return inputs_of(self.match_id, self.match, self.lineups)

    def folded(self) -> tuple[MatchState, EffectiveLog]:
        """Return the log folded without any server."""
        return fold_log(self.inputs.setup, self.actions)


def agrees_with_stated(log: MatchLog) -> list[str]:
    """Return the differences between the folded and the stated result; empty if none."""
    state, _ = log.folded()
    result = result_projection(state, log.inputs)
    stated = log.stated
    if stated is None:
        return []
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
