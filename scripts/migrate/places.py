"""Defines the Firestore paths of old documents, of their copies, and of the progress of migrations.

`scrbrd.adapters.paths` has all other paths. Only administrators have access: no security rule opens
any of these documents.
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
    """Return the path of the collection that holds copies of a match's old documents."""
    return f"{paths.match(match_id)}/legacy"


def copy(match_id: str, name: str, part: int = 0) -> str:
    """Return the path of a copy of an old document.

    A document too large for one copy has several parts, numbered from 0; part 0 has no number in
    its path.
    """
    return f"{legacy(match_id)}/{name}" + (f".{part}" if part else "")


def set_aside(match_id: str, action_id: str) -> str:
    """Return the path to which an action of another migration script is moved."""
    return f"{paths.match(match_id)}/set_aside/{action_id}"


def marks(match_id: str) -> str:
    """Return the path of a match's marks: what was copied, and which migrations are done."""
    return copy(match_id, "_migration")


def ledger(name: str) -> str:
    """Return the path of the document that holds the overall state of a migration."""
    return f"{MIGRATIONS}/{name}"


def subject_marks(name: str, subject: str) -> str:
    """Return the path of a migration's mark for a subject that is not a match."""
    return f"{ledger(name)}/subjects/{subject}"


def procedure(procedure_id: str) -> str:
    """Return the path of an officials' checklist, which held a team selection in the old shape."""
    return f"{PROCEDURES}/{procedure_id}"


def roster(team_id: str) -> str:
    """Return the path of the collection that held a team's members as documents of their own."""
    return f"{paths.team(team_id)}/{ROSTER}"
