"""Rows 14 and 41-43: keepers, bowlers and fielders, and the sides they play for."""

from __future__ import annotations

from collections.abc import Iterable

from scrbrd.domain.actions import (
    Action,
    BatterArrived,
    BatterDismissed,
    BatterResumed,
    Delivery,
    InningsStarted,
)
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.verdicts.case import Case, begins_over
from scrbrd.domain.verdicts.model import CONDITIONS, Finding, Rule, VerdictOutcome, law
from scrbrd.domain.vocabulary import ActionType, PlayerId, TeamId, WicketType

REFUSED, FLAGGED = VerdictOutcome.REFUSED, VerdictOutcome.FLAGGED


def batting_side(case: Case, action: Action) -> TeamId | None:
    """Return the batting side; in an innings without a start, that of the striker."""
    if case.innings is not None:
        return case.innings.batting_team_id
    return case.side_of(action.striker_id) if isinstance(action, Delivery) else None


def stumped_by_other(case: Case, action: Delivery) -> Finding | None:
    """Find a stumping by the bowler, or by a fielder where the lineups name another keeper.

    The lineups do not say who keeps wicket once the keeper was replaced in the match.
    """
    wicket = action.wicket
    if wicket is None or wicket.type is not WicketType.STUMPED or not wicket.fielder_ids:
        return None
    fielder = wicket.fielder_ids[0]
    if fielder == action.bowler_id:
        return {"player": fielder}
    side = case.side_of(fielder)
    named = {each for each in case.keeper_ids if side and case.side_of(each) == side}
    keepers = named - case.state.replaced_ids
    is_other = keepers and fielder not in keepers and fielder not in wicket.substitute_ids
    return {"player": fielder} if is_other else None


def stumped_by_substitute(_case: Case, action: Delivery) -> Finding | None:
    """Find a stumping by a substitute, who keeps wicket only with the umpires' consent."""
    wicket = action.wicket
    if wicket is None or wicket.type is not WicketType.STUMPED:
        return None
    substitutes = [each for each in wicket.fielder_ids if each in wicket.substitute_ids]
    return {"player": substitutes[0]} if substitutes else None


def bowler_is_batting(_case: Case, action: Delivery) -> Finding | None:
    """Find a bowler who is one of the two batters at the crease."""
    pair = (action.striker_id, action.non_striker_id)
    return {"player": action.bowler_id} if action.bowler_id in pair else None


def bowler_of_batting_side(case: Case, action: Delivery) -> Finding | None:
    """Find a bowler whom the lineups name for the batting side."""
    side, batting = case.side_of(action.bowler_id), batting_side(case, action)
    if side is None or side != batting or bowler_is_batting(case, action) is not None:
        return None
    return {"player": action.bowler_id, "team": side}


def bowler_is_substitute(case: Case, action: Delivery) -> Finding | None:
    """Find a bowler who is named as a substitute and did not replace a player."""
    is_substitute = action.bowler_id in case.substitute_ids
    has_joined = action.bowler_id in case.state.joined
    return {"player": action.bowler_id} if is_substitute and not has_joined else None


def fielders_of(action: Action) -> Iterable[PlayerId]:
    """Return the fielders who took part in a dismissal, substitutes excluded."""
    if isinstance(action, BatterDismissed):
        named, substitutes = action.fielder_ids, action.substitute_ids
    elif isinstance(action, Delivery) and action.wicket is not None:
        wicket = action.wicket
        named, substitutes = wicket.fielder_ids + wicket.assist_fielder_ids, wicket.substitute_ids
    else:
        return []
    return [each for each in named if each not in substitutes]


def fielder_of_batting_side(case: Case, action: Action) -> Finding | None:
    """Find a fielder whom the lineups name for the batting side."""
    batting = batting_side(case, action)
    for player_id in fielders_of(action):
        if batting is not None and case.side_of(player_id) == batting:
            return {"player": player_id, "team": batting}
    return None


def catcher_missing(_case: Case, action: Delivery) -> Finding | None:
    """Find a catch without a catcher."""
    wicket = action.wicket
    if wicket is None or wicket.type is not WicketType.CAUGHT:
        return None
    named = wicket.fielder_ids + wicket.assist_fielder_ids + wicket.substitute_ids
    return None if named else {"player": wicket.dismissed_player_id}


def player_not_in_lineup(case: Case, action: Action) -> Finding | None:
    """Find a player in no lineup, at each player's first action; nothing without lineups."""
    if not case.state.setup.sides:
        return None
    unknown = [each for each in newly_named(case, action) if case.side_of(each) is None]
    return {"player": unknown[0]} if unknown else None


