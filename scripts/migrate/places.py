"""Defines the paths of old documents, and of the copies and progress of migrations.

The rest is `scrbrd.adapters.paths`'s. Administrators only: no rule opens any of it.
"""

from scrbrd.adapters import paths

PROCEDURES = "pre_match_procedures"
ROSTER = "roster"
PEOPLE = "people"
TEAMS = "teams"
SCHOOLS = "schools"
MIGRATIONS = "migrations"
MATCH_COPY = "match"
SCORE_COPY = "live_score"
PROCEDURE_COPY = "pre_match_"


def legacy(match_id: str) -> str:
    """Return the collection of copies of a match's old documents."""
    return f"{paths.match(match_id)}/legacy"


def copy(match_id: str, name: str, part: int = 0) -> str:
    """Return a copy of an old document; parts after the first where one document cannot hold it."""
    return f"{legacy(match_id)}/{name}" + (f".{part}" if part else "")


def set_aside(match_id: str, action_id: str) -> str:
    """Return where an action is kept that another script made of an old ball."""
    return f"{paths.match(match_id)}/set_aside/{action_id}"


def marks(match_id: str) -> str:
    """Return what has been copied of a match, and which migrations are done."""
    return copy(match_id, "_migration")


def ledger(name: str) -> str:
    """Return the state of one migration, over everything."""
    return f"{MIGRATIONS}/{name}"


def subject_marks(name: str, subject: str) -> str:
    """Return what a migration did to something that is no match."""
    return f"{ledger(name)}/subjects/{subject}"


def procedure(procedure_id: str) -> str:
    """Return a checklist of officials, in which the old world kept a selection."""
    return f"{PROCEDURES}/{procedure_id}"


def roster(team_id: str) -> str:
    """Return a team's members, where they were documents of their own."""
    return f"{paths.team(team_id)}/{ROSTER}"
