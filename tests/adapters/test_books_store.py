"""The BookStore on Firestore and the one in memory: the same books come to the same documents."""

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
from tests.handlers.books.playing import MATCH_ID, Ground, entry_document

Documents = dict[str, dict[str, Any]]
SHOWN_TIMES = "a time"


class RealGround(Ground):
    """The same match on Firestore, where scribes' entries are written past the rules."""

    def __init__(self, client: Client, tier: str = "DUAL") -> None:
        super().__init__(tier)
        self.client = client
        client.document(paths.match(MATCH_ID)).set(
            {"homeTeamId": "home", "awayTeamId": "away", "validationTier": tier}
        )
        self.real = FirestoreBookStore(client)
        self.books = Books(self.real, FirestoreMatchStore(client), self.now, MATCH_ID)

    def write(self, scribe: Scribe) -> list[BookChange]:
        found: list[BookChange] = []
        for name, entry in scribe.entries.items():
            document = entry_document(scribe.person, ROLES[scribe.seat], entry)
            ref = self.client.document(paths.book_entry(MATCH_ID, scribe.person, name))
            known = ref.get().to_dict()
            if known is None or known["isVoided"] != document["isVoided"]:
                created = SERVER_TIMESTAMP if known is None else known["createdAt"]
                ref.set({**document, "createdAt": created, "updatedAt": SERVER_TIMESTAMP})
                found += [self.observed(scribe.person, name)]
        return found

    def observed(self, person: str, name: str) -> BookChange:
        """An entry as its event shows it."""
        snap = self.client.document(paths.book_entry(MATCH_ID, person, name)).get()
        found = books_codec.read_book_document(
            MATCH_ID, person, name, snap.to_dict(), snap.update_time
        )
        assert found is not None
        return found

    def rule(self, document: dict[str, Any]) -> BookChange:
        """Write the next ruling."""
        number = len(self.client.collection(paths.rulings(MATCH_ID)).get()) + 1
        written = document | {"number": number, "createdAt": SERVER_TIMESTAMP}
        self.client.document(paths.ruling(MATCH_ID, number)).set(written)
        [seen] = self.real.read_rulings(MATCH_ID, [number])
        return seen

    def documents(self) -> Documents:
        """What the handler wrote."""
        found = {
            f"{name}/{snap.id}": snap.to_dict() or {}
            for name in ("scoring_actions", "disputes", "notices")
            for snap in self.client.collection(f"{paths.match(MATCH_ID)}/{name}").get()
        }
        shown = self.client.document(paths.live_consensus(MATCH_ID)).get().to_dict() or {}
        return without_times(found | {"live/consensus": shown})


class MemoryGround(Ground):
    """The same match in memory."""

    def rule(self, document: dict[str, Any]) -> BookChange:
        """Write the next ruling."""
        return self.store.rule(document)

    def documents(self) -> Documents:
        """What the handler wrote."""
        found = {f"scoring_actions/{name}": each for name, each in self.matches.log.items()}
        found |= {f"disputes/{name}": each for name, each in self.store.disputes.items()}
        found |= {f"notices/{name}": each for name, each in self.store.notices.items()}
        return without_times(found | {"live/consensus": self.store.consensus or {}})


def without_times(documents: Documents) -> Documents:
    """Documents with every time in them the same."""
    return {
        path: {
            name: SHOWN_TIMES if isinstance(value, datetime) else value
            for name, value in document.items()
        }
        for path, document in documents.items()
    }


def created(kept: KeptConsensus) -> dict[str, Any]:
    """When each action of a log was created."""
    return {name: each.action.created_at for name, each in kept.log.actions.items()}


Play = Callable[[Any], None]
ABOUT = {"kind": "dispute", "method": "umpire", "disputeId": "1_3", "decidedAs": "umpire_on_field"}


def plain_balls(ground: Any) -> None:
    home, away = Scribe(HOME, "1 4 W . 2"), Scribe(AWAY, "1 4 W . 2")
    ground.arrive(home, away)


def a_dispute_that_is_amended(ground: Any) -> None:
    home, away = Scribe(HOME, "1 4=6 1"), Scribe(AWAY, "1 4 1")
    ground.arrive(home, away)
    ground.arrive(home.mend(2))


def a_dispute_that_is_ruled(ground: Any) -> None:
    home, away = Scribe(HOME, "1 4=6 1"), Scribe(AWAY, "1 4 1")
    ground.arrive(home, away)
    entries = {"home": "1_3", "away": "1_3"}
    ground.agree(ground.rule({**ABOUT, "entries": entries, "accepts": "away"}))


def a_dispute_that_is_raised_again(ground: Any) -> None:
    home, away = Scribe(HOME, "1 4=6 1"), Scribe(AWAY, "1 4 1")
    ground.arrive(home, away)
    ground.arrive(away.correct(2, "6"))
    ground.arrive(away.correct(2, "4"))


def a_void_a_redo_and_a_correction(ground: Any) -> None:
    home, away = Scribe(HOME, "1 4 2"), Scribe(AWAY, "1 4 2")
    ground.arrive(home, away)
    ground.arrive(home.void(home.entry(3)), away.void(away.entry(3)))
    ground.arrive(home.redo(home.entry(3)), away.redo(away.entry(3)))
    ground.arrive(home.correct(2, "6"), away.correct(2, "6"))


