"""Fills in the fields that follow from the log: positions of batters, over and ball, totals. Pure.

A field that is needed and missing raises a Problem that names the field and the people to choose
from.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from scrbrd.domain import laws
from scrbrd.domain.actions import Delivery
from scrbrd.domain.crease import have_all_batted
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import Inputs
from scrbrd.domain.state import Innings, MatchState
from scrbrd.domain.verdicts.crease import is_own_vacancy
from scrbrd.domain.vocabulary import PlayerId, TeamId, WicketType
from scrbrd.projections.live.next_ball import is_suspended, needs_batter, needs_bowler
from scrbrd.projections.live.parts import Need
from scrbrd_gateway.scoring.bodies import Ball, WicketBody
from scrbrd_gateway.scoring.faults import Fault, bad_fields, missing_person

ENDS: Final = ("striker", "non-striker")
NOBODY: Final = ""
"""The id at the other end while the last man bats alone."""

NO_BATTERS: Final = (
    Fault("strikerId", "nobody is in: name the striker"),
    Fault("nonStrikerId", "nobody is in: name the non-striker"),
)
UNCHANGED_FIELDS: Final = {
    "over_balls", "boundary", "runs_run", "bowling_angle", "shot_data", "review", "note",
}  # fmt: skip
"""Fields of a ball that are stored as they were sent."""


@dataclass(frozen=True, slots=True)
class KnownBall:
    """The known facts of the next ball; None for people who must be named."""

    over_number: int
    ball_in_over: int
    striker_id: str | None
    non_striker_id: str | None
    bowler_id: str | None


def known_next_ball(state: MatchState, innings: Innings) -> KnownBall:
    """Return the next ball of an innings as far as it follows from the log."""
    over = innings.over
    is_new = over.is_complete or not over.deliveries
    return KnownBall(
        innings.overs_completed if is_new else over.number,
        1 if is_new else over.deliveries + 1,
        innings.striker_id,
        innings.non_striker_id,
        None if needs_bowler(state) else innings.bowler_id,
    )


def known_corrected_ball(target: Delivery) -> KnownBall:
    """Return the ball that a correction replaces, with the people in the corrected delivery."""
    people = target.striker_id, target.non_striker_id, target.bowler_id
    return KnownBall(target.over_number, target.ball_in_over, *people)


def delivery_fields(
    state: MatchState, innings: Innings, inputs: Inputs, ball: Ball, target: Delivery | None = None
) -> Json:
    """Return the fields of a delivery; `target` is the delivery that it corrects.

    Raises Problem for fields that are needed and missing.
    """
    known = known_next_ball(state, innings) if target is None else known_corrected_ball(target)
    over, number = ball_position(innings, known, ball)
    striker_id, non_striker_id = batters(state, innings, inputs, known, ball)
    bowler_id = ball.bowler_id or bowler(state, innings, inputs, known, ball)
    wicket = None if ball.wicket is None else wicket_fields(ball.wicket, striker_id, non_striker_id)
    content = {
        "type": "delivery",
        "overNumber": over,
        "ballInOver": number,
        "strikerId": striker_id,
        "nonStrikerId": non_striker_id,
        "bowlerId": bowler_id,
        **totals(ball),
        "isWicket": ball.wicket is not None and ball.wicket.type not in laws.NOT_A_WICKET,
        **({} if wicket is None else {"wicket": wicket}),
        **({"notCounted": True} if ball.not_counted else {}),
    }
    unchanged = ball.model_dump(
        mode="json", by_alias=True, exclude_unset=True, exclude_none=True, include=UNCHANGED_FIELDS
    )
    return content | unchanged


def totals(ball: Ball) -> Json:
    """Return the runs of a ball by their parts, and the fields that follow from them (Laws 17.3,
    18)."""
    extras = ball.extras
    parts = (extras.wide, extras.no_ball, extras.bye, extras.leg_bye, extras.penalty)
    return {
        "runsOffBat": ball.runs_off_bat,
        "extras": {
            "wide": extras.wide,
            "noBall": extras.no_ball,
            "bye": extras.bye,
            "legBye": extras.leg_bye,
            "penalty": extras.penalty,
        },
        "totalRuns": ball.runs_off_bat + sum(parts),
        "isLegalDelivery": not (extras.wide or extras.no_ball or ball.not_counted),
    }


def ball_position(innings: Innings, known: KnownBall, ball: Ball) -> tuple[int, int]:
    """Return (over 0-based, ball 1-based): the next place, unless the ball names another over."""
    named, over = ball.over_number, innings.over
    if named is None or named == known.over_number:
        return known.over_number, known.ball_in_over
    is_of_last_over = over.deliveries > 0 and named == over.number
    return named, over.deliveries + 1 if is_of_last_over else 1


# -- people ---------------------------------------------------------------------------------------


def batters(
    state: MatchState, innings: Innings, inputs: Inputs, known: KnownBall, ball: Ball
) -> tuple[str, str]:
    """Return striker and non-striker; the non-striker is empty if the last man bats alone.

    A batter who is in stays in as long as a place is free. Raises Problem if somebody must be
    named, but not once the innings is over: the Laws refuse the ball then, whoever comes in.
    """
    if ball.non_striker_id == NOBODY:
        return lone_striker(state, innings, inputs, ball), NOBODY
    striker, other = batters_by_end(known, ball)
    newcomer = ball.new_batter_id
    if newcomer is not None and newcomer not in (striker, other):
        striker, other = with_newcomer(striker, other, newcomer)
    if striker and other:
        return striker, other
    if striker and (known.non_striker_id == NOBODY or may_stand_alone(state, innings, striker)):
        return striker, NOBODY
    if is_over(innings, ball) and (striker or other):
        return striker or other or "", NOBODY
    missing = [end for end, player in zip(ENDS, (striker, other), strict=True) if not player]
    choices = batters_left(state, innings, inputs, (striker, other))
    if len(missing) > 1:
        raise missing_person(NO_BATTERS, Need.BATTER, choices)
    why = f"a new batter is awaited, as {missing[0]}"
    if may_bat_alone(state, innings, inputs):
        why += f'; or nonStrikerId is "", where {striker or other} bats on alone'
    raise missing_person([Fault("newBatterId", why)], Need.BATTER, choices, end=missing[0])


def lone_striker(state: MatchState, innings: Innings, inputs: Inputs, ball: Ball) -> str:
    """Return the striker of a ball that states that nobody is at the other end: the batter who is
    in. Raises Problem if two batters are in, or if somebody can still come in."""
    striker = next(iter(innings.at_crease), ball.striker_id)
    if ball.new_batter_id is not None:
        raise bad_fields([Fault("newBatterId", "nobody comes in where nonStrikerId is empty")])
    if ball.striker_id not in (None, striker):
        raise bad_fields([Fault("strikerId", f"{striker} is in, and may bat on alone")])
    if striker is None:
        raise bad_fields(NO_BATTERS)
    if not is_over(innings, ball) and not may_bat_alone(state, innings, inputs):
        why = "is empty only where the last man stands and nobody is left who has not batted"
        raise bad_fields([Fault("nonStrikerId", why)])
    return striker


def may_bat_alone(state: MatchState, innings: Innings, inputs: Inputs) -> bool:
    """Return True if the batter who is in may bat on alone.

    The conditions must let the last man stand, and nobody may be left to come in except retired
    batters, who return at the fall of a wicket or not at all (Law 25.4.4).
    """
    is_one_in = len(innings.at_crease) == 1 and not innings.is_super_over
    if not is_one_in or not state.setup.conditions.last_man_stands:
        return False
    left = batters_left(state, innings, inputs, ())
    return have_all_batted(state, innings) and all(each in innings.batters for each in left)


def batters_by_end(known: KnownBall, ball: Ball) -> tuple[str | None, str | None]:
    """Return the batters at both ends, from the known facts and the ball's own fields."""
    striker, other = known.striker_id, known.non_striker_id
    if ball.striker_id is not None and ball.non_striker_id is not None:
        return ball.striker_id, ball.non_striker_id
    if ball.striker_id is not None:
        return place_batter(ball.striker_id, striker, other)
    if ball.non_striker_id is not None:
        other, striker = place_batter(ball.non_striker_id, other, striker)
    return striker, other


