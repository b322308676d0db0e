"""How near a match's documents are to limits, and what writing it took."""

from __future__ import annotations

import json
from math import nan
from typing import Any

import pytest
from google.cloud.firestore import Client, DocumentReference, GeoPoint

from admin.money.entries import index_entries
from admin.money.measured import read_assumptions
from admin.money.meter import (
    INDEXES,
    DocumentSize,
    WriteCounts,
    count_writes,
    documents_of,
    meter_match,
    usage_of,
)
from scrbrd.adapters import paths
from scrbrd.adapters.rest_values import Reference
from tests.admin.administration import done, here, refused
from tests.admin.projected import write_match
from tests.fakes.small_match import MATCH_ID

FOREIGN = Reference("projects/demo-other/databases/(default)/documents/people/ann")
SPEC: dict[str, Any] = {
    "indexes": [
        {
            "collectionGroup": "tickers",
            "fields": [
                {"fieldPath": "teamIds", "arrayConfig": "CONTAINS"},
                {"fieldPath": "at", "order": "ASCENDING"},
            ],
        }
    ],
    "fieldOverrides": [
        {"collectionGroup": "tickers", "fieldPath": "packed", "indexes": []},
        {
            "collectionGroup": "tickers",
            "fieldPath": "at",
            "indexes": [{"order": "ASCENDING"}, {"order": "ASCENDING"}],
        },
    ],
}


def ann() -> DocumentReference:
    """Return a reference to a person, as the library reads it: each time another object."""
    return DocumentReference("people", "ann")


def ben() -> DocumentReference:
    """Return a reference to another person."""
    return DocumentReference("people", "ben")


ENTRIES: dict[str, tuple[dict[str, Any], int]] = {
    "a value up and down": ({"x": 1}, 2),
    "a null too": ({"x": None}, 2),
    "a map's fields": ({"x": {"y": 1, "z": {"u": 2}}}, 4),
    "a list's different elements": ({"x": [1, 2, 2]}, 2),
    "one for references to one document": ({"x": [ann(), ann(), ben()]}, 2),
    "one for one place on earth": ({"x": [GeoPoint(1, 2), GeoPoint(1, 2)]}, 1),
    "one for a number, whole or not, and none of a bool": ({"x": [1, 1.0, True, nan, -nan]}, 3),
    "one for maps that differ in the order of their fields": (
        {"x": [{"a": 1, "b": ann()}, {"b": ann(), "a": 1}]},
        1,
    ),
    "nothing below what is exempt": ({"packed": {"y": [1, 2], "z": 3}}, 0),
    "what an override says": ({"at": 1}, 2),
    "an index of two fields, for each element": ({"at": 1, "teamIds": ["a", "b"]}, 2 + 2 + 2),
    "an index of two fields, once for the same element": (
        {"at": 1, "teamIds": [ann(), ann()]},
        2 + 1 + 1,
    ),
    "an index of two fields, where what should be a list is none": (
        {"at": 1, "teamIds": "a team"},
        2 + 2 + 0,
    ),
    "an index of two fields, where one is a reference": ({"at": 1, "teamIds": ann()}, 2 + 2 + 0),
}


@pytest.mark.parametrize(("fields", "entries"), ENTRIES.values(), ids=ENTRIES)
def test_index_entries_are_counted_as_firestore_makes_them(
    fields: dict[str, Any], entries: int
) -> None:
    assert index_entries("tickers", fields, SPEC) == entries


def test_overrides_of_one_collection_are_not_those_of_another() -> None:
    assert index_entries("others", {"packed": {"y": 1}}, SPEC) == 2


def test_half_of_a_limit_is_a_warning() -> None:
    assert DocumentSize("a/b", 524_287, 19_999).warnings == []
    assert DocumentSize("a/b", 524_288, 0).warnings == ["a/b fills 50% of 1 MiB"]
    assert DocumentSize("a/b", 0, 30_000).warnings == ["a/b fills 75% of 40,000 index entries"]


def test_a_part_of_a_replay_may_weigh_what_it_is_cut_to() -> None:
    replay = "matches/m/archive/replay_1"
    assert DocumentSize(replay, 700_000, 0).warnings == []
    assert DocumentSize(replay, 786_432, 0).warnings == [f"{replay} fills 75% of 1 MiB"]


def test_every_document_of_a_match_is_weighed(firestore_client: Client) -> None:
    write_match(firestore_client)
    found = meter_match(firestore_client, MATCH_ID)
    known = {each.path for each in found.documents}
    assert {paths.match(MATCH_ID), paths.live_state(MATCH_ID), f"tickers/{MATCH_ID}"} <= known
    assert len(known) == len(found.documents)
    assert found.counts.actions == sum("/scoring_actions/" in path for path in known) > 12
    assert found.warnings == []
    assert found.usage.writes > found.counts.actions * 4
    assert all(each.bytes > 0 for each in found.documents)


