"""Rows 11-13, 15-18, 22 and 23: the dismissals possible off a ball, and runs recorded with them."""

from __future__ import annotations

from scrbrd.domain.actions import Action, BatterDismissed, Delivery, Wicket
from scrbrd.domain.contradictions import is_won_before
from scrbrd.domain.laws import (
    BOWLERS_WICKETS,
    POSSIBLE_OFF_NO_BALL,
    POSSIBLE_OFF_WIDE,
    RETIRED_AS,
    WITHOUT_A_BALL,
    judge,
)
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.verdicts.case import Case, runs_run
from scrbrd.domain.verdicts.model import CONDITIONS, Finding, Rule, VerdictOutcome, law
from scrbrd.domain.vocabulary import ActionType, LawsEdition, WicketType

REFUSED, FLAGGED = VerdictOutcome.REFUSED, VerdictOutcome.FLAGGED

DISMISSALS_WITHOUT_RUNS = BOWLERS_WICKETS | {WicketType.HIT_BALL_TWICE}
"""Dismissals with which only penalties are scored: all but run out, obstructing the field and,
under the Code of 2000, handled the ball (Law 18)."""

NEEDS_NO_DELIVERY = frozenset(
    {
        WicketType.TIMED_OUT,
        WicketType.RUN_OUT,
        WicketType.OBSTRUCTING_FIELD,
        WicketType.HANDLED_BALL,
    }
)
"""Dismissals that may occur before a ball is bowled (Laws 37, 38, 40)."""


def dismissal_name(kind: WicketType) -> str:
    """Return a kind of dismissal as text for a sentence."""
    return "lbw" if kind is WicketType.LBW else kind.value.replace("_", " ")


def wicket_of_ball(action: Delivery) -> Wicket | None:
    """Return the wicket that a ball caused; None for a retirement or time-out recorded with it."""
    wicket = action.wicket
    return None if wicket is None or wicket.type in WITHOUT_A_BALL else wicket


def out_off_no_ball(_case: Case, action: Delivery) -> Finding | None:
    """Find a dismissal that is impossible off a no-ball."""
    wicket = wicket_of_ball(action)
    if not action.extras.no_ball or wicket is None or wicket.type in POSSIBLE_OFF_NO_BALL:
        return None
    return {"player": wicket.dismissed_player_id, "how": dismissal_name(wicket.type)}


def out_off_wide(_case: Case, action: Delivery) -> Finding | None:
    """Find a dismissal that is impossible off a wide; a no-ball prevails over a wide."""
    wicket, extras = wicket_of_ball(action), action.extras
    if not extras.wide or extras.no_ball or wicket is None or wicket.type in POSSIBLE_OFF_WIDE:
        return None
    return {"player": wicket.dismissed_player_id, "how": dismissal_name(wicket.type)}


def is_free_hit(case: Case) -> bool:
    """Return whether the ball is a free hit."""
    return case.conditions.free_hit and case.innings is not None and case.innings.is_free_hit


def out_off_free_hit(case: Case, action: Delivery) -> Finding | None:
    """Find a dismissal that is impossible off a free hit, or off the wide that extends it."""
    wicket = wicket_of_ball(action)
    if wicket is None or not is_free_hit(case) or wicket.type in POSSIBLE_OFF_NO_BALL:
        return None
    if out_off_no_ball(case, action) is not None or out_off_wide(case, action) is not None:
        return None
    return {"player": wicket.dismissed_player_id, "how": dismissal_name(wicket.type)}


def out_after_the_win(case: Case, action: Delivery) -> Finding | None:
    """Find a dismissal on the ball whose runs win the match: it does not count."""
    wicket, innings = action.wicket, case.innings
    if wicket is None or innings is None or out_off_free_hit(case, action) is not None:
        return None
    is_won = is_won_before(innings, judge(action, case.conditions))
    return {"player": wicket.dismissed_player_id} if is_won else None


def wicket_type_of(action: Action) -> WicketType | None:
    """Return the kind of dismissal of an action, on a ball or without one."""
    if isinstance(action, Delivery):
        return action.wicket.type if action.wicket else None
    return action.wicket_type if isinstance(action, BatterDismissed) else None


