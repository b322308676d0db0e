"""The stores under test, on Firestore and in memory, with direct access to their documents."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from google.cloud.firestore import SERVER_TIMESTAMP, Client

from scrbrd.adapters import paths
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import inputs_without_match
from scrbrd.handlers.catch_up import catch_up
from scrbrd.handlers.commit.build import build_commit
from scrbrd.handlers.ports import Commit, MatchStore
from scrbrd.handlers.refold.apply import rebuild_from_log
from scrbrd.handlers.snapshot.model import CachedInputs
from tests.fakes.memory_store import MemoryMatchStore
from tests.fakes.small_match import MATCH_ID

OWNED = frozenset({"runs", "winnerId"})
NOW = datetime(2026, 5, 1, tzinfo=UTC)
VERSIONS = itertools.count(10**18)


@dataclass
class Subject:
    """A store under test with functions that read, write and delete its documents directly."""

    store: MatchStore
    put_match: Callable[[Json], Any]
    put_score: Callable[[Json], Any]
    put_action: Callable[[str, Json], Any]
    put_lineup: Callable[[str, Json], Any]
    get_match: Callable[[], Json | None]
    get_lineup: Callable[[str], Json | None]
    delete_lineup: Callable[[str], Any]
    get_ledger: Callable[[str], Json | None]
    delete_score: Callable[[], Any]

    def score(self, documents: dict[str, Json]) -> None:
        """Append actions and catch up with each."""
        for action_id, document in documents.items():
            self.put_action(action_id, document)
            changed = self.store.read_actions(MATCH_ID, [action_id])
            catch_up(self.store, lambda: datetime.now(UTC), MATCH_ID, changed)


def memory_subject() -> Subject:
    store = MemoryMatchStore()

    def setter(name: str) -> Callable[[Json], None]:
        return lambda document: setattr(store, name, document)

    return Subject(
        store,
        setter("match"),
        setter("score"),
        store.put,
        store.lineups.__setitem__,
        lambda: store.match,
        store.lineups.get,
        store.lineups.pop,
        store.ledger.get,
        lambda: setattr(store, "score", None),
    )


def firestore_subject(client: Client) -> Subject:
    def lineup(key: str) -> Any:
        return client.document(f"{paths.lineups(MATCH_ID)}/{key}")

    def put_action(key: str, data: Json) -> None:
        action = client.document(paths.scoring_action(MATCH_ID, key))
        action.set(data | {"updatedAt": SERVER_TIMESTAMP})

    match = client.document(paths.match(MATCH_ID))
    return Subject(
        FirestoreMatchStore(client),
        match.set,
        client.document(paths.live_score(MATCH_ID)).set,
        put_action,
        lambda key, data: lineup(key).set(data),
        lambda: match.get().to_dict(),
        lambda key: lineup(key).get().to_dict(),
        lambda key: lineup(key).delete(),
        lambda key: client.document(f"{paths.ledger(MATCH_ID)}/{key}").get().to_dict(),
        client.document(paths.live_score(MATCH_ID)).delete,
    )


def commit(score: Json, **fields: Any) -> Commit:
    """Return a first commit with `score`, of a match without any action."""
    cached = CachedInputs(inputs_without_match(MATCH_ID))
    # Firestore keeps a document's update time if a write changes nothing in it.
    empty = build_commit(None, rebuild_from_log(cached, next(VERSIONS), ()), NOW)
    return replace(empty, score=score | {"lastUpdated": NOW}, owned=OWNED, health=None, **fields)
