"""Documents beside the matches: people, schools, teams, squads, competitions, roles, procedures.

Each is made under an id of its own, an odd one at times, and changed once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from scrbrd.domain.vocabulary import role_id
from tests.hostile import values
from tests.hostile.attempt import Attempt, hostile, new, update
from tests.hostile.match import COMPETITION
from tests.hostile.mutation import Mutator
from tests.rules.cast import ADMIN, DIRECTOR, HEAD_COACH, PLANNED, SEASON, UMPIRE
from tests.rules.changes import born, granted, signed
from tests.rules.costliest import DATES, KIT, costliest
from tests.rules.world import Actor, Create, Fields

ODD: Final = 0.3
"""How likely an id is odd."""
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


class Others:
    """Makes attempts on the other collections, in turn."""

    def __init__(self, mutator: Mutator) -> None:
        self.mutator, self.chance = mutator, mutator.chance
        self.made = 0

    def next(self) -> Attempt:
        """A hostile document of the collection whose turn it is."""
        make = MAKERS[self.made % len(MAKERS)]
        self.made += 1
        legal, more = make(self, f"new-{self.made}")
        return hostile(legal, self.mutator, more)

    def name(self, plain: str) -> str:
        """An id, an odd one at times."""
        if self.chance.random() > ODD:
            return plain
        odd = self.chance.choice((values.document_id, values.odd_id))(self.chance)
        return odd if self.chance.random() < ODD else f"{odd}{self.made}"


Made = tuple[Attempt, Fields]
Maker = Callable[[Others, str], Made]


def person(others: Others, plain: str) -> Made:
    """A person who registers, or is registered by an administrator."""
    name = others.name(plain)
    actor = others.chance.choice((ADMIN, Actor("newcomer", plain)))
    name = name if actor is ADMIN else plain
    fields = born(id=name, **PROFILE)(actor)
    return new("people", "create", f"people/{name}", actor, fields), PROFILE


def renamed(_: Others, __: str) -> Made:
    """A player of the matches, whose name the scoreboard may take."""
    fields = signed(id="batter-1", **PROFILE)(ADMIN)
    return update("people", "rename", "people/batter-1", ADMIN, fields), PROFILE


def school(others: Others, plain: str) -> Made:
    """A school, by an administrator."""
    name = others.name(plain)
    fields = born(id=name, **PLACE)(ADMIN)
    return new("schools", "create", f"schools/{name}", ADMIN, fields), PLACE


def school_changed(_: Others, __: str) -> Made:
    """A school, changed by its director."""
    return update("schools", "change", "schools/north", DIRECTOR, signed(**PLACE)(DIRECTOR)), PLACE


def team(others: Others, plain: str) -> Made:
    """A team, by an administrator or a leader of its school."""
    actor = others.chance.choice((ADMIN, HEAD_COACH))
    name = others.name(plain) if actor is ADMIN else f"north.{plain}"
    fields = born(id=name, **TEAM)(actor)
    return new("teams", "create", f"teams/{name}", actor, fields), TEAM


def squad(others: Others, plain: str) -> Made:
    """A squad, by an administrator or a leader of the school."""
    actor = others.chance.choice((ADMIN, HEAD_COACH))
    name = others.name(plain)
    fields = born(id=name, **SQUAD)(actor)
    return new("squads", "create", f"squads/{name}", actor, fields), SQUAD


def squad_player(others: Others, plain: str) -> Made:
    """A player of a squad."""
    name, details = others.name(plain), {"playerName": "P", "jerseyNumber": "7", "role": "r"}
    fields = signed(playerId=name, **details)(HEAD_COACH)
    return new("squads", "player", f"squads/kept/players/{name}", HEAD_COACH, fields), details


def competition(_: Others, __: str) -> Made:
    """The table rules of the competition that the hostile matches are in."""
    fields = {"tableRules": TABLE_RULES, "name": "Cup"}
    legal = update("competitions", "change", f"competitions/{COMPETITION}", ADMIN, fields)
    return legal, {"ownerIds": ["director"], **fields}


def role(others: Others, plain: str) -> Made:
    """A role in a match, a team or a school, by an administrator."""
    scope, owner, word, details = others.chance.choice(ROLES)
    owner_id, person_id = others.name("place"), others.name(plain)
    name = role_id(owner_id, person_id, word)
    made: dict[str, Any] = dict(granted(owner, owner_id, word, **details, **DATES)(ADMIN))
    made |= {"id": name, "personId": person_id}
    made.pop("seasonId") if scope == "match" else None
    path = f"{scope}_role_assignments/{name}"
    return new(f"{scope}_roles", "grant", path, ADMIN, made), {"notes": "n", "jerseyNumber": "7"}


ROLES: Final[tuple[tuple[str, str, str, Fields], ...]] = (
    ("match", "matchId", "umpire_third", {"status": "assigned"}),
    ("team", "teamId", "player", KIT),
    ("school", "schoolId", "scorer", {"isPrimary": True, "notes": "n"}),
)


def procedure(_: Others, __: str) -> Made:
    """The checklist of a match."""
    fields = signed(**PROCEDURE)(UMPIRE)
    path = f"pre_match_procedures/{PLANNED}"
    return update("pre_match_procedures", "change", path, UMPIRE, fields), PROCEDURE


def costly(others: Others, _: str) -> Made:
    """A profile or a rating, as the costliest legal one is."""
    name = others.chance.choice(("profile", "rating"))
    [write] = costliest()[name].writes
    assert isinstance(write, Create)
    actor = costliest()[name].actor
    source = "people" if name == "profile" else "match_roles"
    return update(source, name, write.path, actor, write.fields), {}


MAKERS: Final[tuple[Maker, ...]] = (person, role, competition, team, squad, role, renamed, school,
                                    squad_player, procedure, role, competition, costly,
                                    school_changed)  # fmt: skip


def scene() -> dict[str, Fields]:
    """The documents that some of them change."""
    stamp = {"createdAt": SCENE_TIME, "updatedAt": SCENE_TIME, "updatedBy": ADMIN.person_id}
    [rating] = costliest()["rating"].writes
    [profile] = costliest()["profile"].writes
    return {
        "people/batter-1": {"id": "batter-1", "displayName": "B", **stamp},
        "people/player": {"id": "player", "displayName": "P", **stamp},
        f"competitions/{COMPETITION}": {"tableRules": TABLE_RULES},
        f"pre_match_procedures/{PLANNED}": {"matchId": PLANNED},
        rating.path: {"performanceRating": 1},
        profile.path: {"email": "e"},
    }
