"""Decides how innings begin and end, their targets, and which side bats when nobody recorded it."""

from collections.abc import Sequence
from dataclasses import replace

from scrbrd.domain.actions import Action, Delivery, InningsClosed, InningsStarted, MatchClosed
from scrbrd.domain.crease import can_nobody_come_in
from scrbrd.domain.formats import powerplays_of
from scrbrd.domain.noting import inform, warn
from scrbrd.domain.overs import end_short_over, is_in_last_over
from scrbrd.domain.problems import ProblemCode, Refused
from scrbrd.domain.rain.log import is_held_up
from scrbrd.domain.rain.match import OVERS_LOST, has_fewer_overs, is_chase
from scrbrd.domain.rain.record import Rain
from scrbrd.domain.result import ON_THE_SCORE, settle
from scrbrd.domain.state import Innings, MatchState, Revision, weight_of
from scrbrd.domain.vocabulary import (
    CloseReason,
    TeamId,
    TossDecision,
)

DERIVED = frozenset({CloseReason.ALL_OUT, CloseReason.OVERS_COMPLETE, CloseReason.TARGET_REACHED})
"""Ends that can follow from the log with nobody recording them."""

MOST_FOLLOW_ON_LEAD = 200
"""The lead that is enough in a match of any length (Law 14.1)."""


def innings_for(state: MatchState, action: Action) -> Innings:
    """The innings an action belongs to; a new one, not yet attached, if nobody recorded its start.

    Raises Refused for an innings already behind us or a match already decided.
    """
    current = state.innings[-1] if state.innings else None
    if current is not None and action.innings_number == current.number:
        check_not_closed(state)
        return current
    check_may_begin(state, action)
    return infer_innings(state, action)


def check_not_closed(state: MatchState) -> None:
    """Refuse what happens after the match was recorded as closed. Raises Refused."""
    if state.recorded_result is not None:
        raise Refused(ProblemCode.MATCH_OVER, "the match was recorded as closed")


def check_may_begin(state: MatchState, action: Action) -> None:
    """Refuse an innings before the present one, or after the match was won. Raises Refused."""
    check_not_closed(state)
    current = state.current
    if current is not None and action.innings_number < current.number:
        raise Refused(
            ProblemCode.INNINGS_OUT_OF_ORDER,
            f"inningsNumber is {action.innings_number}, innings {current.number} has begun",
        )
    if state.result is not None and state.result.winner_team_id is not None:
        raise Refused(ProblemCode.MATCH_OVER, "the match was already won", "Law 16")


def check_open(innings: Innings) -> None:
    """Refuse what needs an innings in progress. Raises Refused."""
    if not innings.is_open:
        raise Refused(
            ProblemCode.INNINGS_OVER,
            f"innings {innings.number} is over ({innings.closed}); void this action, or mend the "
            "match's conditions or what closed the innings",
            "Law 13",
        )


def infer_innings(state: MatchState, action: Action) -> Innings:
    """An innings as conditions, lineups and toss have it (attached by the caller)."""
    batting = inferred_batting_side(state, action)
    return new_innings(
        state, action.innings_number, batting, other_side(state, batting), are_all_played(state)
    )


def are_all_played(state: MatchState) -> bool:
    """Whether both sides have had their innings; only super overs can follow."""
    return len(state.main_innings) >= state.setup.conditions.innings_per_side * 2


def next_innings(state: MatchState) -> Innings | None:
    """The innings that is to begin now, with its target and limit of overs; the state is left as it
    was. None while one is in progress, and where none need follow.

    Who bats is inferred: a captain who enforces the follow-on has it otherwise (Law 14).
    """
    current = state.current
    is_between = current is None or not current.is_open
    may_follow = not are_all_played(state) or (current is not None and current.is_super_over)
    if not is_between or not may_follow or state.result is not None:
        return None
    private, number = state.copied(), current.number + 1 if current else 1
    batting = inferred_batting_side(private, None)
    bowling, is_super_over = other_side(private, batting), are_all_played(private)
    innings = new_innings(private, number, batting, bowling, is_super_over)
    private.innings.append(innings)
    set_limits(private, innings, None)
    return innings


