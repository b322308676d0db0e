"""Tests `scrbrd migrate run ball_history` on Firestore: run, repeated, interrupted and undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from google.cloud.firestore import SERVER_TIMESTAMP, Client

from migrate.engine import planned_writes
from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.json_types import Json
from scrbrd.handlers.verify import verify
from tests.admin.administration import run_failing, run_in_process, run_ok
from tests.migrate.conftest import documents_of, put
from tests.migrate.old_world import SchoolMatch


def run(*arguments: str, code: int = 0) -> str:
    """Run `scrbrd migrate`, expect the exit code, and return the output."""
    result = run_in_process("migrate", *arguments)
    assert (result.code, result.err) == (code, ""), result
    return result.out


def give_up_option(tmp_path: Path) -> tuple[str, str]:
    """Return the option that gives up all undecided entries, such as roles of deleted schools."""
    file = tmp_path / "refused.txt"
    file.write_text(run("undecided"))
    return "--refused", str(file)


def log(client: Client, match_id: str) -> dict[str, Json]:
    """Return the actions of the log, each with the time when it was written."""
    snaps = client.collection(paths.scoring_actions(match_id)).stream()
    return {snap.id: (snap.to_dict() or {}) | {"written": snap.update_time} for snap in snaps}


def totals(score: Json) -> list[tuple[int, int, int]]:
    """Return (runs, wickets, legal balls) of both innings in a live score."""
    names = ("innings1", "innings2")
    innings = [score[name] for name in names if score.get(name)]
    return [(card["runs"], card["wickets"], card["balls"]) for card in innings]


def true_totals(match: SchoolMatch) -> list[tuple[int, int, int]]:
    """Return (runs, wickets, legal balls) of each innings as it was bowled."""
    return [(each.runs, each.wickets, each.legal_balls) for each in match.truth.innings]


def score_of(client: Client, match_id: str) -> Json:
    """Return the stored live score."""
    return client.document(paths.live_score(match_id)).get().to_dict() or {}


@pytest.fixture
def match(old_school: Client, match_by_dirt: dict[str, SchoolMatch]) -> SchoolMatch:
    """Return a stored match of clean records."""
    put(old_school, documents_of([match_by_dirt["clean"]]))
    return match_by_dirt["clean"]


def test_a_dry_run_writes_nothing(old_school: Client, match: SchoolMatch) -> None:
    output = run("run", "ball_history", "--match", match.match_id)
    assert f"{match.match_id}: would write {len(match.actions)} documents" in output
    assert "Dry run: nothing was written" in output
    assert log(old_school, match.match_id) == {}
    assert not list(old_school.collection(f"matches/{match.match_id}/legacy").list_documents())
    assert not list(old_school.collection("migrations").list_documents())


def test_a_dry_run_counts_the_writes_for_a_match_that_is_already_in_the_log(
    old_school: Client, match: SchoolMatch
) -> None:
    options = ("run", "ball_history", "--match", match.match_id)
    run(*options, "--apply")
    old_school.document(paths.match(match.match_id)).update({"umpires": ["person-39"]})
    assert f"{match.match_id}: would write 0 documents" in run(*options)
    assert f"{match.match_id}: wrote 0 documents" in run(*options, "--apply")
    last = list(log(old_school, match.match_id))[-1]
    old_school.document(paths.scoring_action(match.match_id, last)).delete()
    old_school.document(paths.match(match.match_id)).update({"umpires": ["person-38"]})
    assert f"{match.match_id}: would write 1 documents" in run(*options)
    assert f"{match.match_id}: wrote 1 documents" in run(*options, "--apply")


def test_a_new_migration_mark_replaces_all_fields_of_the_previous_one(
    old_school: Client, match: SchoolMatch
) -> None:
    def migration_mark() -> Json:
        found = old_school.document(f"matches/{match.match_id}/legacy/_migration").get().to_dict()
        return dict((found or {})["ball_history"])

    options = ("run", "ball_history", "--match", match.match_id, "--apply")
    old_school.document(paths.match(match.match_id)).update({"status": "live"})
    old_school.document(paths.live_score(match.match_id)).update({"innings1.totalRuns": 999})
    run(*options, code=1)
    assert "why" in migration_mark()
    run(*options, "--accept-mismatch", "--in-play")
    assert migration_mark().keys() == {"state", "at", "counts", "documents"}


def test_a_migrated_match_has_the_score_of_its_log(old_school: Client, match: SchoolMatch) -> None:
    run("run", "ball_history", "--match", match.match_id, "--apply")
    migrated = log(old_school, match.match_id)
    assert len(migrated) >= len(match.actions)
    assert {each["source"] for each in migrated.values()} == {"migration"}
    assert all(each["createdAt"] == each["updatedAt"] for each in migrated.values())
    assert migrated["1_2"]["follows"] == migrated["1_1"]["nonce"]
    assert migrated["1_2"]["recordedBy"] == "person-38", "the old match names its scorer"
    score = score_of(old_school, match.match_id)
    assert totals(score) == true_totals(match)
    assert score["ballHistory"] == match.score["ballHistory"], "nobody's field is taken away"
    assert verify(FirestoreMatchStore(old_school), utc_now, match.match_id) == []


def test_a_second_run_changes_nothing(old_school: Client, match: SchoolMatch) -> None:
    run("run", "ball_history", "--apply")
    before, score = log(old_school, match.match_id), score_of(old_school, match.match_id)
    assert f"{match.match_id}: done before" in run("run", "ball_history", "--apply")
    old_school.document(f"matches/{match.match_id}/legacy/_migration").update(
        {"ball_history": {"state": "lost"}}
    )
    assert f"{match.match_id}: wrote 0 documents" in run("run", "ball_history", "--apply")
    assert log(old_school, match.match_id) == before
    assert score_of(old_school, match.match_id) == score


def test_an_interrupted_run_is_continued_by_the_next(
    old_school: Client, match: SchoolMatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    original_create = planned_writes.create

    def fails_midway(client: Client, writes: dict[str, Json]) -> int:
        original_create(client, dict(list(writes.items())[:20]))
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(planned_writes, "create", fails_midway)
        assert run_in_process("migrate", "run", "ball_history", "--apply").code == 130
    first_actions = log(old_school, match.match_id)
    assert len(first_actions) == 20
    assert "ball_history: begun, not ended" in run("status")
    run("run", "ball_history", "--apply")
    all_actions = log(old_school, match.match_id)
    assert {name: all_actions[name] for name in first_actions} == first_actions, (
        "nothing is written twice"
    )
    assert totals(score_of(old_school, match.match_id)) == true_totals(match)
    assert "ball_history: done" in run("status")


@pytest.mark.parametrize(
    ("step", "interrupted_method"),
    [("ball_history", "write_page"), ("ball_history", "commit"), ("team_selection", "commit")],
)
def test_a_run_interrupted_after_its_last_action_is_finished_by_the_next(
    old_school: Client,
    match: SchoolMatch,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    interrupted_method: str,
) -> None:
    def raise_interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    if step == "team_selection":
        run("run", "ball_history", "--apply")
    with monkeypatch.context() as patched:
        patched.setattr(FirestoreMatchStore, interrupted_method, raise_interrupt)
        assert run_in_process("migrate", "run", step, "--apply").code == 130
    run("run", step, "--apply")
    store = FirestoreMatchStore(old_school)
    assert verify(store, utc_now, match.match_id) == []
    assert not store.read_state(match.match_id).hold_until


def test_undo_deletes_the_migrated_log_and_restores_the_old_score(
    old_school: Client, match: SchoolMatch
) -> None:
    run("run", "ball_history", "--apply")
    action_count = len(log(old_school, match.match_id))
    assert len(FirestoreMatchStore(old_school).read_events(match.match_id)) == action_count
    assert f"would remove {action_count}, 0 stay" in run("undo", "ball_history")
    assert f"removed {action_count}, 0 stay" in run("undo", "ball_history", "--apply")
    assert log(old_school, match.match_id) == {}
    store = FirestoreMatchStore(old_school)
    assert (store.read_events(match.match_id), store.read_match_end(match.match_id)) == ({}, {})
    assert list(store.read_ledger(match.match_id)) == [], "a translation proves nothing of a match"
    assert score_of(old_school, match.match_id) == match.score
    stored = old_school.document(paths.match(match.match_id)).get().to_dict()
    assert stored == match.match
    assert "undone" in run("status")
    run("run", "ball_history", "--apply")
    assert totals(score_of(old_school, match.match_id)) == true_totals(match)
    assert f"{action_count} links are sound" in run_ok("ledger", "verify", match.match_id)


def test_undo_keeps_actions_that_people_have_changed(
    old_school: Client, match: SchoolMatch
) -> None:
    run("run", "ball_history", "--apply")
    migrated = log(old_school, match.match_id)
    voided = old_school.document(paths.scoring_action(match.match_id, "1_5"))
    voided.update({"isVoided": True, "voidedBy": "thandi", "updatedAt": SERVER_TIMESTAMP})
    last = f"2_{sum(name.startswith('2_') for name in migrated) + 1}"
    correction = migrated["2_3"] | {"id": last, "nonce": "by-a-person", "corrects": "2_3"}
    correction |= {"sequenceNumber": int(last.partition("_")[2]), "source": "correction"}
    old_school.document(paths.scoring_action(match.match_id, last)).set(correction)
    output = run("undo", "ball_history", "--apply", code=1)
    assert "1_5 stays: somebody voided or changed it" in output
    assert "2_3 stays: another action corrects it" in output
    assert f"{last} stays: somebody else recorded it" in output
    assert set(log(old_school, match.match_id)) == {"1_5", "2_3", last}


def test_a_log_with_actions_of_people_is_not_migrated(
    old_school: Client, match: SchoolMatch
) -> None:
    path = paths.scoring_action(match.match_id, "1_1")
    old_school.document(path).set({"type": "play_stopped", "source": "live", "nonce": "x" * 8})
    output = run("run", "ball_history", "--apply", code=1)
    assert "refused: the log has 1 actions that this migration did not write" in output
    assert set(log(old_school, match.match_id)) == {"1_1"}


def test_the_legacy_mirror_of_a_new_match_is_not_migrated(old_school: Client) -> None:
    ball = {"strikerId": "a", "bowlerId": "x", "runs": 4}
    score = {"inningsNumber": 1, "lastActionId": "1_1", "version": 7, "ballHistory": [ball]}
    put(old_school, {
        "matches/new": {"homeTeamId": "first", "awayTeamId": "second"},
        paths.scoring_action("new", "1_1"): {"type": "play_stopped", "nonce": "x" * 8},
        paths.live_score("new"): score,
    })  # fmt: skip
    assert "new: nothing in the old shape" in run("run", "ball_history", "--apply")
    assert score_of(old_school, "new") == score


def test_a_match_whose_balls_contradict_its_totals_migrates_only_with_accept_mismatch(
    old_school: Client, match_by_dirt: dict[str, SchoolMatch]
) -> None:
    match = match_by_dirt["wrong totals"]
    put(old_school, documents_of([match]))
    output = run("run", "ball_history", "--apply", code=1)
    assert "refused: innings 2: no reading meets the totals" in output
    assert log(old_school, match.match_id) == {}
    store = FirestoreMatchStore(old_school)
    assert (store.read_events(match.match_id), store.read_match_end(match.match_id)) == ({}, {})
    assert score_of(old_school, match.match_id) == match.score
    output = run("run", "ball_history", "--apply", "--accept-mismatch", code=1)
    assert "innings 2 runs: old" in output
    assert log(old_school, match.match_id)


def test_diff_compares_the_old_totals_with_the_current_log(
    old_school: Client, match: SchoolMatch
) -> None:
    assert "not migrated" in run("diff", "ball_history", code=1)
    run("run", "ball_history", "--apply")
    assert "ball_history: agrees" in run("diff", "ball_history")
    ball = old_school.document(paths.scoring_action(match.match_id, "1_2"))
    ball.update({"runsOffBat": 5})
    assert "innings 1 runs: old" in run("diff", "ball_history", "--match", match.match_id, code=1)


@pytest.mark.usefixtures("match")
def test_a_usage_error_is_one_line_with_the_remedy() -> None:
    assert "is no migration; one of ball_history" in run_failing(2, "migrate", "run", "balls")
    assert "or say --all" in run_failing(2, "migrate", "run")
    assert "there is no match m9" in run_failing(2, "migrate", "run", "roles", "--match", "m9")
    assert "4. strip_legacy: not run" in run_ok("migrate", "status")
