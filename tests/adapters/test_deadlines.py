"""Tests that no call to Firestore may outlast the function that makes it."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from google.api_core.exceptions import RetryError, ServiceUnavailable
from google.auth.credentials import AnonymousCredentials
from google.cloud.firestore import Client

from admin.rest_client import RestClient
from scrbrd.adapters import paths, queries, rpc
from scrbrd.adapters.rest_values import Reference
from scrbrd.adapters.stats_store import FirestoreStatsStore
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.catch_up import rebuild
from scrbrd.handlers.ports import FeedPage, FollowUp, LedgerPages
from scrbrd.handlers.refold.apply import rebuild_from_log
from scrbrd.handlers.statistics import Guard, Subject
from tests.fakes.small_match import MATCH_ID, lineup_documents, match_document, one_over

FUNCTION_SECONDS = 60
NOW = datetime(2026, 5, 1, tzinfo=UTC)
UNKNOWN_TEAM = Subject("team", "nobody")


@dataclass
class RecordingApi:
    """Forwards each call to an API and records its name and options."""

    api: Any
    calls: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        member = getattr(self.api, name)
        if name.startswith("_") or not callable(member):
            return member

        def call(*args: Any, **options: Any) -> Any:
            self.calls.append((name, options))
            return member(*args, **options)

        return call


def record_calls(client: Client) -> RecordingApi:
    """Put a recorder between a client and its API and return it."""
    api = RecordingApi(client._firestore_api)
    client._firestore_api_internal = api
    return api


def put_match(client: Client) -> None:
    """Write a complete match without its projection."""
    client.document(paths.match(MATCH_ID)).set(match_document())
    for key, document in lineup_documents().items():
        client.document(f"{paths.lineups(MATCH_ID)}/{key}").set(document)
    for key, document in (one_over(1) | one_over(2)).items():
        client.document(paths.scoring_action(MATCH_ID, key)).set(document | {"updatedAt": NOW})


def match_store_calls(store: FirestoreMatchStore) -> dict[str, Callable[[], Any]]:
    """Return a call of every public method of the match store, by name."""
    log, cached = store.read_log(MATCH_ID), store.read_inputs(MATCH_ID)
    chunks = rebuild_from_log(cached, 0, log).snapshot.sealed or [(1, 0)]

    def token() -> Any:
        return store.read_state(MATCH_ID).token

    return {
        "read_state": token,
        "read_actions": lambda: store.read_actions(MATCH_ID, ["1_1"]),
        "read_log": lambda: store.read_log(MATCH_ID),
        "read_newer": lambda: store.read_newer(MATCH_ID, 0, 5),
        "count_log": lambda: store.count_log(MATCH_ID),
        "read_chunks": lambda: store.read_chunks(MATCH_ID, chunks),
        "chunk_keys": lambda: store.chunk_keys(MATCH_ID),
        "read_inputs": lambda: store.read_inputs(MATCH_ID),
        "read_orphaned_lineups": lambda: store.read_orphaned_lineups(MATCH_ID),
        "delete_orphaned_lineups": lambda: store.delete_orphaned_lineups(MATCH_ID, {"x": NOW}),
        "read_public": lambda: store.read_public(MATCH_ID),
        "all_matches": lambda: list(store.all_matches()),
        "matches_in_play": lambda: store.matches_in_play(NOW),
        "matches_changed": lambda: store.matches_changed(NOW),
        "mirrors_legacy": store.mirrors_legacy,
        "read_last_checks": store.read_last_checks,
        "write_last_checks": lambda: store.write_last_checks({}),
        "note_health": lambda: store.note_health(MATCH_ID, {"lagMs": 1}),
        "note_failure": lambda: store.note_failure(MATCH_ID, {"what": "a test"}),
        "hold": lambda: store.hold(MATCH_ID, NOW),
        "end_hold": lambda: store.end_hold(MATCH_ID, "somebody else"),
        "read_events": lambda: store.read_events(MATCH_ID),
        "read_whole_documents": lambda: store.read_whole_documents(MATCH_ID),
        "read_ticker": lambda: store.read_ticker(MATCH_ID),
        "write_ticker": lambda: store.write_ticker(MATCH_ID, store.read_ticker(MATCH_ID)),
        "read_match_end": lambda: store.read_match_end(MATCH_ID),
        "commit": lambda: rebuild(store, lambda: NOW, MATCH_ID, "asked for"),
        "write_follow_up": lambda: store.write_follow_up(MATCH_ID, token(), FollowUp()),
        "read_ledger": lambda: store.read_ledger(MATCH_ID),
        "write_ledger": lambda: store.write_ledger(MATCH_ID, token(), LedgerPages(1, {})),
        "read_lease": lambda: store.read_lease(MATCH_ID),
        "write_page": lambda: store.write_page(
            MATCH_ID, store.read_lease(MATCH_ID).token, FeedPage(1, None)
        ),
        "delete_match_end": lambda: store.delete_match_end(MATCH_ID, token(), NOW),
    }


def stats_store_calls(store: FirestoreStatsStore) -> dict[str, Callable[[], Any]]:
    """Return a call of every public method of the statistics store, by name."""
    return {
        "read_guard": lambda: store.read_guard(UNKNOWN_TEAM),
        "read_contributions": lambda: store.read_contributions(UNKNOWN_TEAM),
        "read_figures": lambda: store.read_figures(UNKNOWN_TEAM),
        "read_rules": lambda: store.read_rules(["cup"]),
        "write_figures": lambda: store.write_figures(
            UNKNOWN_TEAM, Guard(), {"team_season_stats/x": {"teamId": "nobody"}}, {}
        ),
        "delete_guard": lambda: store.delete_guard("player_of before"),
        "team_ids_in": lambda: store.team_ids_in("cup"),
        "read_owed": lambda: list(store.read_owed()),
    }


def public_methods(kind: type) -> set[str]:
    """Return the names of a class's public methods."""
    return {name for name, _ in inspect.getmembers(kind, callable) if not name.startswith("_")}


