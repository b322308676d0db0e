"""Reads who held which role in old documents: of people, of rosters, of matches. Pure.

A role that is named in words nobody knows is not guessed at; it is told and left.
"""

import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from migrate.old.values import first_of, flag, id_of, listed, moment, person_told, text, word
from scrbrd.domain.identifiers import as_season_id
from scrbrd.domain.json_types import JsonMap
from scrbrd.domain.roles import role_names
from scrbrd.domain.vocabulary import MatchRole, RoleScope, SchoolRole, TeamRole

START = ("startDate", "joinedAt", "assignedAt", "from")
END = ("endDate", "leftAt", "until")
LONGEST_JERSEY = 10

WORDS: dict[RoleScope, dict[str, str]] = {
    RoleScope.MATCH: {
        "": MatchRole.UMPIRE_ON_FIELD,
        "umpire": MatchRole.UMPIRE_ON_FIELD,
        "onfield": MatchRole.UMPIRE_ON_FIELD,
        "third": MatchRole.UMPIRE_THIRD,
        "thirdumpire": MatchRole.UMPIRE_THIRD,
        "tv": MatchRole.UMPIRE_THIRD,
        "reserve": MatchRole.UMPIRE_RESERVE,
        "fourth": MatchRole.UMPIRE_RESERVE,
        "referee": MatchRole.MATCH_REFEREE,
    },
    RoleScope.TEAM: {
        "captain": TeamRole.PLAYER,
        "vicecaptain": TeamRole.PLAYER,
        "headcoach": TeamRole.COACH,
        "teammanager": TeamRole.MANAGER,
    },
    RoleScope.SCHOOL: {
        "admin": SchoolRole.ADMINISTRATOR,
        "director": SchoolRole.DIRECTOR_OF_CRICKET,
        "groundsman": SchoolRole.GROUNDSKEEPER,
        "medic": SchoolRole.MEDICAL_OFFICER,
    },
}


