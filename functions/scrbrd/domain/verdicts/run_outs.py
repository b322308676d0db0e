"""Rows 19, 21 and 24: run outs before the ball, at an unknown end, or of the wrong batter."""

from __future__ import annotations

from scrbrd.domain.actions import Delivery
from scrbrd.domain.verdicts.case import Case, pair_of, runs_run
from scrbrd.domain.verdicts.clauses import is_part_of, named_clause
from scrbrd.domain.verdicts.model import Finding, Rule, VerdictOutcome, law
from scrbrd.domain.vocabulary import ActionType, End, LawsEdition, PlayerId, WicketType

FLAGGED = VerdictOutcome.FLAGGED

LEAVING_EARLY = ("38.3",)
LEAVING_EARLY_UNTIL_2022 = ("41.16",)
"""The clauses for a non-striker who leaves the ground early (2017 Code), which the edition of 2022
moved: its 41.16 is about batters who steal a run."""


def run_out_before_ball(case: Case, action: Delivery) -> Finding | None:
    """Find a non-striker run out before the ball was bowled, with the ball recorded.

    A run out of the non-striker looks the same whether the ball was bowled or not: the clause in
    `note` decides.
    """
    wicket, clause = action.wicket, named_clause(action.note)
    if wicket is None or wicket.type is not WicketType.RUN_OUT or clause is None:
        return None
    is_since_2022 = case.edition >= LawsEdition.THIRD_2022
    early = LEAVING_EARLY if is_since_2022 else LEAVING_EARLY_UNTIL_2022
    if case.edition is LawsEdition.CODE_2000 or not is_part_of(clause, early):
        return None
    is_other = wicket.dismissed_player_id == pair_of(case.innings, action)[1]
    return {"player": wicket.dismissed_player_id} if is_other else None


def run_out_without_end(case: Case, action: Delivery) -> Finding | None:
    """Find a run out after completed runs that records neither end nor crossing."""
    wicket = action.wicket
    if wicket is None or wicket.type is not WicketType.RUN_OUT:
        return None
    is_recorded = wicket.end is not None or wicket.crossed is not None
    runs = runs_run(action, case.conditions)
    return {"runs": runs} if runs and not is_recorded else None


def run_in_progress(case: Case, action: Delivery) -> Finding | None:
    """Find a run out whose completed runs, end and crossing show that the other batter is out."""
    wicket = action.wicket
    if wicket is None or wicket.type is not WicketType.RUN_OUT:
        return None
    if wicket.end is None or wicket.crossed is None:
        return None
    runs = runs_run(action, case.conditions)
    nearer = nearer_to(
        wicket.end, runs, is_crossed=wicket.crossed, pair=pair_of(case.innings, action)
    )
    if nearer is None or nearer == wicket.dismissed_player_id:
        return None
    return {"player": wicket.dismissed_player_id, "runs": runs, "other": nearer, "end": wicket.end}


def nearer_to(
    end: End, runs: int, *, is_crossed: bool, pair: tuple[PlayerId, PlayerId | None]
) -> PlayerId | None:
    """Return the batter whose wicket was put down at an end (Law 38)."""
    striker, non_striker = pair
    are_home = (runs + is_crossed) % 2 == 0
    return striker if (end is End.STRIKER) is are_home else non_striker


BALL = (ActionType.DELIVERY,)

RULES = (
    Rule(
        19, "run_out_before_ball", FLAGGED, law(38),
        "{player} is run out before the ball was bowled, and a ball is recorded",
        "record batter_dismissed in its place: it is no ball of the over and none faced",
        BALL, run_out_before_ball, needs_wicket=True,
    ),
    Rule(
        21, "run_out_end_not_said", FLAGGED, law(38, third="38.4"),
        "a run out after {runs} completed runs does not say at which end",
        "record wicket.end, or the strike of the next ball decides",
        BALL, run_out_without_end, needs_wicket=True,
    ),
    Rule(
        24, "run_in_progress", FLAGGED, law(18, 38),
        "{player} is run out after {runs} completed runs, and the {end} end was then {other}'s",
        "check the runs (the one in progress does not count), the end, and whether they crossed",
        BALL, run_in_progress, needs_wicket=True,
    ),
)  # fmt: skip
