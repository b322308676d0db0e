"""Documents that the functions do not write so: nobody is disturbed, and what they say is told."""

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
from tests.gateway.serving import SETTINGS, Served, connect_to, served

SECONDS = 30.0
LIVE = f"/api/v1/cricket/ws/matches/{MATCH_ID}/live"
SOUND = event_document("1_2", 2)
SCORE: Json = {"version": 2, "status": "live", "lastActionId": "1_2", "inningsNumber": 1}


def without(name: str) -> Json:
    return {field: value for field, value in SOUND.items() if field != name}


EVENTS: dict[str, Json] = {
    "without innings": without("inningsNumber"),
    "without sequence": without("sequenceNumber"),
    "without order": without("orderKey"),
    "without retraction": without("isRetracted"),
    "without events": without("events"),
    "innings as text": SOUND | {"inningsNumber": "1"},
    "events null": SOUND | {"events": None},
    "events a text": SOUND | {"events": "BALL_BOWLED"},
    "events of other types": SOUND | {"events": [None, "x", {"type": ["x"]}, {"data": {}}]},
}
SCORES: dict[str, Json] = {
    "innings a text": SCORE | {"currentInnings": "x"},
    "innings a list": SCORE | {"currentInnings": ["x"]},
    "earlier innings a number": SCORE | {"innings1": 7},
    "super overs a text": SCORE | {"superOvers": "abc"},
    "super overs of other types": SCORE | {"superOvers": [None, "x"]},
    "last action a number": SCORE | {"lastActionId": 5},
}
CASES = [pytest.param(each, SCORE, id=name) for name, each in EVENTS.items()]
CASES += [pytest.param(SOUND, each, id=name) for name, each in SCORES.items()]


class World:
    """A gateway to a match of one ball."""

    def __init__(self, gateway: Served, source: FakeSource) -> None:
        self.gateway = gateway
        self.source = source

    @contextmanager
    def live(self, query: str = "") -> Iterator[ClientConnection]:
        """Follow the match."""
        address = self.gateway.url.replace("http", "ws", 1) + LIVE + query
        with connect(address, compression=None, proxy=None) as found:
            assert json.loads(found.recv(SECONDS))["type"] == "CONNECTION_ESTABLISHED"
            yield found

    def write(self, score: Json, event: Json) -> None:
        """Write the second ball, as the functions do not, and the third as they do."""
        assert self.source.loop is not None

        def write() -> None:
            self.source.write(score, {"version": 2}, {"1_2": event})
            self.source.bowl(3)

        self.source.loop.call_soon_threadsafe(write)


@pytest.fixture
def world() -> Iterator[World]:
    source = FakeSource()
    source.bowl(1)
    settings = SETTINGS.model_copy(update={"anonymous": "allow"})
    with served(settings, connect_to(source, FakeLibrary(source))) as gateway:
        yield World(gateway, source)


def receive(socket: ClientConnection, count: int) -> list[dict[str, Any]]:
    """Return so many messages."""
    return [json.loads(socket.recv(SECONDS)) for _ in range(count)]


@pytest.mark.parametrize(("event", "score"), CASES)
def test_a_malformed_document_sends_no_spectator_away(
    world: World, event: Json, score: Json
) -> None:
    with world.live() as socket:
        world.write(score, event)
        messages = receive(socket, 2)
    with world.live("?after=start") as socket:
        missed = receive(socket, 3)[1:]
    for found in (messages, missed):
        assert [each["actionId"] for each in found] == ["1_2", "1_3"]
        assert (found[0]["inningsNumber"], found[0]["sequenceNumber"]) == (1, 2)
        assert (found[0]["isRetracted"], found[0]["orderKey"]) == (False, "0002")


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_a_timeline_with_a_malformed_document_is_read_to_its_end(world: World, event: Json) -> None:
    world.source.write(SCORE, {"version": 2}, {"1_2": event})
    world.source.bowl(3)
    for query in ("", "&include_synthetic=false"):
        path = f"{world.gateway.url}/v1/matches/{MATCH_ID}/timeline?limit=2{query}"
        first = httpx.get(path).json()
        assert [each["id"] for each in first["events"]] == ["1_1", "1_2"]
        rest = httpx.get(f"{path}&after_seq={first['cursor']}").json()
        assert [each["id"] for each in rest["events"]] == ["1_3"]


def test_a_sound_document_is_as_it_was(caplog: pytest.LogCaptureFixture) -> None:
    assert repair_document(MATCH_ID, "1_2", SOUND) is SOUND
    assert caplog.text == ""


def test_a_malformed_document_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    odd = {**event_document("1_77", 2), "events": None}
    for _ in range(3):
        assert feed_event(MATCH_ID, "1_77", odd).document["events"] == []
    [record] = caplog.records
    assert (record.levelname, record.getMessage()) == (
        "WARNING",
        "event 1_77 of match m1 is malformed: events",
    )


def test_the_event_of_no_action_stands_in_no_innings() -> None:
    assert repair_document(MATCH_ID, "odd", {"revision": 1}) == {
        "revision": 1, "inningsNumber": 0, "sequenceNumber": 0, "orderKey": "0000",
        "isRetracted": False, "events": [],
    }  # fmt: skip


def test_an_innings_is_found_beside_what_is_malformed(caplog: pytest.LogCaptureFixture) -> None:
    over = {"inningsNumber": 3, "runs": 4}
    score = {"matchId": "m77", "currentInnings": 7, "inningsNumber": 3, "superOvers": ["x", over]}
    for _ in range(2):
        found = innings_state(score, 9, 3)
        assert found is not None
        assert (found["runs"], found["version"]) == (4, 9)
    assert caplog.messages == ["live/score of match m77 is malformed: currentInnings"]