def handled_the_ball(case: Case, action: Action) -> Finding | None:
    """Find handled the ball under the 2017 Code, which made it a part of obstructing the field."""
    is_of_2017 = case.edition >= LawsEdition.FIRST_2017
    return {} if is_of_2017 and wicket_type_of(action) is WicketType.HANDLED_BALL else None


def timed_out_opener(case: Case, action: BatterDismissed) -> Finding | None:
    """Find a time-out before any batter has left: the openers cannot be timed out."""
    if action.wicket_type is not WicketType.TIMED_OUT or has_batter_left(case):
        return None
    return {"player": action.player_id}


def has_batter_left(case: Case) -> bool:
    """Return whether a batter has left in this innings."""
    batters = case.innings.batters.values() if case.innings else ()
    return any(each.dismissal is not None for each in batters)


def timed_out_at_crease(case: Case, action: BatterDismissed) -> Finding | None:
    """Find a time-out of a batter who is in."""
    is_in = case.innings is not None and action.player_id in case.innings.at_crease
    is_timed_out = action.wicket_type is WicketType.TIMED_OUT
    return {"player": action.player_id} if is_timed_out and is_in else None


def timed_out_without_vacancy(case: Case, action: BatterDismissed) -> Finding | None:
    """Find a time-out of a third batter while two are in."""
    innings = case.innings
    if action.wicket_type is not WicketType.TIMED_OUT or innings is None:
        return None
    is_awaited = len(innings.at_crease) < 2 or action.player_id in innings.at_crease
    return None if is_awaited or not has_batter_left(case) else {"player": action.player_id}


def timed_out_on_a_ball(_case: Case, action: Delivery) -> Finding | None:
    """Find a time-out recorded as part of a ball."""
    wicket = action.wicket
    is_timed_out = wicket is not None and wicket.type is WicketType.TIMED_OUT
    return {"player": wicket.dismissed_player_id} if wicket and is_timed_out else None


def retired_on_a_ball(_case: Case, action: Delivery) -> Finding | None:
    """Find a retirement recorded as part of a ball: the ball counts, then the retirement."""
    wicket = action.wicket
    is_retired = wicket is not None and wicket.type in RETIRED_AS.values()
    return {"player": wicket.dismissed_player_id} if wicket and is_retired else None


def retired_as_dismissed(_case: Case, action: BatterDismissed) -> Finding | None:
    """Find a retirement recorded as a dismissal."""
    is_retired = action.wicket_type in RETIRED_AS.values()
    return {"player": action.player_id} if is_retired else None


def needs_a_delivery(_case: Case, action: BatterDismissed) -> Finding | None:
    """Find a dismissal without a ball that only a ball can cause."""
    kind = action.wicket_type
    is_possible = kind in NEEDS_NO_DELIVERY or kind in RETIRED_AS.values()
    return None if is_possible else {"player": action.player_id, "how": dismissal_name(kind)}


def runs_with_dismissal(case: Case, action: Delivery) -> Finding | None:
    """Find runs off a ball that was dead when the batter was out: bowled, caught and the like.

    A batter who cannot be out off the no-ball or free hit stays in, so that the runs count.
    """
    wicket, extras = wicket_of_ball(action), action.extras
    if wicket is None or wicket.type not in DISMISSALS_WITHOUT_RUNS:
        return None
    if wicket.type not in POSSIBLE_OFF_NO_BALL and (extras.no_ball or is_free_hit(case)):
        return None
    wides = max(0, extras.wide - case.conditions.wide_runs)
    runs = action.runs_off_bat + extras.bye + extras.leg_bye + wides
    return {"runs": runs, "how": dismissal_name(wicket.type)} if runs else None


def runs_with_obstruction(case: Case, action: Delivery) -> Finding | None:
    """Find runs recorded with an obstruction: they count unless it prevented a catch."""
    wicket = action.wicket
    if wicket is None or wicket.type is not WicketType.OBSTRUCTING_FIELD:
        return None
    runs = runs_run(action, case.conditions)
    return {"runs": runs} if runs else None


BALL, DISMISSED = (ActionType.DELIVERY,), (ActionType.BATTER_DISMISSED,)

