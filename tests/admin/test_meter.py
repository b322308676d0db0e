"""Tests how near a match's documents are to limits, and the usage of writing it."""

from __future__ import annotations

import json
from math import nan
from typing import Any

import pytest
from google.cloud.firestore import Client, DocumentReference, GeoPoint

from admin.money.entries import index_entries
from admin.money.measurements import read_assumptions
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
from tests.admin.administration import run_failing, run_in_process, run_ok
from tests.admin.projected_match import write_match
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
    """Return a reference to a person: a new object each time, as the library does."""
    return DocumentReference("people", "ann")


def ben() -> DocumentReference:
    """Return a reference to another person."""
    return DocumentReference("people", "ben")


ENTRIES: dict[str, tuple[dict[str, Any], int]] = {
    "ascending and descending entries of a value": ({"x": 1}, 2),
    "entries of null": ({"x": None}, 2),
    "a map's fields": ({"x": {"y": 1, "z": {"u": 2}}}, 4),
    "a list's different elements": ({"x": [1, 2, 2]}, 2),
    "one for equal references": ({"x": [ann(), ann(), ben()]}, 2),
    "one for equal GeoPoints": ({"x": [GeoPoint(1, 2), GeoPoint(1, 2)]}, 1),
    "one for a number, whole or not, and none of a bool": ({"x": [1, 1.0, True, nan, -nan]}, 3),
    "one for maps that differ in the order of their fields": (
        {"x": [{"a": 1, "b": ann()}, {"b": ann(), "a": 1}]},
        1,
    ),
    "no entries below an exempt field": ({"packed": {"y": [1, 2], "z": 3}}, 0),
    "an override": ({"at": 1}, 2),
    "an index of two fields, for each element": ({"at": 1, "teamIds": ["a", "b"]}, 2 + 2 + 2),
    "an index of two fields, once for the same element": (
        {"at": 1, "teamIds": [ann(), ann()]},
        2 + 1 + 1,
    ),
    "an index of two fields, where the list is a text": (
        {"at": 1, "teamIds": "a team"},
        2 + 2 + 0,
    ),
    "an index of two fields, where one is a reference": ({"at": 1, "teamIds": ann()}, 2 + 2 + 0),
}


@pytest.mark.parametrize(("fields", "entries"), ENTRIES.values(), ids=ENTRIES)
def test_index_entries_are_counted_as_firestore_creates_them(
    fields: dict[str, Any], entries: int
) -> None:
    assert index_entries("tickers", fields, SPEC) == entries


def test_overrides_apply_only_to_their_own_collection() -> None:
    assert index_entries("others", {"packed": {"y": 1}}, SPEC) == 2


def test_half_of_a_limit_is_a_warning() -> None:
    assert DocumentSize("a/b", 524_287, 19_999).warnings == []
    assert DocumentSize("a/b", 524_288, 0).warnings == ["a/b fills 50% of 1 MiB"]
    assert DocumentSize("a/b", 0, 30_000).warnings == ["a/b fills 75% of 40,000 index entries"]


def test_a_replay_document_warns_only_above_its_intended_size() -> None:
    replay = "matches/m/archive/replay_1"
    assert DocumentSize(replay, 700_000, 0).warnings == []
    assert DocumentSize(replay, 786_432, 0).warnings == [f"{replay} fills 75% of 1 MiB"]


def test_every_document_of_a_match_is_measured(firestore_client: Client) -> None:
    write_match(firestore_client)
    metered = meter_match(firestore_client, MATCH_ID)
    document_paths = {each.path for each in metered.documents}
    assert {
        paths.match(MATCH_ID),
        paths.live_state(MATCH_ID),
        f"tickers/{MATCH_ID}",
    } <= document_paths
    assert len(document_paths) == len(metered.documents)
    assert (
        metered.counts.actions == sum("/scoring_actions/" in path for path in document_paths) > 12
    )
    assert metered.warnings == []
    assert metered.usage.writes > metered.counts.actions * 4
    assert all(each.bytes > 0 for each in metered.documents)


