"""Counts the balls of every batter against every bowler in one match.

Processes the steps of a match one by one; keeps nothing else.
"""

from dataclasses import dataclass

from scrbrd.domain import laws
from scrbrd.domain.actions import Delivery
from scrbrd.domain.identifiers import as_id
from scrbrd.domain.laws import Ball
from scrbrd.domain.vocabulary import PlayerId, WicketType
from scrbrd.projections.stats.documents import FacingFigures
from scrbrd.projections.steps import Step, counted_wicket

SEPARATE_FIGURES = {
    WicketType.BOWLED: "bowled",
    WicketType.CAUGHT: "caught",
    WicketType.LBW: "lbw",
}
"""Dismissals that have a figure of their own; stumped and hit wicket are `other`."""


@dataclass(slots=True)
class Facing:
    """One batter against one bowler in one match.

    `balls_faced` excludes wides; `dot_balls` are those faced without a run off the bat, including
    no-balls, byes and leg byes. Only dismissals credited to the bowler are counted.
    """

    balls_faced: int = 0
    runs_scored: int = 0
    fours: int = 0
    sixes: int = 0
    dot_balls: int = 0
    bowled: int = 0
    caught: int = 0
    lbw: int = 0
    other: int = 0

    def face(self, ball: Ball) -> None:
        """Count a ball that was not a wide (QCSA), or runs recorded off the bat on a wide.

        Fours and sixes reached the boundary (Law 19.7).
        """
        self.balls_faced += ball.is_faced
        if not ball.off_bat:
            self.dot_balls += 1
            return
        self.runs_scored += ball.off_bat
        if ball.boundary == laws.FOUR:
            self.fours += 1
        elif ball.boundary == laws.SIX:
            self.sixes += 1

    def fall(self, how: WicketType) -> None:
        """Count a dismissal by the bowler.

        Off a wide it may be stumped or hit wicket, without a ball faced (Law 22.9).
        """
        name = SEPARATE_FIGURES.get(how, "other")
        setattr(self, name, getattr(self, name) + 1)

    def as_document(self) -> FacingFigures:
        """Return the figures as the contribution has them."""
        return {
            "ballsFaced": self.balls_faced,
            "runsScored": self.runs_scored,
            "fours": self.fours,
            "sixes": self.sixes,
            "dotBalls": self.dot_balls,
            "bowled": self.bowled,
            "caught": self.caught,
            "lbw": self.lbw,
            "other": self.other,
        }


class HeadToHeadBalls:
    """Collects the figures of each batter against each bowler, from every step in order of play."""

    def __init__(self) -> None:
        self.facing: dict[PlayerId, dict[PlayerId, Facing]] = {}

    def add_step(self, step: Step) -> None:
        """Count a delivery that counted; super overs are excluded from career figures (ICC).

        All dismissals that a bowler is credited with are the striker's.
        """
        action, innings = step.action, step.innings
        if step.refused is not None or not isinstance(action, Delivery):
            return
        if innings is None or innings.is_super_over:
            return
        ball = laws.judge(action, step.state.setup.conditions)
        wicket = counted_wicket(action, innings)
        if ball.is_faced or ball.off_bat:
            self.between(action.striker_id, action.bowler_id).face(ball)
        if wicket is not None and laws.is_bowlers_wicket(wicket.type):
            self.between(wicket.dismissed_player_id, action.bowler_id).fall(wicket.type)

    def between(self, batter_id: PlayerId, bowler_id: PlayerId) -> Facing:
        """Return the figures of one pair; they are created if missing."""
        bowlers = self.facing.setdefault(batter_id, {})
        facing = bowlers.get(bowler_id)
        if facing is None:
            facing = bowlers[bowler_id] = Facing()
        return facing

    def of_batter(self, batter_id: PlayerId) -> dict[str, FacingFigures]:
        """Return one batter's figures by bowler id; empty if the batter faced no bowler.

        The ids are keys of a map in Firestore, which takes no text like `__proto__`: see `as_id`.
        """
        bowlers = self.facing.get(batter_id, {})
        return {as_id(bowler_id): facing.as_document() for bowler_id, facing in bowlers.items()}