RULES = (
    Rule(
        11, "out_off_no_ball", REFUSED, law(21, third="21.18", fourth="21.17"),
        "{player} cannot be out {how} off a no-ball",
        "check whether no-ball was called, or how the wicket fell",
        BALL, out_off_no_ball, ProblemCode.DISMISSAL_NOT_POSSIBLE,
    ),
    Rule(
        12, "out_off_wide", REFUSED, law(22, third="22.9"),
        "{player} cannot be out {how} off a wide",
        "check whether wide was called, or how the wicket fell",
        BALL, out_off_wide, ProblemCode.DISMISSAL_NOT_POSSIBLE,
    ),
    Rule(
        13, "out_off_free_hit", FLAGGED, CONDITIONS,
        "{player} cannot be out {how} off a free hit and stays in",
        "leave the wicket out, or check whether the ball was a free hit",
        BALL, out_off_free_hit, ProblemCode.DISMISSAL_NOT_POSSIBLE,
    ),
    Rule(
        13, "out_after_the_win", FLAGGED, law(16),
        "the runs of this ball win the match before {player} is out, who stays in",
        "leave the wicket out, or check the runs and the target",
        BALL, out_after_the_win, ProblemCode.DISMISSAL_NOT_POSSIBLE, needs_wicket=True,
    ),
    Rule(
        15, "handled_ball", FLAGGED, law(37),
        "handled the ball is obstructing the field since 1 October 2017",
        "record obstructing_field",
        (*BALL, *DISMISSED), handled_the_ball, needs_wicket=True,
    ),
    Rule(
        16, "timed_out_opener", REFUSED, law(40, third="40.1.1"),
        "{player} cannot be timed out: nobody has left yet",
        "name who was late, or void the action",
        DISMISSED, timed_out_opener,
    ),
    Rule(
        16, "timed_out_at_crease", REFUSED, law(40, third="40.1.1"),
        "{player} is in and cannot be timed out",
        "name the batter who was to come in",
        DISMISSED, timed_out_at_crease,
    ),
    Rule(
        16, "timed_out_without_vacancy", REFUSED, law(40, third="40.1.1"),
        "{player} cannot be timed out: two batters are in",
        "record first who left",
        DISMISSED, timed_out_without_vacancy,
    ),
    Rule(
        17, "timed_out_on_a_ball", REFUSED, law(40),
        "{player} is timed out on a ball, and nobody is awaited then",
        "record batter_dismissed, which is no ball",
        BALL, timed_out_on_a_ball, ProblemCode.DISMISSAL_NOT_POSSIBLE,
    ),
    Rule(
        17, "retired_on_a_ball", FLAGGED, law(25, third="25.4"),
        "the retirement of {player} is recorded as part of a ball; the ball counts, then it",
        "record batter_retired, which is no ball; void the ball if none was bowled",
        BALL, retired_on_a_ball, needs_wicket=True,
    ),
    Rule(
        17, "retired_as_dismissed", REFUSED, law(25, third="25.4"),
        "the retirement of {player} is recorded as a dismissal",
        "record batter_retired",
        DISMISSED, retired_as_dismissed, ProblemCode.DISMISSAL_NOT_POSSIBLE,
    ),
    Rule(
        18, "needs_a_delivery", REFUSED, law(32, 33, 34, 35, 36, 39),
        "{player} cannot be out {how} with no ball bowled",
        "record the wicket with its ball",
        DISMISSED, needs_a_delivery, ProblemCode.DISMISSAL_NOT_POSSIBLE,
    ),
    Rule(
        22, "runs_with_dismissal", REFUSED, law(18),
        "{runs} runs are recorded, and none can be scored where a batter is out {how}",
        "leave the runs out, or check how the wicket fell",
        BALL, runs_with_dismissal, needs_wicket=True,
    ),
    Rule(
        23, "runs_with_obstruction", FLAGGED, law(37, third="37.5"),
        "{runs} runs are recorded with an obstruction; none count if it prevented a catch",
        "leave the runs out if a catch was prevented",
        BALL, runs_with_obstruction, needs_wicket=True,
    ),
)  # fmt: skip
