"""Lists the collections: where each lies, its model, who writes it, what to know of it."""

from __future__ import annotations

from devtools.datamodel.books import BOOKS
from devtools.datamodel.collection import CLIENTS, Collection, Field
from devtools.datamodel.derived import LIVE, OF_A_MATCH, STATISTICS
from devtools.datamodel.shapes.statistics import Competition
from scrbrd.domain.actions import Action
from scrbrd.domain.match import Lineup, Match
from scrbrd.domain.roles import (
    MatchRoleAssignment,
    Performance,
    SchoolRoleAssignment,
    TeamRoleAssignment,
)

AUDIT: tuple[Field, ...] = (
    ("createdAt", "timestamp", "the server's"),
    ("updatedAt", "timestamp", "the server's"),
    ("updatedBy", "person id", "the caller"),
)
CHANGED = AUDIT[1:]

COLLECTIONS = (
    Collection(
        "matches/{matchId}",
        Match,
        CLIENTS,
        "everybody",
        "Metadata only, never a score. `graceMinutes` (120 where not given) after `completedAt`,"
        " scorers may still mend. `lastCompletion` remembers it while the match is open again.",
        ("status", "result", "completedAt", "lastCompletion"),
    ),
    Collection(
        "matches/{matchId}/scoring_actions/{inningsNumber}_{sequenceNumber}",
        Action,
        "scorers of the match append; void fields only afterwards; nobody deletes",
        "everybody",
        "What every type has; the fields of each type are in [log.md](log.md). Under DUAL"
        " and TRIPLE the functions alone append, from the books.",
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
    *BOOKS,
    *LIVE,
    *OF_A_MATCH,
    *STATISTICS,
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
    Collection(
        "people/{personId}",
        None,
        "the person, administrators",
        "everybody; a list of them: who is signed in",
        "What is public of a person.",
        fields=(
            ("id", "string", "the document's"),
            ("displayName", "string of at most 200 characters", ""),
            ("photoUrl", "string", "optional"),
            ("battingStyle", "string", "optional"),
            ("bowlingStyle", "string", "optional"),
            *AUDIT,
        ),
    ),
    Collection(
        "people/{personId}/private/profile",
        None,
        "the person, administrators",
        "the person, administrators",
        "Nobody else's business.",
        fields=(
            ("email", "string", "optional"),
            ("phone", "string", "optional"),
            ("dateOfBirth", "timestamp or string", "optional"),
            ("address", "string", "optional"),
            ("guardianName", "string", "optional"),
            ("guardianPhone", "string", "optional"),
            ("medicalNotes", "string", "optional"),
            *CHANGED,
        ),
    ),
    Collection(
        "schools/{schoolId}",
        None,
        "administrators; the school's director changes it",
        "everybody",
        fields=(
            ("id", "string", "the document's"),
            ("name", "string", ""),
            ("shortName", "string", "optional"),
            ("city", "string", "optional"),
            ("country", "string", "optional"),
            ("website", "string", "optional"),
            ("logoUrl", "string", "optional"),
            ("colours", "list of string", "optional"),
            *AUDIT,
        ),
    ),
    Collection(
        "teams/{teamId}",
        None,
        "administrators, the school's leaders",
        "everybody",
        fields=(
            ("id", "string", "the document's"),
            ("name", "string", ""),
            ("shortName", "string", "optional"),
            ("schoolId", "string", ""),
            ("ageGroup", "string", "optional"),
            ("division", "string", "optional"),
            ("logoUrl", "string", "optional"),
            ("colours", "list of string", "optional"),
            ("homeVenue", "string", "optional"),
            *AUDIT,
        ),
    ),
    Collection(
        "squads/{squadId}",
        None,
        "the team's coach, the school's leaders, administrators",
        "everybody",
        "The pool of players of a season.",
        fields=(
            ("id", "string", "the document's"),
            ("name", "string", "optional"),
            ("teamId", "string", ""),
            ("seasonId", "string", ""),
            ("competitionId", "string", "optional"),
            *AUDIT,
        ),
    ),
    Collection(
        "squads/{squadId}/players/{playerId}",
        None,
        "the team's coach, the school's leaders, administrators",
        "everybody",
        fields=(
            ("playerId", "string", "the document's id"),
            ("playerName", "string", "optional"),
            ("jerseyNumber", "string of at most 10 characters", "optional"),
            ("role", "string", "optional"),
            *CHANGED,
        ),
    ),
    Collection(
        "seasons/{seasonId}",
        None,
        "administrators",
        "everybody",
        "A role with a `seasonId` counts for matches of that season only. `id`, `name`,"
        " `startDate` and `endDate` are as a competition's; other fields are the administrators'"
        " own.",
    ),
    Collection(
        "competitions/{competitionId}",
        Competition,
        "administrators",
        "everybody",
        "Other fields are the administrators' own. New rules reach the figures of its teams.",
    ),
    Collection(
        "config/compatibility",
        None,
        "administrators",
        "everybody",
        "`legacyBallHistory` (true or false): whether `live/score` also has `ballHistory`.",
    ),
    Collection(
        "pre_match_procedures/{matchId}",
        None,
        "the match's officials, administrators",
        "the match's officials, administrators",
        fields=(
            ("matchId", "string", "the document's id"),
            ("pitchInspection", "map", "optional"),
            ("groundInspection", "map", "optional"),
            ("weather", "map", "optional"),
            ("checklist", "map", "optional"),
            ("notes", "string", "optional"),
            *CHANGED,
        ),
    ),
    Collection(
        "matches/{matchId}/legacy/{name}",
        None,
        "`scrbrd migrate`",
        "the command line alone",
        "What the old world said of a match, copied before anything moved.",
    ),
    Collection(
        "migrations/{name}",
        None,
        "`scrbrd migrate`",
        "the command line alone",
        "How far each migration has come.",
    ),
)
