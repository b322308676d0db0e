"""Applies the actions other than deliveries, and refuses those that cannot be applied."""

from datetime import datetime

from scrbrd.domain import crease, laws
from scrbrd.domain.actions import (
    BatterArrived,
    BatterDismissed,
    BatterResumed,
    BatterRetired,
    BowlerSuspended,
    InningsClosed,
    InningsStarted,
    MatchClosed,
    PlayerReplaced,
    PlayResumed,
    PlayStopped,
)
from scrbrd.domain.innings import (
    attach,
    check_may_begin,
    check_not_closed,
    check_open,
    close_if_due,
    due_close,
    end_play,
    innings_for,
    is_playing,
    new_innings,
    reconsider,
    reopen,
)
from scrbrd.domain.noting import warn
from scrbrd.domain.overs import end_short_over, is_in_last_over
from scrbrd.domain.problems import ProblemCode, Refused
from scrbrd.domain.rain.log import note_stoppage
from scrbrd.domain.rain.match import OVERS_LOST, is_chase, why_no_par
from scrbrd.domain.result import WON, contradicts, describe_result, result_by_score, settle
from scrbrd.domain.state import (
    Batter,
    Dismissal,
    Innings,
    MatchState,
    Replacement,
    Result,
    weight_of,
)
from scrbrd.domain.vocabulary import (
    CloseReason,
    PlayerId,
    ReplacementRole,
    Retirement,
    SuspensionScope,
    WicketType,
)

WITH_NO_BALL_BOWLED = frozenset(
    {
        WicketType.TIMED_OUT,
        WicketType.RUN_OUT,
        WicketType.OBSTRUCTING_FIELD,
        WicketType.HANDLED_BALL,
    }
)
"""Dismissals that need no delivery (Laws 37, 38.3, 40)."""


def start_innings(state: MatchState, action: InningsStarted) -> None:
    """Begin an innings (Law 12); the openers come in where they are named. Raises Refused."""
    current = state.current
    if current is not None and current.number == action.innings_number:
        raise Refused(
            ProblemCode.INNINGS_STARTED_TWICE, f"innings {current.number} has already begun"
        )
    check_may_begin(state, action)
    check_openers(action)
    innings = new_innings(
        state,
        action.innings_number,
        action.batting_team_id,
        action.bowling_team_id,
        action.super_over,
    )
    attach(state, innings, action)
    warn_of_unknown_sides(state, action)
    if action.striker_id is not None:
        crease.take_guard(state, innings, action, action.striker_id, action.non_striker_id)
    innings.bowler_id = action.bowler_id
    close_if_due(state, innings)


def warn_of_unknown_sides(state: MatchState, action: InningsStarted) -> None:
    """Warn of a side that the match document does not name: no table could show the winner."""
    sides = (state.setup.home_team_id, state.setup.away_team_id)
    if None in sides:
        return
    named = {"battingTeamId": action.batting_team_id, "bowlingTeamId": action.bowling_team_id}
    for field, team_id in named.items():
        if team_id not in sides:
            why = f"{field}: {team_id} is not playing this match; correct the start of the innings"
            warn(state, action, ProblemCode.UNKNOWN_TEAM, why)


def check_openers(action: InningsStarted) -> None:
    """Refuse a side that bats against itself, or a batter at both ends. Raises Refused."""
    if action.batting_team_id == action.bowling_team_id:
        raise Refused(
            ProblemCode.UNKNOWN_TEAM, f"bowlingTeamId: {action.bowling_team_id} is batting"
        )
    if action.striker_id is not None and action.striker_id == action.non_striker_id:
        raise Refused(
            ProblemCode.SAME_BATTER_TWICE, f"nonStrikerId: {action.striker_id} opens at both ends"
        )


def close_innings(state: MatchState, action: InningsClosed) -> None:
    """End the innings as recorded (Laws 13.3, 15), even where the score differs."""
    innings = innings_for(state, action)
    by_score = innings.closed or due_close(state, innings)
    attach(state, innings, action)
    if by_score is not None and by_score is not action.reason:
        warn(
            state,
            action,
            ProblemCode.CLOSE_CONTRADICTED,
            f"recorded as {action.reason}; the score says {by_score}",
        )
    if action.reason is CloseReason.OVERS_COMPLETE and is_in_last_over(innings):
        end_short_over(state, innings, action)
    innings.closed, innings.is_close_recorded = action.reason, True
    innings.absent_ids = action.absent_ids
    innings.weight += weight_of(*action.absent_ids)
    warn_of_missing_par(state, innings, action)
    settle(state)


