"""Rows 25-32, 48 and 50: runs and extras of one ball, and the document's own totals."""

from __future__ import annotations

from scrbrd.domain.actions import Delivery
from scrbrd.domain.laws import FOUR, NOT_A_WICKET, SIX, WITHOUT_A_BALL, judge
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.verdicts.case import Case
from scrbrd.domain.verdicts.clauses import is_part_of, named_clause
from scrbrd.domain.verdicts.model import THE_RECORD, YES, Finding, Rule, VerdictOutcome, law
from scrbrd.domain.vocabulary import ActionType, LawsEdition

REFUSED, FLAGGED = VerdictOutcome.REFUSED, VerdictOutcome.FLAGGED

NOT_COUNTED_CLAUSES = ("17.3.2", "20.4", "24.4", "27.4", "28.2", "28.6", "41.4", "41.5")
"""The clauses for balls not counted in the over, other than no-balls and wides: the ball is called
dead before the striker could play it (20.4; also for the movements of 27.4 and 28.6), or because of
an offence."""

SHORT_RUN_CLAUSES = ("18.3", "18.4")
"""The clauses for a short run that was not deliberate (2017 Code)."""


def bat_runs_and_byes(_case: Case, action: Delivery) -> Finding | None:
    """Find runs off the bat recorded together with byes or leg byes."""
    byes = action.extras.bye + action.extras.leg_bye
    return {"bat": action.runs_off_bat, "byes": byes} if action.runs_off_bat and byes else None


def byes_and_leg_byes(_case: Case, action: Delivery) -> Finding | None:
    """Find byes recorded together with leg byes."""
    bye, leg_bye = action.extras.bye, action.extras.leg_bye
    return {"bye": bye, "leg_bye": leg_bye} if bye and leg_bye else None


def byes_off_wide(_case: Case, action: Delivery) -> Finding | None:
    """Find byes or leg byes on a wide."""
    extras = action.extras
    byes = extras.bye + extras.leg_bye
    return {"byes": byes} if extras.wide and not extras.no_ball and byes else None


def bat_runs_on_wide(_case: Case, action: Delivery) -> Finding | None:
    """Find runs off the bat on a wide."""
    is_wide = action.extras.wide and not action.extras.no_ball
    return {"bat": action.runs_off_bat} if is_wide and action.runs_off_bat else None


def runs_after_the_win(case: Case, action: Delivery) -> Finding | None:
    """Find runs beyond those that win the match.

    They were run after the winning run, or scored off a wide or no-ball that wins at the call. A
    boundary counts in full (Law 16).
    """
    innings = case.innings
    if innings is None or innings.target is None or innings.runs >= innings.target:
        return None
    ball, needed = judge(action, case.conditions), innings.target - innings.runs
    called = ball.no_ball + min(ball.wide, case.conditions.wide_runs)
    runs = ball.total - ball.penalty
    is_boundary = runs - called in (FOUR, SIX) and action.boundary is not False
    if runs == called or runs <= needed or (is_boundary and called < needed):
        return None
    return {"needed": needed, "runs": runs}


def no_ball_and_wide(_case: Case, action: Delivery) -> Finding | None:
    """Find a ball recorded as both."""
    return YES if action.extras.no_ball and action.extras.wide else None


def no_ball_penalty(case: Case, action: Delivery) -> Finding | None:
    """Find a no-ball whose penalty differs from the conditions."""
    given, due = action.extras.no_ball, case.conditions.no_ball_runs
    return {"given": given, "due": due} if given and given != due else None


def wide_below_penalty(case: Case, action: Delivery) -> Finding | None:
    """Find a wide of fewer runs than its penalty."""
    given, due = action.extras.wide, case.conditions.wide_runs
    return {"given": given, "due": due} if 0 < given < due else None


def odd_boundary(case: Case, action: Delivery) -> Finding | None:
    """Find a boundary whose runs are not those of a boundary."""
    if not action.boundary:
        return None
    extras = action.extras
    off_a_wide = max(0, extras.wide - case.conditions.wide_runs)
    runs = action.runs_off_bat or extras.bye + extras.leg_bye + off_a_wide
    is_usual = runs == FOUR or (runs == SIX and action.runs_off_bat)
    return (
        None
        if is_usual
        else {"runs": runs, "what": "off the bat" if action.runs_off_bat else "extras"}
    )


def totals_mismatch(_case: Case, action: Delivery) -> Finding | None:
    """Find a total that differs from the sum of its parts; other rules cover mixed extras."""
    extras = action.extras
    parts = (extras.no_ball, extras.bye, extras.leg_bye)
    if action.total_runs is None or (extras.wide and any(parts)):
        return None
    total = action.runs_off_bat + extras.wide + sum(parts) + extras.penalty
    return {"given": action.total_runs, "total": total} if action.total_runs != total else None


def legality_mismatch(_case: Case, action: Delivery) -> Finding | None:
    """Find a ball whose `isLegalDelivery` contradicts its extras."""
    is_legal = not (action.extras.wide or action.extras.no_ball or action.not_counted)
    given = action.is_legal_delivery
    return None if given is None or given == is_legal else {"given": given}


def wicket_missing(_case: Case, action: Delivery) -> Finding | None:
    """Find a ball marked as a wicket without the wicket's data."""
    return YES if action.is_wicket and action.wicket is None else None


def wicket_not_marked(_case: Case, action: Delivery) -> Finding | None:
    """Find a wicket on a ball that is marked as having none."""
    wicket = action.wicket
    is_unmarked = "is_wicket" in action.model_fields_set and not action.is_wicket
    return YES if wicket and wicket.type not in NOT_A_WICKET and is_unmarked else None


