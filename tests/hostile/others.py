"""Generates documents outside matches: people, schools, teams, squads, competitions, roles, others.

Each is created under an id of its own, sometimes an odd one, or is changed once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from scrbrd.domain.vocabulary import role_id
from tests.hostile import values
from tests.hostile.attempt import Attempt, create_attempt, update_attempt, with_hostile_changes
from tests.hostile.match import COMPETITION
from tests.hostile.mutation import Mutator
from tests.rules.cast import ADMIN, DIRECTOR, HEAD_COACH, PLANNED, SEASON, UMPIRE
from tests.rules.changes import grant_fields, new_fields, signed_fields
from tests.rules.costliest import DATES_AND_SEASON, TEAM_ROLE_FIELDS, costliest_commits
from tests.rules.world import Actor, Create, Fields

ODD: Final = 0.3
"""Probability of an odd id."""
SCENE_TIME: Final = values.TIMESTAMPS[4]
TABLE_RULES: Final = {"win": 2, "tie": 1, "noResult": 1, "draw": 0, "loss": 0}
PROFILE: Final = {"displayName": "P", "photoUrl": "p", "battingStyle": "b", "bowlingStyle": "b"}
PLACE: Final = {"name": "N", "shortName": "N", "city": "C", "country": "C", "website": "w",
                "logoUrl": "l", "colours": ["red"]}  # fmt: skip
TEAM: Final = {"name": "N", "shortName": "N", "schoolId": "north", "ageGroup": "u19",
               "division": "1", "logoUrl": "l", "colours": ["red"], "homeVenue": "v"}  # fmt: skip
SQUAD: Final = {"name": "First", "teamId": "north-1", "seasonId": SEASON, "competitionId": "cup"}
PROCEDURE: Final = {"matchId": PLANNED, "notes": "n", "weather": {"sky": "blue"},
                    "checklist": {"done": True}, "pitchInspection": {}}  # fmt: skip


class OtherDocuments:
    """Makes attempts on the collections outside matches, in turn."""

    def __init__(self, mutator: Mutator) -> None:
        self.mutator, self.chance = mutator, mutator.chance
        self.count = 0

    def next(self) -> Attempt:
        """Return an attempt with changes on the next collection."""
        make = MAKERS[self.count % len(MAKERS)]
        self.count += 1
        legal, optional = make(self, f"new-{self.count}")
        return with_hostile_changes(legal, self.mutator, optional)

    def name(self, plain_id: str) -> str:
        """Return an id, sometimes an odd one."""
        if self.chance.random() > ODD:
            return plain_id
        odd_id = self.chance.choice((values.document_id, values.odd_id))(self.chance)
        return odd_id if self.chance.random() < ODD else f"{odd_id}{self.count}"


LegalAttempt = tuple[Attempt, Fields]
Maker = Callable[[OtherDocuments, str], LegalAttempt]


def person(others: OtherDocuments, plain_id: str) -> LegalAttempt:
    """Return a legal attempt to register a person, by the person or by an administrator."""
    name = others.name(plain_id)
    actor = others.chance.choice((ADMIN, Actor("newcomer", plain_id)))
    name = name if actor is ADMIN else plain_id
    fields = new_fields(id=name, **PROFILE)(actor)
    return create_attempt("people", "create", f"people/{name}", actor, fields), PROFILE


def renamed_person(_: OtherDocuments, __: str) -> LegalAttempt:
    """Return a legal attempt to rename a player of the matches, as the scoreboard may show."""
    fields = signed_fields(id="batter-1", **PROFILE)(ADMIN)
    return update_attempt("people", "rename", "people/batter-1", ADMIN, fields), PROFILE


def school(others: OtherDocuments, plain_id: str) -> LegalAttempt:
    """Return a legal attempt to create a school, by an administrator."""
    name = others.name(plain_id)
    fields = new_fields(id=name, **PLACE)(ADMIN)
    return create_attempt("schools", "create", f"schools/{name}", ADMIN, fields), PLACE


def changed_school(_: OtherDocuments, __: str) -> LegalAttempt:
    """Return a legal attempt to change a school, by its director."""
    return update_attempt(
        "schools", "change", "schools/north", DIRECTOR, signed_fields(**PLACE)(DIRECTOR)
    ), PLACE


def team(others: OtherDocuments, plain_id: str) -> LegalAttempt:
    """Return a legal attempt to create a team, by an administrator or a leader of its school."""
    actor = others.chance.choice((ADMIN, HEAD_COACH))
    name = others.name(plain_id) if actor is ADMIN else f"north.{plain_id}"
    fields = new_fields(id=name, **TEAM)(actor)
    return create_attempt("teams", "create", f"teams/{name}", actor, fields), TEAM


def squad(others: OtherDocuments, plain_id: str) -> LegalAttempt:
    """Return a legal attempt to create a squad, by an administrator or a leader of the school."""
    actor = others.chance.choice((ADMIN, HEAD_COACH))
    name = others.name(plain_id)
    fields = new_fields(id=name, **SQUAD)(actor)
    return create_attempt("squads", "create", f"squads/{name}", actor, fields), SQUAD


def squad_player(others: OtherDocuments, plain_id: str) -> LegalAttempt:
    """Return a legal attempt to add a player to a squad."""
    name, details = others.name(plain_id), {"playerName": "P", "jerseyNumber": "7", "role": "r"}
    fields = signed_fields(playerId=name, **details)(HEAD_COACH)
    return create_attempt(
        "squads", "player", f"squads/kept/players/{name}", HEAD_COACH, fields
    ), details


def competition(_: OtherDocuments, __: str) -> LegalAttempt:
    """Return a legal attempt to change the table rules of the hostile matches' competition."""
    fields = {"tableRules": TABLE_RULES, "name": "Cup"}
    legal = update_attempt("competitions", "change", f"competitions/{COMPETITION}", ADMIN, fields)
    return legal, {"ownerIds": ["director"], **fields}


