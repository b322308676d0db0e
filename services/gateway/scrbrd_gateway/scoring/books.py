"""Lets a scorer's book go on behind what the match's log has; checks its statements. Pure."""

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
from scrbrd_gateway.scoring.faults import Fault, unfit
from scrbrd_gateway.scoring.log import Log

OPENED: Final = "book_opened"


def based(book: Log, log: Log, begins: int | None = None) -> Log:
    """Return a book that goes on behind the log's actions: of the innings before its first one,
    and of that one up to where the book was opened. `begins`: the first innings of an empty one."""
    actions = log.effective()
    latest = max((each.innings_number for each in actions), default=1)
    first = min(book.entries, default=(begins or latest, 1))
    before = tuple(each for each in actions if each.innings_number < first[0])
    opening = book.documents.get(first, {})
    if opening.get("type") != OPENED or opening.get("isVoided") is True:
        return replace(book, base=before)
    ours = [each for each in actions if each.innings_number == first[0]]
    return replace(book, base=(*before, *opened_behind(opening, before, ours, log.inputs.setup)))


def opened_behind(
    opening: JsonMap, before: Sequence[Action], ours: Sequence[Action], setup: Setup
) -> Sequence[Action]:
    """Return the actions of an innings that a book goes on behind: up to the one that it names, or
    up to the score that it begins with; no action where the log has neither."""
    place = place_or_none(str(opening.get("afterActionId", "")))
    if place is not None:
        number = next((n for n, each in enumerate(ours) if counted_at(each) == place), None)
        return () if number is None else ours[: number + 1]
    state = MatchState(setup)
    for action in before:
        apply(state, action)
    found = 0
    for number, action in enumerate(ours, start=1):
        apply(state, action)
        innings = state.current
        score = (innings.runs, innings.wickets, innings.legal_balls) if innings else None
        if score == (opening.get("runs"), opening.get("wickets"), opening.get("legalBalls")):
            found = number
    return ours[:found]


def counted_at(action: Action) -> Place:
    """Return the place that an action counts in: that of the one that it corrects."""
    corrected = place_or_none(action.corrects) if action.corrects else None
    return corrected or (action.innings_number, action.sequence_number)


def check_statement(said: StatementEntry) -> None:
    """Raise Problem for a statement whose fields do not go together."""
    is_opening = said.type == OPENED
    if is_opening and said.after_action_id is None:
        missing = [
            Fault(name, "name it, or afterActionId")
            for name, value in (
                ("takesOverFrom", said.takes_over_from),
                ("afterEntryId", said.after_entry_id),
            )
            if value is None
        ]
        if missing:
            raise unfit(missing)
    if is_opening and said.after_action_id and (said.takes_over_from or said.after_entry_id):
        raise unfit([Fault("takesOverFrom", "a book goes on behind an action or behind an entry")])
    if not is_opening and said.at is None:
        raise unfit([Fault("at", "say what the score was agreed at")])
    wrong = sorted(set(said.model_dump(by_alias=True, exclude_none=True)) & NOT_OF[said.type])
    if wrong:
        raise unfit([Fault(name, f"{said.type} has no such field") for name in wrong])


NOT_OF: Final = {
    OPENED: {"at", "ledgerNumber", "ledgerHead", "corrects"},
    "score_agreed": {
        "corrects",
        "strikerId", "nonStrikerId", "bowlerId", "afterActionId", "takesOverFrom", "afterEntryId",
    },
}  # fmt: skip
"""The fields that only the other kind of statement has, or an entry that is none."""
