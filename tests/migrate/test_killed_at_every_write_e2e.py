"""Tests that a migration killed at any write, and run again, ends as an uninterrupted one."""

from __future__ import annotations

from pathlib import Path

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.json_types import Json
from scrbrd.handlers.verify import verify
from tests.admin.administration import run_in_process
from tests.migrate.conftest import documents_of, put
from tests.migrate.killed_commands import Killed, killed_at
from tests.migrate.old_world import SchoolMatch, school_match
from tests.migrate.test_ball_history_e2e import give_up_option, log, score_of, totals, true_totals

SHORT_MATCH = 30
"""The number of a clean match of few overs; its copies, log and figures take some thirty writes."""


@pytest.fixture
def match(old_school: Client) -> SchoolMatch:
    """Return a stored short match of clean records."""
    match = school_match(SHORT_MATCH)
    put(old_school, documents_of([match]))
    return match


def count_writes(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run a command without killing it and return how many writes it makes."""
    with killed_at(monkeypatch, 0, is_stored=False) as calls:
        run_in_process("migrate", *arguments)
    return len(calls)


def run_to_end(*arguments: str) -> None:
    """Run a command to its end; exit code 1 is allowed, because some roles are refused."""
    outcome = run_in_process("migrate", *arguments)
    assert (outcome.code in (0, 1), outcome.err) == (True, ""), outcome


def run_killed(
    monkeypatch: pytest.MonkeyPatch, number: int, *arguments: str, is_stored: bool
) -> None:
    """Run a command and kill it at a write."""
    with killed_at(monkeypatch, number, is_stored=is_stored) as calls:
        outcome = run_in_process("migrate", *arguments)
    assert outcome.code == 130 or len(calls) < number, outcome


def old_app_documents(client: Client, match_id: str) -> dict[str, Json]:
    """Return the documents of a match that old apps read, by path."""
    document_paths = (paths.match(match_id), paths.live_score(match_id))
    return {path: client.document(path).get().to_dict() or {} for path in document_paths}


def check_migrated(client: Client, match: SchoolMatch) -> None:
    """Check that the match has its true totals, passes verification and is not held."""
    store = FirestoreMatchStore(client)
    assert totals(score_of(client, match.match_id)) == true_totals(match)
    assert verify(store, utc_now, match.match_id) == []
    assert not store.read_state(match.match_id).hold_until


def without_times(documents: dict[str, Json]) -> dict[str, Json]:
    """Return the actions without their times."""
    times = dict.fromkeys(("written", "createdAt", "updatedAt"))
    return {name: {**each, **times} for name, each in documents.items()}


def kill_points(writes: int, *, is_every_write: bool) -> range:
    """Return the numbers of the writes at which to kill: all, or one in the middle."""
    return range(1, writes + 1) if is_every_write else range(writes // 2, writes // 2 + 1)


kill_cases = pytest.mark.parametrize(
    ("is_stored", "is_every_write"),
    [
        (True, False),
        pytest.param(False, True, marks=pytest.mark.slow),
        pytest.param(True, True, marks=pytest.mark.slow),
    ],
)


@pytest.mark.slow
@kill_cases
def test_a_killed_run_or_undo_is_completed_by_the_next(
    old_school: Client,
    match: SchoolMatch,
    monkeypatch: pytest.MonkeyPatch,
    is_stored: bool,
    is_every_write: bool,
) -> None:
    before, run_command = old_app_documents(old_school, match.match_id), ("run", "--all", "--apply")
    undo_command = ("undo", "ball_history", "--apply")
    writes = count_writes(monkeypatch, *run_command)
    check_migrated(old_school, match)
    actions_without_times = without_times(log(old_school, match.match_id))
    assert writes > 5
    undo_writes = count_writes(monkeypatch, *undo_command)
    assert old_app_documents(old_school, match.match_id) == before
    for number in kill_points(max(writes, undo_writes), is_every_write=is_every_write):
        if number <= writes:
            run_killed(monkeypatch, number, *run_command, is_stored=is_stored)
        run_to_end(*run_command)
        check_migrated(old_school, match)
        assert without_times(log(old_school, match.match_id)) == actions_without_times
        if number <= undo_writes:
            run_killed(monkeypatch, number, *undo_command, is_stored=is_stored)
        run_to_end(*undo_command)
        assert log(old_school, match.match_id) == {}
        assert old_app_documents(old_school, match.match_id) == before


@pytest.mark.parametrize(
    ("killed_function", "next_command"),
    [
        pytest.param("restore", "undo", marks=pytest.mark.slow),
        pytest.param("restore", "run", marks=pytest.mark.slow),
        ("copies.drop_copies", "run"),
        pytest.param("copies.drop_copies", "undo", marks=pytest.mark.slow),
        pytest.param("document_moves.read_notes", "undo", marks=pytest.mark.slow),
        pytest.param("document_moves.read_notes", "run", marks=pytest.mark.slow),
    ],
)
def test_an_undo_killed_after_its_last_action_loses_no_old_score(
    old_school: Client,
    match: SchoolMatch,
    monkeypatch: pytest.MonkeyPatch,
    killed_function: str,
    next_command: str,
) -> None:
    def raise_killed(*_: object, **__: object) -> None:
        raise Killed

    before, undo_command = (
        old_app_documents(old_school, match.match_id),
        ("undo", "ball_history", "--apply"),
    )
    run_to_end("run", "ball_history", "--apply")
    with monkeypatch.context() as patched:
        patched.setattr(f"migrate.steps.m1_ball_history.{killed_function}", raise_killed)
        assert run_in_process("migrate", *undo_command).code == 130
    assert log(old_school, match.match_id) == {}
    if next_command == "run":
        run_to_end("run", "ball_history", "--apply")
        check_migrated(old_school, match)
    run_to_end(*undo_command)
    assert old_app_documents(old_school, match.match_id) == before
    legacy = f"{paths.match(match.match_id)}/legacy"
    assert [snap.id for snap in old_school.collection(legacy).stream()] in ([], ["_migration"])


@kill_cases
def test_a_killed_strip_or_its_undo_is_completed_by_the_next(
    old_school: Client,
    match: SchoolMatch,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    is_stored: bool,
    is_every_write: bool,
) -> None:
    run_to_end("run", "--all", "--apply")
    before = old_app_documents(old_school, match.match_id)
    refused = give_up_option(tmp_path)

    def run_command(number: int) -> tuple[str, ...]:
        export = str(tmp_path / f"{number}.jsonl")
        return ("run", "strip_legacy", *refused, "--export", export, "--apply")

    def undo_command(number: int) -> tuple[str, ...]:
        export = str(tmp_path / f"{number}.jsonl")
        return ("undo", "strip_legacy", "--export", export, "--apply")

    writes = count_writes(monkeypatch, *run_command(0))
    stripped = old_app_documents(old_school, match.match_id)
    assert stripped != before
    writes = min(writes, count_writes(monkeypatch, *undo_command(0)))
    assert old_app_documents(old_school, match.match_id) == before
    for number in kill_points(writes, is_every_write=is_every_write):
        run_killed(monkeypatch, number, *run_command(number), is_stored=is_stored)
        run_to_end(*run_command(number))
        assert old_app_documents(old_school, match.match_id) == stripped
        check_migrated(old_school, match)
        run_killed(monkeypatch, number, *undo_command(number), is_stored=is_stored)
        run_to_end(*undo_command(number))
        assert old_app_documents(old_school, match.match_id) == before