@dataclass(frozen=True, slots=True)
class OldRole:
    """Somebody held something. `more` are fields that only roles of its scope have."""

    scope: RoleScope
    owner_id: str
    person_id: str
    role: str
    where: str
    start: datetime | None = None
    end: datetime | None = None
    season_id: str | None = None
    assigned_by: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What distinguishes two roles."""
        return self.scope, self.owner_id, self.person_id, self.role


class NoRole(str):
    """A line that says why something is no role; `where` is its place."""

    where: str

    def __new__(cls, where: str, why: str) -> "NoRole":
        """Make the line."""
        made = super().__new__(cls, f"{where}{why}")
        made.where = where
        return made


Read = OldRole | NoRole
"""A role, or a line that says why something is none."""


def grant_command(person_id: str, role: str, scope: RoleScope, owner_id: str) -> str:
    """Return the command by which an administrator gives a role; ids may begin with a dash."""
    words = ("scrbrd", "grant", f"--{scope}={owner_id}", "--apply", "--", person_id, role)
    if not person_id.startswith("-") and not owner_id.startswith("-"):
        words = ("scrbrd", "grant", person_id, role, f"--{scope}", owner_id, "--apply")
    return f"`{shlex.join(words)}`"


def role_of(scope: RoleScope, value: Any) -> str | None:
    """Return the role that a word means."""
    known = {word(name): name for name in role_names(scope)} | WORDS[scope]
    found = known.get(word(value))
    return None if found is None else str(found)


def of_person(person_id: str, person: JsonMap) -> Iterator[Read]:
    """Yield the schools and teams of a `people/{personId}` of the old world."""
    own = first_of(person, ("role", "type"))
    for place, each in enumerate(listed(person.get("assignedSchools"))):
        where = f"people/{person_id} assignedSchools[{place}]"
        yield at_school(person_id, each, own, where)
    for place, each in enumerate(listed(person.get("teamIds"))):
        where = f"people/{person_id} teamIds[{place}]"
        team = id_of(each)
        if team is None:
            yield NoRole(where, f" names no team: {str(each)[:40]!r}")
            continue
        role = role_of(RoleScope.TEAM, own) or TeamRole.PLAYER
        yield OldRole(RoleScope.TEAM, team, person_id, str(role), where)


def at_school(person_id: str, value: Any, own: Any, where: str) -> Read:
    """Return one entry of `assignedSchools`: an id, or a map with the role."""
    entry = value if isinstance(value, Mapping) else {}
    school = id_of(first_of(entry, ("schoolId", "id"))) if entry else id_of(value)
    if school is None:
        return NoRole(where, f" names no school: {str(value)[:40]!r}")
    named = first_of(entry, ("role", "position")) or own
    role = role_of(RoleScope.SCHOOL, named) if named is not None else None
    if role is None:
        said = f"{named!r} is no role at a school" if named else "no role is said"
        give = grant_command(person_id, "ROLE", RoleScope.SCHOOL, school)
        return NoRole(where, f": {person_id} at {school}: {said}; {give} gives one")
    primary = {"isPrimary": flag(entry["isPrimary"])} if "isPrimary" in entry else {}
    return dated(OldRole(RoleScope.SCHOOL, school, person_id, role, where, more=primary), entry)


def of_roster(team_id: str, members: Iterable[tuple[str, Any]]) -> Iterator[Read]:
    """Yield the members of a team, each with the path of the entry."""
    for where, value in members:
        person = person_told(value)
        if person is None:
            yield NoRole(where, f" names nobody: {str(value)[:40]!r}")
            continue
        entry = value if isinstance(value, Mapping) else {}
        named = first_of(entry, ("role", "position"))
        role = role_of(RoleScope.TEAM, named) if named is not None else str(TeamRole.PLAYER)
        if role is None:
            give = grant_command(person, "ROLE", RoleScope.TEAM, team_id)
            yield NoRole(where, f": {named!r} is no role in a team; {give} gives one")
            continue
        more = team_details(entry, word(named))
        yield dated(OldRole(RoleScope.TEAM, team_id, person, role, where, more=more), entry)


def team_details(entry: JsonMap, named: str) -> dict[str, Any]:
    """Return captaincy and the number on the shirt."""
    details: dict[str, Any] = {}
    if flag(entry.get("isCaptain")) or named == "captain":
        details["isCaptain"] = True
    if flag(entry.get("isViceCaptain")) or named == "vicecaptain":
        details["isViceCaptain"] = True
    jersey = first_of(entry, ("jerseyNumber", "number"))
    if jersey is not None and len(str(jersey)) <= LONGEST_JERSEY:
        details["jerseyNumber"] = str(jersey)
    return details


def of_match(
    match_id: str, match: JsonMap, scorers: Iterable[tuple[str | None, str]]
) -> Iterator[Read]:
    """Yield the umpires and scorers of a match."""
    start = moment(match.get("scheduledAt"))
    values = match.get("umpires")
    umpires = listed(values) or ([values] if values else [])
    for place, value in enumerate(umpires):
        where = f"matches/{match_id} umpires[{place}]"
        person = person_told(value)
        named = value.get("role") if isinstance(value, Mapping) else ""
        role = role_of(RoleScope.MATCH, named)
        if person is None or role is None:
            yield NoRole(where, f" names no umpire: {str(value)[:60]!r}")
            continue
        yield OldRole(RoleScope.MATCH, match_id, person, role, where, start)
    where = f"matches/{match_id} scorer"
    for person, role in scorers:
        if person is None:
            yield NoRole(where, f" names nobody: {str(match.get('scorer'))[:60]!r}")
        else:
            yield OldRole(RoleScope.MATCH, match_id, person, role, where, start)


def season_of(value: Any) -> str | None:
    """Return a season's id, `2023-24` for `2023/24`; None where there is none."""
    found = text(value)
    return as_season_id(found) if found else id_of(value)


def dated(role: OldRole, entry: JsonMap) -> OldRole:
    """Return the role with what an entry says of its time and of who gave it."""
    return replace(
        role,
        start=moment(first_of(entry, START)),
        end=moment(first_of(entry, END)),
        season_id=season_of(entry.get("seasonId")),
        assigned_by=text(entry.get("assignedBy")),
    )
