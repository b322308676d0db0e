"""Decides how innings begin and end, their targets, and the batting side if not recorded."""

from collections.abc import Sequence
from dataclasses import replace

from scrbrd.domain.actions import Action, Delivery, InningsClosed, InningsStarted, MatchClosed
from scrbrd.domain.crease import no_batter_can_come_in
from scrbrd.domain.formats import powerplays_of
from scrbrd.domain.noting import inform, warn
from scrbrd.domain.overs import end_short_over, is_in_last_over
from scrbrd.domain.problems import ProblemCode, Refused
from scrbrd.domain.rain.log import is_held_up
from scrbrd.domain.rain.match import OVERS_LOST, has_fewer_overs, is_chase
from scrbrd.domain.rain.record import Rain
from scrbrd.domain.result import ON_THE_SCORE, settle
from scrbrd.domain.state import Innings, MatchState, Revision, weight_of
from scrbrd.domain.vocabulary import CloseReason, TeamId, TossDecision

DERIVED_ENDS = frozenset(
    {CloseReason.ALL_OUT, CloseReason.OVERS_COMPLETE, CloseReason.TARGET_REACHED}
)
"""Ends that can follow from the log without being recorded."""

MOST_FOLLOW_ON_LEAD = 200
"""The lead that suffices in a match of any length (Law 14.1)."""


def innings_for(state: MatchState, action: Action) -> Innings:
    """Return the innings an action belongs to; a new one, not attached, if its start is missing.

    Raises Refused for an innings before the current one or a match already decided.
    """
    current = state.innings[-1] if state.innings else None
    if current is not None and action.innings_number == current.number:
        check_not_closed(state)
        return current
    check_may_begin(state, action)
    return infer_innings(state, action)


def check_not_closed(state: MatchState) -> None:
    """Refuse an action after the match was recorded as closed. Raises Refused."""
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
    """Refuse an action that needs an innings in progress. Raises Refused."""
    if not innings.is_open:
        raise Refused(
            ProblemCode.INNINGS_OVER,
            f"innings {innings.number} is over ({innings.closed}); void this action, or mend the "
            "match's conditions or what closed the innings",
            "Law 13",
        )


def infer_innings(state: MatchState, action: Action) -> Innings:
    """Return an innings inferred from conditions, lineups and toss (attached by the caller)."""
    batting = inferred_batting_side(state, action)
    return new_innings(
        state,
        action.innings_number,
        batting,
        other_side(state, batting),
        are_all_innings_played(state),
    )


def are_all_innings_played(state: MatchState) -> bool:
    """Return whether both sides have had their innings; only super overs can follow."""
    return len(state.main_innings) >= state.setup.conditions.innings_per_side * 2


def next_innings(state: MatchState) -> Innings | None:
    """Return the innings to begin now, with its target and limit of overs; None if there is none.

    The state is left unchanged. The batting side is inferred: the follow-on is not known (Law 14).
    """
    current = state.current
    is_between = current is None or not current.is_open
    may_follow = not are_all_innings_played(state) or (
        current is not None and current.is_super_over
    )
    if not is_between or not may_follow or state.result is not None:
        return None
    copied, number = state.copied(), current.number + 1 if current else 1
    batting = inferred_batting_side(copied, None)
    bowling, is_super_over = other_side(copied, batting), are_all_innings_played(copied)
    innings = new_innings(copied, number, batting, bowling, is_super_over)
    copied.innings.append(innings)
    set_limits(copied, innings, None)
    return innings


