"""Documents that are no action: named by match, action and field, and never let into the fold."""

from __future__ import annotations

from typing import Any

import pytest

from scrbrd.domain.actions import parse_action_id, read_action
from scrbrd.domain.errors import BadDocument
from scrbrd.domain.vocabulary import ActionType
from tests.domain.notation import MATCH

GOOD: dict[str, Any] = {
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
POISON: list[Any] = [
    pytest.param({"type": "streaker"}, "type", id="a type we do not know"),
    pytest.param({"type": ["delivery"]}, "type", id="a type that is no word"),
    pytest.param({"type": None}, "type", id="a type that is null"),
    pytest.param({"id": "1_8"}, "id", id="an id of another place"),
    pytest.param({"id": "1_07"}, "id", id="an id with a nought"),
    pytest.param({"id": "seven"}, "id", id="an id that is none"),
    pytest.param({"id": None}, "id", id="no id"),
    pytest.param({"inningsNumber": 0}, "inningsNumber", id="innings 0"),
    pytest.param({"inningsNumber": "1"}, "inningsNumber", id="an innings in words"),
    pytest.param({"sequenceNumber": 10**30}, "sequenceNumber", id="a huge sequence"),
    pytest.param({"strikerId": ""}, "strikerId", id="an empty striker"),
    pytest.param({"strikerId": None}, "strikerId", id="no striker"),
    pytest.param({"strikerId": {"id": "a"}}, "strikerId", id="a striker that is a map"),
    pytest.param({"runsOffBat": "4"}, "runsOffBat", id="runs as text"),
    pytest.param({"runsOffBat": 4.0}, "runsOffBat", id="runs with decimals"),
    pytest.param({"runsOffBat": True}, "runsOffBat", id="runs as yes"),
    pytest.param({"runsOffBat": -1}, "runsOffBat", id="runs below nought"),
    pytest.param({"runsOffBat": 21}, "runsOffBat", id="runs beyond belief"),
    pytest.param({"extras": {"wide": -5}}, "extras.wide", id="wides below nought"),
    pytest.param({"extras": []}, "extras", id="extras as a list"),
    pytest.param({"extras": None}, "extras", id="no extras map"),
    pytest.param({"isVoided": "no"}, "isVoided", id="voided in words"),
    pytest.param({"wicket": {"type": "bowled"}}, "wicket.dismissedPlayerId", id="nobody out"),
    pytest.param(
        {"wicket": {"type": "mankaded", "dismissedPlayerId": "b"}}, "wicket.type", id="a new wicket"
    ),
    pytest.param({"corrects": "1_0"}, "corrects", id="a correction of nothing"),
    pytest.param({"after": "99"}, "after", id="after no id"),
    pytest.param({"overBalls": 0}, "overBalls", id="an over of no balls"),
]


@pytest.mark.parametrize(("fields", "name"), POISON)
def test_a_document_that_is_no_action_is_named_with_its_field(
    fields: dict[str, Any], name: str
) -> None:
    document = {**GOOD, **fields}
    with pytest.raises(BadDocument) as caught:
        read_action(document)
    message = str(caught.value)
    assert f"match {MATCH}" in message
    assert f"action {document['id']}" in message
    assert any(fault.startswith(f"{name}:") for fault in caught.value.faults)
    assert len(message) < 1_000


def test_the_good_document_is_read() -> None:
    assert read_action(GOOD).type is ActionType.DELIVERY


def test_a_field_we_do_not_know_is_left_alone() -> None:
    assert read_action({**GOOD, "weather": "fine"}) == read_action(GOOD)


def test_ornaments_never_spoil_a_ball() -> None:
    action = read_action({**GOOD, "shotData": "cover drive", "review": 3, "note": []})
    assert action.type is ActionType.DELIVERY


@pytest.mark.parametrize("missing", ["matchId", "inningsNumber", "sequenceNumber", "bowlerId"])
def test_a_field_that_must_be_there_is_named_when_it_is_not(missing: str) -> None:
    document = {key: value for key, value in GOOD.items() if key != missing}
    with pytest.raises(BadDocument, match=missing):
        read_action(document)


@pytest.mark.parametrize(
    "text", ["", "1", "1_", "_1", "1_0", "0_1", "01_1", "1_1_1", "a_b", "1_-1"]
)
def test_what_is_no_action_id_is_refused(text: str) -> None:
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
def test_a_list_that_is_null_lists_nothing_as_the_security_rules_have_it(
    fields: dict[str, Any],
) -> None:
    without = {name: value for name, value in fields.items() if value is not None}
    place = {name: GOOD[name] for name in ("id", "matchId", "inningsNumber", "sequenceNumber")}
    assert read_action(place | fields) == read_action(place | without)
