"""A commit sends of `live/state` what differs from what its guard has seen, and nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest
from google.cloud.firestore import Client, DocumentReference, WriteBatch

from scrbrd.adapters import packing, paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.state_token import StateToken
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.json_types import Json
from scrbrd.handlers.catch_up import Route, catch_up
from scrbrd.handlers.snapshot.model import Snapshot
from scrbrd.handlers.snapshot.recent import RecentStates
from tests.adapters.stores import NOW, on_firestore
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, started

LATER = NOW.replace(year=2027)


def test_fields_that_are_so_already_are_not_sent() -> None:
    seen = StateToken(NOW, {"version": 1, "known": b"x", "holdUntil": None})
    assert seen.changed_fields({"version": 2, "known": b"x", "holdUntil": None}) == {"version": 2}


def test_a_field_that_was_not_there_is_sent_also_where_it_is_none() -> None:
    assert StateToken(NOW, {"version": 1}).changed_fields({"version": 1, "x": None}) == {"x": None}


def test_where_nothing_differs_all_is_sent_for_the_guard() -> None:
    assert StateToken(NOW, {"version": 1}).changed_fields({"version": 1}) == {"version": 1}


def test_of_a_document_that_is_not_known_everything_is_sent_and_stays_unknown() -> None:
    seen = StateToken(NOW)
    assert seen.changed_fields({"version": 1, "x": None}) == {"version": 1, "x": None}
    assert seen.after_update(LATER, {"version": 1}) == StateToken(LATER)
    assert seen.after_update(LATER, {"version": 1}).document == {}


def test_a_token_knows_what_was_written_since() -> None:
    after = StateToken(NOW, {"version": 1, "known": b"x"}).after_update(LATER, {"version": 2})
    assert (after.update_time, after.document) == (LATER, {"version": 2, "known": b"x"})


def test_tokens_are_told_apart_by_their_time_alone() -> None:
    assert StateToken(NOW, {"version": 1}) == StateToken(NOW)
    assert StateToken(NOW) != StateToken(LATER)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Json]:
    """What is sent of `live/state`, by update."""
    found: list[Json] = []
    update = WriteBatch.update

    def noting(
        batch: WriteBatch, reference: DocumentReference, fields: Json, option: Any = None
    ) -> None:
        if reference.path == paths.live_state(MATCH_ID):
            found.append(fields)
        update(batch, reference, fields, option)

    monkeypatch.setattr(WriteBatch, "update", noting)
    return found


def test_a_next_ball_sends_neither_inputs_nor_checkpoint(
    firestore_client: Client, sent: list[Json]
) -> None:
    subject, recent = on_firestore(firestore_client), RecentStates()
    subject.put_match(match_document())
    for name, document in lineup_documents().items():
        subject.put_lineup(name, document)

    def scored(name: str, document: Json) -> Route:
        subject.put_action(name, document)
        moved = subject.store.read_actions(MATCH_ID, [name])
        return catch_up(subject.store, utc_now, MATCH_ID, moved, recent).path

    assert scored("1_1", started()) is Route.REBUILD
    for sequence in (2, 3, 4):
        assert scored(f"1_{sequence}", ball(sequence, 1)) is Route.NEXT
    assert {"version", "openLog", "state", "checksum"} <= sent[-1].keys()
    assert not {"known", "checkpoint", "schemaVersion", "holdUntil"} & sent[-1].keys()
    stored = firestore_client.document(paths.live_state(MATCH_ID)).get().to_dict() or {}
    snapshot = packing.read_state(stored)
    assert packing.state_document(snapshot, stored["lastUpdated"]) == stored


@pytest.mark.parametrize("damage", [{"problemCount": 0.0}, {"actionCount": True}])
def test_damage_that_looks_the_same_is_mended(
    firestore_client: Client, sent: list[Json], damage: Json
) -> None:
    subject = on_firestore(firestore_client)
    subject.put_match(match_document())
    subject.score({"1_1": started()})
    state = firestore_client.document(paths.live_state(MATCH_ID))
    state.update(damage)
    assert not isinstance(
        FirestoreMatchStore(firestore_client).read_state(MATCH_ID).snapshot, Snapshot
    )
    sent.clear()
    subject.score({"1_2": ball(2, 1)})
    stored = state.get().to_dict() or {}
    assert sent[0].keys() == stored.keys()
    assert isinstance(FirestoreMatchStore(firestore_client).read_state(MATCH_ID).snapshot, Snapshot)
