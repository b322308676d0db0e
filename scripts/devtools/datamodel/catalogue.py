"""Lists the collections: where each lies, its model, who writes it, what to know of it."""

from __future__ import annotations

from devtools.datamodel.books import BOOKS
from devtools.datamodel.collection import CLIENTS, GATEWAY, Collection
from devtools.datamodel.derived import LIVE, OF_A_MATCH, STATISTICS
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
    *PROVIDERS,
    Collection(
        "presence/{matchId}/shards/{process}",
        PresenceShard,
        GATEWAY,
        "everybody",
        "How many follow a match over one process of the gateway: written every ten seconds at"
        " most, where it has changed or would lapse. A shard counts until `expireAt`; the database"
        " deletes it some time later.",
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
    Collection(
        "people/{personId}",
        Person,
        "the person, administrators",
        "everybody; a list of them: who is signed in",
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
        "administrators; the school's director changes it",
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
        PreMatchProcedure,
        "the match's officials, administrators",
        "the match's officials, administrators",
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
