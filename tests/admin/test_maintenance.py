"""`scrbrd rebuild`, `verify`, `reconcile` and `health` on a real Firestore."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import SERVER_TIMESTAMP, Client

from scrbrd.adapters import paths
from scrbrd.adapters.store import FirestoreMatchStore
from tests.admin.administration import Ran, done, here, installed, refused
from tests.admin.projected import project_match
from tests.fakes.small_match import MATCH_ID, over

SCORE = paths.live_score(MATCH_ID)
STAMPS = ("version", "lastUpdated", "ledger")


@pytest.fixture
def database(firestore_client: Client) -> Client:
    """A match with two innings in its log, projected."""
    project_match(firestore_client, MATCH_ID)
    return firestore_client


def now() -> datetime:
    return datetime.now(UTC)


def write(client: Client, key: str, document: dict[str, Any]) -> None:
    action = client.document(paths.scoring_action(MATCH_ID, key))
    action.set(document | {"updatedAt": SERVER_TIMESTAMP})


def score(client: Client) -> dict[str, Any]:
    stored = client.document(SCORE).get().to_dict() or {}
    return {name: value for name, value in stored.items() if name not in STAMPS}


def differing(*arguments: str) -> str:
    """Run it, and it finds something: exit code 1 and what it printed."""
    ran: Ran = here(*arguments)
    assert (ran.code, ran.err) == (1, ""), ran
    return ran.out


@pytest.mark.usefixtures("database")
def test_verify_finds_nothing_where_nothing_is_wrong() -> None:
    assert done("verify", MATCH_ID) == f"{MATCH_ID}: as the log says\n"
    assert "1 matches, 0 to look at" in done("verify", "--all", by=installed)


@pytest.mark.usefixtures("database")
def test_a_match_that_is_named_twice_is_taken_once(tmp_path: Path) -> None:
    assert done("verify", MATCH_ID, MATCH_ID) == f"{MATCH_ID}: as the log says\n"
    once, twice = tmp_path / "once.jsonl", tmp_path / "twice.jsonl"
    done("backup", MATCH_ID, str(once))
    done("backup", MATCH_ID, MATCH_ID, str(twice))
    assert once.read_bytes() == twice.read_bytes()


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
def test_verify_names_the_field_and_rebuild_mends_it(
    database: Client, path: str, change: dict[str, Any], expected: str
) -> None:
    database.document(path).update(change)
    if not expected:  # a field that is not the functions' own is nobody's business
        done("verify", MATCH_ID)
        return
    assert expected in differing("verify", MATCH_ID)
    assert "rebuilt from 14 actions, 0 problems" in done("rebuild", MATCH_ID)
    done("verify", MATCH_ID)


def test_verify_says_it_in_json_too(database: Client) -> None:
    database.document(SCORE).update({"innings1.runs": 99})
    report = json.loads(differing("verify", MATCH_ID, "--json"))
    assert (report["matchId"], report["differs"]) == (MATCH_ID, True)
    assert report["differences"] == [
        {"document": "live/score", "field": "innings1.runs", "stored": "99", "wanted": "14"}
    ]


def test_everything_that_is_derived_may_be_deleted_and_comes_back_the_same(
    database: Client,
) -> None:
    before = score(database)
    for document in database.collection(paths.live(MATCH_ID)).list_documents():
        document.delete()
    assert "live/score : stored '(absent)'" in differing("verify", MATCH_ID)
    done("rebuild", "--all")
    assert score(database) == before
    done("verify", MATCH_ID)


def test_the_mirror_for_apps_of_before_is_compared_with_the_log(database: Client) -> None:
    assert "no mirror" in done("verify", MATCH_ID, "--legacy")
    database.document(paths.COMPATIBILITY).set({"legacyBallHistory": True})
    done("rebuild", MATCH_ID)
    assert "the mirror is as the log says" in done("verify", MATCH_ID, "--legacy")
    balls = score(database)["ballHistory"]
    database.document(SCORE).update({"ballHistory": [*balls[:3], *balls[4:]], "winnerId": "x"})
    output = differing("verify", MATCH_ID, "--legacy")
    assert "live/score ballHistory.3" in output
    assert "winnerId" not in output


def test_a_mirror_that_was_switched_off_is_told_as_what_is_left(database: Client) -> None:
    database.document(paths.COMPATIBILITY).set({"legacyBallHistory": True})
    done("rebuild", MATCH_ID)
    balls = score(database)["ballHistory"]
    database.document(paths.COMPATIBILITY).set({"legacyBallHistory": False})
    output = done("verify", MATCH_ID, "--legacy")
    assert f"the mirror is off; {len(balls)} balls are left in live/score, as many as" in output
    done("verify", MATCH_ID)
    database.document(SCORE).update({"ballHistory": balls[:-1]})
    output = differing("verify", MATCH_ID, "--legacy")
    assert f"{len(balls) - 1} balls are left in live/score, the log has {len(balls)}" in output
    assert "nobody writes them" in output


def test_a_match_that_an_import_holds_is_rebuilt_only_by_who_insists(database: Client) -> None:
    store = FirestoreMatchStore(database)
    store.hold(MATCH_ID, now() + timedelta(hours=1), "an import")
    assert f"{MATCH_ID}: held by an import until" in differing("rebuild", MATCH_ID)
    assert store.read_state(MATCH_ID).hold_by == "an import"
    assert "rebuilt from 14 actions" in done("rebuild", MATCH_ID, "--end-hold")
    assert store.read_state(MATCH_ID).hold_until is None


def test_reconcile_heals_what_a_dropped_trigger_left_behind(database: Client) -> None:
    write(database, "2_7", over(2)["2_7"] | {"isVoided": True})
    assert done("reconcile", MATCH_ID) == f"{MATCH_ID}: refold\n"
    assert done("reconcile", MATCH_ID) == f"{MATCH_ID}: nothing to do\n"
    assert score(database)["status"] == "live"


def test_health_lists_what_is_wrong(database: Client) -> None:
    assert done("health", MATCH_ID).startswith(f"{MATCH_ID}: 0 problems, rebuilt ")
    write(database, "2_8", {"type": "spaceship"})
    done("reconcile", MATCH_ID)
    output = differing("health", MATCH_ID)
    assert "m1: 1 problems" in output
    assert "error 2_8 unreadable" in output


def test_health_tells_of_a_trigger_that_failed_and_reconcile_removes_it(database: Client) -> None:
    failure = {"what": "catch_up", "documentId": "1_2", "error": "ValueError('x')"}
    FirestoreMatchStore(database).note_failure(MATCH_ID, failure)
    assert "failed: " in (output := differing("health", MATCH_ID))
    assert "'documentId': '1_2'" in output
    done("verify", MATCH_ID)
    done("reconcile", MATCH_ID)
    assert "failed" not in done("health", MATCH_ID)


def what_follows(client: Client) -> dict[str, Any]:
    """When each document of the feed, the archive and the contributions was last written."""
    below = [client.collection(f"{paths.match(MATCH_ID)}/{name}") for name in ("events", "archive")]
    beside = [client.collection(name) for name in ("player_match_stats", "team_match_stats")]
    snaps = [snap for group in (*below, *beside) for snap in group.stream()]
    return {snap.reference.path: snap.update_time for snap in snaps}


def test_what_a_new_version_would_write_is_shown_before_it_is_written(database: Client) -> None:
    database.document(SCORE).update({"innings1.runs": 99})  # as another version would have it
    before, followed = score(database), what_follows(database)
    assert followed, "there is a feed and an archive"
    assert "stored 99, wanted 14" in differing("verify", MATCH_ID)
    assert score(database) == before, "nothing in use moved"
    assert what_follows(database) == followed
    assert "rebuilt from 14 actions" in done("rebuild", MATCH_ID)
    assert score(database)["innings1"]["runs"] == 14


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("verb", ["rebuild", "verify", "reconcile", "health"])
def test_bad_usage_is_one_line_with_the_remedy(verb: str) -> None:
    assert "there is no match m9" in refused(2, verb, "m9")
    assert "name one or more matches, or say --all" in refused(2, verb)
    assert "no match id" in refused(2, verb, "matches/m1")


def test_a_fixture_to_come_is_well_and_a_log_that_waits_is_not(firestore_client: Client) -> None:
    fixture = {"homeTeamId": "lions", "awayTeamId": "bears", "status": "scheduled"}
    firestore_client.document(paths.match("m1")).set(fixture)
    assert "m1: no action is in its log yet\n1 matches, 0 to look at" in done("health", "--all")
    write(firestore_client, "1_1", {"id": "1_1"})
    assert "nothing projected yet of 1 actions; `scrbrd reconcile m1` does it" in differing(
        "health", MATCH_ID
    )
    entry = paths.book_entry("m2", "ann", "1_1")
    firestore_client.document(paths.match("m2")).set(fixture | {"validationTier": "DUAL"})
    assert "no action is in its log yet" in done("health", "m2")
    firestore_client.document(entry).set({"id": "1_1"})
    assert "its books have entries, its log has none; `scrbrd consensus m2`" in differing(
        "health", "m2"
    )


@pytest.mark.usefixtures("database")
def test_a_backup_whose_file_was_forgotten_is_not_written_under_the_name_of_a_match(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for matches in ((MATCH_ID,), ("m0", MATCH_ID)):
        assert f"FILE: {MATCH_ID} is a match, and the last argument is the file" in refused(
            2, "backup", *matches
        )
    complaint = refused(2, "backup", "m1.jsonl.gz")
    assert "name one or more matches, or say --all, before the file m1.jsonl.gz" in complaint
    assert not list(tmp_path.iterdir())
