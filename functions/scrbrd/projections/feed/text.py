"""Adds names and texts to documents of the feed, so that a page can show them without look-ups.

A pure function of a document and the inputs, applied only to documents that are written: the fold
and the feed's state have ids only, so that a new name changes neither.
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

PLAYER_NAME_FIELDS: Final = {
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
TEAM_NAME_FIELDS: Final = {
    "battingTeamId": "battingTeam",
    "bowlingTeamId": "bowlingTeam",
    "teamId": "teamName",
    "toTeamId": "toTeam",
    "winnerId": "winner",
    "winnerTeamId": "winner",
}
"""The field for the name that belongs to each id."""

TEXT_FIELDS: Final = {
    "WICKET_FALLEN": "description",
    "MILESTONE_ACHIEVED": "text",
    "INNINGS_COMPLETE": "text",
}
"""The field of an event that holds its text."""


def with_text(body: FeedBody, inputs: Inputs) -> FeedBody:
    """Return a document of the feed with names beside its ids, and its line of commentary."""
    events = [event_with_text(each, inputs) for each in body["events"]]
    document: FeedBody = {**body, "events": events}
    if "fact" in body:
        if body["isRetracted"]:
            del document["fact"]
        else:
            document["fact"] = data_with_names(body["fact"], inputs)
    commentary_line = commentary_of(body, inputs)
    if commentary_line is not None:
        document["commentary"] = commentary_line
    return document


def event_with_text(event: FeedEvent, inputs: Inputs) -> FeedEvent:
    """Return an event with names, and with its text if that is more than the document's
    commentary.
    """
    data, words = data_with_names(event["data"], inputs), text_of_event(event, inputs)
    if words is not None:
        data[TEXT_FIELDS[event["type"]]] = words
    return cast(FeedEvent, {"type": event["type"], "data": data})  # the same fields, and names


def text_of_event(event: FeedEvent, inputs: Inputs) -> str | None:
    """Return the text of an event; None for one whose text is the document's commentary."""
    if event["type"] == "WICKET_FALLEN":
        return dismissal_text(commentary.dismissal_of(event["data"]), inputs)
    if event["type"] == "MILESTONE_ACHIEVED":
        return milestone_text(event["data"], inputs)
    if event["type"] == "INNINGS_COMPLETE":
        return commentary.close_line(event["data"]["reason"])
    return None


def data_with_names(data: Mapping[str, object], inputs: Inputs) -> dict[str, Any]:
    """Return the data of an event with a name beside each id, also in nested parts."""
    named: dict[str, Any] = {}
    for name, value in data.items():
        named[name] = part_with_names(value, inputs)
        if name in PLAYER_NAME_FIELDS:
            named[PLAYER_NAME_FIELDS[name]] = player_names_of(value, inputs)
        elif name in TEAM_NAME_FIELDS:
            named[TEAM_NAME_FIELDS[name]] = team_name_of(value, inputs)
    return named


def part_with_names(value: Any, inputs: Inputs) -> Any:
    """Return a part of an event with names."""
    if isinstance(value, Mapping):
        return data_with_names(value, inputs)
    if isinstance(value, list):
        return [part_with_names(each, inputs) for each in value]
    return value


def player_names_of(value: Any, inputs: Inputs) -> Any:
    """Return the name of a player, or of each of several; `sub` for an unnamed substitute."""
    if isinstance(value, list):
        return [player_names_of(each, inputs) for each in value]
    if value is None:
        return None
    return "sub" if value == UNKNOWN_SUBSTITUTE else inputs.player_name(PlayerId(value))


def team_name_of(value: Any, inputs: Inputs) -> str | None:
    """Return the name of a team; None without a team."""
    return None if value is None else inputs.team_name(value)


def commentary_of(body: FeedBody, inputs: Inputs) -> str | None:
    """Return the replay's line for the action of a document; None if the action does not stand."""
    if body["isRetracted"]:
        return None
    if any(each["type"] == "BALL_BOWLED" for each in body["events"]):
        return ball_sentence(body["events"], inputs)
    if "fact" in body:
        return commentary.fact_line(action_of(body), inputs)
    return error_sentence(body, inputs)


def ball_sentence(events: Sequence[FeedEvent], inputs: Inputs) -> str:
    """Return the line of a ball with its milestones, from the ball's events."""
    [ball] = [each["data"] for each in events if each["type"] == "BALL_BOWLED"]
    reached = [milestone_text(each["data"], inputs) for each in events if is_milestone(each)]
    return ". ".join((commentary.ball_line(ball, inputs), *reached))


def error_sentence(body: FeedBody, inputs: Inputs) -> str | None:
    """Return why an action does not count; None if no error says so."""
    errors = [each["data"] for each in body["events"] if each["type"] == "ERROR"]
    refusals = [each["message"] for each in errors if each["severity"] == Severity.ERROR]
    return commentary.refused_line(refusals[0], inputs) if refusals else None


def action_of(body: FeedBody) -> Action:
    """Return the action without a ball from its document, with the fields that its text needs."""
    place = {
        "matchId": body["matchId"],
        "inningsNumber": body["inningsNumber"],
        "sequenceNumber": body["sequenceNumber"],
    }
    return read_action({**body["fact"], **place, "id": id_of(body)})


def last_ball(feed_state: FeedState, inputs: Inputs) -> LastBall | None:
    """Return the last ball that counts, with the text of its document; None before the first."""
    body = feed_state.last_ball
    if body is None:
        return None
    return LastBall(
        action_id=id_of(body),
        commentary=ball_sentence(body["events"], inputs),
        timestamp=body.get("timestamp"),
    )


def has_same_texts(one: Inputs, other: Inputs) -> bool:
    """Return True if the feed of a log has the same texts with both inputs, except for the match's
    end.

    If not, all of its documents must be compared again.
    """
    fields = ("team_names", "player_names", "keeper_ids", "match_date")
    return all(getattr(one, name) == getattr(other, name) for name in fields)
