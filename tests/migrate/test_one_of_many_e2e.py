"""Tests failures at one match: the others are migrated, and a later run continues."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from google.api_core import exceptions as api
from google.cloud.firestore import DELETE_FIELD, Client

from admin.options import Refusal
from migrate.engine import hold, planned_writes
from migrate.engine.hold import held_match, is_job_over
from migrate.steps.m6_entries import Entries
from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.json_types import Json
from scrbrd.handlers.verify import verify
from tests.admin.administration import run_failing, run_in_process
from tests.migrate.conftest import documents_of, put
from tests.migrate.killed_commands import Killed
from tests.migrate.old_world import SchoolMatch, school_match
from tests.migrate.test_ball_history_e2e import log, run, score_of, totals, true_totals
from tests.migrate.test_keys_and_entries import OLD_MATCH, lineup

LEAGUE_MATCH = {**OLD_MATCH, "competitionId": "league"}
NEARLY_A_MEBIBYTE = 1_042_700


@pytest.fixture
def match(old_school: Client) -> SchoolMatch:
    """Return the shortest match, stored."""
    match = school_match(0)
    put(old_school, documents_of([match]))
    return match


@pytest.fixture
def matches(firestore_client: Client) -> Client:
    """Return a Firestore with three matches of an app."""
    put(firestore_client, {f"matches/m{number}": LEAGUE_MATCH for number in (1, 2, 3)})
    return firestore_client


def fields(client: Client, path: str) -> Json:
    """Return a document's fields."""
    return client.document(path).get().to_dict() or {}


def holder(client: Client, match_id: str) -> str | None:
    """Return the job that holds a match."""
    return FirestoreMatchStore(client).read_state(match_id).hold_by


def check_migrated(client: Client, match: SchoolMatch) -> None:
    """Check that the match has its true totals, passes verification and is not held."""
    assert totals(score_of(client, match.match_id)) == true_totals(match)
    assert verify(FirestoreMatchStore(client), utc_now, match.match_id) == []
    assert holder(client, match.match_id) is None


# One match that cannot be written


@pytest.mark.parametrize(
    ("error", "expected_text"),
    [
        (api.InvalidArgument("the field 'x' is odd"), "the field 'x' is odd); mend what is named"),
        (api.InvalidArgument("maximum entity size is 1048576 bytes"), "matches/m2/live/score"),
        (api.NotFound("no entity m2"), "it was deleted meanwhile"),
        (Refusal("m2 is odd; mend it"), "m2 is odd; mend it"),
    ],
    ids=["invalid", "too large", "deleted", "ours"],
)
def test_a_failing_match_is_reported_with_its_cause_and_the_others_migrate(
    matches: Client, monkeypatch: pytest.MonkeyPatch, error: Exception, expected_text: str
) -> None:
    original = Entries.write

    def write(self: Entries, context: Any, plan: Any) -> int:
        if plan.subject == "m2":
            raise error
        return original(self, context, plan)

    monkeypatch.setattr(Entries, "write", write)
    output = run("run", "entries", "--apply", code=1)
    assert expected_text in output.partition("Refused:")[2].partition("m2: ")[2]
    assert "acceptedBy" in fields(matches, "matches/m3")
    monkeypatch.setattr(Entries, "write", original)
    run("run", "entries", "--apply")
    assert "acceptedBy" in fields(matches, "matches/m2")


@pytest.mark.usefixtures("matches")
def test_the_status_of_a_migration_has_the_counts_of_its_last_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def write(*_: object) -> int:
        raise Refusal("it is odd; mend it")

    with monkeypatch.context() as patched:
        patched.setattr(Entries, "write", write)
        run("run", "entries", "--apply", code=1)
    assert "(3 subjects refused)" in run("status")
    run("run", "entries", "--apply")
    output = run("status")
    assert "3 subjects done" in output
    assert "subjects refused" not in output


