"""The whole school through the command line: everything moved, compared, stripped, taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client

from migrate import places
from migrate.engine import copies, parts
from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.json_types import Json
from scrbrd.handlers.verify import verify
from tests.admin.administration import refused
from tests.migrate.conftest import documents_of, put
from tests.migrate.dirt import REFUSED
from tests.migrate.old_world import OldMatchOf, school
from tests.migrate.test_ball_history_e2e import give_up, log, run, score_of, totals, truth


def everything(client: Client, *roots: str) -> dict[str, Json]:
    """Every document below some collections, by path; the times of writing left aside."""
    found: dict[str, Json] = {}
    for root in roots:
        for snap in client.collection(root).stream():
            found[snap.reference.path] = snap.to_dict() or {}
            if "/" not in root:
                below = [each.id for each in snap.reference.collections()]
                found |= everything(client, *(f"{root}/{snap.id}/{name}" for name in below))
    return found


def written(client: Client, *roots: str) -> dict[str, Any]:
    """When each document below some collections was last written, by path; no field is read."""
    found: dict[str, Any] = {}
    for root in roots:
        for snap in client.collection(root).select([]).stream():
            found[snap.reference.path] = snap.update_time
            if "/" not in root:
                below = [each.id for each in snap.reference.collections()]
                found |= written(client, *(f"{root}/{snap.id}/{name}" for name in below))
    return found


def check_moved(client: Client, match: OldMatchOf) -> None:
    """The match is in the new world as it was bowled, or untouched in the old one."""
    if match.dirt in REFUSED:
        assert log(client, match.match_id) == {}
        return
    found = totals(score_of(client, match.match_id))
    assert found == truth(match), match.dirt
    assert verify(FirestoreMatchStore(client), utc_now, match.match_id) == []


@pytest.mark.slow
def test_one_match_of_each_kind_of_dirt_moves_in_one_run(
    old_school: Client, by_dirt: dict[str, OldMatchOf]
) -> None:
    put(old_school, documents_of(by_dirt.values()))
    output = run("run", "--all", "--in-play", "--apply", code=1)
    for match in by_dirt.values():
        check_moved(old_school, match)
    logs = [paths.scoring_actions(match.match_id) for match in by_dirt.values()]
    balls = sum(len(written(old_school, each)) for each in logs)
    migrated = next(line for line in output.splitlines() if line.endswith("balls migrated"))
    assert 0 < int(migrated.split()[0]) < balls
    before = written(old_school, "matches", "team_role_assignments", "match_role_assignments")
    run("run", "--all", "--in-play", "--apply", code=1)
    after = written(old_school, "matches", "team_role_assignments", "match_role_assignments")
    moved = {path for path in before | after if before.get(path) != after.get(path)}
    assert {path.rpartition("/")[2] for path in moved} <= {"_migration"}, "refusals noted anew"


@pytest.mark.slow
def test_sixty_matches_move_and_are_taken_back(old_school: Client) -> None:
    put(old_school, documents_of(school()))
    run("run", "ball_history", "--in-play", "--apply", code=1)
    for match in school():
        check_moved(old_school, match)
    run("undo", "ball_history", "--apply")
    for match in school():
        assert log(old_school, match.match_id) == {}
        assert score_of(old_school, match.match_id) == match.score


@pytest.fixture
def match(old_school: Client, by_dirt: dict[str, OldMatchOf]) -> OldMatchOf:
    """A match whose checklist was confirmed."""
    match = next(m for m in school() if m.dirt == "clean" and len(m.documents) == 3)
    put(old_school, documents_of([match, by_dirt["wrong totals"]]))
    return match


def test_lineups_are_written_once_left_to_people_and_taken_back(
    old_school: Client, match: OldMatchOf
) -> None:
    arguments = ("team_selection", "--match", match.match_id)
    assert "would write 26 documents" in run("run", *arguments)
    run("run", *arguments, "--apply")
    lineups = {
        ref.id: ref for ref in old_school.collection(paths.lineups(match.match_id)).list_documents()
    }
    assert len(lineups) >= 24
    home = match.match["homeTeamId"]
    eleven = match.match["teamSelection"]["homePlayingXI"]
    first = lineups[f"{home}_{eleven[0]}"].get().to_dict() or {}
    assert first["confirmedBy"] == "person-01"
    assert first["battingPosition"] == 11
    assert "agrees" in run("diff", *arguments)
    lineups[f"{home}_{eleven[0]}"].update({"isCaptain": True})
    assert "isCaptain: old False, new True" in run("diff", *arguments, code=1)
    output = run("undo", *arguments, "--apply", code=1)
    assert f"removed {len(lineups) - 1}, 1 stay" in output


def test_roles_are_granted_told_and_taken_back(old_school: Client, match: OldMatchOf) -> None:
    output = run("run", "roles", "--apply", code=1)
    assert "umpire-from-afar is nobody we know" in output
    assert "there is no school closed-long-ago" in output
    assert "no role is said; `scrbrd grant person-00 ROLE --school hill --apply`" in output
    granted = everything(
        old_school, "school_role_assignments", "team_role_assignments", "match_role_assignments"
    )
    assert "school_role_assignments/hill_person-00_head_coach" in granted
    captain = granted["team_role_assignments/first_person-00_player"]
    assert (captain["isCaptain"], captain["jerseyNumber"]) == (True, "1")
    assert f"match_role_assignments/{match.match_id}_person-38_scorer_neutral" in granted
    path = "team_role_assignments/first_person-01_player"
    old_school.document(path).update({"jerseyNumber": "99"})
    assert f"{path} stays" in run("undo", "roles", "--apply", code=1)
    assert set(everything(old_school, "team_role_assignments", "school_role_assignments")) == {path}


def test_old_fields_go_only_when_all_is_done_and_come_back_from_the_export(
    old_school: Client, match: OldMatchOf, by_dirt: dict[str, OldMatchOf], tmp_path: Path
) -> None:
    export = tmp_path / "removed.jsonl"
    output = refused(2, "migrate", "run", "strip_legacy", "--match", match.match_id, "--apply")
    assert "--export FILE" in output
    run("run", "--all", "--apply", code=1)
    whole = everything(old_school, "matches", "people", "teams", places.PROCEDURES)
    given_up = give_up(tmp_path)
    output = run("run", "strip_legacy", "--export", str(export), *given_up, "--apply", code=1)
    stuck = by_dirt["wrong totals"].match_id
    assert f"{stuck}: refused: ball_history is not done" in output
    stored = old_school.document(paths.match(match.match_id)).get().to_dict() or {}
    assert not {"teamSelection", "umpires", "scorer"} & set(stored)
    assert "ballHistory" not in score_of(old_school, match.match_id)
    assert "ballHistory" in score_of(old_school, stuck)
    assert "teamIds" not in (old_school.document("people/person-05").get().to_dict() or {})
    assert verify(FirestoreMatchStore(old_school), utc_now, match.match_id) == []
    run("undo", "strip_legacy", "--export", str(export), "--apply")
    again = everything(old_school, "matches", "people", "teams", places.PROCEDURES)
    moved = {path for path in whole | again if whole.get(path) != again.get(path)}
    assert {path.rpartition("/")[2] for path in moved} <= {"_migration"}


@pytest.mark.slow
def test_verify_that_is_not_clean_keeps_the_old_fields(
    old_school: Client, match: OldMatchOf, tmp_path: Path
) -> None:
    run("run", "--all", "--match", match.match_id, "--apply", code=1)
    old_school.document(paths.live_score(match.match_id)).update({"innings1.runs": 999})
    strip = ("run", "strip_legacy", "--match", match.match_id, "--apply")
    output = run(*strip, "--export", str(tmp_path / "out"), code=1)
    assert "refused: verify finds 1 differences" in output
    assert not (tmp_path / "out").exists()


def test_a_copy_that_does_not_fit_into_one_document_is_read_back_whole(
    old_school: Client, match: OldMatchOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MOST_BYTES", 4_000)
    monkeypatch.setattr(copies, "split", lambda fields: parts.split(fields, 4_000))
    before = {each.name: each.fields for each in copies.originals(old_school, match.match_id)}
    copies.make_copies(old_school, match.match_id)
    names = {
        ref.id for ref in old_school.collection(places.legacy(match.match_id)).list_documents()
    }
    assert {"live_score", "live_score.1", "match", "_migration"} <= names
    read = copies.read_copies(old_school, match.match_id)
    assert read.are_copies
    assert {each.name: each.fields for each in read.documents} == before
