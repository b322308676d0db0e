"""Defines the two readings of an old ball's `runs` and `extraRuns`, because writers differed.

`WITH_PENALTY`: a plain wide has `extraRuns` 1. `BESIDE_PENALTY`: it has `extraRuns` 0 or none.
"""

from dataclasses import dataclass
from enum import StrEnum

from migrate.old.ball import OldBall
from migrate.old.extras import OldExtra
from scrbrd.domain.formats import PlayingConditions

OF_NO_KIND = "extra runs of no kind left out"


class ExtraRuns(StrEnum):
    """Whether `extraRuns` of a wide or a no-ball includes the penalty."""

    WITH_PENALTY = "with the penalty run"
    BESIDE_PENALTY = "beside the penalty run"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a history. `keeps_duplicates`: repeated balls count, too."""

    extra_runs: ExtraRuns = ExtraRuns.WITH_PENALTY
    keeps_duplicates: bool = False

    def __str__(self) -> str:
        kept = ", repeated balls counted" if self.keeps_duplicates else ""
        return f"extraRuns {self.extra_runs}{kept}"


@dataclass(frozen=True, slots=True)
class BallRuns:
    """The runs of a ball in the log's terms. `remarks`: what was inferred beyond the record."""

    off_bat: int = 0
    wide: int = 0
    no_ball: int = 0
    bye: int = 0
    leg_bye: int = 0
    remarks: tuple[str, ...] = ()

    @property
    def extras(self) -> dict[str, int]:
        """The extras as a delivery document has them."""
        return {
            "wide": self.wide,
            "noBall": self.no_ball,
            "bye": self.bye,
            "legBye": self.leg_bye,
            "penalty": 0,
        }

    @property
    def total(self) -> int:
        """All runs of the ball."""
        return self.off_bat + self.wide + self.no_ball + self.bye + self.leg_bye


def ball_runs(ball: OldBall, reading: ExtraRuns, conditions: PlayingConditions) -> BallRuns:
    """Return the runs of a ball under a reading (Laws 21, 22, 23)."""
    match ball.extra:
        case None:
            return plain_runs(ball)
        case OldExtra.WIDE:
            return wide_runs(ball, reading, conditions.wide_runs)
        case OldExtra.NO_BALL:
            return no_ball_runs(ball, reading, conditions.no_ball_runs)
        case OldExtra.BYE | OldExtra.LEG_BYE:
            return bye_runs(ball)


def plain_runs(ball: OldBall) -> BallRuns:
    """Return the runs off the bat. Extra runs of no kind are left out, with a remark."""
    if ball.extra_runs:
        return BallRuns(ball.runs, remarks=(f"{ball.extra_runs} {OF_NO_KIND}",))
    return BallRuns(ball.runs)


def wide_runs(ball: OldBall, reading: ExtraRuns, penalty: int) -> BallRuns:
    """Return the runs of a wide.

    All of them are wides (Law 22.6), including those written as `runs`.
    """
    remarks = (f"{ball.runs} runs of a wide are wides",) if ball.runs else ()
    return BallRuns(wide=penalty_runs(ball, reading, penalty) + ball.runs, remarks=remarks)


def no_ball_runs(ball: OldBall, reading: ExtraRuns, penalty: int) -> BallRuns:
    """Return the runs of a no-ball: the penalty, the runs off the bat, and any others as byes.

    Byes move the batters to the ends to which they ran (Law 21.16).
    """
    beyond = penalty_runs(ball, reading, penalty) - penalty
    remarks = (f"{beyond} runs off a no-ball taken as byes",) if beyond else ()
    return BallRuns(ball.runs, no_ball=penalty, bye=beyond, remarks=remarks)


def bye_runs(ball: OldBall) -> BallRuns:
    """Return the runs of byes or leg byes. If only `runs` is written, those are byes, too."""
    runs, off_bat, remarks = ball.extra_runs or 0, ball.runs, tuple[str, ...]()
    if off_bat and not runs:
        runs, off_bat = off_bat, 0
        remarks = (f"{runs} runs of a {ball.extra} were written as runs off the bat",)
    if ball.extra is OldExtra.BYE:
        return BallRuns(off_bat, bye=runs, remarks=remarks)
    return BallRuns(off_bat, leg_bye=runs, remarks=remarks)


def penalty_runs(ball: OldBall, reading: ExtraRuns, penalty: int) -> int:
    """Return the extra runs of a wide or no-ball including its penalty; at least the penalty."""
    if reading is ExtraRuns.BESIDE_PENALTY:
        return penalty + (ball.extra_runs or 0)
    return max(penalty, ball.extra_runs or 0)
