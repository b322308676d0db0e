"""Formats an over with the books side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from admin.books.words import action_text
from scrbrd.consensus.entries import SEATS, Said, Seat
from scrbrd.consensus.over_check import CheckedBall, OverCheck
from scrbrd.consensus.words import differing, words_of
from scrbrd.domain.errors import BadInput
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import Inputs
from scrbrd.handlers.books.documents import over_body, said_body

LACKING = "-"
SAME = "the same"
OVER = re.compile(r"(?P<innings>[0-9]{1,4}):(?P<over>[0-9]{1,4})")


def parse_over(text: str | None) -> tuple[int, int] | None:
    """Return the innings and the 0-based over that `--over` names. Raises BadInput."""
    if text is None:
        return None
    found = OVER.fullmatch(text)
    if found is None or not int(found["innings"]):
        raise BadInput(
            f"--over: {text!r:.40} is no INNINGS:OVER such as 1:7, the eighth over of the first"
            f" innings: overs count from 0, as in documents"
        )
    return int(found["innings"]), int(found["over"])


def require_over(check: OverCheck | None, asked: tuple[int, int] | None, match_id: str) -> None:
    """Raise BadInput where neither the log nor a book has a ball of the over that was asked for."""
    if asked is None or (check is not None and (check.balls or any(check.rest.values()))):
        return
    raise BadInput(
        f"--over: match {match_id} has no ball of over {asked[1]} in innings {asked[0]}, neither in"
        f" its log nor in a book; overs count from 0"
    )


def over_json(check: OverCheck) -> Json:
    """Return an over for machines: as `live/consensus.lastOver`, with what the log lacks."""
    rest = {str(seat): [said_body(each) for each in said] for seat, said in check.rest.items()}
    return {**over_body(check), "notInLog": rest}


def print_over(console: Console, check: OverCheck, inputs: Inputs) -> None:
    """Print each ball in the log and in each book."""
    state = "the books say the same" if check.is_identical else "the books differ"
    where = f"Innings {check.innings_number}, over {check.over_number} (counted from 0)"
    console.print(f"{where}: {state}")
    seats = [seat for seat in SEATS if seat in seats_of(check)]
    table = Table("ball", "log", *map(str, seats), box=None)
    for ball in check.balls:
        said = (cell(ball, seat, inputs) for seat in seats)
        table.add_row(ball.action_id, action_text(ball.action, inputs), *said)
    for row in rows_of_rest(check, seats, inputs):
        table.add_row(LACKING, LACKING, *row)
    console.print(table)


def seats_of(check: OverCheck) -> set[Seat]:
    """Return the seats that have a book."""
    return {*check.rest, *(seat for ball in check.balls for seat in ball.said)}


def cell(ball: CheckedBall, seat: Seat, inputs: Inputs) -> str:
    """Return what a book has of a ball of the log."""
    said = ball.said.get(seat)
    if said is None:
        return LACKING
    fields = differing(words_of(ball.action), said.entry.words)
    text = f"{action_text(said.entry.action, inputs)} [{', '.join(fields)}]" if fields else SAME
    return f"{said.root}: {text}"


def rows_of_rest(
    check: OverCheck, seats: Iterable[Seat], inputs: Inputs
) -> Iterable[tuple[str, ...]]:
    """Return rows of what the log has no ball for, each book's in its own order."""
    columns = [[rest_cell(each, inputs) for each in check.rest.get(seat, ())] for seat in seats]
    for number in range(max(map(len, columns), default=0)):
        yield tuple(each[number] if number < len(each) else LACKING for each in columns)


def rest_cell(said: Said, inputs: Inputs) -> str:
    """Return an entry that the log has no ball for."""
    return f"{said.root}: {action_text(said.entry.action, inputs)}"
