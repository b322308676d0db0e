"""Makes the named events of the feed and what each says: `matches/{matchId}/events/{actionId}`.

Pure functions of one step of a match. Which documents they stand in, and what a later action makes
untrue of them, is the feed's business. Players and teams stand by their ids alone: `feed/text.py`
puts names and words beside them when a document is written.
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
from scrbrd.domain.problems import Problem, Severity, shortened
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
"""Fields that every action has, and those that fill a document with what `live/score` shows."""

AS_RETIRED = {how: retirement for retirement, how in RETIRED_AS.items()}


def ball_bowled(
    action: Delivery, innings: Innings, conditions: PlayingConditions
) -> BallBowledEvent:
    """The event of a ball, in the innings as it left it."""
    return {"type": "BALL_BOWLED", "data": ball_data(action, innings, conditions)}


def ball_data(action: Delivery, innings: Innings, conditions: PlayingConditions) -> BallBowled:
    """The ball's own facts as the laws count them; no totals, which other balls would change.

    `overNumber` (0-based) and `ballInOver` (1-based) as recorded; `over` as the log makes it: 12.4.
    """
    ball = judge(action, conditions)
    wicket = counted_wicket(action, innings)
    shown = summary(ball, wicket)
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
        "isWicket": shown.is_wicket,
        "display": shown.display,
    }
    if ball.boundary:
        data["boundary"] = ball.boundary
    if action.shot_data is not None and (shot := shot_words(action.shot_data, ball.off_bat > 0)):
        data["shot"] = ", ".join(shot)
    if wicket is not None:
        data["wicket"] = ball_wicket(wicket, innings)
    return data


def ball_wicket(wicket: Wicket, innings: Innings) -> BallWicket:
    """The dismissal or retirement that came with a ball, and the innings that it ended."""
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
    """The wickets that an action brought; `score` and `over` (12.4, 0-based over) at their fall."""
    innings = step.innings
    if innings is None:
        return
    for fall in innings.fall_of_wickets[step.start.falls :]:
        stand = innings.partnerships[-1] if vacates(step, fall.player_id) else None
        yield {"type": "WICKET_FALLEN", "data": wicket_fallen(innings, fall, stand)}


def vacates(step: Step, player_id: PlayerId) -> bool:
    """Whether a dismissed batter was in: not one timed out, nor retired hurt and now given out."""
    action = step.action
    if isinstance(action, Delivery):
        return step.innings is not None and player_id in pair_after(action, step.innings)
    return player_id in step.start.at_crease


def pair_after(action: Delivery, innings: Innings) -> tuple[PlayerId, PlayerId | None]:
    """Who faced a ball that counted, and who stood at the other end; where the ball does not say,
    it is the other one of the pair, who stand together until the next ball."""
    if action.non_striker_id:
        return action.striker_id, action.non_striker_id
    stand = innings.partnerships[-1]
    is_first = stand.batter_a_id == action.striker_id
    return action.striker_id, stand.batter_b_id if is_first else stand.batter_a_id


def wicket_fallen(innings: Innings, fall: FallOfWicket, stand: Partnership | None) -> WicketFallen:
    """One wicket, the batter's innings and the stand that it ended; the newcomer not yet known."""
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
    """The partnership that a wicket ended."""
    return {
        "batsmanAId": stand.batter_a_id,
        "batsmanBId": stand.batter_b_id,
        "runs": stand.runs,
        "balls": stand.balls,
    }


def newcomers(step: Step) -> list[PlayerId]:
    """The batters who were not in before the action and came in by it, openers among them."""
    action, innings, there = step.action, step.innings, step.start.at_crease
    if innings is None or step.refused is not None:
        return []
    came = step.after.at_crease
    if isinstance(action, Delivery):
        named = pair_after(action, innings)
        if named[0] in there and named[1] in there:  # most balls
            return []
        came = tuple(player for player in named if player in innings.batters)
    return [player for player in came if player not in there]


def players_changed(step: Step, newcomers: list[PlayerId]) -> Iterator[PlayerChangedEvent]:
    """What an action changed of who plays: by its own type, or by a batter who came in with it."""
    change = change_of(step.action)
    if change is not None:
        yield {"type": "PLAYER_CHANGED", "data": change}
    for player_id in newcomers:
        yield {
            "type": "PLAYER_CHANGED",
            "data": {"change": arrival(step, player_id), "playerId": player_id},
        }


def change_of(action: Action) -> PlayerChanged | None:
    """What an action of its own type changes of who plays; None for most."""
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
    """Who came for whom; who made way is left out where nobody noted it."""
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
    """Whether a batter's innings began, or went on after a retirement, recorded or not."""
    innings = step.innings
    if innings is None or innings.batters[player_id].position > step.start.batters:
        return "arrived"
    return "resumed"


def fact_data(action: Action) -> dict[str, Any]:
    """What an action without a ball says, as the log has it; what is not given is left out."""
    given = action.model_dump(mode="json", by_alias=True, exclude=NOT_OF_A_FACT, exclude_none=True)
    return {"type": str(action.type), **given}


def errors(step: Step) -> Iterator[ErrorEvent]:
    """The Problems of an action; a refusal always, also where a match has too many to keep."""
    own = [problem for problem in step.problems if problem.action_id == step.action.id]
    yield from (error(problem) for problem in own)
    if step.refused is not None and not own:
        why = step.refused
        yield error(Problem(step.action.id, why.code, Severity.ERROR, str(why), why.law))


def error(problem: Problem) -> ErrorEvent:
    """A Problem; `severity` error: the action did not count."""
    event: ErrorEvent = {
        "type": "ERROR",
        "data": {
            "code": str(problem.code),
            "severity": str(problem.severity),
            "message": shortened(problem.message),
        },
    }
    if problem.law:
        event["data"]["law"] = problem.law
    return event


def voided(entry: Action | Unreadable) -> BallVoidedEvent:
    """An action that was undone: what it was, and where a ball stood."""
    return {"type": "BALL_VOIDED", "data": named(entry)}


def corrected(entry: Action | Unreadable, correction_id: str) -> BallCorrectedEvent:
    """An action in whose place another counts."""
    return {
        "type": "BALL_CORRECTED",
        "data": {**named(entry), "correctedById": correction_id},
    }


def named(entry: Action | Unreadable) -> BallVoided:
    """What an action that does not count was; None as its type where nobody can read it."""
    if isinstance(entry, Unreadable):
        return {"actionType": None}
    data: BallVoided = {"actionType": str(entry.type)}
    if isinstance(entry, Delivery):
        data["overNumber"], data["ballInOver"] = entry.over_number, entry.ball_in_over
        data["strikerId"], data["bowlerId"] = entry.striker_id, entry.bowler_id
    elif isinstance(entry, BatterArrived | BatterRetired | BatterResumed | BowlerSuspended):
        data["playerId"] = entry.player_id
    return data