def new_innings(
    state: MatchState,
    number: int,
    batting_team_id: TeamId | None,
    bowling_team_id: TeamId | None,
    is_super_over: bool,
) -> Innings:
    """Return an innings with the limits of the match's conditions, in overs and in dismissals."""
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
    """Return the side that bats: the striker's by the lineups, if it has an innings left.

    Else the side that did not bat last; else by the toss. The side that batted last begins a super
    over, and another one after a tied one. It bats again where it forfeits a follow-on.
    """
    setup = state.setup
    side = setup.sides.get(action.striker_id) if isinstance(action, Delivery) else None
    if side is not None and not has_had_its_innings(state, side):
        return side
    current = state.current
    if current is not None:
        begins_super_over = are_all_innings_played(state) and len(state.super_overs) % 2 == 0
        bats_again = begins_super_over or (action is not None and forfeits_follow_on(state, action))
        return current.batting_team_id if bats_again else current.bowling_team_id
    if setup.toss_winner_id is None or setup.toss_decision is None:
        return setup.home_team_id
    if setup.toss_decision is TossDecision.BAT:
        return setup.toss_winner_id
    return other_side(state, setup.toss_winner_id)


def has_had_its_innings(state: MatchState, team_id: TeamId) -> bool:
    """Return whether a side has no innings left and the other has; super overs are separate."""
    had = sum(innings.batting_team_id == team_id for innings in state.main_innings)
    return had >= state.setup.conditions.innings_per_side and not are_all_innings_played(state)


def other_side(state: MatchState, team_id: TeamId | None) -> TeamId | None:
    """Return the opponents of a side, as the match document names them."""
    home, away = state.setup.home_team_id, state.setup.away_team_id
    return away if team_id == home else home


def is_playing(state: MatchState, team_id: TeamId) -> bool:
    """Return whether a side is in this match, by the match document or by an innings."""
    innings_sides = ((each.batting_team_id, each.bowling_team_id) for each in state.innings)
    pairs = ((state.setup.home_team_id, state.setup.away_team_id), *innings_sides)
    return any(team_id in pair for pair in pairs)


def attach(state: MatchState, innings: Innings, action: Action) -> None:
    """Make a new innings the current one; does nothing for the current one."""
    previous = state.innings[-1] if state.innings else None
    if innings is previous:
        return
    if previous is not None and previous.is_open:
        end_previous_innings(state, previous, action)
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
    """Return whether an action forfeits an innings, which then needs no start (Law 15)."""
    return isinstance(action, InningsClosed) and action.reason is CloseReason.FORFEITED


def forfeits_follow_on(state: MatchState, action: Action) -> bool:
    """Return whether a side that was made to follow on forfeits the third innings (Law 14).

    It was all out by at least the lead behind; opponents who may enforce that forfeit no innings.
    """
    main = state.main_innings
    if not is_forfeit(action) or len(main) != 2 or main[1].closed is not CloseReason.ALL_OUT:
        return False
    least = state.setup.conditions.follow_on_lead
    lead = main[0].runs - main[1].runs
    return lead >= (MOST_FOLLOW_ON_LEAD if least is None else least)


