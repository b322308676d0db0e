"""Whoever has read the feed up to any revision, and then what is newer, has the same as one who
starts afresh: with voids, corrections, connections lost, events shuffled, repeated and dropped.

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
from tests.chaos.games import Game, random_game, raw, real_game
from tests.domain.strategies import LegalLog, legal_logs
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.reader import Reader

MATCH_ID = "m1"
COMMITTED = sorted(Path("scripts/matches").glob("*.log"))


class Clock:
    """Ten seconds a look, so that what somebody owes is old enough to be finished by another."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=10)
        return self.at


class Broken(Exception):
    """A worker that was killed."""


def store_of(game: Game) -> MemoryMatchStore:
    store = MemoryMatchStore()
    store.match, store.lineups = game.match, dict(game.lineups)
    return store


def with_corrections(game: Game, chance: random.Random) -> list[tuple[str, Any]]:
    """What is written: the log with corrections and late balls between, voids and redos some time
    after. Sequences move up by what came between."""
    written: list[tuple[str, Any]] = []
    last: dict[int, int] = {}
    balls: list[tuple[str, Any]] = []
    undone: list[tuple[str, Any]] = []
    for entry in game.entries:
        document = raw(game, entry)
        number = entry.innings_number
        document = placed(document, number, last)
        written.append((document["id"], document))
        if isinstance(entry, Delivery):
            balls.append((document["id"], document))
        if balls and chance.random() < 0.03:
            anchor, ball = chance.choice(balls[-40:])
            kind = chance.choice(("corrects", "corrects", "after"))
            if ball["inningsNumber"] == number:
                other = ball | {kind: anchor, "runsOffBat": 0, "totalRuns": None, "wicket": None}
                other |= {"isWicket": False, "extras": {}, "isLegalDelivery": None}
                other = placed(other, number, last)
                written.append((other["id"], other))
                undone.append((other["id"], other))
        if chance.random() < 0.03 and written:
            undone.append(written[-1])
        while undone and chance.random() < 0.2:
            name, was = undone.pop(0)
            written.append((name, was | {"isVoided": True}))
            if chance.random() < 0.6:
                undone.append((name, was))
                written.append((name, was))
    return written


def placed(document: Any, innings: int, last: dict[int, int]) -> Any:
    """The document at the next place of its innings."""
    last[innings] = last.get(innings, 0) + 1
    name = str(action_id(innings, last[innings]))
    return document | {"id": name, "matchId": MATCH_ID, "sequenceNumber": last[innings]}


def deliver(
    store: MemoryMatchStore, now: Clock, moved: list[ObservedAction], chance: random.Random
) -> None:
    """An event for some actions at once; now and then its worker dies between two writes."""
    if chance.random() < 0.1:
        store.before_after = die
    try:
        catch_up(store, now, MATCH_ID, moved)
    except Broken:
        if chance.random() < 0.5:
            catch_up(store, now, MATCH_ID, moved)
    finally:
        store.before_after = None


def die() -> None:
    raise Broken


def batches(
    written: list[tuple[str, Any]], store: MemoryMatchStore, chance: random.Random, latest: int
) -> Iterator[list[ObservedAction]]:
    """The log written, and its events in groups: up to `latest` writes late, twice, or never."""
    due: list[tuple[float, int, ObservedAction]] = []
    for now, (name, document) in enumerate(written):
        event = store.put(name, document)
        for _ in range(chance.choice((0, 1, 1, 1, 1, 2))):
            due.append((now + chance.uniform(0, latest), len(due), event))
        if chance.random() < 3 / (latest + 3):
            due.sort()
            ready = [each[2] for each in due if each[0] <= now]
            due = [each for each in due if each[0] > now]
            yield ready
    yield [each[2] for each in due]


def check(game: Game, chance: random.Random, latest: int) -> None:
    """Play a game; three readers follow it, each by his own habits."""
    store, now = store_of(game), Clock()
    eager, seldom, slow = readers = (Reader(), Reader(), Reader())
    for moved in batches(with_corrections(game, chance), store, chance, latest):
        if moved:
            deliver(store, now, moved, chance)
        eager.read(store.events)
        if chance.random() < 0.05:
            seldom.read(store.events)
        slow.read(store.events, most=2)
    reconcile(store, now, MATCH_ID)
    afresh = Reader()
    afresh.read(store.events)
    for reader in readers:
        reader.read(store.events)
        assert reader.held == afresh.held
        assert reader.lines() == afresh.lines()
    assert bodies(store.events) == feed_from_nothing(store)


def bodies(events: dict[str, Any]) -> dict[str, Any]:
    """The feed without what only its writing knows; the ledger depends on the order of triggers."""
    left_out = ("revision", "expireAt")
    return {
        name: {key: each for key, each in without_head(document).items() if key not in left_out}
        for name, document in events.items()
    }