def not_counted_with_wicket(_case: Case, action: Delivery) -> Finding | None:
    """Find a wicket on a ball not counted in the over, though no wide or no-ball."""
    extras, wicket = action.extras, action.wicket
    if not action.not_counted or extras.wide or extras.no_ball:
        return None
    return YES if wicket is not None and wicket.type not in WITHOUT_A_BALL else None


def not_counted_without_reason(case: Case, action: Delivery) -> Finding | None:
    """Find a ball not counted in the over, with a clause that is no reason for that.

    The clause is that of `note`; without one the umpires' reason is not known.
    """
    clause = named_clause(action.note)
    if not action.not_counted or clause is None or case.edition is LawsEdition.CODE_2000:
        return None
    return None if is_part_of(clause, NOT_COUNTED_CLAUSES) else {"clause": clause}


def short_run_on_boundary(case: Case, action: Delivery) -> Finding | None:
    """Find a short run, by the clause in `note`, on a ball that reached the boundary."""
    clause = named_clause(action.note)
    if (
        clause is None
        or case.edition is LawsEdition.CODE_2000
        or not is_part_of(clause, SHORT_RUN_CLAUSES)
    ):
        return None
    is_usual = action.boundary is None and action.runs_off_bat in (FOUR, SIX)
    return YES if action.boundary or is_usual else None


BALL = (ActionType.DELIVERY,)

RULES = (
    Rule(
        25, "bat_runs_and_byes", REFUSED, law(23, third="23.1"),
        "{bat} runs off the bat and {byes} byes or leg byes cannot come off one ball",
        "record all as runs off the bat, or all as byes or leg byes",
        BALL, bat_runs_and_byes,
    ),
    Rule(
        25, "byes_and_leg_byes", REFUSED, law(23, third="23.2"),
        "{bye} byes and {leg_bye} leg byes cannot come off one ball",
        "record all as byes, or all as leg byes",
        BALL, byes_and_leg_byes,
    ),
    Rule(
        26, "byes_off_wide", FLAGGED, law(22, third="22.6"),
        "the {byes} byes off a wide are wides",
        "record them in extras.wide",
        BALL, byes_off_wide, ProblemCode.BYES_OFF_WIDE,
    ),
    Rule(
        27, "bat_runs_on_wide", REFUSED, law(22, third="22.6"),
        "{bat} runs off the bat are recorded on a wide, and a ball that was hit is no wide",
        "leave the wide out, or record the runs as wides",
        BALL, bat_runs_on_wide, ProblemCode.RUNS_NOT_POSSIBLE,
    ),
    Rule(
        28, "no_ball_and_wide", FLAGGED, law(21, third="21.13", fourth="21.12"),
        "a ball called no-ball and wide is a no-ball",
        "leave the wide out; what was run are byes",
        BALL, no_ball_and_wide, ProblemCode.NO_BALL_AND_WIDE,
    ),
    Rule(
        29, "no_ball_penalty", FLAGGED, law(21, third="21.16"),
        "the no-ball adds {given}, its penalty is {due}",
        "record the penalty in extras.noBall, and what was run as bat runs, byes or leg byes",
        BALL, no_ball_penalty,
    ),
    Rule(
        30, "wide_below_penalty", REFUSED, law(22, third="22.6"),
        "the wide adds {given}, its penalty is {due}",
        "record the penalty and all that was run in extras.wide",
        BALL, wide_below_penalty,
    ),
    Rule(
        31, "odd_boundary", FLAGGED, law(19, third="19.8"),
        "a boundary of {runs} {what} is recorded",
        "mark overthrows and runs that were run as boundary: false",
        BALL, odd_boundary,
    ),
    Rule(
        31, "runs_after_the_win", FLAGGED, law(16),
        "{needed} won the match and {runs} are recorded: nothing after the winning run counts",
        "record the runs that were needed; only a boundary counts whole, off a ball that was legal",
        BALL, runs_after_the_win,
    ),
    Rule(
        32, "totals_mismatch", FLAGGED, THE_RECORD,
        "totalRuns is {given}, its parts make {total}",
        "correct the part that is wrong",
        BALL, totals_mismatch, ProblemCode.TOTALS_MISMATCH,
    ),
    Rule(
        32, "legality_mismatch", FLAGGED, THE_RECORD,
        "isLegalDelivery is {given}, its extras say otherwise",
        "correct the extras, or isLegalDelivery",
        BALL, legality_mismatch, ProblemCode.TOTALS_MISMATCH,
    ),
    Rule(
        32, "wicket_missing", REFUSED, THE_RECORD,
        "isWicket is true and no wicket is given: who is out is not known",
        "record the wicket, or isWicket as false",
        BALL, wicket_missing, ProblemCode.DISMISSAL_NOT_POSSIBLE,
    ),
    Rule(
        32, "wicket_not_marked", FLAGGED, THE_RECORD,
        "isWicket is false and a wicket is given",
        "correct isWicket, or leave the wicket out",
        BALL, wicket_not_marked,
    ),
    Rule(
        48, "short_run_on_boundary", FLAGGED, law(18),
        "a short run is noted on a ball that reached the boundary, which counts in full",
        "check that the runs are those of the boundary: a short run is ignored there",
        BALL, short_run_on_boundary,
    ),
    Rule(
        50, "not_counted_with_wicket", REFUSED, law(17, third="17.3.2"),
        "a ball that is not one of the over brings a wicket",
        "count the ball, or leave the wicket out",
        BALL, not_counted_with_wicket,
    ),
    Rule(
        50, "not_counted_without_reason", REFUSED, law(17, third="17.3.2"),
        "clause {clause} is no reason for which a ball is not one of the over",
        "count the ball, or name the reason",
        BALL, not_counted_without_reason,
    ),
)  # fmt: skip
