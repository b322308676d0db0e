"""Reads the roles in old documents of people, rosters and matches. Pure.

A role in unknown words is not guessed; it is reported and left.
"""

import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from migrate.old.containers import list_entries, parse_nested_json, unread_names
from migrate.old.values import (
    EARLIEST,
    first_of,
    id_of,
    is_empty,
    is_flag_set,
    normalised,
    person_by_email_or_name,
    text_or_none,
    time_from,
)
from migrate.people.in_force import doubt_of, doubt_of_person, field_text
from scrbrd.domain.identifiers import as_season_id
from scrbrd.domain.json_types import JsonMap
from scrbrd.domain.roles import role_names
from scrbrd.domain.vocabulary import MatchRole, RoleScope, SchoolRole, TeamRole

START = ("startDate", "joinedAt", "assignedAt", "from")
END = ("endDate", "leftAt", "until")
LONGEST_JERSEY = 10
TIME_HINT = "write it as 2023-01-31"
ROLE_NAME_PARTS = ("role", "captain", "umpire", "scorer", "referee", "coach")
"""Parts of names of fields that may state a role; fields in `READ_FIELDS` are read."""
READ_FIELDS = frozenset(
    (
        *("playerId", "personId", "userId", "uid", "id", "_id", "email", "name", "displayName"),
        *("schoolId", "role", "position", "isPrimary", "isCaptain", "isViceCaptain", "number"),
        *("jerseyNumber", "seasonId", "side", "team", *START, *END),
    )
)

