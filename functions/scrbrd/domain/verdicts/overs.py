"""Rows 33-40 and 51: the over and its bowler, suspensions, and the batter who faces."""

from __future__ import annotations

from scrbrd.domain.actions import BowlerSuspended, Delivery
from scrbrd.domain.overs import balls_left, continues_over, has_ended_short, most_overs
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.state import Innings
from scrbrd.domain.verdicts.case import Case, begins_over, pair_of
from scrbrd.domain.verdicts.clauses import is_part_of, named_clause
from scrbrd.domain.verdicts.model import CONDITIONS, Finding, Rule, VerdictOutcome, law
from scrbrd.domain.vocabulary import ActionType, LawsEdition, PlayerId, SuspensionScope

REFUSED, FLAGGED = VerdictOutcome.REFUSED, VerdictOutcome.FLAGGED

FOR_THE_INNINGS = ("21.3", "41.6", "41.7.4", "41.9", "41.13")
FOR_THE_MATCH = ("41.3",)
FOR_THE_MATCH_SINCE_2026 = ("41.7.6", "41.8")
"""The clauses that suspend a bowler, by how long. Those of 2026 were for the innings before."""


def over_too_long(case: Case, action: Delivery) -> Finding | None:
    """Find a ball beyond the over's length without an umpire's count that explains it."""
    innings = case.innings
    if innings is None or action.over_balls is not None or not continues_over(innings, action):
        return None
    return {"ball": innings.over.legal_balls + 1, "length": case.conditions.balls_per_over}


def umpires_count(case: Case, action: Delivery) -> Finding | None:
    """Find the first ball that records another number of balls for its over (umpire's count)."""
    given, length, innings = action.over_balls, case.conditions.balls_per_over, case.innings
    if given is None or given == length:
        return None
    is_new = innings is None or begins_over(innings, action)
    is_known = innings is not None and innings.over.umpires_count == given and not is_new
    return None if is_known else {"given": given, "length": length}


def is_over_ended_early(case: Case, innings: Innings, action: Delivery) -> bool:
    """Return whether a ball begins the next over while this one is unfinished.

    Its over number and its bowler show that.
    """
    return not innings.over.is_complete and has_ended_short(innings, action, case.conditions)


def over_too_short(case: Case, action: Delivery) -> Finding | None:
    """Find the first ball of an over after one that is too short."""
    innings = case.innings
    if innings is None or not is_over_ended_early(case, innings, action):
        return None
    over = innings.over
    return {
        "over": over.number,
        "balls": over.legal_balls,
        "length": case.conditions.balls_per_over,
    }


def consecutive_overs(case: Case, action: Delivery) -> Finding | None:
    """Find a bowler who begins an over after the most consecutive overs allowed."""
    innings, most = case.innings, case.conditions.max_consecutive_overs
    if innings is None or not begins_over(innings, action):
        return None
    recent = innings.over_bowlers[-most:]
    is_same = len(recent) == most and all(action.bowler_id in bowled for bowled in recent)
    return {"player": action.bowler_id} if is_same else None


def takes_over(case: Case, action: Delivery) -> bool:
    """Return whether another bowler continues an over in progress."""
    innings = case.innings
    if innings is None or action.bowler_id in innings.over.bowler_ids:
        return False
    if begins_over(innings, action) or is_over_ended_early(case, innings, action):
        return False
    return bool(innings.over.bowler_ids)


def bowler_changed_mid_over(case: Case, action: Delivery) -> Finding | None:
    """Find a change of bowler in mid-over without a suspension or injury."""
    innings = case.innings
    if innings is None or innings.may_change_bowler or not takes_over(case, action):
        return None
    return {"player": action.bowler_id}


def finisher_bowled_before(case: Case, action: Delivery) -> Finding | None:
    """Find a bowler who finishes another's over and bowled the over before."""
    innings = case.innings
    if innings is None or not takes_over(case, action):
        return None
    if case.conditions.max_consecutive_overs > 1:
        return None
    earlier = innings.over_bowlers[:-1] if innings.over.is_complete else innings.over_bowlers
    is_same = bool(earlier) and action.bowler_id in earlier[-1]
    return {"player": action.bowler_id} if is_same else None


def is_first_of_bowler(innings: Innings, action: Delivery) -> bool:
    """Return whether a ball is the bowler's first of an over."""
    return begins_over(innings, action) or action.bowler_id not in innings.over.bowler_ids


def bowler_suspended(case: Case, action: Delivery) -> Finding | None:
    """Find a ball of a bowler who was suspended for the innings or the match."""
    suspended_ids = set(case.state.suspended_ids)
    if case.innings is not None:
        suspended_ids |= case.innings.suspended_ids
    return {"player": action.bowler_id} if action.bowler_id in suspended_ids else None


def bowler_over_limit(case: Case, action: Delivery) -> Finding | None:
    """Find a bowler who begins or takes over an over after all the overs allowed."""
    innings = case.innings
    bowler = innings.bowlers.get(action.bowler_id) if innings else None
    if innings is None or bowler is None or not is_first_of_bowler(innings, action):
        return None
    has_bowled_all = balls_left(innings, bowler, case.conditions) == 0
    most = most_overs(innings, bowler, case.conditions)
    return {"player": action.bowler_id, "most": most} if has_bowled_all else None


def suspended_not_bowling(case: Case, action: BowlerSuspended) -> Finding | None:
    """Find a suspension of a player who bowled neither this ball nor the last one."""
    innings = case.innings
    is_bowling = innings is not None and innings.bowler_id == action.player_id
    return None if is_bowling else {"player": action.player_id}


