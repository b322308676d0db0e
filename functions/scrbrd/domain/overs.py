"""Follows the over: its bowler, its end, maidens, spells, an umpire's miscount (Law 17)."""

from scrbrd.domain.actions import Action, Delivery
from scrbrd.domain.crease import warn_of_side
from scrbrd.domain.formats import PlayingConditions
from scrbrd.domain.laws import Ball
from scrbrd.domain.noting import warn
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.state import Bowler, Innings, MatchState, Over, Spell, weight_of
from scrbrd.domain.vocabulary import CloseReason, PlayerId

SPELL_GAP = 2
"""A bowler who bowls again within two overs, from the same end, is still in the same spell; in the
Hundred within two tens."""

FIFTH = 5
"""Where conditions limit a bowler to a share of an innings' overs, the share is a fifth."""

RECENT_OVERS = 4
"""How many overs' bowlers are kept: the most that may be bowled consecutively, and one that may be
taken back."""

LAST_OVERS = 5
"""How many overs show the present course of an innings."""

RECENT_TOTALS = LAST_OVERS + 2
"""How many overs' totals are kept: the last five, the one before them, and one that may be taken
back."""


def continues_over(innings: Innings, action: Delivery) -> bool:
    """Return whether a ball belongs to the over that seemed complete: the umpire allowed it (17.5).

    Its `overBalls` shows that, or the same bowler bowling on under the same over number, which
    cannot be the start of another over. An innings that ended otherwise than by its overs stays
    closed.
    """
    over = innings.over
    if not over.is_complete or action.over_number != over.number:
        return False
    if innings.is_close_recorded or innings.closed not in (None, CloseReason.OVERS_COMPLETE):
        return False
    umpires_count = action.over_balls or 0
    return umpires_count > over.legal_balls or action.bowler_id == over.bowler_ids[-1]


def resume_over(state: MatchState, innings: Innings, action: Delivery) -> None:
    """Reopen the over that `continues_over` found; warn where no umpire's count was recorded."""
    reopen_over(innings)
    if action.over_balls is None:
        warn_of_long_over(state, innings, action)


def has_ended_short(innings: Innings, action: Delivery, conditions: PlayingConditions) -> bool:
    """Return whether a ball shows that the umpire ended the over before it early."""
    return (
        innings.over.deliveries > 0
        and not innings.is_position_off
        and begins_next_over(innings.over, action, conditions)
    )


def begins_next_over(over: Over, action: Delivery, conditions: PlayingConditions) -> bool:
    """Return whether a ball has the next over's number and another bowler.

    Both are needed, because one alone may be a mistake. Where a bowler may bowl consecutive overs
    (the Hundred), the number with ball 1 of the over is enough.
    """
    if action.over_number != over.number + 1:
        return False
    may_bowl_on = conditions.max_consecutive_overs > 1 and action.ball_in_over == 1
    return may_bowl_on or action.bowler_id not in over.bowler_ids


def is_in_last_over(innings: Innings) -> bool:
    """Return whether the last over of the innings is in progress and has a legal ball."""
    over, limit = innings.over, innings.overs_limit
    is_last = limit is not None and innings.overs_completed + 1 >= limit
    return is_last and over.legal_balls > 0 and not over.is_complete


def end_short_over(state: MatchState, innings: Innings, action: Action) -> None:
    """End an over that the umpire ended early; it counts as one over (Law 17.5)."""
    over, length = innings.over, state.setup.conditions.balls_per_over
    complete_over(innings, state.setup.conditions)
    warn(
        state,
        action,
        ProblemCode.OVER_TOO_SHORT,
        f"over {over.number} ended after {over.legal_balls} balls of {length}; record overBalls "
        f"{over.legal_balls} with its last ball if the umpire counted so, or the ball that is "
        "missing",
        "Law 17",
    )


def begin_ball(state: MatchState, innings: Innings, action: Delivery) -> Bowler:
    """Open the over for this ball, or continue it, and return its bowler."""
    over, bowler_id = innings.over, action.bowler_id
    if over.is_complete or not over.deliveries:
        warn_of_overs_running(state, innings, action)
        innings.over = over = Over(number=innings.overs_completed)
    warn_of_position(state, innings, action)
    bowler = innings.bowlers.get(bowler_id)
    if bowler is None:
        bowler = innings.bowlers[bowler_id] = Bowler(bowler_id)
        innings.weight += weight_of(bowler_id, copies=3, rest=400)
        warn_of_side(state, action, bowler_id, innings.bowling_team_id)
    if bowler_id in innings.suspended_ids or bowler_id in state.suspended_ids:
        warn_of_suspended(state, action)
    if bowler_id not in over.bowler_ids:
        take_the_ball(state, innings, action)
    elif bowler_id != innings.bowler_id:
        share_over(innings, bowler, state.setup.conditions)
    innings.bowler_id = bowler_id
    innings.bowling_angle = action.bowling_angle or innings.bowling_angle
    return bowler


