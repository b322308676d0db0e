"""Tests events in any order, repeated and dropped: after one reconcile no document differs.

The same test on emulators with several workers is in tests/chaos; here chunks are tiny, so that
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
from tests.fakes.ledgers import first_fault, published_head
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, lineup_documents, match_document

pytestmark = pytest.mark.xdist_group(
    "chaos-in-memory"
)  # the last test counts the routes of the others
STAMPS = ("version", "lastUpdated", "ledger")
HEALTH_STAMPS = ("lastUpdated", "lastRebuild", "lastReconcile", "lagMs")


def noon_clock() -> Any:
    return NOON


def unvoided_document(entry: LogEntry) -> dict[str, Any]:
    """Return an entry as a document that is not voided yet."""
    if isinstance(entry, Action):
        return entry.to_document() | {"isVoided": False}
    return {"type": "spaceship"}


def new_store() -> MemoryMatchStore:
    store = MemoryMatchStore()
    store.match, store.lineups = match_document(), lineup_documents()
    return store


def scorer_writes(log: LegalLog, chance: random.Random) -> list[tuple[str, dict[str, Any]]]:
    """Return the scorers' writes in order: every entry, and its void some time after."""
    written: list[tuple[str, dict[str, Any]]] = []
    pending_voids: list[LogEntry] = []
    for entry in log.messy:
        written.append((entry.id, unvoided_document(entry)))
        if entry.is_voided:
            pending_voids.append(entry)
        while pending_voids and chance.random() < 0.3:
            written.append(void_of(pending_voids.pop(0)))
    return written + [void_of(entry) for entry in pending_voids]


def void_of(entry: LogEntry) -> tuple[str, dict[str, Any]]:
    return entry.id, unvoided_document(entry) | {"isVoided": True}


def play(
    store: MemoryMatchStore,
    log: LegalLog,
    chance: random.Random,
    *,
    latest: int,
    drop: float,
    routes: Counter[str],
) -> None:
    """Write the log while its events arrive: up to `latest` writes late, once, twice or never.

    Each event is handled by one of two workers, chosen at random, with its own cached states.
    """
    workers = RecentStates(), RecentStates()
    queue: list[tuple[float, int, ObservedAction]] = []
    for now, (action_id, document) in enumerate(scorer_writes(log, chance)):
        event = store.put(action_id, document)
        for _ in range(chance.choice((1, 1, 2)) if chance.random() >= drop else 0):
            queue.append((now + chance.uniform(0, latest), len(queue), event))
        queue.sort(reverse=True)
        while queue and queue[-1][0] <= now:
            changed, recent = [queue.pop()[2]], chance.choice(workers)
            routes[catch_up(store, noon_clock, MATCH_ID, changed, recent).path] += 1
    while queue:
        changed, recent = [queue.pop()[2]], chance.choice(workers)
        routes[catch_up(store, noon_clock, MATCH_ID, changed, recent).path] += 1


def derived_documents(store: MemoryMatchStore) -> dict[str, Any]:
    """Return every derived document, without the fields that depend on single commits."""
    assert store.state is not None
    snapshot = packing.read_state(store.state)
    setup = snapshot.setup
    return {
        "score": {k: v for k, v in (store.score or {}).items() if k not in STAMPS},
        "health": {k: v for k, v in (store.health or {}).items() if k not in HEALTH_STAMPS},
        "match": store.match,
        "lineups": store.lineups,
        "known": snapshot.cached,
        "index": snapshot.index,
        "state": decode_progress(snapshot.state, setup),
        "open": (snapshot.open_key, snapshot.open_entries),
        "checkpoint": decode_progress(snapshot.checkpoint, setup),
        "events": {
            name: without_head(without_fields(body, "revision"))
            for name, body in store.events.items()
        },
        "left": {
            name: without_fields(without_fields(body, "lastUpdated"), "ledger")
            for name, body in store.match_end.items()
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


def without_fields(document: dict[str, Any], *stamps: str) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in stamps}


def rebuilt_documents(store: MemoryMatchStore) -> dict[str, Any]:
    """Return the documents of a rebuild from the log alone."""
    store.events, store.match_end = {}, {}
    rebuild(store, noon_clock, MATCH_ID, "to compare")
    return derived_documents(store)


def small_chunks(chance: random.Random) -> pytest.MonkeyPatch:
    """Set a small chunk size, so that a short log has many chunks."""
    patch = pytest.MonkeyPatch()
    patch.setattr(packed_log, "CHUNK_ACTIONS", chance.choice((1, 3, 8, 256)))
    return patch


ROUTES: Counter[str] = Counter()
QUARTER_OF_EXAMPLES = settings(max_examples=max(10, settings().max_examples // 4))


@QUARTER_OF_EXAMPLES
@given(legal_logs(), st.integers(0, 2**32), st.sampled_from((0, 2, 10, 60)))
def test_after_one_reconcile_every_document_equals_a_rebuild(
    log: LegalLog, seed: int, latest: int
) -> None:
    chance, store = random.Random(seed), new_store()
    patch = small_chunks(chance)
    try:
        play(store, log, chance, latest=latest, drop=0.1, routes=ROUTES)
        reconcile(store, noon_clock, MATCH_ID)
        healed = derived_documents(store)
        assert first_fault(store) is None, "the order of its links is that of the triggers"
        assert reconcile(store, noon_clock, MATCH_ID).healed == (), (
            "a second one finds nothing to do"
        )
        assert healed == rebuilt_documents(store)
    finally:
        patch.undo()


@QUARTER_OF_EXAMPLES
@given(legal_logs(), st.integers(0, 2**32), st.sampled_from((0, 2, 10, 60)))
def test_without_dropped_events_no_reconcile_is_needed(
    log: LegalLog, seed: int, latest: int
) -> None:
    chance, store = random.Random(seed), new_store()
    patch = small_chunks(chance)
    try:
        play(store, log, chance, latest=latest, drop=0.0, routes=ROUTES)
        caught_up = derived_documents(store)
        assert first_fault(store, published_head(store)) is None
        assert caught_up == rebuilt_documents(store)
    finally:
        patch.undo()


def test_the_properties_above_covered_every_route() -> None:
    """Without every route, the properties above would not cover what they claim."""
    assert set(ROUTES) >= {"next", "duplicate", "gap", "refold", "rebuild"}
    assert min(ROUTES[route] for route in ("next", "gap", "refold")) > 20
