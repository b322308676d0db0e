"""Defines the Laws for a single ball; each rule stands here once, with its Law.

Pure functions of an action and the playing conditions; does not know the state of a match.
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
"""Dismissals that only the batter facing can suffer; the last two because only that batter plays
the ball (but see `is_only_the_strikers`)."""

LAW_OF_DISMISSAL = {
    WicketType.BOWLED: "Law 32",
    WicketType.CAUGHT: "Law 33",
    WicketType.HIT_BALL_TWICE: "Law 34",
    WicketType.HIT_WICKET: "Law 35",
    WicketType.LBW: "Law 36",
    WicketType.HANDLED_BALL: "Law 37",
    WicketType.STUMPED: "Law 39",
}
"""The Law of each dismissal that only the striker can suffer.

Handled the ball has been a part of obstructing the field since 2017.
"""

POSSIBLE_OFF_NO_BALL = frozenset(
    {
        WicketType.RUN_OUT,
        WicketType.OBSTRUCTING_FIELD,
        WicketType.HIT_BALL_TWICE,
        WicketType.HANDLED_BALL,
    }
)
"""Law 21.17; handled the ball was one of them until the 2017 Code."""

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
"""Facts that no ball causes; one inside a delivery counts as that ball, then as the fact."""

FOUR, SIX = 4, 6
"""Runs for the ball that reaches the boundary, and for the one that lands beyond it (Law 19.7)."""

KINDS_OF_BALL = 1024
"""Size of the cache of counted balls: a match has some thirty kinds, most of them no run or one."""

RETIRED_AS = {
    Retirement.HURT: WicketType.RETIRED_HURT,
    Retirement.OUT: WicketType.RETIRED_OUT,
    Retirement.NOT_OUT: WicketType.RETIRED_NOT_OUT,
}


@dataclass(frozen=True, slots=True)
class Ball:
    """A delivery as the Laws count it. Runs; `completed_runs` decides which batter faces next.

    `has_extras`: some runs did not come off the bat. `is_mixed`: a wide was recorded together with
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
    """Return a delivery as counted by Laws 17, 18, 21 and 22; its own totals are ignored."""
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
    """Return the ball that these numbers count as; equal numbers share one value.

    A no-ball prevails over a wide (21.12): the wide's penalty is not scored, and the runs run are
    byes. Byes run off a wide are wides (22.6). Penalty runs are credited to no player (18.6).
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
    """Yield each reason why this dismissal is impossible off this kind of ball, with its Law."""
    kind, player_id = wicket.type, wicket.dismissed_player_id
    if kind is WicketType.TIMED_OUT:
        yield (
            f"wicket.type: {player_id} is timed out on a ball, and nobody is awaited then",
            "Law 40",
        )
    if kind in WITHOUT_A_BALL:
        return
    if ball.no_ball and kind not in POSSIBLE_OFF_NO_BALL:
        yield f"wicket.type: nobody is out {kind} off a no-ball", "Law 21"
    if ball.wide and kind not in POSSIBLE_OFF_WIDE:
        yield f"wicket.type: nobody is out {kind} off a wide", "Law 22"
    if player_id != action.striker_id and is_only_the_strikers(kind, edition):
        why = f"wicket.dismissedPlayerId: {player_id} was not facing and cannot be out {kind}"
        yield why, LAW_OF_DISMISSAL[kind]


def is_only_the_strikers(wicket: WicketType, edition: LawsEdition) -> bool:
    """Return whether only the batter facing can be out in this way.

    Either batter could be out handled the ball under the Code of 2000 (its Law 33).
    """
    if wicket is WicketType.HANDLED_BALL and edition is LawsEdition.CODE_2000:
        return False
    return wicket in ONLY_THE_STRIKER


def is_saved_by_free_hit(wicket: WicketType) -> bool:
    """Return whether a free hit prevents this dismissal.

    It prevents all but those possible off a no-ball.
    """
    return wicket not in POSSIBLE_OFF_NO_BALL and wicket not in WITHOUT_A_BALL


def is_bowlers_wicket(wicket: WicketType) -> bool:
    """Return whether the dismissal is credited to the bowler.

    Not for run out, timed out, obstruction and retirement.
    """
    return wicket in BOWLERS_WICKETS
