"""Applies one delivery to an innings: all checks first; then runs, wicket, strike.

Nothing is changed before the last check has passed, so an illegal ball is never half applied.
"""

from functools import lru_cache

from scrbrd.domain import crease, derived_ends, laws, overs, strike
from scrbrd.domain.actions import Delivery, Wicket
from scrbrd.domain.contradictions import warn_of_contradictions, wicket_that_counts
from scrbrd.domain.innings import (
    attach,
    check_open,
    close_if_due,
    due_close,
    innings_for,
    reopen,
)
from scrbrd.domain.laws import Ball
from scrbrd.domain.problems import ProblemCode, Refused
from scrbrd.domain.state import (
    BallSummary,
    Batter,
    Bowler,
    Dismissal,
    Innings,
    MatchState,
    Partnership,
)
from scrbrd.domain.vocabulary import End, PlayerId, WicketType

SPELL_WEIGHT = 60


def bowl(state: MatchState, action: Delivery) -> None:
    """Apply one delivery (Laws 17-22). Raises Refused, with the state unchanged."""
    conditions = state.setup.conditions
    innings = innings_for(state, action)
    ball, wicket = laws.judge(action, conditions), action.wicket
    check_delivery(innings, action)
    attach(state, innings, action)
    state.stoppage = None
    warn_of_contradictions(state, action, ball)
    if wicket is not None or action.is_wicket:
        wicket = wicket_that_counts(state, innings, action, ball)
    over = innings.over
    if over.is_complete or innings.closed is not None or action.over_number != over.number:
        place_in_over(state, innings, action)
    batter = take_places(state, innings, action)
    if innings.strike_doubt is not None:
        strike.extend_doubt(state, innings, action)
    bowler = overs.begin_ball(state, innings, action)
    score_ball(innings, batter, bowler, ball, conditions.overs_per_end)
    overs.count_ball(innings, action, ball)
    innings.over.balls.append(summary(ball, wicket))
    move_batters(state, innings, wicket, ball, bowler)
    innings.is_free_hit = conditions.free_hit and next_is_free_hit(innings, ball)
    overs.end_over_if_due(innings, conditions)
    if innings.striker_id is None:
        crease.face_alone(state, innings)
    if action.corrects is not None or innings.last_correction is not None:
        strike.note_correction(innings, action)
    close_if_due(state, innings)


def place_in_over(state: MatchState, innings: Innings, action: Delivery) -> None:
    """Reopen an over or innings that seemed complete, or end the previous over early."""
    over = innings.over
    if over.is_complete:
        if overs.continues_over(innings, action):
            reopen(state, innings)
            overs.resume_over(state, innings, action)
    elif overs.has_ended_short(innings, action, state.setup.conditions):
        overs.end_short_over(state, innings, action)
        innings.closed = due_close(state, innings)
    if innings.closed is not None:
        derived_ends.reopen_beyond_limit(state, innings, action)


def check_delivery(innings: Innings, action: Delivery) -> None:
    """Raise Refused for a ball whose players cannot be in these places.

    A ball that only the Laws forbid counts as recorded, see `contradictions`.
    """
    if innings.closed is not None and not continues_play(innings, action):
        check_open(innings)
    check_people(innings, action.striker_id, action.non_striker_id, action.bowler_id)
    if action.wicket is not None:
        check_wicket(innings, action, action.wicket)


def continues_play(innings: Innings, action: Delivery) -> bool:
    """Return whether a ball counts although the innings seemed over."""
    return overs.continues_over(innings, action) or derived_ends.may_reopen(innings)


def check_people(
    innings: Innings, striker_id: PlayerId, non_striker_id: PlayerId, bowler_id: PlayerId
) -> None:
    """Refuse one player in two places, and a batter who is out. Raises Refused.

    A batter at the crease is not out, so nothing is checked for the pair that is in.
    """
    if striker_id == non_striker_id:
        raise Refused(
            ProblemCode.SAME_BATTER_TWICE, f"nonStrikerId: {striker_id} cannot be at both ends"
        )
    if bowler_id in (striker_id, non_striker_id):
        raise Refused(ProblemCode.BOWLER_IS_BATTING, f"bowlerId: {bowler_id} is batting this ball")
    if striker_id != innings.striker_id or non_striker_id != innings.non_striker_id:
        crease.check_may_bat(innings, striker_id)
        crease.check_may_bat(innings, non_striker_id)