def warn_of_suspended(state: MatchState, action: Delivery) -> None:
    """Warn of a ball by a suspended bowler; another bowler must end the over (Law 41)."""
    message = f"{action.bowler_id} was suspended from bowling"
    warn(state, action, ProblemCode.BOWLER_SUSPENDED, message, "Law 41")


def warn_of_long_over(state: MatchState, innings: Innings, action: Delivery) -> None:
    """Warn of a ball beyond the over's length without an umpire's count; it counts (17.5.2)."""
    warn(
        state,
        action,
        ProblemCode.OVER_TOO_LONG,
        f"ball {innings.over.legal_balls + 1} of over {innings.over.number} in an over of "
        f"{state.setup.conditions.balls_per_over}; record overBalls if the umpire allowed it",
        "Law 17",
    )


def warn_of_position(state: MatchState, innings: Innings, action: Delivery) -> None:
    """Warn once when stored over numbers differ from the derived ones, until they agree again."""
    is_off = action.over_number != innings.over.number
    if is_off and not innings.is_position_off:
        warn(
            state,
            action,
            ProblemCode.POSITION_MISMATCH,
            f"overNumber is {action.over_number}; the log so far makes it {innings.over.number}",
        )
    innings.is_position_off = is_off


def warn_of_overs_running(state: MatchState, innings: Innings, action: Delivery) -> None:
    """Warn of a bowler with too many consecutive overs (Law 17.6; the Hundred allows two)."""
    allowed = state.setup.conditions.max_consecutive_overs
    recent = innings.over_bowlers[-allowed:]
    if len(recent) == allowed and all(action.bowler_id in bowled for bowled in recent):
        warn(
            state,
            action,
            ProblemCode.CONSECUTIVE_OVERS,
            f"{action.bowler_id} bowled the over before and may not bowl this one",
            "Law 17",
        )


def take_the_ball(state: MatchState, innings: Innings, action: Delivery) -> None:
    """Register a bowler's first ball of the over.

    Checks the quota and a change in mid-over (17.8).
    """
    bowler_id, over = action.bowler_id, innings.over
    if over.bowler_ids and not innings.may_change_bowler:
        warn(
            state,
            action,
            ProblemCode.BOWLER_CHANGED_MID_OVER,
            f"{bowler_id} took over in mid-over {over.number} and nothing recorded says why",
            "Law 17",
        )
    warn_of_quota(state, innings, action)
    innings.may_change_bowler = False
    if over.bowler_ids:
        share_over(innings, innings.bowlers[bowler_id], state.setup.conditions)
    over.bowler_ids.append(bowler_id)


def share_over(innings: Innings, bowler: Bowler, conditions: PlayingConditions) -> None:
    """Pass an over in progress to another bowler, or back to one who bowled a part of it before.

    At the end of the over, each bowler's balls and those of the others make up one over.
    """
    over, before = innings.over, innings.bowlers[current_bowler(innings)]
    is_back = bowler.player_id in over.bowler_ids
    left = conditions.balls_per_over - over.legal_balls
    before.balls_of_others += left
    bowler.balls_of_others += -left if is_back else over.legal_balls


def current_bowler(innings: Innings) -> PlayerId:
    """Return the bowler of the last ball of the over in progress, which has at least one ball."""
    assert innings.bowler_id is not None
    return innings.bowler_id


def warn_of_quota(state: MatchState, innings: Innings, action: Delivery) -> None:
    """Warn when a bowler begins more overs than the conditions allow."""
    conditions, bowler = state.setup.conditions, innings.bowlers[action.bowler_id]
    if balls_left(innings, bowler, conditions) == 0:
        warn(
            state,
            action,
            ProblemCode.BOWLER_OVER_LIMIT,
            f"{action.bowler_id} has bowled the {most_overs(innings, bowler, conditions)} overs "
            "that a bowler may",
            "playing condition: overs per bowler",
        )


