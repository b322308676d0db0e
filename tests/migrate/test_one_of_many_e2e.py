"""Failures at one match: the others are migrated, and a later run continues where it stopped."""

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
from migrate.engine import hold, writing
from migrate.engine.hold import held_match, is_job_over
from migrate.steps.m6_entries import Entries
from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.json_types import Json
from scrbrd.handlers.verify import verify
from tests.admin.administration import here, refused
from tests.migrate.conftest import documents_of, put
from tests.migrate.killing import Killed
from tests.migrate.old_world import OldMatchOf, made
from tests.migrate.test_ball_history_e2e import log, run, score_of, totals, truth
from tests.migrate.test_keys_and_entries import MADE, lineup

ENTRY = {**MADE, "competitionId": "league"}
NEARLY_A_MEBIBYTE = 1_042_700


@pytest.fixture
def match(old_school: Client) -> OldMatchOf:
    """The shortest match."""
    match = made(0)
    put(old_school, documents_of([match]))
    return match


@pytest.fixture
def matches(firestore_client: Client) -> Client:
    """Three matches of an app."""
    put(firestore_client, {f"matches/m{number}": ENTRY for number in (1, 2, 3)})
    return firestore_client


def fields(client: Client, path: str) -> Json:
    """Return a document's fields."""
    return client.document(path).get().to_dict() or {}


def holder(client: Client, match_id: str) -> str | None:
    """Return who holds a match."""
    return FirestoreMatchStore(client).read_state(match_id).hold_by


def check_whole(client: Client, match: OldMatchOf) -> None:
    """The match is shown as it was bowled, and held by nobody."""
    assert totals(score_of(client, match.match_id)) == truth(match)
    assert verify(FirestoreMatchStore(client), utc_now, match.match_id) == []
    assert holder(client, match.match_id) is None


# One match that cannot be written


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (api.InvalidArgument("the field 'x' is odd"), "the field 'x' is odd); mend what is named"),
        (api.InvalidArgument("maximum entity size is 1048576 bytes"), "matches/m2/live/score"),
        (api.NotFound("no entity m2"), "it was deleted meanwhile"),
        (Refusal("m2 is odd; mend it"), "m2 is odd; mend it"),
    ],
    ids=["invalid", "too large", "deleted", "ours"],
)
def test_the_others_go_on_and_it_is_named_with_the_cause(
    matches: Client, monkeypatch: pytest.MonkeyPatch, error: Exception, says: str
) -> None:
    real = Entries.write

    def write(self: Entries, context: Any, plan: Any) -> int:
        if plan.subject == "m2":
            raise error
        return real(self, context, plan)

    monkeypatch.setattr(Entries, "write", write)
    output = run("run", "entries", "--apply", code=1)
    assert says in output.partition("Refused:")[2].partition("m2: ")[2]
    assert "acceptedBy" in fields(matches, "matches/m3")
    monkeypatch.setattr(Entries, "write", real)
    run("run", "entries", "--apply")
    assert "acceptedBy" in fields(matches, "matches/m2")


