"""Tests that the BookStores on Firestore and in memory give the same documents for equal books."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from google.cloud.firestore import SERVER_TIMESTAMP, Client

from scrbrd.adapters import books_codec, books_packing, paths
from scrbrd.adapters.books_store import FirestoreBookStore
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.consensus.entries import Seat
from scrbrd.engine.contention import ContendedError
from scrbrd.handlers.books.agree import Agreed, Books, agree
from scrbrd.handlers.books.model import BookChange, KeptConsensus
from scrbrd.handlers.books.ports import BooksCommit
from scrbrd.handlers.books.reconcile import reconcile_books
from scrbrd.handlers.books.take_in import with_times
from scrbrd.handlers.verify import verify
from tests.consensus.scribes import AWAY, DUAL, HOME, ROLES, SINGLE, Scribe
from tests.handlers.books.playing import MATCH_ID, BookMatch, entry_document

Documents = dict[str, dict[str, Any]]
TIME_TEXT = "a time"


class FirestoreBookMatch(BookMatch):
    """A match with its books on Firestore, where scribes' entries are written past the rules."""

    def __init__(self, client: Client, tier: str = "DUAL") -> None:
        super().__init__(tier)
        self.client = client
        client.document(paths.match(MATCH_ID)).set(
            {"homeTeamId": "home", "awayTeamId": "away", "validationTier": tier}
        )
        self.book_store = FirestoreBookStore(client)
        self.books = Books(self.book_store, FirestoreMatchStore(client), self.now, MATCH_ID)

    def write(self, scribe: Scribe) -> list[BookChange]:
        found: list[BookChange] = []
        for name, entry in scribe.entries.items():
            document = entry_document(scribe.person, ROLES[scribe.seat], entry)
            ref = self.client.document(paths.book_entry(MATCH_ID, scribe.person, name))
            old_document = ref.get().to_dict()
            if old_document is None or old_document["isVoided"] != document["isVoided"]:
                creation_times = (
                    SERVER_TIMESTAMP if old_document is None else old_document["createdAt"]
                )
                ref.set({**document, "createdAt": creation_times, "updatedAt": SERVER_TIMESTAMP})
                found += [self.observed_entry(scribe.person, name)]
        return found

    def observed_entry(self, person: str, name: str) -> BookChange:
        """Return an entry as its event shows it."""
        snap = self.client.document(paths.book_entry(MATCH_ID, person, name)).get()
        found = books_codec.read_book_document(
            MATCH_ID, person, name, snap.to_dict(), snap.update_time
        )
        assert found is not None
        return found

    def put_ruling(self, document: dict[str, Any]) -> BookChange:
        """Write the next ruling and return it as its event shows it."""
        number = len(self.client.collection(paths.rulings(MATCH_ID)).get()) + 1
        written = document | {"number": number, "createdAt": SERVER_TIMESTAMP}
        self.client.document(paths.ruling(MATCH_ID, number)).set(written)
        [observed_ruling] = self.book_store.read_rulings(MATCH_ID, [number])
        return observed_ruling

    def documents(self) -> Documents:
        """Return the documents that the handler wrote."""
        found = {
            f"{name}/{snap.id}": snap.to_dict() or {}
            for name in ("scoring_actions", "disputes", "notices")
            for snap in self.client.collection(f"{paths.match(MATCH_ID)}/{name}").get()
        }
        live_consensus = self.client.document(paths.live_consensus(MATCH_ID)).get().to_dict() or {}
        return without_times(found | {"live/consensus": live_consensus})


class MemoryBookMatch(BookMatch):
    """A match with its books in memory."""

    def put_ruling(self, document: dict[str, Any]) -> BookChange:
        """Write the next ruling and return it as its event shows it."""
        return self.store.put_ruling(document)

    def documents(self) -> Documents:
        """Return the documents that the handler wrote."""
        found = {f"scoring_actions/{name}": each for name, each in self.matches.log.items()}
        found |= {f"disputes/{name}": each for name, each in self.store.disputes.items()}
        found |= {f"notices/{name}": each for name, each in self.store.notices.items()}
        return without_times(found | {"live/consensus": self.store.consensus or {}})


