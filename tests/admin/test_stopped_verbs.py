"""Tests verbs that change a log, rule or map when the response to a commit is lost, and when they
stop between their first commit and the writes that follow from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from google.api_core.exceptions import InternalServerError
from google.cloud.firestore import SERVER_TIMESTAMP, Client
from google.cloud.firestore_v1.services.firestore import FirestoreClient

from scrbrd.adapters import paths
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.limits import LIMITS
from tests.adapters.test_books_store import FirestoreBookMatch
from tests.admin.administration import run_in_process, run_ok
from tests.admin.projected_match import write_match
from tests.admin.test_feed_commands import FEED, PEOPLE, csv_file, map_arguments, mapped_ids
from tests.admin.test_ruling_commands import ACCEPT_AWAY, grant_role, stored_ruling
from tests.admin.test_tier_command import HOME_ALONE, home_ahead
from tests.consensus.scribes import AWAY, HOME, Scribe
from tests.fakes.small_match import MATCH_ID
from tests.migrate.killed_commands import Killed

BALL = "1_3"
FAILURES = (Killed, InternalServerError("gone"))
CommandSetup = Callable[[Client, Path], tuple[str, ...]]
"""Writes the documents that a command needs, and returns its arguments with --apply."""


@contextmanager
def intercepted_commits(
    monkeypatch: pytest.MonkeyPatch, handler: Callable[[int, Callable[[], Any]], Any]
) -> Iterator[None]:
    """Replace each commit by a call with its number (1-based) and the real commit."""
    real_commit, count = FirestoreClient.commit, 0

    def commit(self: Any, *arguments: Any, **options: Any) -> Any:
        nonlocal count
        count += 1
        return handler(count, lambda: real_commit(self, *arguments, **options))

    with monkeypatch.context() as patched:
        patched.setattr(FirestoreClient, "commit", commit)
        yield


def commit_twice(number: int, commit: Callable[[], Any]) -> Any:
    """Commit a first commit twice, as the library does when the response is lost."""
    if number == 1:
        commit()
    return commit()


def void_command(client: Client, _: Path) -> tuple[str, ...]:
    write_match(client)
    return ("void", MATCH_ID, BALL, "--reason", "no ball", "--apply")


def redo_command(client: Client, folder: Path) -> tuple[str, ...]:
    run_ok(*void_command(client, folder))
    return ("redo", MATCH_ID, BALL, "--apply")


def correct_command(client: Client, _: Path) -> tuple[str, ...]:
    write_match(client)
    return ("correct", MATCH_ID, BALL, "--set", "runsOffBat=6", "--apply")


def rule_command(client: Client, _: Path) -> tuple[str, ...]:
    FirestoreBookMatch(client).deliver(Scribe(HOME, "1 4 1 . 2"), Scribe(AWAY, "1 4=6 1 . 2"))
    return (*ACCEPT_AWAY, "--apply")


def tier_command(client: Client, _: Path) -> tuple[str, ...]:
    match = FirestoreBookMatch(client)
    home_ahead(match)
    grant_role(match, "scorer_home", "scorer_home")
    return (*HOME_ALONE, "--apply")


def map_command(client: Client, folder: Path) -> tuple[str, ...]:
    write_match(client)
    return map_arguments(csv_file(folder, PEOPLE), "--apply")


def remap_command(client: Client, folder: Path) -> tuple[str, ...]:
    run_ok(*map_command(client, folder))
    other_rows = [
        (kind, provider_id.replace("l1", "l9"), our_id) for kind, provider_id, our_id in PEOPLE
    ]
    return map_arguments(csv_file(folder, other_rows), "--overwrite", "--apply")


def reopen_command(client: Client, _: Path) -> tuple[str, ...]:
    client.document(paths.match(MATCH_ID)).set({"format": "T20"})
    client.document(paths.provider_feed(MATCH_ID)).set(FEED | {"closed": "over"})
    return ("feed", "reopen", MATCH_ID, "--apply")


ALL_COMMANDS: tuple[CommandSetup, ...] = (
    void_command,
    redo_command,
    correct_command,
    rule_command,
    tier_command,
    map_command,
    remap_command,
    reopen_command,
)
LOG_COMMANDS: tuple[CommandSetup, ...] = (void_command, redo_command, correct_command)
BOOK_COMMANDS: tuple[CommandSetup, ...] = (rule_command, tier_command)


def case_id(set_up: CommandSetup) -> str:
    """Return the id of a case."""
    return set_up.__name__


@pytest.mark.parametrize("set_up", ALL_COMMANDS, ids=case_id)
def test_a_write_whose_response_was_lost_is_not_reported_as_a_conflict(
    firestore_client: Client, set_up: CommandSetup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = set_up(firestore_client, tmp_path)
    with intercepted_commits(monkeypatch, commit_twice):
        assert "Written" in run_ok(*command)


@pytest.mark.parametrize("set_up", LOG_COMMANDS, ids=case_id)
@pytest.mark.parametrize("failure", FAILURES, ids=("killed", "gone"))
def test_running_a_failed_command_again_updates_the_score(
    firestore_client: Client,
    set_up: CommandSetup,
    failure: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail_after_first(number: int, commit: Callable[[], Any]) -> Any:
        if number > 1:
            raise failure
        return commit()

    command = set_up(firestore_client, tmp_path)
    with intercepted_commits(monkeypatch, fail_after_first):
        result = run_in_process(*command)
    assert result.code == (130 if failure is Killed else 1)
    message = f"match {MATCH_ID}: it is written, its score is not yet; run the same command again"
    assert message in result.err
    assert run_in_process("verify", MATCH_ID).code == 1
    assert "Nothing to do" in run_ok(*(each for each in command if each != "--apply"))
    assert run_in_process("verify", MATCH_ID).code == 1, "that was a preview"
    assert run_ok(*command).endswith("The score follows.\n")
    run_ok("verify", MATCH_ID)
    assert "follow" not in run_ok(*command)


def test_a_commit_without_a_response_is_reported_as_unknown(
    firestore_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def commit_without_response(_: int, commit: Callable[[], Any]) -> Any:
        commit()
        raise InternalServerError("gone")

    command = void_command(firestore_client, tmp_path)
    with intercepted_commits(monkeypatch, commit_without_response):
        result = run_in_process(*command)
    assert result.code == 1
    assert f"match {MATCH_ID}: whether it is written is not known; run the same" in result.err
    assert run_ok(*command).startswith(f"Nothing to do: {BALL} is voided already.\n")


@pytest.mark.parametrize("verb", ["rebuild", "reconcile"])
def test_a_feed_still_leased_by_a_killed_run_is_reported(
    firestore_client: Client, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    write_match(firestore_client)
    ball = firestore_client.document(paths.scoring_action(MATCH_ID, BALL))
    ball.update({"isVoided": True, "updatedAt": SERVER_TIMESTAMP})
    write, pages = FirestoreMatchStore.write_page, 0

    def write_page_until_killed(*arguments: Any) -> Any:
        nonlocal pages
        pages += 1
        if pages > 1:  # the first takes the lease
            raise Killed
        return write(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(FirestoreMatchStore, "write_page", write_page_until_killed)
        assert run_in_process("rebuild", MATCH_ID).code == 130
    result = run_in_process(verb, MATCH_ID)
    assert result.code == 1
    assert (
        f"the feed of {MATCH_ID} is not written: another process, most likely a run" in result.out
    )
    monkeypatch.setattr(FirestoreMatchStore, "limits", replace(LIMITS, lease=timedelta(0)))
    assert "feed" not in run_ok(verb, MATCH_ID)
    run_ok("verify", MATCH_ID)


@pytest.mark.parametrize("set_up", BOOK_COMMANDS, ids=case_id)
def test_a_ruling_without_its_log_changes_prints_the_command_for_them(
    firestore_client: Client, set_up: CommandSetup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_after_first(number: int, commit: Callable[[], Any]) -> Any:
        if number > 1:
            raise InternalServerError("gone")
        return commit()

    command = set_up(firestore_client, tmp_path)
    with intercepted_commits(monkeypatch, fail_after_first):
        result = run_in_process(*command)
    assert result.code == 1
    message = (
        f"match {MATCH_ID}: ruling 1 is written; `scrbrd rebuild {MATCH_ID}` lets the log follow"
    )
    assert message in result.err
    run_ok("rebuild", MATCH_ID)
    assert "as the books say" in run_ok("verify", MATCH_ID)


def test_a_repeated_change_of_the_tier_is_made_once(
    firestore_client: Client, tmp_path: Path
) -> None:
    command, match = tier_command(firestore_client, tmp_path), FirestoreBookMatch(firestore_client)
    run_ok(*command)
    assert run_ok(*command) == "Nothing to do: ruling 1 says so already.\n"
    grant_role(match, "scorer_away", "scorer_away")
    seats = ("--seat", "home=scorer_home", "--seat", "away=scorer_away")
    both_seats = ("tier", MATCH_ID, "DUAL", *seats, "--reason", "back", "--apply")
    run_ok(*both_seats, "--from", "home:1_7")
    assert "Nothing to do: ruling 2" in run_ok(*both_seats, "--from", "home:1_7")
    run_ok(*both_seats, "--from", "home:1_8")
    assert (stored_ruling(match, 3)["fromEntry"], stored_ruling(match, 4)) == ("1_8", {})


def test_running_a_killed_change_of_tier_again_updates_the_log(
    firestore_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_after_first(number: int, commit: Callable[[], Any]) -> Any:
        if number > 1:
            raise Killed
        return commit()

    command = tier_command(firestore_client, tmp_path)
    with intercepted_commits(monkeypatch, fail_after_first):
        assert run_in_process(*command).code == 130
    assert run_ok(*command).endswith("The log: 1_4, 1_5, 1_6.\n")
    assert "as the books say" in run_ok("verify", MATCH_ID)


def test_a_mapping_written_by_another_process_meanwhile_is_kept(
    firestore_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "acme:player:l1"

    def commit_after_another_writer(number: int, commit: Callable[[], Any]) -> Any:
        if number == 1:
            firestore_client.document(paths.provider_mapping(key)).set({"id": "theirs"})
        return commit()

    command = map_command(firestore_client, tmp_path)
    with intercepted_commits(monkeypatch, commit_after_another_writer):
        result = run_in_process(*command)
    assert result.code == 1
    assert "a mapping was changed meanwhile, and nothing was written" in result.err
    assert mapped_ids(firestore_client) == {key: "theirs"}
