"""Rows 1-3, 52, 56 and 60: the order of innings, stoppages, and the ends of innings and match."""

from __future__ import annotations

from scrbrd.domain.actions import (
    Action,
    Delivery,
    InningsClosed,
    InningsStarted,
    MatchClosed,
)
from scrbrd.domain.innings import close_if_due, end_play, is_forfeit
from scrbrd.domain.overs import continues_over, is_in_last_over
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.result import contradicts, describe_result, result_by_score
from scrbrd.domain.state import Innings, Result
from scrbrd.domain.verdicts.case import Case
from scrbrd.domain.verdicts.model import (
    CONDITIONS,
    YES,
    Finding,
    Rule,
    VerdictOutcome,
    law,
)
from scrbrd.domain.vocabulary import ActionType, CloseReason

REFUSED, FLAGGED = VerdictOutcome.REFUSED, VerdictOutcome.FLAGGED

MATCH_ACTIONS = {
    *(ActionType.MATCH_CLOSED, ActionType.TARGET_REVISED, ActionType.PENALTY_AWARDED),
    *(ActionType.PLAY_STOPPED, ActionType.PLAY_RESUMED, ActionType.PLAYER_REPLACED),
}
INNINGS_ACTIONS = tuple(each for each in ActionType if each not in MATCH_ACTIONS)
"""Actions that belong to the innings whose number they carry."""

PLAY_ACTIONS = (
    ActionType.DELIVERY,
    ActionType.BATTER_DISMISSED,
    ActionType.BATTER_RETIRED,
    ActionType.BATTER_ARRIVED,
)
"""Actions that need an innings in progress."""

ENDED_BY_CAPTAIN = frozenset({CloseReason.DECLARED, CloseReason.FORFEITED})


def start_missing(case: Case, action: Action) -> Finding | None:
    """Find a first action of an innings that is not its start; a forfeited innings has none."""
    if not case.begins or is_forfeit(action):
        return None
    return {"innings": action.innings_number}


def innings_is_over(case: Case, action: Action) -> Finding | None:
    """Find play in an innings that is over, except in an over that the umpire let continue."""
    innings = case.innings
    if innings is None or innings.closed is None or case.state.recorded_result is not None:
        return None
    if isinstance(action, Delivery) and continues_over(innings, action):
        return None
    return {"innings": innings.number, "closed": reason_text(innings.closed)}


def match_is_over(case: Case, _action: Action) -> Finding | None:
    """Find an action after a recorded end of the match, or an innings after it was won."""
    if case.state.recorded_result is not None:
        return {"why": "was recorded as closed"}
    result = case.state.result
    is_won = result is not None and result.winner_team_id is not None
    return {"why": "was already won"} if is_won and case.begins else None


def innings_is_behind(case: Case, action: Action) -> Finding | None:
    """Find an action of an innings before the current one."""
    current = case.state.current
    if current is None or action.innings_number >= current.number:
        return None
    return {"innings": action.innings_number, "current": current.number}


def started_twice(case: Case, action: InningsStarted) -> Finding | None:
    """Find a second start of the current innings."""
    return {"innings": action.innings_number} if case.innings is not None else None


def innings_skipped(case: Case, action: Action) -> Finding | None:
    """Find an innings whose number is not the next one."""
    due = case.state.current.number + 1 if case.state.current else 1
    is_skipped = action.innings_number > due
    return {"innings": action.innings_number, "due": due} if is_skipped else None


def innings_still_open(case: Case, action: Action) -> Finding | None:
    """Find an action of the next innings while the current one is in progress."""
    current = case.state.current
    if not case.begins or current is None or not current.is_open:
        return None
    return {"innings": action.innings_number, "open": current.number}


def no_innings_left(case: Case, action: InningsStarted) -> Finding | None:
    """Find a side that begins an innings after it has had all its innings."""
    if action.super_over or not case.begins:
        return None
    had = sum(each.batting_team_id == action.batting_team_id for each in case.state.main_innings)
    each_side = case.conditions.innings_per_side
    return {"team": action.batting_team_id, "had": had} if had >= each_side else None


