"""Formats what the books of a match come to: who votes, how each seat stands, what is disputed."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from admin.books.compare import Compared
from admin.books.over import over_json, print_over
from admin.books.read import BookedMatch
from scrbrd.consensus.dispute import Dispute
from scrbrd.consensus.entries import SEATS, Seat
from scrbrd.domain.json_types import Json
from scrbrd.handlers.books.documents import place_of, shown_of

COUNTS = (
    *("submitted", "agreed", "waiting", "missed", "behind"),
    *("dissents", "extras", "late", "agreementRate"),
)
NOTHING = "-"


def as_json(match: BookedMatch, compared: Compared) -> Json:
    """Return all of it for machines; `over` is the one that was asked for, or the last complete."""
    shown = shown_of(match.found)
    del shown["lastOver"]
    check = match.found.check
    return {
        "matchId": match.match_id,
        "validationTier": str(match.tier),
        **shown,
        "votes": votes(match),
        "waitingFrom": {str(seat): name for seat, name in match.found.waiting.items()},
        "over": None if check is None else over_json(check),
        **compared.as_json(),
    }


def votes(match: BookedMatch) -> list[str]:
    """Return the seats that vote on the next ball."""
    panel = match.found.panel
    return [] if panel is None else [str(seat) for seat in panel.seats]


def print_standings(
    console: Console, match: BookedMatch, compared: Compared, *, shows_over: bool
) -> None:
    """Print all of it, the over side by side only if it was asked for."""
    panel = match.found.panel
    tier = match.tier if panel is None else panel.tier
    voting = ", ".join(votes(match)) or "nobody"
    console.print(f"Match {match.match_id} is {match.tier}. In force: {tier}; {voting} may vote.")
    console.print(table_of(match))
    for line in (*dispute_lines(match), *log_lines(match, compared)):
        console.print(line)
    if shows_over and match.found.check is not None:
        print_over(console, match.found.check, match.inputs)


def table_of(match: BookedMatch) -> Table:
    """Return how each seat stands: those that have a book, and those that vote without one."""
    table = Table("seat", "person", "votes", *map(heading, COUNTS), "from", box=None)
    seats: Json = shown_of(match.found)["seats"]
    for seat in SEATS:
        if str(seat) in seats or str(seat) in votes(match):
            table.add_row(*row_of(match, seat, seats.get(str(seat), {})))
    return table


def heading(name: str) -> str:
    """Return the heading of a count."""
    return "rate" if name == "agreementRate" else name


def row_of(match: BookedMatch, seat: Seat, body: Json) -> tuple[str, ...]:
    """Return the row of a seat."""
    counts = (text_of(body.get(name)) for name in COUNTS)
    is_vote = "yes" if str(seat) in votes(match) else "no"
    first = match.found.waiting.get(seat, NOTHING)
    return (str(seat), body.get("personId", "(no book)"), is_vote, *counts, first)


def text_of(value: object) -> str:
    """Return a count, or a rate in percent."""
    if isinstance(value, float):
        return f"{value:.1%}"
    return NOTHING if value is None else str(value)


def dispute_lines(match: BookedMatch) -> Iterator[str]:
    """Yield what holds the log back, and what is disputed."""
    disputes = match.found.disputes
    blocking = [each for each in disputes if each.blocks]
    if blocking:
        yield f"The log is held back at {place_of(blocking[0])} by dispute {blocking[0].id}."
    else:
        yield "Nothing holds the log back."
    yield f"Open disputes: {', '.join(map(named, disputes)) or 'none'}."


def named(dispute: Dispute) -> str:
    """Return the id of a dispute and what it is about."""
    about = dict.fromkeys((str(dispute.kind), *dispute.fields))
    return f"{dispute.id} ({', '.join(about)})"


def log_lines(match: BookedMatch, compared: Compared) -> Iterator[str]:
    """Yield whether the log is what the books say, and what is to be done if it is not."""
    count = len(match.kept.log.actions)
    if not compared.differs:
        yield f"The log is what the books say: {count} actions, on sound evidence."
    else:
        yield f"The log is not what the books say; `scrbrd rebuild {match.match_id}` brings it up."
    yield from (f"  {line}" for line in compared.lines(match.inputs))
    if compared.past_books:
        yield f"Appended past the books: {', '.join(compared.past_books)}."
