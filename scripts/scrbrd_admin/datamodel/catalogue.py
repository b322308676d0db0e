"""Owns the list of collections: where each lies, its model, who writes it, what to know of it."""

from __future__ import annotations

from dataclasses import dataclass

from scrbrd.domain.actions import Action
from scrbrd.domain.document import Document
from scrbrd.domain.match import Lineup, Match
from scrbrd.domain.roles import (
    MatchRoleAssignment,
    Performance,
    SchoolRoleAssignment,
    TeamRoleAssignment,
)
from scrbrd.projections.documents import HealthProjection, LiveScore

CLIENTS = "clients, as the rules allow"
FUNCTIONS = "functions only"


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents of one kind. `model` is None where functions keep them to themselves."""

    path: str
    model: type[Document] | None
    written_by: str
    read_by: str
    note: str = ""
    functions_own: tuple[str, ...] = ()


COLLECTIONS = (
    Collection(
        "matches/{matchId}",
        Match,
        CLIENTS,
        "everybody",
        "Metadata only, never a score. `graceMinutes` (120 where not given) after `completedAt`,"
        " scorers may still mend.",
        ("status", "result", "completedAt"),
    ),
    Collection(
        "matches/{matchId}/scoring_actions/{inningsNumber}_{sequenceNumber}",
        Action,
        "scorers of the match append; void fields only afterwards; nobody deletes",
        "everybody",
        "What every type has; the fields of each type are in [log.md](log.md).",
    ),
    Collection(
        "matches/{matchId}/lineups/{teamId}_{playerId}",
        Lineup,
        "coach or captain selects, official or school confirms",
        "everybody",
        "`battedAt` is the order in which players came in, `battingPosition` the plan.",
        (
            "battedAt",
            "tookPart",
            "replacedBy",
            "substitutedAt",
            "substitutedFor",
            "substitutionReason",
        ),
    ),
    Collection(
        "matches/{matchId}/live/score",
        LiveScore,
        FUNCTIONS,
        "everybody",
        "With `version` (grows at each change, never goes back) and `lastUpdated` (timestamp).",
    ),
    Collection(
        "matches/{matchId}/live/health",
        HealthProjection,
        FUNCTIONS,
        "everybody",
        "`lastRebuild` {at, reason}, `lastReconcile` {at, healed}.",
    ),
    Collection(
        "matches/{matchId}/live/state",
        None,
        FUNCTIONS,
        "administrators",
        "The fold's state, packed: `schemaVersion, version, lastActionId, actionCount, voidedCount,"
        " newestUpdatedAt, problemCount, holdUntil, lastUpdated, sealed, openChunk`, and bytes.",
    ),
    Collection(
        "matches/{matchId}/live/log_{inningsNumber}_{k}",
        None,
        FUNCTIONS,
        "administrators",
        "A sealed chunk of the packed log: sequences 256k + 1 to 256k + 256, k from 0.",
    ),
    Collection(
        "match_role_assignments/{matchId}_{personId}_{role}",
        MatchRoleAssignment,
        "administrators; officials confirm their own",
        "administrators, the school, the person",
        "Ended grants lie in its `history`.",
    ),
    Collection(
        "match_role_assignments/{id}/private/performance",
        Performance,
        "administrators",
        "administrators",
    ),
    Collection(
        "team_role_assignments/{teamId}_{personId}_{role}",
        TeamRoleAssignment,
        "administrators, the school's leaders",
        "administrators, the school, the person",
        "Ended grants lie in its `history`.",
    ),
    Collection(
        "school_role_assignments/{schoolId}_{personId}_{role}",
        SchoolRoleAssignment,
        "administrators, the school's director",
        "administrators, the school, the person",
        "Ended grants lie in its `history`.",
    ),
)