def new_innings(
    state: MatchState,
    number: int,
    batting_team_id: TeamId | None,
    bowling_team_id: TeamId | None,
    is_super_over: bool,
) -> Innings:
    """An innings with the limits of the match's conditions, in overs and in dismissals."""
    conditions = state.setup.conditions
    if is_super_over:
        overs, wickets = conditions.super_over_overs, conditions.super_over_wickets
    else:
        overs, wickets = conditions.overs_per_innings or 0, conditions.wickets_per_innings
    return Innings(
        number,
        batting_team_id,
        bowling_team_id,
        is_super_over=is_super_over,
        overs_limit=overs or None,
        wickets_limit=wickets,
    )


def inferred_batting_side(state: MatchState, action: Action | None) -> TeamId | None:
    """The striker's lineup tells, where that side has an innings left; else the side that did not
    bat last; else the toss.

    The side that batted last begins a super over, and another one after it is tied. It bats
    again where it forfeits a follow-on.
    """
    setup = state.setup
    side = setup.sides.get(action.striker_id) if isinstance(action, Delivery) else None
    if side is not None and not has_had_its_innings(state, side):
        return side
    current = state.current
    if current is not None:
        begins_super_over = are_all_played(state) and len(state.super_overs) % 2 == 0
        bats_again = begins_super_over or (action is not None and forfeits_follow_on(state, action))
        return current.batting_team_id if bats_again else current.bowling_team_id
    if setup.toss_winner_id is None or setup.toss_decision is None:
        return setup.home_team_id
    if setup.toss_decision is TossDecision.BAT:
        return setup.toss_winner_id
    return other_side(state, setup.toss_winner_id)


def has_had_its_innings(state: MatchState, team_id: TeamId) -> bool:
    """Whether a side has no innings left while the other has; super overs are apart."""
    had = sum(innings.batting_team_id == team_id for innings in state.main_innings)
    return had >= state.setup.conditions.innings_per_side and not are_all_played(state)


def other_side(state: MatchState, team_id: TeamId | None) -> TeamId | None:
    """The opponents of a side, as the match document names them."""
    home, away = state.setup.home_team_id, state.setup.away_team_id
    return away if team_id == home else home


def is_playing(state: MatchState, team_id: TeamId) -> bool:
    """Whether a side is in this match, by the match document or by an innings."""
    of_innings = ((each.batting_team_id, each.bowling_team_id) for each in state.innings)
    sides = ((state.setup.home_team_id, state.setup.away_team_id), *of_innings)
    return any(team_id in each for each in sides)


def attach(state: MatchState, innings: Innings, action: Action) -> None:
    """Make a new innings the current one; nothing happens for the one already current."""
    previous = state.innings[-1] if state.innings else None
    if innings is previous:
        return
    if previous is not None and previous.is_open:
        end_unclosed(state, previous, action)
    if not (isinstance(action, InningsStarted) or is_forfeit(action)):
        inform(
            state,
            action,
            ProblemCode.INNINGS_START_MISSING,
            f"no innings_started; {innings.batting_team_id} is taken to bat",
        )
    if previous is not None:
        state.weight += previous.weight
        previous.weight = 0
    state.innings.append(innings)
    state.result = None
    set_limits(state, innings, action)
    innings.weight += weight_of(innings.batting_team_id, innings.bowling_team_id, rest=1_000)
    innings.weight += sum(weight_of(each.type) for each in innings.powerplays)


def is_forfeit(action: Action) -> bool:
    """Whether an action forfeits an innings, which then needs no start (Law 15)."""
    return isinstance(action, InningsClosed) and action.reason is CloseReason.FORFEITED


