"""Tests that any change of a match adds the fields that earlier releases did not write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from scrbrd.domain.json_types import Json
from scrbrd.engine.chunks import ChunkKey, SealedChunk
from scrbrd.handlers.commit import match_end
from scrbrd.handlers.refresh import refresh_match
from scrbrd.handlers.snapshot.model import Snapshot
from scrbrd.handlers.verify import verify
from tests.fakes.small_match import MATCH_ID, one_over
from tests.handlers.test_completion import VOIDED, WINNING_HIT, WON_AT, Scorer

NEWER_FIELDS = {"totals", "opponentTotals", "ballsCounted"}
"""Fields that contributions of earlier releases lack."""


def as_earlier_release(document: Mapping[str, Any]) -> Json:
    """Return a document as an earlier release wrote it."""
    return {
        name: as_earlier_release(value) if isinstance(value, dict) else value
        for name, value in document.items()
        if name not in NEWER_FIELDS
    }


def incomplete_contributions(scorer: Scorer) -> set[str]:
    """Return the keys of contributions that lack a field."""
    found = set()
    for key, document in scorer.store.match_end.items():
        has = {*document, *document.get("bowling", ())}
        wanted = {"team_match_stats": {"totals"}, "player_match_stats": {"ballsCounted"}}
        if not wanted.get(key.partition("/")[0], set()) <= has:
            found.add(key)
    return found


@pytest.fixture
def older_match(monkeypatch: pytest.MonkeyPatch) -> Scorer:
    """Return a match that was won under an earlier release."""
    build = match_end.match_end_documents

    def build_older_documents(
        match_id: str, snapshot: Snapshot, sealed: Mapping[ChunkKey, SealedChunk]
    ) -> Any:
        return {
            name: as_earlier_release(each)
            for name, each in build(match_id, snapshot, sealed).items()
        }

    scorer = Scorer()
    with monkeypatch.context() as patch:
        patch.setattr(match_end, "match_end_documents", build_older_documents)
        scorer.append(one_over(1) | one_over(2) | {"2_7": WINNING_HIT}, WON_AT)
    assert len(incomplete_contributions(scorer)) > 2
    return scorer


def void_and_redo(scorer: Scorer) -> None:
    scorer.append({"2_7": VOIDED}, WON_AT)
    scorer.append({"2_7": WINNING_HIT}, WON_AT)


def correct(scorer: Scorer) -> None:
    fields = {"id": "2_8", "sequenceNumber": 8, "corrects": "2_7", "runsOffBat": 3, "totalRuns": 3}
    scorer.append({"2_8": WINNING_HIT | fields}, WON_AT)


def add_award(scorer: Scorer) -> None:
    player_id = next(iter(scorer.store.lineups.values()))["playerId"]
    scorer.store.match = (scorer.store.match or {}) | {"awards": {"playerOfMatchIds": [player_id]}}
    refresh_match(scorer.store, lambda: WON_AT, MATCH_ID)


@pytest.mark.parametrize("change", [void_and_redo, correct, add_award])
def test_any_change_of_a_match_completes_its_older_contributions(
    older_match: Scorer, change: Callable[[Scorer], None]
) -> None:
    change(older_match)
    assert incomplete_contributions(older_match) == set()
    assert verify(older_match.store, lambda: WON_AT, MATCH_ID) == []
