"""Parses the options of `grant`, `revoke` and `roles`: which role, whose, from when to when.

Everything wrong is a BadInput that names the option and what to do. Knows no database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from scrbrd.adapters import paths
from scrbrd.domain.errors import BadInput
from scrbrd.domain.identifiers import LONGEST_ID, is_id, utf8_length
from scrbrd.domain.roles import owner_field, role_names
from scrbrd.domain.vocabulary import RoleScope, TeamRole

MAX_ID = 200
MAX_JERSEY = 10
MAX_NOTES = 2_000
NOW_WORD: Final = "now"
NEVER_WORD: Final = "never"
NONE_WORD: Final = "none"

Terms = Mapping[str, Any]
"""The document fields that were spoken of. None takes a field away, and as `startDate` means now;
what was not spoken of stays as the present grant has it."""


@dataclass(frozen=True, slots=True)
class Holding:
    """Which role is meant: what, in which match, team or school, held by whom."""

    scope: RoleScope
    owner_id: str
    person_id: str
    role: str

    @property
    def path(self) -> str:
        """Where the present grant lies."""
        return paths.role_assignment(self.scope, self.owner_id, self.person_id, self.role)

    @property
    def identity(self) -> dict[str, Any]:
        """The fields that say the same as the id."""
        return {
            "id": self.path.rpartition("/")[2],
            owner_field(self.scope): self.owner_id,
            "personId": self.person_id,
            "role": self.role,
        }

    def __str__(self) -> str:
        return f"{self.role} of {self.scope} {self.owner_id} for {self.person_id}"


def parse_owner(
    match: str | None, team: str | None, school: str | None
) -> tuple[RoleScope, str] | None:
    """Return the match, team or school that the options name; None where none is named. Raises
    BadInput for several, and for what is no id."""
    given = zip(RoleScope, (match, team, school), strict=True)
    named = [(scope, owner_id) for scope, owner_id in given if owner_id is not None]
    if len(named) > 1:
        raise BadInput("--match, --team, --school: give one of them, not several")
    for scope, owner_id in named:
        require_id(f"--{scope}", owner_id)
    return named[0] if named else None


def parse_holding(
    person: str, role: str, match: str | None, team: str | None, school: str | None
) -> Holding:
    """Return the role that the words name; raises BadInput for words that name none."""
    owner = parse_owner(match, team, school)
    if owner is None:
        raise BadInput(f"{role}: where? give one of --match ID, --team ID, --school ID")
    scope, owner_id = owner
    require_id("PERSON", person)
    if role not in role_names(scope):
        raise BadInput(
            f"ROLE: {role!r} is no role of a {scope}; one of {', '.join(role_names(scope))}"
        )
    return Holding(scope, owner_id, person, role)


def require_id(name: str, value: str) -> None:
    """Raise BadInput for what no document can be called."""
    reserved = value in {".", ".."} or (value.startswith("__") and value.endswith("__"))
    is_text = value.strip() and utf8_length(value)
    if not is_text or "/" in value or reserved or len(value) > MAX_ID:
        raise BadInput(
            f"{name}: {value[:40]!r} is no id; an id has 1 to {MAX_ID} characters and no slash"
        )


def require_new_ids(holding: Holding) -> None:
    """Raise BadInput where a new grant names what is no id; older grants of such ids are ended."""
    for name, value in (("PERSON", holding.person_id), (f"--{holding.scope}", holding.owner_id)):
        if not is_id(value):
            raise BadInput(
                f"{name}: {value[:40]!r} is no id; an id has 1 to {LONGEST_ID} letters, digits and"
                f" `_`, `.`, `-` of ASCII; create it under such an id"
            )


def parse_bounds(
    holding: Holding, season: str | None, start: str | None, end: str | None
) -> dict[str, Any]:
    """Return the season and the dates that the options state; raises BadInput for what is none."""
    if season is not None and holding.scope is RoleScope.MATCH:
        raise BadInput("--season: a match lies in one season already; leave it out")
    bounds: dict[str, Any] = {}
    if season is not None:
        require_id("--season", season)
        bounds["seasonId"] = None if season == NONE_WORD else season
    if start is not None:
        bounds["startDate"] = parse_start(start)
    if end is not None:
        bounds["endDate"] = parse_end(end)
    return bounds


def parse_captaincy(
    holding: Holding, captain: bool | None, vice_captain: bool | None
) -> dict[str, Any]:
    """Return the fields of captain or vice-captain; raises BadInput for both."""
    if captain is None and vice_captain is None:
        return {}
    if holding.scope is not RoleScope.TEAM or holding.role != TeamRole.PLAYER:
        raise BadInput("--captain, --vice-captain: a captain is a player; grant player with --team")
    if captain and vice_captain:
        raise BadInput("--captain, --vice-captain: one person is one of them; give one")
    if captain or vice_captain:
        return {"isCaptain": captain or False, "isViceCaptain": vice_captain or False}
    given = {"isCaptain": captain, "isViceCaptain": vice_captain}
    return {name: value for name, value in given.items() if value is not None}


def parse_details(
    holding: Holding, jersey: str | None, primary: bool | None, notes: str | None
) -> dict[str, Any]:
    """Return the other fields of a team's or school's role; raises BadInput for any it lacks."""
    if jersey is not None and holding.scope is not RoleScope.TEAM:
        raise BadInput("--jersey: only a role in a team has a number; give --team ID")
    if primary is not None and holding.scope is not RoleScope.SCHOOL:
        raise BadInput("--primary, --secondary: only a role at a school is that; give --school ID")
    if notes is not None and holding.scope is RoleScope.MATCH:
        raise BadInput("--notes: a role in a match has none; leave it out")
    require_length("--jersey", jersey, MAX_JERSEY)
    require_length("--notes", notes, MAX_NOTES)
    given = {"jerseyNumber": jersey, "isPrimary": primary, "notes": notes}
    return {name: value for name, value in given.items() if value is not None}


def require_consistent_dates(said: Terms) -> None:
    """Raise BadInput where the dates that were said contradict each other, or the present."""
    require_order(said.get("startDate"), said.get("endDate"), datetime.now(UTC))


def require_length(name: str, value: str | None, most: int) -> None:
    """Raise BadInput for a text that is too long for its field, or that no document holds."""
    if value and not utf8_length(value):
        raise BadInput(f"{name}: {value[:40]!r} is no text in UTF-8; type it again")
    if value is not None and len(value) > most:
        raise BadInput(f"{name}: {len(value)} characters; at most {most} fit")


def require_order(start: Any, end: Any, now: datetime) -> None:
    """Raise BadInput where a role would be over before it begins, or is over already."""
    if not isinstance(end, datetime):
        return
    if isinstance(start, datetime) and end <= start:
        raise BadInput(
            f"--until: the end, {format_time(end)}, is not after the start, {format_time(start)};"
            f" give a later --until or an earlier --from"
        )
    if end <= now:
        raise BadInput(
            f"--until: {format_time(end)} is over already, so the role would give nothing; give a"
            f" later date, or end a role with `scrbrd revoke`"
        )


def parse_start(text: str) -> datetime | None:
    """Return when a role begins: at the start of a day, at a time, or now (None)."""
    return None if text == NOW_WORD else parse_time("--from", text, days=0)


def parse_end(text: str) -> datetime | None:
    """Return when a role ends: with the end of a day, at a time, or never (None)."""
    return None if text == NEVER_WORD else parse_time("--until", text, days=1)


def parse_time(name: str, text: str, days: int) -> datetime:
    """Return a day (UTC) as its midnight, `days` later, or a time; UTC without a zone. Raises
    BadInput for what is neither."""
    try:
        if len(text) <= len("2026-05-01"):
            day = date.fromisoformat(text) + timedelta(days=days)
            return datetime.combine(day, time(), UTC)
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadInput(
            f"{name}: {text!r} is no date; write 2026-05-01 or 2026-05-01T09:30+02:00"
        ) from None


def format_time(moment: datetime) -> str:
    """Return a moment as people read it, to the minute, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ")
