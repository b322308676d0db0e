"""Owns turning stored documents into values: beyond it there is no dict of anything."""

from collections.abc import Iterable
from typing import Any

from scrbrd.domain.actions import parse_action_id, read_action
from scrbrd.domain.effective import LogEntry, Unreadable
from scrbrd.domain.errors import BadDocument
from scrbrd.domain.match import Lineup, read_lineup
from scrbrd.domain.problems import Problem, ProblemCode, Severity
from scrbrd.domain.vocabulary import ActionId
from scrbrd.handlers.ports import RawLog

Documents = Iterable[tuple[str, dict[str, Any]]]


def read_log(match_id: str, documents: Documents) -> RawLog:
    """(id, data) pairs as log entries; a document whose id is no action's has no place at all."""
    entries: list[LogEntry] = []
    problems: list[Problem] = []
    for document_id, data in documents:
        try:
            entries.append(read_entry(match_id, document_id, data))
        except ValueError as error:
            problems.append(unreadable(document_id, str(error)))
    return RawLog(tuple(entries), tuple(problems))


def read_entry(match_id: str, document_id: str, data: dict[str, Any]) -> LogEntry:
    """One document of the log; its path is its identity. Raises ValueError for a stray id."""
    innings, sequence = parse_action_id(document_id)
    try:
        return read_action(data | {"id": document_id, "matchId": match_id})
    except BadDocument as error:
        is_voided = data.get("isVoided") is True
        return Unreadable(ActionId(document_id), innings, sequence, str(error), is_voided)


def read_lineups(
    match_id: str, documents: Documents
) -> tuple[tuple[Lineup, ...], tuple[Problem, ...]]:
    """The lineups that can be read, and a Problem for each that cannot."""
    lineups: list[Lineup] = []
    problems: list[Problem] = []
    for document_id, data in documents:
        try:
            lineups.append(read_lineup(match_id, document_id, data))
        except BadDocument as error:
            problems.append(unreadable(document_id, str(error)))
    return tuple(lineups), tuple(problems)


def unreadable(document_id: str, message: str) -> Problem:
    """A document that cannot be read and does not count."""
    return Problem(document_id, ProblemCode.UNREADABLE, Severity.ERROR, message)
