"""Tests that a commit sends only the fields of `live/state` that differ from the read document."""

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
from tests.adapters.stores import NOW, firestore_subject
from tests.fakes.small_match import (
    MATCH_ID,
    ball,
    innings_started,
    lineup_documents,
    match_document,
)

LATER = NOW.replace(year=2027)


def test_unchanged_fields_are_not_sent() -> None:
    token = StateToken(NOW, {"version": 1, "known": b"x", "holdUntil": None})
    assert token.changed_fields({"version": 2, "known": b"x", "holdUntil": None}) == {"version": 2}


def test_a_missing_field_is_sent_even_if_it_is_none() -> None:
    assert StateToken(NOW, {"version": 1}).changed_fields({"version": 1, "x": None}) == {"x": None}


def test_without_differences_all_fields_are_sent_for_the_guard() -> None:
    assert StateToken(NOW, {"version": 1}).changed_fields({"version": 1}) == {"version": 1}


def test_all_fields_of_an_unknown_document_are_sent_and_it_stays_unknown() -> None:
    token = StateToken(NOW)
    assert token.changed_fields({"version": 1, "x": None}) == {"version": 1, "x": None}
    assert token.after_update(LATER, {"version": 1}) == StateToken(LATER)
    assert token.after_update(LATER, {"version": 1}).document == {}


def test_a_token_includes_the_fields_written_since() -> None:
    after = StateToken(NOW, {"version": 1, "known": b"x"}).after_update(LATER, {"version": 2})
    assert (after.update_time, after.document) == (LATER, {"version": 2, "known": b"x"})


def test_tokens_are_compared_by_their_time_alone() -> None:
    assert StateToken(NOW, {"version": 1}) == StateToken(NOW)
    assert StateToken(NOW) != StateToken(LATER)


@pytest.fixture
def sent_fields(monkeypatch: pytest.MonkeyPatch) -> list[Json]:
    """Return the fields of `live/state` that each update sends."""
    found: list[Json] = []
    update = WriteBatch.update

    def recording_update(
        batch: WriteBatch, reference: DocumentReference, fields: Json, option: Any = None
    ) -> None:
        if reference.path == paths.live_state(MATCH_ID):
            found.append(fields)
        update(batch, reference, fields, option)

    monkeypatch.setattr(WriteBatch, "update", recording_update)
    return found


def test_a_next_ball_sends_neither_inputs_nor_checkpoint(
    firestore_client: Client, sent_fields: list[Json]
) -> None:
    subject, recent = firestore_subject(firestore_client), RecentStates()
    subject.put_match(match_document())
    for name, document in lineup_documents().items():
        subject.put_lineup(name, document)

    def score_action(name: str, document: Json) -> Route:
        subject.put_action(name, document)
        changed = subject.store.read_actions(MATCH_ID, [name])
        return catch_up(subject.store, utc_now, MATCH_ID, changed, recent).path

    assert score_action("1_1", innings_started()) is Route.REBUILD
    for sequence in (2, 3, 4):
        assert score_action(f"1_{sequence}", ball(sequence, 1)) is Route.NEXT
    assert {"version", "openLog", "state", "checksum"} <= sent_fields[-1].keys()
    assert not {"known", "checkpoint", "schemaVersion", "holdUntil"} & sent_fields[-1].keys()
    stored = firestore_client.document(paths.live_state(MATCH_ID)).get().to_dict() or {}
    snapshot = packing.read_state(stored)
    assert packing.state_document(snapshot, stored["lastUpdated"]) == stored


@pytest.mark.parametrize("damage", [{"problemCount": 0.0}, {"actionCount": True}])
def test_damage_that_compares_equal_is_repaired(
    firestore_client: Client, sent_fields: list[Json], damage: Json
) -> None:
    subject = firestore_subject(firestore_client)
    subject.put_match(match_document())
    subject.score({"1_1": innings_started()})
    state = firestore_client.document(paths.live_state(MATCH_ID))
    state.update(damage)
    assert not isinstance(
        FirestoreMatchStore(firestore_client).read_state(MATCH_ID).snapshot, Snapshot
    )
    sent_fields.clear()
    subject.score({"1_2": ball(2, 1)})
    stored = state.get().to_dict() or {}
    assert sent_fields[0].keys() == stored.keys()
    assert isinstance(FirestoreMatchStore(firestore_client).read_state(MATCH_ID).snapshot, Snapshot)