def end_previous_innings(state: MatchState, innings: Innings, action: Action) -> None:
    """End an innings that is still open when the next one begins."""
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
    """End the innings in progress with the match: abandoned, unless its last over was only short.

    A win or tie without a stoppage and without a method was decided by the score. In a super over
    fewer balls always mean that it was cut short.
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
    """Reopen an innings, and the match with it, because play in it continues."""
    if not innings.is_open:
        innings.closed = None
        state.result = None


def set_limits(state: MatchState, innings: Innings, action: Action | None) -> None:
    """Give a new innings its target, pending revisions and pending penalty runs."""
    innings.target = natural_target(state, innings)
    innings.overs_limit = shared_overs_limit(state, innings)
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
    """Return whether a new innings is a chase of fewer overs without an announced target."""
    if revision is not None and revision.target is not None:
        return False
    if isinstance(action, InningsStarted) and action.target is not None:
        return False
    return is_chase(state, innings) and has_fewer_overs(state, innings)


def warn_of_missing_target(
    state: MatchState, action: Action, overs_limit: int | None, target: int | None
) -> None:
    """Warn of a chase whose overs were revised without a target: the previous one stands."""
    state.rain = replace(state.rain or Rain(), is_target_due=True)
    warn(
        state,
        action,
        ProblemCode.TARGET_NOT_ANNOUNCED,
        f"the chase has {overs_limit} overs and no target is announced for them; that of {target} "
        "stands until one is (target_revised, target)",
        OVERS_LOST,
    )


def shared_overs_limit(state: MatchState, innings: Innings) -> int | None:
    """Return the overs that the conditions allow, or those the previous innings was reduced to.

    Sides have the same overs unless revised; super overs are separate. The second innings of both
    sides are a pair of their own: a limit of the first pair may apply to it alone.
    """
    played = state.main_innings
    before = () if len(played) % 2 else played[-2:-1]
    limits = [each.overs_limit for each in (innings, *before) if each.overs_limit is not None]
    return innings.overs_limit if innings.is_super_over or not limits else min(limits)


def natural_target(state: MatchState, innings: Innings) -> int | None:
    """Return the runs that win for the side batting last; None while another innings may follow.

    None too where the sides are not named, or named so that no runs are left to make: batting out
    of turn wins nothing (Law 13).
    """
    if innings.is_super_over:
        played = state.super_overs
        return None if len(played) % 2 else played[-2].runs + 1
    per_side = state.setup.conditions.innings_per_side
    if len(state.main_innings) < per_side * 2:
        return None
    return target_of_runs(state.main_innings, innings.batting_team_id)


def target_of_runs(played: Sequence[Innings], batting_team_id: TeamId | None) -> int | None:
    """Return the runs that win for the side batting last; None as in `natural_target`."""
    if len(played) <= 2:  # one innings a side: no names are needed
        return played[0].runs + 1
    if batting_team_id is None:
        return None
    ours = sum(each.runs for each in played if each.batting_team_id == batting_team_id)
    theirs = sum(each.runs for each in played if each.batting_team_id != batting_team_id)
    target = theirs - ours + 1
    return target if target > 0 else None


def due_close(state: MatchState, innings: Innings) -> CloseReason | None:
    """Return why the innings is over by the score alone, if it is (Laws 12.2, 13.3, 16)."""
    if innings.target is not None and innings.runs >= innings.target:
        return CloseReason.TARGET_REACHED
    if innings.wickets >= innings.wickets_limit:
        return CloseReason.ALL_OUT
    if innings.overs_limit is not None and innings.overs_completed >= innings.overs_limit:
        over = innings.over
        if over.is_complete or not over.deliveries:  # an over in progress is finished first
            return CloseReason.OVERS_COMPLETE
    has_vacancy = innings.striker_id is None or innings.non_striker_id is None
    if has_vacancy and is_vacancy_unfillable(state, innings):
        return CloseReason.ALL_OUT
    return None


def is_vacancy_unfillable(state: MatchState, innings: Innings) -> bool:
    """Return whether a batter retired and no batter can take the place.

    One who had retired before may come in now (Law 25.4.4), so the innings waits for them.
    """
    last = innings.batters.get(innings.last_left_id) if innings.last_left_id else None
    if last is None or last.dismissal is None or last.is_out or innings.is_super_over:
        return False
    conditions = state.setup.conditions
    if len(innings.batters) < conditions.players_per_side:  # a batter has yet to come in
        return False
    least = 1 if conditions.last_man_stands else 2
    return len(innings.at_crease) < least and no_batter_can_come_in(state, innings)


def close_if_due(state: MatchState, innings: Innings) -> None:
    """Close an innings whose end follows from the log."""
    reason = due_close(state, innings)
    if reason is not None and innings.is_open:
        innings.closed = reason
        settle(state)


def reconsider(state: MatchState, innings: Innings) -> None:
    """Close an innings whose end now follows from the log; reopen one whose end no longer does.

    It no longer does where the target moved out of reach (Laws 16, 41.17), or overs were restored.
    A target that is no longer reached is no end, even where it was recorded as one.
    """
    if innings.is_open:
        close_if_due(state, innings)
        return
    was_reached = innings.closed is CloseReason.TARGET_REACHED
    is_derived = innings.closed in DERIVED_ENDS and not innings.is_close_recorded
    if state.recorded_result is not None or not (was_reached or is_derived):
        return
    reason = due_close(state, innings)
    if reason is None or (was_reached and reason is not innings.closed):
        reopen(state, innings)
        innings.closed, innings.is_close_recorded = reason, False
