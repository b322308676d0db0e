"""A migration that is killed at any of its writes, and run again, ends as one that was not."""

from __future__ import annotations

from pathlib import Path

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.json_types import Json
from scrbrd.handlers.verify import verify
from tests.admin.administration import here
from tests.migrate.conftest import documents_of, put
from tests.migrate.killing import Killed, killed_at
from tests.migrate.old_world import OldMatchOf, made
from tests.migrate.test_ball_history_e2e import give_up, log, score_of, totals, truth

SHORT = 30
"""A clean match of few overs, whose copies, log and figures take some thirty writes."""


@pytest.fixture
def match(old_school: Client) -> OldMatchOf:
    """A short match with clean records."""
    match = made(SHORT)
    put(old_school, documents_of([match]))
    return match


def writes_of(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """How many writes a command takes that nobody kills."""
    with killed_at(monkeypatch, 0, is_stored=False) as calls:
        here("migrate", *arguments)
    return len(calls)


def go(*arguments: str) -> None:
    """Run a command to its end; roles of nobody are refused in every school."""
    ran = here("migrate", *arguments)
    assert (ran.code in (0, 1), ran.err) == (True, ""), ran


def killed(monkeypatch: pytest.MonkeyPatch, number: int, *arguments: str, is_stored: bool) -> None:
    """Run a command that is killed at a write."""
    with killed_at(monkeypatch, number, is_stored=is_stored) as calls:
        ran = here("migrate", *arguments)
    assert ran.code == 130 or len(calls) < number, ran


def old_world(client: Client, match_id: str) -> dict[str, Json]:
    """What apps of before have of a match."""
    wanted = (paths.match(match_id), paths.live_score(match_id))
    return {path: client.document(path).get().to_dict() or {} for path in wanted}


def check_whole(client: Client, match: OldMatchOf) -> None:
    """The match is in the log as it was bowled, shown as the log says, and held by nobody."""
    store = FirestoreMatchStore(client)
    assert totals(score_of(client, match.match_id)) == truth(match)
    assert verify(store, utc_now, match.match_id) == []
    assert not store.read_state(match.match_id).hold_until


def untimed(documents: dict[str, Json]) -> dict[str, Json]:
    """What actions say, whenever they were written."""
    times = dict.fromkeys(("written", "createdAt", "updatedAt"))
    return {name: {**each, **times} for name, each in documents.items()}


def numbers(writes: int, *, every: bool) -> range:
    """The writes at which a command is killed: all, or one in the middle."""
    return range(1, writes + 1) if every else range(writes // 2, writes // 2 + 1)


KILLED = pytest.mark.parametrize(
    ("is_stored", "every"),
    [
        (True, False),
        pytest.param(False, True, marks=pytest.mark.slow),
        pytest.param(True, True, marks=pytest.mark.slow),
    ],
)


@pytest.mark.slow
@KILLED
def test_run_and_undo(
    old_school: Client,
    match: OldMatchOf,
    monkeypatch: pytest.MonkeyPatch,
    is_stored: bool,
    every: bool,
) -> None:
    before, forth = old_world(old_school, match.match_id), ("run", "--all", "--apply")
    back = ("undo", "ball_history", "--apply")
    writes = writes_of(monkeypatch, *forth)
    check_whole(old_school, match)
    whole = untimed(log(old_school, match.match_id))
    assert writes > 5
    unwrites = writes_of(monkeypatch, *back)
    assert old_world(old_school, match.match_id) == before
    for number in numbers(max(writes, unwrites), every=every):
        if number <= writes:
            killed(monkeypatch, number, *forth, is_stored=is_stored)
        go(*forth)
        check_whole(old_school, match)
        assert untimed(log(old_school, match.match_id)) == whole
        if number <= unwrites:
            killed(monkeypatch, number, *back, is_stored=is_stored)
        go(*back)
        assert log(old_school, match.match_id) == {}
        assert old_world(old_school, match.match_id) == before


@pytest.mark.parametrize(
    ("dies_in", "goes_on"),
    [
        pytest.param("restore", "undo", marks=pytest.mark.slow),
        pytest.param("restore", "run", marks=pytest.mark.slow),
        ("copies.drop_copies", "run"),
        pytest.param("copies.drop_copies", "undo", marks=pytest.mark.slow),
        pytest.param("moving.read_notes", "undo", marks=pytest.mark.slow),
        pytest.param("moving.read_notes", "run", marks=pytest.mark.slow),
    ],
)
def test_an_undo_that_died_behind_the_last_action_loses_no_old_score(
    old_school: Client,
    match: OldMatchOf,
    monkeypatch: pytest.MonkeyPatch,
    dies_in: str,
    goes_on: str,
) -> None:
    def dies(*_: object, **__: object) -> None:
        raise Killed

    before, back = old_world(old_school, match.match_id), ("undo", "ball_history", "--apply")
    go("run", "ball_history", "--apply")
    with monkeypatch.context() as patched:
        patched.setattr(f"migrate.steps.m1_ball_history.{dies_in}", dies)
        assert here("migrate", *back).code == 130
    assert log(old_school, match.match_id) == {}
    if goes_on == "run":
        go("run", "ball_history", "--apply")
        check_whole(old_school, match)
    go(*back)
    assert old_world(old_school, match.match_id) == before
    legacy = f"{paths.match(match.match_id)}/legacy"
    assert [snap.id for snap in old_school.collection(legacy).stream()] in ([], ["_migration"])


@KILLED
def test_strip_and_its_undo(
    old_school: Client,
    match: OldMatchOf,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    is_stored: bool,
    every: bool,
) -> None:
    go("run", "--all", "--apply")
    before = old_world(old_school, match.match_id)
    refused = give_up(tmp_path)

    def forth(number: int) -> tuple[str, ...]:
        export = str(tmp_path / f"{number}.jsonl")
        return ("run", "strip_legacy", *refused, "--export", export, "--apply")

    def back(number: int) -> tuple[str, ...]:
        export = str(tmp_path / f"{number}.jsonl")
        return ("undo", "strip_legacy", "--export", export, "--apply")

    writes = writes_of(monkeypatch, *forth(0))
    stripped = old_world(old_school, match.match_id)
    assert stripped != before
    writes = min(writes, writes_of(monkeypatch, *back(0)))
    assert old_world(old_school, match.match_id) == before
    for number in numbers(writes, every=every):
        killed(monkeypatch, number, *forth(number), is_stored=is_stored)
        go(*forth(number))
        assert old_world(old_school, match.match_id) == stripped
        check_whole(old_school, match)
        killed(monkeypatch, number, *back(number), is_stored=is_stored)
        go(*back(number))
        assert old_world(old_school, match.match_id) == before
