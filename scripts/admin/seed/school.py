"""Defines the seeded sample data: two schools, their teams, people and a fixture.

Ids begin with `seed-`, so that they can be found again and do not collide with others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from google.cloud.firestore import SERVER_TIMESTAMP

from admin.roles.parse_options import Holding, Terms
from admin.transfer.batch_writes import STAMPS, Document
from scrbrd.adapters import paths
from scrbrd.domain.vocabulary import (
    LineupRole,
    MatchFormat,
    MatchRole,
    MatchStatus,
    RoleScope,
    SchoolRole,
    TeamRole,
    ValidationTier,
)

MATCH_ID: Final = "seed-match"
BY: Final = "admin"
ELEVEN: Final = 11


@dataclass(frozen=True, slots=True)
class Side:
    """A school with its first team; players in batting order, the last one a reserve."""

    school_id: str
    school: str
    coach: str
    players: tuple[str, ...]
    captain: int
    keeper: int

    @property
    def team_id(self) -> str:
        """The id of the first team."""
        return f"{self.school_id}-1st"

    @property
    def team(self) -> str:
        """The name of the first team."""
        return f"{self.school} 1st XI"


RIVERBEND = Side(
    "seed-riverbend",
    "Riverbend College",
    "Naledi Maseko",
    (
        *("Liam Petersen", "Sipho Dube", "Arjun Naidoo", "Ruan Botha", "Themba Zulu"),
        *("Daniel Fourie", "Kagiso Molefe", "Imraan Patel", "Josh Adams", "Bongani Khoza"),
        *("Ewan Reid", "Pieter Nel"),
    ),
    captain=2,
    keeper=5,
)
KOPPIES = Side(
    "seed-koppies",
    "Koppies High",
    "Grant Wessels",
    (
        *("Tebogo Mokoena", "Luke van Wyk", "Yusuf Cassim", "Andile Ndlovu", "Matthew Cole"),
        *("Sizwe Mthembu", "Reza Davids", "Corne Steyn", "Musa Sithole", "Oliver Hart"),
        *("Tumi Phiri", "Neil Jacobs"),
    ),
    captain=0,
    keeper=3,
)
SIDES: Final = (RIVERBEND, KOPPIES)


@dataclass(frozen=True, slots=True)
class Official:
    """A person with an account and a role in the match or at a school.

    `is_admin` for an administrator.
    """

    person_id: str
    name: str
    scope: RoleScope | None = None
    owner_id: str = ""
    role: str = ""
    is_admin: bool = False


OFFICIALS: Final = (
    Official("seed-admin", "Zanele Radebe", is_admin=True),
    Official("seed-scorer-home", "Thandi Mkhize", RoleScope.MATCH, MATCH_ID, MatchRole.SCORER_HOME),
    Official("seed-scorer-away", "Karen Els", RoleScope.MATCH, MATCH_ID, MatchRole.SCORER_AWAY),
    Official("seed-umpire", "Ravi Pillay", RoleScope.MATCH, MATCH_ID, MatchRole.UMPIRE_ON_FIELD),
    Official("seed-referee", "Joan Smit", RoleScope.MATCH, MATCH_ID, MatchRole.MATCH_REFEREE),
    *(
        Official(f"{side.team_id}-coach", side.coach, RoleScope.TEAM, side.team_id, TeamRole.COACH)
        for side in SIDES
    ),
    Official(
        "seed-director",
        "Peter Malan",
        RoleScope.SCHOOL,
        RIVERBEND.school_id,
        SchoolRole.DIRECTOR_OF_CRICKET,
    ),
)


def player_id(side: Side, place: int) -> str:
    """Return the id of a player, by their 0-based place in the batting order."""
    return f"{side.team_id}-{place + 1}"


def documents(now: datetime) -> Iterator[Document]:
    """Yield all documents except roles and accounts; the fixture is tomorrow at ten."""
    season = str(now.year)
    yield named_document(paths.season(season), season)
    for side in SIDES:
        yield named_document(paths.school(side.school_id), side.school)
        yield named_document(paths.team(side.team_id), side.team, schoolId=side.school_id)
        for place, name in enumerate(side.players):
            yield person_document(player_id(side, place), name)
    for official in OFFICIALS:
        yield person_document(official.person_id, official.name)
    yield Document(paths.match(MATCH_ID), fixture_fields(season, now))
    for side in SIDES:
        yield from lineup_documents(side)


def named_document(path: str, name: str, **fields: Any) -> Document:
    """Return the document of a season, a school or a team."""
    return Document(path, {"id": path.rpartition("/")[2], "name": name, **fields} | STAMPS)


def person_document(person_id: str, name: str) -> Document:
    """Return the document of a person, with the public name."""
    fields = {"id": person_id, "displayName": name, "updatedBy": BY}
    return Document(paths.person(person_id), fields | STAMPS)


def fixture_fields(season: str, now: datetime) -> dict[str, Any]:
    """Return the fields of the match, before the toss; one scorer is enough."""
    tomorrow = now.replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return {
        "id": MATCH_ID,
        "homeTeamId": RIVERBEND.team_id,
        "awayTeamId": KOPPIES.team_id,
        "homeTeamName": RIVERBEND.team,
        "awayTeamName": KOPPIES.team,
        "seasonId": season,
        "format": str(MatchFormat.T20),
        "venue": "Riverbend Oval",
        "scheduledAt": tomorrow,
        "validationTier": str(ValidationTier.SINGLE),
        "status": str(MatchStatus.SCHEDULED),
        "createdBy": BY,
        "acceptedBy": BY,
        "acceptedAt": SERVER_TIMESTAMP,
    } | STAMPS


def lineup_documents(side: Side) -> Iterator[Document]:
    """Yield the line-ups of a side: the eleven and a reserve."""
    for place, name in enumerate(side.players):
        path = paths.lineup(MATCH_ID, side.team_id, player_id(side, place))
        role = LineupRole.PLAYING_XI if place < ELEVEN else LineupRole.RESERVE
        fields = {
            "id": path.rpartition("/")[2],
            "matchId": MATCH_ID,
            "teamId": side.team_id,
            "playerId": player_id(side, place),
            "playerName": name,
            "role": str(role),
            "isCaptain": place == side.captain,
            "isViceCaptain": False,
            "isWicketkeeper": place == side.keeper,
            "battingPosition": place + 1,
            "selectedBy": BY,
            "selectedAt": SERVER_TIMESTAMP,
        }
        yield Document(path, fields | STAMPS)


def holdings() -> Iterator[tuple[Holding, Terms]]:
    """Yield every role with its terms."""
    for side in SIDES:
        for place in range(len(side.players)):
            terms = {"isCaptain": True} if place == side.captain else {}
            person_id = player_id(side, place)
            holding = Holding(RoleScope.TEAM, side.team_id, person_id, TeamRole.PLAYER)
            yield holding, terms | {"jerseyNumber": str(place + 1)}
    for each in OFFICIALS:
        if each.scope is not None:
            yield Holding(each.scope, each.owner_id, each.person_id, each.role), {}
