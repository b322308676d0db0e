"""`strip_legacy` while people go on writing, on a full disk, and into a file of before."""

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
from tests.admin.administration import refused
from tests.migrate.conftest import documents_of, put
from tests.migrate.old_world import OldMatchOf, made
from tests.migrate.test_ball_history_e2e import give_up, run, score_of

FEW: dict[str, Json] = {
    "teams/first": {"name": "First", "roster": [{"playerId": "ann", "role": "player"}]},
    "people/ann": {"displayName": "Ann", "teamIds": ["first"]},
}
LATER = {"playerId": "ann", "role": "coach"}


@pytest.fixture
def few(firestore_client: Client) -> Client:
    """A team of one, whose roles were moved."""
    put(firestore_client, FEW)
    run("run", "roles", "--apply")
    return firestore_client


@pytest.fixture
def match(old_school: Client) -> OldMatchOf:
    """The shortest match, moved."""
    match = made(0)
    put(old_school, documents_of([match]))
    run("run", "--all", "--match", match.match_id, "--apply", code=1)
    return match


def fields(client: Client, path: str) -> Json:
    """Return a document's fields."""
    return client.document(path).get().to_dict() or {}


def write_behind(monkeypatch: pytest.MonkeyPatch, ref: Any, changes: Json) -> None:
    """Have an app of before write once its document has been exported."""
    real, written = export.append, list[str]()

    def append(file: Path, subject: str, path: str, removed: Json) -> None:
        real(file, subject, path, removed)
        if path == ref.path and not written:
            written.append(path)
            ref.update(changes)

    monkeypatch.setattr(export, "append", append)


def test_a_ball_that_comes_between_the_export_and_the_removal_stays(
    old_school: Client, match: OldMatchOf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    strip = ("run", "strip_legacy", "--match", match.match_id, *give_up(tmp_path))
    ref = old_school.document(paths.live_score(match.match_id))
    balls = [*match.score["ballHistory"], {**match.score["ballHistory"][-1], "id": "the-new-ball"}]
    write_behind(monkeypatch, ref, {"ballHistory": balls})
    output = run(*strip, "--export", str(tmp_path / "out"), "--apply", code=1)
    assert f"{ref.path}: ballHistory was written meanwhile and stays" in output
    assert score_of(old_school, match.match_id)["ballHistory"] == balls
    assert "teamSelection" not in fields(old_school, paths.match(match.match_id))
    output = run(*strip, "--export", str(tmp_path / "out"), "--apply", code=1)
    assert "the old app has written since" in output
    assert score_of(old_school, match.match_id)["ballHistory"] == balls


def test_a_member_who_comes_meanwhile_stays_and_all_else_goes(
    few: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    out, ref = tmp_path / "out", few.document("teams/first")
    roster = [*FEW["teams/first"]["roster"], LATER]
    write_behind(monkeypatch, ref, {"roster": roster})
    output = run("run", "strip_legacy", "--export", str(out), "--apply", code=1)
    assert "teams/first: roster was written meanwhile and stays" in output
    assert fields(few, "teams/first")["roster"] == roster
    assert "teamIds" not in fields(few, "people/ann")
    run("run", "roles", "--apply")


def test_what_came_after_a_migration_was_done_stays_until_it_is_granted_or_given_up(
    few: Client, tmp_path: Path
) -> None:
    few.document("teams/first").update({"roster": [*FEW["teams/first"]["roster"], LATER]})
    undecided_name = "teams/first roster[1] team_role_assignments/first_ann_coach"
    assert undecided_name in run("undecided")
    output = run("run", "strip_legacy", "--export", str(tmp_path / "out"), "--apply", code=1)
    assert f"roster stays: {undecided_name} is undecided" in output
    few.document("team_role_assignments/first_ann_coach/history/20260101T").set({"role": "coach"})
    assert run("undecided") == "", "somebody has ended it"
    few.document("team_role_assignments/first_ann_coach/history/20260101T").delete()
    run("run", "strip_legacy", "--export", str(tmp_path / "out"), *give_up(tmp_path), "--apply")
    assert "roster" not in fields(few, "teams/first")


def test_a_selection_with_a_lineup_that_is_not_there_stays(firestore_client: Client) -> None:
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


def test_a_field_of_another_app_is_no_reason_to_leave_anything(
    few: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write_behind(monkeypatch, few.document("teams/first"), {"motto": "on"})
    run("run", "strip_legacy", "--export", str(tmp_path / "out"), "--apply")
    assert fields(few, "teams/first") == {"name": "First", "motto": "on"}
    run("undo", "strip_legacy", "--export", str(tmp_path / "out"), "--apply")
    assert fields(few, "teams/first") == {**FEW["teams/first"], "motto": "on"}


# The export


def strip(out: Path, *, code: int = 0) -> str:
    """Strip everybody into a file; return what was printed."""
    return run("run", "strip_legacy", "--export", str(out), "--apply", code=code)


def undo(out: Path, *options: str) -> str:
    """Put back what a file holds; return what was printed."""
    return run("undo", "strip_legacy", "--export", str(out), *options)


def test_a_full_disk_leaves_whole_lines_and_removes_nothing_that_is_in_none(
    few: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    out = tmp_path / "out"

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        assert "No space left on device; nothing of people/ann was removed" in strip(out, code=1)
    assert out.read_bytes() == b""
    assert fields(few, "people/ann") == FEW["people/ann"]
    strip(out)
    undo(out, "--apply")
    assert fields(few, "people/ann") == FEW["people/ann"]


@pytest.mark.parametrize("half", ['{"sub', '{"subject": "people and teams", "path": "people/ann"'])
def test_half_a_line_of_a_run_that_was_killed_is_cut_off(
    few: Client, tmp_path: Path, half: str
) -> None:
    out = tmp_path / "out"
    out.write_text(half)
    assert "would remove 0, 0 stay" in undo(out)
    strip(out)
    assert [json.loads(line)["path"] for line in out.read_text().splitlines()] == [
        "people/ann",
        "teams/first",
    ]
    undo(out, "--apply")
    assert fields(few, "teams/first") == FEW["teams/first"]


def test_a_file_of_something_else_is_not_written_into(few: Client, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("Notes of the season\nby Ann")
    assert "does not end like an export; nothing was removed" in strip(out, code=1)
    assert out.read_text() == "Notes of the season\nby Ann"
    assert fields(few, "teams/first") == FEW["teams/first"]


def test_a_line_that_cannot_be_read_puts_nothing_back(few: Client, tmp_path: Path) -> None:
    out = tmp_path / "out"
    strip(out)
    out.write_text(f"{out.read_text()}{{}}\n")
    undo_it = ("migrate", "undo", "strip_legacy", "--export", str(out), "--apply")
    assert "line 3 is no line of an export; nothing was put back" in refused(2, *undo_it)
    assert "roster" not in fields(few, "teams/first")


def test_of_two_lines_of_a_field_the_last_one_is_put_back_and_counted_once(
    few: Client, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    roster = [{**FEW["teams/first"]["roster"][0], "jerseyNumber": "9"}]
    strip(out)
    undo(out, "--apply")
    few.document("teams/first").update({"roster": roster})
    strip(out)
    assert "would remove 2, 0 stay" in undo(out)
    assert "removed 2, 0 stay" in undo(out, "--apply")
    assert fields(few, "teams/first")["roster"] == roster
