"""A league in the old shape, or half on its way, comes back with all that has no other record."""

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
from tests.admin.administration import done
from tests.migrate.conftest import documents_of, put
from tests.migrate.old_world import OldMatchOf, school, school_documents
from tests.migrate.test_ball_history_e2e import run

OLD, MOVED = school()[0], school()[7]
BELOW: dict[str, dict[str, Any]] = {
    "teams/first/roster/person-00": {"role": "captain"},
    "roster/person-01": {"teamId": "first"},
    "scoreboards/soccer-1": {"sport": "soccer", "home": 2, "fence": 7},
    "scoreboards/soccer-1/timeline/1": {"text": "goal"},
    "scoreboards/soccer-1/stats/home": {"shots": 3},
    f"matches/{MOVED.match_id}/set_aside/auto": {"runsOffBat": 1},
    f"matches/{MOVED.match_id}/photos/p1": {"url": "x"},
    "teams/first/kits/k1": {"colour": "green"},
    "migrations/entries/marked/m1": {"fields": ["countsFor"]},
}
NOT_KEPT = (f"matches/{MOVED.match_id}/photos/p1", "teams/first/kits/k1")


@pytest.fixture
def league(firestore_client: Client) -> Client:
    """A match that is not migrated, one that is, and what lies beside them."""
    put(firestore_client, school_documents() | documents_of([MOVED]))
    run("run", "--all", "--apply", "--accept-mismatch", code=1)
    put(firestore_client, documents_of([OLD]) | BELOW)
    return firestore_client


def stored(client: Client, match: OldMatchOf) -> dict[str, Any]:
    """What apps of before and migrations wrote of a match."""
    found: dict[str, Any] = {}
    for name in ("legacy", "set_aside"):
        for snap in client.collection(f"{paths.match(match.match_id)}/{name}").get():
            found[snap.reference.path] = snap.to_dict()
    score = client.document(paths.live_score(match.match_id)).get().to_dict() or {}
    return found | {"ballHistory": score.get("ballHistory"), "innings1": score.get("innings1")}


def test_what_no_log_holds_is_in_a_backup_of_all_and_comes_back(
    league: Client, project_id: str, tmp_path: Path
) -> None:
    elsewhere = Client(project=f"demo-elsewhere-{project_id[-8:]}")
    file = tmp_path / "all.jsonl"
    output = done("backup", "--all", str(file))
    unknown = [line for line in output.splitlines() if "Not in the backup: collection" in line]
    assert [line.split(": ")[1].split(",")[0] for line in unknown] == [
        "collection matches/*/photos",
        "collection teams/*/kits",
    ]
    done("restore", str(file), "--apply", "--project", elsewhere.project)
    for match in (OLD, MOVED):
        before = stored(league, match)
        assert before["ballHistory"]
        assert to_json(stored(elsewhere, match)) == to_json(before)
    assert any("/legacy/live_score" in path for path in stored(elsewhere, MOVED))
    for path, fields in BELOW.items():
        kept = {name: each for name, each in fields.items() if name != "fence"}
        there = elsewhere.document(path).get().to_dict()
        assert there == (None if path in NOT_KEPT else kept)
    state = FirestoreMatchStore(elsewhere).read_state(OLD.match_id)
    assert str(state.hold_by).endswith(QUIET), "the restore is over, its hold runs out"
    assert elsewhere.document("migrations/ball_history").get().exists
    assert "verified, 0 to look at" in done("backup", "drill", str(file))
    again = done("restore", str(file), "--apply", "--project", elsewhere.project)
    assert "0 new" in again
    balls = len(OLD.actions)
    done("migrate", "run", "ball_history", "--match", OLD.match_id, "--apply",
         "--project", elsewhere.project)  # fmt: skip
    log = elsewhere.collection(paths.scoring_actions(OLD.match_id)).count().get()[0][0].value
    assert log >= balls


def test_a_score_that_follows_from_the_log_is_in_no_backup(
    firestore_client: Client, tmp_path: Path
) -> None:
    put(firestore_client, school_documents() | documents_of([MOVED]))
    run("run", "--all", "--apply", "--accept-mismatch", code=1)
    firestore_client.document("config/compatibility").set({"legacyBallHistory": True})
    done("rebuild", MOVED.match_id)
    file = tmp_path / "m.jsonl"
    done("backup", MOVED.match_id, str(file))
    paths_in_it = [json.loads(line).get("path") for line in file.read_text().splitlines()]
    assert paths.match(MOVED.match_id) in paths_in_it
    assert paths.live_score(MOVED.match_id) not in paths_in_it