def test_entries_of_books_are_found_below_a_book_that_is_no_document(
    firestore_client: Client,
) -> None:
    firestore_client.document(paths.match(MATCH_ID)).set({})
    firestore_client.document(paths.book_entry(MATCH_ID, "ann", "1_1")).set({"x": 1})
    found = [each.reference.path for each in documents_of(firestore_client, MATCH_ID)]
    assert found == [paths.book_entry(MATCH_ID, "ann", "1_1")]


def test_the_command_warns_and_exits_1_at_half_of_a_limit(firestore_client: Client) -> None:
    write_match(firestore_client)
    report = json.loads(done("meter", MATCH_ID, "--json"))
    assert (report["match"], report["warnings"]) == (MATCH_ID, [])
    assert report["dollars"] > 0
    assert len(report["heaviest"]) == 5
    firestore_client.document(paths.live_health(MATCH_ID)).set({"note": "x" * 600_000})
    ran = here("meter", MATCH_ID)
    assert ran.code == 1
    assert f"warning: {paths.live_health(MATCH_ID)} fills 57% of 1 MiB" in ran.out


def test_a_match_that_is_not_there_is_refused(firestore_client: Client) -> None:
    assert firestore_client.project
    output = refused(2, "meter", "nobody")
    assert "MATCH: there is no match nobody; check the id and --project" in output


def test_the_committed_indexes_can_be_read() -> None:
    spec = json.loads(INDEXES.read_text(encoding="utf-8"))
    assert index_entries("live", {"state": {"x": [1] * 100}, "version": 1}, spec) == 2


def test_entries_of_books_and_events_of_providers_are_counted() -> None:
    of_match = "matches/m1"
    documents: dict[str, dict[str, Any]] = {
        f"{of_match}/scoring_actions/1_1": {"isVoided": True},
        f"{of_match}/scoring_actions/1_2": {"providerEventId": "alpha:1"},
        paths.book_entry("m1", "ann", "1_1"): {},
        paths.book_entry("m1", "ben", "1_1"): {},
        f"{paths.provider_events('m1')}/alpha:1": {},
        paths.ruling("m1", 1): {},
        paths.dispute("m1", "1_1"): {},
        paths.live_score("m1"): {},
    }
    assert count_writes(documents) == WriteCounts(2, 1, 1, 2, 1, 2)


def test_two_books_a_ball_are_two_writes_and_what_the_functions_do_for_each() -> None:
    values = read_assumptions()
    plain = usage_of("T20", WriteCounts(100), is_ended=False)
    books = usage_of("T20", WriteCounts(100, entries=200), is_ended=False)
    # 200 entries for 100 actions of a scorer, each with a write of live/consensus_state; and the
    # function writes the action, and now and then what is shown of the books
    assert books.writes - plain.writes == pytest.approx(200 * 2 - 100 + 100 * 1.45)
    of_rules = values["rule_reads"] * 100
    assert books.reads - plain.reads == pytest.approx(of_rules + 200 * 2 + 100 * 2)


def test_what_a_provider_tells_asks_no_rule_and_is_written_down() -> None:
    plain = usage_of("T20", WriteCounts(100), is_ended=False)
    usage = usage_of("T20", WriteCounts(100, from_provider=100, events=100), is_ended=False)
    assert usage.reads - plain.reads == -100 * read_assumptions()["rule_reads"]
    assert usage.writes - plain.writes == 200


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (f"{paths.events(MATCH_ID)}/1_3", "orderKey"),
        (paths.match(MATCH_ID), "venue"),
        (f"tickers/{MATCH_ID}", "status"),
        (paths.provider_feed(MATCH_ID), "provider"),
        (f"{paths.PLAYER_MATCH_STATS}/{MATCH_ID}_lions-1", "role"),
    ],
)
def test_a_reference_to_another_project_is_weighed_like_any_value(
    firestore_client: Client, path: str, field: str
) -> None:
    write_match(firestore_client)
    firestore_client.document(path).set(
        {field: FOREIGN, "matchId": MATCH_ID, "personId": "lions-1"}, merge=True
    )
    report = json.loads(done("meter", MATCH_ID, "--json"))
    assert report["warnings"] == []
    [weighed] = [
        each for each in meter_match(firestore_client, MATCH_ID).documents if each.path == path
    ]
    assert weighed.bytes > 0
