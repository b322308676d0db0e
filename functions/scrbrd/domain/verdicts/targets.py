"""Rows 53-55, 57, 58 and 60: overs and targets, revised or not, the follow-on, super overs."""

from __future__ import annotations

from scrbrd.domain.actions import Action, Delivery, InningsStarted, TargetRevised
from scrbrd.domain.innings import target_of_runs
from scrbrd.domain.laws import NOT_A_WICKET
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.state import Innings
from scrbrd.domain.verdicts.case import LEAST_FOLLOW_ON_LEAD, Case
from scrbrd.domain.verdicts.model import CONDITIONS, YES, Finding, Rule, VerdictOutcome, law
from scrbrd.domain.vocabulary import ActionType, CloseReason, Outcome, PlayerId

REFUSED, FLAGGED = VerdictOutcome.REFUSED, VerdictOutcome.FLAGGED


def overs_begun(innings: Innings) -> int:
    """Return the overs of an innings, with the one in progress counted whole."""
    over = innings.over
    return innings.overs_completed + bool(over.deliveries and not over.is_complete)


def revised_below_bowled(case: Case, action: TargetRevised) -> Finding | None:
    """Find a limit below the overs already begun, the one in progress included."""
    current, limit = case.state.current, action.overs_limit
    if limit is None or current is None or (not current.is_open and current.target is None):
        return None
    begun = overs_begun(current)
    return {"limit": limit, "begun": begun} if limit < begun else None


def super_over_revised(case: Case, _action: TargetRevised) -> Finding | None:
    """Find a revision of overs or target in a super over."""
    current = case.state.current
    return YES if current is not None and current.is_super_over and current.is_open else None


def target_without_chase(case: Case, action: TargetRevised) -> Finding | None:
    """Find a target while the chasing innings is neither in progress nor next."""
    if action.target is None:
        return None
    played, current = len(case.state.main_innings), case.state.current
    is_between = current is not None and not current.is_open
    is_chase = played + is_between >= case.innings_in_all
    return None if is_chase else {"innings": current.number if current else 1}


def par_without_target(case: Case, action: TargetRevised) -> Finding | None:
    """Find a par in an innings without a target, or before a chase whose target is not set."""
    current = case.state.current
    if action.par is None or (current is not None and current.target is not None):
        return None
    is_in_progress = current is not None and current.is_open
    return {"par": action.par} if is_in_progress or action.target is None else None


def target_at_start(case: Case, action: InningsStarted) -> Finding | None:
    """Find a target for an innings that is not the last of the match."""
    if action.target is None or action.super_over:
        return None
    is_chase = len(case.state.main_innings) + 1 >= case.innings_in_all
    return None if is_chase else {"innings": action.innings_number}


def target_unexplained(case: Case, action: InningsStarted) -> Finding | None:
    """Find a target that differs from the runs before without lost overs or a method.

    A target one run too low would end the match one run too early.
    """
    if action.target is None or action.super_over:
        return None
    played = case.state.main_innings
    if len(played) + 1 != case.innings_in_all or is_revised_before(case, action):
        return None
    made = target_of_runs(played, action.batting_team_id)
    return None if made in (None, action.target) else {"target": action.target, "made": made}


def is_revised_before(case: Case, action: InningsStarted) -> bool:
    """Return whether overs or target were revised before a chase begins, or at its beginning.

    Where play was stopped they may have been.
    """
    state, overs = case.state, case.conditions.overs_per_innings or None
    limits = [each.overs_limit for each in state.main_innings] + [action.overs_limit or overs]
    is_announced = state.method is not None or state.pending_revision is not None
    is_cut = any(
        each.lost_overs is not None or each.closed is CloseReason.ABANDONED
        for each in state.main_innings
    )
    if state.rain is not None or is_announced or is_cut:
        return True
    return any(each != overs for each in limits)


def follow_on_lead(case: Case, action: InningsStarted) -> Finding | None:
    """Find a side that follows on although its opponents' lead is too small."""
    played = case.state.main_innings
    if case.conditions.innings_per_side == 1 or len(played) != 2 or action.super_over:
        return None
    if played[1].batting_team_id != action.batting_team_id:
        return None
    least = case.conditions.follow_on_lead or LEAST_FOLLOW_ON_LEAD
    lead = played[0].runs - played[1].runs
    return {"lead": lead, "least": least} if lead < least else None


def super_over_without_tie(case: Case, action: InningsStarted) -> Finding | None:
    """Find a super over without a tie; the second of a pair follows from the first."""
    if not action.super_over or len(case.state.super_overs) % 2:
        return None
    result = case.state.result
    is_tie = result is not None and result.outcome is Outcome.TIE
    return None if is_tie and result and result.winner_team_id is None else YES


