"""Tests `strip_legacy` with concurrent writes, a full disk and existing export files."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client

from migrate.engine import export
from scrbrd.adapters import paths
from scrbrd.domain.json_types import Json
from tests.admin.administration import run_failing
from tests.migrate.conftest import documents_of, put
from tests.migrate.old_world import SchoolMatch, school_match
from tests.migrate.test_ball_history_e2e import give_up_option, run, score_of

SMALL_SCHOOL: dict[str, Json] = {
    "teams/first": {"name": "First", "roster": [{"playerId": "ann", "role": "player"}]},
    "people/ann": {"displayName": "Ann", "teamIds": ["first"]},
}
NEW_MEMBER = {"playerId": "ann", "role": "coach"}


@pytest.fixture
def small_school(firestore_client: Client) -> Client:
    """Return a Firestore with a person and a team whose roles are migrated."""
    put(firestore_client, SMALL_SCHOOL)
    run("run", "roles", "--apply")
    return firestore_client


@pytest.fixture
def match(old_school: Client) -> SchoolMatch:
    """Return the shortest match, migrated."""
    match = school_match(0)
    put(old_school, documents_of([match]))
    run("run", "--all", "--match", match.match_id, "--apply", code=1)
    return match


def fields(client: Client, path: str) -> Json:
    """Return a document's fields."""
    return client.document(path).get().to_dict() or {}


def write_after_export(monkeypatch: pytest.MonkeyPatch, ref: Any, changes: Json) -> None:
    """Let an old app change a document once, directly after its export."""
    original_append, changed_paths = export.append, list[str]()

    def append(file: Path, subject: str, path: str, removed: Json) -> None:
        original_append(file, subject, path, removed)
        if path == ref.path and not changed_paths:
            changed_paths.append(path)
            ref.update(changes)

    monkeypatch.setattr(export, "append", append)