def a_ball_put_in_late(ground: Any) -> None:
    home, away = Scribe(HOME, "1 -4 2 . 6"), Scribe(AWAY, "1 -4 2 . 6")
    ground.arrive(home, away)
    ground.arrive(home.put_in(2), away.put_in(2))


PLAYS: dict[str, Play] = {
    play.__name__: play
    for play in (
        plain_balls,
        a_dispute_that_is_amended,
        a_dispute_that_is_ruled,
        a_dispute_that_is_raised_again,
        a_void_a_redo_and_a_correction,
        a_ball_put_in_late,
    )
}


@pytest.mark.parametrize("play", PLAYS.values(), ids=list(PLAYS))
def test_both_stores_come_to_the_same_documents(firestore_client: Client, play: Play) -> None:
    real, memory = RealGround(firestore_client), MemoryGround()
    play(real)
    play(memory)
    assert real.documents() == memory.documents()
    assert len(real.documents()) > 3
    stored = real.real.read_books(MATCH_ID)
    whole = real.real.read_all(MATCH_ID)
    assert stored.kept is not None
    kept = with_times(stored.kept, stored.written_at)
    assert created(kept) == created(whole)
    assert kept.log.count == whole.log.count
    assert {name: each.action.id for name, each in kept.log.actions.items()}.keys() == (
        whole.log.actions.keys()
    )
    assert kept.disputes == whole.disputes
    assert reconcile_books(real.books) is None


def test_a_stale_token_and_an_action_that_is_there_are_contended_and_write_nothing(
    firestore_client: Client,
) -> None:
    ground = RealGround(firestore_client)
    plain_balls(ground)
    stored = ground.real.read_books(MATCH_ID)
    assert stored.kept is not None
    with pytest.raises(ContendedError):
        ground.real.commit_books(MATCH_ID, None, BooksCommit(stored.kept))
    whole: Agreed = agree(ground.books, is_whole=True)
    assert whole.operations == ()
    before = ground.documents()
    with pytest.raises(ContendedError):
        ground.real.commit_books(MATCH_ID, stored.token, BooksCommit(stored.kept))
    assert ground.documents() == before


def test_what_is_kept_is_the_same_when_it_is_read_back() -> None:
    ground = MemoryGround()
    for play in (a_dispute_that_is_ruled,):
        play(ground)
    kept = ground.store.read_all(MATCH_ID)
    found = books_packing.read_state(books_packing.state_document(kept))
    assert found == kept
    damaged = {**books_packing.state_document(kept), "packed": b"no zip"}
    assert books_packing.read_state(damaged) is None
    assert books_packing.read_state({"version": 0}) is None


def test_an_unreadable_entry_keeps_its_place_and_never_counts(firestore_client: Client) -> None:
    ground = RealGround(firestore_client)
    home, away = Scribe(HOME, "1 4"), Scribe(AWAY, "1 4")
    ground.arrive(home)
    ref = firestore_client.document(paths.book_entry(MATCH_ID, home.person, "1_4"))
    junk = {"recordedAs": "scorer_home", "type": "delivery", "overNumber": "none"}
    ref.set({**junk, "isVoided": False, "updatedAt": datetime(2026, 5, 2, tzinfo=UTC)})
    ground.agree(ground.observed(home.person, "1_4"))
    ground.arrive(away)
    assert set(ground.documents()) >= {"scoring_actions/1_3"}
    kept = ground.real.read_books(MATCH_ID).kept
    assert kept is not None
    assert kept.books[home.person].entries[(1, 4)].entry is None
    assert kept.books[home.person].seat == Seat.HOME


def test_the_tier_is_the_matchs(firestore_client: Client) -> None:
    store = FirestoreBookStore(firestore_client)
    assert store.read_tier("nowhere") is None
    for tier in (DUAL, SINGLE):
        firestore_client.document(paths.match("m2")).set({"validationTier": str(tier)})
        assert store.read_tier("m2") == tier
    firestore_client.document(paths.match("m2")).set({"validationTier": "what"})
    assert store.read_tier("m2") is None


def test_a_claim_that_is_no_more_is_not_left_in_its_dispute(firestore_client: Client) -> None:
    ground = RealGround(firestore_client)
    there = firestore_client.document(paths.dispute(MATCH_ID, "1_3"))
    claims: dict[str, Any]
    for claims in ({"home": {"ball": {"note": "a"}}}, {"away": {"ball": {}}}):
        stored = ground.real.read_books(MATCH_ID)
        commit = BooksCommit(ground.real.read_all(MATCH_ID), disputes={"1_3": {"claims": claims}})
        ground.real.commit_books(MATCH_ID, stored.token, commit)
        assert (there.get().to_dict() or {})["claims"] == claims


def test_what_is_disputed_is_no_difference_of_the_projection(firestore_client: Client) -> None:
    ground = RealGround(firestore_client)
    home, away = Scribe(HOME, "1 4=6 1"), Scribe(AWAY, "1 4 1")
    ground.arrive(home, away)
    health = firestore_client.document(paths.live_health(MATCH_ID)).get().to_dict() or {}
    assert health["disputed"]["openDisputes"] == 1
    assert verify(ground.books.matches, ground.now, MATCH_ID) == []
