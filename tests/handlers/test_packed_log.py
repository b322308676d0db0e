"""Tests that packed actions keep all fields of the fold and the projections, and stay small."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given

from scrbrd.domain.actions import Action, read_action
from scrbrd.domain.effective import Unreadable, place_of
from scrbrd.domain.fold import fold_log
from scrbrd.domain.vocabulary import ActionId
from scrbrd.engine.chunks import (
    CHUNK_ACTIONS,
    chunk_of,
    first_place,
    from_lines,
    group_by_chunk,
    to_lines,
)
from scrbrd.handlers.snapshot.packed_actions import MOST_CHARACTERS, NOT_PACKED, pack, unpack
from tests.domain.strategies import LegalLog, legal_logs
from tests.fakes.small_match import MATCH_ID, ball

HOSTILE_TEXT = 'tab\there, line\nbreak, \u2028 separator, "quotes", é, \x1c and \x85'


def test_a_chunk_holds_64_sequences_of_one_innings() -> None:
    assert [chunk_of((2, number)) for number in (1, 64, 65, 20_000)] == [
        (2, 0),
        (2, 0),
        (2, 1),
        (2, 312),
    ]
    assert first_place((2, 1)) == (2, CHUNK_ACTIONS + 1)


@given(legal_logs())
def test_a_packed_log_folds_to_the_same_state(log: LegalLog) -> None:
    packed = [(place_of(entry), pack(entry, number)) for number, entry in enumerate(log.messy)]
    chunks = {key: from_lines(to_lines(each)) for key, each in group_by_chunk(packed).items()}
    match_id = log.setup.match_id
    unpacked = [
        unpack(match_id, (key[0], sequence), entry)
        for key, entries in chunks.items()
        for sequence, entry in entries.items()
    ]
    assert fold_log(log.setup, unpacked) == fold_log(log.setup, log.messy)


def test_unpacking_restores_every_field_except_authorship() -> None:
    document = ball(2, 4) | {
        "timestamp": datetime(2026, 5, 1, 12, 0, 0, 123456, UTC),
        "recordedBy": "somebody",
        "nonce": "12345678",
        "shotData": {"shotType": "Cover Drive", "coordinates": {"x": 1.5, "y": -2}},
        "note": HOSTILE_TEXT,
        "corrects": "1_1",
        "isVoided": True,
    }
    action = read_action(document)
    text = to_lines({2: pack(action, 1)})
    assert text.count("\n") == 0
    result = unpack(MATCH_ID, (1, 2), from_lines(text)[2])
    assert isinstance(result, Action)
    packed_fields = set(type(action).model_fields) - NOT_PACKED
    assert {name: getattr(result, name) for name in packed_fields} == {
        name: getattr(action, name) for name in packed_fields
    }
    assert result.recorded_by is None


@pytest.mark.parametrize("field", ["note", "review"])
def test_an_action_that_is_too_long_is_packed_without_its_optional_fields(field: str) -> None:
    action = read_action(ball(2, 4) | {field: "x" * 1_900, "shotData": {"shotType": "x" * 1_900}})
    packed = pack(action, 1)
    assert len(packed.text) < MOST_CHARACTERS
    result = unpack(MATCH_ID, (1, 2), packed)
    assert isinstance(result, Action)
    assert (result.type, result.note) == (action.type, None)


def test_an_unreadable_document_keeps_its_place_and_a_short_reason() -> None:
    entry = Unreadable(ActionId("1_2"), 1, 2, "x" * 10_000, is_voided=True)
    packed = pack(entry, 1)
    assert len(packed.text) < 400
    result = unpack(MATCH_ID, (1, 2), packed)
    assert isinstance(result, Unreadable)
    assert (result.message, result.is_voided) == ("x" * 300, True)
