"""Reads a file of seasons, schools, teams, people and fixtures into documents.

Errors raise BadInput that names the file, the entry, the field and the remedy. Uses no database:
`referenced` lists all documents that the file refers to.
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
from scrbrd.domain.plain import short_text
from scrbrd.domain.vocabulary import LineupRole, MatchFormat, RoleScope, TeamRole, ValidationTier

MAX_TEXT: Final = 200
"""Maximum length of a name that the rules let apps write."""
DAY: Final = len("2026-12-05")
SECTIONS: Final = ("seasons", "competitions", "schools", "people", "teams", "matches")
MATCH_FIELDS: Final = (
    *("id", "homeTeamId", "awayTeamId", "seasonId", "competitionId", "format", "validationTier"),
    *("scheduledAt", "venue", "lineups"),
)
FLAGS: Final = ("isCaptain", "isViceCaptain", "isWicketkeeper")
SHAPE_OF_A_LINEUP: Final = "list ids of players, or {playerId, isCaptain, isWicketkeeper, role}"


@dataclass(frozen=True, slots=True)
class StatedDocument:
    """A document of the file."""

    path: str
    fields: Mapping[str, Any]


@dataclass(slots=True)
class SeasonFile:
    """The content of a file: documents, and players of teams.

    Each document refers only to earlier ones.

    `referenced`: for each document that a field refers to, the place of the first such field.
    """

    documents: list[StatedDocument] = field(default_factory=list)
    players: list[Holding] = field(default_factory=list)
    referenced: dict[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> dict[str, str]:
        """The references to documents that are not in the file."""
        stated = {each.path for each in self.documents}
        return {path: place for path, place in self.referenced.items() if path not in stated}


def read_season_file(file: Path) -> SeasonFile:
    """Read a file. Raises BadInput for any error in it."""
    top = read_fields(file, "a season's file", "create")
    top.allow(SECTIONS)
    season_file = SeasonFile()
    for entry in section_entries(top, "seasons"):
        entry.allow(("id", "name"))
        add_document(
            season_file,
            entry,
            paths.season(entry.values["id"]),
            {"name": read_text(entry, "name")},
        )
    for entry in section_entries(top, "competitions"):
        entry.allow(("id", "name", "seasonId"))
        fields = {"name": read_text(entry, "name"), "seasonId": read_season(season_file, entry)}
        add_document(season_file, entry, paths.competition(entry.values["id"]), fields)
    for entry in section_entries(top, "schools"):
        entry.allow(("id", "name", "shortName", "city"))
        fields = {
            name: read_text(entry, name, name == "name") for name in ("name", "shortName", "city")
        }
        add_document(season_file, entry, paths.school(entry.values["id"]), fields)
    for entry in section_entries(top, "people"):
        entry.allow(("id", "displayName"))
        add_document(
            season_file,
            entry,
            paths.person(entry.values["id"]),
            {"displayName": read_text(entry, "displayName")},
        )
    for entry in section_entries(top, "teams"):
        read_team(season_file, entry)
    for entry in section_entries(top, "matches"):
        read_match(season_file, entry)
    return season_file


def section_entries(top: Fields, section: str) -> Iterator[Fields]:
    """Yield the entries of a section, each with a unique id."""
    places: dict[str, str] = {}
    for entry in top.parts(section, "write a list of objects, each with an id"):
        an_id = entry.values.get("id")
        if not isinstance(an_id, str) or not is_id(an_id):
            raise entry.fault("id", id_fault(an_id))
        if an_id in places:
            raise entry.fault("id", f"{an_id!r} is that of {places[an_id]} too; give each its own")
        places[an_id] = entry.place.rstrip(".")
        yield entry


def id_fault(value: object) -> str:
    """Return what is wrong with an invalid id."""
    wrong = "is missing" if value is None else f"is no id (got {short_text(value)})"
    return f"{wrong}; an id has 1 to {LONGEST_ID} letters, digits and `_`, `.`, `-` of ASCII"


def add_document(
    season_file: SeasonFile, entry: Fields, path: str, fields: Mapping[str, Any]
) -> None:
    """Add a document with its id; fields without a value are left out."""
    stated = {name: value for name, value in fields.items() if value is not None}
    season_file.documents.append(StatedDocument(path, {"id": entry.values["id"], **stated}))


def read_text(entry: Fields, name: str, is_needed: bool = True) -> str | None:
    """Return a text field of an entry; None if it is optional and missing."""
    value = entry.values.get(name)
    if value is None and not is_needed:
        return None
    if not isinstance(value, str) or not value.strip() or not utf8_length(value):
        wrong = "is missing" if value is None else f"is no text (got {short_text(value)})"
        raise entry.fault(name, f"{wrong}; write how it is called")
    if len(value) > MAX_TEXT:
        raise entry.fault(name, f"has {len(value)} characters; at most {MAX_TEXT} fit")
    return value


def read_reference(
    season_file: SeasonFile, entry: Fields, name: str, what_it_names: str, collection: str
) -> str:
    """Return the id in a field, and record the document it refers to."""
    value = entry.values.get(name)
    if not is_id(value):
        raise entry.fault(name, f"{id_fault(value)}; name {what_it_names}")
    season_file.referenced.setdefault(f"{collection}/{value}", f"{entry.place}{name}")
    return str(value)


def read_season(season_file: SeasonFile, entry: Fields) -> str:
    """Return the season that an entry refers to."""
    return read_reference(season_file, entry, "seasonId", "its season", paths.SEASONS)


def read_team(season_file: SeasonFile, entry: Fields) -> None:
    """Add a team and its players."""
    entry.allow(("id", "name", "shortName", "schoolId", "players"))
    team_id = entry.values["id"]
    fields = {
        "name": read_text(entry, "name"),
        "shortName": read_text(entry, "shortName", is_needed=False),
        "schoolId": read_reference(season_file, entry, "schoolId", "its school", "schools"),
    }
    add_document(season_file, entry, paths.team(team_id), fields)
    for person_id in read_people(season_file, entry, "players"):
        season_file.players.append(Holding(RoleScope.TEAM, team_id, person_id, TeamRole.PLAYER))


def read_people(season_file: SeasonFile, entry: Fields, name: str) -> Iterator[str]:
    """Yield the ids in a list of people. Raises BadInput for a repeated one."""
    value = entry.values.get(name)
    if value is not None and not isinstance(value, list):
        raise entry.fault(name, f"is no list (got {short_text(value)}); list ids of people")
    seen_ids = set[str]()
    for place, each in enumerate(value or ()):
        field_name = f"{name}[{place}]"
        one = Fields(entry.file, entry.place, {field_name: each}, entry.kind)
        person_id = read_reference(season_file, one, field_name, "a person", "people")
        if person_id in seen_ids:
            raise entry.fault(field_name, f"{person_id!r} is in the list already; name each once")
        seen_ids.add(person_id)
        yield person_id


def read_match(season_file: SeasonFile, entry: Fields) -> None:
    """Add a fixture and its line-ups."""
    entry.allow(MATCH_FIELDS)
    home, away = (
        read_reference(season_file, entry, name, "the team", "teams")
        for name in ("homeTeamId", "awayTeamId")
    )
    if home == away:
        raise entry.fault("awayTeamId", f"{away!r} is the home team too; name the other side")
    competition = None
    if entry.values.get("competitionId") is not None:
        competition = read_reference(
            season_file, entry, "competitionId", "its competition", "competitions"
        )
    fields = {
        "homeTeamId": home,
        "awayTeamId": away,
        "seasonId": read_season(season_file, entry),
        "competitionId": competition,
        "format": read_word(entry, "format", MatchFormat),
        "validationTier": read_word(entry, "validationTier", ValidationTier),
        "scheduledAt": read_time(entry, "scheduledAt"),
        "venue": read_text(entry, "venue", is_needed=False),
    }
    add_document(season_file, entry, paths.match(entry.values["id"]), fields)
    lineups = entry.optional_part("lineups", "write {TEAM: [PLAYER, ...]}")
    for team_id in lineups.values if lineups else ():
        assert lineups is not None
        if team_id not in (home, away):
            raise lineups.fault(team_id, f"is neither side; write {home} or {away}")
        read_lineup(season_file, entry.values["id"], team_id, lineups)


def read_word(entry: Fields, name: str, kinds: type[StrEnum]) -> str:
    """Return the value of a field that allows only certain words."""
    value = entry.values.get(name)
    if value not in list(kinds):
        wrong = "is missing" if value is None else f"is {short_text(value)}"
        raise entry.fault(name, f"{wrong}; write one of {', '.join(kinds)}")
    return str(value)


def read_time(entry: Fields, name: str) -> datetime:
    """Return a time field of an entry; it must have a time zone."""
    value = entry.values.get(name)
    try:
        parsed = datetime.fromisoformat(value) if isinstance(value, str) else None
        if parsed is not None and parsed.tzinfo is not None:
            parsed.astimezone(UTC)  # raises at the limits of the calendar
    except (ValueError, OverflowError):
        parsed = None
    if parsed is None or parsed.tzinfo is None or len(str(value)) <= DAY:
        wrong = "is missing" if value is None else f"is {short_text(value)}"
        raise entry.fault(name, f"{wrong}; write day, time and zone, as 2026-12-05T10:00+02:00")
    return parsed


def read_lineup(season_file: SeasonFile, match_id: str, team_id: str, lineups: Fields) -> None:
    """Add the players of a side, in batting order."""
    value = lineups.values[team_id]
    if not isinstance(value, list):
        raise lineups.fault(team_id, f"is no list (got {short_text(value)}); {SHAPE_OF_A_LINEUP}")
    players = [each if isinstance(each, dict) else {"playerId": each} for each in value]
    ids = {team_id: [each.get("playerId") for each in players]}
    id_fields = Fields(lineups.file, lineups.place, ids, lineups.kind)
    for place, player_id in enumerate(read_people(season_file, id_fields, team_id)):
        prefix = f"{lineups.place}{team_id}[{place}]."
        entry = Fields(lineups.file, prefix, players[place], lineups.kind)
        entry.allow(("playerId", "role", *FLAGS))
        path = paths.lineup(match_id, team_id, player_id)
        fields = {
            "id": path.rpartition("/")[2],
            "matchId": match_id,
            "teamId": team_id,
            "playerId": player_id,
            "role": role_of(entry),
            "battingPosition": place + 1,
            **{name: read_flag(entry, name) for name in FLAGS},
        }
        season_file.documents.append(StatedDocument(path, fields))


def role_of(entry: Fields) -> str:
    """Return a player's role in a line-up; the playing eleven by default."""
    if entry.values.get("role") is None:
        return str(LineupRole.PLAYING_XI)
    return read_word(entry, "role", LineupRole)


def read_flag(entry: Fields, name: str) -> bool:
    """Return a boolean field of a player; False by default."""
    value = entry.values.get(name, False)
    if not isinstance(value, bool):
        raise entry.fault(name, f"is {short_text(value)}; write true or false")
    return value