def place_batter(named: str, here: str | None, there: str | None) -> tuple[str, str | None]:
    """Return the batters at one end and at the other after a batter is named for the first."""
    if named == here:
        return named, there
    return (named, here) if named == there or not there else (named, there)


def with_newcomer(
    striker: str | None, other: str | None, newcomer: str
) -> tuple[str | None, str | None]:
    """Return both batters with a new one at the free end. Raises Problem unless exactly one end is
    free."""
    if striker and other:
        raise bad_fields([Fault("newBatterId", f"nobody is awaited: {striker} and {other} are in")])
    if not striker and not other:
        raise bad_fields(NO_BATTERS)
    return (newcomer, other) if not striker else (striker, newcomer)


def may_stand_alone(state: MatchState, innings: Innings, striker: str) -> bool:
    """Return True if a batter needs no partner: the last man, under some conditions."""
    return innings.at_crease == (striker,) and not needs_batter(state, innings)


def is_over(innings: Innings, ball: Ball) -> bool:
    """Return True if an innings is over for a ball that belongs to no over that the umpire lets
    continue."""
    return not innings.is_open and ball.over_number != innings.over.number


def bowler(
    state: MatchState, innings: Innings, inputs: Inputs, known: KnownBall, ball: Ball
) -> str:
    """Return the bowler of the over in progress, or the last bowler if the innings is over. Raises
    Problem if a bowler must be named (Law 17)."""
    if known.bowler_id is not None:
        return known.bowler_id
    continues = ball.over_number == innings.over.number
    if innings.over.is_complete and (continues or is_over(innings, ball)):
        return innings.over.bowler_ids[-1]
    over = known.over_number
    fault = Fault("bowlerId", f"over {over} (counted from 0) begins: name who bowls")
    if not innings.over.is_complete and innings.over.deliveries:
        fault = Fault("bowlerId", f"over {over} (counted from 0) lacks a bowler: name who ends it")
    raise missing_person([fault], Need.BOWLER, bowlers_left(state, innings, inputs))


