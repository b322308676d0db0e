"""Tests the backup of a league in the old shape or partly migrated: nothing unique is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client

from admin.transfer.matches import QUIET
from admin.transfer.values import to_json
from scrbrd.adapters import paths
from scrbrd.adapters.store import FirestoreMatchStore
from tests.admin.administration import run_ok
from tests.migrate.conftest import documents_of, put
from tests.migrate.old_world import SchoolMatch, school_documents, school_match
from tests.migrate.test_ball_history_e2e import run

OLD_MATCH, MIGRATED_MATCH = school_match(0), school_match(7)
OTHER_DOCUMENTS: dict[str, dict[str, Any]] = {
    "teams/first/roster/person-00": {"role": "captain"},
    "roster/person-01": {"teamId": "first"},
    "scoreboards/soccer-1": {"sport": "soccer", "home": 2, "fence": 7},
    "scoreboards/soccer-1/timeline/1": {"text": "goal"},
    "scoreboards/soccer-1/stats/home": {"shots": 3},
    f"matches/{MIGRATED_MATCH.match_id}/set_aside/auto": {"runsOffBat": 1},
    f"matches/{MIGRATED_MATCH.match_id}/photos/p1": {"url": "x"},
    "teams/first/kits/k1": {"colour": "green"},
    "migrations/entries/marked/m1": {"fields": ["countsFor"]},
}
NOT_IN_BACKUP = (f"matches/{MIGRATED_MATCH.match_id}/photos/p1", "teams/first/kits/k1")


@pytest.fixture
def league(firestore_client: Client) -> Client:
    """Write a match that is not migrated, one that is, and other documents of old apps."""
    put(firestore_client, school_documents() | documents_of([MIGRATED_MATCH]))
    run("run", "--all", "--apply", "--accept-mismatch", code=1)
    put(firestore_client, documents_of([OLD_MATCH]) | OTHER_DOCUMENTS)
    return firestore_client


def legacy_documents(client: Client, match: SchoolMatch) -> dict[str, Any]:
    """Return the documents and fields of a match that old apps and migrations wrote."""
    found: dict[str, Any] = {}
    for name in ("legacy", "set_aside"):
        for snap in client.collection(f"{paths.match(match.match_id)}/{name}").get():
            found[snap.reference.path] = snap.to_dict()
    score = client.document(paths.live_score(match.match_id)).get().to_dict() or {}
    return found | {"ballHistory": score.get("ballHistory"), "innings1": score.get("innings1")}


def test_a_backup_of_all_restores_old_documents_that_no_log_holds(
    league: Client, project_id: str, tmp_path: Path
) -> None:
    other_project = Client(project=f"demo-elsewhere-{project_id[-8:]}")
    file = tmp_path / "all.jsonl"
    output = run_ok("backup", "--all", str(file))
    warnings = [line for line in output.splitlines() if "Not in the backup: collection" in line]
    assert [line.split(": ")[1].split(",")[0] for line in warnings] == [
        "collection matches/*/photos",
        "collection teams/*/kits",
    ]
    run_ok("restore", str(file), "--apply", "--project", other_project.project)
    for match in (OLD_MATCH, MIGRATED_MATCH):
        before = legacy_documents(league, match)
        assert before["ballHistory"]
        assert to_json(legacy_documents(other_project, match)) == to_json(before)
    assert any(
        "/legacy/live_score" in path for path in legacy_documents(other_project, MIGRATED_MATCH)
    )
    for path, fields in OTHER_DOCUMENTS.items():
        expected = {name: each for name, each in fields.items() if name != "fence"}
        restored = other_project.document(path).get().to_dict()
        assert restored == (None if path in NOT_IN_BACKUP else expected)
    state = FirestoreMatchStore(other_project).read_state(OLD_MATCH.match_id)
    assert str(state.hold_by).endswith(QUIET), "the restore is over, its hold runs out"
    assert other_project.document("migrations/ball_history").get().exists
    assert "verified, 0 to look at" in run_ok("backup", "drill", str(file))
    second_output = run_ok("restore", str(file), "--apply", "--project", other_project.project)
    assert "0 new" in second_output
    balls = len(OLD_MATCH.actions)
    run_ok("migrate", "run", "ball_history", "--match", OLD_MATCH.match_id, "--apply",
         "--project", other_project.project)  # fmt: skip
    log = (
        other_project.collection(paths.scoring_actions(OLD_MATCH.match_id))
        .count()
        .get()[0][0]
        .value
    )
    assert log >= balls


def test_a_backup_has_no_score_that_is_derived_from_the_log(
    firestore_client: Client, tmp_path: Path
) -> None:
    put(firestore_client, school_documents() | documents_of([MIGRATED_MATCH]))
    run("run", "--all", "--apply", "--accept-mismatch", code=1)
    firestore_client.document("config/compatibility").set({"legacyBallHistory": True})
    run_ok("rebuild", MIGRATED_MATCH.match_id)
    file = tmp_path / "m.jsonl"
    run_ok("backup", MIGRATED_MATCH.match_id, str(file))
    paths_in_backup = [json.loads(line).get("path") for line in file.read_text().splitlines()]
    assert paths.match(MIGRATED_MATCH.match_id) in paths_in_backup
    assert paths.live_score(MIGRATED_MATCH.match_id) not in paths_in_backup
