"""Contributions that an earlier release wrote lack fields: what moves the match brings them."""

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
from tests.fakes.small_match import MATCH_ID, over
from tests.handlers.test_completion import VOIDED, WINNING_HIT, WON_AT, Scorer

SINCE = {"totals", "opponentTotals", "ballsCounted"}
"""Fields that contributions of earlier releases do not have."""


def as_before(document: Mapping[str, Any]) -> Json:
    """A document as an earlier release wrote it."""
    return {
        name: as_before(value) if isinstance(value, dict) else value
        for name, value in document.items()
        if name not in SINCE
    }


def lacking(scorer: Scorer) -> set[str]:
    """The contributions that lack a field."""
    found = set()
    for key, document in scorer.store.left.items():
        has = {*document, *document.get("bowling", ())}
        wanted = {"team_match_stats": {"totals"}, "player_match_stats": {"ballsCounted"}}
        if not wanted.get(key.partition("/")[0], set()) <= has:
            found.add(key)
    return found


@pytest.fixture
def older(monkeypatch: pytest.MonkeyPatch) -> Scorer:
    """A match that was won under an earlier release."""
    make = match_end.match_end_documents

    def documents(match_id: str, snapshot: Snapshot, sealed: Mapping[ChunkKey, SealedChunk]) -> Any:
        return {name: as_before(each) for name, each in make(match_id, snapshot, sealed).items()}

    scorer = Scorer()
    with monkeypatch.context() as patch:
        patch.setattr(match_end, "match_end_documents", documents)
        scorer.append(over(1) | over(2) | {"2_7": WINNING_HIT}, WON_AT)
    assert len(lacking(scorer)) > 2
    return scorer


def undone_and_done_again(scorer: Scorer) -> None:
    scorer.append({"2_7": VOIDED}, WON_AT)
    scorer.append({"2_7": WINNING_HIT}, WON_AT)


def corrected(scorer: Scorer) -> None:
    fields = {"id": "2_8", "sequenceNumber": 8, "corrects": "2_7", "runsOffBat": 3, "totalRuns": 3}
    scorer.append({"2_8": WINNING_HIT | fields}, WON_AT)


def awarded(scorer: Scorer) -> None:
    player_id = next(iter(scorer.store.lineups.values()))["playerId"]
    scorer.store.match = (scorer.store.match or {}) | {"awards": {"playerOfMatchIds": [player_id]}}
    refresh_match(scorer.store, lambda: WON_AT, MATCH_ID)


@pytest.mark.parametrize("happens", [undone_and_done_again, corrected, awarded])
def test_whatever_moves_a_match_brings_its_contributions_what_they_lack(
    older: Scorer, happens: Callable[[Scorer], None]
) -> None:
    happens(older)
    assert lacking(older) == set()
    assert verify(older.store, lambda: WON_AT, MATCH_ID) == []
