"""Makes the events of the feed from one step of a match: `matches/{matchId}/events/{actionId}`.

Pure functions. Which documents contain the events, and which events a later action makes untrue, is
decided in `builder.py`. Players and teams are ids only: `feed/text.py` adds names and texts when a
document is written.
"""

from collections.abc import Iterator
from typing import Any, Literal

from scrbrd.domain.actions import (
    Action,
    BatterArrived,
    BatterResumed,
    BatterRetired,
    BowlerSuspended,
    Delivery,
    PlayerReplaced,
    Wicket,
)
from scrbrd.domain.delivery import summary
from scrbrd.domain.effective import Unreadable
from scrbrd.domain.formats import PlayingConditions
from scrbrd.domain.laws import RETIRED_AS, judge
from scrbrd.domain.problems import Problem, Severity, shorten_message
from scrbrd.domain.state import (
    FallOfWicket,
    Innings,
    Partnership,
)
from scrbrd.domain.vocabulary import PlayerId
from scrbrd.projections.commentary import place_of_ball, shot_words
from scrbrd.projections.feed.documents import (
    BallBowledEvent,
    BallCorrectedEvent,
    BallVoidedEvent,
    ErrorEvent,
    PlayerChangedEvent,
    WicketFallenEvent,
)
from scrbrd.projections.feed.event_data import (
    BallBowled,
    BallVoided,
    BallWicket,
    PlayerCameFor,
    PlayerChanged,
    Stand,
    WicketFallen,
)
from scrbrd.projections.steps import Step, counted_wicket

NOT_OF_A_FACT = {*Action.model_fields, "powerplays"}
"""Fields that every action has, and large ones that `live/score` shows."""

AS_RETIRED = {how: retirement for retirement, how in RETIRED_AS.items()}


def ball_bowled(
    action: Delivery, innings: Innings, conditions: PlayingConditions
) -> BallBowledEvent:
    """Return the event of a ball, given the innings after it."""
    return {"type": "BALL_BOWLED", "data": ball_data(action, innings, conditions)}


def ball_data(action: Delivery, innings: Innings, conditions: PlayingConditions) -> BallBowled:
    """Return the facts of a ball as the laws count them; no totals, which other balls would change.

    `overNumber` (0-based) and `ballInOver` (1-based) are as recorded; `over` is as counted from the
    log: 12.4.
    """
    ball = judge(action, conditions)
    wicket = counted_wicket(action, innings)
    display_summary = summary(ball, wicket)
    data: BallBowled = {
        "over": place_of_ball(innings, ball),
        "battingTeamId": innings.batting_team_id,
        "overNumber": action.over_number,
        "ballInOver": action.ball_in_over,
        "strikerId": action.striker_id,
        "nonStrikerId": action.non_striker_id,
        "bowlerId": action.bowler_id,
        "runsOffBat": ball.off_bat,
        "extras": {
            "wide": ball.wide,
            "noBall": ball.no_ball,
            "bye": ball.bye,
            "legBye": ball.leg_bye,
            "penalty": ball.penalty,
        },
        "totalRuns": ball.total,
        "isLegalDelivery": ball.is_legal,
        "isWicket": display_summary.is_wicket,
        "display": display_summary.display,
    }
    if ball.boundary:
        data["boundary"] = ball.boundary
    if action.shot_data is not None and (shot := shot_words(action.shot_data, ball.off_bat > 0)):
        data["shot"] = ", ".join(shot)
    if wicket is not None:
        data["wicket"] = ball_wicket(wicket, innings)
    return data


def ball_wicket(wicket: Wicket, innings: Innings) -> BallWicket:
    """Return the dismissal or retirement that came with a ball, and the innings that it ended."""
    batter = innings.batters[wicket.dismissed_player_id]
    return {
        "type": str(wicket.type),
        "dismissedPlayerId": wicket.dismissed_player_id,
        "bowlerId": batter.dismissal.bowler_id if batter.dismissal else None,
        "fielderIds": [*wicket.fielder_ids, *wicket.assist_fielder_ids],
        "substituteIds": list(wicket.substitute_ids),
        "runs": batter.runs,
        "ballsFaced": batter.balls_faced,
        "fours": batter.fours,
        "sixes": batter.sixes,
    }


def wickets_fallen(step: Step) -> Iterator[WicketFallenEvent]:
    """Yield the wickets of an action.

    `score` and `over` (12.4, 0-based over) are those at their fall.
    """
    innings = step.innings
    if innings is None:
        return
    for fall in innings.fall_of_wickets[step.start.falls :]:
        stand = innings.partnerships[-1] if vacates(step, fall.player_id) else None
        yield {"type": "WICKET_FALLEN", "data": wicket_fallen(innings, fall, stand)}


def vacates(step: Step, player_id: PlayerId) -> bool:
    """Return True if a dismissed batter was at the crease.

    False for a batter timed out, or retired hurt and later given out.
    """
    action = step.action
    if isinstance(action, Delivery):
        return step.innings is not None and player_id in pair_after(action, step.innings)
    return player_id in step.start.at_crease


def pair_after(action: Delivery, innings: Innings) -> tuple[PlayerId, PlayerId | None]:
    """Return the batter who faced a ball that counted, and the one at the other end.

    If the ball does not name the latter, it is the other one of the partnership, which lasts until
    the next ball.
    """
    if action.non_striker_id:
        return action.striker_id, action.non_striker_id
    stand = innings.partnerships[-1]
    is_first = stand.batter_a_id == action.striker_id
    return action.striker_id, stand.batter_b_id if is_first else stand.batter_a_id