def test_a_ball_added_between_export_and_removal_stays(
    old_school: Client, match: SchoolMatch, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    strip = ("run", "strip_legacy", "--match", match.match_id, *give_up_option(tmp_path))
    ref = old_school.document(paths.live_score(match.match_id))
    balls = [*match.score["ballHistory"], {**match.score["ballHistory"][-1], "id": "the-new-ball"}]
    write_after_export(monkeypatch, ref, {"ballHistory": balls})
    output = run(*strip, "--export", str(tmp_path / "out"), "--apply", code=1)
    assert f"{ref.path}: ballHistory was written meanwhile and stays" in output
    assert score_of(old_school, match.match_id)["ballHistory"] == balls
    assert "teamSelection" not in fields(old_school, paths.match(match.match_id))
    output = run(*strip, "--export", str(tmp_path / "out"), "--apply", code=1)
    assert "the old app has written since" in output
    assert score_of(old_school, match.match_id)["ballHistory"] == balls


def test_a_member_added_during_the_strip_stays_and_other_fields_are_removed(
    small_school: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    export_file, ref = tmp_path / "out", small_school.document("teams/first")
    roster = [*SMALL_SCHOOL["teams/first"]["roster"], NEW_MEMBER]
    write_after_export(monkeypatch, ref, {"roster": roster})
    output = run("run", "strip_legacy", "--export", str(export_file), "--apply", code=1)
    assert "teams/first: roster was written meanwhile and stays" in output
    assert fields(small_school, "teams/first")["roster"] == roster
    assert "teamIds" not in fields(small_school, "people/ann")
    run("run", "roles", "--apply")


def test_a_member_added_after_the_migration_stays_until_granted_or_given_up(
    small_school: Client, tmp_path: Path
) -> None:
    small_school.document("teams/first").update(
        {"roster": [*SMALL_SCHOOL["teams/first"]["roster"], NEW_MEMBER]}
    )
    undecided_name = "teams/first roster[1] team_role_assignments/first_ann_coach"
    assert undecided_name in run("undecided")
    output = run("run", "strip_legacy", "--export", str(tmp_path / "out"), "--apply", code=1)
    assert f"roster stays: {undecided_name} is undecided" in output
    small_school.document("team_role_assignments/first_ann_coach/history/20260101T").set(
        {"role": "coach"}
    )
    assert run("undecided") == "", "somebody has ended it"
    small_school.document("team_role_assignments/first_ann_coach/history/20260101T").delete()
    run(
        "run",
        "strip_legacy",
        "--export",
        str(tmp_path / "out"),
        *give_up_option(tmp_path),
        "--apply",
    )
    assert "roster" not in fields(small_school, "teams/first")


def test_a_selection_with_a_missing_lineup_stays(firestore_client: Client) -> None:
    sides = {"homePlayingXI": ["ann"], "awayPlayingXI": ["ben"]}
    match = {"homeTeamId": "first", "awayTeamId": "second", "teamSelection": sides}
    put(firestore_client, {"matches/m": match})
    assert run("undecided", "--match", "m") == ""
    run("run", "team_selection", "--apply")
    firestore_client.document("matches/m/lineups/second_ben").delete()
    undecided_name = "matches/m teamSelection lineup second_ben"
    assert run("undecided", "--match", "m") == f"{undecided_name}\n"
    assert f"teamSelection stays: {undecided_name}" in run(
        "run", "strip_legacy", "--match", "m", code=1
    )


def test_a_field_of_another_app_does_not_prevent_the_strip(
    small_school: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write_after_export(monkeypatch, small_school.document("teams/first"), {"motto": "on"})
    run("run", "strip_legacy", "--export", str(tmp_path / "out"), "--apply")
    assert fields(small_school, "teams/first") == {"name": "First", "motto": "on"}
    run("undo", "strip_legacy", "--export", str(tmp_path / "out"), "--apply")
    assert fields(small_school, "teams/first") == {**SMALL_SCHOOL["teams/first"], "motto": "on"}


# The export


def strip(export_file: Path, *, code: int = 0) -> str:
    """Strip all documents into an export file; return the output."""
    return run("run", "strip_legacy", "--export", str(export_file), "--apply", code=code)


def undo(export_file: Path, *options: str) -> str:
    """Undo the strip from an export file; return the output."""
    return run("undo", "strip_legacy", "--export", str(export_file), *options)


def test_a_full_disk_leaves_no_partial_lines_and_removes_no_fields(
    small_school: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    export_file = tmp_path / "out"

    def raise_disk_full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", raise_disk_full)
        assert "No space left on device; nothing of people/ann was removed" in strip(
            export_file, code=1
        )
    assert export_file.read_bytes() == b""
    assert fields(small_school, "people/ann") == SMALL_SCHOOL["people/ann"]
    strip(export_file)
    undo(export_file, "--apply")
    assert fields(small_school, "people/ann") == SMALL_SCHOOL["people/ann"]


@pytest.mark.parametrize(
    "partial_line", ['{"sub', '{"subject": "people and teams", "path": "people/ann"']
)
def test_a_partial_line_of_a_killed_run_is_removed_from_the_export(
    small_school: Client, tmp_path: Path, partial_line: str
) -> None:
    export_file = tmp_path / "out"
    export_file.write_text(partial_line)
    assert "would remove 0, 0 stay" in undo(export_file)
    strip(export_file)
    assert [json.loads(line)["path"] for line in export_file.read_text().splitlines()] == [
        "people/ann",
        "teams/first",
    ]
    undo(export_file, "--apply")
    assert fields(small_school, "teams/first") == SMALL_SCHOOL["teams/first"]


def test_a_file_that_is_not_an_export_is_not_changed(small_school: Client, tmp_path: Path) -> None:
    export_file = tmp_path / "out"
    export_file.write_text("Notes of the season\nby Ann")
    assert "does not end like an export; nothing was removed" in strip(export_file, code=1)
    assert export_file.read_text() == "Notes of the season\nby Ann"
    assert fields(small_school, "teams/first") == SMALL_SCHOOL["teams/first"]


def test_undo_restores_nothing_if_a_line_is_unreadable(
    small_school: Client, tmp_path: Path
) -> None:
    export_file = tmp_path / "out"
    strip(export_file)
    export_file.write_text(f"{export_file.read_text()}{{}}\n")
    undo_arguments = ("migrate", "undo", "strip_legacy", "--export", str(export_file), "--apply")
    assert "line 3 is no line of an export; nothing was put back" in run_failing(2, *undo_arguments)
    assert "roster" not in fields(small_school, "teams/first")


def test_of_two_lines_for_a_field_undo_restores_the_last_and_counts_it_once(
    small_school: Client, tmp_path: Path
) -> None:
    export_file = tmp_path / "out"
    roster = [{**SMALL_SCHOOL["teams/first"]["roster"][0], "jerseyNumber": "9"}]
    strip(export_file)
    undo(export_file, "--apply")
    small_school.document("teams/first").update({"roster": roster})
    strip(export_file)
    assert "would remove 2, 0 stay" in undo(export_file)
    assert "removed 2, 0 stay" in undo(export_file, "--apply")
    assert fields(small_school, "teams/first")["roster"] == roster
