"""Lists the collections: path, model, writers, readers and notes of each."""

from __future__ import annotations

from devtools.datamodel.books import BOOKS
from devtools.datamodel.collection import CLIENTS, GATEWAY, Collection
from devtools.datamodel.derived import LIVE, MATCH_DOCUMENTS, STATISTICS
from devtools.datamodel.providers import PROVIDERS
from devtools.datamodel.shapes.registry import (
    Person,
    PreMatchProcedure,
    PresenceShard,
    Profile,
    School,
    Season,
    Squad,
    SquadPlayer,
    Team,
)
from devtools.datamodel.shapes.statistics import Competition
from scrbrd.domain.actions import Action
from scrbrd.domain.lineup import Lineup
from scrbrd.domain.match import Match
from scrbrd.domain.roles import (
    MatchRoleAssignment,
    Performance,
    SchoolRoleAssignment,
    TeamRoleAssignment,
)

COLLECTIONS = (
    Collection(
        "matches/{matchId}",
        Match,
        CLIENTS,
        "everybody",
        "Metadata only, never a score. Scorers may still make corrections for `graceMinutes` (120"
        " by default) after `completedAt`. `lastCompletion` keeps that time while the match is open"
        " again.",
        ("status", "result", "completedAt", "lastCompletion"),
    ),
    Collection(
        "matches/{matchId}/scoring_actions/{inningsNumber}_{sequenceNumber}",
        Action,
        "scorers of the match append; afterwards only void fields; never deleted",
        "everybody",
        "The fields of every type; those of each type are in [log.md](log.md). Under DUAL and"
        " TRIPLE only the functions append, from the books.",
    ),
    Collection(
        "matches/{matchId}/lineups/{teamId}_{playerId}",
        Lineup,
        "coach or captain selects, official or school confirms",
        "everybody",
        "`battedAt` is the order in which players batted, `battingPosition` the planned order.",
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
    *MATCH_DOCUMENTS,
    *STATISTICS,
    *PROVIDERS,
    Collection(
        "presence/{matchId}/shards/{process}",
        PresenceShard,
        GATEWAY,
        "everybody",
        "The number of readers of a match at one process of the gateway. It is written at most"
        " every ten seconds, if it has changed or would expire. A shard counts until `expireAt`;"
        " the database deletes it some time later.",
    ),
    Collection(
        "match_role_assignments/{matchId}_{personId}_{role}",
        MatchRoleAssignment,
        "administrators; officials confirm their own",
        "administrators, the school, the person",
        "Ended grants are in its `history`.",
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
        "Ended grants are in its `history`.",
    ),
    Collection(
        "school_role_assignments/{schoolId}_{personId}_{role}",
        SchoolRoleAssignment,
        "administrators, the school's director",
        "administrators, the school, the person",
        "Ended grants are in its `history`.",
    ),
    Collection(
        "people/{personId}",
        Person,
        "the person, administrators",
        "everybody; lists: signed-in users",
    ),
    Collection(
        "people/{personId}/private/profile",
        Profile,
        "the person, administrators",
        "the person, administrators",
    ),
    Collection(
        "schools/{schoolId}",
        School,
        "administrators; the school's director may change it",
        "everybody",
    ),
    Collection(
        "teams/{teamId}",
        Team,
        "administrators, the school's leaders",
        "everybody",
    ),
    Collection(
        "squads/{squadId}",
        Squad,
        "the team's coach, the school's leaders, administrators",
        "everybody",
    ),
    Collection(
        "squads/{squadId}/players/{playerId}",
        SquadPlayer,
        "the team's coach, the school's leaders, administrators",
        "everybody",
    ),
    Collection(
        "seasons/{seasonId}",
        Season,
        "administrators",
        "everybody",
        "A role with a `seasonId` counts for matches of that season only.",
    ),
    Collection(
        "competitions/{competitionId}",
        Competition,
        "administrators",
        "everybody",
        "Administrators may add other fields. New table rules are applied to the figures of its"
        " teams.",
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
        PreMatchProcedure,
        "the match's officials, administrators",
        "the match's officials, administrators",
    ),
    Collection(
        "matches/{matchId}/legacy/{name}",
        None,
        "`scrbrd migrate`",
        "the command line alone",
        "The old documents of a match, copied before the migration changed anything.",
    ),
    Collection(
        "migrations/{name}",
        None,
        "`scrbrd migrate`",
        "the command line alone",
        "The progress of each migration.",
    ),
)