def super_over_wicket(case: Case, action: Action) -> Finding | None:
    """Find a wicket beyond those that end a super over."""
    innings, most = case.innings, case.conditions.super_over_wickets
    if innings is None or not innings.is_super_over or innings.wickets < most:
        return None
    wicket = getattr(action, "wicket", None)
    kind = wicket.type if wicket is not None else getattr(action, "wicket_type", None)
    return None if kind is None or kind in NOT_A_WICKET else {"most": most}


def earlier_super_overs(case: Case, action: Delivery | InningsStarted) -> list[Innings]:
    """Return the earlier super overs of the side that bats, in the order of play.

    A super over comes after the whole of the pair before it.
    """
    innings = case.innings if isinstance(action, Delivery) else None
    if isinstance(action, InningsStarted):
        side = action.batting_team_id if action.super_over else None
    else:
        side = innings.batting_team_id if innings and innings.is_super_over else None
    if side is None:
        return []
    return [
        each
        for each in case.state.super_overs
        if each is not innings and each.batting_team_id == side
    ]


def super_over_batter(case: Case, action: Delivery | InningsStarted) -> Finding | None:
    """Find a batter who comes in and was out in an earlier super over of the side."""
    earlier = earlier_super_overs(case, action)
    if not earlier:
        return None
    known = case.innings.batters if case.innings is not None else {}
    named = (action.striker_id, action.non_striker_id)
    new = [each for each in named if each and each not in known]
    out = [each for each in new if any(was_out(innings, each) for innings in earlier)]
    return {"player": out[0]} if out else None


def was_out(innings: Innings, player_id: PlayerId) -> bool:
    """Return whether a batter was out in an innings."""
    batter = innings.batters.get(player_id)
    return batter is not None and batter.is_out


def super_over_bowler(case: Case, action: Delivery | InningsStarted) -> Finding | None:
    """Find a bowler who bowled the side's previous super over."""
    earlier, player_id = earlier_super_overs(case, action), action.bowler_id
    known = case.innings.bowlers if case.innings is not None else {}
    if not earlier or player_id is None or player_id in known:
        return None
    return {"player": player_id} if player_id in earlier[-1].bowlers else None


BALL, REVISED = (ActionType.DELIVERY,), (ActionType.TARGET_REVISED,)
STARTED = (ActionType.INNINGS_STARTED,)

RULES = (
    Rule(
        53, "revision_below_bowled", REFUSED, CONDITIONS,
        "oversLimit {limit} is fewer than the {begun} overs that have begun",
        "set the limit to at least the overs that have begun; close the innings if it is over",
        REVISED, revised_below_bowled, ProblemCode.REVISION_BELOW_BOWLED,
    ),
    Rule(
        53, "super_over_revised", REFUSED, CONDITIONS,
        "a super over is not revised",
        "void the revision; record how the match ended",
        REVISED, super_over_revised,
    ),
    Rule(
        54, "target_without_chase", REFUSED, CONDITIONS,
        "a target is recorded, and innings {innings} chases none",
        "close the innings before it first; of a first innings revise oversLimit alone",
        REVISED, target_without_chase,
    ),
    Rule(
        54, "par_without_target", REFUSED, CONDITIONS,
        "par {par} is recorded for an innings without a target",
        "set both, or set the par in the chase; of a first innings revise oversLimit alone",
        REVISED, par_without_target, ProblemCode.PAR_WITHOUT_TARGET,
    ),
    Rule(
        54, "target_at_start", REFUSED, CONDITIONS,
        "a target is recorded for innings {innings}, which chases none",
        "leave the target out",
        STARTED, target_at_start,
    ),
    Rule(
        55, "follow_on_lead", FLAGGED, law(14, third="14.1"),
        "a side follows on {lead} runs behind, where a lead of {least} is needed",
        "check who bats, and the runs of both innings",
        STARTED, follow_on_lead,
    ),
    Rule(
        57, "super_over_without_tie", REFUSED, CONDITIONS,
        "a super over begins, and the scores are not tied",
        "close the innings before it; check their runs, or leave superOver out",
        STARTED, super_over_without_tie,
    ),
    Rule(
        57, "super_over_wicket", REFUSED, CONDITIONS,
        "a super over ends at {most} wickets, and another one falls",
        "check the wickets of this super over",
        (*BALL, ActionType.BATTER_DISMISSED), super_over_wicket, ProblemCode.INNINGS_OVER,
    ),
    Rule(
        58, "super_over_batter", FLAGGED, CONDITIONS,
        "{player} was out in an earlier super over and may not bat in this one",
        "check who is in",
        (*BALL, *STARTED), super_over_batter,
    ),
    Rule(
        58, "super_over_bowler", FLAGGED, CONDITIONS,
        "{player} bowled the super over before and may not bowl this one",
        "check who bowls",
        (*BALL, *STARTED), super_over_bowler,
    ),
    Rule(
        60, "target_unexplained", FLAGGED, law(16),
        "target {target} is recorded, where the runs before make it {made} and nothing revised it",
        "leave the target out; where it was revised, record that (target_revised, method)",
        STARTED, target_unexplained,
    ),
)  # fmt: skip
