"""Says in words why the security rules refused, from what the caller may read. Pure.

The rules answer yes or no. `rules/scoring_actions.rules`, `scorebooks.rules` and `rulings.rules`
are the authority; what is found here is an explanation, and never lets anything in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from scrbrd.domain.errors import BadDocument
from scrbrd.domain.json_types import JsonMap
from scrbrd.domain.plain import shown
from scrbrd.domain.roles import read_role, standing
from scrbrd.domain.vocabulary import MatchRole, RoleScope, ScoredBy, Standing, role_id
from scrbrd_gateway.problems import Problem
from scrbrd_gateway.scoring.faults import CONFLICT, FORBIDDEN

DIRECT: Final = frozenset({"HONOR", "SINGLE"})
IN_BOOKS: Final = frozenset({"DUAL", "TRIPLE"})
TIERS: Final = ("HONOR", "SINGLE", "DUAL", "TRIPLE")
OPEN_STATES: Final = frozenset({"scheduled", "live", "innings_break"})
GRACE_MINUTES: Final = 120
SECONDS_OF_MINUTE: Final = 60
NO_REASON: Final = (
    "no_permission",
    "the security rules refused it; match, role and log give no reason that can be seen from here",
)
WORDS: Final = {
    Standing.REVOKED: ("role_revoked", "was revoked"),
    Standing.ENDED: ("role_ended", "has ended"),
    Standing.NOT_YET: ("role_not_yet", "does not count yet"),
    Standing.NO_SHOW: ("role_no_show", "is marked as no-show"),
}

OF_THE_ROLE = frozenset({"no_role", "role_unreadable", *(code for code, _ in WORDS.values())})
"""Codes of refusals that another role of the same caller might not have."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked to write, as what, and when; `grant` is the role document, None where it is not
    there or not the caller's to read."""

    match_id: str
    person_id: str
    role: str
    grant: JsonMap | None
    is_admin: bool
    now: datetime


def tier_of(match: JsonMap) -> str:
    """Return the tier of a match; HONOR where it says none."""
    return str(match.get("validationTier", "HONOR"))


def check_tier(match: JsonMap, *, in_books: bool) -> None:
    """Raise Problem for a record that belongs to the books, or to the log, of a match, or that a
    data provider alone makes."""
    tier = tier_of(match)
    writer = match.get("scoredBy", ScoredBy.SCORERS)
    if tier in DIRECT and writer != ScoredBy.SCORERS:
        why = (
            f"the match has scoredBy {shown(writer)}: a data provider writes its log, nobody else;"
            " an administrator can give it back to the scorers"
        )
        raise Problem(CONFLICT, "scored_by_provider", why, scoredBy=str(writer))
    if not in_books and tier in IN_BOOKS:
        why = (
            f"the match is scored under {tier}: each scorer keeps a book, and the log is made of"
            " them; POST /api/v1/cricket/scoring/events"
        )
        raise Problem(CONFLICT, "kept_in_books", why, tier=tier)
    if in_books and tier in DIRECT:
        why = (
            f"the match is scored under {tier}: its scorers write to the log; POST"
            " /api/v1/cricket/innings/{id}/balls"
        )
        raise Problem(CONFLICT, "scored_directly", why, tier=tier)


def why_refused(asked: Asked, match: JsonMap) -> Problem:
    """Return the most likely reason for which the rules refused, as a Problem."""
    code, detail = reason(asked, match)
    return Problem(FORBIDDEN, code, detail, recordedAs=asked.role)


def reason(asked: Asked, match: JsonMap) -> tuple[str, str]:
    """Return the first reason that is found: of the match, of the role, or none."""
    if tier_of(match) not in DIRECT | IN_BOOKS:
        return match_unreadable(asked.match_id, "validationTier", f"is none of {', '.join(TIERS)}")
    if asked.role == "admin":
        return NO_REASON if asked.is_admin else ("no_admin", "the account has no claim admin")
    return why_closed(asked.match_id, match, asked.now) or why_no_role(asked) or NO_REASON


def why_closed(match_id: str, match: JsonMap, now: datetime) -> tuple[str, str] | None:
    """Return why a match is open to no scorer; None if it is open."""
    if match.get("lockedAt") is not None:
        by = match.get("lockedBy")
        return "match_locked", f"the match is locked{f' by {by}' if by else ''}"
    if match.get("completedAt") is not None:
        return why_over(match_id, match, now)
    status = match.get("status")
    if not isinstance(status, str):
        return match_unreadable(match_id, "status", "is no text")
    return None if status in OPEN_STATES else ("match_completed", f"the match is {status}")


def why_over(match_id: str, match: JsonMap, now: datetime) -> tuple[str, str] | None:
    """Return why a completed match is open to no scorer; None in its grace period."""
    completed, conditions = match["completedAt"], match.get("conditions")
    if not isinstance(completed, datetime):
        return match_unreadable(match_id, "completedAt", "is no time")
    said = conditions if isinstance(conditions, Mapping) else {}  # so the rules read it, too
    grace = said.get("graceMinutes", GRACE_MINUTES)
    if not isinstance(grace, int) or isinstance(grace, bool):
        return match_unreadable(
            match_id, "conditions.graceMinutes", "is no whole number of minutes"
        )
    if (now - completed).total_seconds() <= grace * SECONDS_OF_MINUTE:
        return None
    return "match_completed", (
        f"the match was completed more than {grace} minutes ago: administrators alone change it"
    )


def match_unreadable(match_id: str, field: str, what: str) -> tuple[str, str]:
    """Return the reason of a match of which the rules cannot read a field: then they refuse."""
    why = f"{field} of the match {match_id} {what}: an administrator must mend it"
    return "match_unreadable", why


def why_no_role(asked: Asked) -> tuple[str, str] | None:
    """Return why a role gives no authority in a match; None if it does."""
    if asked.grant is None:
        return "no_role", (
            f"{asked.person_id} does not hold {asked.role} in the match {asked.match_id}"
        )
    try:
        name = role_id(asked.match_id, asked.person_id, asked.role)
        counts = standing(read_role(RoleScope.MATCH, name, dict(asked.grant)), asked.now)
    except BadDocument as error:
        what = f"the document of {asked.person_id}'s role {asked.role} is wrong"
        return "role_unreadable", f"{what}: {'; '.join(error.faults)}"
    if counts is Standing.IN_FORCE:
        return None
    code, words = WORDS[counts]
    return code, f"{asked.person_id}'s role {asked.role} in the match {asked.match_id} {words}"


def is_in_force(asked: Asked) -> bool:
    """Return whether a role gives authority in a match now."""
    return why_no_role(asked) is None


def no_scorer(match_id: str, person_id: str, roles: tuple[MatchRole, ...]) -> Problem:
    """Return the problem of somebody who holds none of the roles that may record."""
    names = ", ".join(roles)
    why = f"{person_id} holds no role in force in the match {match_id} that may record: {names}"
    return Problem(FORBIDDEN, "no_role", why)