def wicket_fallen(innings: Innings, fall: FallOfWicket, stand: Partnership | None) -> WicketFallen:
    """Return one wicket, the batter's innings and the partnership it ended, without the new
    batter.
    """
    batter = innings.batters[fall.player_id]
    how = batter.dismissal
    return {
        "wicketNumber": fall.wicket_number,
        "score": fall.score,
        "over": f"{fall.over}.{fall.ball}",
        "type": str(how.type) if how else None,
        "dismissedPlayerId": fall.player_id,
        "bowlerId": fall.bowler_id,
        "fielderIds": list(how.fielder_ids) if how else [],
        "substituteIds": list(how.substitute_ids) if how else [],
        "runs": batter.runs,
        "ballsFaced": batter.balls_faced,
        "newBatterId": None,
        "partnership": None if stand is None else ended_stand(stand),
    }


def ended_stand(stand: Partnership) -> Stand:
    """Return the partnership that a wicket ended."""
    return {
        "batsmanAId": stand.batter_a_id,
        "batsmanBId": stand.batter_b_id,
        "runs": stand.runs,
        "balls": stand.balls,
    }


def newcomers(step: Step) -> list[PlayerId]:
    """Return the batters who came in with the action, including openers."""
    action, innings, before = step.action, step.innings, step.start.at_crease
    if innings is None or step.refused is not None:
        return []
    after = step.after.at_crease
    if isinstance(action, Delivery):
        named = pair_after(action, innings)
        if named[0] in before and named[1] in before:  # most balls
            return []
        after = tuple(player for player in named if player in innings.batters)
    return [player for player in after if player not in before]


def players_changed(step: Step, newcomers: list[PlayerId]) -> Iterator[PlayerChangedEvent]:
    """Yield the changes of players by an action: by its own type, or by batters who came in with
    it.
    """
    change = change_of(step.action)
    if change is not None:
        yield {"type": "PLAYER_CHANGED", "data": change}
    for player_id in newcomers:
        yield {
            "type": "PLAYER_CHANGED",
            "data": {"change": arrival(step, player_id), "playerId": player_id},
        }


def change_of(action: Action) -> PlayerChanged | None:
    """Return the change of players that follows from an action's type; None for most types."""
    match action:
        case Delivery(wicket=None):
            return None
        case Delivery(wicket=Wicket(type=how, dismissed_player_id=player_id)) if how in AS_RETIRED:
            return {"change": "retired", "playerId": player_id, "how": str(AS_RETIRED[how])}
        case BatterRetired():
            how_left = str(action.retirement)
            return {"change": "retired", "playerId": action.player_id, "how": how_left}
        case BowlerSuspended():
            scope = str(action.scope)
            return {"change": "suspended", "playerId": action.player_id, "scope": scope}
        case PlayerReplaced():
            return replacement(action)
    return None


def replacement(action: PlayerReplaced) -> PlayerCameFor:
    """Return a replacement; the player who left is omitted if not recorded."""
    data: PlayerCameFor = {
        "change": "replaced",
        "playerId": action.in_player_id,
        "teamId": action.team_id,
        "role": str(action.role),
        "reason": str(action.reason),
    }
    if action.out_player_id is not None:
        data["outPlayerId"] = action.out_player_id
    return data


def arrival(step: Step, player_id: PlayerId) -> Literal["arrived", "resumed"]:
    """Return whether a batter's innings began, or continued after a retirement, recorded or not."""
    innings = step.innings
    if innings is None or innings.batters[player_id].position > step.start.batters:
        return "arrived"
    return "resumed"


def fact_data(action: Action) -> dict[str, Any]:
    """Return the fields of an action without a ball, as in the log; missing ones are left out."""
    given = action.model_dump(mode="json", by_alias=True, exclude=NOT_OF_A_FACT, exclude_none=True)
    return {"type": str(action.type), **given}


def error_events(step: Step) -> Iterator[ErrorEvent]:
    """Yield the Problems of an action.

    A refusal always, even if the match has too many Problems to keep.
    """
    own = [problem for problem in step.problems if problem.action_id == step.action.id]
    yield from (error_event(problem) for problem in own)
    if step.refused is not None and not own:
        why = step.refused
        yield error_event(Problem(step.action.id, why.code, Severity.ERROR, str(why), why.law))


def error_event(problem: Problem) -> ErrorEvent:
    """Return the event of a Problem; `severity` error: the action did not count."""
    event: ErrorEvent = {
        "type": "ERROR",
        "data": {
            "code": str(problem.code),
            "severity": str(problem.severity),
            "message": shorten_message(problem.message),
        },
    }
    if problem.law:
        event["data"]["law"] = problem.law
    return event


def voided_event(entry: Action | Unreadable) -> BallVoidedEvent:
    """Return the event of an undone action, with the place of a ball."""
    return {"type": "BALL_VOIDED", "data": identifying_fields(entry)}


def corrected_event(entry: Action | Unreadable, correction_id: str) -> BallCorrectedEvent:
    """Return the event of an action that was replaced by a correction."""
    return {
        "type": "BALL_CORRECTED",
        "data": {**identifying_fields(entry), "correctedById": correction_id},
    }


def identifying_fields(entry: Action | Unreadable) -> BallVoided:
    """Return the identifying fields of an action that does not count.

    Type None if it is unreadable.
    """
    if isinstance(entry, Unreadable):
        return {"actionType": None}
    data: BallVoided = {"actionType": str(entry.type)}
    if isinstance(entry, Delivery):
        data["overNumber"], data["ballInOver"] = entry.over_number, entry.ball_in_over
        data["strikerId"], data["bowlerId"] = entry.striker_id, entry.bowler_id
    elif isinstance(entry, BatterArrived | BatterRetired | BatterResumed | BowlerSuspended):
        data["playerId"] = entry.player_id
    return data