def warn_of_missing_par(state: MatchState, innings: Innings, action: InningsClosed) -> None:
    """Warn of an abandoned chase that stays undecided because no par was announced."""
    if not is_chase(state, innings) or action.reason is not CloseReason.ABANDONED:
        return
    if innings.target is None or innings.runs >= innings.target:
        return
    why = why_no_par(state)
    if why is not None:
        message = f"the chase is abandoned and has no par: {why}; announce it (target_revised, par)"
        warn(state, action, ProblemCode.PAR_NOT_ANNOUNCED, message, OVERS_LOST)


def dismiss_batter(state: MatchState, action: BatterDismissed) -> None:
    """Apply a wicket with no ball bowled and no bowler's credit (Laws 38.3, 40). Raises Refused."""
    innings = innings_for(state, action)
    check_open(innings)
    if action.wicket_type not in WITH_NO_BALL_BOWLED:
        raise Refused(
            ProblemCode.DISMISSAL_NOT_POSSIBLE,
            f"wicketType: {action.wicket_type} takes a delivery",
        )
    crease.check_may_bat(innings, action.player_id)
    if action.wicket_type is WicketType.TIMED_OUT:
        check_is_awaited(innings, action.player_id)
    else:
        check_at_crease(innings, action.player_id)
    attach(state, innings, action)
    dismissal = Dismissal(action.wicket_type, None, action.fielder_ids, action.substitute_ids)
    crease.dismiss(innings, action.player_id, dismissal)
    crease.face_alone(state, innings)
    innings.strike_was_stated = True
    close_if_due(state, innings)


def check_is_awaited(innings: Innings, player_id: PlayerId) -> None:
    """Refuse a time-out of anyone but a batter due to fill a vacancy (Law 40). Raises Refused.

    There is a vacancy after a wicket or a retirement; the openers begin the innings and are not
    timed.
    """
    why = None
    if player_id in innings.at_crease:
        why = f"{player_id} is at the crease"
    elif len(innings.at_crease) > 1:
        why = f"two are in, and nobody waits for {player_id}"
    elif innings.last_left_id is None:
        why = f"nobody has left, and {player_id} would open"
    if why is not None:
        raise Refused(ProblemCode.DISMISSAL_NOT_POSSIBLE, f"playerId: {why}", "Law 40")


def check_at_crease(innings: Innings, player_id: PlayerId) -> None:
    """Refuse an action that only a batter at the crease can do or suffer. Raises Refused."""
    if player_id not in innings.at_crease:
        raise Refused(
            ProblemCode.BATTER_NOT_AT_CREASE,
            f"playerId: {player_id} is not at the crease in innings {innings.number}",
        )


def retire_batter(state: MatchState, action: BatterRetired) -> None:
    """Retire a batter (Law 25.4); one who retired hurt may later be given retired out."""
    innings = innings_for(state, action)
    check_open(innings)
    crease.check_may_bat(innings, action.player_id)
    batter = innings.batters.get(action.player_id)
    has_retired = batter is not None and batter.dismissal is not None
    if not (has_retired and action.retirement is Retirement.OUT):
        check_at_crease(innings, action.player_id)
    crease.dismiss(innings, action.player_id, Dismissal(laws.RETIRED_AS[action.retirement]))
    crease.face_alone(state, innings)
    innings.strike_was_stated = True
    close_if_due(state, innings)


def resume_batter(state: MatchState, action: BatterResumed) -> None:
    """Bring a retired batter back (Law 25.4); one retired out needs consent.

    All out if nobody is left for the other place.
    """
    innings = innings_for(state, action)
    batter = innings.batters.get(action.player_id)
    check_may_resume(innings, batter, action)
    if batter is not None and batter.is_out:
        crease.take_back_wicket(innings, action.player_id)
        reopen(state, innings)
    if batter is not None:
        batter.dismissal = None
    crease.arrive(state, innings, action, action.player_id, None)
    innings.strike_was_stated = True
    close_if_due(state, innings)


def check_may_resume(innings: Innings, batter: Batter | None, action: BatterResumed) -> None:
    """Refuse a batter who never retired, has no consent, or has no vacant place. Raises Refused."""
    dismissal = batter.dismissal if batter is not None else None
    retired = dismissal is not None and dismissal.type in laws.RETIRED_AS.values()
    if not retired:
        raise Refused(
            ProblemCode.BATTER_NOT_RETIRED, f"playerId: {action.player_id} had not retired"
        )
    if batter is not None and batter.is_out and not action.consent:
        raise Refused(
            ProblemCode.RESUMED_WITHOUT_CONSENT,
            f"consent: {action.player_id} retired out and needs the opposing captain's consent",
            "Law 25",
        )
    ended_by_their_wicket = innings.closed is CloseReason.ALL_OUT and not innings.is_close_recorded
    if not (ended_by_their_wicket and batter is not None and batter.is_out):
        check_open(innings)
    check_place_is_free(innings, action.player_id)
    if innings.last_left_id == action.player_id and batter is not None and not batter.is_out:
        raise Refused(
            ProblemCode.RESUMED_TOO_SOON,
            f"playerId: {action.player_id} was the last to leave; a batter who retired comes back "
            "at the fall of a wicket or when another retires",
            "Law 25",
        )