def balls_left(innings: Innings, bowler: Bowler, conditions: PlayingConditions) -> int | None:
    """Return the legal balls that the conditions still allow a bowler; None without a limit."""
    most = most_overs(innings, bowler, conditions)
    return None if most is None else max(0, most * conditions.balls_per_over - balls_of(bowler))


def most_overs(innings: Innings, bowler: Bowler, conditions: PlayingConditions) -> int | None:
    """Return the overs that a bowler may bowl in an innings; None without a limit.

    Where the limit is a fifth of the overs, it is a fifth of those of a shortened innings. The
    remainder of the division by five allows one over more to as many bowlers, the first to reach
    it. It is at least one over.
    """
    most, whole = conditions.max_overs_per_bowler, conditions.overs_per_innings
    if most is None or innings.is_super_over:
        return None
    limit, is_fifth = innings.overs_limit, bool(whole) and most == -(-(whole or 0) // FIFTH)
    if limit is None or not whole or not is_fifth or limit >= whole:
        return most
    share, rest = divmod(limit, FIFTH)
    full = share * conditions.balls_per_over
    others = (each for each in innings.bowlers.values() if each.player_id != bowler.player_id)
    return max(1, share + (sum(balls_of(each) > full for each in others) < rest))


def balls_of(bowler: Bowler) -> int:
    """Return the balls of a bowler's overs as they count towards the limit of overs.

    A miscounted over counts as a whole one, and so does an over of which others bowled a part
    (playing condition: overs per bowler).
    """
    return bowler.balls_bowled + bowler.miscounted + bowler.balls_of_others


def spell_of(bowler: Bowler, over_number: int, overs_per_end: int) -> Spell:
    """Return the spell that this over belongs to; begin one if the bowler has rested."""
    if bowler.spells:
        last = bowler.spells[-1]
        if over_number == last.end_over:
            return last
        if over_number // overs_per_end - last.end_over // overs_per_end <= SPELL_GAP:
            last.end_over = over_number
            return last
    spell = Spell(over_number, over_number)
    bowler.spells.append(spell)
    return spell


def count_ball(innings: Innings, action: Delivery, ball: Ball) -> None:
    """Count the ball in its over and innings; only legal balls advance the over (17.3)."""
    over = innings.over
    over.deliveries += 1
    over.conceded += ball.conceded
    if ball.is_legal:
        over.legal_balls += 1
        innings.legal_balls += 1
    if action.over_balls is not None:
        over.umpires_count = action.over_balls


def end_over_if_due(innings: Innings, conditions: PlayingConditions) -> None:
    """End the over at its length, or at the umpire's count of it (17.5.1)."""
    over = innings.over
    if over.legal_balls >= (over.umpires_count or conditions.balls_per_over):
        complete_over(innings, conditions)


def complete_over(innings: Innings, conditions: PlayingConditions) -> None:
    """End the over: the batters change ends (in the Hundred after two fives); count a maiden."""
    over = innings.over
    over.is_complete = True
    over.balls_per_over = conditions.balls_per_over
    innings.overs_completed += 1
    over.changes_ends = innings.overs_completed % conditions.overs_per_end == 0
    innings.over_bowlers.append(tuple(over.bowler_ids))
    del innings.over_bowlers[:-RECENT_OVERS]
    innings.over_totals.append(innings.runs)
    del innings.over_totals[:-RECENT_TOTALS]
    odd = over.balls_per_over - over.legal_balls
    if len(over.bowler_ids) == 1:
        bowler = innings.bowlers[over.bowler_ids[0]]
        bowler.miscounted += odd
        bowler.maidens += over.conceded == 0
    else:
        innings.bowlers[current_bowler(innings)].balls_of_others += odd
    if over.changes_ends:
        change_ends(innings)


def reopen_over(innings: Innings) -> None:
    """Undo the end of an over that the umpire let continue; the reverse of `complete_over`."""
    over = innings.over
    if over.changes_ends:
        change_ends(innings)
    odd = over.balls_per_over - over.legal_balls
    if len(over.bowler_ids) == 1:
        bowler = innings.bowlers[over.bowler_ids[0]]
        bowler.miscounted -= odd
        bowler.maidens -= over.conceded == 0
    else:
        innings.bowlers[current_bowler(innings)].balls_of_others -= odd
    innings.over_bowlers.pop()
    innings.over_totals.pop()
    innings.overs_completed -= 1
    over.is_complete = False


def change_ends(innings: Innings) -> None:
    """Swap striker and non-striker; vacant places move too."""
    innings.striker_id, innings.non_striker_id = innings.non_striker_id, innings.striker_id
