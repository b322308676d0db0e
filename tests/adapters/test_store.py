"""One contract for both stores, the one on Firestore and the one in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters import paths
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.catch_up import catch_up
from scrbrd.handlers.ports import Commit, ContendedError, MatchStore
from tests.fakes.memory_store import MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, lineup_documents, match_document, over

OWNED = frozenset({"runs", "winnerId"})


@dataclass
class Subject:
    """A store and a way to put documents under it."""

    store: MatchStore
    put_match: Callable[[dict[str, Any]], Any]
    put_score: Callable[[dict[str, Any]], Any]
    put_action: Callable[[str, dict[str, Any]], Any]
    put_lineup: Callable[[str, dict[str, Any]], Any]


@pytest.fixture(params=["memory", "firestore"])
def subject(request: pytest.FixtureRequest) -> Subject:
    if request.param == "memory":
        return in_memory()
    return on_firestore(request.getfixturevalue("firestore_client"))


def in_memory() -> Subject:
    store = MemoryMatchStore()

    def put_score(document: dict[str, Any]) -> None:
        store.score = document
        store.writes += 1

    def put_match(document: dict[str, Any]) -> None:
        store.match = document

    return Subject(store, put_match, put_score, store.log.__setitem__, store.lineups.__setitem__)


def on_firestore(client: Client) -> Subject:
    def putter(path: str) -> Callable[[dict[str, Any]], Any]:
        return client.document(path).set

    return Subject(
        FirestoreMatchStore(client),
        putter(paths.match(MATCH_ID)),
        putter(paths.live_score(MATCH_ID)),
        lambda key, data: client.document(paths.scoring_action(MATCH_ID, key)).set(data),
        lambda key, data: client.document(f"{paths.lineups(MATCH_ID)}/{key}").set(data),
    )


@pytest.mark.emulator
def test_nothing_is_stored_of_an_unknown_match(subject: Subject) -> None:
    stored = subject.store.read_stored(MATCH_ID)
    assert (stored.token, stored.score, stored.health, stored.match) == (None,) * 4
    assert subject.store.read_log(MATCH_ID).entries == ()


@pytest.mark.emulator
def test_what_was_committed_is_read_back(subject: Subject) -> None:
    subject.put_match(match_document())
    commit = Commit({"runs": 4}, {"problemCount": 0}, {"status": "live"}, OWNED)
    subject.store.commit(MATCH_ID, None, commit)
    stored = subject.store.read_stored(MATCH_ID)
    assert (stored.score, stored.health) == ({"runs": 4}, {"problemCount": 0})
    assert stored.match == match_document() | {"status": "live"}
    assert stored.token is not None


@pytest.mark.emulator
def test_a_commit_removes_its_own_stale_fields_and_keeps_those_of_others(subject: Subject) -> None:
    subject.put_score({"runs": 1, "winnerId": "lions", "ballHistory": [1]})
    token = subject.store.read_stored(MATCH_ID).token
    subject.store.commit(MATCH_ID, token, Commit({"runs": 2}, owned=OWNED))
    assert subject.store.read_stored(MATCH_ID).score == {"runs": 2, "ballHistory": [1]}


@pytest.mark.emulator
def test_a_none_removes_a_field_of_the_match(subject: Subject) -> None:
    subject.put_match({"status": "completed", "completedAt": datetime(2026, 5, 1, tzinfo=UTC)})
    change = {"status": "live", "completedAt": None}
    subject.store.commit(MATCH_ID, None, Commit({"runs": 1}, match=change, owned=OWNED))
    assert subject.store.read_stored(MATCH_ID).match == {"status": "live"}


@pytest.mark.emulator
def test_a_commit_on_a_score_that_moved_is_contended_and_writes_nothing(subject: Subject) -> None:
    subject.put_match(match_document())
    subject.put_score({"runs": 1})
    token = subject.store.read_stored(MATCH_ID).token
    subject.put_score({"runs": 2})
    with pytest.raises(ContendedError):
        subject.store.commit(
            MATCH_ID, token, Commit({"runs": 9}, {"problemCount": 9}, {"status": "x"}, OWNED)
        )
    stored = subject.store.read_stored(MATCH_ID)
    assert (stored.score, stored.health) == ({"runs": 2}, None)
    assert stored.match == match_document()


@pytest.mark.emulator
def test_two_first_commits_cannot_both_create_the_score(subject: Subject) -> None:
    subject.store.commit(MATCH_ID, None, Commit({"runs": 1}, owned=OWNED))
    with pytest.raises(ContendedError):
        subject.store.commit(MATCH_ID, None, Commit({"runs": 2}, owned=OWNED))
    assert subject.store.read_stored(MATCH_ID).score == {"runs": 1}


@pytest.mark.emulator
def test_a_match_deleted_meanwhile_is_contended(subject: Subject) -> None:
    with pytest.raises(ContendedError):
        subject.store.commit(
            MATCH_ID, None, Commit({"runs": 1}, match={"status": "live"}, owned=OWNED)
        )
    assert subject.store.read_stored(MATCH_ID).score is None


@pytest.mark.emulator
def test_both_stores_fold_the_same_log_to_the_same_score(subject: Subject) -> None:
    subject.put_match(match_document())
    for key, document in lineup_documents().items():
        subject.put_lineup(key, document)
    for key, document in (over(1) | over(2)).items():
        subject.put_action(key, document)
    catch_up(subject.store, lambda: datetime(2026, 5, 1, tzinfo=UTC), MATCH_ID)
    score = subject.store.read_stored(MATCH_ID).score
    assert score is not None
    assert (score["resultText"], score["lastActionId"]) == ("match tied", "2_7")
    assert score["innings1"]["batsmen"][0]["playerName"] == "Lions 1"
    assert not catch_up(subject.store, lambda: datetime.now(UTC), MATCH_ID).wrote
