"""Tests values from a stream: they equal values that are read, and are decoded only on demand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud.firestore import Client, GeoPoint
from google.cloud.firestore_v1._helpers import decode_value, encode_dict
from google.cloud.firestore_v1.types import Document
from google.cloud.firestore_v1.vector import Vector

from scrbrd.domain.json_types import Json
from scrbrd_gateway.encoding import encode, json_value
from scrbrd_gateway.firestore import source
from scrbrd_gateway.firestore.source import UpdateEncoder
from scrbrd_gateway.firestore.values import values_of
from scrbrd_gateway.match_feed import MatchUpdate
from scrbrd_gateway.model import START, Cursor, EncodedDocument, FeedEvent, MatchView
from scrbrd_gateway.sockets.channels import SentTiers
from scrbrd_gateway.sockets.encoding import Encoder
from scrbrd_gateway.sockets.requests import Tier
from scrbrd_gateway.source import Target
from tests.gateway.fakes import MATCH_ID, event

PROJECT, OTHER_PROJECT = "demo-ours", "demo-others"
MOMENT = datetime(2026, 5, 9, 14, 3, 12, 345678, tzinfo=UTC)


def client_of(project: str) -> Client:
    """Return a Firestore client of a project, without credentials."""
    return Client(project=project, credentials=AnonymousCredentials())


CLIENT = client_of(PROJECT)
VALUES: Json = {
    "null": None,
    "boolean": True,
    "integer": -(2**63),
    "double": 0.5,
    "whole double": 3.0,
    "no number": float("nan"),
    "endless": float("-inf"),
    "text": "ÿ\x00\U0001f3cf",
    "time": MOMENT,
    "early": datetime(1, 1, 1, tzinfo=UTC),
    "bytes": b"\x00\xff",
    "place": GeoPoint(51.5, -0.17),
    "reference": CLIENT.document("matches/m1"),
    "list": [1, "a", None, {"deep": [float("inf")]}],
    "empty": {"list": [], "map": {}},
    "vector": Vector([1.0, 2.0]),
    "typed": {"__type__": "no vector", "value": [1]},
    "object id": {"__oid__": "0123456789abcdef01234567"},
    "number": {"__int__": 7},
    "no number either": {"__int__": "x"},
    "lowest": {"__min__": None},
    "reserved, and another": {"__int__": 7, "x": 1},
    "odd names": {"a.b": 1, "`": 2, "": 3},
    "nested": [{"one": {"two": {"reference": CLIENT.document("a/b"), "time": MOMENT}}}],
}


def stream_document(fields: Json) -> Any:
    """Return a document as the stream delivers it."""
    whole = Document(name=f"projects/{PROJECT}/x/y", fields=encode_dict(fields))
    return Document.pb(whole)


def test_a_document_has_the_same_bytes_whatever_the_order_of_its_fields() -> None:
    inner = {"runs": 4, "balls": [{"striker": "n1", "bowler": "s1"}], "wickets": None}
    turned = {**dict(reversed(inner.items())), "balls": [{"bowler": "s1", "striker": "n1"}]}
    one, other = {"version": 7, "innings": inner}, {"innings": turned, "version": 7}
    encoded = {
        encode(values)
        for fields in (one, other)
        for values in (json_value(fields), values_of(CLIENT, stream_document(fields)))
    }
    assert len(encoded) == 1


@pytest.mark.parametrize("name", VALUES)
def test_a_value_from_the_stream_equals_the_value_that_the_library_reads(name: str) -> None:
    document = stream_document({name: VALUES[name]})
    read = {
        field: json_value(decode_value(each, CLIENT)) for field, each in document.fields.items()
    }
    streamed = values_of(CLIENT, document)
    assert streamed == read
    assert encode(streamed) == encode(read)
    assert encode(json_value(streamed)) == encode(streamed)


@pytest.mark.parametrize("rest", [{}, {"value": 1}, {"x": [1.0]}], ids=str)
def test_a_map_with_the_type_of_a_vector_but_other_fields_stays_a_map(rest: Json) -> None:
    fields = {"map": {"__type__": "__vector__", "y": 1, **rest}, "x": 1}
    assert values_of(CLIENT, stream_document(fields)) == fields


def test_fields_with_a_reference_to_another_project_are_left_out() -> None:
    foreign = client_of(OTHER_PROJECT).document("a/b")
    fields = {"x": 1, "list": [{"deep": foreign}], "y": {"z": 2}, "bare": foreign}
    assert values_of(CLIENT, stream_document(fields)) == {"x": 1, "y": {"z": 2}}


# -- decoding on demand ---------------------------------------------------------------------------


def encoded_update(target: Target, fields: Json) -> MatchUpdate:
    """Return the update that a listener makes of a document."""
    updates: list[MatchUpdate] = []
    UpdateEncoder(CLIENT, MATCH_ID, target, updates.append)([stream_document(fields)])
    [update] = updates
    return update


@pytest.mark.parametrize("version", [7, 0, -1, 2.5, "7", None, True])
def test_a_score_update_has_its_version_and_its_document(version: object) -> None:
    score = encoded_update(Target.SCORE, {"version": version, "status": "live"}).score
    assert score is not None
    assert score.version == (7 if version == 7 else 0)
    assert score.document == {"version": version, "status": "live"}
    assert score.encoded == encode(score.document)


def test_a_document_without_a_version_has_version_zero() -> None:
    ticker = encoded_update(Target.TICKER, {"status": "live"}).ticker
    assert ticker is not None
    assert (ticker.version, ticker.document) == (0, {"status": "live"})


def counted_document(version: int, document: Json) -> tuple[EncodedDocument, list[int]]:
    """Return a document, and a list that gets an entry each time the document is decoded."""
    reads: list[int] = []

    def make() -> tuple[Json, bytes]:
        reads.append(version)
        return document, encode(document)

    return EncodedDocument(version, make), reads


def test_a_document_is_decoded_once_and_only_on_demand() -> None:
    score, reads = counted_document(7, {"version": 7})
    assert (score.version, reads) == (7, [])
    for _ in range(3):
        assert (score.document, score.encoded) == ({"version": 7}, b'{"version":7}')
    assert reads == [7]


def test_a_listener_does_not_decode_a_score_before_it_is_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decoded: list[str] = []

    def recording_values_of(client: Client, document: Any) -> Json:
        decoded.append(document.name)
        return values_of(client, document)

    monkeypatch.setattr(source, "values_of", recording_values_of)
    score = encoded_update(Target.SCORE, {"version": 7, "status": "live"}).score
    assert score is not None
    assert (score.version, decoded) == (7, [])
    assert score.document["status"] == "live"
    assert score.encoded == encode(score.document)
    assert len(decoded) == 1


def test_sockets_of_scoreboard_and_events_do_not_decode_the_score() -> None:
    score, reads = counted_document(7, {"version": 7})
    newer, newer_reads = counted_document(8, {"version": 8})
    ticker = EncodedDocument.of(7, {"version": 7}, b'{"version":7}')
    changed = EncodedDocument.of(8, {"version": 8}, b'{"version":8}')
    tiers = (Tier.SCOREBOARD,)
    ball: FeedEvent = event(8)
    before = MatchView(MATCH_ID, score, ticker, Cursor(7, "1_7"))
    sent = SentTiers(MATCH_ID, tiers, (before.ticker,), START)
    view = MatchView(MATCH_ID, newer, changed, ball.cursor)
    received, _ = sent.advance(Encoder(), view, (ball,))
    assert len(received.texts) == 2
    assert reads == newer_reads == []
