"""Owns what one delivery does to an innings: checks first, all of them; then runs, wicket, strike.

Nothing is changed before the last check has passed, so an illegal ball never half-applies.
"""

from scrbrd.domain import crease, laws, overs
from scrbrd.domain.actions import Delivery, Wicket
from scrbrd.domain.innings import attach, check_open, close_if_due, innings_for, reopen
from scrbrd.domain.laws import Ball
from scrbrd.domain.noting import warn
from scrbrd.domain.problems import ProblemCode, Refused
from scrbrd.domain.state import (
    BallSummary,
    Bowler,
    Dismissal,
    Innings,
    MatchState,
)
from scrbrd.domain.vocabulary import End, PlayerId, WicketType


def bowl(state: MatchState, action: Delivery) -> None:
    """Apply one delivery (Laws 17-22); raises Refused, the state untouched, if it cannot be."""
    innings = innings_for(state, action)
    check_delivery(innings, action)
    ball = laws.judge(action, state.setup.conditions)
    non_striker_id = action.non_striker_id or other_batter(innings, action.striker_id)
    attach(state, innings, action)
    state.stoppage = None
    warn_of_contradictions(state, action, ball)
    if overs.continues_over(innings, action):
        reopen(state, innings)
        overs.go_on(state, innings, action)
    if (innings.striker_id, innings.non_striker_id) != (action.striker_id, non_striker_id):
        crease.take_guard(state, innings, action, action.striker_id, non_striker_id)
    crease.join_partnership(innings)
    bowler = overs.begin_ball(state, innings, action)
    score(innings, bowler, action, ball)
    overs.count_ball(innings, action, ball)
    innings.over.balls.append(summary(action, ball))
    move_batters(state, innings, action, ball, bowler)
    innings.is_free_hit = state.setup.conditions.free_hit and next_is_free_hit(innings, ball)
    overs.end_over_if_due(innings, state.setup.conditions)
    close_if_due(state, innings)


def check_delivery(innings: Innings, action: Delivery) -> None:
    """Raise Refused for a ball that cannot have been bowled as recorded."""
    if not (innings.is_open or overs.continues_over(innings, action)):
        check_open(innings)
    if action.striker_id == action.non_striker_id:
        raise Refused(
            ProblemCode.SAME_BATTER_TWICE,
            f"nonStrikerId: {action.striker_id} cannot be at both ends",
        )
    if action.bowler_id in (action.striker_id, action.non_striker_id):
        raise Refused(
            ProblemCode.BOWLER_IS_BATTING, f"bowlerId: {action.bowler_id} is batting this ball"
        )
    crease.check_may_bat(innings, action.striker_id)
    crease.check_may_bat(innings, action.non_striker_id)
    laws.check_runs(action)
    if action.is_wicket or action.wicket is not None:
        check_wicket(innings, action)


def check_wicket(innings: Innings, action: Delivery) -> None:
    """Raise Refused for a dismissal nobody can have suffered off this ball."""
    if action.wicket is None:
        raise Refused(
            ProblemCode.DISMISSAL_NOT_POSSIBLE, "wicket: isWicket is true and no wicket is given"
        )
    laws.check_dismissal(action, innings.is_free_hit)
    out = action.wicket.dismissed_player_id
    pair = (action.striker_id, action.non_striker_id)
    if out not in pair and action.wicket.type is not WicketType.TIMED_OUT:
        raise Refused(
            ProblemCode.BATTER_NOT_AT_CREASE,
            f"wicket.dismissedPlayerId: {out} is neither striker nor non-striker",
        )
    if action.wicket.type is WicketType.TIMED_OUT:
        crease.check_may_bat(innings, out)


def warn_of_contradictions(state: MatchState, action: Delivery, ball: Ball) -> None:
    """Warn where a document's own totals and parts differ; the parts count."""
    extras = action.extras
    if extras.wide and extras.no_ball:
        warn(
            state,
            action,
            ProblemCode.NO_BALL_AND_WIDE,
            "extras: a ball called both counts as a no-ball",
            "Law 21",
        )
    elif extras.wide and (extras.bye or extras.leg_bye):
        warn(
            state,
            action,
            ProblemCode.BYES_OFF_WIDE,
            "extras: runs off a wide are wides, not byes",
            "Law 22",
        )
    elif action.total_runs is not None and action.total_runs != ball.total:
        warn(
            state,
            action,
            ProblemCode.TOTALS_MISMATCH,
            f"totalRuns is {action.total_runs}, its parts make {ball.total}",
        )
    if action.is_legal_delivery is not None and action.is_legal_delivery != ball.is_legal:
        warn(
            state,
            action,
            ProblemCode.TOTALS_MISMATCH,
            f"isLegalDelivery is {action.is_legal_delivery}, its extras say {ball.is_legal}",
        )