def newly_named(case: Case, action: Action) -> list[PlayerId]:
    """Return the players whom an action names and who are new to the innings."""
    innings = case.innings
    known = {*innings.batters, *innings.bowlers} if innings is not None else set()
    named = (*players_of(action), *fielders_of(action))
    return [each for each in named if each and each not in known]


def players_of(action: Action) -> tuple[PlayerId, ...]:
    """Return the batters and the bowler of an action, fielders excluded."""
    if isinstance(action, BatterArrived | BatterResumed):
        return (action.player_id,)
    if isinstance(action, Delivery):
        return (action.striker_id, action.non_striker_id, action.bowler_id)
    if isinstance(action, InningsStarted):
        return tuple(each for each in (action.striker_id, action.non_striker_id) if each)
    return ()


def replaced_plays_on(case: Case, action: Action) -> Finding | None:
    """Find a player who takes part after another replaced them in the match."""
    if not case.state.replacements:
        return None
    named = (*newly_bowling_or_batting(case, action), *fielders_of(action))
    if not named:
        return None
    gone = case.state.replaced_ids
    found = [each for each in named if each in gone]
    return {"player": found[0]} if found else None


def newly_bowling_or_batting(case: Case, action: Action) -> tuple[PlayerId, ...]:
    """Return batters and bowler at the start of an over; within it, only those who are new."""
    innings = case.innings
    if not isinstance(action, Delivery) or innings is None or begins_over(innings, action):
        return players_of(action)
    there = (innings.striker_id, innings.non_striker_id, *innings.over.bowler_ids)
    return tuple(each for each in players_of(action) if each not in there)


BALL, DISMISSED = (ActionType.DELIVERY,), (ActionType.BATTER_DISMISSED,)
STARTED = (ActionType.INNINGS_STARTED,)

RULES = (
    Rule(
        14, "stumped_by_other", REFUSED, law(39),
        "{player} does not keep wicket and cannot have stumped a batter",
        "name the keeper; if another player keeps now, mark that lineup as the keeper's",
        BALL, stumped_by_other, needs_wicket=True,
    ),
    Rule(
        14, "stumped_by_substitute", FLAGGED, law(24, 27),
        "{player} is a substitute and keeps wicket only with the umpires' consent",
        "check who kept wicket",
        BALL, stumped_by_substitute, needs_wicket=True,
    ),
    Rule(
        41, "bowler_is_batting", REFUSED, law(1),
        "{player} is batting this ball and cannot bowl it",
        "name the bowler",
        BALL, bowler_is_batting, ProblemCode.BOWLER_IS_BATTING,
    ),
    Rule(
        41, "bowler_of_batting_side", REFUSED, law(1),
        "{player} plays for {team}, which is batting, and cannot bowl",
        "name the bowler, or correct the lineups or the side that bats",
        BALL, bowler_of_batting_side, ProblemCode.WRONG_SIDE,
    ),
    Rule(
        41, "bowler_is_substitute", REFUSED, law(24),
        "{player} is a substitute and cannot bowl",
        "name the bowler; record player_replaced if a playing condition let a player in",
        BALL, bowler_is_substitute,
    ),
    Rule(
        42, "fielder_of_batting_side", FLAGGED, law(24),
        "{player} fields, and plays for {team}, which is batting",
        "name the fielder, or mark a substitute as one",
        (*BALL, *DISMISSED), fielder_of_batting_side, needs_wicket=True,
    ),
    Rule(
        42, "catcher_missing", FLAGGED, law(33),
        "{player} is caught, and nobody is named who caught it",
        "record wicket.fielderIds",
        BALL, catcher_missing, needs_wicket=True,
    ),
    Rule(
        43, "player_not_in_lineup", FLAGGED, law(1),
        "{player} is in no lineup of this match",
        "add the lineup, or record player_replaced",
        (*BALL, ActionType.BATTER_ARRIVED, *DISMISSED, *STARTED), player_not_in_lineup,
        ProblemCode.PLAYER_NOT_IN_LINEUP,
    ),
    Rule(
        43, "replaced_plays_on", FLAGGED, CONDITIONS,
        "{player} was replaced and takes part again",
        "name the replacement; if the player came back, record player_replaced",
        (*BALL, ActionType.BATTER_ARRIVED, ActionType.BATTER_RESUMED, *DISMISSED, *STARTED),
        replaced_plays_on,
    ),
)  # fmt: skip
