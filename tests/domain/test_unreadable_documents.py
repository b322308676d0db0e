"""Tests documents that are not valid actions: the error names match, action and field."""

from __future__ import annotations

from typing import Any

import pytest

from scrbrd.domain.actions import parse_action_id, read_action
from scrbrd.domain.errors import BadDocument
from scrbrd.domain.vocabulary import ActionType
from tests.domain.notation import MATCH

VALID: dict[str, Any] = {
    "id": "1_7",
    "matchId": MATCH,
    "inningsNumber": 1,
    "sequenceNumber": 7,
    "overNumber": 0,
    "ballInOver": 1,
    "strikerId": "a",
    "nonStrikerId": "b",
    "bowlerId": "c",
}
INVALID: list[Any] = [
    pytest.param({"type": "streaker"}, "type", id="an unknown type"),
    pytest.param({"type": ["delivery"]}, "type", id="a type that is a list"),
    pytest.param({"type": None}, "type", id="a type that is null"),
    pytest.param({"id": "1_8"}, "id", id="an id of another place"),
    pytest.param({"id": "1_07"}, "id", id="an id with a leading zero"),
    pytest.param({"id": "seven"}, "id", id="an id in words"),
    pytest.param({"id": None}, "id", id="no id"),
    pytest.param({"inningsNumber": 0}, "inningsNumber", id="innings 0"),
    pytest.param({"inningsNumber": "1"}, "inningsNumber", id="an innings in words"),
    pytest.param({"sequenceNumber": 10**30}, "sequenceNumber", id="a huge sequence"),
    pytest.param({"strikerId": ""}, "strikerId", id="an empty striker"),
    pytest.param({"strikerId": None}, "strikerId", id="no striker"),
    pytest.param({"strikerId": {"id": "a"}}, "strikerId", id="a striker that is a map"),
    pytest.param({"runsOffBat": "4"}, "runsOffBat", id="runs as text"),
    pytest.param({"runsOffBat": 4.0}, "runsOffBat", id="runs with decimals"),
    pytest.param({"runsOffBat": True}, "runsOffBat", id="runs as a boolean"),
    pytest.param({"runsOffBat": -1}, "runsOffBat", id="negative runs"),
    pytest.param({"runsOffBat": 21}, "runsOffBat", id="more runs than possible"),
    pytest.param({"extras": {"wide": -5}}, "extras.wide", id="negative wides"),
    pytest.param({"extras": []}, "extras", id="extras as a list"),
    pytest.param({"extras": None}, "extras", id="extras null"),
    pytest.param({"isVoided": "no"}, "isVoided", id="voided in words"),
    pytest.param(
        {"wicket": {"type": "bowled"}}, "wicket.dismissedPlayerId", id="a wicket without a player"
    ),
    pytest.param(
        {"wicket": {"type": "mankaded", "dismissedPlayerId": "b"}},
        "wicket.type",
        id="an unknown type of wicket",
    ),
    pytest.param({"corrects": "1_0"}, "corrects", id="a correction of nothing"),
    pytest.param({"after": "99"}, "after", id="after an invalid id"),
    pytest.param({"overBalls": 0}, "overBalls", id="an over of no balls"),
]


@pytest.mark.parametrize(("fields", "name"), INVALID)
def test_an_invalid_document_is_reported_with_match_action_and_field(
    fields: dict[str, Any], name: str
) -> None:
    document = {**VALID, **fields}
    with pytest.raises(BadDocument) as caught:
        read_action(document)
    message = str(caught.value)
    assert f"match {MATCH}" in message
    assert f"action {document['id']}" in message
    assert any(fault.startswith(f"{name}:") for fault in caught.value.faults)
    assert len(message) < 1_000


def test_a_valid_document_is_read() -> None:
    assert read_action(VALID).type is ActionType.DELIVERY


def test_an_unknown_field_is_ignored() -> None:
    assert read_action({**VALID, "weather": "fine"}) == read_action(VALID)


def test_invalid_optional_details_do_not_make_a_ball_unreadable() -> None:
    action = read_action({**VALID, "shotData": "cover drive", "review": 3, "note": []})
    assert action.type is ActionType.DELIVERY


@pytest.mark.parametrize("missing", ["matchId", "inningsNumber", "sequenceNumber", "bowlerId"])
def test_a_missing_required_field_is_named(missing: str) -> None:
    document = {key: value for key, value in VALID.items() if key != missing}
    with pytest.raises(BadDocument, match=missing):
        read_action(document)


@pytest.mark.parametrize(
    "text", ["", "1", "1_", "_1", "1_0", "0_1", "01_1", "1_1_1", "a_b", "1_-1"]
)
def test_an_invalid_action_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_action_id(text)


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "batter_dismissed", "playerId": "a", "wicketType": "timed_out"}
        | {"fielderIds": None, "substituteIds": None},
        {"type": "innings_closed", "reason": "declared", "absentIds": None},
        {"type": "innings_started", "battingTeamId": "x", "bowlingTeamId": "y", "powerplays": None},
    ],
    ids=lambda fields: fields["type"],
)
def test_a_list_that_is_null_is_read_as_absent_as_in_the_security_rules(
    fields: dict[str, Any],
) -> None:
    without = {name: value for name, value in fields.items() if value is not None}
    place = {name: VALID[name] for name in ("id", "matchId", "inningsNumber", "sequenceNumber")}
    assert read_action(place | fields) == read_action(place | without)
