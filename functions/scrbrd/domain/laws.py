"""Defines the laws that a single ball is judged by; each rule stands here once, with its Law.

Pure functions of an action and the playing conditions; knows nothing of the state of a match.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from scrbrd.domain.actions import Delivery, Wicket
from scrbrd.domain.formats import PlayingConditions
from scrbrd.domain.vocabulary import LawsEdition, Retirement, WicketType

BOWLERS_WICKETS = frozenset(
    {
        WicketType.BOWLED,
        WicketType.CAUGHT,
        WicketType.LBW,
        WicketType.STUMPED,
        WicketType.HIT_WICKET,
    }
)
"""Dismissals credited to the bowler (Laws 32, 33, 35, 36, 39)."""

ONLY_THE_STRIKER = BOWLERS_WICKETS | {WicketType.HANDLED_BALL, WicketType.HIT_BALL_TWICE}
"""Dismissals that only the batter facing can suffer; the two last since they alone play the ball
(but see `is_only_the_strikers`)."""

LAW_OF_DISMISSAL = {
    WicketType.BOWLED: "Law 32",
    WicketType.CAUGHT: "Law 33",
    WicketType.HIT_BALL_TWICE: "Law 34",
    WicketType.HIT_WICKET: "Law 35",
    WicketType.LBW: "Law 36",
    WicketType.HANDLED_BALL: "Law 37",
    WicketType.STUMPED: "Law 39",
}
"""The Law of each dismissal that the striker alone can suffer; handled the ball is a part of
obstructing the field since 2017."""

POSSIBLE_OFF_NO_BALL = frozenset(
    {
        WicketType.RUN_OUT,
        WicketType.OBSTRUCTING_FIELD,
        WicketType.HIT_BALL_TWICE,
        WicketType.HANDLED_BALL,
    }
)
"""Law 21.17; handled the ball stood beside them until the 2017 Code."""

POSSIBLE_OFF_WIDE = frozenset(
    {
        WicketType.RUN_OUT,
        WicketType.OBSTRUCTING_FIELD,
        WicketType.STUMPED,
        WicketType.HIT_WICKET,
        WicketType.HANDLED_BALL,
    }
)
"""Law 22.9."""

NOT_A_WICKET = frozenset({WicketType.RETIRED_HURT, WicketType.RETIRED_NOT_OUT})
"""Retirements that are no dismissal (Law 25.4.2)."""

WITHOUT_A_BALL = NOT_A_WICKET | {WicketType.RETIRED_OUT, WicketType.TIMED_OUT}
"""Facts that no ball brings about; one inside a delivery counts as that ball, then the fact."""

FOUR, SIX = 4, 6
"""Runs for the ball that reaches the boundary, and for the one that lands beyond it (Law 19.7)."""

KINDS_OF_BALL = 1024
"""How many kinds of ball are kept counted: a match has some thirty, and most are a run or none."""

RETIRED_AS = {
    Retirement.HURT: WicketType.RETIRED_HURT,
    Retirement.OUT: WicketType.RETIRED_OUT,
    Retirement.NOT_OUT: WicketType.RETIRED_NOT_OUT,
}


@dataclass(frozen=True, slots=True)
class Ball:
    """A delivery as the laws count it. Runs; `completed_runs` decides which batter faces next.

    `has_extras`: anything that did not come off the bat; `is_mixed`: a wide was recorded beside
    runs that it excludes.
    """

    off_bat: int
    wide: int
    no_ball: int
    bye: int
    leg_bye: int
    penalty: int
    is_legal: bool
    is_faced: bool
    total: int
    conceded: int
    completed_runs: int
    boundary: int
    has_extras: bool
    is_mixed: bool


def judge(action: Delivery, conditions: PlayingConditions) -> Ball:
    """Count a delivery by Laws 17, 18, 21 and 22, whatever its own totals say."""
    extras = action.extras
    return count(
        action.runs_off_bat,
        extras.wide,
        extras.no_ball,
        extras.bye,
        extras.leg_bye,
        extras.penalty,
        action.runs_run,
        action.boundary,
        action.not_counted,
        conditions.wide_runs,
    )


@lru_cache(maxsize=KINDS_OF_BALL)
def count(
    off_bat: int,
    wide: int,
    no_ball: int,
    bye: int,
    leg_bye: int,
    penalty: int,
    run: int | None,
    stated_boundary: bool | None,
    not_counted: bool,
    wide_runs: int,
) -> Ball:
    """What a delivery with these numbers counts as; one value for all that are alike.

    A no-ball prevails over a wide (21.12): the wide's penalty is not scored, what was run are byes.
    Byes run off a wide are wides (22.6). Penalty runs are nobody's (18.6).
    """
    is_mixed = wide > 0 and (off_bat + no_ball + bye + leg_bye) > 0
    if is_mixed and no_ball:
        bye, wide = bye + max(0, wide - wide_runs), 0
    elif is_mixed:
        wide, bye, leg_bye = wide + bye + leg_bye, 0, 0
    if run is None:
        run = off_bat + bye + leg_bye + max(0, wide - wide_runs)
    conceded = off_bat + wide + no_ball
    total = conceded + bye + leg_bye + penalty
    return Ball(
        off_bat,
        wide,
        no_ball,
        bye,
        leg_bye,
        penalty,
        is_legal=not (wide or no_ball or not_counted),
        is_faced=not wide,
        total=total,
        conceded=conceded,
        completed_runs=run,
        boundary=off_bat if off_bat in (FOUR, SIX) and stated_boundary is not False else 0,
        has_extras=total != off_bat,
        is_mixed=is_mixed,
    )


def offences(
    action: Delivery, wicket: Wicket, ball: Ball, edition: LawsEdition
) -> Iterator[tuple[str, str]]:
    """Yield why nobody can be out as recorded off this kind of ball, each with its Law."""
    how, who = wicket.type, wicket.dismissed_player_id
    if how is WicketType.TIMED_OUT:
        yield f"wicket.type: {who} is timed out on a ball, and nobody is awaited then", "Law 40"
    if how in WITHOUT_A_BALL:
        return
    if ball.no_ball and how not in POSSIBLE_OFF_NO_BALL:
        yield f"wicket.type: nobody is out {how} off a no-ball", "Law 21"
    if ball.wide and how not in POSSIBLE_OFF_WIDE:
        yield f"wicket.type: nobody is out {how} off a wide", "Law 22"
    if who != action.striker_id and is_only_the_strikers(how, edition):
        why = f"wicket.dismissedPlayerId: {who} was not facing and cannot be out {how}"
        yield why, LAW_OF_DISMISSAL[how]


def is_only_the_strikers(wicket: WicketType, edition: LawsEdition) -> bool:
    """Whether only the batter facing can be out so; either could handle the ball under the Code of
    2000 (its Law 33)."""
    if wicket is WicketType.HANDLED_BALL and edition is LawsEdition.CODE_2000:
        return False
    return wicket in ONLY_THE_STRIKER


def is_saved_by_free_hit(wicket: WicketType) -> bool:
    """Whether a batter stays in off a free hit: all are out so only who could be off a no-ball."""
    return wicket not in POSSIBLE_OFF_NO_BALL and wicket not in WITHOUT_A_BALL


def is_bowlers_wicket(wicket: WicketType) -> bool:
    """Whether the bowler is credited (not for run out, timed out, obstruction, retirement)."""
    return wicket in BOWLERS_WICKETS
