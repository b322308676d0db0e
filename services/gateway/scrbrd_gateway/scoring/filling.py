"""Fills in what follows from the log: who is where, over and ball, totals. Pure.

What is needed and not said is a Problem that names the field and the people to choose from.
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
from scrbrd_gateway.scoring.bodies import Ball, WicketSaid
from scrbrd_gateway.scoring.faults import Fault, needed, unfit

ENDS: Final = ("striker", "non-striker")
NOBODY: Final = ""
"""Who is at the end that nobody takes while the last man bats alone."""

NOBODY_IN: Final = (
    Fault("strikerId", "nobody is in: name the striker"),
    Fault("nonStrikerId", "nobody is in: name the non-striker"),
)
ORNAMENTS: Final = {
    "over_balls", "boundary", "runs_run", "bowling_angle", "shot_data", "review", "note",
}  # fmt: skip
"""Fields of a ball that are kept as they were said."""


@dataclass(frozen=True, slots=True)
class Next:
    """What the next ball is known to be; None for whom somebody must name."""

    over_number: int
    ball_in_over: int
    striker_id: str | None
    non_striker_id: str | None
    bowler_id: str | None


def next_of(state: MatchState, innings: Innings) -> Next:
    """Return the next ball of an innings as far as it follows from the log."""
    over = innings.over
    is_new = over.is_complete or not over.deliveries
    return Next(
        innings.overs_completed if is_new else over.number,
        1 if is_new else over.deliveries + 1,
        innings.striker_id,
        innings.non_striker_id,
        None if needs_bowler(state) else innings.bowler_id,
    )


def next_of_correction(target: Delivery) -> Next:
    """Return the ball that a correction stands for, with the people whom the target names."""
    people = target.striker_id, target.non_striker_id, target.bowler_id
    return Next(target.over_number, target.ball_in_over, *people)


def filled_ball(
    state: MatchState, innings: Innings, inputs: Inputs, ball: Ball, target: Delivery | None = None
) -> Json:
    """Return the fields of a delivery; `target` is the ball that it corrects.

    Raises Problem for what is needed and not said.
    """
    known = next_of(state, innings) if target is None else next_of_correction(target)
    over, number = position(innings, known, ball)
    striker_id, non_striker_id = batters(state, innings, inputs, known, ball)
    bowler_id = ball.bowler_id or bowler(state, innings, inputs, known, ball)
    wicket = None if ball.wicket is None else filled_wicket(ball.wicket, striker_id, non_striker_id)
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
    kept = ball.model_dump(
        mode="json", by_alias=True, exclude_unset=True, exclude_none=True, include=ORNAMENTS
    )
    return content | kept


def totals(ball: Ball) -> Json:
    """Return the runs of a ball by their parts, and what follows from them (Laws 17.3, 18)."""
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


def position(innings: Innings, known: Next, ball: Ball) -> tuple[int, int]:
    """Return (over 0-based, ball 1-based): the next place, or as the ball itself says the over."""
    said, over = ball.over_number, innings.over
    if said is None or said == known.over_number:
        return known.over_number, known.ball_in_over
    is_of_last_over = over.deliveries > 0 and said == over.number
    return said, over.deliveries + 1 if is_of_last_over else 1


# -- people ---------------------------------------------------------------------------------------


def batters(
    state: MatchState, innings: Innings, inputs: Inputs, known: Next, ball: Ball
) -> tuple[str, str]:
    """Return striker and non-striker; an empty text where the last man stands alone.

    Who was in stays in as long as a place is free. Raises Problem where somebody must be named, but
    not once the innings is over: the Laws refuse the ball whoever comes in.
    """
    if ball.non_striker_id == NOBODY:
        return alone(state, innings, inputs, ball), NOBODY
    striker, other = placed(known, ball)
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
        raise needed(NOBODY_IN, Need.BATTER, choices)
    why = f"a new batter is awaited, as {missing[0]}"
    if may_bat_alone(state, innings, inputs):
        why += f'; or nonStrikerId is "", where {striker or other} bats on alone'
    raise needed([Fault("newBatterId", why)], Need.BATTER, choices, end=missing[0])


def alone(state: MatchState, innings: Innings, inputs: Inputs, ball: Ball) -> str:
    """Return who faces a ball that says of the other end that nobody is there: who is in. Raises
    Problem where two are in, or somebody is still to come in."""
    striker = next(iter(innings.at_crease), ball.striker_id)
    if ball.new_batter_id is not None:
        raise unfit([Fault("newBatterId", "nobody comes in where nonStrikerId is empty")])
    if ball.striker_id not in (None, striker):
        raise unfit([Fault("strikerId", f"{striker} is in, and may bat on alone")])
    if striker is None:
        raise unfit(NOBODY_IN)
    if not is_over(innings, ball) and not may_bat_alone(state, innings, inputs):
        why = "is empty only where the last man stands and nobody is left who has not batted"
        raise unfit([Fault("nonStrikerId", why)])
    return striker


def may_bat_alone(state: MatchState, innings: Innings, inputs: Inputs) -> bool:
    """Return whether who is in may bat on alone: the last man stands, and nobody is left to come in
    but some who retired, who come back at the fall of a wicket or not at all (Law 25.4.4)."""
    is_one_in = len(innings.at_crease) == 1 and not innings.is_super_over
    if not is_one_in or not state.setup.conditions.last_man_stands:
        return False
    left = batters_left(state, innings, inputs, ())
    return have_all_batted(state, innings) and all(each in innings.batters for each in left)


def placed(known: Next, ball: Ball) -> tuple[str | None, str | None]:
    """Return who is where by what is known and what the ball says of it."""
    striker, other = known.striker_id, known.non_striker_id
    if ball.striker_id is not None and ball.non_striker_id is not None:
        return ball.striker_id, ball.non_striker_id
    if ball.striker_id is not None:
        return moved(ball.striker_id, striker, other)
    if ball.non_striker_id is not None:
        other, striker = moved(ball.non_striker_id, other, striker)
    return striker, other


def moved(named: str, here: str | None, there: str | None) -> tuple[str, str | None]:
    """Return who is at an end, now that somebody is named for it, and who is at the other one."""
    if named == here:
        return named, there
    return (named, here) if named == there or not there else (named, there)


def with_newcomer(
    striker: str | None, other: str | None, newcomer: str
) -> tuple[str | None, str | None]:
    """Return the pair with a new batter at the free end. Raises Problem unless one is free."""
    if striker and other:
        raise unfit([Fault("newBatterId", f"nobody is awaited: {striker} and {other} are in")])
    if not striker and not other:
        raise unfit(NOBODY_IN)
    return (newcomer, other) if not striker else (striker, newcomer)


def may_stand_alone(state: MatchState, innings: Innings, striker: str) -> bool:
    """Return whether a batter needs no other one: the last man, by some conditions."""
    return innings.at_crease == (striker,) and not needs_batter(state, innings)


def is_over(innings: Innings, ball: Ball) -> bool:
    """Return whether an innings is over for a ball: it is of no over that the umpire lets go on."""
    return not innings.is_open and ball.over_number != innings.over.number


def bowler(state: MatchState, innings: Innings, inputs: Inputs, known: Next, ball: Ball) -> str:
    """Return who bowls on, or bowled last where the innings is over. Raises Problem where somebody
    must be named (Law 17)."""
    if known.bowler_id is not None:
        return known.bowler_id
    goes_on = ball.over_number == innings.over.number
    if innings.over.is_complete and (goes_on or is_over(innings, ball)):
        return innings.over.bowler_ids[-1]
    over = known.over_number
    fault = Fault("bowlerId", f"over {over} (counted from 0) begins: name who bowls")
    if not innings.over.is_complete and innings.over.deliveries:
        fault = Fault("bowlerId", f"over {over} (counted from 0) lacks a bowler: name who ends it")
    raise needed([fault], Need.BOWLER, bowlers_left(state, innings, inputs))


def batters_left(
    state: MatchState, innings: Innings, inputs: Inputs, pair: Collection[str | None]
) -> tuple[str, ...]:
    """Return who of the side may come in: who is neither in nor out, nor has just retired."""
    return tuple(
        each
        for each in side_now(state, inputs, innings.batting_team_id)
        if each not in pair and each not in innings.at_crease and may_come_in(innings, each)
    )


def may_come_in(innings: Innings, player_id: PlayerId) -> bool:
    """Return whether a batter has had no innings, or has retired and may go on with it: not into
    the place that they left vacant themselves (Law 25.4.4)."""
    batter = innings.batters.get(player_id)
    return batter is None or not (batter.is_out or is_own_vacancy(innings, player_id))


def bowlers_left(state: MatchState, innings: Innings, inputs: Inputs) -> tuple[str, ...]:
    """Return who of the side may bowl the next over, but for their quotas."""
    side = side_now(state, inputs, innings.bowling_team_id)
    return tuple(each for each in side if may_bowl(state, innings, each))


def side_now(state: MatchState, inputs: Inputs, team_id: TeamId | None) -> tuple[PlayerId, ...]:
    """Return who plays for a side: its eleven and who joined it since, but for whom another one
    replaced in the match."""
    if team_id is None:
        return ()
    joined = (player for player, team in state.joined.items() if team == team_id)
    gone = state.replaced_ids
    side = dict.fromkeys((*inputs.eleven_ids.get(team_id, ()), *joined))
    return tuple(each for each in side if each not in gone)


def may_bowl(state: MatchState, innings: Innings, player_id: PlayerId) -> bool:
    """Return whether a player is not suspended and did not bowl all the overs before (17.6)."""
    allowed = state.setup.conditions.max_consecutive_overs
    recent = innings.over_bowlers[-allowed:]
    has_rested = len(recent) < allowed or not all(player_id in over for over in recent)
    return has_rested and not is_suspended(state, innings, player_id)


def filled_wicket(wicket: WicketSaid, striker_id: str, non_striker_id: str) -> Json:
    """Return a dismissal with who is out. Raises Problem where either batter can be."""
    said = wicket.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)
    if wicket.dismissed_player_id is not None:
        return said
    if wicket.type not in laws.ONLY_THE_STRIKER or wicket.type is WicketType.HANDLED_BALL:
        choices = tuple(each for each in (striker_id, non_striker_id) if each)
        name = "wicket.dismissedPlayerId"
        raise needed([Fault(name, f"{wicket.type}: name who is out")], "dismissed", choices)
    return said | {"dismissedPlayerId": striker_id}