def without_times(documents: Documents) -> Documents:
    """Return documents with every time replaced by the same text."""
    return {
        path: {
            name: TIME_TEXT if isinstance(value, datetime) else value
            for name, value in document.items()
        }
        for path, document in documents.items()
    }


def creation_times(stored_consensus: KeptConsensus) -> dict[str, Any]:
    """Return the creation time of each action of a log."""
    return {name: each.action.created_at for name, each in stored_consensus.log.actions.items()}


Scenario = Callable[[Any], None]
RULING = {"kind": "dispute", "method": "umpire", "disputeId": "1_3", "decidedAs": "umpire_on_field"}


def plain_balls(match: Any) -> None:
    home, away = Scribe(HOME, "1 4 W . 2"), Scribe(AWAY, "1 4 W . 2")
    match.deliver(home, away)


def a_dispute_that_is_amended(match: Any) -> None:
    home, away = Scribe(HOME, "1 4=6 1"), Scribe(AWAY, "1 4 1")
    match.deliver(home, away)
    match.deliver(home.correct_to_actual(2))


def a_dispute_that_is_ruled(match: Any) -> None:
    home, away = Scribe(HOME, "1 4=6 1"), Scribe(AWAY, "1 4 1")
    match.deliver(home, away)
    entries = {"home": "1_3", "away": "1_3"}
    match.agree(match.put_ruling({**RULING, "entries": entries, "accepts": "away"}))


def a_dispute_that_is_raised_again(match: Any) -> None:
    home, away = Scribe(HOME, "1 4=6 1"), Scribe(AWAY, "1 4 1")
    match.deliver(home, away)
    match.deliver(away.correct(2, "6"))
    match.deliver(away.correct(2, "4"))


def a_void_a_redo_and_a_correction(match: Any) -> None:
    home, away = Scribe(HOME, "1 4 2"), Scribe(AWAY, "1 4 2")
    match.deliver(home, away)
    match.deliver(home.void(home.entry_id(3)), away.void(away.entry_id(3)))
    match.deliver(home.redo(home.entry_id(3)), away.redo(away.entry_id(3)))
    match.deliver(home.correct(2, "6"), away.correct(2, "6"))


def a_ball_put_in_late(match: Any) -> None:
    home, away = Scribe(HOME, "1 -4 2 . 6"), Scribe(AWAY, "1 -4 2 . 6")
    match.deliver(home, away)
    match.deliver(home.insert_late(2), away.insert_late(2))


SCENARIOS: dict[str, Scenario] = {
    scenario.__name__: scenario
    for scenario in (
        plain_balls,
        a_dispute_that_is_amended,
        a_dispute_that_is_ruled,
        a_dispute_that_is_raised_again,
        a_void_a_redo_and_a_correction,
        a_ball_put_in_late,
    )
}


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=list(SCENARIOS))
def test_both_stores_give_the_same_documents(firestore_client: Client, scenario: Scenario) -> None:
    on_firestore, in_memory = FirestoreBookMatch(firestore_client), MemoryBookMatch()
    scenario(on_firestore)
    scenario(in_memory)
    assert on_firestore.documents() == in_memory.documents()
    assert len(on_firestore.documents()) > 3
    stored = on_firestore.book_store.read_books(MATCH_ID)
    whole = on_firestore.book_store.read_all(MATCH_ID)
    assert stored.kept is not None
    stored_consensus = with_times(stored.kept, stored.written_at)
    assert creation_times(stored_consensus) == creation_times(whole)
    assert stored_consensus.log.count == whole.log.count
    assert {name: each.action.id for name, each in stored_consensus.log.actions.items()}.keys() == (
        whole.log.actions.keys()
    )
    assert stored_consensus.disputes == whole.disputes
    assert reconcile_books(on_firestore.books) is None


def test_a_stale_token_or_an_existing_action_is_contended_and_writes_nothing(
    firestore_client: Client,
) -> None:
    match = FirestoreBookMatch(firestore_client)
    plain_balls(match)
    stored = match.book_store.read_books(MATCH_ID)
    assert stored.kept is not None
    with pytest.raises(ContendedError):
        match.book_store.commit_books(MATCH_ID, None, BooksCommit(stored.kept))
    whole: Agreed = agree(match.books, is_whole=True)
    assert whole.operations == ()
    before = match.documents()
    with pytest.raises(ContendedError):
        match.book_store.commit_books(MATCH_ID, stored.token, BooksCommit(stored.kept))
    assert match.documents() == before


