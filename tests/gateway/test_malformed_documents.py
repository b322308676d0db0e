"""Tests malformed documents: clients stay connected and receive what can be read of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from websockets.sync.client import ClientConnection, connect

from scrbrd.domain.json_types import Json
from scrbrd_gateway.encoding import feed_event
from scrbrd_gateway.repair import repair_document
from scrbrd_gateway.sockets.innings_state import innings_state
from tests.gateway.fakes import MATCH_ID, FakeLibrary, FakeSource, event_document
from tests.gateway.served_gateway import SETTINGS, ServedGateway, connect_to, serve_gateway

SECONDS = 30.0
LIVE = f"/api/v1/cricket/ws/matches/{MATCH_ID}/live"
VALID_EVENT = event_document("1_2", 2)
VALID_SCORE: Json = {"version": 2, "status": "live", "lastActionId": "1_2", "inningsNumber": 1}


def event_without(name: str) -> Json:
    """Return the valid event without one of its fields."""
    return {field: value for field, value in VALID_EVENT.items() if field != name}


MALFORMED_EVENTS: dict[str, Json] = {
    "without innings": event_without("inningsNumber"),
    "without sequence": event_without("sequenceNumber"),
    "without order": event_without("orderKey"),
    "without retraction": event_without("isRetracted"),
    "without events": event_without("events"),
    "innings as text": VALID_EVENT | {"inningsNumber": "1"},
    "events null": VALID_EVENT | {"events": None},
    "events a text": VALID_EVENT | {"events": "BALL_BOWLED"},
    "events of other types": VALID_EVENT | {"events": [None, "x", {"type": ["x"]}, {"data": {}}]},
}
MALFORMED_SCORES: dict[str, Json] = {
    "innings a text": VALID_SCORE | {"currentInnings": "x"},
    "innings a list": VALID_SCORE | {"currentInnings": ["x"]},
    "earlier innings a number": VALID_SCORE | {"innings1": 7},
    "super overs a text": VALID_SCORE | {"superOvers": "abc"},
    "super overs of other types": VALID_SCORE | {"superOvers": [None, "x"]},
    "last action a number": VALID_SCORE | {"lastActionId": 5},
}
CASES = [pytest.param(each, VALID_SCORE, id=name) for name, each in MALFORMED_EVENTS.items()]
CASES += [pytest.param(VALID_EVENT, each, id=name) for name, each in MALFORMED_SCORES.items()]


class MatchWorld:
    """A gateway with a match of one ball."""

    def __init__(self, gateway: ServedGateway, source: FakeSource) -> None:
        self.gateway = gateway
        self.source = source

    @contextmanager
    def live(self, query: str = "") -> Iterator[ClientConnection]:
        """Connect a socket that follows the match."""
        address = self.gateway.url.replace("http", "ws", 1) + LIVE + query
        with connect(address, compression=None, proxy=None) as socket:
            assert json.loads(socket.recv(SECONDS))["type"] == "CONNECTION_ESTABLISHED"
            yield socket

    def write(self, score: Json, event: Json) -> None:
        """Write a malformed second ball and a well-formed third one."""
        assert self.source.loop is not None

        def write() -> None:
            self.source.write(score, {"version": 2}, {"1_2": event})
            self.source.bowl(3)

        self.source.loop.call_soon_threadsafe(write)


@pytest.fixture
def world() -> Iterator[MatchWorld]:
    source = FakeSource()
    source.bowl(1)
    settings = SETTINGS.model_copy(update={"anonymous": "allow"})
    with serve_gateway(settings, connect_to(source, FakeLibrary(source))) as gateway:
        yield MatchWorld(gateway, source)


def receive(socket: ClientConnection, count: int) -> list[dict[str, Any]]:
    """Return the next `count` messages."""
    return [json.loads(socket.recv(SECONDS)) for _ in range(count)]


@pytest.mark.parametrize(("event", "score"), CASES)
def test_a_malformed_document_does_not_disconnect_a_client(
    world: MatchWorld, event: Json, score: Json
) -> None:
    with world.live() as socket:
        world.write(score, event)
        messages = receive(socket, 2)
    with world.live("?after=start") as socket:
        missed = receive(socket, 3)[1:]
    for replayed in (messages, missed):
        assert [each["actionId"] for each in replayed] == ["1_2", "1_3"]
        assert (replayed[0]["inningsNumber"], replayed[0]["sequenceNumber"]) == (1, 2)
        assert (replayed[0]["isRetracted"], replayed[0]["orderKey"]) == (False, "0002")


@pytest.mark.parametrize("event", MALFORMED_EVENTS.values(), ids=MALFORMED_EVENTS)
def test_a_timeline_with_a_malformed_document_can_be_read_to_its_end(
    world: MatchWorld, event: Json
) -> None:
    world.source.write(VALID_SCORE, {"version": 2}, {"1_2": event})
    world.source.bowl(3)
    for query in ("", "&include_synthetic=false"):
        path = f"{world.gateway.url}/v1/matches/{MATCH_ID}/timeline?limit=2{query}"
        first = httpx.get(path).json()
        assert [each["id"] for each in first["events"]] == ["1_1", "1_2"]
        rest = httpx.get(f"{path}&after_seq={first['cursor']}").json()
        assert [each["id"] for each in rest["events"]] == ["1_3"]


def test_a_valid_document_stays_unchanged(caplog: pytest.LogCaptureFixture) -> None:
    assert repair_document(MATCH_ID, "1_2", VALID_EVENT) is VALID_EVENT
    assert caplog.text == ""


def test_a_malformed_document_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    malformed = {**event_document("1_77", 2), "events": None}
    for _ in range(3):
        assert feed_event(MATCH_ID, "1_77", malformed).document["events"] == []
    [record] = caplog.records
    assert (record.levelname, record.getMessage()) == (
        "WARNING",
        "event 1_77 of match m1 is malformed: events",
    )


def test_an_event_that_belongs_to_no_action_gets_innings_zero() -> None:
    assert repair_document(MATCH_ID, "odd", {"revision": 1}) == {
        "revision": 1, "inningsNumber": 0, "sequenceNumber": 0, "orderKey": "0000",
        "isRetracted": False, "events": [],
    }  # fmt: skip


def test_an_innings_is_found_next_to_malformed_fields(caplog: pytest.LogCaptureFixture) -> None:
    over = {"inningsNumber": 3, "runs": 4}
    score = {"matchId": "m77", "currentInnings": 7, "inningsNumber": 3, "superOvers": ["x", over]}
    for _ in range(2):
        state = innings_state(score, 9, 3)
        assert state is not None
        assert (state["runs"], state["version"]) == (4, 9)
    assert caplog.messages == ["live/score of match m77 is malformed: currentInnings"]