def batters_left(
    state: MatchState, innings: Innings, inputs: Inputs, pair: Collection[str | None]
) -> tuple[str, ...]:
    """Return the players of the side who may come in: neither in nor out, nor just retired."""
    return tuple(
        each
        for each in side_now(state, inputs, innings.batting_team_id)
        if each not in pair and each not in innings.at_crease and may_come_in(innings, each)
    )


def may_come_in(innings: Innings, player_id: PlayerId) -> bool:
    """Return True if a batter has had no innings, or has retired and may resume it, but not in the
    place that they left vacant themselves (Law 25.4.4)."""
    batter = innings.batters.get(player_id)
    return batter is None or not (batter.is_out or is_own_vacancy(innings, player_id))


def bowlers_left(state: MatchState, innings: Innings, inputs: Inputs) -> tuple[str, ...]:
    """Return the players of the side who may bowl the next over, without regard to quotas."""
    side = side_now(state, inputs, innings.bowling_team_id)
    return tuple(each for each in side if may_bowl(state, innings, each))


def side_now(state: MatchState, inputs: Inputs, team_id: TeamId | None) -> tuple[PlayerId, ...]:
    """Return the players of a side: its eleven and those who joined it since, without those who
    were replaced in the match."""
    if team_id is None:
        return ()
    joined = (player for player, team in state.joined.items() if team == team_id)
    replaced = state.replaced_ids
    side = dict.fromkeys((*inputs.eleven_ids.get(team_id, ()), *joined))
    return tuple(each for each in side if each not in replaced)


def may_bowl(state: MatchState, innings: Innings, player_id: PlayerId) -> bool:
    """Return True if a player is not suspended and has not bowled all the overs before (Law
    17.6)."""
    allowed = state.setup.conditions.max_consecutive_overs
    recent = innings.over_bowlers[-allowed:]
    has_rested = len(recent) < allowed or not all(player_id in over for over in recent)
    return has_rested and not is_suspended(state, innings, player_id)


def wicket_fields(wicket: WicketBody, striker_id: str, non_striker_id: str) -> Json:
    """Return a dismissal with the dismissed player. Raises Problem if either batter may be out."""
    fields = wicket.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)
    if wicket.dismissed_player_id is not None:
        return fields
    if wicket.type not in laws.ONLY_THE_STRIKER or wicket.type is WicketType.HANDLED_BALL:
        choices = tuple(each for each in (striker_id, non_striker_id) if each)
        name = "wicket.dismissedPlayerId"
        raise missing_person([Fault(name, f"{wicket.type}: name who is out")], "dismissed", choices)
    return fields | {"dismissedPlayerId": striker_id}
