"""Reads a file of seasons, schools, teams, people and fixtures into the documents that it states.

Everything wrong is a BadInput that names the file, the entry, the field and the remedy. Knows no
database: what the file names and does not hold is left in `named`, to be looked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from admin.rain.fields import Fields, read_fields
from admin.roles.parse_options import Holding
from scrbrd.adapters import paths
from scrbrd.domain.identifiers import LONGEST_ID, is_id, utf8_length
from scrbrd.domain.plain import shown
from scrbrd.domain.vocabulary import LineupRole, MatchFormat, RoleScope, TeamRole, ValidationTier

LONGEST_TEXT: Final = 200
"""Characters of a name that the rules let apps write."""
DAY: Final = len("2026-12-05")
SECTIONS: Final = ("seasons", "competitions", "schools", "people", "teams", "matches")
MATCH_FIELDS: Final = (
    *("id", "homeTeamId", "awayTeamId", "seasonId", "competitionId", "format", "validationTier"),
    *("scheduledAt", "venue", "lineups"),
)
FLAGS: Final = ("isCaptain", "isViceCaptain", "isWicketkeeper")
SHAPE_OF_A_LINEUP: Final = "list ids of players, or {playerId, isCaptain, isWicketkeeper, role}"


@dataclass(frozen=True, slots=True)
class Stated:
    """A document as a file states it."""

    path: str
    fields: Mapping[str, Any]


@dataclass(slots=True)
class SeasonFile:
    """What a file states: documents in the order in which they name each other, and who plays for
    which team. `named`: for each document that a field names, the first such field, with its
    place."""

    documents: list[Stated] = field(default_factory=list)
    players: list[Holding] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> dict[str, str]:
        """What is named and not stated."""
        stated = {each.path for each in self.documents}
        return {path: place for path, place in self.named.items() if path not in stated}


def read_season_file(file: Path) -> SeasonFile:
    """Return what a file states. Raises BadInput for whatever in it is wrong."""
    top = read_fields(file, "a season's file", "create")
    top.allow(SECTIONS)
    found = SeasonFile()
    for entry in entries(top, "seasons"):
        entry.allow(("id", "name"))
        add(found, entry, paths.season(entry.values["id"]), {"name": text(entry, "name")})
    for entry in entries(top, "competitions"):
        entry.allow(("id", "name", "seasonId"))
        fields = {"name": text(entry, "name"), "seasonId": season(found, entry)}
        add(found, entry, paths.competition(entry.values["id"]), fields)
    for entry in entries(top, "schools"):
        entry.allow(("id", "name", "shortName", "city"))
        fields = {name: text(entry, name, name == "name") for name in ("name", "shortName", "city")}
        add(found, entry, paths.school(entry.values["id"]), fields)
    for entry in entries(top, "people"):
        entry.allow(("id", "displayName"))
        add(
            found,
            entry,
            paths.person(entry.values["id"]),
            {"displayName": text(entry, "displayName")},
        )
    for entry in entries(top, "teams"):
        read_team(found, entry)
    for entry in entries(top, "matches"):
        read_match(found, entry)
    return found


def entries(top: Fields, section: str) -> Iterator[Fields]:
    """Yield the entries of a section, each with an id of its own."""
    seen: dict[str, str] = {}
    for entry in top.parts(section, "write a list of objects, each with an id"):
        an_id = entry.values.get("id")
        if not isinstance(an_id, str) or not is_id(an_id):
            raise entry.fault("id", what_an_id_is(an_id))
        if an_id in seen:
            raise entry.fault("id", f"{an_id!r} is that of {seen[an_id]} too; give each its own")
        seen[an_id] = entry.place.rstrip(".")
        yield entry


def what_an_id_is(value: object) -> str:
    """Return what is wrong with something that is no id."""
    wrong = "is missing" if value is None else f"is no id (got {shown(value)})"
    return f"{wrong}; an id has 1 to {LONGEST_ID} letters, digits and `_`, `.`, `-` of ASCII"


def add(found: SeasonFile, entry: Fields, path: str, fields: Mapping[str, Any]) -> None:
    """Take in a document with its id; a field without a value is left out."""
    stated = {name: value for name, value in fields.items() if value is not None}
    found.documents.append(Stated(path, {"id": entry.values["id"], **stated}))


def text(entry: Fields, name: str, is_needed: bool = True) -> str | None:
    """Return a text of an entry; None where one that is not needed is missing."""
    value = entry.values.get(name)
    if value is None and not is_needed:
        return None
    if not isinstance(value, str) or not value.strip() or not utf8_length(value):
        wrong = "is missing" if value is None else f"is no text (got {shown(value)})"
        raise entry.fault(name, f"{wrong}; write how it is called")
    if len(value) > LONGEST_TEXT:
        raise entry.fault(name, f"has {len(value)} characters; at most {LONGEST_TEXT} fit")
    return value


def reference(found: SeasonFile, entry: Fields, name: str, of: str, collection: str) -> str:
    """Return the id in a field, and note which document it names."""
    value = entry.values.get(name)
    if not is_id(value):
        raise entry.fault(name, f"{what_an_id_is(value)}; name {of}")
    found.named.setdefault(f"{collection}/{value}", f"{entry.place}{name}")
    return str(value)


def season(found: SeasonFile, entry: Fields) -> str:
    """Return the season that an entry names."""
    return reference(found, entry, "seasonId", "its season", paths.SEASONS)


def read_team(found: SeasonFile, entry: Fields) -> None:
    """Take in a team and its players."""
    entry.allow(("id", "name", "shortName", "schoolId", "players"))
    team_id = entry.values["id"]
    fields = {
        "name": text(entry, "name"),
        "shortName": text(entry, "shortName", is_needed=False),
        "schoolId": reference(found, entry, "schoolId", "its school", "schools"),
    }
    add(found, entry, paths.team(team_id), fields)
    for person_id in people(found, entry, "players"):
        found.players.append(Holding(RoleScope.TEAM, team_id, person_id, TeamRole.PLAYER))


def people(found: SeasonFile, entry: Fields, name: str) -> Iterator[str]:
    """Yield the ids in a list of people, each once."""
    value = entry.values.get(name)
    if value is not None and not isinstance(value, list):
        raise entry.fault(name, f"is no list (got {shown(value)}); list ids of people")
    seen = set[str]()
    for place, each in enumerate(value or ()):
        at = f"{name}[{place}]"
        one = Fields(entry.file, entry.place, {at: each}, entry.kind)
        person_id = reference(found, one, at, "a person", "people")
        if person_id in seen:
            raise entry.fault(at, f"{person_id!r} is in the list already; name each once")
        seen.add(person_id)
        yield person_id


def read_match(found: SeasonFile, entry: Fields) -> None:
    """Take in a fixture and its line-ups."""
    entry.allow(MATCH_FIELDS)
    home, away = (
        reference(found, entry, name, "the team", "teams") for name in ("homeTeamId", "awayTeamId")
    )
    if home == away:
        raise entry.fault("awayTeamId", f"{away!r} is the home team too; name the other side")
    competition = None
    if entry.values.get("competitionId") is not None:
        competition = reference(found, entry, "competitionId", "its competition", "competitions")
    fields = {
        "homeTeamId": home,
        "awayTeamId": away,
        "seasonId": season(found, entry),
        "competitionId": competition,
        "format": one_of(entry, "format", MatchFormat),
        "validationTier": one_of(entry, "validationTier", ValidationTier),
        "scheduledAt": moment(entry, "scheduledAt"),
        "venue": text(entry, "venue", is_needed=False),
    }
    add(found, entry, paths.match(entry.values["id"]), fields)
    lineups = entry.maybe_part("lineups", "write {TEAM: [PLAYER, ...]}")
    for team_id in lineups.values if lineups else ():
        assert lineups is not None
        if team_id not in (home, away):
            raise lineups.fault(team_id, f"is neither side; write {home} or {away}")
        read_lineup(found, entry.values["id"], team_id, lineups)


def one_of(entry: Fields, name: str, kinds: type[StrEnum]) -> str:
    """Return a word of a field that knows a few."""
    value = entry.values.get(name)
    if value not in list(kinds):
        wrong = "is missing" if value is None else f"is {shown(value)}"
        raise entry.fault(name, f"{wrong}; write one of {', '.join(kinds)}")
    return str(value)


def moment(entry: Fields, name: str) -> datetime:
    """Return a time with its zone."""
    value = entry.values.get(name)
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
        if found is not None and found.tzinfo is not None:
            found.astimezone(UTC)  # the calendar's first and last hours have no time there
    except (ValueError, OverflowError):
        found = None
    if found is None or found.tzinfo is None or len(str(value)) <= DAY:
        wrong = "is missing" if value is None else f"is {shown(value)}"
        raise entry.fault(name, f"{wrong}; write day, time and zone, as 2026-12-05T10:00+02:00")
    return found


def read_lineup(found: SeasonFile, match_id: str, team_id: str, lineups: Fields) -> None:
    """Take in the players of a side, in batting order."""
    value = lineups.values[team_id]
    if not isinstance(value, list):
        raise lineups.fault(team_id, f"is no list (got {shown(value)}); {SHAPE_OF_A_LINEUP}")
    players = [each if isinstance(each, dict) else {"playerId": each} for each in value]
    ids = {team_id: [each.get("playerId") for each in players]}
    named = Fields(lineups.file, lineups.place, ids, lineups.kind)
    for place, player_id in enumerate(people(found, named, team_id)):
        where = f"{lineups.place}{team_id}[{place}]."
        entry = Fields(lineups.file, where, players[place], lineups.kind)
        entry.allow(("playerId", "role", *FLAGS))
        path = paths.lineup(match_id, team_id, player_id)
        fields = {
            "id": path.rpartition("/")[2],
            "matchId": match_id,
            "teamId": team_id,
            "playerId": player_id,
            "role": role_of(entry),
            "battingPosition": place + 1,
            **{name: flag(entry, name) for name in FLAGS},
        }
        found.documents.append(Stated(path, fields))


def role_of(entry: Fields) -> str:
    """Return what a player is in a line-up: of the eleven where nothing is said."""
    if entry.values.get("role") is None:
        return str(LineupRole.PLAYING_XI)
    return one_of(entry, "role", LineupRole)


def flag(entry: Fields, name: str) -> bool:
    """Return whether something is said of a player."""
    value = entry.values.get(name, False)
    if not isinstance(value, bool):
        raise entry.fault(name, f"is {shown(value)}; write true or false")
    return value
