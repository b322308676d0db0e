"""Reads who held which role in old documents: of people, of rosters, of matches. Pure.

A role that is named in words nobody knows is not guessed at; it is told and left.
"""

import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from migrate.old.containers import entries_in, unpacked, unread_names
from migrate.old.values import (
    EARLIEST,
    first_of,
    flag,
    id_of,
    is_empty,
    moment,
    person_told,
    text,
    word,
)
from migrate.people.in_force import doubt_of, plain_doubt_of, said
from scrbrd.domain.identifiers import as_season_id
from scrbrd.domain.json_types import JsonMap
from scrbrd.domain.roles import role_names
from scrbrd.domain.vocabulary import MatchRole, RoleScope, SchoolRole, TeamRole

START = ("startDate", "joinedAt", "assignedAt", "from")
END = ("endDate", "leftAt", "until")
LONGEST_JERSEY = 10
HOW_A_TIME_IS_WRITTEN = "write it as 2023-01-31"
NAMING = ("role", "captain", "umpire", "scorer", "referee", "coach")
"""In names of fields that may say a role; those in `READ` are read."""
READ = frozenset(
    (
        *("playerId", "personId", "userId", "uid", "id", "_id", "email", "name", "displayName"),
        *("schoolId", "role", "position", "isPrimary", "isCaptain", "isViceCaptain", "number"),
        *("jerseyNumber", "seasonId", "side", "team", *START, *END),
    )
)

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
    """Somebody held something. `more` are fields that only roles of its scope have; `doubt` is what
    says that it is not in force, though no time that is read ends it."""

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
    doubt: str | None = None

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


Entry = tuple[str, Any] | NoRole
"""An entry with its place, or a line that says why a whole field is not read."""


def entries_of(value: Any, where: str) -> Iterator[Entry]:
    """Yield the entries of a field; a line for one that says something and is no list."""
    found = entries_in(value)
    if found is None:
        yield NoRole(where, f" is no list, and not read: {str(value)[:60]!r}; write it as a list")
    for place, each in enumerate(found or ()):
        yield f"{where}[{place}]", each


def unread_of(entry: Any, where: str) -> Iterator[NoRole]:
    """Yield a line for each field of an entry that may say another role and is not read."""
    for name in unread_names(entry, READ, NAMING):
        yield NoRole(
            f"{where}.{name}", f" is not read: {str(entry[name])[:60]!r}; grant it by hand"
        )
    for name in START if isinstance(entry, Mapping) else ():
        if time_said(entry, name) and moment(entry[name]) is None:
            why = f" is no time that is read: {str(entry[name])[:40]!r}; {HOW_A_TIME_IS_WRITTEN}"
            yield NoRole(f"{where}.{name}", why)


def of_person(person_id: str, person: JsonMap, path: str | None = None) -> Iterator[Read]:
    """Yield the schools and teams of a `people/{personId}` of the old world.

    `path`: where the document lies, if its id is another than the one that stands for it.
    """
    own, path = first_of(person, ("role", "type")), path or f"people/{person_id}"
    doubt = plain_doubt_of(person)
    for entry in entries_of(person.get("assignedSchools"), f"{path} assignedSchools"):
        if isinstance(entry, NoRole):
            yield entry
            continue
        yield doubted(at_school(person_id, entry[1], own, entry[0]), doubt)
        yield from unread_of(entry[1], entry[0])
    for entry in entries_of(person.get("teamIds"), f"{path} teamIds"):
        if isinstance(entry, NoRole):
            yield entry
            continue
        where, each = entry
        team = id_of(each)
        if team is None:
            yield NoRole(where, f" names no team: {str(each)[:40]!r}")
            continue
        role = role_of(RoleScope.TEAM, own) or TeamRole.PLAYER
        yield OldRole(RoleScope.TEAM, team, person_id, str(role), where, doubt=doubt)


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


def of_roster(team_id: str, members: Iterable[Entry]) -> Iterator[Read]:
    """Yield the members of a team, each with the path of the entry."""
    for member in members:
        if isinstance(member, NoRole):
            yield member
            continue
        where, value = member
        yield from unread_of(value, where)
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
    values = unpacked(match.get("umpires"))
    found = entries_in(values)
    for place, value in enumerate([values] if found is None else found):
        where = f"matches/{match_id} umpires[{place}]"
        person, role = person_told(value), role_of_umpire(value)
        if person is None or role is None:
            yield NoRole(where, f" names no umpire: {str(value)[:60]!r}")
            continue
        yield OldRole(RoleScope.MATCH, match_id, person, role, where, start, doubt=doubt_of(value))
        yield from unread_of(value, where)
    where = f"matches/{match_id} scorer"
    for person, role in scorers:
        if person is None:
            named = str(match.get("scorer"))[:60]
            yield NoRole(
                where, f" names nobody, or somebody who is not read or not in force: {named!r}"
            )
        else:
            yield OldRole(RoleScope.MATCH, match_id, person, role, where, start)


def role_of_umpire(value: Any) -> str | None:
    """Return the role of an entry of `umpires`: as its `role` says, or a `position` that is one."""
    if not isinstance(value, Mapping):
        return role_of(RoleScope.MATCH, "")
    role, position = value.get("role"), value.get("position")
    is_told = not role and position and role_of(RoleScope.MATCH, position) is not None
    return role_of(RoleScope.MATCH, position if is_told else role)


def season_of(value: Any) -> str | None:
    """Return a season's id, `2023-24` for `2023/24`; None where there is none."""
    found = text(value)
    return as_season_id(found) if found else id_of(value)


def dated(role: OldRole, entry: JsonMap) -> OldRole:
    """Return the role with what an entry says of its time and of who gave it."""
    unread = [name for name in END if time_said(entry, name) and end_of(entry[name]) is None]
    end = next((end_of(entry[name]) for name in END if time_said(entry, name)), None)
    return replace(
        role,
        start=moment(first_of(entry, START)),
        end=end,
        season_id=season_of(entry.get("seasonId")),
        assigned_by=text(entry.get("assignedBy")),
        doubt=said(unread[0], entry[unread[0]]) if unread else doubt_of(entry),
    )


def doubted(read: Read, doubt: str | None) -> Read:
    """Return a role with what says of the whole person that it is not in force."""
    if doubt is None or isinstance(read, NoRole):
        return read
    return replace(read, doubt=doubt)


def time_said(entry: JsonMap, name: str) -> bool:
    """Return whether a field says a time, be it one that is read or not."""
    return not is_empty(entry.get(name)) and entry[name] is not False


def end_of(value: Any) -> datetime | None:
    """Return when a role ended; None for what is no time, as a 0 that stands for none."""
    found = moment(value)
    return found if found is not None and found >= EARLIEST else None