def other_batter(innings: Innings, striker_id: PlayerId) -> PlayerId | None:
    """Who stands at the other end when a document does not say."""
    others = [player for player in innings.at_crease if player != striker_id]
    return others[0] if len(others) == 1 else None


def score(innings: Innings, bowler: Bowler, action: Delivery, ball: Ball) -> None:
    """Add a ball's runs to the innings, the striker, the bowler and the partnership (Law 18.10)."""
    innings.runs += ball.total
    batter = innings.batters[action.striker_id]
    partnership = innings.partnerships[-1]
    if ball.is_faced:
        batter.balls_faced += 1
        partnership.balls += 1
    if ball.off_bat:
        batter.runs += ball.off_bat
        batter.fours += ball.boundary == 4
        batter.sixes += ball.boundary == 6
        if partnership.batter_a_id == action.striker_id:
            partnership.runs_a += ball.off_bat
        else:
            partnership.runs_b += ball.off_bat
    partnership.runs += ball.total - ball.penalty
    if ball.total != ball.off_bat:
        innings.wides += ball.wide
        innings.no_balls += ball.no_ball
        innings.byes += ball.bye
        innings.leg_byes += ball.leg_bye
        innings.penalty += ball.penalty
    analyse(innings, bowler, ball)
    innings.bowling_angle = action.bowling_angle or innings.bowling_angle


def analyse(innings: Innings, bowler: Bowler, ball: Ball) -> None:
    """Add a ball to the bowler's analysis; a dot is a ball that cost him nothing."""
    bowler.balls_bowled += ball.is_legal
    bowler.runs_conceded += ball.conceded
    bowler.wides += ball.wide
    bowler.no_balls += ball.no_ball
    bowler.dot_balls += not ball.conceded
    overs.spell_of(bowler, innings.over.number).runs += ball.conceded


def move_batters(
    state: MatchState, innings: Innings, action: Delivery, ball: Ball, bowler: Bowler
) -> None:
    """Change ends for the runs, then let a dismissed batter go (Laws 18.11, 38)."""
    innings.strike_was_stated = False
    if ball.completed_runs % 2:
        overs.change_ends(innings)
    wicket = action.wicket
    if wicket is None:
        return
    if wicket.type not in laws.WITHOUT_A_BALL:
        place_survivor(state, innings, wicket)
        innings.strike_was_stated = wicket.end is not None or wicket.crossed is not None
    credited = laws.is_bowlers_wicket(wicket.type)
    if credited:
        bowler.wickets += 1
        bowler.spells[-1].wickets += 1
    crease.dismiss(
        innings,
        wicket.dismissed_player_id,
        Dismissal(
            wicket.type,
            bowler.player_id if credited else None,
            wicket.fielder_ids + wicket.assist_fielder_ids,
            wicket.substitute_ids,
        ),
    )


def place_survivor(state: MatchState, innings: Innings, wicket: Wicket) -> None:
    """Put the batter who stays where he belongs; the vacant end is the new batter's.

    Caught: the new batter comes to the striker's end, unless an older edition lets a crossing
    count (18.11). Else the recorded end of the broken wicket decides (38.2), or the crossing.
    """
    out = wicket.dismissed_player_id
    if wicket.type is WicketType.CAUGHT:
        crossed = bool(wicket.crossed) and state.setup.conditions.crossing_matters_when_caught
        vacant = End.BOWLER if crossed else End.STRIKER
    elif wicket.end is not None:
        vacant = wicket.end
    elif wicket.crossed:
        overs.change_ends(innings)
        return
    else:
        return
    is_out_at_striker = innings.striker_id == out
    if is_out_at_striker != (vacant is End.STRIKER):
        overs.change_ends(innings)


def next_is_free_hit(innings: Innings, ball: Ball) -> bool:
    """After any no-ball; carried over a wide or another ball that is not in the over."""
    return bool(ball.no_ball) or (innings.is_free_hit and not ball.is_legal)


EXTRA_SUFFIX = {"wide": "wd", "noball": "nb", "bye": "b", "legbye": "lb"}


def summary(action: Delivery, ball: Ball) -> BallSummary:
    """A ball as the current over shows it: `4`, `1nb`, `2lb`, `W`, `1wdW`."""
    kinds = (
        ("noball", ball.no_ball),
        ("wide", ball.wide),
        ("bye", ball.bye),
        ("legbye", ball.leg_bye),
    )
    extra_type = next((name for name, runs in kinds if runs), None)
    wicket = action.wicket
    is_wicket = wicket is not None and wicket.type not in laws.NOT_A_WICKET
    shown = f"{ball.total}{EXTRA_SUFFIX[extra_type] if extra_type else ''}"
    if is_wicket:
        shown = f"{shown if ball.total else ''}W"
    return BallSummary(ball.total, is_wicket, extra_type, shown)
