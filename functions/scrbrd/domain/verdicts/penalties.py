"""Rows 44-47 and 49: penalty runs, deliberate short runs, and the choice of the next striker."""

from __future__ import annotations

from scrbrd.domain.actions import Delivery, PenaltyAwarded
from scrbrd.domain.verdicts.case import Case, pair_of
from scrbrd.domain.verdicts.clauses import is_part_of, named_clause, named_law
from scrbrd.domain.verdicts.model import Finding, Rule, VerdictOutcome, law
from scrbrd.domain.verdicts.overs import pair_due
from scrbrd.domain.vocabulary import ActionType, LawsEdition, WicketType

REFUSED, FLAGGED = VerdictOutcome.REFUSED, VerdictOutcome.FLAGGED

PENALTY_RUNS = 5
"""The runs of every award under the Laws (Law 41)."""

TO_BATTING_SIDE = (
    *("24.4", "27.4.2", "28.2", "28.3", "28.6.3", "41.3"),
    *("41.4", "41.5", "41.9", "41.12", "Law 24", "Law 27", "Law 28"),
)
TO_FIELDING_SIDE = ("18.5", "41.10", "41.14", "41.15", "Law 18")
"""The clauses, and whole Laws, that award penalty runs, by the only side they go to (2017 Code)."""

STOLEN_RUN, STOLEN_RUN_UNTIL_2022 = ("41.16",), ("41.17",)
"""The clause for batters who steal a run, which costs them five: the edition of 2022 moved it."""

DELIBERATE_SHORT_RUN = ("18.5",)


def penalty_to_offender(case: Case, action: PenaltyAwarded) -> Finding | None:
    """Find penalty runs for the side that offended by the clause, or Law, named with them."""
    innings, clause = case.state.current, named_clause(action.law) or named_law(action.law)
    if innings is None or clause is None or case.edition is LawsEdition.CODE_2000:
        return None
    is_since_2022, due = case.edition >= LawsEdition.THIRD_2022, None
    stolen_run = STOLEN_RUN if is_since_2022 else STOLEN_RUN_UNTIL_2022
    if is_part_of(clause, TO_BATTING_SIDE):
        due = innings.batting_team_id
    elif is_part_of(clause, TO_FIELDING_SIDE + stolen_run):
        due = innings.bowling_team_id
    if due is None or action.to_team_id == due:
        return None
    return {"clause": clause, "due": due, "given": action.to_team_id}


def penalty_not_five(_case: Case, action: PenaltyAwarded) -> Finding | None:
    """Find an award of other than five runs."""
    return {"given": action.runs, "due": PENALTY_RUNS} if action.runs != PENALTY_RUNS else None


def penalty_on_ball_not_five(_case: Case, action: Delivery) -> Finding | None:
    """Find penalty runs on a ball that are not a multiple of an award."""
    given = action.extras.penalty
    return {"given": given, "due": PENALTY_RUNS} if given % PENALTY_RUNS else None


def award_after_result(case: Case, action: PenaltyAwarded) -> Finding | None:
    """Find an award to the fielding side after the result, under editions before 2026.

    From 2026 on it may be awarded until the umpires leave.
    """
    current = case.state.current
    if case.edition >= LawsEdition.FOURTH_2026 or current is None or case.state.result is None:
        return None
    is_fielding = action.to_team_id == current.bowling_team_id
    return {"team": action.to_team_id} if is_fielding else None


def short_run_kept(case: Case, action: PenaltyAwarded) -> Finding | None:
    """Find an award for deliberate short runs after a ball whose runs were kept."""
    innings, clause = case.state.current, named_clause(action.law)
    if clause is None or not is_part_of(clause, DELIBERATE_SHORT_RUN) or innings is None:
        return None
    if case.edition is LawsEdition.CODE_2000 or not innings.over.balls:
        return None
    ball = innings.over.balls[-1]
    kept = {"noball": case.conditions.no_ball_runs, "wide": case.conditions.wide_runs}
    runs = ball.runs - kept.get(ball.extra_type or "", 0)
    return {"runs": runs} if runs > 0 else None


def faces_next_not_given(case: Case, action: Delivery) -> Finding | None:
    """Find a striker after an obstruction who is not the one by the recorded end or crossing.

    Only from 2026 on does the fielding captain choose who faces, and only where a catch was
    prevented. Where the other batter has left too, neither place follows from the obstruction.
    """
    innings = case.innings
    if innings is None or case.edition >= LawsEdition.FOURTH_2026 or not innings.strike_was_stated:
        return None
    if (
        not innings.fall_of_wickets
        or not innings.over.balls
        or not innings.over.balls[-1].is_wicket
    ):
        return None
    out_id = innings.fall_of_wickets[-1].player_id
    last = innings.batters[out_id].dismissal
    if last is None or last.type is not WicketType.OBSTRUCTING_FIELD:
        return None
    if out_id != innings.last_left_id:
        return None
    striker_id, non_striker_id = pair_of(innings, action)
    due_id, other_id = pair_due(case, innings, action)
    stayed = due_id or other_id
    is_moved = (
        stayed is not None and (striker_id if other_id == stayed else non_striker_id) == stayed
    )
    return {"player": striker_id} if is_moved else None


AWARDED, BALL = (ActionType.PENALTY_AWARDED,), (ActionType.DELIVERY,)

RULES = (
    Rule(
        44, "penalty_to_offender", FLAGGED, law(18, 41),
        "runs under {clause} go to {due}, and are recorded for {given}",
        "correct the side, or the clause",
        AWARDED, penalty_to_offender,
    ),
    Rule(
        45, "penalty_not_five", FLAGGED, law(41, third="41.17", fourth="41.17"),
        "{given} penalty runs are awarded, an award is {due}",
        "check the runs; a playing condition may give others",
        AWARDED, penalty_not_five,
    ),
    Rule(
        45, "penalty_on_ball_not_five", FLAGGED, law(41, third="41.17", fourth="41.17"),
        "{given} penalty runs are recorded on a ball, an award is {due}",
        "check the runs; a playing condition may give others",
        BALL, penalty_on_ball_not_five,
    ),
    Rule(
        46, "award_after_result", REFUSED, law(41, third="41.17.2", fourth="41.17.2"),
        "{team} was fielding, and penalty runs for it cannot be awarded after the result",
        "void the award, or correct the edition of the Laws of the match",
        AWARDED, award_after_result,
    ),
    Rule(
        47, "short_run_kept", REFUSED, law(18, third="18.5.2"),
        "{runs} runs are kept on the ball whose deliberate short runs are penalised",
        "correct the ball: only the penalty of a no-ball or wide stands",
        AWARDED, short_run_kept,
    ),
    Rule(
        49, "faces_next_not_given", REFUSED, law(37, third="37.5"),
        "{player} faces, and the recorded end or crossing puts the other batter there",
        "correct who faces: only from 1 October 2026 on may the fielding captain choose",
        BALL, faces_next_not_given,
    ),
)  # fmt: skip
