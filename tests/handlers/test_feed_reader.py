"""Tests that a reader who continues from any revision of the feed ends with the same documents as a
new reader, with voids, corrections, killed workers, and events shuffled, repeated and dropped.

Matches: Cricsheet, https://cricsheet.org, Open Data Commons Attribution License.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrbrd.domain.actions import Action, Delivery, action_id
from scrbrd.engine import chunks as packed_log
from scrbrd.handlers.catch_up import catch_up, rebuild
from scrbrd.handlers.commit.ledger_head import without_head
from scrbrd.handlers.limits import LIMITS
from scrbrd.handlers.ports import ObservedAction
from scrbrd.handlers.reconcile import reconcile
from scrbrd.handlers.refold.apply import rebuild_from_log
from scrbrd.projections.feed.text import with_text
from tests.chaos.games import Game, random_game, real_game, unvoided_document
from tests.domain.strategies import LegalLog, legal_logs
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.reader import Reader

MATCH_ID = "m1"
REPOSITORY_MATCHES = sorted(Path("scripts/matches").glob("*.log"))


class Clock:
    """A clock that advances ten seconds per call, so that other workers may finish pages."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=10)
        return self.at


class WorkerKilled(Exception):
    """Raised in place of a write: the worker was killed."""


def new_store_for(game: Game) -> MemoryMatchStore:
    """Return a store with a game's match and lineups, but no log."""
    store = MemoryMatchStore()
    store.match, store.lineups = game.match, dict(game.lineups)
    return store


def with_corrections(game: Game, chance: random.Random) -> list[tuple[str, Any]]:
    """Return the writes of a game with random corrections and late balls, voided and redone later.

    The sequence numbers of later actions grow by the number of those inserted.
    """
    written: list[tuple[str, Any]] = []
    last_sequences: dict[int, int] = {}
    balls: list[tuple[str, Any]] = []
    to_toggle: list[tuple[str, Any]] = []
    for entry in game.entries:
        document = unvoided_document(game, entry)
        number = entry.innings_number
        document = at_next_place(document, number, last_sequences)
        written.append((document["id"], document))
        if isinstance(entry, Delivery):
            balls.append((document["id"], document))
        if balls and chance.random() < 0.03:
            anchor, ball = chance.choice(balls[-40:])
            kind = chance.choice(("corrects", "corrects", "after"))
            if ball["inningsNumber"] == number:
                other = ball | {kind: anchor, "runsOffBat": 0, "totalRuns": None, "wicket": None}
                other |= {"isWicket": False, "extras": {}, "isLegalDelivery": None}
                other = at_next_place(other, number, last_sequences)
                written.append((other["id"], other))
                to_toggle.append((other["id"], other))
        if chance.random() < 0.03 and written:
            to_toggle.append(written[-1])
        while to_toggle and chance.random() < 0.2:
            name, original = to_toggle.pop(0)
            written.append((name, original | {"isVoided": True}))
            if chance.random() < 0.6:
                to_toggle.append((name, original))
                written.append((name, original))
    return written


def at_next_place(document: Any, innings: int, last_sequences: dict[int, int]) -> Any:
    """Return a document moved to the next place of its innings."""
    last_sequences[innings] = last_sequences.get(innings, 0) + 1
    name = str(action_id(innings, last_sequences[innings]))
    return document | {"id": name, "matchId": MATCH_ID, "sequenceNumber": last_sequences[innings]}


def deliver(
    store: MemoryMatchStore, now: Clock, changed: list[ObservedAction], chance: random.Random
) -> None:
    """Deliver one event for some actions; sometimes its worker is killed between two writes."""
    if chance.random() < 0.1:
        store.before_follow_up = kill_worker
    try:
        catch_up(store, now, MATCH_ID, changed)
    except WorkerKilled:
        if chance.random() < 0.5:
            catch_up(store, now, MATCH_ID, changed)
    finally:
        store.before_follow_up = None


def kill_worker() -> None:
    """Stop the worker in place of its next write."""
    raise WorkerKilled


def event_batches(
    written: list[tuple[str, Any]], store: MemoryMatchStore, chance: random.Random, latest: int
) -> Iterator[list[ObservedAction]]:
    """Write the log and yield its events in groups: up to `latest` writes late, twice, or never."""
    queue: list[tuple[float, int, ObservedAction]] = []
    for now, (name, document) in enumerate(written):
        event = store.put(name, document)
        for _ in range(chance.choice((0, 1, 1, 1, 1, 2))):
            queue.append((now + chance.uniform(0, latest), len(queue), event))
        if chance.random() < 3 / (latest + 3):
            queue.sort()
            ready = [each[2] for each in queue if each[0] <= now]
            queue = [each for each in queue if each[0] > now]
            yield ready
    yield [each[2] for each in queue]


def check_readers(game: Game, chance: random.Random, latest: int) -> None:
    """Play a game and check the feed of three readers, each with its own reading pattern."""
    store, now = new_store_for(game), Clock()
    frequent, rare, slow = readers = (Reader(), Reader(), Reader())
    for changed in event_batches(with_corrections(game, chance), store, chance, latest):
        if changed:
            deliver(store, now, changed, chance)
        frequent.read(store.events)
        if chance.random() < 0.05:
            rare.read(store.events)
        slow.read(store.events, limit=2)
    reconcile(store, now, MATCH_ID)
    fresh = Reader()
    fresh.read(store.events)
    for reader in readers:
        reader.read(store.events)
        assert reader.documents == fresh.documents
        assert reader.lines() == fresh.lines()
    assert feed_contents(store.events) == feed_from_log(store)