def check_place_is_free(innings: Innings, player_id: PlayerId) -> None:
    """Refuse a third batter: one may come in only when another is out or retires.

    Raises Refused.
    """
    if len(innings.at_crease) > 1:
        raise Refused(
            ProblemCode.BATTER_NOT_AT_CREASE,
            f"playerId: two batters are in, {player_id} cannot come in",
            "Law 25",
        )


def bring_in_batter(state: MatchState, action: BatterArrived) -> None:
    """Put a new batter in the vacant place (Law 25.2); all out if nobody is left for the other."""
    innings = innings_for(state, action)
    check_open(innings)
    crease.check_may_bat(innings, action.player_id)
    if action.player_id in innings.at_crease:
        return
    check_place_is_free(innings, action.player_id)
    attach(state, innings, action)
    crease.arrive(state, innings, action, action.player_id, action.end)
    close_if_due(state, innings)


def suspend_bowler(state: MatchState, action: BowlerSuspended) -> None:
    """Suspend a bowler for the innings or the match (Law 41); another may end the over."""
    innings = innings_for(state, action)
    attach(state, innings, action)
    if action.scope is SuspensionScope.MATCH:
        state.suspended_ids.add(action.player_id)
    innings.suspended_ids.add(action.player_id)
    innings.weight += weight_of(action.player_id)
    innings.may_change_bowler = True


def stop_play(state: MatchState, action: PlayStopped) -> None:
    """Note that play is stopped; balls that follow show that it was resumed."""
    state.stoppage = action.reason or "play stopped"
    note_stoppage(state)


def resume_play(state: MatchState, action: PlayResumed) -> None:  # noqa: ARG001
    """Note that play was resumed."""
    state.stoppage = None


def replace_player(state: MatchState, action: PlayerReplaced) -> None:
    """Add a player to a side; another may end the over of a bowler who left (Law 17.8).

    Where the last of a side had retired, a player who joined may come in for them.
    """
    state.joined[action.in_player_id] = action.team_id
    state.replacements.append(replacement(action))
    state.weight += weight_of(action.team_id, action.out_player_id, action.in_player_id, copies=4)
    current = state.current
    if current is None:
        return
    is_bowler = action.out_player_id is not None and action.out_player_id == current.bowler_id
    if is_bowler or action.role is ReplacementRole.BOWLER:
        current.may_change_bowler = True
    reconsider(state, current)


def replacement(action: PlayerReplaced) -> Replacement:
    """Return the replacement that the lineups record."""
    at = action.timestamp
    return Replacement(
        action.team_id,
        action.out_player_id,
        action.in_player_id,
        action.role,
        action.reason,
        at.isoformat() if isinstance(at, datetime) else at,
    )


def close_match(state: MatchState, action: MatchClosed) -> None:
    """Record how the match ended; the record counts, with a warning where the score differs."""
    check_not_closed(state)
    recorded = Result(action.outcome, action.winner_team_id, method=action.method)
    state.recorded_result = recorded
    end_play(state, action)
    by_score = result_by_score(state)
    if by_score is not None and contradicts(state, recorded, by_score):
        recorded_text, score_text = describe_result(recorded), describe_result(by_score)
        why = f"recorded as {recorded_text}; the score says {score_text}"
        warn(state, action, ProblemCode.RESULT_CONTRADICTED, why)
    settle(state)
    warn_of_unknown_winner(state, action)


def warn_of_unknown_winner(state: MatchState, action: MatchClosed) -> None:
    """Warn of a winner who is not playing, or of a win without a winner in record or score."""
    named, result, why = action.winner_team_id, state.result, None
    if named and not is_playing(state, named):
        why = f"{named} is not playing this match"
    elif result is not None and result.outcome in WON and not result.winner_team_id:
        why = (
            f"recorded as {action.outcome} for nobody, and the score names no winner; void "
            "match_closed and record who won"
        )
    if why is not None:
        warn(state, action, ProblemCode.UNKNOWN_TEAM, f"winnerTeamId: {why}")
