"""Says what the laws of cricket expect of the next ball, by the real fold.

Asked only where books differ in a detail, so it keeps the state it has come to.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from scrbrd.consensus.entries import Totals
from scrbrd.domain.actions import Action
from scrbrd.domain.fold import apply
from scrbrd.domain.state import Innings, MatchState, Setup


class Laws(Protocol):
    """What can be told of a log without its books."""

    def expected(self, actions: Sequence[Action], /) -> Mapping[str, Any]:
        """Return the fields of the next ball that are known behind these actions."""

    def totals(self, actions: Sequence[Action], /) -> Totals | None:
        """Return the score of the last innings of these actions; None if it cannot be told."""


class NoLaws:
    """Expects nothing: of a log that cannot be folded, and of tests."""

    def expected(self, _actions: Sequence[Action], /) -> Mapping[str, Any]:
        """Return nothing."""
        return {}

    def totals(self, _actions: Sequence[Action], /) -> Totals | None:
        """Return None: every total is believed."""
        return None


class FoldedLaws:
    """Folds effective actions, from the first of the match, and goes on from where it was."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.done: list[Action] = []
        self.state = MatchState(setup)

    def expected(self, actions: Sequence[Action]) -> Mapping[str, Any]:
        """Return striker, non-striker, bowler and over of the next ball, as far as they follow."""
        self.fold(actions)
        innings = self.state.current
        return {} if innings is None or innings.closed is not None else expected_of(innings)

    def totals(self, actions: Sequence[Action]) -> Totals | None:
        """Return the score of the innings in progress."""
        self.fold(actions)
        innings = self.state.current
        if innings is None:
            return Totals(0, 0, 0)
        return Totals(innings.runs, innings.wickets, innings.legal_balls)

    def fold(self, actions: Sequence[Action]) -> None:
        """Come to the state behind these actions."""
        known = len(self.done)
        if known > len(actions) or any(
            one is not other for one, other in zip(self.done, actions, strict=False)
        ):
            self.done, self.state, known = [], MatchState(self.setup), 0
        for action in actions[known:]:
            apply(self.state, action)
            self.done.append(action)


def expected_of(innings: Innings) -> dict[str, Any]:
    """Return what the laws say of the next ball; nothing of a new batter or of who bowls next."""
    is_new_over = innings.over.is_complete or not innings.over.deliveries
    expected = {
        "strikerId": innings.striker_id,
        "nonStrikerId": innings.non_striker_id,
        "bowlerId": None if is_new_over else innings.bowler_id,
        "overNumber": innings.overs_completed if is_new_over else innings.over.number,
    }
    return {name: value for name, value in expected.items() if value is not None}
