"""Tests the AsyncAPI document: it is up to date, and each message that is sent matches a model."""

from __future__ import annotations

import asyncio
import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from scrbrd.projections.feed.documents import EventType
from scrbrd_gateway.model import START, Cursor, FeedEvent, MatchView
from scrbrd_gateway.sockets.asyncapi import MANY_MESSAGES, asyncapi_document, document_text
from scrbrd_gateway.sockets.closes import CLOSES
from scrbrd_gateway.sockets.drain import going_away
from scrbrd_gateway.sockets.encoding import Encoder
from scrbrd_gateway.sockets.live_messages import LIVE_MESSAGES
from scrbrd_gateway.sockets.messages import NotResumed
from scrbrd_gateway.sockets.requests import Tier
from tests.gateway.fake_rooms import ball, encoded_state, feed_event, over_complete, score, ticker
from tests.gateway.served_sockets import run, serve_sockets

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_committed_document_is_generated_from_the_models() -> None:
    assert (DOCS / "asyncapi.json").read_text() == document_text(), (
        "run python -m scrbrd_gateway.sockets > docs/asyncapi.json"
    )


def test_the_router_serves_the_asyncapi_document() -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway:
            address = f"http://127.0.0.1:{gateway.port}/asyncapi.json"
            answer = await asyncio.to_thread(lambda: urllib.request.urlopen(address).read())
            assert answer.decode() == document_text()

    run(scenario())


def test_every_reference_of_the_document_resolves() -> None:
    document = asyncapi_document()
    for pointer in reference_pointers(document):
        target: Any = document
        for name in pointer.removeprefix("#/").split("/"):
            target = target[name]
        assert target


def reference_pointers(value: Any) -> list[str]:
    """Return the pointers of all `$ref` in a JSON value."""
    if isinstance(value, dict):
        own = [value["$ref"]] if "$ref" in value else []
        return own + [each for part in value.values() for each in reference_pointers(part)]
    if isinstance(value, list):
        return [each for part in value for each in reference_pointers(part)]
    return []


def test_every_event_type_has_a_message() -> None:
    schemas = asyncapi_document()["components"]["schemas"]
    message_types = {
        message_type
        for model in LIVE_MESSAGES
        for message_type in type_values(schemas[model.__name__]["properties"]["type"])
    }
    assert set(EventType) <= message_types


def type_values(schema: dict[str, Any]) -> list[str]:
    """Return the values that a schema of a type field allows."""
    return [schema["const"]] if "const" in schema else list(schema["enum"])


def test_the_documentation_lists_every_close_code() -> None:
    text = (DOCS / "gateway-sockets.md").read_text()
    for each in CLOSES:
        assert f"| {each.code} | {each.reason} | {'yes' if each.reconnect else 'no'} |" in text


EVENT = feed_event(1, "1_1", {**ball(1), "events": [*ball(1)["events"], over_complete()]})
FACT = feed_event(2, "1_2", {**ball(2), "events": [], "fact": {"type": "play_stopped"}})
VIEW = MatchView("m", encoded_state(5, score(1)), encoded_state(5, ticker(1)), EVENT.cursor)
ENCODER = Encoder()
OLD, NEW = encoded_state(5, ticker(1)), encoded_state(6, ticker(2))
MESSAGES = {
    "established": ENCODER.established(VIEW, EVENT.cursor, None, None),
    "not resumed": ENCODER.established(VIEW, START, False, NotResumed.GAP),
    "nothing yet": ENCODER.established(MatchView("n"), START, None, None),
    "ball": ENCODER.live_event(VIEW, EVENT, False)[0],
    "over": ENCODER.live_event(VIEW, EVENT, False)[1],
    "missed": ENCODER.live_event(VIEW, EVENT, True)[0],
    "fact": ENCODER.live_event(VIEW, FACT, False)[0],
    "snapshot": ENCODER.whole("m", Tier.STATS, VIEW.score),
    "empty snapshot": ENCODER.whole("m", Tier.SCOREBOARD, None),
    "delta": ENCODER.change("m", Tier.SCOREBOARD, OLD, NEW),
    "events": ENCODER.events_snapshot("m", EVENT.cursor, True, None, [EVENT]),
    "no events": ENCODER.events_snapshot("m", START, False, NotResumed.FOREIGN, []),
    "event": ENCODER.event_delta("m", START, EVENT),
    "later event": ENCODER.event_delta("m", EVENT.cursor, FACT),
    "going away": going_away(1),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_each_message_matches_exactly_one_model(name: str) -> None:
    models = dict.fromkeys((*LIVE_MESSAGES, *MANY_MESSAGES))
    matching_models = [each for each in models if matches_model(each, MESSAGES[name])]
    assert len(matching_models) == 1, matching_models


def matches_model(model: type[BaseModel], text: str) -> bool:
    """Return True if a text is valid JSON of a model."""
    try:
        model.model_validate_json(text)
    except ValidationError:
        return False
    return True


def test_a_snapshot_is_sent_in_place_of_a_delta_that_is_longer() -> None:
    small, other = encoded_state(1, {"a": 1}), encoded_state(2, {"b": 2})
    assert json.loads(ENCODER.change("x", Tier.STATS, small, other))["type"] == "snapshot"


def test_the_least_recently_used_texts_are_evicted_from_the_encoder() -> None:
    encoder = Encoder(most_cached=2)
    for number in (1, 2, 3):
        encoder.whole("m", Tier.STATS, encoded_state(number, {}))
    assert encoder.texts.made == 3
    encoder.whole("m", Tier.STATS, encoded_state(3, {}))
    assert encoder.texts.made == 3
    encoder.whole("m", Tier.STATS, encoded_state(1, {}))
    assert encoder.texts.made == 4


def test_a_cursor_with_non_ascii_letters_is_sent_as_ascii() -> None:
    event = FeedEvent(Cursor(1, "é"), EVENT.document, EVENT.encoded)
    assert json.loads(ENCODER.event_delta("é", START, event))["to"] == event.cursor.text("é")
