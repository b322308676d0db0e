"""Formats the consensus of a match's books: voting seats, counts of each seat, disputes."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from admin.books.compare import BookComparison
from admin.books.over import over_json, print_over
from admin.books.read import BookedMatch
from scrbrd.consensus.dispute import Dispute
from scrbrd.consensus.entries import SEATS, Seat
from scrbrd.domain.json_types import Json
from scrbrd.handlers.books.documents import consensus_body, place_of

COUNTS = (
    *("submitted", "agreed", "waiting", "missed", "behind"),
    *("dissents", "extras", "late", "agreementRate"),
)
NOTHING = "-"


def as_json(match: BookedMatch, compared: BookComparison) -> Json:
    """Return the standings as JSON; `over` is the requested one, or the last complete one."""
    standings = consensus_body(match.consensus)
    del standings["lastOver"]
    check = match.consensus.check
    return {
        "matchId": match.match_id,
        "validationTier": str(match.tier),
        **standings,
        "votes": voting_seats(match),
        "waitingFrom": {str(seat): name for seat, name in match.consensus.waiting.items()},
        "over": None if check is None else over_json(check),
        **compared.as_json(),
    }


def voting_seats(match: BookedMatch) -> list[str]:
    """Return the seats that vote on the next ball."""
    panel = match.consensus.panel
    return [] if panel is None else [str(seat) for seat in panel.seats]


def print_standings(
    console: Console, match: BookedMatch, compared: BookComparison, *, shows_over: bool
) -> None:
    """Print the standings; the over side by side only if `shows_over`."""
    panel = match.consensus.panel
    tier = match.tier if panel is None else panel.tier
    voting = ", ".join(voting_seats(match)) or "nobody"
    console.print(f"Match {match.match_id} is {match.tier}. In force: {tier}; {voting} may vote.")
    console.print(seats_table(match))
    for line in (*dispute_lines(match), *log_lines(match, compared)):
        console.print(line)
    if shows_over and match.consensus.check is not None:
        print_over(console, match.consensus.check, match.inputs)


def seats_table(match: BookedMatch) -> Table:
    """Return a table of the seats that have a book or a vote."""
    table = Table("seat", "person", "votes", *map(heading, COUNTS), "from", box=None)
    seats: Json = consensus_body(match.consensus)["seats"]
    for seat in SEATS:
        if str(seat) in seats or str(seat) in voting_seats(match):
            table.add_row(*seat_row(match, seat, seats.get(str(seat), {})))
    return table


def heading(name: str) -> str:
    """Return the heading of a count."""
    return "rate" if name == "agreementRate" else name


def seat_row(match: BookedMatch, seat: Seat, body: Json) -> tuple[str, ...]:
    """Return the row of a seat."""
    counts = (count_text(body.get(name)) for name in COUNTS)
    is_vote = "yes" if str(seat) in voting_seats(match) else "no"
    first = match.consensus.waiting.get(seat, NOTHING)
    return (str(seat), body.get("personId", "(no book)"), is_vote, *counts, first)


def count_text(value: object) -> str:
    """Return a count as text, or a rate in percent."""
    if isinstance(value, float):
        return f"{value:.1%}"
    return NOTHING if value is None else str(value)


def dispute_lines(match: BookedMatch) -> Iterator[str]:
    """Yield which dispute holds the log back, and which disputes are open."""
    disputes = match.consensus.disputes
    blocking = [each for each in disputes if each.blocks]
    if blocking:
        yield f"The log is held back at {place_of(blocking[0])} by dispute {blocking[0].id}."
    else:
        yield "Nothing holds the log back."
    yield f"Open disputes: {', '.join(map(dispute_name, disputes)) or 'none'}."


def dispute_name(dispute: Dispute) -> str:
    """Return the id of a dispute and its subject."""
    about = dict.fromkeys((str(dispute.kind), *dispute.fields))
    return f"{dispute.id} ({', '.join(about)})"


def log_lines(match: BookedMatch, compared: BookComparison) -> Iterator[str]:
    """Yield whether the log agrees with the books, and the pending changes if it does not."""
    count = len(match.stored.log.actions)
    if not compared.differs:
        yield f"The log is what the books say: {count} actions, on sound evidence."
    else:
        yield f"The log is not what the books say; `scrbrd rebuild {match.match_id}` brings it up."
    yield from (f"  {line}" for line in compared.lines(match.inputs))
    if compared.actions_without_evidence:
        yield f"Appended past the books: {', '.join(compared.actions_without_evidence)}."
