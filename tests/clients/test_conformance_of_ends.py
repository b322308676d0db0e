"""Recorded ends and figures after rain, which random logs seldom show, are TypeScript's too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

from devtools.conformance.cases import Case, case_line
from devtools.conformance.engine import compare
from scrbrd.domain.vocabulary import Outcome
from tests.clients import conformance_logs as logs
from tests.domain.notation import HOME, Book
from tests.domain.rain import test_limit_given_later as given_later
from tests.domain.rain import test_long_innings as long_innings
from tests.domain.rain.test_abandoned_chases import fewer_resources_used
from tests.domain.test_recorded_ends import DECIDED, UNDECIDED_BY_PLAY, WON, closed, played

WINNERS = (None, HOME, "strangers")


def ended() -> Iterator[tuple[str, Book]]:
    """Matches that play decided or did not, and each end that can be recorded of them."""
    for given in (*DECIDED, *UNDECIDED_BY_PLAY):
        make = cast(Callable[[], Book], given.values[0])
        for outcome in Outcome:
            yield f"{given.id}, {outcome}", make().fact("match_closed", outcome=outcome)
    for winner in WINNERS:
        for outcome in WON:
            yield f"{outcome} for {winner}", closed(outcome=outcome, winner_team_id=winner)
            book = played("4 . . . . .", "4 1")
            yield (
                f"won, {outcome} for {winner}",
                book.fact("match_closed", outcome=outcome, winner_team_id=winner),
            )


def rained_on() -> Iterator[tuple[str, Book]]:
    """Innings of more than 300 balls or limited in their course, and a par without a target."""
    for name, limited in given_later.LATER:
        yield f"limited {name}", long_innings.abandoned(limited())
    yield "a chase limited in its course", given_later.chasing()
    for name, revise in long_innings.AGAIN:
        begun = Book(long_innings.LONG).innings(HOME, long_innings.overs(20))
        yield name, long_innings.abandoned(revise(begun))
        yield (
            f"{name}, before a ball",
            long_innings.abandoned(revise(Book(long_innings.LONG).innings(HOME))),
        )
    for g50 in (None, 245):
        yield f"G50 {g50}", fewer_resources_used(g50=g50)


def test_ends_and_rain_are_the_same_after_every_action() -> None:
    lines = []
    for name, book in (*ended(), *rained_on()):
        log = [logs.document(entry) for entry in book.entries]
        lines.append(case_line(Case(name, book.setup, log), is_whole=True))
    outcome = compare(lines)
    assert (outcome.cases, outcome.differ) == (len(lines), 0), outcome.shown