@pytest.mark.parametrize(
    "error",
    [api.ServiceUnavailable("down"), api.PermissionDenied("no"), api.ResourceExhausted("empty")],
    ids=["down", "forbidden", "no quota"],
)
def test_an_unavailable_or_forbidden_database_ends_the_run(
    matches: Client, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def write(*_: object) -> int:
        raise error

    monkeypatch.setattr(Entries, "write", write)
    output = run_failing(1, "migrate", "run", "entries", "--apply")
    assert any(each in output for each in ("does not answer", "may not do this", "no quota left"))
    assert "migrations/entries/subjects/m1" not in [
        snap.reference.path for snap in matches.collection("migrations/entries/subjects").stream()
    ]


def test_a_score_that_would_exceed_1_mib_is_reported_with_a_remedy_that_works(
    old_school: Client, match: SchoolMatch
) -> None:
    score = dict(match.score)
    balls = json.dumps(score.pop("ballHistory"))
    ref = old_school.document(paths.live_score(match.match_id))
    ref.set({**score, "ballHistory": balls + " " * (NEARLY_A_MEBIBYTE - len(balls))})
    other = school_match(30)
    put(old_school, documents_of([other]))
    output = run("run", "ball_history", "--apply", code=1)
    assert f"{match.match_id}: a document of it would be larger than 1 MiB" in output
    assert f"most likely {ref.path}" in output
    assert "running it again goes on with it" in output
    check_migrated(old_school, other)
    ref.update({"ballHistory": DELETE_FIELD})
    run("run", "ball_history", "--apply")
    check_migrated(old_school, match)


def test_a_refused_match_is_not_left_held(
    old_school: Client, match: SchoolMatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def create(*_: object) -> int:
        raise Refusal("somebody was first; run it again")

    old_school.document(paths.live_score(match.match_id)).delete()
    monkeypatch.setattr(planned_writes, "create", create)
    output = run("run", "team_selection", "--match", match.match_id, "--apply", code=1)
    assert f"{match.match_id}: refused: somebody was first; run it again" in output
    assert holder(old_school, match.match_id) is None


# Two runs at once


def test_a_match_held_by_a_running_job_is_refused(
    old_school: Client, match: SchoolMatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, other_results = planned_writes.create, list[Any]()

    def create(client: Client, writes: Any) -> int:
        if not other_results:
            other_results.append(run_in_process("migrate", "run", "ball_history", "--apply"))
        return original(client, writes)

    monkeypatch.setattr(planned_writes, "create", create)
    run("run", "ball_history", "--match", match.match_id, "--apply")
    (other,) = other_results
    assert other.code == 1
    assert f"match {match.match_id} is held until" in other.out
    assert "Wait for the end of that job" in other.out
    check_migrated(old_school, match)


@pytest.mark.parametrize(
    ("holder_text", "is_over"),
    [
        ("restored from a backup 0123456789ab", False),
        ("migrated: ball_history 0123456789ab", True),
        (f"migrated: ball_history 0123456789ab on elsewhere {os.getpid()}", False),
        ("undone: ball_history 0123456789ab until late triggers are through", True),
    ],
    ids=["restore", "before", "another machine", "quiet"],
)
def test_only_a_hold_left_by_a_finished_migration_is_taken_over(
    firestore_client: Client, holder_text: str, is_over: bool
) -> None:
    store = FirestoreMatchStore(firestore_client)
    store.hold("m1", utc_now() + timedelta(minutes=5), holder_text)
    if is_over:
        with held_match(store, "m1", "migrated: x"):
            assert holder(firestore_client, "m1") != holder_text
        assert holder(firestore_client, "m1") is None
        return
    with pytest.raises(Refusal, match=r"m1 is held until .* then run it again"):
        held_match(store, "m1", "migrated: x").__enter__()
    assert holder(firestore_client, "m1") == holder_text


def test_a_job_is_over_when_its_process_has_ended() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    job = f"migrated: x 0123456789ab on {socket.gethostname()}"
    assert is_job_over(f"{job} {process.pid}")
    assert not is_job_over(f"{job} {os.getppid()}")
    assert is_job_over(f"{job} {os.getpid()}"), "this process runs no job"


def test_a_job_that_lost_its_hold_is_not_recorded_as_done(
    old_school: Client, match: SchoolMatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, store = planned_writes.create, FirestoreMatchStore(old_school)

    def create(client: Client, writes: Any) -> int:
        store.hold(match.match_id, utc_now() + timedelta(minutes=5), "migrated: ball_history x")
        return original(client, writes)

    with monkeypatch.context() as patched:
        patched.setattr(planned_writes, "create", create)
        run("run", "ball_history", "--match", match.match_id, "--apply", code=1)
    run("run", "ball_history", "--match", match.match_id, "--apply")
    check_migrated(old_school, match)


def test_a_migrated_match_that_was_never_rebuilt_is_rebuilt(
    old_school: Client, match: SchoolMatch
) -> None:
    run("run", "ball_history", "--apply")
    state = old_school.document(paths.live_state(match.match_id))
    state.set({"holdUntil": utc_now() + timedelta(minutes=5), "holdBy": "migrated: ball_history x"})
    before = log(old_school, match.match_id)
    assert f"{match.match_id}: done before, and would be rebuilt" in run("run", "ball_history")
    output = run("run", "ball_history", "--apply")
    assert f"{match.match_id}: done before, and rebuilt now" in output
    assert log(old_school, match.match_id) == before
    check_migrated(old_school, match)
    assert f"{match.match_id}: done before\n" in run("run", "ball_history", "--apply")


# Killed before the rebuild


def kill_before_the_rebuild(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    """Run a command and kill it after its last document, before the match is rebuilt."""

    def raise_killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(hold, "rebuild", raise_killed)
        assert run_in_process("migrate", *arguments).code == 130


@pytest.mark.parametrize(
    "is_in_force",
    [
        pytest.param(True, id="held", marks=pytest.mark.slow),
        pytest.param(False, id="run out"),
    ],
)
def test_a_command_on_lineups_killed_before_the_rebuild_is_continued(
    old_school: Client, match: SchoolMatch, monkeypatch: pytest.MonkeyPatch, is_in_force: bool
) -> None:
    match_id = match.match_id
    run("run", "--all", "--match", match_id, "--apply", code=1)
    team = match.match["homeTeamId"]
    odd_lineup = lineup(team, "sub_one") | {"matchId": match_id, "playerName": "Sub One"}
    put(old_school, {f"{paths.lineups(match_id)}/{team}_sub_one": odd_lineup})
    for command in (
        ("run", "joined_ids", "--match", match_id, "--apply"),
        ("undo", "joined_ids", "--match", match_id, "--apply"),
        ("undo", "team_selection", "--match", match_id, "--apply"),
    ):
        kill_before_the_rebuild(monkeypatch, *command)
        if not is_in_force:
            past = {"holdUntil": utc_now() - timedelta(minutes=1)}
            old_school.document(paths.live_state(match_id)).update(past)
        run(*command)
        check_migrated(old_school, match)


def test_an_undo_that_keeps_an_action_and_is_killed_is_continued(
    old_school: Client, match: SchoolMatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("run", "ball_history", "--match", match.match_id, "--apply")
    action = old_school.document(paths.scoring_action(match.match_id, "1_2"))
    action.update({"note": "seen"})
    command = ("undo", "ball_history", "--match", match.match_id, "--apply")
    kill_before_the_rebuild(monkeypatch, *command)
    assert "1 stay" in run(*command, code=1)
    assert verify(FirestoreMatchStore(old_school), utc_now, match.match_id) == []
    assert holder(old_school, match.match_id) is None


# Decisions of people meanwhile


def test_decisions_of_people_during_the_run_are_kept(
    matches: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = {"acceptedBy": "away-coach", "acceptedAt": utc_now(), "competitionId": "cup"}
    original, changed_matches = Entries.write, list[str]()

    def write(self: Entries, context: Any, plan: Any) -> int:
        if plan.subject == "m1" and not changed_matches:
            changed_matches.append("m1")
            matches.document("matches/m1").update(decision)
            matches.document("matches/m2").delete()
        return original(self, context, plan)

    monkeypatch.setattr(Entries, "write", write)
    run("run", "entries", "--apply")
    first = fields(matches, "matches/m1")
    assert (first["acceptedBy"], first["countsFor"]) == ("away-coach", "cup")
    assert fields(matches, "migrations/entries/marked/m1") == {"fields": ["countsFor"]}
    assert fields(matches, "matches/m2") == {}
    assert "acceptedBy" in fields(matches, "matches/m3")