def scope_of(clause: str, edition: LawsEdition) -> SuspensionScope | None:
    """Return how long a clause suspends a bowler; None where it suspends no bowler."""
    if is_part_of(clause, FOR_THE_MATCH_SINCE_2026):
        is_new = edition >= LawsEdition.FOURTH_2026
        return SuspensionScope.MATCH if is_new else SuspensionScope.INNINGS
    if is_part_of(clause, FOR_THE_MATCH):
        return SuspensionScope.MATCH
    return SuspensionScope.INNINGS if is_part_of(clause, FOR_THE_INNINGS) else None


def suspension_scope(case: Case, action: BowlerSuspended) -> Finding | None:
    """Find a suspension whose length differs from that of the clause in its note."""
    clause = named_clause(action.note)
    if clause is None or case.edition is LawsEdition.CODE_2000:
        return None
    scope = scope_of(clause, case.edition)
    is_other = scope is not None and scope is not action.scope
    return {"clause": clause, "scope": scope, "given": action.scope} if is_other else None


def strike_mismatch(case: Case, action: Delivery) -> Finding | None:
    """Find a striker who should be at the other end, with nothing recorded to explain it."""
    innings = case.innings
    if innings is None or innings.strike_was_stated:
        return None
    striker_id, non_striker_id = pair_of(innings, action)
    if non_striker_id is None:  # a batter alone faces every ball
        return None
    due_id, other_id = pair_due(case, innings, action)
    is_swapped = other_id == striker_id or due_id == non_striker_id
    return {"player": striker_id, "due": due_id or "a new batter"} if is_swapped else None


def pair_due(
    case: Case, innings: Innings, action: Delivery
) -> tuple[PlayerId | None, PlayerId | None]:
    """Return the batter due to face and the other one, by the over that this ball belongs to."""
    pair = innings.striker_id, innings.non_striker_id
    if continues_over(innings, action):
        is_changed = innings.over.changes_ends
    else:
        overs, at_an_end = innings.overs_completed + 1, case.conditions.overs_per_end
        is_changed = is_over_ended_early(case, innings, action) and overs % at_an_end == 0
    return (pair[1], pair[0]) if is_changed else pair


BALL, SUSPENDED = (ActionType.DELIVERY,), (ActionType.BOWLER_SUSPENDED,)

RULES = (
    Rule(
        33, "over_too_long", FLAGGED, law(17, third="17.5.2"),
        "ball {ball} is bowled in an over of {length}",
        "record overBalls if the umpire allowed it",
        BALL, over_too_long, ProblemCode.OVER_TOO_LONG,
    ),
    Rule(
        33, "umpires_count", FLAGGED, law(17, third="17.5.1"),
        "the umpire ended an over of {length} at {given} balls",
        "leave overBalls out if the umpire did not; the umpire's count stands",
        BALL, umpires_count,
    ),
    Rule(
        33, "over_too_short", FLAGGED, law(17, third="17.5.1"),
        "over {over} had {balls} balls of {length}, and the next one begins",
        "record overBalls with the last ball of the short over",
        BALL, over_too_short, ProblemCode.OVER_TOO_SHORT,
    ),
    Rule(
        34, "consecutive_overs", FLAGGED, law(17, third="17.6"),
        "{player} bowled the over before and may not bowl this one",
        "check who bowls",
        BALL, consecutive_overs, ProblemCode.CONSECUTIVE_OVERS,
    ),
    Rule(
        35, "bowler_changed_mid_over", FLAGGED, law(17, third="17.7.1"),
        "{player} takes over in mid-over, and nothing recorded says why",
        "record bowler_suspended, or player_replaced with the role bowler",
        BALL, bowler_changed_mid_over, ProblemCode.BOWLER_CHANGED_MID_OVER,
    ),
    Rule(
        36, "finisher_bowled_before", FLAGGED, law(17, third="17.8"),
        "{player} ends this over and bowled the one before",
        "check who bowls",
        BALL, finisher_bowled_before,
    ),
    Rule(
        37, "bowler_suspended", FLAGGED, law(41),
        "{player} was suspended from bowling",
        "check who bowls, or void the suspension",
        BALL, bowler_suspended, ProblemCode.BOWLER_SUSPENDED,
    ),
    Rule(
        38, "suspension_scope", FLAGGED, law(41),
        "clause {clause} suspends a bowler for the {scope}, recorded is the {given}",
        "correct the scope, or the clause",
        SUSPENDED, suspension_scope,
    ),
    Rule(
        39, "suspended_not_bowling", REFUSED, law(41),
        "{player} bowled neither this ball nor the last one and cannot be suspended now",
        "name the bowler, or record it after the ball",
        SUSPENDED, suspended_not_bowling,
    ),
    Rule(
        40, "bowler_over_limit", FLAGGED, CONDITIONS,
        "{player} has bowled all the {most} overs that a bowler may",
        "check who bowls, or the limit in the match's conditions",
        BALL, bowler_over_limit, ProblemCode.BOWLER_OVER_LIMIT,
    ),
    Rule(
        51, "strike_mismatch", FLAGGED, law(18, third="18.11"),
        "{player} faces, where the runs before put {due}",
        "check the runs before, or record which end and whether they crossed",
        BALL, strike_mismatch, ProblemCode.STRIKE_MISMATCH,
    ),
)  # fmt: skip