def forfeits_follow_on(state: MatchState, action: Action) -> bool:
    """Whether a third innings that is forfeited is that of a side that was made to follow on (Law
    14): all out so far behind, for who could make it do so gives no innings away."""
    main = state.main_innings
    if not is_forfeit(action) or len(main) != 2 or main[1].closed is not CloseReason.ALL_OUT:
        return False
    least = state.setup.conditions.follow_on_lead
    lead = main[0].runs - main[1].runs
    return lead >= (MOST_FOLLOW_ON_LEAD if least is None else least)


def end_unclosed(state: MatchState, innings: Innings, action: Action) -> None:
    """End an innings for the next one: its last over was short, or nobody recorded how it ended."""
    if is_in_last_over(innings) and not is_held_up(state):
        end_short_over(state, innings, action)
        innings.closed = CloseReason.OVERS_COMPLETE
        return
    innings.closed = CloseReason.ABANDONED
    warn(
        state,
        action,
        ProblemCode.INNINGS_NOT_CLOSED,
        f"innings {innings.number} was still open; record innings_closed with its reason",
    )


def end_play(state: MatchState, action: MatchClosed) -> None:
    """End the innings in progress with the match: cut short, unless its last over was a short one.

    A win or tie that nobody stopped play for and that no method decided was one on the score. A
    super over stands for itself: one of fewer balls was cut.
    """
    innings = state.current
    if innings is None or not innings.is_open:
        return
    is_on_the_score = action.outcome in ON_THE_SCORE and not is_held_up(state)
    is_by_method = action.method is not None and state.rain is None
    has_short_over = is_in_last_over(innings) and not innings.is_super_over
    if has_short_over and is_on_the_score and not is_by_method:
        end_short_over(state, innings, action)
        innings.closed = CloseReason.OVERS_COMPLETE
    else:
        innings.closed = CloseReason.ABANDONED


def reopen(state: MatchState, innings: Innings) -> None:
    """Reopen an innings, and the match with it, where an over goes on or a wicket is taken back."""
    if not innings.is_open:
        innings.closed = None
        state.result = None


def set_limits(state: MatchState, innings: Innings, action: Action | None) -> None:
    """Give a new innings its target, what was revised for it, and penalty runs that waited."""
    innings.target = natural_target(state, innings)
    innings.overs_limit = overs_of_the_match(state, innings)
    revision, state.pending_revision = state.pending_revision, None
    if revision is not None:
        innings.target = revision.target if revision.target is not None else innings.target
        innings.overs_limit = revision.overs_limit or innings.overs_limit
    if isinstance(action, InningsStarted):
        innings.target = action.target if action.target is not None else innings.target
        innings.overs_limit = action.overs_limit or innings.overs_limit
    if not innings.is_super_over:
        innings.powerplays = powerplays_of(state.setup.conditions, innings.overs_limit)
    if isinstance(action, InningsStarted):
        innings.powerplays = action.powerplays or innings.powerplays
    if action is not None and is_cut_without_target(state, innings, action, revision):
        warn_of_missing_target(state, action, innings.overs_limit, innings.target)
    if innings.batting_team_id is not None:
        waiting = state.pending_penalties.pop(innings.batting_team_id, 0)
        innings.penalty += waiting
        innings.runs += waiting


def is_cut_without_target(
    state: MatchState, innings: Innings, action: Action, revision: Revision | None
) -> bool:
    """Whether an innings that begins is a chase of fewer overs, and nobody set a target for it."""
    if revision is not None and revision.target is not None:
        return False
    if isinstance(action, InningsStarted) and action.target is not None:
        return False
    return is_chase(state, innings) and has_fewer_overs(state, innings)


def warn_of_missing_target(
    state: MatchState, action: Action, overs_limit: int | None, target: int | None
) -> None:
    """Warn of a chase whose overs were revised without a target: the one before stands."""
    state.rain = replace(state.rain or Rain(), is_target_due=True)
    warn(
        state,
        action,
        ProblemCode.TARGET_NOT_ANNOUNCED,
        f"the chase has {overs_limit} overs and no target is announced for them; that of {target} "
        "stands until one is (target_revised, target)",
        OVERS_LOST,
    )