def role(others: OtherDocuments, plain_id: str) -> LegalAttempt:
    """Return a legal attempt to grant a role in a match, team or school, by an administrator."""
    scope, owner, role_name, details = others.chance.choice(ROLES)
    owner_id, person_id = others.name("place"), others.name(plain_id)
    name = role_id(owner_id, person_id, role_name)
    fields: dict[str, Any] = dict(
        grant_fields(owner, owner_id, role_name, **details, **DATES_AND_SEASON)(ADMIN)
    )
    fields |= {"id": name, "personId": person_id}
    fields.pop("seasonId") if scope == "match" else None
    path = f"{scope}_role_assignments/{name}"
    return create_attempt(f"{scope}_roles", "grant", path, ADMIN, fields), {
        "notes": "n",
        "jerseyNumber": "7",
    }


ROLES: Final[tuple[tuple[str, str, str, Fields], ...]] = (
    ("match", "matchId", "umpire_third", {"status": "assigned"}),
    ("team", "teamId", "player", TEAM_ROLE_FIELDS),
    ("school", "schoolId", "scorer", {"isPrimary": True, "notes": "n"}),
)


def procedure(_: OtherDocuments, __: str) -> LegalAttempt:
    """Return a legal attempt to change the checklist of a match."""
    fields = signed_fields(**PROCEDURE)(UMPIRE)
    path = f"pre_match_procedures/{PLANNED}"
    return update_attempt("pre_match_procedures", "change", path, UMPIRE, fields), PROCEDURE


def costliest_update(others: OtherDocuments, _: str) -> LegalAttempt:
    """Return the costliest legal attempt to change a profile or a rating."""
    name = others.chance.choice(("profile", "rating"))
    [write] = costliest_commits()[name].writes
    assert isinstance(write, Create)
    actor = costliest_commits()[name].actor
    source = "people" if name == "profile" else "match_roles"
    return update_attempt(source, name, write.path, actor, write.fields), {}


MAKERS: Final[tuple[Maker, ...]] = (person, role, competition, team, squad, role, renamed_person,
                                    school, squad_player, procedure, role, competition,
                                    costliest_update, changed_school)  # fmt: skip


def scene() -> dict[str, Fields]:
    """Return the documents that some of the attempts change."""
    stamp = {"createdAt": SCENE_TIME, "updatedAt": SCENE_TIME, "updatedBy": ADMIN.person_id}
    [rating] = costliest_commits()["rating"].writes
    [profile] = costliest_commits()["profile"].writes
    return {
        "people/batter-1": {"id": "batter-1", "displayName": "B", **stamp},
        "people/player": {"id": "player", "displayName": "P", **stamp},
        f"competitions/{COMPETITION}": {"tableRules": TABLE_RULES},
        f"pre_match_procedures/{PLANNED}": {"matchId": PLANNED},
        rating.path: {"performanceRating": 1},
        profile.path: {"email": "e"},
    }
