"""Tests the whole school by commands: migrated, compared, stripped and undone."""

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
from tests.admin.administration import run_failing
from tests.migrate.conftest import documents_of, put
from tests.migrate.dirt import REFUSED_DIRT
from tests.migrate.old_world import SchoolMatch, school_matches
from tests.migrate.test_ball_history_e2e import (
    give_up_option,
    log,
    run,
    score_of,
    totals,
    true_totals,
)


def all_documents(client: Client, *roots: str) -> dict[str, Json]:
    """Return the fields of every document below the root collections, by path."""
    found: dict[str, Json] = {}
    for root in roots:
        for snap in client.collection(root).stream():
            found[snap.reference.path] = snap.to_dict() or {}
            if "/" not in root:
                subcollections = [each.id for each in snap.reference.collections()]
                found |= all_documents(
                    client, *(f"{root}/{snap.id}/{name}" for name in subcollections)
                )
    return found


def write_times(client: Client, *roots: str) -> dict[str, Any]:
    """Return when each document below the root collections was last written, by path."""
    found: dict[str, Any] = {}
    for root in roots:
        for snap in client.collection(root).select([]).stream():
            found[snap.reference.path] = snap.update_time
            if "/" not in root:
                subcollections = [each.id for each in snap.reference.collections()]
                found |= write_times(
                    client, *(f"{root}/{snap.id}/{name}" for name in subcollections)
                )
    return found


def check_migrated(client: Client, match: SchoolMatch) -> None:
    """Check that the match has its true totals and passes verification, or was refused."""
    if match.dirt in REFUSED_DIRT:
        assert log(client, match.match_id) == {}
        return
    found = totals(score_of(client, match.match_id))
    assert found == true_totals(match), match.dirt
    assert verify(FirestoreMatchStore(client), utc_now, match.match_id) == []


@pytest.mark.slow
def test_one_match_of_each_kind_of_dirt_migrates_in_one_run(
    old_school: Client, match_by_dirt: dict[str, SchoolMatch]
) -> None:
    put(old_school, documents_of(match_by_dirt.values()))
    output = run("run", "--all", "--in-play", "--apply", code=1)
    for match in match_by_dirt.values():
        check_migrated(old_school, match)
    logs = [paths.scoring_actions(match.match_id) for match in match_by_dirt.values()]
    balls = sum(len(write_times(old_school, each)) for each in logs)
    migrated = next(line for line in output.splitlines() if line.endswith("balls migrated"))
    assert 0 < int(migrated.split()[0]) < balls
    before = write_times(old_school, "matches", "team_role_assignments", "match_role_assignments")
    run("run", "--all", "--in-play", "--apply", code=1)
    after = write_times(old_school, "matches", "team_role_assignments", "match_role_assignments")
    changed_paths = {path for path in before | after if before.get(path) != after.get(path)}
    assert {path.rpartition("/")[2] for path in changed_paths} <= {"_migration"}, (
        "refusals noted anew"
    )


@pytest.mark.slow
def test_sixty_matches_are_migrated_and_undone(old_school: Client) -> None:
    put(old_school, documents_of(school_matches()))
    run("run", "ball_history", "--in-play", "--apply", code=1)
    for match in school_matches():
        check_migrated(old_school, match)
    run("undo", "ball_history", "--apply")
    for match in school_matches():
        assert log(old_school, match.match_id) == {}
        assert score_of(old_school, match.match_id) == match.score


@pytest.fixture
def match(old_school: Client, match_by_dirt: dict[str, SchoolMatch]) -> SchoolMatch:
    """Return a clean match with a confirmed checklist; a match of wrong totals is stored too."""
    match = next(m for m in school_matches() if m.dirt == "clean" and len(m.documents) == 3)
    put(old_school, documents_of([match, match_by_dirt["wrong totals"]]))
    return match