@pytest.mark.emulator
def test_every_call_to_firestore_ends_well_before_the_function_does(
    firestore_client: Client,
) -> None:
    put_match(firestore_client)
    matches, figures = FirestoreMatchStore(firestore_client), FirestoreStatsStore(firestore_client)
    calls = match_store_calls(matches) | stats_store_calls(figures)
    stores = (FirestoreMatchStore, FirestoreStatsStore)
    assert set(calls) == set().union(*(public_methods(store) for store in stores))
    assert_bounded(record_calls(firestore_client), calls)


@pytest.mark.emulator
def test_calls_that_read_around_undecodable_values_end_in_time_too(
    firestore_client: Client,
) -> None:
    put_match(firestore_client)
    rest = RestClient(os.environ["FIRESTORE_EMULATOR_HOST"], firestore_client.project)
    rest.session.headers["Authorization"] = "Bearer owner"
    foreign = {"note": Reference("projects/demo-other/databases/(default)/documents/a/b")}
    for path in (paths.match(MATCH_ID), paths.scoring_action(MATCH_ID, "1_2")):
        rest.update(path, foreign, ())
    rest.close()
    store = FirestoreMatchStore(firestore_client)
    calls: dict[str, Callable[[], Any]] = {
        "read_inputs": lambda: store.read_inputs(MATCH_ID),
        "read_actions": lambda: store.read_actions(MATCH_ID, ["1_1", "1_2"]),
        "read_log": lambda: store.read_log(MATCH_ID),
    }
    api = record_calls(firestore_client)
    assert_bounded(api, calls)
    assert len(api.calls) > 3, "the log is read in parts"


def assert_bounded(api: RecordingApi, calls: Mapping[str, Callable[[], Any]]) -> None:
    """Assert that every request of these calls to Firestore has a timeout and bounded retries."""
    for name, call in calls.items():
        api.calls.clear()
        call()
        assert api.calls, f"{name} asked for nothing"
        for method, options in api.calls:
            timeout, retry = options.get("timeout"), options.get("retry")
            assert timeout is not None, f"{name}: {method} has no timeout"
            assert timeout < FUNCTION_SECONDS / 2, f"{name}: {method} may take {timeout} s"
            assert retry is not None, f"{name}: {method} is retried as the library likes"
            assert retry.timeout < FUNCTION_SECONDS / 2, f"{name}: {method} is retried too long"


class BreakingApi:
    """Starts every stream and breaks it at its first document."""

    def __init__(self) -> None:
        self.streams = 0

    def run_query(self, **_options: Any) -> BreakingApi:
        self.streams += 1
        return self

    def __iter__(self) -> BreakingApi:
        return self

    def __next__(self) -> Any:
        raise ServiceUnavailable("broken")


def test_a_stream_that_breaks_repeatedly_raises_an_error_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = Client(project="nowhere", credentials=AnonymousCredentials())
    api = BreakingApi()
    client._firestore_api_internal = api
    seconds = iter(range(1_000))
    monkeypatch.setattr("time.monotonic", lambda: float(next(seconds)))
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    with pytest.raises(RetryError):
        rpc.read_all(queries.matches_with_status(client, "live"))
    assert 1 < api.streams < 30


@pytest.mark.emulator
def test_a_long_listing_of_changes_is_read_in_pages(firestore_client: Client) -> None:
    put_match(firestore_client)
    changes = queries.changes_anywhere(firestore_client, NOW).select(["updatedAt"])
    api = record_calls(firestore_client)
    found = [snap.id for snap in rpc.read_in_pages(changes, 5)]
    assert sorted(found) == sorted(one_over(1) | one_over(2))
    assert [name for name, _ in api.calls] == ["run_query"] * 3
