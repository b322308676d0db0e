"""Tests `scrbrd rebuild`, `verify`, `reconcile` and `health` on a real Firestore."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import SERVER_TIMESTAMP, Client

from scrbrd.adapters import paths
from scrbrd.adapters.store import FirestoreMatchStore
from tests.admin.administration import (
    CommandResult,
    run_failing,
    run_in_process,
    run_installed,
    run_ok,
)
from tests.admin.projected_match import project_match
from tests.fakes.small_match import MATCH_ID, one_over

SCORE = paths.live_score(MATCH_ID)
COMMIT_FIELDS = ("version", "lastUpdated", "ledger")


@pytest.fixture
def database(firestore_client: Client) -> Client:
    """Return a client of a database with a projected match of two innings."""
    project_match(firestore_client, MATCH_ID)
    return firestore_client


def now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


def write_action(client: Client, key: str, document: dict[str, Any]) -> None:
    """Write an action to the log."""
    action = client.document(paths.scoring_action(MATCH_ID, key))
    action.set(document | {"updatedAt": SERVER_TIMESTAMP})


def stored_score(client: Client) -> dict[str, Any]:
    """Return `live/score` without the fields that only a commit sets."""
    stored = client.document(SCORE).get().to_dict() or {}
    return {name: value for name, value in stored.items() if name not in COMMIT_FIELDS}


def run_with_findings(*arguments: str) -> str:
    """Run a command that must find something, with exit code 1; return its output."""
    result: CommandResult = run_in_process(*arguments)
    assert (result.code, result.err) == (1, ""), result
    return result.out


@pytest.mark.usefixtures("database")
def test_verify_finds_nothing_in_a_sound_match() -> None:
    assert run_ok("verify", MATCH_ID) == f"{MATCH_ID}: as the log says\n"
    assert "1 matches, 0 to look at" in run_ok("verify", "--all", by=run_installed)


@pytest.mark.usefixtures("database")
def test_a_match_named_twice_is_processed_once(tmp_path: Path) -> None:
    assert run_ok("verify", MATCH_ID, MATCH_ID) == f"{MATCH_ID}: as the log says\n"
    single, repeated = tmp_path / "once.jsonl", tmp_path / "twice.jsonl"
    run_ok("backup", MATCH_ID, str(single))
    run_ok("backup", MATCH_ID, MATCH_ID, str(repeated))
    assert single.read_bytes() == repeated.read_bytes()


@pytest.mark.parametrize(
    ("path", "change", "expected"),
    [
        (SCORE, {"innings1.runs": 99}, "live/score innings1.runs: stored 99, wanted 14"),
        (SCORE, {"ourOwn": 1}, ""),
        (paths.live_health(MATCH_ID), {"problemCount": 3}, "live/health problemCount: stored 3"),
        (paths.match(MATCH_ID), {"status": "live"}, "matches/m1 status: stored '(differs)'"),
        (f"{paths.lineups(MATCH_ID)}/lions_lions-1", {"battedAt": 9}, "lineups/lions_lions-1"),
        (paths.live_state(MATCH_ID), {"schemaVersion": 0}, "live/state : stored '(absent)'"),
        (paths.live_log(MATCH_ID, 1, 0), {"log": b""}, "live/log_1_0 log"),
    ],
)
def test_verify_names_the_changed_field_and_rebuild_restores_it(
    database: Client, path: str, change: dict[str, Any], expected: str
) -> None:
    database.document(path).update(change)
    if not expected:  # a field that the functions do not own is not compared
        run_ok("verify", MATCH_ID)
        return
    assert expected in run_with_findings("verify", MATCH_ID)
    assert "rebuilt from 14 actions, 0 problems" in run_ok("rebuild", MATCH_ID)
    run_ok("verify", MATCH_ID)


def test_verify_lists_differences_in_json(database: Client) -> None:
    database.document(SCORE).update({"innings1.runs": 99})
    report = json.loads(run_with_findings("verify", MATCH_ID, "--json"))
    assert (report["matchId"], report["differs"]) == (MATCH_ID, True)
    assert report["differences"] == [
        {"document": "live/score", "field": "innings1.runs", "stored": "99", "wanted": "14"}
    ]


def test_deleted_live_documents_are_rebuilt_unchanged(
    database: Client,
) -> None:
    before = stored_score(database)
    for document in database.collection(paths.live(MATCH_ID)).list_documents():
        document.delete()
    assert "live/score : stored '(absent)'" in run_with_findings("verify", MATCH_ID)
    run_ok("rebuild", "--all")
    assert stored_score(database) == before
    run_ok("verify", MATCH_ID)


def test_verify_legacy_compares_the_mirror_for_old_apps_with_the_log(database: Client) -> None:
    assert "no mirror" in run_ok("verify", MATCH_ID, "--legacy")
    database.document(paths.COMPATIBILITY).set({"legacyBallHistory": True})
    run_ok("rebuild", MATCH_ID)
    assert "the mirror is as the log says" in run_ok("verify", MATCH_ID, "--legacy")
    balls = stored_score(database)["ballHistory"]
    database.document(SCORE).update({"ballHistory": [*balls[:3], *balls[4:]], "winnerId": "x"})
    output = run_with_findings("verify", MATCH_ID, "--legacy")
    assert "live/score ballHistory.3" in output
    assert "winnerId" not in output


def test_verify_legacy_reports_the_balls_left_by_a_mirror_switched_off(database: Client) -> None:
    database.document(paths.COMPATIBILITY).set({"legacyBallHistory": True})
    run_ok("rebuild", MATCH_ID)
    balls = stored_score(database)["ballHistory"]
    database.document(paths.COMPATIBILITY).set({"legacyBallHistory": False})
    output = run_ok("verify", MATCH_ID, "--legacy")
    assert f"the mirror is off; {len(balls)} balls are left in live/score, as many as" in output
    run_ok("verify", MATCH_ID)
    database.document(SCORE).update({"ballHistory": balls[:-1]})
    output = run_with_findings("verify", MATCH_ID, "--legacy")
    assert f"{len(balls) - 1} balls are left in live/score, the log has {len(balls)}" in output
    assert "nobody writes them" in output


def test_a_match_held_by_an_import_is_rebuilt_only_with_end_hold(database: Client) -> None:
    store = FirestoreMatchStore(database)
    store.hold(MATCH_ID, now() + timedelta(hours=1), "an import")
    assert f"{MATCH_ID}: held by an import until" in run_with_findings("rebuild", MATCH_ID)
    assert store.read_state(MATCH_ID).hold_by == "an import"
    assert "rebuilt from 14 actions" in run_ok("rebuild", MATCH_ID, "--end-hold")
    assert store.read_state(MATCH_ID).hold_until is None


def test_reconcile_applies_an_action_whose_trigger_was_lost(database: Client) -> None:
    write_action(database, "2_7", one_over(2)["2_7"] | {"isVoided": True})
    assert run_ok("reconcile", MATCH_ID) == f"{MATCH_ID}: refold\n"
    assert run_ok("reconcile", MATCH_ID) == f"{MATCH_ID}: nothing to do\n"
    assert stored_score(database)["status"] == "live"


def test_health_lists_problems(database: Client) -> None:
    assert run_ok("health", MATCH_ID).startswith(f"{MATCH_ID}: 0 problems, rebuilt ")
    write_action(database, "2_8", {"type": "spaceship"})
    run_ok("reconcile", MATCH_ID)
    output = run_with_findings("health", MATCH_ID)
    assert "m1: 1 problems" in output
    assert "error 2_8 unreadable" in output


def test_health_lists_a_failed_trigger_and_reconcile_removes_it(database: Client) -> None:
    failure = {"what": "catch_up", "documentId": "1_2", "error": "ValueError('x')"}
    FirestoreMatchStore(database).note_failure(MATCH_ID, failure)
    assert "failed: " in (output := run_with_findings("health", MATCH_ID))
    assert "'documentId': '1_2'" in output
    run_ok("verify", MATCH_ID)
    run_ok("reconcile", MATCH_ID)
    assert "failed" not in run_ok("health", MATCH_ID)


def write_times_of_follow_up(client: Client) -> dict[str, Any]:
    """Return the last write time of each document of feed, archive and contributions."""
    match_collections = [
        client.collection(f"{paths.match(MATCH_ID)}/{name}") for name in ("events", "archive")
    ]
    stats_collections = [
        client.collection(name) for name in ("player_match_stats", "team_match_stats")
    ]
    snaps = [snap for group in (*match_collections, *stats_collections) for snap in group.stream()]
    return {snap.reference.path: snap.update_time for snap in snaps}


def test_verify_lists_what_a_rebuild_would_change_and_writes_nothing(database: Client) -> None:
    database.document(SCORE).update({"innings1.runs": 99})  # as if written by another version
    before, follow_up_times = stored_score(database), write_times_of_follow_up(database)
    assert follow_up_times, "there is a feed and an archive"
    assert "stored 99, wanted 14" in run_with_findings("verify", MATCH_ID)
    assert stored_score(database) == before, "nothing in use moved"
    assert write_times_of_follow_up(database) == follow_up_times
    assert "rebuilt from 14 actions" in run_ok("rebuild", MATCH_ID)
    assert stored_score(database)["innings1"]["runs"] == 14


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("verb", ["rebuild", "verify", "reconcile", "health"])
def test_bad_usage_is_one_line_with_the_remedy(verb: str) -> None:
    assert "there is no match m9" in run_failing(2, verb, "m9")
    assert "name one or more matches, or say --all" in run_failing(2, verb)
    assert "no match id" in run_failing(2, verb, "matches/m1")


def test_health_reports_an_unprojected_log_but_not_a_match_before_its_start(
    firestore_client: Client,
) -> None:
    fixture = {"homeTeamId": "lions", "awayTeamId": "bears", "status": "scheduled"}
    firestore_client.document(paths.match("m1")).set(fixture)
    assert "m1: no action is in its log yet\n1 matches, 0 to look at" in run_ok("health", "--all")
    write_action(firestore_client, "1_1", {"id": "1_1"})
    assert "nothing projected yet of 1 actions; `scrbrd reconcile m1` does it" in run_with_findings(
        "health", MATCH_ID
    )
    entry = paths.book_entry("m2", "ann", "1_1")
    firestore_client.document(paths.match("m2")).set(fixture | {"validationTier": "DUAL"})
    assert "no action is in its log yet" in run_ok("health", "m2")
    firestore_client.document(entry).set({"id": "1_1"})
    assert "its books have entries, its log has none; `scrbrd consensus m2`" in run_with_findings(
        "health", "m2"
    )


@pytest.mark.usefixtures("database")
def test_a_backup_without_a_file_argument_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for matches in ((MATCH_ID,), ("m0", MATCH_ID)):
        assert f"FILE: {MATCH_ID} is a match, and the last argument is the file" in run_failing(
            2, "backup", *matches
        )
    message = run_failing(2, "backup", "m1.jsonl.gz")
    assert "name one or more matches, or say --all, before the file m1.jsonl.gz" in message
    assert not list(tmp_path.iterdir())