def ball_while_stopped(case: Case, _action: Delivery) -> Finding | None:
    """Find a ball bowled while play is stopped."""
    return {"why": case.state.stoppage} if case.state.stoppage is not None else None


def play_resumed_unstopped(case: Case, _action: Action) -> Finding | None:
    """Find a resumption of play that was not stopped."""
    return YES if case.state.stoppage is None else None


def declared_in_limited_overs(case: Case, action: InningsClosed) -> Finding | None:
    """Find a declaration or forfeiture in a match of one limited-overs innings a side."""
    is_limited = case.conditions.innings_per_side == 1 and case.conditions.overs_per_innings
    if not is_limited or action.reason not in ENDED_BY_CAPTAIN:
        return None
    return {"how": reason_text(action.reason)}


def forfeited_once_begun(case: Case, action: InningsClosed) -> Finding | None:
    """Find a forfeiture of an innings in which a ball was bowled."""
    innings = case.innings
    if action.reason is not CloseReason.FORFEITED or innings is None:
        return None
    has_begun = innings.legal_balls or innings.over.deliveries
    return {"innings": innings.number} if has_begun else None


def close_contradicted(case: Case, action: InningsClosed) -> Finding | None:
    """Find a recorded end of an innings that differs from its end by the score."""
    by_score = closed_by_score(case) if case.innings is not None else None
    if by_score is None or by_score is action.reason:
        return None
    return {"how": reason_text(action.reason), "says": reason_text(by_score)}


def close_not_shown(case: Case, action: InningsClosed) -> Finding | None:
    """Find a recorded end by wickets, overs or target that the score does not show."""
    innings = case.innings
    if innings is None or can_end_so(innings, action) or closed_by_score(case) is not None:
        return None
    return {"how": reason_text(action.reason)}


def closed_by_score(case: Case) -> CloseReason | None:
    """Return why the current innings is over by score or record; None if it is in progress."""
    private = case.state.copied()
    if private.current is None:
        return None
    close_if_due(private, private.current)
    return private.current.closed


def can_end_so(innings: Innings, action: InningsClosed) -> bool:
    """Return whether a recorded end is possible although the score does not show it."""
    if action.reason is CloseReason.OVERS_COMPLETE:
        return is_in_last_over(innings)  # which the umpire ended early
    if action.reason is not CloseReason.ALL_OUT:
        return action.reason is not CloseReason.TARGET_REACHED
    is_away = sum(each.dismissal is not None for each in innings.batters.values())
    return is_away + len(action.absent_ids) >= innings.wickets_limit


def result_contradicted(case: Case, action: MatchClosed) -> Finding | None:
    """Find a recorded result that contradicts the score."""
    private = case.state.copied()
    recorded = Result(action.outcome, action.winner_team_id, method=action.method)
    private.recorded_result = recorded
    end_play(private, action)
    by_score = result_by_score(private)
    if by_score is None or not contradicts(private, recorded, by_score):
        return None
    return {"said": describe_result(recorded), "says": describe_result(by_score)}


def reason_text(reason: CloseReason) -> str:
    """Return a reason as text for a sentence."""
    return reason.value.replace("_", " ")


STARTED, CLOSED = (ActionType.INNINGS_STARTED,), (ActionType.INNINGS_CLOSED,)
NOT_A_START = tuple(each for each in INNINGS_ACTIONS if each is not ActionType.INNINGS_STARTED)

