"""Explains why the security rules refused a write, from what the caller may read. Pure.

The rules answer yes or no. `rules/scoring_actions.rules`, `scorebooks.rules` and `rulings.rules`
are the authority; the result here is an explanation and never admits a write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from scrbrd.domain.errors import BadDocument
from scrbrd.domain.json_types import JsonMap
from scrbrd.domain.plain import short_text
from scrbrd.domain.roles import read_role_leniently, standing
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

ROLE_CODES = frozenset({"no_role", "role_unreadable", *(code for code, _ in WORDS.values())})
"""Codes of refusals that another role of the same caller might not have."""


@dataclass(frozen=True, slots=True)
class WriteAttempt:
    """An attempt to write: who, in which role, and when. `grant` is the role document; None if it
    does not exist or the caller may not read it."""

    match_id: str
    person_id: str
    role: str
    grant: JsonMap | None
    is_admin: bool
    now: datetime


def tier_of(match: JsonMap) -> str:
    """Return the tier of a match; HONOR if it has none."""
    return str(match.get("validationTier", "HONOR"))


def check_tier(match: JsonMap, *, in_books: bool) -> None:
    """Raise Problem if a match's records belong to the books instead of the log, to the log instead
    of the books, or to a data provider alone."""
    tier = tier_of(match)
    writer = match.get("scoredBy", ScoredBy.SCORERS)
    if tier in DIRECT and writer != ScoredBy.SCORERS:
        why = (
            f"the match has scoredBy {short_text(writer)}: a data provider writes its log, nobody"
            " else; an administrator can give it back to the scorers"
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


def why_refused(attempt: WriteAttempt, match: JsonMap) -> Problem:
    """Return the most likely reason for a refusal by the rules, as a Problem."""
    code, detail = reason(attempt, match)
    return Problem(FORBIDDEN, code, detail, recordedAs=attempt.role)


def reason(attempt: WriteAttempt, match: JsonMap) -> tuple[str, str]:
    """Return the first reason found, as code and text: of the match, of the role, or unknown."""
    if tier_of(match) not in DIRECT | IN_BOOKS:
        return match_unreadable(
            attempt.match_id, "validationTier", f"is none of {', '.join(TIERS)}"
        )
    if attempt.role == "admin":
        return NO_REASON if attempt.is_admin else ("no_admin", "the account has no claim admin")
    return why_closed(attempt.match_id, match, attempt.now) or why_no_role(attempt) or NO_REASON


def why_closed(match_id: str, match: JsonMap, now: datetime) -> tuple[str, str] | None:
    """Return why a match is closed to its scorers; None if it is open."""
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
    """Return why a completed match is closed to its scorers; None during its grace period."""
    completed, conditions = match["completedAt"], match.get("conditions")
    if not isinstance(completed, datetime):
        return match_unreadable(match_id, "completedAt", "is no time")
    fields = conditions if isinstance(conditions, Mapping) else {}  # as the rules read it
    grace = fields.get("graceMinutes", GRACE_MINUTES)
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
    """Return the reason of a match with a field that the rules cannot read: they refuse then."""
    why = f"{field} of the match {match_id} {what}: an administrator must mend it"
    return "match_unreadable", why


def why_no_role(attempt: WriteAttempt) -> tuple[str, str] | None:
    """Return why a role gives no authority in a match; None if it gives authority."""
    if attempt.grant is None:
        return "no_role", (
            f"{attempt.person_id} does not hold {attempt.role} in the match {attempt.match_id}"
        )
    try:
        name = role_id(attempt.match_id, attempt.person_id, attempt.role)
        role = read_role_leniently(RoleScope.MATCH, name, dict(attempt.grant))
        counts = standing(role, attempt.now)
    except BadDocument as error:
        what = f"the document of {attempt.person_id}'s role {attempt.role} is wrong"
        return "role_unreadable", f"{what}: {'; '.join(error.faults)}"
    if counts is Standing.IN_FORCE:
        return None
    code, words = WORDS[counts]
    return (
        code,
        f"{attempt.person_id}'s role {attempt.role} in the match {attempt.match_id} {words}",
    )


def is_in_force(attempt: WriteAttempt) -> bool:
    """Return True if a role gives authority in a match now."""
    return why_no_role(attempt) is None


def no_scorer(match_id: str, person_id: str, roles: tuple[MatchRole, ...]) -> Problem:
    """Return the problem of a person who holds none of the roles that may record."""
    names = ", ".join(roles)
    why = f"{person_id} holds no role in force in the match {match_id} that may record: {names}"
    return Problem(FORBIDDEN, "no_role", why)
