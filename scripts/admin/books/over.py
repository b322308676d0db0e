"""Formats an over with the books side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from admin.books.words import action_text
from scrbrd.consensus.content import content_of, differing_fields
from scrbrd.consensus.entries import SEATS, EffectiveEntry, Seat
from scrbrd.consensus.over_check import CheckedBall, OverCheck
from scrbrd.domain.errors import BadInput
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import Inputs
from scrbrd.handlers.books.documents import entry_summary, over_body

MISSING = "-"
SAME = "the same"
OVER = re.compile(r"(?P<innings>[0-9]{1,4}):(?P<over>[0-9]{1,4})")


def parse_over(text: str | None) -> tuple[int, int] | None:
    """Return the innings number and the 0-based over of `--over`, or None. Raises BadInput."""
    if text is None:
        return None
    match = OVER.fullmatch(text)
    if match is None or not int(match["innings"]):
        raise BadInput(
            f"--over: {text!r:.40} is no INNINGS:OVER such as 1:7, the eighth over of the first"
            f" innings: overs count from 0, as in documents"
        )
    return int(match["innings"]), int(match["over"])


def require_over(check: OverCheck | None, requested: tuple[int, int] | None, match_id: str) -> None:
    """Raise BadInput if neither the log nor any book has a ball of the requested over."""
    if requested is None or (
        check is not None and (check.balls or any(check.unmatched_entries.values()))
    ):
        return
    raise BadInput(
        f"--over: match {match_id} has no ball of over {requested[1]} in innings {requested[0]},"
        f" neither in its log nor in a book; overs count from 0"
    )


def over_json(check: OverCheck) -> Json:
    """Return an over as JSON.

    It has the fields of `live/consensus.lastOver`, and the entries that the log lacks.
    """
    entries_not_in_log = {
        str(seat): [entry_summary(each) for each in entries]
        for seat, entries in check.unmatched_entries.items()
    }
    return {**over_body(check), "notInLog": entries_not_in_log}


def print_over(console: Console, check: OverCheck, inputs: Inputs) -> None:
    """Print each ball of an over as the log and each book have it."""
    state = "the books say the same" if check.is_identical else "the books differ"
    title = f"Innings {check.innings_number}, over {check.over_number} (counted from 0)"
    console.print(f"{title}: {state}")
    seats = [seat for seat in SEATS if seat in seats_of(check)]
    table = Table("ball", "log", *map(str, seats), box=None)
    for ball in check.balls:
        cells = (book_cell(ball, seat, inputs) for seat in seats)
        table.add_row(ball.action_id, action_text(ball.action, inputs), *cells)
    for row in unmatched_rows(check, seats, inputs):
        table.add_row(MISSING, MISSING, *row)
    console.print(table)


def seats_of(check: OverCheck) -> set[Seat]:
    """Return the seats that have a book."""
    return {*check.unmatched_entries, *(seat for ball in check.balls for seat in ball.entries)}


def book_cell(ball: CheckedBall, seat: Seat, inputs: Inputs) -> str:
    """Return a book's version of a ball of the log."""
    entry = ball.entries.get(seat)
    if entry is None:
        return MISSING
    fields = differing_fields(content_of(ball.action), entry.version.content)
    text = f"{action_text(entry.version.action, inputs)} [{', '.join(fields)}]" if fields else SAME
    return f"{entry.root}: {text}"


def unmatched_rows(
    check: OverCheck, seats: Iterable[Seat], inputs: Inputs
) -> Iterable[tuple[str, ...]]:
    """Yield table rows for entries that have no ball in the log, each book's in its own order."""
    columns = [
        [unmatched_cell(each, inputs) for each in check.unmatched_entries.get(seat, ())]
        for seat in seats
    ]
    for number in range(max(map(len, columns), default=0)):
        yield tuple(each[number] if number < len(each) else MISSING for each in columns)


def unmatched_cell(entry: EffectiveEntry, inputs: Inputs) -> str:
    """Return the text of an entry that has no ball in the log."""
    return f"{entry.root}: {action_text(entry.version.action, inputs)}"