def check_wicket(innings: Innings, action: Delivery, wicket: Wicket) -> None:
    """Raise Refused for the dismissal of a player who is not in."""
    out = wicket.dismissed_player_id
    if wicket.type is WicketType.TIMED_OUT:
        crease.check_may_bat(innings, out)
    elif out not in (action.striker_id, action.non_striker_id):
        if not action.non_striker_id and other_batter(innings.at_crease, action) == out:
            crease.check_may_bat(innings, out)
            return
        is_strikers = wicket.type in laws.ONLY_THE_STRIKER
        raise Refused(
            ProblemCode.DISMISSAL_NOT_POSSIBLE if is_strikers else ProblemCode.BATTER_NOT_AT_CREASE,
            f"wicket.dismissedPlayerId: {out} is neither striker nor non-striker",
        )


def take_places(state: MatchState, innings: Innings, action: Delivery) -> Batter:
    """Put the two named batters at the crease, in their partnership; return the striker."""
    striker_id = action.striker_id
    non_striker_id = action.non_striker_id or other_batter(innings.at_crease, action)
    if innings.striker_id != striker_id or innings.non_striker_id != non_striker_id:
        crease.take_guard(state, innings, action, striker_id, non_striker_id)
    crease.join_partnership(state, innings)
    return innings.batters[striker_id]


def other_batter(at_crease: tuple[PlayerId, ...], action: Delivery) -> PlayerId | None:
    """Return the non-striker of a ball that does not name one; None if unknown.

    It is the other batter at the crease, or, if none is known, the batter run out or obstructed at
    the other end (Laws 37, 38).
    """
    others = [player for player in at_crease if player != action.striker_id]
    wicket = action.wicket
    if not others and wicket is not None and wicket.dismissed_player_id != action.striker_id:
        is_there = wicket.type in (WicketType.RUN_OUT, WicketType.OBSTRUCTING_FIELD)
        return wicket.dismissed_player_id if is_there else None
    return others[0] if len(others) == 1 else None


def score_ball(
    innings: Innings, batter: Batter, bowler: Bowler, ball: Ball, overs_per_end: int
) -> None:
    """Add a ball's runs to the innings, the striker, the bowler and the partnership (Law 18.10)."""
    innings.runs += ball.total
    partnership = innings.partnerships[-1]
    partnership.runs += ball.total - ball.penalty
    if ball.is_faced:
        batter.balls_faced += 1
        partnership.balls += 1
    if ball.off_bat:
        credit(batter, partnership, ball)
    if ball.has_extras:
        count_extras(innings, bowler, ball)
    spells = len(bowler.spells)
    analyse(bowler, ball, innings.over.number, overs_per_end)
    innings.weight += SPELL_WEIGHT * (len(bowler.spells) - spells)


def credit(batter: Batter, partnership: Partnership, ball: Ball) -> None:
    """Add the runs off the bat to the batter and to their part of the partnership."""
    batter.runs += ball.off_bat
    if ball.boundary == laws.FOUR:
        batter.fours += 1
    elif ball.boundary == laws.SIX:
        batter.sixes += 1
    if partnership.batter_a_id == batter.player_id:
        partnership.runs_a += ball.off_bat
    else:
        partnership.runs_b += ball.off_bat


def count_extras(innings: Innings, bowler: Bowler, ball: Ball) -> None:
    """Add the extras; wides and no-balls are charged to the bowler too (Laws 21, 22)."""
    innings.wides += ball.wide
    innings.no_balls += ball.no_ball
    innings.byes += ball.bye
    innings.leg_byes += ball.leg_bye
    innings.penalty += ball.penalty
    bowler.wides += ball.wide
    bowler.no_balls += ball.no_ball