ROLE_WORDS: dict[RoleScope, dict[str, str]] = {
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
    """A role that somebody held.

    `more`: fields that only roles of its scope have. `doubt`: what says that the role is not in
    force, although no readable time ends it.
    """

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
        """The values that distinguish two roles."""
        return self.scope, self.owner_id, self.person_id, self.role


class NoRoleReason(str):
    """A line that says why something is not a role; `where` is its place."""

    where: str

    def __new__(cls, where: str, why: str) -> "NoRoleReason":
        """Make the line from the place and the reason."""
        made = super().__new__(cls, f"{where}{why}")
        made.where = where
        return made


RoleOrReason = OldRole | NoRoleReason
"""A role, or a line that says why something is not one."""


def grant_command(person_id: str, role: str, scope: RoleScope, owner_id: str) -> str:
    """Return the command with which an administrator grants a role. Ids may begin with a dash."""
    words = ("scrbrd", "grant", f"--{scope}={owner_id}", "--apply", "--", person_id, role)
    if not person_id.startswith("-") and not owner_id.startswith("-"):
        words = ("scrbrd", "grant", person_id, role, f"--{scope}", owner_id, "--apply")
    return f"`{shlex.join(words)}`"


def role_of(scope: RoleScope, value: Any) -> str | None:
    """Return the role that a word stands for; None for an unknown word."""
    known = {normalised(name): name for name in role_names(scope)} | ROLE_WORDS[scope]
    found = known.get(normalised(value))
    return None if found is None else str(found)


Entry = tuple[str, Any] | NoRoleReason
"""(place, value) of an entry, or a line that says why a whole field is not read."""


def entries_of(value: Any, where: str) -> Iterator[Entry]:
    """Yield the entries of a field, or a line if it has content and is not a list."""
    found = list_entries(value)
    if found is None:
        yield NoRoleReason(
            where, f" is no list, and not read: {str(value)[:60]!r}; write it as a list"
        )
    for place, each in enumerate(found or ()):
        yield f"{where}[{place}]", each


def unread_role_fields(entry: Any, where: str) -> Iterator[NoRoleReason]:
    """Yield a line for each unread field of an entry that may state another role, and each
    unread start."""
    for name in unread_names(entry, READ_FIELDS, ROLE_NAME_PARTS):
        yield NoRoleReason(
            f"{where}.{name}", f" is not read: {str(entry[name])[:60]!r}; grant it by hand"
        )
    for name in START if isinstance(entry, Mapping) else ():
        if has_time(entry, name) and time_from(entry[name]) is None:
            why = f" is no time that is read: {str(entry[name])[:40]!r}; {TIME_HINT}"
            yield NoRoleReason(f"{where}.{name}", why)


def person_roles(
    person_id: str, person: JsonMap, path: str | None = None
) -> Iterator[RoleOrReason]:
    """Yield the roles at schools and in teams of an old `people/{personId}`.

    `path`: the path of the document if its id is not `person_id`, which is then a mapped id.
    """
    own, path = first_of(person, ("role", "type")), path or f"people/{person_id}"
    doubt = doubt_of_person(person)
    for entry in entries_of(person.get("assignedSchools"), f"{path} assignedSchools"):
        if isinstance(entry, NoRoleReason):
            yield entry
            continue
        yield with_doubt(school_role(person_id, entry[1], own, entry[0]), doubt)
        yield from unread_role_fields(entry[1], entry[0])
    for entry in entries_of(person.get("teamIds"), f"{path} teamIds"):
        if isinstance(entry, NoRoleReason):
            yield entry
            continue
        where, each = entry
        team = id_of(each)
        if team is None:
            yield NoRoleReason(where, f" names no team: {str(each)[:40]!r}")
            continue
        role = role_of(RoleScope.TEAM, own) or TeamRole.PLAYER
        yield OldRole(RoleScope.TEAM, team, person_id, str(role), where, doubt=doubt)


def school_role(person_id: str, value: Any, own: Any, where: str) -> RoleOrReason:
    """Return the role of one entry of `assignedSchools`: an id, or a map with the role."""
    entry = value if isinstance(value, Mapping) else {}
    school = id_of(first_of(entry, ("schoolId", "id"))) if entry else id_of(value)
    if school is None:
        return NoRoleReason(where, f" names no school: {str(value)[:40]!r}")
    named = first_of(entry, ("role", "position")) or own
    role = role_of(RoleScope.SCHOOL, named) if named is not None else None
    if role is None:
        fault = f"{named!r} is no role at a school" if named else "no role is said"
        give = grant_command(person_id, "ROLE", RoleScope.SCHOOL, school)
        return NoRoleReason(where, f": {person_id} at {school}: {fault}; {give} gives one")
    primary = {"isPrimary": is_flag_set(entry["isPrimary"])} if "isPrimary" in entry else {}
    return with_times(
        OldRole(RoleScope.SCHOOL, school, person_id, role, where, more=primary), entry
    )


def roster_roles(team_id: str, members: Iterable[Entry]) -> Iterator[RoleOrReason]:
    """Yield the roles of a team's members, given as (path of the entry, value)."""
    for member in members:
        if isinstance(member, NoRoleReason):
            yield member
            continue
        where, value = member
        yield from unread_role_fields(value, where)
        person = person_by_email_or_name(value)
        if person is None:
            yield NoRoleReason(where, f" names nobody: {str(value)[:40]!r}")
            continue
        entry = value if isinstance(value, Mapping) else {}
        named = first_of(entry, ("role", "position"))
        role = role_of(RoleScope.TEAM, named) if named is not None else str(TeamRole.PLAYER)
        if role is None:
            give = grant_command(person, "ROLE", RoleScope.TEAM, team_id)
            yield NoRoleReason(where, f": {named!r} is no role in a team; {give} gives one")
            continue
        more = team_details(entry, normalised(named))
        yield with_times(OldRole(RoleScope.TEAM, team_id, person, role, where, more=more), entry)


def team_details(entry: JsonMap, named: str) -> dict[str, Any]:
    """Return the captaincy and shirt number of a roster entry."""
    details: dict[str, Any] = {}
    if is_flag_set(entry.get("isCaptain")) or named == "captain":
        details["isCaptain"] = True
    if is_flag_set(entry.get("isViceCaptain")) or named == "vicecaptain":
        details["isViceCaptain"] = True
    jersey = first_of(entry, ("jerseyNumber", "number"))
    if jersey is not None and len(str(jersey)) <= LONGEST_JERSEY:
        details["jerseyNumber"] = str(jersey)
    return details


def match_roles(
    match_id: str, match: JsonMap, scorers: Iterable[tuple[str | None, str]]
) -> Iterator[RoleOrReason]:
    """Yield the roles of the umpires and scorers of a match."""
    start = time_from(match.get("scheduledAt"))
    values = parse_nested_json(match.get("umpires"))
    found = list_entries(values)
    for place, value in enumerate([values] if found is None else found):
        where = f"matches/{match_id} umpires[{place}]"
        person, role = person_by_email_or_name(value), role_of_umpire(value)
        if person is None or role is None:
            yield NoRoleReason(where, f" names no umpire: {str(value)[:60]!r}")
            continue
        yield OldRole(RoleScope.MATCH, match_id, person, role, where, start, doubt=doubt_of(value))
        yield from unread_role_fields(value, where)
    where = f"matches/{match_id} scorer"
    for person, role in scorers:
        if person is None:
            named = str(match.get("scorer"))[:60]
            yield NoRoleReason(
                where, f" names nobody, or somebody who is not read or not in force: {named!r}"
            )
        else:
            yield OldRole(RoleScope.MATCH, match_id, person, role, where, start)


def role_of_umpire(value: Any) -> str | None:
    """Return the role of an entry of `umpires`: its `role`, else its `position` if that is a
    role."""
    if not isinstance(value, Mapping):
        return role_of(RoleScope.MATCH, "")
    role, position = value.get("role"), value.get("position")
    uses_position = not role and position and role_of(RoleScope.MATCH, position) is not None
    return role_of(RoleScope.MATCH, position if uses_position else role)


def season_of(value: Any) -> str | None:
    """Return a season's id, `2023-24` for `2023/24`; None if there is none."""
    found = text_or_none(value)
    return as_season_id(found) if found else id_of(value)


def with_times(role: OldRole, entry: JsonMap) -> OldRole:
    """Return the role with the times of an entry, and with the person who assigned it."""
    unread = [name for name in END if has_time(entry, name) and end_of(entry[name]) is None]
    end = next((end_of(entry[name]) for name in END if has_time(entry, name)), None)
    return replace(
        role,
        start=time_from(first_of(entry, START)),
        end=end,
        season_id=season_of(entry.get("seasonId")),
        assigned_by=text_or_none(entry.get("assignedBy")),
        doubt=field_text(unread[0], entry[unread[0]]) if unread else doubt_of(entry),
    )


def with_doubt(read: RoleOrReason, doubt: str | None) -> RoleOrReason:
    """Return the role with a doubt that concerns the whole person."""
    if doubt is None or isinstance(read, NoRoleReason):
        return read
    return replace(read, doubt=doubt)


def has_time(entry: JsonMap, name: str) -> bool:
    """Return True if a field states a time, readable or not."""
    return not is_empty(entry.get(name)) and entry[name] is not False


def end_of(value: Any) -> datetime | None:
    """Return when a role ended; None if the value is not a time, such as a 0."""
    found = time_from(value)
    return found if found is not None and found >= EARLIEST else None
