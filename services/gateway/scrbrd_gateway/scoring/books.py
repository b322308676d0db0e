"""Combines a scorer's book with the match's log that it continues; checks a book's statements.
Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from scrbrd.domain.actions import Action
from scrbrd.domain.fold import apply
from scrbrd.domain.json_types import JsonMap
from scrbrd.domain.places import Place
from scrbrd.domain.state import MatchState, Setup
from scrbrd_gateway.places import place_or_none
from scrbrd_gateway.scoring.bodies import StatementEntry
from scrbrd_gateway.scoring.faults import Fault, bad_fields
from scrbrd_gateway.scoring.log import Log

BOOK_OPENED: Final = "book_opened"


def with_base(book: Log, log: Log, first_innings: int | None = None) -> Log:
    """Return a book that continues the log's actions.

    These are the actions of the innings before the book's first innings, and of that innings up to
    where the book was opened. `first_innings` is the first innings of an empty book.
    """
    actions = log.effective()
    latest = max((each.innings_number for each in actions), default=1)
    first = min(book.entries, default=(first_innings or latest, 1))
    before = tuple(each for each in actions if each.innings_number < first[0])
    opening = book.documents.get(first, {})
    if opening.get("type") != BOOK_OPENED or opening.get("isVoided") is True:
        return replace(book, base=before)
    own_actions = [each for each in actions if each.innings_number == first[0]]
    return replace(
        book,
        base=(*before, *actions_before_opening(opening, before, own_actions, log.inputs.setup)),
    )


def actions_before_opening(
    opening: JsonMap, before: Sequence[Action], own_actions: Sequence[Action], setup: Setup
) -> Sequence[Action]:
    """Return the actions of an innings that a book continues.

    They end with the action that the book's opening names, or with the last one after which the
    score is the one that the opening states. Without such an action or score in the log there are
    none.
    """
    place = place_or_none(str(opening.get("afterActionId", "")))
    if place is not None:
        number = next((n for n, each in enumerate(own_actions) if place_of(each) == place), None)
        return () if number is None else own_actions[: number + 1]
    state = MatchState(setup)
    for action in before:
        apply(state, action)
    found = 0
    for number, action in enumerate(own_actions, start=1):
        apply(state, action)
        innings = state.current
        score = (innings.runs, innings.wickets, innings.legal_balls) if innings else None
        if score == (opening.get("runs"), opening.get("wickets"), opening.get("legalBalls")):
            found = number
    return own_actions[:found]


def place_of(action: Action) -> Place:
    """Return the place in which an action counts: for a correction, the place of the corrected
    action."""
    corrected = place_or_none(action.corrects) if action.corrects else None
    return corrected or (action.innings_number, action.sequence_number)


def check_statement(statement: StatementEntry) -> None:
    """Raise Problem for a statement whose fields do not fit together."""
    is_opening = statement.type == BOOK_OPENED
    if is_opening and statement.after_action_id is None:
        missing = [
            Fault(name, "name it, or afterActionId")
            for name, value in (
                ("takesOverFrom", statement.takes_over_from),
                ("afterEntryId", statement.after_entry_id),
            )
            if value is None
        ]
        if missing:
            raise bad_fields(missing)
    if (
        is_opening
        and statement.after_action_id
        and (statement.takes_over_from or statement.after_entry_id)
    ):
        raise bad_fields(
            [Fault("takesOverFrom", "a book continues after an action or after an entry")]
        )
    if not is_opening and statement.at is None:
        raise bad_fields([Fault("at", "say what the score was agreed at")])
    wrong = sorted(
        set(statement.model_dump(by_alias=True, exclude_none=True)) & FOREIGN_FIELDS[statement.type]
    )
    if wrong:
        raise bad_fields([Fault(name, f"{statement.type} has no such field") for name in wrong])


FOREIGN_FIELDS: Final = {
    BOOK_OPENED: {"at", "ledgerNumber", "ledgerHead", "corrects"},
    "score_agreed": {
        "corrects",
        "strikerId", "nonStrikerId", "bowlerId", "afterActionId", "takesOverFrom", "afterEntryId",
    },
}  # fmt: skip
"""Fields that a statement of each type must not have: they belong to the other type, or to other
entries."""