def test_book_entries_are_found_although_their_book_is_no_document(
    firestore_client: Client,
) -> None:
    firestore_client.document(paths.match(MATCH_ID)).set({})
    firestore_client.document(paths.book_entry(MATCH_ID, "ann", "1_1")).set({"x": 1})
    found_paths = [each.reference.path for each in documents_of(firestore_client, MATCH_ID)]
    assert found_paths == [paths.book_entry(MATCH_ID, "ann", "1_1")]


def test_the_command_warns_and_exits_1_at_half_of_a_limit(firestore_client: Client) -> None:
    write_match(firestore_client)
    report = json.loads(run_ok("meter", MATCH_ID, "--json"))
    assert (report["match"], report["warnings"]) == (MATCH_ID, [])
    assert report["dollars"] > 0
    assert len(report["heaviest"]) == 5
    firestore_client.document(paths.live_health(MATCH_ID)).set({"note": "x" * 600_000})
    result = run_in_process("meter", MATCH_ID)
    assert result.code == 1
    assert f"warning: {paths.live_health(MATCH_ID)} fills 57% of 1 MiB" in result.out


def test_an_unknown_match_is_refused(firestore_client: Client) -> None:
    assert firestore_client.project
    output = run_failing(2, "meter", "nobody")
    assert "MATCH: there is no match nobody; check the id and --project" in output


def test_the_committed_indexes_can_be_read() -> None:
    spec = json.loads(INDEXES.read_text(encoding="utf-8"))
    assert index_entries("live", {"state": {"x": [1] * 100}, "version": 1}, spec) == 2


def test_writes_of_book_entries_and_provider_events_are_counted() -> None:
    match_path = "matches/m1"
    documents: dict[str, dict[str, Any]] = {
        f"{match_path}/scoring_actions/1_1": {"isVoided": True},
        f"{match_path}/scoring_actions/1_2": {"providerEventId": "alpha:1"},
        paths.book_entry("m1", "ann", "1_1"): {},
        paths.book_entry("m1", "ben", "1_1"): {},
        f"{paths.provider_events('m1')}/alpha:1": {},
        paths.ruling("m1", 1): {},
        paths.dispute("m1", "1_1"): {},
        paths.live_score("m1"): {},
    }
    assert count_writes(documents) == WriteCounts(2, 1, 1, 2, 1, 2)


def test_two_books_add_an_entry_per_ball_and_the_functions_work_for_each() -> None:
    assumptions = read_assumptions()
    scorer_only = usage_of("T20", WriteCounts(100), is_ended=False)
    books = usage_of("T20", WriteCounts(100, entries=200), is_ended=False)
    # 200 entries instead of 100 actions of a scorer, each with a write of live/consensus_state;
    # and the function writes each action, and sometimes the displayed status of the books
    assert books.writes - scorer_only.writes == pytest.approx(200 * 2 - 100 + 100 * 1.45)
    rule_reads = assumptions["rule_reads"] * 100
    assert books.reads - scorer_only.reads == pytest.approx(rule_reads + 200 * 2 + 100 * 2)


def test_a_providers_ball_needs_no_reads_by_rules_and_two_more_writes() -> None:
    scorer_only = usage_of("T20", WriteCounts(100), is_ended=False)
    usage = usage_of("T20", WriteCounts(100, from_provider=100, events=100), is_ended=False)
    assert usage.reads - scorer_only.reads == -100 * read_assumptions()["rule_reads"]
    assert usage.writes - scorer_only.writes == 200


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
def test_documents_with_references_to_another_project_are_measured(
    firestore_client: Client, path: str, field: str
) -> None:
    write_match(firestore_client)
    firestore_client.document(path).set(
        {field: FOREIGN, "matchId": MATCH_ID, "personId": "lions-1"}, merge=True
    )
    report = json.loads(run_ok("meter", MATCH_ID, "--json"))
    assert report["warnings"] == []
    [document] = [
        each for each in meter_match(firestore_client, MATCH_ID).documents if each.path == path
    ]
    assert document.bytes > 0
