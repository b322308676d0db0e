"""Verbs that change a log, rule or map: what they do where a commit's answer is lost, and where
they end between what people said and what follows from it."""

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
from tests.adapters.test_books_store import RealGround
from tests.admin.administration import done, here
from tests.admin.projected import write_match
from tests.admin.test_feed_commands import FEED, PEOPLE, arguments, csv_file, mapped
from tests.admin.test_ruling_commands import ACCEPT_AWAY, grant, ruling
from tests.admin.test_tier_command import ALONE, one_ahead
from tests.consensus.scribes import AWAY, HOME, Scribe
from tests.fakes.small_match import MATCH_ID
from tests.migrate.killing import Killed

BALL = "1_3"
ENDS = (Killed, InternalServerError("gone"))
Made = Callable[[Client, Path], tuple[str, ...]]
"""Makes what a command is for, and returns the command, which writes."""


@contextmanager
def commits(
    monkeypatch: pytest.MonkeyPatch, answer: Callable[[int, Callable[[], Any]], Any]
) -> Iterator[None]:
    """Let commits be answered by a function of their number (1-based) and what commits."""
    real, count = FirestoreClient.commit, 0

    def commit(self: Any, *given: Any, **options: Any) -> Any:
        nonlocal count
        count += 1
        return answer(count, lambda: real(self, *given, **options))

    with monkeypatch.context() as patched:
        patched.setattr(FirestoreClient, "commit", commit)
        yield


def repeated(number: int, commit: Callable[[], Any]) -> Any:
    """The answer of the first commit is lost, and the library commits again."""
    if number == 1:
        commit()
    return commit()


def void(client: Client, _: Path) -> tuple[str, ...]:
    write_match(client)
    return ("void", MATCH_ID, BALL, "--reason", "no ball", "--apply")


def redo(client: Client, folder: Path) -> tuple[str, ...]:
    done(*void(client, folder))
    return ("redo", MATCH_ID, BALL, "--apply")


def correct(client: Client, _: Path) -> tuple[str, ...]:
    write_match(client)
    return ("correct", MATCH_ID, BALL, "--set", "runsOffBat=6", "--apply")


def rule(client: Client, _: Path) -> tuple[str, ...]:
    RealGround(client).arrive(Scribe(HOME, "1 4 1 . 2"), Scribe(AWAY, "1 4=6 1 . 2"))
    return (*ACCEPT_AWAY, "--apply")


def tier(client: Client, _: Path) -> tuple[str, ...]:
    ground = RealGround(client)
    one_ahead(ground)
    grant(ground, "scorer_home", "scorer_home")
    return (*ALONE, "--apply")


def map_people(client: Client, folder: Path) -> tuple[str, ...]:
    write_match(client)
    return arguments(csv_file(folder, PEOPLE), "--apply")


def map_others(client: Client, folder: Path) -> tuple[str, ...]:
    done(*map_people(client, folder))
    other = [(kind, provider_id.replace("l1", "l9"), ours) for kind, provider_id, ours in PEOPLE]
    return arguments(csv_file(folder, other), "--overwrite", "--apply")


def reopen(client: Client, _: Path) -> tuple[str, ...]:
    client.document(paths.match(MATCH_ID)).set({"format": "T20"})
    client.document(paths.provider_feed(MATCH_ID)).set(FEED | {"closed": "over"})
    return ("feed", "reopen", MATCH_ID, "--apply")


ALL: tuple[Made, ...] = (void, redo, correct, rule, tier, map_people, map_others, reopen)
OF_LOGS: tuple[Made, ...] = (void, redo, correct)
OF_BOOKS: tuple[Made, ...] = (rule, tier)


def name_of(made: Made) -> str:
    """How a case is called."""
    return made.__name__


