"""`scrbrd migrate run ball_history` on a real Firestore: moved, again, interrupted, undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from google.cloud.firestore import SERVER_TIMESTAMP, Client

from migrate.engine import writing
from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.json_types import Json
from scrbrd.handlers.verify import verify
from tests.admin.administration import done, here, refused
from tests.migrate.conftest import documents_of, put
from tests.migrate.old_world import OldMatchOf


def run(*arguments: str, code: int = 0) -> str:
    """Run it; what it printed, with the exit code that was expected."""
    ran = here("migrate", *arguments)
    assert (ran.code, ran.err) == (code, ""), ran
    return ran.out


def give_up(tmp_path: Path) -> tuple[str, str]:
    """The option that gives up all that became nothing: roles of nobody, of schools long gone."""
    listed = tmp_path / "refused.txt"
    listed.write_text(run("undecided"))
    return "--refused", str(listed)


def log(client: Client, match_id: str) -> dict[str, Json]:
    """The log with the times of its documents."""
    snaps = client.collection(paths.scoring_actions(match_id)).stream()
    return {snap.id: (snap.to_dict() or {}) | {"written": snap.update_time} for snap in snaps}


def totals(score: Json) -> list[tuple[int, int, int]]:
    """Runs, wickets and balls of both innings in a live score."""
    names = ("innings1", "innings2")
    cards = [score[name] for name in names if score.get(name)]
    return [(card["runs"], card["wickets"], card["balls"]) for card in cards]


def truth(match: OldMatchOf) -> list[tuple[int, int, int]]:
    """The same of what was really bowled."""
    return [(each.runs, each.wickets, each.legal_balls) for each in match.truth.innings]


def score_of(client: Client, match_id: str) -> Json:
    """The live score as it lies there."""
    return client.document(paths.live_score(match_id)).get().to_dict() or {}


@pytest.fixture
def match(old_school: Client, by_dirt: dict[str, OldMatchOf]) -> OldMatchOf:
    """A whole match with clean records."""
    put(old_school, documents_of([by_dirt["clean"]]))
    return by_dirt["clean"]


def test_a_dry_run_writes_nothing_at_all(old_school: Client, match: OldMatchOf) -> None:
    output = run("run", "ball_history", "--match", match.match_id)
    assert f"{match.match_id}: would write {len(match.actions)} documents" in output
    assert "Dry run: nothing was written" in output
    assert log(old_school, match.match_id) == {}
    assert not list(old_school.collection(f"matches/{match.match_id}/legacy").list_documents())
    assert not list(old_school.collection("migrations").list_documents())


def test_a_dry_run_counts_what_a_run_would_write_of_a_match_that_is_in_the_log_already(
    old_school: Client, match: OldMatchOf
) -> None:
    one = ("run", "ball_history", "--match", match.match_id)
    run(*one, "--apply")
    old_school.document(paths.match(match.match_id)).update({"umpires": ["person-39"]})
    assert f"{match.match_id}: would write 0 documents" in run(*one)
    assert f"{match.match_id}: wrote 0 documents" in run(*one, "--apply")
    last = list(log(old_school, match.match_id))[-1]
    old_school.document(paths.scoring_action(match.match_id, last)).delete()
    old_school.document(paths.match(match.match_id)).update({"umpires": ["person-38"]})
    assert f"{match.match_id}: would write 1 documents" in run(*one)
    assert f"{match.match_id}: wrote 1 documents" in run(*one, "--apply")


def test_a_mark_of_a_match_has_nothing_of_the_one_before(
    old_school: Client, match: OldMatchOf
) -> None:
    def mark() -> Json:
        found = old_school.document(f"matches/{match.match_id}/legacy/_migration").get().to_dict()
        return dict((found or {})["ball_history"])

    one = ("run", "ball_history", "--match", match.match_id, "--apply")
    old_school.document(paths.match(match.match_id)).update({"status": "live"})
    old_school.document(paths.live_score(match.match_id)).update({"innings1.totalRuns": 999})
    run(*one, code=1)
    assert "why" in mark()
    run(*one, "--accept-mismatch", "--in-play")
    assert mark().keys() == {"state", "at", "counts", "documents"}


def test_a_match_moves_and_its_score_is_that_of_its_log(
    old_school: Client, match: OldMatchOf
) -> None:
    run("run", "ball_history", "--match", match.match_id, "--apply")
    moved = log(old_school, match.match_id)
    assert len(moved) >= len(match.actions)
    assert {each["source"] for each in moved.values()} == {"migration"}
    assert all(each["createdAt"] == each["updatedAt"] for each in moved.values())
    assert moved["1_2"]["follows"] == moved["1_1"]["nonce"]
    assert moved["1_2"]["recordedBy"] == "person-38", "the old match names its scorer"
    score = score_of(old_school, match.match_id)
    assert totals(score) == truth(match)
    assert score["ballHistory"] == match.score["ballHistory"], "nobody's field is taken away"
    assert verify(FirestoreMatchStore(old_school), utc_now, match.match_id) == []


def test_a_second_run_changes_nothing(old_school: Client, match: OldMatchOf) -> None:
    run("run", "ball_history", "--apply")
    before, score = log(old_school, match.match_id), score_of(old_school, match.match_id)
    assert f"{match.match_id}: done before" in run("run", "ball_history", "--apply")
    old_school.document(f"matches/{match.match_id}/legacy/_migration").update(
        {"ball_history": {"state": "lost"}}
    )
    assert f"{match.match_id}: wrote 0 documents" in run("run", "ball_history", "--apply")
    assert log(old_school, match.match_id) == before
    assert score_of(old_school, match.match_id) == score


def test_a_run_that_was_interrupted_goes_on(
    old_school: Client, match: OldMatchOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = writing.create

    def fails_midway(client: Client, writes: dict[str, Json]) -> int:
        create(client, dict(list(writes.items())[:20]))
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(writing, "create", fails_midway)
        assert here("migrate", "run", "ball_history", "--apply").code == 130
    first = log(old_school, match.match_id)
    assert len(first) == 20
    assert "ball_history: begun, not ended" in run("status")
    run("run", "ball_history", "--apply")
    whole = log(old_school, match.match_id)
    assert {name: whole[name] for name in first} == first, "nothing is written twice"
    assert totals(score_of(old_school, match.match_id)) == truth(match)
    assert "ball_history: done" in run("status")


@pytest.mark.parametrize(
    ("step", "dies_in"),
    [("ball_history", "write_page"), ("ball_history", "commit"), ("team_selection", "commit")],
)
def test_a_run_that_died_behind_its_last_action_is_finished_by_the_next(
    old_school: Client,
    match: OldMatchOf,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    dies_in: str,
) -> None:
    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    if step == "team_selection":
        run("run", "ball_history", "--apply")
    with monkeypatch.context() as patched:
        patched.setattr(FirestoreMatchStore, dies_in, dies)
        assert here("migrate", "run", step, "--apply").code == 130
    run("run", step, "--apply")
    store = FirestoreMatchStore(old_school)
    assert verify(store, utc_now, match.match_id) == []
    assert not store.read_state(match.match_id).hold_until


def test_undo_takes_back_what_it_wrote_and_the_old_score_is_there_again(
    old_school: Client, match: OldMatchOf
) -> None:
    run("run", "ball_history", "--apply")
    count = len(log(old_school, match.match_id))
    assert len(FirestoreMatchStore(old_school).read_events(match.match_id)) == count
    assert f"would remove {count}, 0 stay" in run("undo", "ball_history")
    assert f"removed {count}, 0 stay" in run("undo", "ball_history", "--apply")
    assert log(old_school, match.match_id) == {}
    store = FirestoreMatchStore(old_school)
    assert (store.read_events(match.match_id), store.read_match_end(match.match_id)) == ({}, {})
    assert list(store.read_ledger(match.match_id)) == [], "a translation proves nothing of a match"
    assert score_of(old_school, match.match_id) == match.score
    stored = old_school.document(paths.match(match.match_id)).get().to_dict()
    assert stored == match.match
    assert "undone" in run("status")
    run("run", "ball_history", "--apply")
    assert totals(score_of(old_school, match.match_id)) == truth(match)
    assert f"{count} links are sound" in done("ledger", "verify", match.match_id)


def test_undo_leaves_what_people_have_touched(old_school: Client, match: OldMatchOf) -> None:
    run("run", "ball_history", "--apply")
    moved = log(old_school, match.match_id)
    voided = old_school.document(paths.scoring_action(match.match_id, "1_5"))
    voided.update({"isVoided": True, "voidedBy": "thandi", "updatedAt": SERVER_TIMESTAMP})
    last = f"2_{sum(name.startswith('2_') for name in moved) + 1}"
    correction = moved["2_3"] | {"id": last, "nonce": "by-a-person", "corrects": "2_3"}
    correction |= {"sequenceNumber": int(last.partition("_")[2]), "source": "correction"}
    old_school.document(paths.scoring_action(match.match_id, last)).set(correction)
    output = run("undo", "ball_history", "--apply", code=1)
    assert "1_5 stays: somebody voided or changed it" in output
    assert "2_3 stays: another action corrects it" in output
    assert f"{last} stays: somebody else recorded it" in output
    assert set(log(old_school, match.match_id)) == {"1_5", "2_3", last}


def test_a_log_that_people_have_begun_is_left_alone(old_school: Client, match: OldMatchOf) -> None:
    path = paths.scoring_action(match.match_id, "1_1")
    old_school.document(path).set({"type": "play_stopped", "source": "live", "nonce": "x" * 8})
    output = run("run", "ball_history", "--apply", code=1)
    assert "refused: the log has 1 actions that this migration did not write" in output
    assert set(log(old_school, match.match_id)) == {"1_1"}


def test_the_mirror_of_a_new_match_is_not_taken_for_the_old_world(old_school: Client) -> None:
    ball = {"strikerId": "a", "bowlerId": "x", "runs": 4}
    score = {"inningsNumber": 1, "lastActionId": "1_1", "version": 7, "ballHistory": [ball]}
    put(old_school, {
        "matches/new": {"homeTeamId": "first", "awayTeamId": "second"},
        paths.scoring_action("new", "1_1"): {"type": "play_stopped", "nonce": "x" * 8},
        paths.live_score("new"): score,
    })  # fmt: skip
    assert "new: nothing in the old shape" in run("run", "ball_history", "--apply")
    assert score_of(old_school, "new") == score


def test_a_match_whose_balls_do_not_make_its_totals_moves_only_when_told(
    old_school: Client, by_dirt: dict[str, OldMatchOf]
) -> None:
    match = by_dirt["wrong totals"]
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


def test_diff_compares_the_old_totals_with_the_log_as_it_is_now(
    old_school: Client, match: OldMatchOf
) -> None:
    assert "not migrated" in run("diff", "ball_history", code=1)
    run("run", "ball_history", "--apply")
    assert "ball_history: agrees" in run("diff", "ball_history")
    ball = old_school.document(paths.scoring_action(match.match_id, "1_2"))
    ball.update({"runsOffBat": 5})
    assert "innings 1 runs: old" in run("diff", "ball_history", "--match", match.match_id, code=1)


@pytest.mark.usefixtures("match")
def test_bad_usage_is_one_line_with_the_remedy() -> None:
    assert "is no migration; one of ball_history" in refused(2, "migrate", "run", "balls")
    assert "or say --all" in refused(2, "migrate", "run")
    assert "there is no match m9" in refused(2, "migrate", "run", "roles", "--match", "m9")
    assert "4. strip_legacy: not run" in done("migrate", "status")