RULES = (
    Rule(
        1, "innings_start_missing", FLAGGED, law(13),
        "innings {innings} has not been started: who bats and who bowls is inferred",
        "record innings_started before the first ball",
        NOT_A_START, start_missing, ProblemCode.INNINGS_START_MISSING,
    ),
    Rule(
        2, "innings_over", REFUSED, law(13, 15, 16),
        "innings {innings} is over ({closed}), nothing more can happen in it",
        "void the action, or mend the condition or the action that ended the innings",
        PLAY_ACTIONS, innings_is_over, ProblemCode.INNINGS_OVER,
    ),
    Rule(
        2, "match_over", REFUSED, law(16),
        "the match {why}",
        "void the action, or void what ended the match",
        (*INNINGS_ACTIONS, ActionType.MATCH_CLOSED, ActionType.TARGET_REVISED),
        match_is_over, ProblemCode.MATCH_OVER,
    ),
    Rule(
        3, "innings_out_of_order", REFUSED, law(13),
        "innings {innings} is behind: innings {current} has begun",
        "record it in its place with `after`, or as a correction",
        INNINGS_ACTIONS, innings_is_behind, ProblemCode.INNINGS_OUT_OF_ORDER,
    ),
    Rule(
        3, "innings_started_twice", REFUSED, law(13),
        "innings {innings} has already begun",
        "correct the first innings_started instead",
        STARTED, started_twice, ProblemCode.INNINGS_STARTED_TWICE,
    ),
    Rule(
        3, "innings_skipped", REFUSED, law(13),
        "innings {innings} cannot begin: innings {due} is next",
        "give the action the number of the next innings",
        INNINGS_ACTIONS, innings_skipped,
    ),
    Rule(
        3, "innings_not_closed", REFUSED, law(13),
        "innings {innings} cannot begin while innings {open} is in progress",
        "record innings_closed with its reason first",
        INNINGS_ACTIONS, innings_still_open, ProblemCode.INNINGS_NOT_CLOSED,
    ),
    Rule(
        3, "no_innings_left", REFUSED, law(13),
        "{team} has had all its innings ({had})",
        "name the other side, or mark the innings as a super over",
        STARTED, no_innings_left,
    ),
    Rule(
        52, "ball_while_stopped", FLAGGED, law(2, third="2.7"),
        "a ball is recorded while play is stopped ({why})",
        "record play_resumed before the ball",
        (ActionType.DELIVERY,), ball_while_stopped,
    ),
    Rule(
        52, "stopped_twice", FLAGGED, law(2, third="2.7"),
        "play is stopped already ({why})",
        "record play_resumed before the second stoppage, or void it",
        (ActionType.PLAY_STOPPED,), ball_while_stopped,
    ),
    Rule(
        52, "resumed_unstopped", FLAGGED, law(2, third="2.7"),
        "play resumes that was not stopped",
        "record play_stopped where play stopped",
        (ActionType.PLAY_RESUMED,), play_resumed_unstopped,
    ),
    Rule(
        56, "declared_in_limited_overs", FLAGGED, CONDITIONS,
        "an innings of limited overs is recorded as {how}",
        "check the reason; record all_out, overs_complete or abandoned",
        CLOSED, declared_in_limited_overs,
    ),
    Rule(
        56, "forfeited_once_begun", REFUSED, law(15),
        "innings {innings} has begun and can only be declared closed, not forfeited",
        "record the reason as declared",
        CLOSED, forfeited_once_begun,
    ),
    Rule(
        60, "close_contradicted", FLAGGED, law(13),
        "the innings is recorded as {how}, the score ended it: {says}",
        "check the reason, and the balls before it",
        CLOSED, close_contradicted, ProblemCode.CLOSE_CONTRADICTED,
    ),
    Rule(
        60, "close_not_shown", FLAGGED, law(13),
        "the innings is recorded as {how}, the score leaves it open",
        "check the reason and the balls before it; say who was absent, or that overs were lost",
        CLOSED, close_not_shown,
    ),
    Rule(
        60, "result_contradicted", FLAGGED, law(16),
        "recorded is {said}, the score says {says}",
        "check the result, or give the method that decided it",
        (ActionType.MATCH_CLOSED,), result_contradicted, ProblemCode.RESULT_CONTRADICTED,
    ),
)  # fmt: skip
