"""Parses the options of `grant`, `revoke` and `roles`: the role, its holder, its period.

Errors raise BadInput that names the option and the remedy. Uses no database.
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
"""The document fields that the options set.

None removes a field; as `startDate` it means now. Fields that are missing keep the value of the
present grant.
"""


@dataclass(frozen=True, slots=True)
class Holding:
    """The identity of a role: which role, in which match, team or school, held by whom."""

    scope: RoleScope
    owner_id: str
    person_id: str
    role: str

    @property
    def path(self) -> str:
        """The path of the present grant."""
        return paths.role_assignment(self.scope, self.owner_id, self.person_id, self.role)

    @property
    def identity(self) -> dict[str, Any]:
        """The fields that repeat the id."""
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
    """Return the match, team or school that the options name; None if there is none.

    Raises BadInput for several, and for an invalid id.
    """
    options = zip(RoleScope, (match, team, school), strict=True)
    owners = [(scope, owner_id) for scope, owner_id in options if owner_id is not None]
    if len(owners) > 1:
        raise BadInput("--match, --team, --school: give one of them, not several")
    for scope, owner_id in owners:
        require_id(f"--{scope}", owner_id)
    return owners[0] if owners else None


def parse_holding(
    person: str, role: str, match: str | None, team: str | None, school: str | None
) -> Holding:
    """Return the role that the arguments name. Raises BadInput if they name none."""
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
    """Raise BadInput for a text that cannot be a document id."""
    reserved = value in {".", ".."} or (value.startswith("__") and value.endswith("__"))
    is_text = value.strip() and utf8_length(value)
    if not is_text or "/" in value or reserved or len(value) > MAX_ID:
        raise BadInput(
            f"{name}: {value[:40]!r} is no id; an id has 1 to {MAX_ID} characters and no slash"
        )


def require_new_ids(holding: Holding) -> None:
    """Raise BadInput if a new grant names an invalid id.

    Older grants with such ids can still be ended.
    """
    for name, value in (("PERSON", holding.person_id), (f"--{holding.scope}", holding.owner_id)):
        if not is_id(value):
            raise BadInput(
                f"{name}: {value[:40]!r} is no id; an id has 1 to {LONGEST_ID} letters, digits and"
                f" `_`, `.`, `-` of ASCII; create it under such an id"
            )


def parse_bounds(
    holding: Holding, season: str | None, start: str | None, end: str | None
) -> dict[str, Any]:
    """Return the season and the dates that the options state. Raises BadInput for invalid ones."""
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
    """Return the fields of captain and vice-captain. Raises BadInput if both are given."""
    if captain is None and vice_captain is None:
        return {}
    if holding.scope is not RoleScope.TEAM or holding.role != TeamRole.PLAYER:
        raise BadInput("--captain, --vice-captain: a captain is a player; grant player with --team")
    if captain and vice_captain:
        raise BadInput("--captain, --vice-captain: one person is one of them; give one")
    if captain or vice_captain:
        return {"isCaptain": captain or False, "isViceCaptain": vice_captain or False}
    fields = {"isCaptain": captain, "isViceCaptain": vice_captain}
    return {name: value for name, value in fields.items() if value is not None}


def parse_details(
    holding: Holding, jersey: str | None, primary: bool | None, notes: str | None
) -> dict[str, Any]:
    """Return the other fields of a role.

    Raises BadInput for an option that the role does not have.
    """
    if jersey is not None and holding.scope is not RoleScope.TEAM:
        raise BadInput("--jersey: only a role in a team has a number; give --team ID")
    if primary is not None and holding.scope is not RoleScope.SCHOOL:
        raise BadInput("--primary, --secondary: only a role at a school is that; give --school ID")
    if notes is not None and holding.scope is RoleScope.MATCH:
        raise BadInput("--notes: a role in a match has none; leave it out")
    require_length("--jersey", jersey, MAX_JERSEY)
    require_length("--notes", notes, MAX_NOTES)
    fields = {"jerseyNumber": jersey, "isPrimary": primary, "notes": notes}
    return {name: value for name, value in fields.items() if value is not None}


def require_consistent_dates(terms: Terms) -> None:
    """Raise BadInput if the given dates contradict each other, or the present time."""
    require_order(terms.get("startDate"), terms.get("endDate"), datetime.now(UTC))


def require_length(name: str, value: str | None, max_length: int) -> None:
    """Raise BadInput for a text that is too long for its field or not valid UTF-8."""
    if value and not utf8_length(value):
        raise BadInput(f"{name}: {value[:40]!r} is no text in UTF-8; type it again")
    if value is not None and len(value) > max_length:
        raise BadInput(f"{name}: {len(value)} characters; at most {max_length} fit")


def require_order(start: Any, end: Any, now: datetime) -> None:
    """Raise BadInput if a role would end before it begins, or is over already."""
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
    """Return when a role ends: at the end of a day, at a time, or never (None)."""
    return None if text == NEVER_WORD else parse_time("--until", text, days=1)


def parse_time(name: str, text: str, days: int) -> datetime:
    """Return midnight (UTC) of a day, `days` later, or a time; UTC if it has no zone.

    Raises BadInput for a text that is neither.
    """
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
    """Return a time to the minute, in UTC, for people."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ")