def feed_from_nothing(store: MemoryMatchStore) -> dict[str, Any]:
    known = store.read_inputs(MATCH_ID)
    events = rebuild_from_log(known, 0, store.read_log(MATCH_ID)).events
    return {name: with_text(body, known.inputs) for name, body in events.items()}


@given(legal_logs(), st.integers(0, 2**32), st.sampled_from((0, 3, 30)))
def test_every_reader_of_a_random_game_ends_with_the_same_feed(
    log: LegalLog, seed: int, latest: int
) -> None:
    chance, patch = random.Random(seed), pytest.MonkeyPatch()
    try:
        patch.setattr(packed_log, "CHUNK_ACTIONS", chance.choice((1, 3, 8, 256)))
        few, page = chance.choice((1, 3, 20)), chance.choice((1, 2, 200))
        limits = replace(LIMITS, events_in_a_commit=few, page_size=page)
        patch.setattr(MemoryMatchStore, "limits", limits)
        game = random_game(MATCH_ID, log)
        plain = [entry for entry in game.entries if isinstance(entry, Action)]
        kept = tuple(entry for entry in plain if not (entry.corrects or entry.after))
        check(Game(MATCH_ID, game.match, game.lineups, kept), chance, latest)
    finally:
        patch.undo()


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.stem)
def test_every_reader_of_a_real_match_ends_with_the_same_feed(path: Path) -> None:
    check(real_game(MATCH_ID, path), random.Random(path.stem), latest=20)


def check_shared(paths: Iterable[Path]) -> None:
    """Play real matches with events that come late."""
    for path in paths:
        check(real_game(MATCH_ID, path), random.Random(path.stem), latest=300)


@pytest.mark.shared
def test_every_reader_of_one_shared_match_in_fifteen_ends_with_the_same_feed(
    shared_matches: Path,
) -> None:
    check_shared(sorted(shared_matches.glob("*.json"))[::15])


@pytest.mark.shared
@pytest.mark.slow
def test_every_reader_of_every_shared_match_ends_with_the_same_feed(
    shared_matches: Path,
) -> None:
    check_shared(sorted(shared_matches.glob("*.json")))


@pytest.mark.usefixtures("small_pages")
def test_a_reader_between_two_pages_misses_none() -> None:
    """The pages of one revision come in the order of their ids: (revision, id) only grows."""
    store, now = store_of(game := real_game(MATCH_ID, COMMITTED[0])), Clock()
    reader, seen = Reader(), []

    def look() -> None:
        seen.append(reader.read(store.events))
        store.before_after = look

    for name, document in with_corrections(game, random.Random(1))[:250]:
        event = store.put(name, document)
        store.before_after = look
        catch_up(store, now, MATCH_ID, [event])
    store.before_after = None
    reader.read(store.events)
    assert len([number for number in seen if number]) > 20, "there were pages to look between"
    assert reader.held == store.events


@pytest.mark.usefixtures("small_pages")
def test_a_later_commit_goes_ahead_and_its_document_waits_for_the_pages_before_it() -> None:
    store, now = store_of(game := real_game(MATCH_ID, COMMITTED[0])), Clock()
    written = [store.put(e.id, raw(game, e)) for e in game.entries[:40]]
    store.before_after = die
    with pytest.raises(Broken):
        catch_up(store, now, MATCH_ID, written)
    store.before_after = None
    assert len(store.events) < 40
    committed = (store.score or {})["lastUpdated"]
    young = committed + timedelta(milliseconds=10)
    following = store.put(game.entries[40].id, raw(game, game.entries[40]))
    store.before_after = die
    with pytest.raises(Broken):
        catch_up(store, lambda: young, MATCH_ID, [following])
    assert (store.score or {})["lastActionId"] == game.entries[40].id
    assert game.entries[40].id not in store.events
    store.before_after = None
    catch_up(store, now, MATCH_ID, [following])
    assert bodies(store.events) == feed_from_nothing(store)


@pytest.mark.usefixtures("small_pages")
def test_a_rebuild_leaves_the_revisions_of_what_is_right() -> None:
    store, now = store_of(game := real_game(MATCH_ID, COMMITTED[0])), Clock()
    for entry in game.entries[:30]:
        catch_up(store, now, MATCH_ID, [store.put(entry.id, raw(game, entry))])
    before = {name: doc["revision"] for name, doc in store.events.items()}
    store.events["1_7"] = store.events["1_7"] | {"events": []}
    rebuild(store, now, MATCH_ID, "to compare")
    after = {name: doc["revision"] for name, doc in store.events.items()}
    assert {name for name in after if after[name] != before[name]} == {"1_7"}
    assert bodies(store.events) == feed_from_nothing(store)