def test_the_packed_state_is_read_back_unchanged() -> None:
    match = MemoryBookMatch()
    for scenario in (a_dispute_that_is_ruled,):
        scenario(match)
    stored_consensus = match.store.read_all(MATCH_ID)
    found = books_packing.read_state(books_packing.state_document(stored_consensus))
    assert found == stored_consensus
    damaged = {**books_packing.state_document(stored_consensus), "packed": b"no zip"}
    assert books_packing.read_state(damaged) is None
    assert books_packing.read_state({"version": 0}) is None


def test_an_unreadable_entry_keeps_its_place_and_never_counts(firestore_client: Client) -> None:
    match = FirestoreBookMatch(firestore_client)
    home, away = Scribe(HOME, "1 4"), Scribe(AWAY, "1 4")
    match.deliver(home)
    ref = firestore_client.document(paths.book_entry(MATCH_ID, home.person, "1_4"))
    junk = {"recordedAs": "scorer_home", "type": "delivery", "overNumber": "none"}
    ref.set({**junk, "isVoided": False, "updatedAt": datetime(2026, 5, 2, tzinfo=UTC)})
    match.agree(match.observed_entry(home.person, "1_4"))
    match.deliver(away)
    assert set(match.documents()) >= {"scoring_actions/1_3"}
    stored_consensus = match.book_store.read_books(MATCH_ID).kept
    assert stored_consensus is not None
    assert stored_consensus.books[home.person].entries[(1, 4)].entry is None
    assert stored_consensus.books[home.person].seat == Seat.HOME


def test_the_tier_is_read_from_the_match_document(firestore_client: Client) -> None:
    store = FirestoreBookStore(firestore_client)
    assert store.read_tier("nowhere") is None
    for tier in (DUAL, SINGLE):
        firestore_client.document(paths.match("m2")).set({"validationTier": str(tier)})
        assert store.read_tier("m2") == tier
    firestore_client.document(paths.match("m2")).set({"validationTier": "what"})
    assert store.read_tier("m2") is None


def test_a_withdrawn_claim_is_removed_from_its_dispute(firestore_client: Client) -> None:
    match = FirestoreBookMatch(firestore_client)
    reference = firestore_client.document(paths.dispute(MATCH_ID, "1_3"))
    claims: dict[str, Any]
    for claims in ({"home": {"ball": {"note": "a"}}}, {"away": {"ball": {}}}):
        stored = match.book_store.read_books(MATCH_ID)
        commit = BooksCommit(
            match.book_store.read_all(MATCH_ID), disputes={"1_3": {"claims": claims}}
        )
        match.book_store.commit_books(MATCH_ID, stored.token, commit)
        assert (reference.get().to_dict() or {})["claims"] == claims


def test_an_open_dispute_is_not_a_difference_of_the_projection(firestore_client: Client) -> None:
    match = FirestoreBookMatch(firestore_client)
    home, away = Scribe(HOME, "1 4=6 1"), Scribe(AWAY, "1 4 1")
    match.deliver(home, away)
    health = firestore_client.document(paths.live_health(MATCH_ID)).get().to_dict() or {}
    assert health["disputed"]["openDisputes"] == 1
    assert verify(match.books.matches, match.now, MATCH_ID) == []


def test_matches_with_a_new_entry_or_ruling_are_those_that_changed(
    firestore_client: Client,
) -> None:
    store, since = FirestoreBookStore(firestore_client), datetime(2026, 5, 2, tzinfo=UTC)
    for match_id, at in (("m1", since), ("m2", datetime(2026, 5, 1, tzinfo=UTC)), ("m3", since)):
        is_entry = match_id == "m1"
        path = paths.book_entry(match_id, "ann", "1_1") if is_entry else paths.ruling(match_id, 1)
        firestore_client.document(path).set({"updatedAt" if is_entry else "createdAt": at})
    assert store.matches_changed(since) == ["m1", "m3"]