def overs_of_the_match(state: MatchState, innings: Innings) -> int | None:
    """Overs the conditions allow, or those the innings before was reduced to, if fewer.

    Sides have the same overs unless another revision says otherwise; super overs are apart. The
    second innings of both sides are a pair of their own: what limits the first may be theirs alone.
    """
    played = state.main_innings
    before = () if len(played) % 2 else played[-2:-1]
    limits = [each.overs_limit for each in (innings, *before) if each.overs_limit is not None]
    return innings.overs_limit if innings.is_super_over or not limits else min(limits)


def natural_target(state: MatchState, innings: Innings) -> int | None:
    """Runs that win for the side batting last; None while another innings may follow.

    None too where the sides are not named, or so that none would be left to make: a side that is
    said to bat out of turn has won nothing by that (Law 13).
    """
    if innings.is_super_over:
        played = state.super_overs
        return None if len(played) % 2 else played[-2].runs + 1
    per_side = state.setup.conditions.innings_per_side
    if len(state.main_innings) < per_side * 2:
        return None
    return target_of_runs(state.main_innings, innings.batting_team_id)


def target_of_runs(played: Sequence[Innings], batting_team_id: TeamId | None) -> int | None:
    """The runs that win for the side that bats last, by those of the innings before; None where the
    sides are not named, or so that none would be left to make."""
    if len(played) <= 2:  # it is clear whose is whose, whatever they are called
        return played[0].runs + 1
    if batting_team_id is None:
        return None
    ours = sum(each.runs for each in played if each.batting_team_id == batting_team_id)
    theirs = sum(each.runs for each in played if each.batting_team_id != batting_team_id)
    target = theirs - ours + 1
    return target if target > 0 else None


def due_close(state: MatchState, innings: Innings) -> CloseReason | None:
    """Why the innings must now be over by the score alone (Laws 12.2, 13.3, 16), if it must."""
    if innings.target is not None and innings.runs >= innings.target:
        return CloseReason.TARGET_REACHED
    if innings.wickets >= innings.wickets_limit:
        return CloseReason.ALL_OUT
    if innings.overs_limit is not None and innings.overs_completed >= innings.overs_limit:
        over = innings.over
        if over.is_complete or not over.deliveries:  # an over that has begun is finished
            return CloseReason.OVERS_COMPLETE
    has_vacancy = innings.striker_id is None or innings.non_striker_id is None
    if has_vacancy and is_nobody_left(state, innings):
        return CloseReason.ALL_OUT
    return None


def is_nobody_left(state: MatchState, innings: Innings) -> bool:
    """Whether a batter retired whose place nobody can take: all the others are out or in.

    One who had retired before may come in now (Law 25.4.4), so the innings waits for them.
    """
    last = innings.batters.get(innings.last_left_id) if innings.last_left_id else None
    if last is None or last.dismissal is None or last.is_out or innings.is_super_over:
        return False
    conditions = state.setup.conditions
    if len(innings.batters) < conditions.players_per_side:  # somebody has yet to bat
        return False
    least = 1 if conditions.last_man_stands else 2
    return len(innings.at_crease) < least and can_nobody_come_in(state, innings)


def close_if_due(state: MatchState, innings: Innings) -> None:
    """Close an innings whose end follows from the log."""
    reason = due_close(state, innings)
    if reason is not None and innings.is_open:
        innings.closed = reason
        settle(state)


def reconsider(state: MatchState, innings: Innings) -> None:
    """Close an innings whose end follows from the log by now, and reopen one whose end no longer
    does: the target moved out of reach (Laws 16, 41.17), or overs were given back.

    A target that is no longer reached was no end, even where somebody recorded it as one.
    """
    if innings.is_open:
        close_if_due(state, innings)
        return
    was_reached = innings.closed is CloseReason.TARGET_REACHED
    is_derived = innings.closed in DERIVED and not innings.is_close_recorded
    if state.recorded_result is not None or not (was_reached or is_derived):
        return
    reason = due_close(state, innings)
    if reason is None or (was_reached and reason is not innings.closed):
        reopen(state, innings)
        innings.closed, innings.is_close_recorded = reason, False
