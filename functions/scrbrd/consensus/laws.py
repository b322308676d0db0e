"""Finds the fields that the laws of cricket expect of the next ball, with the real fold.

Used only where books differ in a detail, so it keeps the state it has reached.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from scrbrd.consensus.entries import Totals
from scrbrd.domain.actions import Action
from scrbrd.domain.fold import apply
from scrbrd.domain.state import Innings, MatchState, Setup


class Laws(Protocol):
    """The facts that follow from a log without its books."""

    def expected(self, actions: Sequence[Action], /) -> Mapping[str, Any]:
        """Return the fields of the next ball that follow from these actions."""

    def totals(self, actions: Sequence[Action], /) -> Totals | None:
        """Return the score of the last innings of these actions; None if it is unknown."""


class NoLaws:
    """Expects nothing: for a log that cannot be folded, and for tests."""

    def expected(self, _actions: Sequence[Action], /) -> Mapping[str, Any]:
        """Return nothing."""
        return {}

    def totals(self, _actions: Sequence[Action], /) -> Totals | None:
        """Return None: every total is accepted."""
        return None


class FoldedLaws:
    """Folds effective actions, from the first of the match; continues from the state reached."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.done: list[Action] = []
        self.state = MatchState(setup)

    def expected(self, actions: Sequence[Action]) -> Mapping[str, Any]:
        """Return striker, non-striker, bowler and over of the next ball, as far as they follow."""
        self.fold(actions)
        innings = self.state.current
        return {} if innings is None or innings.closed is not None else expected_fields(innings)

    def totals(self, actions: Sequence[Action]) -> Totals | None:
        """Return the score of the innings in progress."""
        self.fold(actions)
        innings = self.state.current
        if innings is None:
            return Totals(0, 0, 0)
        return Totals(innings.runs, innings.wickets, innings.legal_balls)

    def fold(self, actions: Sequence[Action]) -> None:
        """Bring the state to that after these actions."""
        known = len(self.done)
        if known > len(actions) or any(
            one is not other for one, other in zip(self.done, actions, strict=False)
        ):
            self.done, self.state, known = [], MatchState(self.setup), 0
        for action in actions[known:]:
            apply(self.state, action)
            self.done.append(action)


def expected_fields(innings: Innings) -> dict[str, Any]:
    """Return the fields expected of the next ball; not those of a new batter or the next bowler."""
    is_new_over = innings.over.is_complete or not innings.over.deliveries
    expected = {
        "strikerId": innings.striker_id,
        "nonStrikerId": innings.non_striker_id,
        "bowlerId": None if is_new_over else innings.bowler_id,
        "overNumber": innings.overs_completed if is_new_over else innings.over.number,
    }
    return {name: value for name, value in expected.items() if value is not None}
