"""Events of a log in any order, repeated and dropped: after one reconcile nothing differs.

The same on real emulators and with several workers is in tests/chaos; here chunks are tiny, so that
a short log has many, and the database is a dict.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrbrd.adapters import packing
from scrbrd.domain.actions import Action
from scrbrd.domain.effective import LogEntry
from scrbrd.engine import chunks as packed_log
from scrbrd.handlers.catch_up import catch_up, rebuild
from scrbrd.handlers.commit.ledger_head import without_head
from scrbrd.handlers.ports import ObservedAction
from scrbrd.handlers.reconcile import reconcile
from scrbrd.handlers.snapshot.model import decode_progress
from scrbrd.handlers.snapshot.recent import RecentStates
from tests.domain.strategies import LegalLog, legal_logs
from tests.fakes.ledgers import fault, head
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, lineup_documents, match_document

pytestmark = pytest.mark.xdist_group("chaos-in-memory")  # the last test counts what the rest did
STAMPS = ("version", "lastUpdated", "ledger")
NOTES = ("lastUpdated", "lastRebuild", "lastReconcile", "lagMs")


def noon() -> Any:
    return NOON


def raw(entry: LogEntry) -> dict[str, Any]:
    """An entry as a document that nobody has voided yet."""
    if isinstance(entry, Action):
        return entry.to_document() | {"isVoided": False}
    return {"type": "spaceship"}


def new_store() -> MemoryMatchStore:
    store = MemoryMatchStore()
    store.match, store.lineups = match_document(), lineup_documents()
    return store


def writes(log: LegalLog, chance: random.Random) -> list[tuple[str, dict[str, Any]]]:
    """What its scorers write, in order: every entry, and voids some time after."""
    written: list[tuple[str, dict[str, Any]]] = []
    to_void: list[LogEntry] = []
    for entry in log.messy:
        written.append((entry.id, raw(entry)))
        if entry.is_voided:
            to_void.append(entry)
        while to_void and chance.random() < 0.3:
            written.append(voided(to_void.pop(0)))
    return written + [voided(entry) for entry in to_void]


def voided(entry: LogEntry) -> tuple[str, dict[str, Any]]:
    return entry.id, raw(entry) | {"isVoided": True}


def play(
    store: MemoryMatchStore,
    log: LegalLog,
    chance: random.Random,
    *,
    latest: int,
    drop: float,
    routes: Counter[str],
) -> None:
    """Write the log while its events arrive: up to `latest` writes late, once or twice or never.

    Two workers take them by chance, each with the states that it committed itself.
    """
    workers = RecentStates(), RecentStates()
    due: list[tuple[float, int, ObservedAction]] = []
    for now, (action_id, document) in enumerate(writes(log, chance)):
        event = store.put(action_id, document)
        for _ in range(chance.choice((1, 1, 2)) if chance.random() >= drop else 0):
            due.append((now + chance.uniform(0, latest), len(due), event))
        due.sort(reverse=True)
        while due and due[-1][0] <= now:
            moved, recent = [due.pop()[2]], chance.choice(workers)
            routes[catch_up(store, noon, MATCH_ID, moved, recent).path] += 1
    while due:
        moved, recent = [due.pop()[2]], chance.choice(workers)
        routes[catch_up(store, noon, MATCH_ID, moved, recent).path] += 1


def shown(store: MemoryMatchStore) -> dict[str, Any]:
    """Every document that is derived, but for what only a commit knows."""
    assert store.state is not None
    snapshot = packing.read_state(store.state)
    setup = snapshot.setup
    return {
        "score": {k: v for k, v in (store.score or {}).items() if k not in STAMPS},
        "health": {k: v for k, v in (store.health or {}).items() if k not in NOTES},
        "match": store.match,
        "lineups": store.lineups,
        "known": snapshot.cached,
        "index": snapshot.index,
        "state": decode_progress(snapshot.state, setup),
        "open": (snapshot.open_key, snapshot.open_entries),
        "checkpoint": decode_progress(snapshot.checkpoint, setup),
        "events": {
            name: without_head(without(body, "revision")) for name, body in store.events.items()
        },
        "left": {
            name: without(without(body, "lastUpdated"), "ledger")
            for name, body in store.left.items()
        },
        "owed": snapshot.pending,
        "chunks": {
            name: (
                packing.read_chunk(chunk).entries,
                decode_progress(packing.read_chunk(chunk).checkpoint, setup),
            )
            for name, chunk in sorted(store.chunks.items())
        },
    }


def without(document: dict[str, Any], *stamps: str) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in stamps}


def rebuilt_from_nothing(store: MemoryMatchStore) -> dict[str, Any]:
    """What a rebuild makes where nothing but the log is stored."""
    store.events, store.left = {}, {}
    rebuild(store, noon, MATCH_ID, "to compare")
    return shown(store)


def small_chunks(chance: random.Random) -> pytest.MonkeyPatch:
    """Chunks of a few actions, so that a short log has many."""
    patch = pytest.MonkeyPatch()
    patch.setattr(packed_log, "CHUNK_ACTIONS", chance.choice((1, 3, 8, 256)))
    return patch


ROUTES: Counter[str] = Counter()
QUARTER = settings(max_examples=max(10, settings().max_examples // 4))


@QUARTER
@given(legal_logs(), st.integers(0, 2**32), st.sampled_from((0, 2, 10, 60)))
def test_after_one_reconcile_every_document_is_as_if_rebuilt(
    log: LegalLog, seed: int, latest: int
) -> None:
    chance, store = random.Random(seed), new_store()
    patch = small_chunks(chance)
    try:
        play(store, log, chance, latest=latest, drop=0.1, routes=ROUTES)
        reconcile(store, noon, MATCH_ID)
        healed = shown(store)
        assert fault(store) is None, "the order of its links is that of the triggers"
        assert reconcile(store, noon, MATCH_ID).healed == (), "a second one finds nothing to do"
        assert healed == rebuilt_from_nothing(store)
    finally:
        patch.undo()


@QUARTER
@given(legal_logs(), st.integers(0, 2**32), st.sampled_from((0, 2, 10, 60)))
def test_without_a_drop_no_reconcile_is_needed(log: LegalLog, seed: int, latest: int) -> None:
    chance, store = random.Random(seed), new_store()
    patch = small_chunks(chance)
    try:
        play(store, log, chance, latest=latest, drop=0.0, routes=ROUTES)
        caught_up = shown(store)
        assert fault(store, head(store)) is None
        assert caught_up == rebuilt_from_nothing(store)
    finally:
        patch.undo()


def test_every_route_was_taken_above() -> None:
    """Else the properties above would have proved less than they say."""
    assert set(ROUTES) >= {"next", "duplicate", "gap", "refold", "rebuild"}
    assert min(ROUTES[route] for route in ("next", "gap", "refold")) > 20