@pytest.mark.parametrize("made", ALL, ids=name_of)
def test_what_is_written_though_its_answer_was_lost_is_not_told_as_somebody_elses(
    firestore_client: Client, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = made(firestore_client, tmp_path)
    with commits(monkeypatch, repeated):
        assert "Written" in done(*command)


@pytest.mark.parametrize("made", OF_LOGS, ids=name_of)
@pytest.mark.parametrize("end", ENDS, ids=("killed", "gone"))
def test_a_log_that_was_mended_has_its_score_after_the_same_command_again(
    firestore_client: Client,
    made: Made,
    end: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def behind(number: int, commit: Callable[[], Any]) -> Any:
        if number > 1:
            raise end
        return commit()

    command = made(firestore_client, tmp_path)
    with commits(monkeypatch, behind):
        ran = here(*command)
    assert ran.code == (130 if end is Killed else 1)
    message = f"match {MATCH_ID}: it is written, its score is not yet; run the same command again"
    assert message in ran.err
    assert here("verify", MATCH_ID).code == 1
    assert "Nothing to do" in done(*(each for each in command if each != "--apply"))
    assert here("verify", MATCH_ID).code == 1, "that was a preview"
    assert done(*command).endswith("The score follows.\n")
    done("verify", MATCH_ID)
    assert "follow" not in done(*command)


def test_a_commit_that_nobody_answered_is_told_as_that(
    firestore_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(_: int, commit: Callable[[], Any]) -> Any:
        commit()
        raise InternalServerError("gone")

    command = void(firestore_client, tmp_path)
    with commits(monkeypatch, silent):
        ran = here(*command)
    assert ran.code == 1
    assert f"match {MATCH_ID}: whether it is written is not known; run the same" in ran.err
    assert done(*command).startswith(f"Nothing to do: {BALL} is voided already.\n")


@pytest.mark.parametrize("verb", ["rebuild", "reconcile"])
def test_a_feed_that_a_killed_run_still_has_is_told_by_the_verb_that_cannot_write_it(
    firestore_client: Client, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    write_match(firestore_client)
    ball = firestore_client.document(paths.scoring_action(MATCH_ID, BALL))
    ball.update({"isVoided": True, "updatedAt": SERVER_TIMESTAMP})
    write, pages = FirestoreMatchStore.write_page, 0

    def die(*given: Any) -> Any:
        nonlocal pages
        pages += 1
        if pages > 1:  # the first takes the lease
            raise Killed
        return write(*given)

    with monkeypatch.context() as patched:
        patched.setattr(FirestoreMatchStore, "write_page", die)
        assert here("rebuild", MATCH_ID).code == 130
    ran = here(verb, MATCH_ID)
    assert ran.code == 1
    assert f"the feed of {MATCH_ID} is not written: another process, most likely a run" in ran.out
    monkeypatch.setattr(FirestoreMatchStore, "limits", replace(LIMITS, lease=timedelta(0)))
    assert "feed" not in done(verb, MATCH_ID)
    done("verify", MATCH_ID)


@pytest.mark.parametrize("made", OF_BOOKS, ids=name_of)
def test_a_ruling_whose_log_did_not_follow_says_how_it_does(
    firestore_client: Client, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def behind(number: int, commit: Callable[[], Any]) -> Any:
        if number > 1:
            raise InternalServerError("gone")
        return commit()

    command = made(firestore_client, tmp_path)
    with commits(monkeypatch, behind):
        ran = here(*command)
    assert ran.code == 1
    message = (
        f"match {MATCH_ID}: ruling 1 is written; `scrbrd rebuild {MATCH_ID}` lets the log follow"
    )
    assert message in ran.err
    done("rebuild", MATCH_ID)
    assert "as the books say" in done("verify", MATCH_ID)


def test_a_change_of_the_tier_is_made_once(firestore_client: Client, tmp_path: Path) -> None:
    command, ground = tier(firestore_client, tmp_path), RealGround(firestore_client)
    done(*command)
    assert done(*command) == "Nothing to do: ruling 1 says so already.\n"
    grant(ground, "scorer_away", "scorer_away")
    seats = ("--seat", "home=scorer_home", "--seat", "away=scorer_away")
    both = ("tier", MATCH_ID, "DUAL", *seats, "--reason", "back", "--apply")
    done(*both, "--from", "home:1_7")
    assert "Nothing to do: ruling 2" in done(*both, "--from", "home:1_7")
    done(*both, "--from", "home:1_8")
    assert (ruling(ground, 3)["fromEntry"], ruling(ground, 4)) == ("1_8", {})


def test_a_tier_whose_log_did_not_follow_is_followed_by_the_same_command(
    firestore_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def behind(number: int, commit: Callable[[], Any]) -> Any:
        if number > 1:
            raise Killed
        return commit()

    command = tier(firestore_client, tmp_path)
    with commits(monkeypatch, behind):
        assert here(*command).code == 130
    assert done(*command).endswith("The log: 1_4, 1_5, 1_6.\n")
    assert "as the books say" in done("verify", MATCH_ID)


def test_mappings_that_somebody_else_wrote_meanwhile_are_theirs(
    firestore_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "acme:player:l1"

    def overtaken(number: int, commit: Callable[[], Any]) -> Any:
        if number == 1:
            firestore_client.document(paths.provider_mapping(key)).set({"id": "theirs"})
        return commit()

    command = map_people(firestore_client, tmp_path)
    with commits(monkeypatch, overtaken):
        ran = here(*command)
    assert ran.code == 1
    assert "a mapping was changed meanwhile, and nothing was written" in ran.err
    assert mapped(firestore_client) == {key: "theirs"}
