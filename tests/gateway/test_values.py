"""What comes by a stream is JSON as what is read is, and is decoded for whoever wants it alone."""

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

OURS, OTHERS = "demo-ours", "demo-others"
MOMENT = datetime(2026, 5, 9, 14, 3, 12, 345678, tzinfo=UTC)


def client_of(project: str) -> Client:
    return Client(project=project, credentials=AnonymousCredentials())


CLIENT = client_of(OURS)
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


def stored(fields: Json) -> Any:
    """A document of the stream."""
    whole = Document(name=f"projects/{OURS}/x/y", fields=encode_dict(fields))
    return Document.pb(whole)


@pytest.mark.parametrize("name", VALUES)
def test_a_value_is_what_the_library_reads_it_as(name: str) -> None:
    document = stored({name: VALUES[name]})
    read = {
        field: json_value(decode_value(each, CLIENT)) for field, each in document.fields.items()
    }
    found = values_of(CLIENT, document)
    assert found == read
    assert encode(found) == encode(read)
    assert encode(json_value(found)) == encode(found)


@pytest.mark.parametrize("rest", [{}, {"value": 1}, {"x": [1.0]}], ids=str)
def test_a_map_that_is_no_vector_though_it_says_so_is_a_map(rest: Json) -> None:
    fields = {"map": {"__type__": "__vector__", "y": 1, **rest}, "x": 1}
    assert values_of(CLIENT, stored(fields)) == fields


def test_of_a_document_with_a_foreign_reference_the_other_fields_are_read() -> None:
    foreign = client_of(OTHERS).document("a/b")
    fields = {"x": 1, "list": [{"deep": foreign}], "y": {"z": 2}, "bare": foreign}
    assert values_of(CLIENT, stored(fields)) == {"x": 1, "y": {"z": 2}}


# -- who wants it ---------------------------------------------------------------------------------


def encoded_update(target: Target, fields: Json) -> MatchUpdate:
    """What a listener makes of a document."""
    updates: list[MatchUpdate] = []
    UpdateEncoder(CLIENT, MATCH_ID, target, updates.append)([stored(fields)])
    [found] = updates
    return found


@pytest.mark.parametrize("version", [7, 0, -1, 2.5, "7", None, True])
def test_a_score_has_its_version_and_its_document(version: object) -> None:
    score = encoded_update(Target.SCORE, {"version": version, "status": "live"}).score
    assert score is not None
    assert score.version == (7 if version == 7 else 0)
    assert score.document == {"version": version, "status": "live"}
    assert score.encoded == encode(score.document)


def test_a_document_without_a_version_is_of_none() -> None:
    ticker = encoded_update(Target.TICKER, {"status": "live"}).ticker
    assert ticker is not None
    assert (ticker.version, ticker.document) == (0, {"status": "live"})


def counting(version: int, document: Json) -> tuple[EncodedDocument, list[int]]:
    """A document, and a list with an entry for each time that it was read."""
    reads: list[int] = []

    def make() -> tuple[Json, bytes]:
        reads.append(version)
        return document, encode(document)

    return EncodedDocument(version, make), reads


def test_a_document_is_read_once_and_not_before_somebody_wants_it() -> None:
    score, reads = counting(7, {"version": 7})
    assert (score.version, reads) == (7, [])
    for _ in range(3):
        assert (score.document, score.encoded) == ({"version": 7}, b'{"version":7}')
    assert reads == [7]


def test_a_listener_decodes_no_score_that_nobody_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[str] = []

    def noting(client: Client, document: Any) -> Json:
        decoded.append(document.name)
        return values_of(client, document)

    monkeypatch.setattr(source, "values_of", noting)
    score = encoded_update(Target.SCORE, {"version": 7, "status": "live"}).score
    assert score is not None
    assert (score.version, decoded) == (7, [])
    assert score.document["status"] == "live"
    assert score.encoded == encode(score.document)
    assert len(decoded) == 1


def test_nobody_reads_the_score_for_sockets_that_follow_scoreboard_and_events() -> None:
    score, reads = counting(7, {"version": 7})
    newer, newer_reads = counting(8, {"version": 8})
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
