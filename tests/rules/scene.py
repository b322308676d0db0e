"""Defines the documents that the policy tables find, all seeded past the rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tests.rules.books import books
from tests.rules.cast import (
    ADMIN,
    LEADS_BOTH,
    OWNER,
    PAST,
    SCORER,
    SCORER_ELSEWHERE,
    SEASON,
    appointments,
    match_role,
    officials_of,
)
from tests.rules.documents import delivery
from tests.rules.world import Fields


def match_document(**changes: Any) -> Fields:
    """A match of the two schools, scheduled."""
    return {
        "homeTeamId": "north-1",
        "awayTeamId": "south-1",
        "homeTeamName": "North",
        "awayTeamName": "South",
        "seasonId": SEASON,
        "format": "T20",
        "conditions": {},
        "validationTier": "HONOR",
        "status": "scheduled",
        "createdBy": ADMIN.person_id,
        "createdAt": PAST,
        "updatedAt": PAST,
    } | changes


def places() -> dict[str, Fields]:
    """Schools and teams."""
    stamp = {"createdAt": PAST, "updatedAt": PAST, "updatedBy": ADMIN.person_id}
    return {
        "schools/north": {"id": "north", "name": "North", **stamp},
        "schools/south": {"id": "south", "name": "South", **stamp},
        "teams/north-1": {"id": "north-1", "name": "North 1st XI", "schoolId": "north", **stamp},
        "teams/south-1": {"id": "south-1", "name": "South 1st XI", "schoolId": "south", **stamp},
        f"seasons/{SEASON}": {"name": "A season"},
        "competitions/league": {"ownerIds": [OWNER.person_id, LEADS_BOTH.person_id]},
        "competitions/trophy": {"ownerIds": [OWNER.person_id]},
    }


def log_of(match_id: str, length: int = 3) -> dict[str, Fields]:
    """The first actions of an innings, as they lie in the log; the last one is voided."""
    times = {"createdAt": PAST, "updatedAt": PAST}
    actions = {
        f"matches/{match_id}/scoring_actions/1_{number}": (
            delivery(match_id, 1, number, SCORER) | times
        )
        for number in range(1, length + 1)
    }
    voided = {"isVoided": True, "voidedBy": SCORER.person_id, "voidedAt": PAST}
    actions[f"matches/{match_id}/scoring_actions/1_{length}"] |= voided
    return dict(actions)


def recently(minutes: float) -> datetime:
    """A moment some minutes before now."""
    return datetime.now(UTC) - timedelta(minutes=minutes)


def states_of_matches() -> Mapping[str, Fields]:
    """A match for each state that opens or closes its log."""
    late = recently(minutes=130)
    return {
        "live-match": match_document(status="live"),
        "planned-match": match_document(),
        "break-match": match_document(status="innings_break", validationTier="SINGLE"),
        "bare-match": match_document(
            status="live", lockedAt=None, completedAt=None, conditions={"graceMinutes": 30}
        ),
        "provided-match": match_document(status="live", scoredBy="provider"),
        "locked-match": match_document(status="live", lockedAt=PAST, lockedBy="referee"),
        "grace-match": match_document(status="completed", completedAt=recently(minutes=5)),
        "over-match": match_document(status="completed", completedAt=late),
        "generous-match": match_document(
            status="completed", completedAt=late, conditions={"graceMinutes": 300}
        ),
        "strict-match": match_document(
            status="completed", completedAt=recently(minutes=60), conditions={"graceMinutes": 30}
        ),
        "dateless-match": match_document(status="completed"),
        "odd-match": match_document(status="postponed"),
        "dual-match": match_document(status="live", validationTier="DUAL"),
        "triple-match": match_document(status="live", validationTier="TRIPLE"),
        "dual-over-match": match_document(
            status="completed",
            validationTier="DUAL",
            completedAt=recently(minutes=5),
            conditions={"graceMinutes": 300},
        ),
        "dual-locked-match": match_document(status="live", validationTier="DUAL", lockedAt=PAST),
        "empty-match": match_document(status="live"),
    }


def everything() -> dict[str, Fields]:
    """The whole world of the tables."""
    documents: dict[str, Fields] = {**places(), **appointments()}
    for match_id, fields in states_of_matches().items():
        documents[f"matches/{match_id}"] = fields
        documents.update(officials_of(match_id))
        if match_id not in {"planned-match", "empty-match"}:
            documents.update(log_of(match_id))
    documents.update(books())
    documents.update(match_role("elsewhere", SCORER_ELSEWHERE, "scorer_neutral"))
    documents["squads/kept"] = {
        "id": "kept",
        "teamId": "north-1",
        "seasonId": SEASON,
        "createdAt": PAST,
    }
    documents["matches/elsewhere"] = match_document(status="live")
    return documents


WORLD: Final = everything()
