"""Defines the documents that are seeded for the policy tables; seeding bypasses the rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tests.rules.books import documents_of_books
from tests.rules.cast import (
    ADMIN,
    COMPETITION_OWNER,
    LEADER_OF_BOTH_SCHOOLS,
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
    """Return a scheduled match of the two schools."""
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


def schools_and_teams() -> dict[str, Fields]:
    """Return schools, teams, the season and competitions."""
    stamp = {"createdAt": PAST, "updatedAt": PAST, "updatedBy": ADMIN.person_id}
    return {
        "schools/north": {"id": "north", "name": "North", **stamp},
        "schools/south": {"id": "south", "name": "South", **stamp},
        "teams/north-1": {"id": "north-1", "name": "North 1st XI", "schoolId": "north", **stamp},
        "teams/south-1": {"id": "south-1", "name": "South 1st XI", "schoolId": "south", **stamp},
        f"seasons/{SEASON}": {"name": "A season"},
        "competitions/league": {
            "ownerIds": [COMPETITION_OWNER.person_id, LEADER_OF_BOTH_SCHOOLS.person_id]
        },
        "competitions/trophy": {"ownerIds": [COMPETITION_OWNER.person_id]},
    }


def log_of(match_id: str, length: int = 3) -> dict[str, Fields]:
    """Return the first actions of an innings as the log has them; the last one is voided."""
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


def minutes_ago(minutes: float) -> datetime:
    """Return the time some minutes before now."""
    return datetime.now(UTC) - timedelta(minutes=minutes)


def matches_by_state() -> Mapping[str, Fields]:
    """Return one match for each state in which its log is open or closed."""
    late = minutes_ago(minutes=130)
    return {
        "live-match": match_document(status="live"),
        "planned-match": match_document(),
        "break-match": match_document(status="innings_break", validationTier="SINGLE"),
        "bare-match": match_document(
            status="live", lockedAt=None, completedAt=None, conditions={"graceMinutes": 30}
        ),
        "provided-match": match_document(status="live", scoredBy="provider"),
        "locked-match": match_document(status="live", lockedAt=PAST, lockedBy="referee"),
        "grace-match": match_document(status="completed", completedAt=minutes_ago(minutes=5)),
        "over-match": match_document(status="completed", completedAt=late),
        "generous-match": match_document(
            status="completed", completedAt=late, conditions={"graceMinutes": 300}
        ),
        "strict-match": match_document(
            status="completed", completedAt=minutes_ago(minutes=60), conditions={"graceMinutes": 30}
        ),
        "dateless-match": match_document(status="completed"),
        "odd-match": match_document(status="postponed"),
        "dual-match": match_document(status="live", validationTier="DUAL"),
        "triple-match": match_document(status="live", validationTier="TRIPLE"),
        "dual-over-match": match_document(
            status="completed",
            validationTier="DUAL",
            completedAt=minutes_ago(minutes=5),
            conditions={"graceMinutes": 300},
        ),
        "dual-locked-match": match_document(status="live", validationTier="DUAL", lockedAt=PAST),
        "empty-match": match_document(status="live"),
    }


def all_documents() -> dict[str, Fields]:
    """Return all documents of the tables by path."""
    documents: dict[str, Fields] = {**schools_and_teams(), **appointments()}
    for match_id, fields in matches_by_state().items():
        documents[f"matches/{match_id}"] = fields
        documents.update(officials_of(match_id))
        if match_id not in {"planned-match", "empty-match"}:
            documents.update(log_of(match_id))
    documents.update(documents_of_books())
    documents.update(match_role("elsewhere", SCORER_ELSEWHERE, "scorer_neutral"))
    documents["squads/kept"] = {
        "id": "kept",
        "teamId": "north-1",
        "seasonId": SEASON,
        "createdAt": PAST,
    }
    documents["matches/elsewhere"] = match_document(status="live")
    return documents


WORLD: Final = all_documents()