def analyse(bowler: Bowler, ball: Ball, over_number: int, overs_per_end: int) -> None:
    """Add a ball to the bowler's analysis; a ball without conceded runs is a dot ball."""
    spell = overs.spell_of(bowler, over_number, overs_per_end)
    if ball.is_legal:
        bowler.balls_bowled += 1
    if ball.conceded:
        bowler.runs_conceded += ball.conceded
        spell.runs += ball.conceded
    else:
        bowler.dot_balls += 1


def move_batters(
    state: MatchState, innings: Innings, wicket: Wicket | None, ball: Ball, bowler: Bowler
) -> None:
    """Change ends for the runs, then remove a dismissed batter (Laws 18.11, 38)."""
    innings.strike_was_stated = False
    if ball.completed_runs % 2:
        overs.change_ends(innings)
    if wicket is not None:
        apply_wicket(state, innings, wicket, ball, bowler)


def apply_wicket(
    state: MatchState, innings: Innings, wicket: Wicket, ball: Ball, bowler: Bowler
) -> None:
    """Remove a dismissed batter and credit the bowler where the dismissal is theirs.

    Runs recorded with an obstruction mean that it prevented no catch (Law 37.5).
    """
    if wicket.type not in laws.WITHOUT_A_BALL:
        place_survivor(state, innings, wicket)
        innings.strike_was_stated = wicket.end is not None or wicket.crossed is not None
    if wicket.type is WicketType.OBSTRUCTING_FIELD and not ball.completed_runs:
        may_choose = state.setup.conditions.captain_may_choose_striker
        innings.strike_was_stated = innings.strike_was_stated or may_choose
    credited = laws.is_bowlers_wicket(wicket.type)
    if credited:
        bowler.wickets += 1
        bowler.spells[-1].wickets += 1
    dismissal = Dismissal(
        wicket.type,
        bowler.player_id if credited else None,
        wicket.fielder_ids + wicket.assist_fielder_ids,
        wicket.substitute_ids,
    )
    crease.dismiss(innings, wicket.dismissed_player_id, dismissal)


def place_survivor(state: MatchState, innings: Innings, wicket: Wicket) -> None:
    """Put the remaining batter at the right end; the vacant end is the new batter's.

    Caught: the new batter comes to the striker's end, unless an older edition lets a crossing count
    (18.11). Otherwise the recorded end of the broken wicket decides (38.2), or the crossing.
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
    """Return whether the next ball is a free hit.

    It is after any no-ball; carried over a wide or another ball that is not in the over.
    """
    return bool(ball.no_ball) or (innings.is_free_hit and not ball.is_legal)


EXTRA_SUFFIX = {None: "", "wide": "wd", "noball": "nb", "bye": "b", "legbye": "lb"}


def summary(ball: Ball, wicket: Wicket | None) -> BallSummary:
    """Return a ball as the current over shows it: `4`, `1nb`, `2lb`, `W`, `1wdW`.

    `6p` is a ball with five penalty runs and one off the bat: no six, because penalty runs are
    credited to no batter.
    """
    is_wicket = wicket is not None and wicket.type not in laws.NOT_A_WICKET
    kind = extra_type(ball) if ball.has_extras else None
    return summary_of(ball.total, is_wicket, kind, has_penalty=ball.penalty > 0)


def extra_type(ball: Ball) -> str | None:
    """Return the name of a ball's extras; a no-ball before the runs run off it. None: penalties."""
    kinds = (
        ("noball", ball.no_ball),
        ("wide", ball.wide),
        ("bye", ball.bye),
        ("legbye", ball.leg_bye),
    )
    return next((name for name, runs in kinds if runs), None)


@lru_cache(maxsize=laws.KINDS_OF_BALL)
def summary_of(
    runs: int, is_wicket: bool, extra_type: str | None, *, has_penalty: bool
) -> BallSummary:
    """Return the shared summary of all balls that look alike: few kinds make up every match."""
    suffix = "p" if has_penalty and extra_type is None else EXTRA_SUFFIX[extra_type]
    shown = f"{runs}{suffix}"
    if is_wicket:
        shown = f"{shown if runs else ''}W"
    return BallSummary(runs, is_wicket, extra_type, shown)