@pytest.mark.usefixtures("matches")
def test_the_state_of_a_migration_has_the_counts_of_its_last_run(
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
def test_a_database_that_does_not_answer_or_refuses_everything_ends_the_run(
    matches: Client, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def write(*_: object) -> int:
        raise error

    monkeypatch.setattr(Entries, "write", write)
    output = refused(1, "migrate", "run", "entries", "--apply")
    assert any(each in output for each in ("does not answer", "may not do this", "no quota left"))
    assert "migrations/entries/subjects/m1" not in [
        snap.reference.path for snap in matches.collection("migrations/entries/subjects").stream()
    ]


def test_a_score_that_is_nearly_full_says_what_to_do_and_that_helps(
    old_school: Client, match: OldMatchOf
) -> None:
    score = dict(match.score)
    balls = json.dumps(score.pop("ballHistory"))
    ref = old_school.document(paths.live_score(match.match_id))
    ref.set({**score, "ballHistory": balls + " " * (NEARLY_A_MEBIBYTE - len(balls))})
    other = made(30)
    put(old_school, documents_of([other]))
    output = run("run", "ball_history", "--apply", code=1)
    assert f"{match.match_id}: a document of it would be larger than 1 MiB" in output
    assert f"most likely {ref.path}" in output
    assert "running it again goes on with it" in output
    check_whole(old_school, other)
    ref.update({"ballHistory": DELETE_FIELD})
    run("run", "ball_history", "--apply")
    check_whole(old_school, match)


def test_nothing_written_holds_nothing(
    old_school: Client, match: OldMatchOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def create(*_: object) -> int:
        raise Refusal("somebody was first; run it again")

    old_school.document(paths.live_score(match.match_id)).delete()
    monkeypatch.setattr(writing, "create", create)
    output = run("run", "team_selection", "--match", match.match_id, "--apply", code=1)
    assert f"{match.match_id}: refused: somebody was first; run it again" in output
    assert holder(old_school, match.match_id) is None


# Two runs at once


def test_a_match_that_a_running_job_holds_is_left_to_it(
    old_school: Client, match: OldMatchOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, others = writing.create, list[Any]()

    def create(client: Client, writes: Any) -> int:
        if not others:
            others.append(here("migrate", "run", "ball_history", "--apply"))
        return real(client, writes)

    monkeypatch.setattr(writing, "create", create)
    run("run", "ball_history", "--match", match.match_id, "--apply")
    (other,) = others
    assert other.code == 1
    assert f"match {match.match_id} is held until" in other.out
    assert "Wait for the end of that job" in other.out
    check_whole(old_school, match)


@pytest.mark.parametrize(
    ("by", "is_over"),
    [
        ("restored from a backup 0123456789ab", False),
        ("migrated: ball_history 0123456789ab", True),
        (f"migrated: ball_history 0123456789ab on elsewhere {os.getpid()}", False),
        ("undone: ball_history 0123456789ab until late triggers are through", True),
    ],
    ids=["restore", "before", "another machine", "quiet"],
)
def test_only_what_a_migration_left_is_taken_over(
    firestore_client: Client, by: str, is_over: bool
) -> None:
    store = FirestoreMatchStore(firestore_client)
    store.hold("m1", utc_now() + timedelta(minutes=5), by)
    if is_over:
        with held_match(store, "m1", "migrated: x"):
            assert holder(firestore_client, "m1") != by
        assert holder(firestore_client, "m1") is None
        return
    with pytest.raises(Refusal, match=r"m1 is held until .* then run it again"):
        held_match(store, "m1", "migrated: x").__enter__()
    assert holder(firestore_client, "m1") == by


def test_a_job_is_over_when_its_process_is() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    job = f"migrated: x 0123456789ab on {socket.gethostname()}"
    assert is_job_over(f"{job} {process.pid}")
    assert not is_job_over(f"{job} {os.getppid()}")
    assert is_job_over(f"{job} {os.getpid()}"), "this process runs no job"


def test_a_job_whose_hold_was_taken_is_not_done(
    old_school: Client, match: OldMatchOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, store = writing.create, FirestoreMatchStore(old_school)

    def create(client: Client, writes: Any) -> int:
        store.hold(match.match_id, utc_now() + timedelta(minutes=5), "migrated: ball_history x")
        return real(client, writes)

    with monkeypatch.context() as patched:
        patched.setattr(writing, "create", create)
        run("run", "ball_history", "--match", match.match_id, "--apply", code=1)
    run("run", "ball_history", "--match", match.match_id, "--apply")
    check_whole(old_school, match)


def test_what_is_done_and_was_never_rebuilt_is_rebuilt(
    old_school: Client, match: OldMatchOf
) -> None:
    run("run", "ball_history", "--apply")
    state = old_school.document(paths.live_state(match.match_id))
    state.set({"holdUntil": utc_now() + timedelta(minutes=5), "holdBy": "migrated: ball_history x"})
    before = log(old_school, match.match_id)
    assert f"{match.match_id}: done before, and would be rebuilt" in run("run", "ball_history")
    output = run("run", "ball_history", "--apply")
    assert f"{match.match_id}: done before, and rebuilt now" in output
    assert log(old_school, match.match_id) == before
    check_whole(old_school, match)
    assert f"{match.match_id}: done before\n" in run("run", "ball_history", "--apply")


# Killed before the rebuild


def die_before_the_rebuild(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    """Run a command that is killed after its last document, before the match is rebuilt."""

    def dies(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(hold, "rebuild", dies)
        assert here("migrate", *arguments).code == 130


@pytest.mark.parametrize(
    "is_in_force",
    [
        pytest.param(True, id="held", marks=pytest.mark.slow),
        pytest.param(False, id="run out"),
    ],
)
def test_lineups_that_were_moved_or_taken_away_are_gone_on_with(
    old_school: Client, match: OldMatchOf, monkeypatch: pytest.MonkeyPatch, is_in_force: bool
) -> None:
    name = match.match_id
    run("run", "--all", "--match", name, "--apply", code=1)
    team = match.match["homeTeamId"]
    odd = lineup(team, "sub_one") | {"matchId": name, "playerName": "Sub One"}
    put(old_school, {f"{paths.lineups(name)}/{team}_sub_one": odd})
    for command in (
        ("run", "joined_ids", "--match", name, "--apply"),
        ("undo", "joined_ids", "--match", name, "--apply"),
        ("undo", "team_selection", "--match", name, "--apply"),
    ):
        die_before_the_rebuild(monkeypatch, *command)
        if not is_in_force:
            past = {"holdUntil": utc_now() - timedelta(minutes=1)}
            old_school.document(paths.live_state(name)).update(past)
        run(*command)
        check_whole(old_school, match)


def test_an_undoing_that_leaves_an_action_is_gone_on_with(
    old_school: Client, match: OldMatchOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("run", "ball_history", "--match", match.match_id, "--apply")
    action = old_school.document(paths.scoring_action(match.match_id, "1_2"))
    action.update({"note": "seen"})
    command = ("undo", "ball_history", "--match", match.match_id, "--apply")
    die_before_the_rebuild(monkeypatch, *command)
    assert "1 stay" in run(*command, code=1)
    assert verify(FirestoreMatchStore(old_school), utc_now, match.match_id) == []
    assert holder(old_school, match.match_id) is None


# Decisions of people meanwhile


def test_what_people_decide_of_an_entry_meanwhile_counts(
    matches: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided = {"acceptedBy": "away-coach", "acceptedAt": utc_now(), "competitionId": "cup"}
    real, written = Entries.write, list[str]()

    def write(self: Entries, context: Any, plan: Any) -> int:
        if plan.subject == "m1" and not written:
            written.append("m1")
            matches.document("matches/m1").update(decided)
            matches.document("matches/m2").delete()
        return real(self, context, plan)

    monkeypatch.setattr(Entries, "write", write)
    run("run", "entries", "--apply")
    first = fields(matches, "matches/m1")
    assert (first["acceptedBy"], first["countsFor"]) == ("away-coach", "cup")
    assert fields(matches, "migrations/entries/marked/m1") == {"fields": ["countsFor"]}
    assert fields(matches, "matches/m2") == {}
    assert "acceptedBy" in fields(matches, "matches/m3")
