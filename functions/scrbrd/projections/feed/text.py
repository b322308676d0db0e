"""Puts names and words into documents of the feed, so that a page can show them as they come.

A pure function of a document and the inputs, for those alone that are written: the fold and the
feed's memory know ids only, so that a new name changes neither.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from scrbrd.domain.actions import Action, read_action
from scrbrd.domain.match import Inputs
from scrbrd.domain.problems import Severity
from scrbrd.domain.vocabulary import PlayerId
from scrbrd.projections import commentary
from scrbrd.projections.feed.documents import (
    FeedBody,
    FeedEvent,
    FeedState,
    id_of,
    is_milestone,
)
from scrbrd.projections.live.parts import LastBall
from scrbrd.projections.milestone_text import milestone_text
from scrbrd.projections.wording import UNKNOWN_SUBSTITUTE, dismissal_text

PLAYERS: Final = {
    "strikerId": "strikerName",
    "nonStrikerId": "nonStrikerName",
    "bowlerId": "bowlerName",
    "dismissedPlayerId": "dismissedPlayerName",
    "newBatterId": "newBatterName",
    "playerId": "playerName",
    "outPlayerId": "outPlayerName",
    "inPlayerId": "inPlayerName",
    "batsmanAId": "batsmanAName",
    "batsmanBId": "batsmanBName",
    "fielderIds": "fielderNames",
    "bowlerIds": "bowlerNames",
    "playerIds": "playerNames",
    "playerOfMatchIds": "playerOfMatchNames",
    "absentIds": "absentNames",
}
TEAMS: Final = {
    "battingTeamId": "battingTeam",
    "bowlingTeamId": "bowlingTeam",
    "teamId": "teamName",
    "toTeamId": "toTeam",
    "winnerId": "winner",
    "winnerTeamId": "winner",
}
"""The name that stands beside each id."""

WORDS: Final = {
    "WICKET_FALLEN": "description",
    "MILESTONE_ACHIEVED": "text",
    "INNINGS_COMPLETE": "text",
}
"""The field of an event that holds its words."""


def with_text(body: FeedBody, inputs: Inputs) -> FeedBody:
    """A document of the feed with names beside its ids, and its line of commentary."""
    events = [event_with_text(each, inputs) for each in body["events"]]
    document: FeedBody = {**body, "events": events}
    if "fact" in body:
        if body["isRetracted"]:
            del document["fact"]
        else:
            document["fact"] = named(body["fact"], inputs)
    said = sentence(body, inputs)
    if said is not None:
        document["commentary"] = said
    return document


def event_with_text(event: FeedEvent, inputs: Inputs) -> FeedEvent:
    """An event with names, and with what it says in words where it says more than the document."""
    data, words = named(event["data"], inputs), words_of(event, inputs)
    if words is not None:
        data[WORDS[event["type"]]] = words
    return cast(FeedEvent, {"type": event["type"], "data": data})  # the same fields, and names


def words_of(event: FeedEvent, inputs: Inputs) -> str | None:
    """What an event says in words; None for one whose document says it."""
    if event["type"] == "WICKET_FALLEN":
        return dismissal_text(commentary.dismissal_of(event["data"]), inputs)
    if event["type"] == "MILESTONE_ACHIEVED":
        return milestone_text(event["data"], inputs)
    if event["type"] == "INNINGS_COMPLETE":
        return commentary.close_line(event["data"]["reason"])
    return None


def named(data: Mapping[str, object], inputs: Inputs) -> dict[str, Any]:
    """What an event says, with a name beside each id, also in its parts."""
    with_names: dict[str, Any] = {}
    for name, value in data.items():
        with_names[name] = parts_named(value, inputs)
        if name in PLAYERS:
            with_names[PLAYERS[name]] = player_named(value, inputs)
        elif name in TEAMS:
            with_names[TEAMS[name]] = team_named(value, inputs)
    return with_names


def parts_named(value: Any, inputs: Inputs) -> Any:
    """A part of an event, with names."""
    if isinstance(value, Mapping):
        return named(value, inputs)
    if isinstance(value, list):
        return [parts_named(each, inputs) for each in value]
    return value


def player_named(value: Any, inputs: Inputs) -> Any:
    """The name of a player, or of each of several; a substitute whom nobody named is `sub`."""
    if isinstance(value, list):
        return [player_named(each, inputs) for each in value]
    if value is None:
        return None
    return "sub" if value == UNKNOWN_SUBSTITUTE else inputs.player_name(PlayerId(value))


def team_named(value: Any, inputs: Inputs) -> str | None:
    """The name of a team; None where no team is named."""
    return None if value is None else inputs.team_name(value)


def sentence(body: FeedBody, inputs: Inputs) -> str | None:
    """What the replay says of the action of a document; None where it does not stand."""
    if body["isRetracted"]:
        return None
    if any(each["type"] == "BALL_BOWLED" for each in body["events"]):
        return ball_sentence(body["events"], inputs)
    if "fact" in body:
        return commentary.fact_line(action_of(body), inputs)
    return error_sentence(body, inputs)


def ball_sentence(events: Sequence[FeedEvent], inputs: Inputs) -> str:
    """A ball in words, and the milestones that it brought, from the ball's events."""
    [ball] = [each["data"] for each in events if each["type"] == "BALL_BOWLED"]
    reached = [milestone_text(each["data"], inputs) for each in events if is_milestone(each)]
    return ". ".join((commentary.ball_line(ball, inputs), *reached))


def error_sentence(body: FeedBody, inputs: Inputs) -> str | None:
    """Why an action does not count; None where nothing says so."""
    errors = [each["data"] for each in body["events"] if each["type"] == "ERROR"]
    refusals = [each["message"] for each in errors if each["severity"] == Severity.ERROR]
    return commentary.refused_line(refusals[0], inputs) if refusals else None


def action_of(body: FeedBody) -> Action:
    """The action without a ball that a document tells of, as far as its words need it."""
    place = {
        "matchId": body["matchId"],
        "inningsNumber": body["inningsNumber"],
        "sequenceNumber": body["sequenceNumber"],
    }
    return read_action({**body["fact"], **place, "id": id_of(body)})


def last_ball(memory: FeedState, inputs: Inputs) -> LastBall | None:
    """The last ball that counts, in the words of its document; None before the first."""
    body = memory.last_ball
    if body is None:
        return None
    return LastBall(
        action_id=id_of(body),
        commentary=ball_sentence(body["events"], inputs),
        timestamp=body.get("timestamp"),
    )


def is_worded_the_same(one: Inputs, other: Inputs) -> bool:
    """Whether the feed says the same of a log with one and with the other inputs, but for the end
    of the match; where it does not, all of its documents are to be compared again."""
    fields = ("team_names", "player_names", "keeper_ids", "match_date")
    return all(getattr(one, name) == getattr(other, name) for name in fields)