def feed_contents(events: dict[str, Any]) -> dict[str, Any]:
    """Return the feed without its stamps and ledger head, which depend on the order of triggers."""
    left_out = ("revision", "expireAt")
    return {
        name: {key: each for key, each in without_head(document).items() if key not in left_out}
        for name, document in events.items()
    }


def feed_from_log(store: MemoryMatchStore) -> dict[str, Any]:
    """Return the feed that the whole log gives, without stamps."""
    cached = store.read_inputs(MATCH_ID)
    events = rebuild_from_log(cached, 0, store.read_log(MATCH_ID)).events
    return {name: with_text(body, cached.inputs) for name, body in events.items()}


@given(legal_logs(), st.integers(0, 2**32), st.sampled_from((0, 3, 30)))
def test_every_reader_of_a_random_game_ends_with_the_same_feed(
    log: LegalLog, seed: int, latest: int
) -> None:
    chance, patch = random.Random(seed), pytest.MonkeyPatch()
    try:
        patch.setattr(packed_log, "CHUNK_ACTIONS", chance.choice((1, 3, 8, 256)))
        commit_size, page_size = chance.choice((1, 3, 20)), chance.choice((1, 2, 200))
        limits = replace(LIMITS, events_in_a_commit=commit_size, page_size=page_size)
        patch.setattr(MemoryMatchStore, "limits", limits)
        game = random_game(MATCH_ID, log)
        valid_entries = [entry for entry in game.entries if isinstance(entry, Action)]
        without_late = tuple(
            entry for entry in valid_entries if not (entry.corrects or entry.after)
        )
        check_readers(Game(MATCH_ID, game.match, game.lineups, without_late), chance, latest)
    finally:
        patch.undo()


@pytest.mark.parametrize("path", REPOSITORY_MATCHES, ids=lambda path: path.stem)
def test_every_reader_of_a_real_match_ends_with_the_same_feed(path: Path) -> None:
    check_readers(real_game(MATCH_ID, path), random.Random(path.stem), latest=20)


def check_readers_of_matches(paths: Iterable[Path]) -> None:
    """Check the readers of real matches with events that arrive late."""
    for path in paths:
        check_readers(real_game(MATCH_ID, path), random.Random(path.stem), latest=300)


@pytest.mark.shared
def test_every_reader_of_one_shared_match_in_fifteen_ends_with_the_same_feed(
    shared_matches: Path,
) -> None:
    check_readers_of_matches(sorted(shared_matches.glob("*.json"))[::15])


@pytest.mark.shared
@pytest.mark.slow
def test_every_reader_of_every_shared_match_ends_with_the_same_feed(
    shared_matches: Path,
) -> None:
    check_readers_of_matches(sorted(shared_matches.glob("*.json")))


@pytest.mark.usefixtures("small_pages")
def test_a_reader_between_two_pages_misses_no_document() -> None:
    """Pages of one revision are written in the order of their ids: (revision, id) only grows."""
    store, now = new_store_for(game := real_game(MATCH_ID, REPOSITORY_MATCHES[0])), Clock()
    reader, read_counts = Reader(), []

    def read_between_writes() -> None:
        read_counts.append(reader.read(store.events))
        store.before_follow_up = read_between_writes

    for name, document in with_corrections(game, random.Random(1))[:250]:
        event = store.put(name, document)
        store.before_follow_up = read_between_writes
        catch_up(store, now, MATCH_ID, [event])
    store.before_follow_up = None
    reader.read(store.events)
    assert len([number for number in read_counts if number]) > 20, (
        "there were pages to look between"
    )
    assert reader.documents == store.events


@pytest.mark.usefixtures("small_pages")
def test_a_later_commit_succeeds_and_its_document_waits_for_earlier_pages() -> None:
    store, now = new_store_for(game := real_game(MATCH_ID, REPOSITORY_MATCHES[0])), Clock()
    written = [store.put(e.id, unvoided_document(game, e)) for e in game.entries[:40]]
    store.before_follow_up = kill_worker
    with pytest.raises(WorkerKilled):
        catch_up(store, now, MATCH_ID, written)
    store.before_follow_up = None
    assert len(store.events) < 40
    committed = (store.score or {})["lastUpdated"]
    shortly_after = committed + timedelta(milliseconds=10)
    next_event = store.put(game.entries[40].id, unvoided_document(game, game.entries[40]))
    store.before_follow_up = kill_worker
    with pytest.raises(WorkerKilled):
        catch_up(store, lambda: shortly_after, MATCH_ID, [next_event])
    assert (store.score or {})["lastActionId"] == game.entries[40].id
    assert game.entries[40].id not in store.events
    store.before_follow_up = None
    catch_up(store, now, MATCH_ID, [next_event])
    assert feed_contents(store.events) == feed_from_log(store)


@pytest.mark.usefixtures("small_pages")
def test_a_rebuild_keeps_the_revisions_of_correct_documents() -> None:
    store, now = new_store_for(game := real_game(MATCH_ID, REPOSITORY_MATCHES[0])), Clock()
    for entry in game.entries[:30]:
        catch_up(store, now, MATCH_ID, [store.put(entry.id, unvoided_document(game, entry))])
    before = {name: doc["revision"] for name, doc in store.events.items()}
    store.events["1_7"] = store.events["1_7"] | {"events": []}
    rebuild(store, now, MATCH_ID, "to compare")
    after = {name: doc["revision"] for name, doc in store.events.items()}
    assert {name for name in after if after[name] != before[name]} == {"1_7"}
    assert feed_contents(store.events) == feed_from_log(store)