def test_lineups_are_migrated_and_undone_except_changed_ones(
    old_school: Client, match: SchoolMatch
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


def test_roles_are_granted_reported_and_undone_except_changed_ones(
    old_school: Client, match: SchoolMatch
) -> None:
    output = run("run", "roles", "--apply", code=1)
    assert "umpire-from-afar is nobody we know" in output
    assert "there is no school closed-long-ago" in output
    assert "no role is said; `scrbrd grant person-00 ROLE --school hill --apply`" in output
    role_documents = all_documents(
        old_school, "school_role_assignments", "team_role_assignments", "match_role_assignments"
    )
    assert "school_role_assignments/hill_person-00_head_coach" in role_documents
    captain = role_documents["team_role_assignments/first_person-00_player"]
    assert (captain["isCaptain"], captain["jerseyNumber"]) == (True, "1")
    assert f"match_role_assignments/{match.match_id}_person-38_scorer_neutral" in role_documents
    path = "team_role_assignments/first_person-01_player"
    old_school.document(path).update({"jerseyNumber": "99"})
    assert f"{path} stays" in run("undo", "roles", "--apply", code=1)
    assert set(all_documents(old_school, "team_role_assignments", "school_role_assignments")) == {
        path
    }


def test_old_fields_are_stripped_only_after_all_migrations_and_restored_by_undo(
    old_school: Client, match: SchoolMatch, match_by_dirt: dict[str, SchoolMatch], tmp_path: Path
) -> None:
    export = tmp_path / "removed.jsonl"
    output = run_failing(2, "migrate", "run", "strip_legacy", "--match", match.match_id, "--apply")
    assert "--export FILE" in output
    run("run", "--all", "--apply", code=1)
    documents_before = all_documents(old_school, "matches", "people", "teams", places.PROCEDURES)
    give_up_options = give_up_option(tmp_path)
    output = run(
        "run", "strip_legacy", "--export", str(export), *give_up_options, "--apply", code=1
    )
    refused_match = match_by_dirt["wrong totals"].match_id
    assert f"{refused_match}: refused: ball_history is not done" in output
    stored = old_school.document(paths.match(match.match_id)).get().to_dict() or {}
    assert not {"teamSelection", "umpires", "scorer"} & set(stored)
    assert "ballHistory" not in score_of(old_school, match.match_id)
    assert "ballHistory" in score_of(old_school, refused_match)
    assert "teamIds" not in (old_school.document("people/person-05").get().to_dict() or {})
    assert verify(FirestoreMatchStore(old_school), utc_now, match.match_id) == []
    run("undo", "strip_legacy", "--export", str(export), "--apply")
    documents_after = all_documents(old_school, "matches", "people", "teams", places.PROCEDURES)
    changed_paths = {
        path
        for path in documents_before | documents_after
        if documents_before.get(path) != documents_after.get(path)
    }
    assert {path.rpartition("/")[2] for path in changed_paths} <= {"_migration"}


@pytest.mark.slow
def test_old_fields_are_kept_if_verification_finds_differences(
    old_school: Client, match: SchoolMatch, tmp_path: Path
) -> None:
    run("run", "--all", "--match", match.match_id, "--apply", code=1)
    old_school.document(paths.live_score(match.match_id)).update({"innings1.runs": 999})
    strip = ("run", "strip_legacy", "--match", match.match_id, "--apply")
    output = run(*strip, "--export", str(tmp_path / "out"), code=1)
    assert "refused: verify finds 1 differences" in output
    assert not (tmp_path / "out").exists()


def test_a_copy_split_over_several_documents_is_read_back_completely(
    old_school: Client, match: SchoolMatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MOST_BYTES", 4_000)
    monkeypatch.setattr(copies, "split", lambda fields: parts.split(fields, 4_000))
    before = {each.name: each.fields for each in copies.originals(old_school, match.match_id)}
    copies.make_copies(old_school, match.match_id)
    names = {
        ref.id for ref in old_school.collection(places.legacy(match.match_id)).list_documents()
    }
    assert {"live_score", "live_score.1", "match", "_migration"} <= names
    stored_copies = copies.read_copies(old_school, match.match_id)
    assert stored_copies.are_copies
    assert {each.name: each.fields for each in stored_copies.documents} == before
